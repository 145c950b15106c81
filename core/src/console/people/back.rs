//! The form "This product is back".

use super::send::{Fault, Typed};
use super::view::View;
use super::words::words;
use crate::console::Lang;
use crate::shops::Slug;
use maud::{Markup, html};

/// How far a send has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stage<'a> {
    /// Nothing is asked yet.
    #[default]
    Begun,
    /// It may be sent, to so many people.
    Reaches(u32),
    /// It may not.
    Wrong(Fault),
    /// The book refused it, in its own words.
    Refused(&'a str),
}

/// The form's heading.
pub fn back_title(lang: Lang) -> &'static str {
    &words(lang).back.title
}

/// The form, with what was typed.
pub fn back(view: &View, typed: &Typed<'_>, stage: Stage<'_>, slug: &Slug, lang: Lang) -> Markup {
    let words = &words(lang).back;
    let (product, template, other) = match stage {
        Stage::Wrong(Fault::Product) => (Some(&words.wrong_product), None, None),
        Stage::Wrong(Fault::Template) => (None, Some(&words.wrong_template), None),
        Stage::Wrong(Fault::NoPurpose) => (None, None, Some(&words.no_purpose)),
        Stage::Wrong(Fault::Refused) | Stage::Refused(_) => (None, None, Some(&words.refused)),
        Stage::Begun | Stage::Reaches(_) => (None, None, None),
    };
    html! {
        p { (words.intro) }
        @if let Some(other) = other {
            div class="note bad" role="alert" {
                p { (other) }
                @if let Stage::Refused(detail) = stage { p lang="en" { (detail) } }
            }
        }
        form class="card" method="post" {
            input type="hidden" name="key" value=(typed.key);
            @if let Stage::Reaches(people) = stage {
                div class="note good" role="status" {
                    p { b { (words.reach.replace("{n}", &people.to_string())) } }
                    p { (words.reach_hint) }
                    div { button class="main" name="do" value="send" {
                        (words.send.replace("{n}", &people.to_string()))
                    } }
                }
            }
            (field("product", &words.product, &words.product_hint, typed.product, product, true))
            datalist id="products" {
                @for wanted in &view.choices.wanted {
                    option value=(wanted.product) { (wanted.product) " (" (wanted.people) ")" }
                }
            }
            (field("template", &words.template, &words.template_hint, typed.template, template, true))
            datalist id="templates" {
                @for name in &view.choices.templates { option value=(name) {} }
            }
            div class="field" {
                label for="parameters" { (words.parameters) " " span class="hint" { (words.optional) } }
                textarea id="parameters" name="parameters" aria-describedby="parameters-hint" { (typed.parameters) }
                p class="hint" id="parameters-hint" { (words.parameters_hint) }
            }
            (field("image", &words.image, &words.optional, typed.image, None, false))
            (field("button", &words.button, &words.optional, typed.button, None, false))
            div class="row" {
                @if let Stage::Reaches(_) = stage {
                    button name="do" value="look" { (words.look) }
                } @else {
                    button class="main" name="do" value="look" { (words.look) }
                }
                a class="button" href={ "/admin/" (slug) "/people" } { (words.leave) }
            }
        }
    }
}

fn field(
    name: &str,
    label: &str,
    hint: &str,
    value: &str,
    fault: Option<&String>,
    is_needed: bool,
) -> Markup {
    let list = is_needed.then(|| format!("{name}s"));
    html! {
        div class="field" {
            label for=(name) { (label) }
            input id=(name) name=(name) value=(value) required[is_needed] list=[list] autocomplete="off"
                aria-invalid=[fault.map(|_| "true")]
                aria-describedby={ (name) "-hint" @if fault.is_some() { " " (name) "-error" } };
            p class="hint" id={ (name) "-hint" } { (hint) }
            @if let Some(fault) = fault { p class="error" role="alert" id={ (name) "-error" } { (fault) } }
        }
    }
}
