//! The step before new words are published: what changes, and for whom.

use super::changes::{Line, Removed, StatementChange, changes, fingerprint, removed};
use super::read::Draft;
use super::ui::{Editor, hidden};
use maud::{Markup, html};

/// Shows what publishing `draft` does to the words that people agree to.
pub fn confirm_page(editor: &Editor<'_>, draft: &Draft) -> Markup {
    let view = editor.view;
    let words = editor.words;
    let current = view.published.then_some(&view.settings);
    let changes = changes(current, &draft.settings);
    let removed = removed(&view.settings, &draft.settings, &view.held);
    html! {
        form class="confirm" method="post" action={ "/admin/" (editor.slug) "/editor?section=" (editor.section.as_str()) } {
            @for (name, value) in draft.form.pairs() {
                @if !["do", "version", "words"].contains(&name) { (hidden(name, value)) }
            }
            (hidden("version", &view.version.to_string()))
            (hidden("words", &fingerprint(&draft.settings)))
            p { (words.say("publish_intro")) }
            @if current.is_some() {
                div class="note" {
                    p {
                        @if view.people > 0 {
                            (words.say_with("publish_stays", "{n}", &editor.number(view.people)))
                        } @else {
                            (words.say("publish_nobody"))
                        }
                    }
                    p { (words.say("publish_grace")) }
                }
            } @else {
                div class="note" { p { (words.say("publish_first")) } }
            }
            @if !removed.is_empty() { (gone(editor, &removed)) }
            @for change in &changes { (changed(editor, change)) }
            div class="actions" {
                button class="button main" name="do" value="publish" { (words.say("publish")) }
                button class="button" name="do" value="show" { (words.say("back")) }
            }
        }
    }
}

fn gone(editor: &Editor<'_>, removed: &[Removed]) -> Markup {
    html! {
        div class="note warn" {
            h2 { (editor.words.say("removed")) }
            ul {
                @for one in removed {
                    li {
                        b { (one.label) } ": "
                        (editor.words.say_with("removed_people", "{n}", &editor.number(one.people)))
                    }
                }
            }
            p { (editor.words.say("removed_means")) }
        }
    }
}

fn changed(editor: &Editor<'_>, change: &StatementChange) -> Markup {
    let words = editor.words;
    let what = match (change.was_shown, change.is_shown) {
        (true, true) => None,
        (false, _) => Some("shown_first"),
        (true, false) => Some("shown_no_more"),
    };
    html! {
        section class="card" {
            h2 {
                (words.language(change.locale.as_str()))
                @if change.of_product { " · " (words.say("product_title")) }
            }
            @if let Some(what) = what { p { (words.say(what)) } }
            @if change.is_shown {
                div class="scroll-x" tabindex="0" role="region" aria-label=(words.language(change.locale.as_str())) {
                    table class="words-table" {
                        thead {
                            tr {
                                th scope="col" { (words.say("what")) }
                                @if change.was_shown { th scope="col" { (words.say("before")) } }
                                th scope="col" { (words.say("after")) }
                            }
                        }
                        tbody {
                            @for line in &change.lines { (row(editor, change, line)) }
                        }
                    }
                }
            }
        }
    }
}

fn row(editor: &Editor<'_>, change: &StatementChange, line: &Line) -> Markup {
    let words = editor.words;
    let text = |text: &Option<String>| match text {
        Some(text) if line.part == "category" => words
            .option(&format!("purposes.category.{text}"))
            .to_owned(),
        Some(text) => text.clone(),
        None => "–".to_owned(),
    };
    let language = change.locale.as_str();
    html! {
        tr {
            th scope="row" {
                @match &line.purpose {
                    Some(purpose) => {
                        bdi { (purpose) } ": " (words.label(&format!("purposes.{}", line.part)))
                    }
                    None => (words.label(line.part)),
                }
            }
            @if change.was_shown { td lang=(language) { del { (text(&line.old)) } } }
            td lang=(language) { ins { (text(&line.new)) } }
        }
    }
}
