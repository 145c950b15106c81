//! What the panel is made of, in the language of `grow`.

pub(crate) const PANEL: &str = "\
section part=panel role=dialog aria-labelledby=brand aria-describedby=number tabindex=-1 lang={locale} data-side={side} data-mode={mode} hidden=
 div class=head
  button type=button data-do=back aria-label=$back
   i class=back
  b aria-hidden=true
   i class=chat
  div
   h2 id=brand |{shop}
   p id=number |$number
  button type=button data-do=close part=close aria-label=$close
   i class=close
 div class=scroll
  div part=status role=status
  div class=body
 div class=foot
  p part=error role=alert id=error
  a class=main part=continue data-do=go target=_blank rel=noopener title=$new_tab aria-describedby=error
";

pub(crate) const DOORS: &str = "\
h3 |$help
a class=door part=chat data-do=ask target=_blank rel=noopener title=$new_tab href={chat_link}
 span class=disc
  i class=chat
 span
  b |$chat
  small |$chat_hint
 i class=next
button class=door type=button part=updates data-do=updates
 span class=disc
  i class=bell
 span
  b |$updates
  small |$updates_hint
 i class=next
";

pub(crate) const CONTACT: &str = "\
p class=small |$no_whatsapp
";

pub(crate) const TOPICS: &str = "\
fieldset aria-describedby=error
 legend |$topics
label class=name |$name
 input part=name autocomplete=given-name maxlength=80
div class=statement
";

pub(crate) const PURPOSE: &str = "\
label class=purpose
 input type=checkbox part=purpose value=$id
 span
  b |$label
  span |$value
  small |$frequency
";

pub(crate) const CONTROLLER: &str = "\
p |$controller
 a target=_blank rel=noopener title=$new_tab href=$privacy_url |$privacy
";

// What came of it: announced when it comes, so only the news itself.

pub(crate) const WAITING: &str = "\
span class=disc
 i class=plane
h3 |$waiting_title
p |$waiting
";

pub(crate) const NOT_YET: &str = "\
span class=disc
 i class=clock
h3 |$not_yet_title
p |$not_yet
";

pub(crate) const CONFIRMED: &str = "\
span class=disc
 i class=check
h3 |$confirmed_title
p |$confirmed
";

pub(crate) const EXPIRED: &str = "\
span class=disc
 i class=clock
h3 |$expired_title
p |$expired
";

pub(crate) const BY_HAND: &str = "\
p class=small |$copy_hint
blockquote |{message}
div class=tools
 button type=button data-do=copy data-copy={message} data-copied=$copied |$copy_message
 button type=button data-do=copy data-copy={number} data-copied=$copied |$copy_number
button class=quiet type=button data-do=change |$change
";

pub(crate) const AGREED: &str = "\
ul
p class=small |$stop
button class=main type=button data-do=close |$done
";

pub(crate) const AGREED_PURPOSE: &str = "\
li
 i class=check
 span |$label
";

pub(crate) const START_OVER: &str = "\
button class=main type=button data-do=over |$start_over
";

pub(crate) const HOSTED: &str = "\
a target=_blank rel=noopener title=$new_tab href={hosted} |$hosted
";

#[cfg(test)]
mod tests {
    use super::*;
    use saludo_core::widget_words::WidgetWords;

    const ALL: [&str; 14] = [
        PANEL,
        DOORS,
        CONTACT,
        TOPICS,
        PURPOSE,
        CONTROLLER,
        WAITING,
        NOT_YET,
        CONFIRMED,
        EXPIRED,
        BY_HAND,
        AGREED,
        AGREED_PURPOSE,
        START_OVER,
    ];

    /// Looked up in a purpose or in the statement.
    const OWN: &str = "id label value frequency controller privacy_url";
    /// Put in by the view and the shell.
    const PUT: &str = "shop number contact chat_link hosted locale side mode message";

    #[test]
    fn every_value_is_there() {
        let words = include_str!("../../../templates/en/widget.json");
        let words: WidgetWords = serde_json::from_str(words).unwrap();
        let words = serde_json::to_value(words).unwrap();
        let is_one_of = |names: &str, name| names.split(' ').any(|known| known == name);
        for template in ALL.into_iter().chain([HOSTED]) {
            for value in template.split(['=', '|']) {
                let value = value.split([' ', '\n']).next().unwrap();
                if let Some(name) = value.strip_prefix('$') {
                    assert!(words.get(name).is_some() || is_one_of(OWN, name), "{name}");
                }
                if let Some(name) = value.strip_prefix('{') {
                    assert!(is_one_of(PUT, name.trim_end_matches('}')), "{name}");
                }
            }
        }
    }

    #[test]
    fn nesting_grows_by_one_and_every_line_ends() {
        for template in ALL.into_iter().chain([HOSTED]) {
            let mut above = 0;
            for line in template.lines() {
                let level = line.len() - line.trim_start().len();
                assert!(level <= above, "{line}");
                above = level + 1;
            }
            assert!(template.ends_with('\n'), "{template}");
        }
    }
}
