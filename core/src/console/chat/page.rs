//! The page.

use super::bubble::bubble;
use super::words::{ChatWords, words};
use super::{Caution, MAX_REPLY, ReplyError, View};
use crate::console::lasting::lasting;
use crate::console::{Lang, Right, User, moment};
use crate::outgoing::Reason;
use crate::prefill::fill;
use crate::question::WINDOW;
use crate::shops::Slug;
use crate::time::HOUR;
use maud::{Markup, html};

/// When so little is left of the window, it is said louder.
const SOON: i64 = 4 * HOUR;

/// What the page is made of.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The shop.
    pub slug: &'a Slug,
    /// Who looks.
    pub user: &'a User,
    /// In which language.
    pub lang: Lang,
    /// What the book tells.
    pub view: &'a View,
    /// What came of what was just done.
    pub told: Option<Told>,
    /// What stands in the box: nothing that was typed is lost by a refusal.
    pub typed: &'a str,
}

/// What came of what somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the sentence of its name")]
pub enum Told {
    Sent,
    Done,
    HandedOver,
    Untagged,
    Again,
    Empty,
    TooLong,
    BadTag,
    WindowClosed,
    Barred,
    AnsweredMeanwhile,
    UsedKey,
    NotUncertain,
    NoSuchReply,
    Malformed,
}

impl Told {
    /// What was done, as the address says that follows it: nobody believes an address that something
    /// was refused.
    pub fn done(word: &str) -> Option<Self> {
        Some(match word {
            "sent" => Self::Sent,
            "done" => Self::Done,
            "handed_over" => Self::HandedOver,
            "untagged" => Self::Untagged,
            "again" => Self::Again,
            _ => return None,
        })
    }

    /// Its word in the address.
    pub fn word(self) -> Option<&'static str> {
        Some(match self {
            Self::Sent => "sent",
            Self::Done => "done",
            Self::HandedOver => "handed_over",
            Self::Untagged => "untagged",
            Self::Again => "again",
            _ => return None,
        })
    }

    /// Why the book refused, by the code of its problem.
    pub fn refused(code: &str) -> Self {
        match code {
            "window_closed" => Self::WindowClosed,
            "reply_barred" => Self::Barred,
            "answered_meanwhile" => Self::AnsweredMeanwhile,
            "used_key" => Self::UsedKey,
            "not_uncertain" => Self::NotUncertain,
            "unknown_message" => Self::NoSuchReply,
            _ => Self::Malformed,
        }
    }

    fn is_good(self) -> bool {
        self.word().is_some()
    }

    fn words(self, words: &ChatWords) -> &str {
        let told = &words.told;
        match self {
            Self::Sent => &told.sent,
            Self::Done => &told.done,
            Self::HandedOver => &told.handed_over,
            Self::Untagged => &told.untagged,
            Self::Again => &told.again,
            Self::Empty => &told.empty,
            Self::TooLong => &told.too_long,
            Self::BadTag => &told.bad_tag,
            Self::WindowClosed => &told.window_closed,
            Self::Barred => &told.barred,
            Self::AnsweredMeanwhile => &told.answered_meanwhile,
            Self::UsedKey => &told.used_key,
            Self::NotUncertain => &told.not_uncertain,
            Self::NoSuchReply => &told.no_such_reply,
            Self::Malformed => &told.malformed,
        }
    }
}

impl From<ReplyError> for Told {
    fn from(error: ReplyError) -> Self {
        match error {
            ReplyError::Empty => Self::Empty,
            ReplyError::TooLong => Self::TooLong,
        }
    }
}

/// How somebody is called at the head of their chat.
pub(super) fn name<'a>(view: &'a View, words: &'a ChatWords) -> &'a str {
    let name = view.name.as_deref().or(view.phone.as_deref());
    name.unwrap_or(&words.unnamed)
}

impl Page<'_> {
    /// The page's heading.
    pub fn title(&self) -> String {
        name(self.view, words(self.lang)).to_owned()
    }
}

/// Title and content where there is nobody of that id, such as after an erasure.
pub fn nobody(slug: &Slug, lang: Lang) -> (&'static str, Markup) {
    let words = words(lang);
    let content = html! {
        p class="note" { (words.nobody.text) }
        p { a href={ "/admin/" (slug) "/unanswered" } { "← " (words.back) } }
    };
    (&words.nobody.title, content)
}

/// The content. What has an `id` and `data-live` a script fetches anew while the page is looked at.
pub fn page(page: &Page<'_>) -> Markup {
    let words = words(page.lang);
    let view = page.view;
    let serves = page.user.may(Right::Serve);
    html! {
        div class="chat-head" id="head" data-live {
            (head(page, words))
        }
        @if let Some(told) = page.told {
            div class={ "note " (if told.is_good() { "good" } else { "bad" }) }
                role=(if told.is_good() { "status" } else { "alert" }) {
                p { (told.words(words)) }
            }
        }
        div id="cautions" class="stack" data-live {
            @for caution in &view.cautions {
                div class="note warn" { p { (warning(*caution, page.lang)) } }
            }
        }
        div class="chat" {
            div class="stack" {
                div class="card log" role="log" aria-label=(words.log) tabindex="0" {
                    @if view.has_more { p class="hint" { (words.older) } }
                    @if view.lines.is_empty() { p class="empty" { (words.nothing) } }
                    ol id="log" data-live {
                        @for line in &view.lines {
                            (bubble(line, &media_of(page), view.now, page.lang))
                        }
                    }
                }
                @if serves {
                    (again(view, page.lang))
                    // What says why there is no box is brought up to date; a box with words in it not.
                    @match view.barrier() {
                        None => div id="answer" { (reply_box(page, words)) },
                        Some(barrier) => div id="answer" data-live { (closed(page, barrier, words)) },
                    }
                } @else {
                    p class="note" { (words.reply.reader) }
                }
            }
            @if serves { (desk(view, words)) }
        }
    }
}

fn media_of(page: &Page<'_>) -> String {
    format!("/admin/{}/chats/{}/media", page.slug, page.view.person)
}

/// Who it is, what waits, and for how long free words may go.
fn head(page: &Page<'_>, words: &ChatWords) -> Markup {
    let view = page.view;
    let slug = page.slug;
    html! {
        p class="row" {
            a href={ "/admin/" (slug) "/unanswered" } { "← " (words.back) }
            a href={ "/admin/" (slug) "/people/" (view.person) } { (words.their_page) }
            @if let (Some(_), Some(phone)) = (&view.name, &view.phone) {
                bdi dir="ltr" class="number" { (phone) }
            }
        }
        p class="row" {
            @match view.waiting {
                Some(waiting) => {
                    span class="badge warn" {
                        (fill(&words.waiting, "{time}", &lasting(view.now - waiting.since)))
                    }
                }
                None => span class="badge good" { (words.answered) },
            }
            (window(view, words))
            @if let Some(tag) = &view.tag {
                span class="badge" { span class="unseen" { (words.tag) ": " } "@" bdi { (tag) } }
            }
        }
    }
}

fn window(view: &View, words: &ChatWords) -> Markup {
    let left = view.last_wrote_at.map(|at| at + WINDOW - view.now);
    html! {
        @match left.filter(|left| *left > 0) {
            Some(left) => {
                span class={ "badge" @if left < SOON { " warn" } } {
                    (fill(&words.window, "{time}", &lasting(left)))
                }
            }
            None => span class="badge bad" { (words.window_closed) },
        }
    }
}

fn warning(caution: Caution, lang: Lang) -> Markup {
    let words = &words(lang).cautions;
    let (text, at) = match caution {
        Caution::Stopped { at } => (&words.stopped, Some(at)),
        Caution::NativelyStopped => (&words.natively_stopped, None),
        Caution::Erased { at } => (&words.erased, Some(at)),
        Caution::IdentityChanged => (&words.identity_changed, None),
    };
    let (before, after) = text.split_once("{when}").unwrap_or((text, ""));
    html! { (before) @if let Some(at) = at { (moment(at, lang)) } (after) }
}

/// The hidden fields of a form: what was read before it is sent. A script brings it up to date with
/// what it shows.
fn seen(view: &View, id: &str) -> Markup {
    html! { input type="hidden" name="seen" value=(view.seen) id=(id) data-live="value"; }
}

fn reply_box(page: &Page<'_>, words: &ChatWords) -> Markup {
    let view = page.view;
    let reply = &words.reply;
    html! {
        form method="post" class="card reply" id="reply" {
            h2 class="unseen" { (reply.title) }
            @if let Some(reason) = &view.delay {
                p class="note warn" { (fill(&reply.delay, "{reason}", words.reason(reason))) }
            }
            (seen(view, "seen-reply"))
            input type="hidden" name="key" value=(view.key);
            div class="field" {
                label for="text" { (reply.label) }
                textarea id="text" name="text" rows="3" maxlength=(MAX_REPLY) required dir="auto"
                    aria-describedby="text-hint" { (page.typed) }
                p class="hint" id="text-hint" {
                    (reply.hint)
                    @if !view.replies.is_empty() { " " (reply.hint_canned) }
                }
            }
            div class="spread" {
                @if view.replies.is_empty() {
                    span {}
                } @else {
                    div class="row canned" {
                        label class="unseen" for="canned" { (reply.canned) }
                        select id="canned" name="canned" {
                            option value="" { (reply.choose) }
                            @for canned in &view.replies {
                                option value=(canned.shortcut) data-text=(canned.text) {
                                    "/" (canned.shortcut) " · " (beginning(&canned.text))
                                }
                            }
                        }
                        button name="do" value="insert" formnovalidate { (reply.insert) }
                    }
                }
                button class="main" name="do" value="reply" { (reply.send) }
            }
        }
    }
}

/// So much of a text as a list has room for.
fn beginning(text: &str) -> String {
    const ROOM: usize = 40;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= ROOM {
        return line;
    }
    let cut: String = line.chars().take(ROOM).collect();
    format!("{}…", cut.trim_end())
}

/// Why there is no box, and what is possible.
fn closed(page: &Page<'_>, barrier: Reason, words: &ChatWords) -> Markup {
    let (view, closed) = (page.view, &words.closed);
    let why = match barrier {
        Reason::WindowClosed => &closed.window,
        Reason::Suppressed => &closed.suppressed,
        Reason::Blocked => &closed.blocked,
        _ => &closed.unreachable,
    };
    html! {
        section class="note warn" id="closed" {
            h2 { (closed.title) }
            p { (why) }
            @if barrier == Reason::WindowClosed {
                @if view.agreed.is_empty() {
                    p { (closed.impossible) }
                } @else {
                    p {
                        (fill(&closed.possible, "{purposes}", &view.agreed.join(", "))) " "
                        a href={ "/admin/" (page.slug) "/people/" (view.person) } { (words.their_page) }
                    }
                }
            }
            @if !page.typed.is_empty() {
                div class="field" {
                    label for="kept" { (words.reply.label) }
                    textarea id="kept" readonly rows="4" { (page.typed) }
                }
            }
        }
    }
}

/// Replies of which nobody knows whether they went: never sent again by themselves.
fn again(view: &View, lang: Lang) -> Markup {
    let words = words(lang);
    let uncertain = view.lines.iter().filter(|line| {
        line.state.as_deref() == Some("uncertain") && matches!(line.by, super::By::Colleague(_))
    });
    html! {
        div id="again" data-live class="stack" {
            @for line in uncertain {
                @if let Some(row) = line.id.strip_prefix('o') {
                    form method="post" class="note bad" {
                        p { (words.reply.again_hint) " " (moment(line.at, lang)) }
                        input type="hidden" name="message" value=(row);
                        p { button name="do" value="again" { (words.reply.again) } }
                    }
                }
            }
        }
    }
}

/// Whose it is, and that it is done.
fn desk(view: &View, words: &ChatWords) -> Markup {
    html! {
        div class="card desk" {
            form method="post" class="filters" {
                div class="field" {
                    label for="tag" { (words.tag) }
                    input id="tag" name="tag" list="tags" maxlength=(crate::console::Tag::MAX)
                        autocomplete="off" value=[view.tag.as_deref()] aria-describedby="tag-hint";
                    datalist id="tags" { @for tag in &view.tags { option value=(tag) {} } }
                }
                button name="do" value="hand_over" { (words.hand_over) }
            }
            p class="hint" id="tag-hint" { (words.tag_hint) }
            @if view.waiting.is_some() {
                form method="post" class="stack" {
                    (seen(view, "seen-done"))
                    p { button name="do" value="done" aria-describedby="done-hint" { (words.done) } }
                    p class="hint" id="done-hint" { (words.done_hint) }
                }
            }
        }
    }
}
