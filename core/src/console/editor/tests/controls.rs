//! What a browser would post of a page: enough of HTML for what we write ourselves.

use super::Form;

/// The names and values of all controls that a browser posts, but for buttons.
pub(super) fn posted(html: &str) -> Form {
    let mut form = Form::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = rest.get(at + 1..).unwrap_or_default();
        let Some(end) = rest.find('>') else { break };
        let (tag, after) = rest.split_at(end);
        let after = after.get(1..).unwrap_or_default();
        if tag.starts_with("input ") {
            input(tag, &mut form);
        } else if tag.starts_with("textarea ") {
            let (text, _) = after.split_once("</textarea>").unwrap();
            // A browser drops one line end behind the tag, and posts all others as two characters.
            let text = text.strip_prefix('\n').unwrap_or(text);
            form.set(name(tag), plain(text));
        } else if tag.starts_with("select ") {
            let (options, _) = after.split_once("</select>").unwrap();
            let options: Vec<&str> = options.split("<option ").skip(1).collect();
            let chosen = options
                .iter()
                .find(|option| option.split('>').next().unwrap().contains(" selected"))
                .or(options.first())
                .unwrap();
            form.set(name(tag), attribute(chosen, "value").unwrap());
        }
        rest = after;
    }
    form
}

fn input(tag: &str, form: &mut Form) {
    let kind = attribute(tag, "type").unwrap();
    let is_box = ["checkbox", "radio"].contains(&kind.as_str());
    if is_box && !tag.ends_with(" checked") && !tag.contains(" checked ") {
        return;
    }
    let value = attribute(tag, "value");
    let value = value.unwrap_or_else(|| if is_box { "on" } else { "" }.to_owned());
    // What a browser makes of line ends and of colours.
    let value = match kind.as_str() {
        "hidden" | "checkbox" | "radio" => value,
        "color" => value.to_ascii_lowercase(),
        "url" => value.replace('\n', "").trim().to_owned(),
        _ => value.replace('\n', ""),
    };
    form.set(name(tag), value);
}

fn name(tag: &str) -> String {
    attribute(tag, "name").unwrap()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    rest.split('"').next().map(plain)
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}
