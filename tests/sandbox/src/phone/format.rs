//! WhatsApp's light formatting: `*bold*`, `_italic_`, `~struck~`, and links.

use maud::{Markup, PreEscaped, Render, html};

/// A message's text as HTML. Line breaks are left to the style sheet.
pub(super) fn text(text: &str) -> Markup {
    html! {
        @for piece in links(text) {
            @match piece {
                Piece::Words(words) => (marks(words)),
                Piece::Link(url) => a href=(url) target="_blank" rel="noopener" { (url) },
            }
        }
    }
}

enum Piece<'t> {
    Words(&'t str),
    Link(&'t str),
}

fn links(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = ["https://", "http://"]
        .iter()
        .filter_map(|scheme| rest.find(scheme))
        .min()
    {
        let (before, from) = rest.split_at(start);
        let end = from.find(char::is_whitespace).unwrap_or(from.len());
        let (link, after) = from.split_at(end);
        let trimmed = link.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '*', '_', '~']);
        pieces.push(Piece::Words(before));
        pieces.push(Piece::Link(trimmed));
        pieces.push(Piece::Words(link.get(trimmed.len()..).unwrap_or_default()));
        rest = after;
    }
    pieces.push(Piece::Words(rest));
    pieces
}

/// The first pair of marks, what is inside it, and what follows, again.
fn marks(text: &str) -> Markup {
    for (at, mark) in text.match_indices(['*', '_', '~']) {
        let (before, from) = text.split_at(at);
        let inner = from.get(1..).unwrap_or_default();
        if before.ends_with(char::is_alphanumeric) || inner.starts_with(char::is_whitespace) {
            continue;
        }
        let Some(end) = closing(inner, mark) else {
            continue;
        };
        let (inside, after) = inner.split_at(end);
        let after = after.get(1..).unwrap_or_default();
        let tag = match mark {
            "*" => "strong",
            "_" => "em",
            _ => "s",
        };
        return html! {
            (before)
            (PreEscaped(format!("<{tag}>")))
            (marks(inside))
            (PreEscaped(format!("</{tag}>")))
            (marks(after))
        };
    }
    text.render_markup()
}

/// Where the mark closes: after something, and not within a word.
fn closing(inner: &str, mark: &str) -> Option<usize> {
    inner.match_indices(mark).map(|(at, _)| at).find(|at| {
        let (inside, after) = inner.split_at(*at);
        let next = after.chars().nth(1);
        !inside.is_empty()
            && !inside.contains('\n')
            && !inside.ends_with(char::is_whitespace)
            && !next.is_some_and(char::is_alphanumeric)
    })
}

trait RenderMarkup {
    fn render_markup(&self) -> Markup;
}

impl RenderMarkup for str {
    fn render_markup(&self) -> Markup {
        self.render()
    }
}

#[cfg(test)]
mod tests {
    fn html(text: &str) -> String {
        super::text(text).into_string()
    }

    #[test]
    fn marks_become_bold_italic_and_struck() {
        assert_eq!(
            html("*Demo* says _hi_ ~now~"),
            "<strong>Demo</strong> says <em>hi</em> <s>now</s>"
        );
        assert_eq!(html("*a _b_ c*"), "<strong>a <em>b</em> c</strong>");
    }

    #[test]
    fn marks_within_words_and_alone_stay() {
        assert_eq!(
            html("snake_case_name 2*3*4 * x * _"),
            "snake_case_name 2*3*4 * x * _"
        );
    }

    #[test]
    fn links_can_be_followed_and_keep_their_underscores() {
        assert_eq!(
            html("See https://x.example/a_b_c."),
            "See <a href=\"https://x.example/a_b_c\" target=\"_blank\" rel=\"noopener\">https://x.example/a_b_c</a>."
        );
    }

    #[test]
    fn html_is_escaped_everywhere() {
        let page = html("<script>*<b>* https://x/\"><script>");
        assert!(
            !page.contains("<script") && !page.contains("<b>") && !page.contains("\"><"),
            "{page}"
        );
    }
}
