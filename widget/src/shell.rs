//! The form's shell: hears the page, lends the form its clock and dice, does what it asks for.

use crate::form::{Form, Input, Moment, News, Screen};
use crate::view::{View, code_of, is_visible};
use crate::{kept, net, phone};
use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use js_sys::Date;
use saludo_core::prefill::one_text;
use std::cell::{Cell, RefCell};
use web_sys::{Event, EventTarget, Window};

/// Path of the module that draws QR codes; the build knows it.
const QR: &str = env!("SALUDO_QR");

/// A panel and its form. It lives as long as the page.
pub(crate) struct Shell {
    form: RefCell<Form>,
    view: View,
    window: Window,
    edge: String,
    timer: RefCell<Option<Timeout>>,
    /// Whether the shopper opened the panel, so that the focus may move into it.
    by_hand: Cell<bool>,
}

impl Shell {
    /// Takes over the panel of a view.
    pub(crate) fn start(view: View, window: Window, document: &EventTarget, edge: String) {
        let home = if view.says("data-screen") == "doors" {
            Screen::Doors
        } else {
            Screen::Topics
        };
        view.take_up();
        phone::offer_countries(&view);
        let shell: &'static Self = Box::leak(Box::new(Self {
            form: RefCell::new(Form::new(
                home,
                view.says("data-source") == "inline",
                moment(&window),
            )),
            view,
            window,
            edge,
            timer: RefCell::new(None),
            by_hand: Cell::new(false),
        }));
        let root = &shell.view.0;
        shell.listen(root, "click", Self::click);
        shell.listen(root, "input", Self::edit);
        shell.listen(root, "keydown", Self::click);
        shell.listen(&shell.window, "pageshow", Self::look);
        shell.listen(document, "visibilitychange", Self::look);
        if let Some(kept) = kept::take_up(&shell.view) {
            shell.handle(Input::Restored(kept));
        }
    }

    /// Listens for as long as the page lives.
    #[inline(never)]
    fn listen(
        &'static self,
        target: &EventTarget,
        name: &'static str,
        heard: fn(&'static Self, &Event),
    ) {
        // A tap may have to be stopped, which a passive listener cannot.
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(target, name, options, move |event| heard(self, event))
            .forget();
    }

    /// Puts an input through the form. The form is not borrowed while its wishes are done: the
    /// page's own listeners may call back in. Answers whether a tap must not be followed.
    #[inline(never)]
    fn handle(&'static self, input: Input) -> bool {
        let Ok(mut form) = self.form.try_borrow_mut() else {
            return false;
        };
        let todo = form.handle(input, moment(&self.window));
        let then = form.clone();
        drop(form);
        let (view, code) = (&self.view, then.code());
        view.tick(then.ticks());
        view.lead(then.ticks(), code);
        if todo.post {
            let section = if then.is_of_product() {
                "product"
            } else {
                "topics"
            };
            let body = view.filled(section, code);
            net::when_settled(&net::post(&self.opt_ins(), &body), move |status| {
                let status = net::status(&status.as_string().unwrap_or_default());
                self.handle(Input::PostAnswered(code, status));
            });
        }
        if let Some(turn) = todo.ask {
            let url = one_text(&[&self.opt_ins(), "/", &code.shown()]);
            net::when_settled(&net::ask(&url), move |state| {
                let state = net::state(&state.as_string().unwrap_or_default());
                self.handle(Input::StateAnswered { code, turn, state });
            });
        }
        if let Some(keep) = todo.keep {
            kept::leave(view, then.kept().filter(|_| keep));
        }
        if let Some(screen) = todo.show {
            view.show(screen);
            if screen == Screen::Waiting {
                view.draw_qr(&one_text(&[&self.edge, QR]));
            }
        }
        match todo.reveal {
            Some(true) => view.reveal(self.by_hand.get()),
            Some(false) => view.hide(),
            None => {}
        }
        if let Some(problem) = todo.complain {
            view.complain(problem);
        }
        if let Some(news) = todo.tell {
            self.tell(news);
        }
        self.set_timer(then.wakes_at());
        todo.stay
    }

    /// Where opt-ins are posted and asked for.
    fn opt_ins(&self) -> String {
        one_text(&[
            &self.edge,
            "/v1/shops/",
            &self.view.says("data-shop"),
            "/opt-ins",
        ])
    }

    /// Tells the page.
    fn tell(&self, news: News) {
        let (name, code) = match news {
            News::Opened => ("open", ""),
            News::Asked => ("continue", "chat"),
            News::Continued => ("continue", "updates"),
            News::Confirmed => ("confirmed", ""),
            News::Failed(problem) => ("error", code_of(problem)),
        };
        self.view.tell(name, code);
    }

    fn set_timer(&'static self, wakes_at: Option<u64>) {
        let timer = wakes_at.map(|at| {
            let wait = at.saturating_sub(now());
            Timeout::new(u32::try_from(wait).unwrap_or_default(), || {
                self.handle(Input::Woken);
            })
        });
        // The one before is cancelled by being dropped.
        drop(self.timer.replace(timer));
    }

    /// A tap, whose meaning stands in an attribute, or a key. The loader taps the panel itself to
    /// have it opened: as it is, again after a reload, or at the form.
    fn click(&'static self, event: &Event) {
        let view = &self.view;
        let deed = view.deed(event);
        let input = match deed.as_str() {
            "open" | "restore" => Input::Opened,
            "product" if !view.product().is_empty() => {
                Input::Chose(Screen::Product, view.product())
            }
            "form" | "updates" | "product" => Input::Chose(Screen::Topics, view.ticks()),
            "ask" => Input::Asked,
            "back" => Input::WentBack,
            "close" | "Escape" => Input::Closed,
            "change" => Input::Reconsidered,
            "over" => Input::StartedOver,
            "go" | "scan" => Input::Continued(phone::wrong(view)),
            "copy" => return view.copy(event),
            _ => return,
        };
        let opens = matches!(deed.as_str(), "open" | "product" | "form");
        if opens {
            self.by_hand.set(true);
        }
        if self.handle(input) {
            event.prevent_default();
        }
        if opens {
            self.handle(Input::Opened);
        }
    }

    fn edit(&'static self, _: &Event) {
        if self.view.has("[part=phone]") {
            phone::typed_in(&self.view);
        }
        self.handle(Input::Edited(self.view.ticks()));
    }

    fn look(&'static self, _: &Event) {
        self.handle(Input::Seen(is_visible()));
    }
}

fn moment(window: &Window) -> Moment {
    let mut random = [0; 9];
    let thrown = window
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut random));
    if thrown.is_err() {
        // Without randomness there is no code; the loader goes to the hosted form.
        std::process::abort();
    }
    Moment { now: now(), random }
}

fn now() -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from a float saturates"
    )]
    let now = Date::now() as u64;
    now
}
