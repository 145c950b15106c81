//! What Meta sent.

use super::query::UpdateState;
use super::view::Update;
use super::{Looking, may_see_raw, person};
use maud::{Markup, html};

pub(super) fn table(rows: &[Update], looking: &Looking<'_>) -> Markup {
    let head = &looking.words().head;
    let sees_raw = may_see_raw(looking.user);
    html! {
        div class="table" tabindex="0" role="region" aria-label=(looking.words().title) {
            table class="log" {
                thead { tr {
                    th scope="col" { (head.update) }
                    th scope="col" { (head.person) }
                    th scope="col" { (head.state) }
                    th scope="col" { (head.when) }
                    @if sees_raw { th scope="col" { (head.action) } }
                } }
                tbody { @for row in rows { (line(row, looking, sees_raw)) } }
            }
        }
    }
}

fn line(row: &Update, looking: &Looking<'_>, sees_raw: bool) -> Markup {
    let (words, terms) = (looking.words(), looking.terms());
    let class = match row.state {
        UpdateState::Done => "badge good",
        UpdateState::Aside => "badge bad",
        UpdateState::Kept => "badge warn",
        UpdateState::Waiting => "badge",
    };
    html! {
        tr {
            td {
                (terms.update_kind(&row.kind))
                @if !row.is_own { br; span class="hint" { (words.other_number) } }
            }
            td { (person(row.whose.as_ref(), looking)) }
            td {
                span class=(class) { (terms.update_state(row.state.as_str())) }
                @if row.attempts > 1 { " " span class="hint" { "×" (row.attempts) } }
            }
            td class="when" { (terms.moment(row.at)) }
            @if sees_raw {
                td {
                    @if row.has_raw {
                        // A post: that somebody looked is written down.
                        form method="post" action=(looking.here()) {
                            input type="hidden" name="do" value="raw";
                            input type="hidden" name="update" value=(row.seq);
                            button class="plain" { (words.raw) }
                        }
                    }
                }
            }
        }
    }
}
