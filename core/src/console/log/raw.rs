//! One update as it came.

use super::Looking;
use super::view::Raw;
use maud::{Markup, html};

/// The page.
pub fn raw(raw: &Raw, looking: &Looking<'_>) -> Markup {
    let (words, terms) = (looking.words(), looking.terms());
    html! {
        p { a href=(looking.here()) { (words.back) } }
        section class="stack" aria-labelledby="raw" {
            h2 id="raw" { (words.raw_of.replace("{seq}", &raw.seq.to_string())) }
            p class="row" {
                span class="badge" { (terms.update_kind(&raw.kind)) }
                span class="hint" { (terms.moment(raw.at)) }
            }
            p class="note" { (words.raw_note) }
            @match &raw.body {
                Some(body) => {
                    pre tabindex="0" dir="ltr" { (pretty(body)) }
                    @if raw.is_cut { p class="hint" { (words.cut) } }
                }
                None => p { (words.raw_gone) },
            }
            @if let Some(contact) = &raw.contact {
                h3 { (words.contact) }
                pre tabindex="0" dir="ltr" { (pretty(contact)) }
            }
        }
    }
}

/// JSON with its lines; what is none, or was cut, as it is. Numbers and names stay as they came.
fn pretty(body: &str) -> String {
    let value: Option<Box<serde_json::value::RawValue>> = serde_json::from_str(body).ok();
    let Some(value) = value else {
        return body.to_owned();
    };
    let mut out = String::new();
    let (mut depth, mut in_text, mut is_escaped) = (0_usize, false, false);
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth.min(32)));
    };
    for character in value.get().chars() {
        if in_text {
            in_text = is_escaped || character != '"';
            is_escaped = !is_escaped && character == '\\';
            out.push(character);
            continue;
        }
        match character {
            '{' | '[' => {
                depth = depth.saturating_add(1);
                out.push(character);
                line(&mut out, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(character);
            }
            ',' => {
                out.push(character);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            '"' => {
                in_text = true;
                out.push(character);
            }
            ' ' | '\n' | '\r' | '\t' => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::pretty;

    #[test]
    fn json_has_its_lines_and_every_byte_of_its_texts() {
        let body = r#"{"a":[1,2.50],"b":"x, {\"y\"}: \\","a":null}"#;
        assert_eq!(
            pretty(body),
            "{\n  \"a\": [\n    1,\n    2.50\n  ],\n  \"b\": \"x, {\\\"y\\\"}: \\\\\",\n  \"a\": null\n}"
        );
        for other in ["", "{", "not json", "\u{fffd}"] {
            assert_eq!(pretty(other), other);
        }
    }
}
