//! The editor's page: the form with its sections, and the preview beside it.

use super::merge::{Difference, Merged};
use super::preview::toolbar;
use super::sections;
use super::ui::{Editor, Note, Section, hidden};
use maud::{Markup, html};

/// The page's content, inside the console's frame.
pub fn page(editor: &Editor<'_>) -> Markup {
    let home = format!("/admin/{}", editor.slug);
    let version = editor.view.version.to_string();
    html! {
        (note(editor))
        form class="editor" id="editor" method="post" novalidate
            action={ (home) "/editor?section=" (editor.section.as_str()) } data-preview={ (home) "/editor/preview" }
            data-typed[editor.moved.is_some()]
        {
            (hidden("version", &version))
            div class="edit" {
                // First in the form, so that the enter key saves.
                div class="bar" {
                    @if editor.may_edit {
                        button class="button main" name="do" value="save" { (editor.words.say("save")) }
                        p class="hint" { (editor.words.say("save_hint")) }
                    } @else {
                        p class="hint" { (editor.words.say("read_only")) }
                    }
                }
                (tabs(editor))
                fieldset class="all" disabled[!editor.may_edit] {
                    legend class="unseen" { (editor.words.say("title")) }
                    @for section in Section::ALL {
                        section class="card" id={ "section-" (section.as_str()) }
                            data-section=(section.as_str()) hidden[section != editor.section]
                        {
                            h2 { (editor.words.say(title(section))) }
                            (sections::render(editor, section))
                        }
                    }
                }
            }
            (preview(editor))
        }
    }
}

fn title(section: Section) -> &'static str {
    match section {
        Section::Shop => "section_shop",
        Section::Purposes => "section_purposes",
        Section::Form => "section_form",
        Section::Bubble => "section_bubble",
        Section::Hours => "section_hours",
        Section::Campaigns => "section_campaigns",
        Section::Install => "section_install",
    }
}

/// Each leads to a section and takes what is typed with it.
fn tabs(editor: &Editor<'_>) -> Markup {
    html! {
        nav class="tabs" aria-label=(editor.words.say("title")) {
            @for section in Section::ALL {
                @let faults = editor.faults_in(section);
                @let missing = editor.lacking_in(section);
                @let current = (section == editor.section).then_some("true");
                @let address = format!("/admin/{}/editor?section={}", editor.slug, section.as_str());
                @if editor.may_edit {
                    button type="submit" name="do" value="show" formaction=(address)
                        data-tab=(section.as_str()) aria-current=[current]
                    {
                        (editor.words.say(title(section)))
                        @if faults > 0 { " " span class="badge bad" { (faults) } }
                        @else { (editor.missing(missing)) }
                    }
                } @else {
                    a href=(address) data-tab=(section.as_str()) aria-current=[current] {
                        (editor.words.say(title(section)))
                    }
                }
            }
        }
    }
}

fn preview(editor: &Editor<'_>) -> Markup {
    html! {
        aside class="preview" aria-labelledby="preview-title" {
            h2 id="preview-title" { (editor.words.say("preview")) }
            (toolbar(editor))
            div class="device" {
                iframe name="preview" title=(editor.words.say("preview_frame"))
                    src={ "/admin/" (editor.slug) "/editor/preview?" (editor.choice.query()) }
                    sandbox="allow-scripts allow-same-origin" {}
            }
            p class="hint" { (editor.words.say("preview_hint")) }
        }
    }
}

fn note(editor: &Editor<'_>) -> Markup {
    let words = editor.words;
    match &editor.note {
        Note::Quiet => html! {
            @if !editor.view.published {
                div class="note warn" role="status" { p { (words.say("not_published")) } }
            }
        },
        Note::Saved => said(words.say("saved")),
        Note::Published => said(words.say("published")),
        Note::Same => said(words.say("same")),
        Note::Wrong => html! {
            div class="note bad" role="alert" tabindex="-1" {
                h2 { (words.say("wrong")) }
                ul {
                    @for fault in editor.faults {
                        li { b { (words.label_of(&fault.field)) } ": " (words.fault(&fault.reason)) }
                    }
                }
            }
        },
        Note::Changed(merged) => changed(editor, merged),
    }
}

fn said(text: &str) -> Markup {
    html! { div class="note good" role="status" { p { (text) } } }
}

/// What somebody else saved while this form was filled in.
fn changed(editor: &Editor<'_>, merged: &Merged) -> Markup {
    let words = editor.words;
    let rows = |differences: &[Difference], mine: &str| {
        html! {
            table {
                thead {
                    tr {
                        th scope="col" { (words.say("what")) }
                        th scope="col" { (words.say(mine)) }
                        th scope="col" { (words.say("theirs")) }
                    }
                }
                tbody {
                    @for one in differences {
                        tr {
                            th scope="row" { (words.label_of(&one.name)) }
                            td { bdi { (one.mine) } }
                            td { bdi { (one.theirs) } }
                        }
                    }
                }
            }
        }
    };
    html! {
        div class="note warn" role="alert" tabindex="-1" {
            h2 { (words.say("changed")) }
            p { (words.say("changed_hint")) }
            @if !merged.clashes.is_empty() {
                h3 { (words.say("clashes")) }
                (rows(&merged.clashes, "mine"))
            }
            @if !merged.taken_over.is_empty() {
                h3 { (words.say("taken_over")) }
                (rows(&merged.taken_over, "before"))
            }
        }
    }
}
