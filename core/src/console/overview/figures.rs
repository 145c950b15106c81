//! The key numbers, and the funnel.

use super::calendar::Compared;
use super::view::{Tally, View};
use super::words::OverviewWords;
use crate::console::terms::Terms;
use maud::{Markup, html};

/// Today and this week against the last.
pub(super) fn figures(view: &View, terms: Terms, words: &OverviewWords) -> Markup {
    let withdrawn = |tally: &Tally| tally.withdrawn;
    let (day, week) = (&words.against.day, &words.against.week);
    html! {
        div class="cards figures" {
            (figure(&words.today.opt_ins, view.today(Tally::agreed), day, true, terms, words))
            (figure(&words.week.opt_ins, view.this_week(Tally::agreed), week, true, terms, words))
            (figure(&words.today.withdrawn, view.today(withdrawn), day, false, terms, words))
            (figure(&words.week.withdrawn, view.this_week(withdrawn), week, false, terms, words))
        }
    }
}

fn figure(
    label: &str,
    compared: Compared,
    against: &str,
    more_is_better: bool,
    terms: Terms,
    words: &OverviewWords,
) -> Markup {
    let Compared { now, before } = compared;
    let change = terms.percent((now - before).abs(), before);
    let (text, class) = match (now.cmp(&before), change) {
        (std::cmp::Ordering::Equal, _) => (Some(words.same.clone()), ""),
        (_, None) => (None, ""),
        (order, Some(percent)) => {
            let is_up = order == std::cmp::Ordering::Greater;
            let said = if is_up { &words.up } else { &words.down };
            let class = if is_up == more_is_better {
                "up"
            } else {
                "down"
            };
            (Some(said.replace("{percent}", &percent)), class)
        }
    };
    html! {
        div class="card" {
            div class="figure" {
                span { (label) }
                b dir="ltr" { (terms.number(now)) }
                @if let Some(text) = text { span class=(class) { (text) } }
                span class="hint" { (against.replace("{n}", &terms.number(before))) }
            }
        }
    }
}

/// From the first view to the message that was read.
pub(super) fn funnel(view: &View, terms: Terms, words: &OverviewWords) -> Markup {
    let sum = view.sum();
    let steps = &words.steps;
    let mut all = vec![
        (&steps.seen, sum.seen, true),
        (&steps.opened, sum.opened, true),
        (&steps.continued, sum.continued, false),
        (&steps.confirmed, sum.confirmed, false),
        (&steps.reached, sum.reached, false),
        (&steps.read, sum.read, false),
    ];
    if !view.counts_views {
        all.drain(..2);
    }
    let most = all.iter().map(|(_, n, _)| *n).max().unwrap_or(0);
    let before = std::iter::once(None).chain(all.iter().map(|(_, n, _)| Some(*n)));
    html! {
        section class="card" aria-labelledby="funnel" {
            h2 id="funnel" { (words.funnel) }
            ol class="bars funnel" {
                @for ((label, n, is_least), before) in all.iter().zip(before) {
                    @let share = before.and_then(|before| terms.percent(*n, before));
                    li {
                        span class="name" { (label) }
                        span class="value" {
                            @if *is_least && *n > 0 { span class="hint" { (words.at_least) " " } }
                            b dir="ltr" { (terms.number(*n)) }
                        }
                        (bar(*n, most))
                        @if let Some(share) = share {
                            span class="hint" { (words.of_before.replace("{percent}", &share)) }
                        }
                    }
                }
            }
            @if sum.in_chat > 0 {
                p { (words.in_chat.replace("{n}", &terms.number(sum.in_chat))) }
            }
            p class="hint" { (if view.counts_views { &words.funnel_note } else { &words.funnel_off }) }
        }
    }
}

/// How much of the most, as a bar that screen readers pass over: the number stands beside it. A
/// drawing, since its length is no style that a page of ours may carry.
pub(super) fn bar(n: i64, most: i64) -> Markup {
    let length = if most > 0 {
        n.max(0).saturating_mul(1_000) / most
    } else {
        0
    };
    // Who is there at all is seen.
    let length = if n > 0 { length.max(6) } else { 0 };
    html! {
        svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" {
            rect class="track" width="1000" height="10" {}
            rect class="fill" width=(length) height="10" {}
        }
    }
}
