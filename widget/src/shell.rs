//! The form's shell: hears the page, lends the form its clock and dice, does what it commands.

use crate::form::{Command, Form, Input, Moment, News, Problem, Screen};
use crate::js::{self, CustomEvent, Js};
use crate::settings::{chosen, wording};
use crate::shop::Wording;
use crate::view::View;
use crate::{kept, net};
use saludo_core::prefill::one_text;
use std::cell::{Cell, OnceCell, RefCell};

thread_local! {
    /// The page's one form. It lives as long as the page.
    static SHELL: OnceCell<Shell> = const { OnceCell::new() };
}

struct Shell {
    form: RefCell<Form>,
    view: View,
    wording: Wording,
    /// Where opt-ins are posted and asked for.
    opt_ins: String,
    /// The functions that this module exports, to be called back by.
    module: Js,
    timer: Cell<u32>,
    /// Whether the shopper opened the panel, so that the focus may move into it.
    by_hand: Cell<bool>,
}

/// Opens the panel, building it first if need be. A panel that is `restored` after a reload does
/// not take the focus.
pub(crate) fn open(root: Js, sheet: &Js, edge: &str, settings: Js, module: Js, restored: bool) {
    if SHELL.try_with(|shell| shell.get().is_none()) == Ok(true) {
        let shell = Shell::new(root, sheet, edge, settings, module);
        let kept = kept::read(shell.view.settings());
        let _ = SHELL.try_with(|cell| drop(cell.set(shell)));
        if let Some(kept) = kept {
            handle(Input::Restored(kept));
        }
    }
    with(|shell| shell.by_hand.set(!restored));
    handle(Input::Opened);
}

/// Hears an event of the page.
pub(crate) fn hear(event: &Js) {
    with(|shell| shell.hear(event));
}

/// The turn of the post, which comes before all questions.
const POST: u32 = 0;

/// Takes the answer to question `turn`: the response, whose body is still to come, or the body.
pub(crate) fn answered(turn: u32, answer: &Js) {
    let status = net::status(answer);
    if turn == POST {
        handle(Input::PostAnswered(status));
    } else if status == Some(200) {
        with(|shell| {
            let then = shell.answered(turn);
            answer.json().then(&then, &then);
        });
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
    // A page that is going away has no form left to act on.
    let _ = SHELL.try_with(|shell| shell.get().map(act));
}

impl Shell {
    fn new(root: Js, sheet: &Js, edge: &str, settings: Js, module: Js) -> Self {
        let slug = settings.text("shop");
        let locale = settings.text("locale");
        let home = if settings.text("bubble") == "updates" {
            Screen::Topics
        } else {
            Screen::Doors
        };
        let wording = wording(&settings);
        let view = View::new(root, sheet, settings);
        view.fill("{chat_link}", &wording.chat_link());
        view.fill(
            "{hosted}",
            &one_text(&[edge, "/s/", &slug, "/opt-in?lang=", &locale]),
        );

        let window = view.root().at("ownerDocument.defaultView");
        let heard = module.get("hear");
        for name in ["click", "input", "keydown"] {
            view.root().add_event_listener(name, &heard);
        }
        for name in ["visibilitychange", "pageshow"] {
            window.add_event_listener(name, &heard);
        }
        Self {
            form: RefCell::new(Form::new(home, moment())),
            view,
            wording,
            opt_ins: one_text(&[edge, "/v1/shops/", &slug, "/opt-ins"]),
            module,
            timer: Cell::new(0),
            by_hand: Cell::new(false),
        }
    }

    /// Puts an input through the form. The form is not borrowed while commands run: the page's
    /// own listeners may call back in. Answers whether a tap must not be followed.
    fn handle(&self, input: Input) -> bool {
        let Ok(mut form) = self.form.try_borrow_mut() else {
            return false;
        };
        let commands = form.handle(input, moment());
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
                net::post(&self.opt_ins, &self.body(form), &self.answered(POST));
            }
            Command::AskState { turn } => {
                net::ask(&self.opt_ins, form.code(), &self.answered(turn));
            }
            Command::Keep => kept::write(self.view.settings(), form.kept()),
            Command::Forget => kept::write(self.view.settings(), None),
            Command::Tell(news) => self.tell(news, form),
        }
    }

    /// The function that takes the answer to question `turn`.
    fn answered(&self, turn: u32) -> Js {
        self.module.get("answered").bind(&self.module, turn)
    }

    /// The body of the post.
    fn body(&self, form: &Form) -> Js {
        let body = Js::new();
        body.put_text("code", &form.code().shown());
        body.put("purposes", &chosen(self.view.settings(), form.ticks()));
        body.put("statement", &self.view.settings().at("statement.id"));
        body.put("locale", &self.view.settings().get("locale"));
        body.put("page", &self.view.root().at("ownerDocument.URL"));
        body.put_text("source", "bubble");
        let name = self.view.name();
        if !name.trim_ascii().is_empty() {
            body.put_text("name", name.trim_ascii());
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
        let detail = Js::new();
        detail.put_text("code", code);
        detail.put("purposes", &chosen(self.view.settings(), form.ticks()));
        let init = Js::new();
        init.put_flag("bubbles", true);
        init.put_flag("composed", true);
        init.put("detail", &detail);
        let event = CustomEvent::new(name, &init);
        self.view.root().get("host").dispatch_event(&event);
    }

    fn set_timer(&self, wakes_at: Option<u64>) {
        js::clear_timeout(self.timer.get());
        if let Some(at) = wakes_at {
            #[expect(clippy::cast_precision_loss, reason = "at most a day")]
            let wait = at.saturating_sub(moment().now) as f64;
            self.timer
                .set(js::set_timeout(&self.module.get("woken"), wait));
        }
    }

    /// One listener for everything: attributes say what an element does.
    fn hear(&self, event: &Js) {
        match event.text("type").as_str() {
            "click" => self.click(event),
            "input" => self.edit(&event.get("target")),
            "keydown" => {
                if event.text("key") == "Escape" {
                    self.handle(Input::Closed);
                }
            }
            _ => {
                self.handle(Input::Seen(!event.get("target").flag("hidden")));
            }
        }
    }

    fn click(&self, event: &Js) {
        let Some(element) = event.get("target").closest("[data-do]") else {
            return;
        };
        let input = match element.text("dataset.do").as_str() {
            "ask" => Input::Asked,
            "updates" => Input::ChoseUpdates,
            "back" => Input::WentBack,
            "close" => Input::Closed,
            "change" => Input::Reconsidered,
            "over" => Input::StartedOver,
            "go" => Input::Continued,
            _ => return Self::copy(&element),
        };
        if self.handle(input) {
            event.prevent_default();
        }
    }

    fn edit(&self, field: &Js) {
        let value = field.text("value");
        if field.text("type") == "checkbox" {
            for (purpose, offered) in self.view.settings().list("purposes") {
                if offered.text("id") == value {
                    let on = field.flag("checked");
                    self.handle(Input::Ticked { purpose, on });
                }
            }
        } else {
            self.view.rename(&field.get("value"));
            self.handle(Input::Renamed);
        }
    }

    /// Copies what a button names. Without a clipboard (a page that is not secure) the text stands
    /// there to be marked by hand.
    fn copy(button: &Js) {
        if js::write_text(&button.text("dataset.copy")).is_ok() {
            button.put("textContent", &button.at("dataset.copied"));
        }
    }
}

fn moment() -> Moment {
    let mut random = [0; 9];
    js::get_random_values(&mut random);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from a float saturates"
    )]
    let now = js::now() as u64;
    Moment { now, random }
}
