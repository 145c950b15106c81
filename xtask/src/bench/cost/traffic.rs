//! What comes with one opt-in in a shop's month. How often each step happens is assumed, and printed with
//! the results; what a step takes is measured.

/// A step that is measured, how often it happens for one opt-in, and why that often.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// As `tests/load` calls it.
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) times: f64,
    pub(super) why: &'static str,
    /// Whether the book is asked. The bubble's file comes out of the isolate's memory.
    pub(super) is_books: bool,
}

pub(super) const STEPS: [Step; 8] = [
    Step {
        name: "view",
        title: "a page view: widget.js",
        times: 100.0,
        why: "one visitor in a hundred opts in; every page view asks, though browsers keep it 5 minutes",
        is_books: false,
    },
    Step {
        name: "panel",
        title: "the panel is opened",
        times: 3.0,
        why: "one in three who open it goes on to the end",
        is_books: false,
    },
    Step {
        name: "post",
        title: "the opt-in is posted",
        times: 1.0,
        why: "each once",
        is_books: true,
    },
    Step {
        name: "ask",
        title: "the page asks for the state",
        times: 4.0,
        why: "an answer is held back 9 s at most, and half a minute passes until the message is there",
        is_books: true,
    },
    Step {
        name: "message",
        title: "the message comes, the welcome leaves",
        times: 1.0,
        why: "each once; those who do not send it cost less",
        is_books: true,
    },
    Step {
        name: "welcome_status",
        title: "a status of the welcome",
        times: 3.0,
        why: "sent, delivered and read, each in a webhook of its own; Meta batches under load",
        is_books: true,
    },
    Step {
        name: "other_status",
        title: "a status of another message of the shop",
        times: 10.0,
        why: "four campaign messages a month, two and a half statuses each, none batched",
        is_books: true,
    },
    Step {
        name: "text",
        title: "somebody writes to the shop",
        times: 1.0,
        why: "as many questions as opt-ins",
        is_books: true,
    },
];

/// For so long a page waits for its opt-in's message while the book holds its question, in seconds: the
/// book counts as active then. Taken as if no two waited at the same time.
pub(super) const WAITED: f64 = 30.0;
/// And for so long the book waits for Graph to take a welcome.
pub(super) const GRAPH_TAKES: f64 = 1.0;
/// The bill is that of a month in which the opt-ins of so many months are kept, all of what they wrote
/// included. (Keys of updates and texts go after 8 and 30 days; here they stay.)
pub(super) const MONTHS_KEPT: f64 = 12.0;
/// The busiest hour has so many times the month's average: a campaign, or the evening of a sale.
pub(super) const PEAK: f64 = 10.0;
/// An object should not be busier than this at the peak, so that what comes finds it free half the time.
pub(super) const BUSY_AT_MOST: f64 = 0.5;
/// Seconds of a month (30 days).
pub(super) const MONTH: f64 = 30.0 * 24.0 * 3600.0;
