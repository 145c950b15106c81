//! What a shop may have on its page.

use serde_json::json;

/// A tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    /// Nothing: the page alone.
    None,
    /// A plain link: the limit.
    Link,
    Saludo,
    /// The npm package whatsapp-chat-widget, with the jQuery that it needs.
    ChatWidget,
    /// The npm package react-floating-whatsapp, with React.
    FloatingWhatsApp,
    /// The npm package @typebot.io/js.
    Typebot,
}

impl Tag {
    pub(crate) const ALL: [Self; 6] = [
        Self::None,
        Self::Link,
        Self::Saludo,
        Self::ChatWidget,
        Self::FloatingWhatsApp,
        Self::Typebot,
    ];

    /// What it is called in results and addresses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Link => "link",
            Self::Saludo => "saludo",
            Self::ChatWidget => "whatsapp-chat-widget",
            Self::FloatingWhatsApp => "react-floating-whatsapp",
            Self::Typebot => "typebot",
        }
    }

    /// The tag of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tag| tag.name() == name)
    }

    /// What stands in the page's head. `loader` is the address of Saludo's.
    pub(crate) fn head(self, loader: &str) -> String {
        match self {
            Self::None | Self::Link => String::new(),
            Self::Saludo => format!("<script async src=\"{loader}\"></script>"),
            // Theirs are set up at the end of a page's body or after it, hence `defer`.
            Self::ChatWidget => ["jquery", "chat-widget", "whatsapp-chat-widget"]
                .map(|file| format!("<script defer src=\"/peers/{file}.js\"></script>"))
                .concat(),
            Self::FloatingWhatsApp | Self::Typebot => {
                format!(
                    "<script type=\"module\" src=\"/peers/{}.js\"></script>",
                    self.name()
                )
            }
        }
    }

    /// What stands at the end of its body.
    pub(crate) fn body(self) -> &'static str {
        match self {
            Self::Link => {
                "<a id=\"link\" href=\"https://wa.me/15550783881\" style=\"position:fixed;right:20px;\
                 bottom:20px;padding:12px 16px;border-radius:24px;background:#075e54;color:#fff\">\
                 WhatsApp</a>"
            }
            _ => "",
        }
    }

    /// How its bubble is found: a selector, and within what it finds (its shadow root) the next.
    pub(crate) fn bubble(self) -> &'static [&'static str] {
        match self {
            Self::None => &[],
            Self::Link => &["#link"],
            Self::Saludo => &["saludo-bubble", "[part=bubble]"],
            Self::ChatWidget => &["#whatsapp-chat-widget-cta"],
            Self::FloatingWhatsApp => &[".floating-whatsapp-button"],
            Self::Typebot => &["typebot-bubble", "[part=button]"],
        }
    }

    /// What runs in its page before its own script.
    pub(crate) fn watcher(self) -> String {
        include_str!("tag.js").replace("__SELECTORS__", &json!(self.bubble()).to_string())
    }
}
