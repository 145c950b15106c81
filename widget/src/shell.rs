//! The form's shell: hears the page, lends the form its clock and dice, does what it commands.

use crate::form::{Command, Form, Input, Moment, News, Problem, Screen};
use crate::settings::{chosen, for_each_purpose, wording};
use crate::shop::Wording;
use crate::value::{get, put, put_text, text};
use crate::view::View;
use crate::{kept, net};
use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use js_sys::{Date, Object, Uint8Array};
use saludo_core::prefill::one_text;
use std::cell::{Cell, RefCell};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    CssStyleSheet, CustomEvent, CustomEventInit, Document, Element, Event, EventTarget,
    HtmlInputElement, Response, ShadowRoot, Window,
};

thread_local! {
    /// The page's one form. It lives as long as the page.
    static SHELL: Cell<Option<&'static Shell>> = const { Cell::new(None) };
}

struct Shell {
    form: RefCell<Form>,
    view: View,
    wording: Wording,
    window: Window,
    document: Document,
    /// Where opt-ins are posted and asked for.
    opt_ins: String,
    timer: RefCell<Option<Timeout>>,
    /// Whether the shopper opened the panel, so that the focus may move into it.
    by_hand: Cell<bool>,
}

/// Opens the panel, building it first if need be. A panel that is `restored` after a reload does
/// not take the focus.
pub(crate) fn open(
    root: ShadowRoot,
    sheet: &CssStyleSheet,
    edge: &str,
    settings: JsValue,
    restored: bool,
) {
    if SHELL.get().is_none() {
        let Some(shell) = Shell::new(root, sheet, edge, settings) else {
            return;
        };
        let shell: &'static Shell = Box::leak(Box::new(shell));
        SHELL.set(Some(shell));
        shell.listen();
        if let Some(kept) = kept::read(&shell.window, shell.view.settings()) {
            shell.handle(Input::Restored(kept));
        }
    }
    with(|shell| shell.by_hand.set(!restored));
    handle(Input::Opened);
}

/// The turn of the post, which comes before all questions.
const POST: u32 = 0;

/// Takes the answer to question `turn`: the response, whose body is still to come, or the body.
fn answered(turn: u32, answer: &JsValue) {
    let status = net::status(answer);
    if turn == POST {
        handle(Input::PostAnswered(status));
    } else if status == Some(200)
        && let Ok(body) = answer.unchecked_ref::<Response>().json()
    {
        net::when_settled(&body, turn, answered);
    } else {
        let state = net::state(answer);
        handle(Input::StateAnswered { turn, state });
    }
}

/// Gives the form an input.
pub(crate) fn handle(input: Input) {
    with(|shell| {
        shell.handle(input);
    });
}

fn with(act: impl FnOnce(&Shell)) {
    if let Some(shell) = SHELL.get() {
        act(shell);
    }
}

impl Shell {
    /// Builds the panel; nothing where the bubble has been taken out of its page.
    fn new(root: ShadowRoot, sheet: &CssStyleSheet, edge: &str, settings: JsValue) -> Option<Self> {
        let document = root.owner_document()?;
        let window = document.default_view()?;
        let slug = text(&settings, "shop");
        let locale = text(&settings, "locale");
        let home = if text(&settings, "bubble") == "updates" {
            Screen::Topics
        } else {
            Screen::Doors
        };
        let wording = wording(&settings);
        let view = View::new(root, document.clone(), sheet, settings);
        view.fill("{chat_link}", &wording.chat_link());
        view.fill(
            "{hosted}",
            &one_text(&[edge, "/s/", &slug, "/opt-in?lang=", &locale]),
        );
        Some(Self {
            form: RefCell::new(Form::new(home, moment(&window))),
            view,
            wording,
            window,
            document,
            opt_ins: one_text(&[edge, "/v1/shops/", &slug, "/opt-ins"]),
            timer: RefCell::new(None),
            by_hand: Cell::new(false),
        })
    }

    /// One listener for each kind of event: attributes say what an element does.
    fn listen(&self) {
        let root = self.view.root();
        listen(root, "click", |event| with(|shell| shell.click(event)));
        listen(root, "input", |event| with(|shell| shell.edit(event)));
        listen(root, "keydown", |event| {
            if text(event, "key") == "Escape" {
                handle(Input::Closed);
            }
        });
        for name in ["visibilitychange", "pageshow"] {
            listen(&self.window, name, |_| {
                with(|shell| {
                    shell.handle(Input::Seen(!shell.document.hidden()));
                });
            });
        }
    }

    /// Puts an input through the form. The form is not borrowed while commands run: the page's
    /// own listeners may call back in. Answers whether a tap must not be followed.
    fn handle(&self, input: Input) -> bool {
        let Ok(mut form) = self.form.try_borrow_mut() else {
            return false;
        };
        let commands = form.handle(input, moment(&self.window));
        let then = form.clone();
        drop(form);
        let link = self.wording.link(then.ticks(), &then.code());
        self.view.lead_to(&link);
        let mut stays = false;
        for command in commands {
            stays |= command == Command::Stay;
            self.run(command, &then);
        }
        self.set_timer(then.wakes_at());
        stays
    }

    fn run(&self, command: Command, form: &Form) {
        match command {
            Command::Show(screen) => {
                let message = self.wording.message(form.ticks(), &form.code());
                self.view.fill("{message}", &message);
                self.view.show(screen, form.ticks());
            }
            Command::Reveal => self.view.reveal(self.by_hand.get()),
            Command::Hide => self.view.hide(),
            Command::Stay => {}
            Command::Complain(problem) => self.view.complain(problem),
            Command::Post => {
                let answer = net::post(&self.window, &self.opt_ins, &self.body(form));
                net::when_settled(&answer, POST, answered);
            }
            Command::AskState { turn } => {
                let answer = net::ask(&self.window, &self.opt_ins, form.code());
                net::when_settled(&answer, turn, answered);
            }
            Command::Keep => kept::write(&self.window, self.view.settings(), form.kept()),
            Command::Forget => kept::write(&self.window, self.view.settings(), None),
            Command::Tell(news) => self.tell(news, form),
        }
    }

    /// The body of the post.
    fn body(&self, form: &Form) -> Object {
        let settings = self.view.settings();
        let body = Object::new();
        put_text(&body, "code", &form.code().shown());
        put(&body, "purposes", chosen(settings, form.ticks()).into());
        put(&body, "statement", get(&get(settings, "statement"), "id"));
        put(&body, "locale", get(settings, "locale"));
        put(&body, "page", get(&self.document, "URL"));
        put_text(&body, "source", "bubble");
        let name = self.view.name();
        if !name.trim_ascii().is_empty() {
            put_text(&body, "name", name.trim_ascii());
        }
        body
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
        let detail = Object::new();
        put_text(&detail, "code", code);
        put(
            &detail,
            "purposes",
            chosen(self.view.settings(), form.ticks()).into(),
        );
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_detail(&detail);
        if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
            let _ = self.view.root().host().dispatch_event(&event);
        }
    }

    fn set_timer(&self, wakes_at: Option<u64>) {
        let timer = wakes_at.map(|at| {
            let wait = at.saturating_sub(now());
            Timeout::new(u32::try_from(wait).unwrap_or_default(), || {
                handle(Input::Woken);
            })
        });
        // The one before is cancelled by being dropped.
        drop(self.timer.replace(timer));
    }

    fn click(&self, event: &Event) {
        let Some(target) = event.target() else {
            return;
        };
        let target: Element = target.unchecked_into();
        let Ok(Some(element)) = target.closest("[data-do]") else {
            return;
        };
        let deed = element.get_attribute("data-do").unwrap_or_default();
        let input = match deed.as_str() {
            "ask" => Input::Asked,
            "updates" => Input::ChoseUpdates,
            "back" => Input::WentBack,
            "close" => Input::Closed,
            "change" => Input::Reconsidered,
            "over" => Input::StartedOver,
            "go" => Input::Continued,
            _ => return self.copy(&element),
        };
        if self.handle(input) {
            event.prevent_default();
        }
    }

    fn edit(&self, event: &Event) {
        let Some(target) = event.target() else {
            return;
        };
        let field: HtmlInputElement = target.unchecked_into();
        let value = field.value();
        if text(&field, "type") == "checkbox" {
            for_each_purpose(self.view.settings(), |purpose, offered| {
                if text(&offered, "id") == value {
                    let on = field.checked();
                    self.handle(Input::Ticked { purpose, on });
                }
            });
        } else {
            self.view.fill(crate::view::NAME, &value);
            self.handle(Input::Renamed);
        }
    }

    /// Copies what a button names. Without a clipboard (a page that is not secure) the text stands
    /// there to be marked by hand.
    fn copy(&self, button: &Element) {
        let clipboard = self.window.navigator().clipboard();
        if !clipboard.is_undefined() {
            let text = button.get_attribute("data-copy").unwrap_or_default();
            let _ = clipboard.write_text(&text);
            button.set_text_content(button.get_attribute("data-copied").as_deref());
        }
    }
}

/// Listens for as long as the page lives.
fn listen(target: &EventTarget, name: &'static str, heard: fn(&Event)) {
    // A tap may have to be stopped, which a passive listener cannot.
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(target, name, options, heard).forget();
}

fn moment(window: &Window) -> Moment {
    let dice = Uint8Array::new_with_length(9);
    let thrown = window
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_js_u8_array(&dice));
    if thrown.is_err() {
        // Without randomness there is no code; the loader goes to the hosted form.
        std::process::abort();
    }
    let mut random = [0; 9];
    for (index, byte) in (0..).zip(&mut random) {
        *byte = dice.get_index(index);
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
