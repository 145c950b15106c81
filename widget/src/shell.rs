//! The form's shell: hears the page, lends the form its clock and dice, does what it commands.

use crate::form::{Command, Form, Input, Moment, News, Problem, Screen};
use crate::settings::{Fields, chosen, wording};
use crate::shop::{Wording, text_of};
use crate::view::View;
use crate::{kept, net};
use js_sys::{Date, Function};
use std::cell::{Cell, OnceCell, RefCell};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    CssStyleSheet, CustomEvent, Document, Element, Event, EventTarget, HtmlInputElement,
    KeyboardEvent, ShadowRoot, Window,
};

thread_local! {
    /// The page's one form. It lives as long as the page.
    static SHELL: OnceCell<Shell> = const { OnceCell::new() };
}

struct Shell {
    form: RefCell<Form>,
    view: View,
    window: Window,
    document: Document,
    settings: Fields,
    wording: Wording,
    /// Where opt-ins are posted and asked for.
    opt_ins: String,
    /// Calls back when the timer rings.
    woken: Function,
    timer: Cell<i32>,
    /// Whether the shopper opened the panel, so that the focus may move into it.
    by_hand: Cell<bool>,
    /// The name typed so far; a JavaScript text.
    name: RefCell<String>,
}

/// Where the form lives.
pub(crate) struct Home {
    pub(crate) window: Window,
    pub(crate) document: Document,
    /// The bubble's shadow root.
    pub(crate) root: ShadowRoot,
    /// An empty style sheet of that root.
    pub(crate) sheet: CssStyleSheet,
    /// The worker's origin.
    pub(crate) edge: String,
    /// The shop's public settings.
    pub(crate) settings: Fields,
}

/// Opens the panel, building it first if need be. A panel that is `restored` after a reload does
/// not take the focus.
pub(crate) fn open(home: Home, restored: bool) {
    if SHELL.try_with(|shell| shell.get().is_none()) == Ok(true) {
        let shell = Shell::new(home);
        let kept = kept::read(&shell.window, &shell.settings);
        let _ = SHELL.try_with(|cell| cell.set(shell));
        if let Some(kept) = kept {
            handle(Input::Restored(kept));
        }
    }
    with(|shell| shell.by_hand.set(!restored));
    handle(Input::Opened);
}

/// Gives the form an input.
pub(crate) fn handle(input: Input) {
    with(|shell| {
        shell.handle(input);
    });
}

fn with(act: impl FnOnce(&Shell)) {
    // A page that is going away has no form left to act on.
    let _ = SHELL.try_with(|shell| shell.get().map(act));
}

impl Shell {
    fn new(home: Home) -> Self {
        let settings = home.settings;
        let slug = settings.text("shop");
        let locale = settings.text("locale");
        let first = if settings.text("bubble") == "updates" {
            Screen::Topics
        } else {
            Screen::Doors
        };
        let wording = wording(&settings);
        let view = View::new(home.document.clone(), home.root, &home.sheet, &settings);
        view.fill("{chat_link}", &wording.chat_link());
        view.fill("{hosted}", &text_of(&[&home.edge, "/s/", &slug, "/opt-in?lang=", &locale]));

        let heard = Closure::<dyn FnMut(Event)>::new(|event| with(|shell| shell.hear(&event)));
        let heard: Function = heard.into_js_value().unchecked_into();
        let root: &EventTarget = view.root();
        for (target, name) in [
            (root, "click"),
            (root, "input"),
            (root, "keydown"),
            (&home.document, "visibilitychange"),
            (&home.window, "pageshow"),
        ] {
            let _ = target.add_event_listener_with_callback(name, &heard);
        }
        let woken = Closure::<dyn FnMut()>::new(|| handle(Input::Woken));
        Self {
            form: RefCell::new(Form::new(first, moment(&home.window))),
            view,
            opt_ins: text_of(&[&home.edge, "/v1/shops/", &slug, "/opt-ins"]),
            wording,
            settings,
            name: RefCell::default(),
            woken: woken.into_js_value().unchecked_into(),
            timer: Cell::new(0),
            by_hand: Cell::new(false),
            window: home.window,
            document: home.document,
        }
    }

    /// Puts an input through the form. The form is not borrowed while commands run: the page's
    /// own listeners may call back in. Answers whether a tap must not be followed.
    fn handle(&self, input: Input) -> bool {
        let Ok(mut form) = self.form.try_borrow_mut() else {
            return false;
        };
        let commands = form.handle(input, moment(&self.window));
        let form = {
            let then = form.clone();
            drop(form);
            then
        };
        self.view.lead_to(&self.wording.link(form.ticks(), &form.code()));
        let mut stays = false;
        for command in commands {
            stays |= command == Command::Stay;
            self.run(command, &form);
        }
        self.set_timer(form.wakes_at());
        stays
    }

    fn run(&self, command: Command, form: &Form) {
        match command {
            Command::Show(screen) => {
                let message = self.wording.message(form.ticks(), &form.code());
                self.view.fill("{message}", &message);
                self.view.show(screen, form.ticks(), &self.typed());
            }
            Command::Reveal => self.view.reveal(self.by_hand.get()),
            Command::Hide => self.view.hide(),
            Command::Stay => {}
            Command::Complain(problem) => self.view.complain(problem),
            Command::Post => net::post(&self.window, &self.opt_ins, &self.body(form), |status| {
                handle(Input::PostAnswered(status));
            }),
            Command::AskState { turn } => {
                net::ask(&self.window, &self.opt_ins, form.code(), turn, |turn, state| {
                    handle(Input::StateAnswered { turn, state });
                });
            }
            Command::Keep => {
                if let Some(kept) = form.kept() {
                    kept::write(&self.window, &self.settings, &kept);
                }
            }
            Command::Forget => kept::forget(&self.window, &self.settings),
            Command::Tell(news) => self.tell(news, form),
        }
    }

    /// The body of the post.
    fn body(&self, form: &Form) -> Fields {
        let body = Fields::none();
        body.put_text("code", &form.code().to_string());
        body.put("purposes", &chosen(&self.settings, form.ticks()));
        body.put("statement", &self.settings.object("statement.id").0);
        body.put("locale", &self.settings.object("locale").0);
        body.put("page", &Fields(self.document.clone().into()).object("URL").0);
        body.put_text("source", "bubble");
        let name = self.typed();
        if !name.trim().is_empty() {
            body.put_text("name", name.trim());
        }
        body
    }

    fn typed(&self) -> String {
        self.name.try_borrow().map_or_else(|_| String::new(), |name| name.clone())
    }

    /// Tells the page, by an event that leaves the shadow root.
    fn tell(&self, news: News, form: &Form) {
        let (name, code) = match news {
            News::Opened => ("saludo:open", ""),
            News::Asked => ("saludo:continue", "chat"),
            News::Continued => ("saludo:continue", "updates"),
            News::Confirmed => ("saludo:confirmed", ""),
            News::Failed(Problem::NoneTicked) => ("saludo:error", "none_ticked"),
            News::Failed(Problem::Offline) => ("saludo:error", "offline"),
            News::Failed(Problem::Again) => ("saludo:error", "conflict"),
            News::Failed(Problem::Refused) => ("saludo:error", "refused"),
        };
        let detail = Fields::none();
        detail.put_text("code", code);
        detail.put("purposes", &chosen(&self.settings, form.ticks()));
        let init = Fields::none();
        init.put("bubbles", &JsValue::TRUE);
        init.put("composed", &JsValue::TRUE);
        init.put("detail", &detail.0);
        if let Ok(event) = CustomEvent::new_with_event_init_dict(name, init.0.unchecked_ref()) {
            let _ = self.view.root().host().dispatch_event(&event);
        }
    }

    fn set_timer(&self, wakes_at: Option<u64>) {
        self.window.clear_timeout_with_handle(self.timer.get());
        if let Some(at) = wakes_at {
            let wait = at.saturating_sub(moment(&self.window).now);
            // At most a day, so it fits.
            let wait = i32::try_from(wait).unwrap_or(i32::MAX);
            let timer = self
                .window
                .set_timeout_with_callback_and_timeout_and_arguments_0(&self.woken, wait);
            self.timer.set(timer.unwrap_or_default());
        }
    }

    /// One listener for everything: attributes say what an element does.
    fn hear(&self, event: &Event) {
        // The root hears what happens to its elements, and nothing but an element.
        let target = event.target().map(JsCast::unchecked_into::<Element>);
        match (event.type_().as_str(), target) {
            ("click", Some(target)) => self.click(event, &target),
            ("input", Some(target)) => self.edit(target.unchecked_ref()),
            ("keydown", _) => {
                if event.unchecked_ref::<KeyboardEvent>().key() == "Escape" {
                    self.handle(Input::Closed);
                }
            }
            _ => {
                self.handle(Input::Seen(!self.document.hidden()));
            }
        }
    }

    fn click(&self, event: &Event, target: &Element) {
        let Ok(Some(element)) = target.closest("[data-do]") else {
            return;
        };
        let input = match element.get_attribute("data-do").as_deref() {
            Some("ask") => Input::Asked,
            Some("updates") => Input::ChoseUpdates,
            Some("back") => Input::WentBack,
            Some("close") => Input::Closed,
            Some("change") => Input::Reconsidered,
            Some("over") => Input::StartedOver,
            Some("go") => Input::Continued,
            _ => return self.copy(&element),
        };
        if self.handle(input) {
            event.prevent_default();
        }
    }

    fn edit(&self, field: &HtmlInputElement) {
        let value = field.value();
        let ids = self.settings.list("purposes");
        let purpose = (0..).zip(ids).find(|(_, purpose)| purpose.text("id") == value);
        self.handle(match purpose {
            Some((purpose, _)) if field.type_() == "checkbox" => Input::Ticked {
                purpose,
                on: field.checked(),
            },
            _ => {
                let _ = self.name.try_borrow_mut().map(|mut name| *name = value);
                Input::Renamed
            }
        });
    }

    /// Copies what a button names. Without a clipboard (a page that is not secure) the text stands
    /// there to be marked by hand.
    fn copy(&self, button: &Element) {
        let clipboard = self.window.navigator().clipboard();
        let text = button.get_attribute("data-copy");
        if let Some(text) = text.filter(|_| clipboard.is_truthy()) {
            let _ = clipboard.write_text(&text);
            button.set_text_content(button.get_attribute("data-copied").as_deref());
        }
    }
}

fn moment(window: &Window) -> Moment {
    let mut random = [0; 9];
    if let Ok(crypto) = window.crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut random);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from a float saturates"
    )]
    let now = Date::now() as u64;
    Moment { now, random }
}
