//! What the sandbox needs to know at the start.

use std::path::PathBuf;
use std::str::FromStr;

/// How to run a sandbox.
#[derive(Clone, Debug)]
pub struct Config {
    /// Port to listen on, on localhost only; 0 takes a free one.
    pub port: u16,
    /// Where webhooks are posted. Plain HTTP.
    pub webhook_url: String,
    /// Signs the webhooks.
    pub app_secret: String,
    /// Verifies the events that come to `/_sandbox/events`: `whsec_…`.
    pub events_secret: String,
    /// The bearer token Graph calls must carry.
    pub access_token: String,
    /// The business numbers that exist.
    pub numbers: Vec<Number>,
    /// Id of the WhatsApp Business Account they belong to.
    pub waba: String,
    /// Folder of approved templates, `<locale>/*.json`; without it there are none.
    pub templates: Option<PathBuf>,
    /// Where everything is kept; without it, in memory only.
    pub state: Option<PathBuf>,
}

impl Default for Config {
    /// The development values of Saludo's contract.
    fn default() -> Self {
        Self {
            port: 8788,
            webhook_url: "http://localhost:8787/webhooks/whatsapp".to_owned(),
            app_secret: "dev-app-secret".to_owned(),
            events_secret: "whsec_c2FsdWRvIGRldmVsb3BtZW50IGV2ZW50cw==".to_owned(),
            access_token: "dev-access-token".to_owned(),
            numbers: vec![Number::demo()],
            waba: "102290129340398".to_owned(),
            templates: Some(PathBuf::from("templates")),
            state: None,
        }
    }
}

impl Config {
    pub(crate) fn number_by_id(&self, phone_number_id: &str) -> Option<&Number> {
        self.numbers
            .iter()
            .find(|number| number.id == phone_number_id)
    }

    /// The number of a shop by its slug, which is its name but for the letter case.
    pub(crate) fn number_by_slug(&self, slug: &str) -> Option<&Number> {
        self.numbers
            .iter()
            .find(|number| number.name.eq_ignore_ascii_case(slug))
    }

    /// Where a link opens on a phone of this sandbox. Approved templates name the shop's real domain; in
    /// development they name one under the reserved `.example`, and the worker at hand stands for it.
    pub(crate) fn local_link(&self, url: &str) -> String {
        let reserved = split_origin(url).filter(|(origin, _)| origin.ends_with(".example"));
        match (reserved, split_origin(&self.webhook_url)) {
            (Some((_, path)), Some((worker, _))) => format!("{worker}{path}"),
            _ => url.to_owned(),
        }
    }

    /// The shop of an id or a display number.
    pub(crate) fn number_by_any(&self, written: &str) -> Option<&Number> {
        let digits: String = written.chars().filter(char::is_ascii_digit).collect();
        self.numbers
            .iter()
            .find(|number| number.id == digits || number.display == digits)
    }
}

/// `https://host:port` and the rest.
pub(crate) fn split_origin(url: &str) -> Option<(&str, &str)> {
    let host = url.find("://")? + 3;
    let end = url.get(host..)?.find(['/', '?', '#']);
    url.split_at_checked(end.map_or(url.len(), |end| host + end))
}

/// A business number: one shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// `phone_number_id` of the Graph API.
    pub id: String,
    /// The number itself, digits only.
    pub display: String,
    /// Name at the top of the chat.
    pub name: String,
    /// Id of its WhatsApp Business Account, where that is not the sandbox's own.
    pub waba: Option<String>,
}

impl Number {
    /// The number of the demo shop.
    pub fn demo() -> Self {
        Self {
            id: "106540352242922".to_owned(),
            display: "15550783881".to_owned(),
            name: "Demo".to_owned(),
            waba: None,
        }
    }
}

impl FromStr for Number {
    type Err = String;

    /// Reads `phone_number_id=number` or `phone_number_id=number=name`, after `waba/` where the
    /// number belongs to another account.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = |part: &str| {
            let part = part.trim_start_matches('+');
            let valid = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            valid.then(|| part.to_owned())
        };
        let mut parts = text.splitn(3, '=');
        let first = parts.next().unwrap_or_default();
        let (waba, id) = match first.split_once('/') {
            Some((waba, id)) => (Some(waba).and_then(digits), digits(id)),
            None => (None, digits(first)),
        };
        let display = parts.next().and_then(digits);
        let (Some(id), Some(display)) = (id, display) else {
            return Err(format!(
                "`{text}` is not phone_number_id=number, as in 106540352242922=15550783881"
            ));
        };
        let name = match parts.next() {
            Some(name) if !name.is_empty() => name.to_owned(),
            _ if display == Self::demo().display => Self::demo().name,
            _ => format!(
                "Shop {}",
                display
                    .get(display.len().saturating_sub(4)..)
                    .unwrap_or_default()
            ),
        };
        Ok(Self {
            id,
            display,
            name,
            waba,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_a_reserved_domain_open_the_worker_at_hand() {
        let config = Config::default();
        assert_eq!(
            config.local_link("https://wa.shop.example/p/demo.1?a=b"),
            "http://localhost:8787/p/demo.1?a=b"
        );
        assert_eq!(
            config.local_link("https://wa.shop.example"),
            "http://localhost:8787"
        );
        assert_eq!(
            config.local_link("https://shop.com/p/1"),
            "https://shop.com/p/1"
        );
        assert_eq!(
            config.local_link("mailto:a@b.example"),
            "mailto:a@b.example"
        );
    }

    #[test]
    fn numbers_are_read_with_and_without_a_name() {
        assert_eq!("106540352242922=15550783881".parse(), Ok(Number::demo()));
        let named: Result<Number, _> = "1=+34910000000=Casa = Luz".parse();
        assert_eq!(named.map(|number| number.name), Ok("Casa = Luz".to_owned()));
        let other: Result<Number, _> = "7/1=34910000000=Casa".parse();
        assert_eq!(other.map(|number| number.waba), Ok(Some("7".to_owned())));
        assert!("106540352242922".parse::<Number>().is_err());
        assert!("abc=123".parse::<Number>().is_err());
    }
}
