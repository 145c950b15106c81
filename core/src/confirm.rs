//! What a received message means for the opt-ins: the one place that decides who said yes.
//!
//! A code alone proves little: it may be guessed, forwarded or slipped to somebody. So a yes needs
//! the whole of it: a code that was asked for, in the words of that very request, sent in time,
//! not forwarded, and not taken back in the same breath. Everything short of that is due the
//! question in the chat (the in-thread opt-in), and an ordinary message is nobody's business.

use crate::code::{Candidate, Code};
use crate::confirm_request::ConfirmTap;
use crate::graph::STOP_PAYLOAD;
use crate::locale::Locale;
use crate::question::{Choice, StopTap, Tap};
use crate::settings::{CampaignId, Settings};
use crate::stop::{Said, Setting, hear, is_stop, mentions_stop};
use crate::time::{DAY, Millis, SECOND};
use crate::webhook::{Content, Message};

/// How long a request may be confirmed, by the time the message was sent.
pub const CONFIRM_WITHIN: Millis = DAY;

/// How long a message that came before its post is kept for it.
pub const HOLD_FOR: Millis = DAY;

/// How long an unknown code may be merely early, before the question is due.
pub const EARLY_GRACE: Millis = 30 * SECOND;

/// What a message is, before anything is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading<'a> {
    /// It takes everything back: in words, or by a tap.
    Stop,
    /// It wants messages again.
    Start,
    /// It may mean stop: to be asked.
    Unclear,
    /// A tap on the question in the chat.
    Answer(Tap),
    /// A tap that changes nothing: "keep" where we asked about a stop.
    Keep,
    /// A tap on the question to a typed number.
    Asked(ConfirmTap),
    /// Asks for their own page.
    Preferences(&'a Locale),
    /// The text of a campaign's link.
    Campaign(&'a CampaignId, &'a Locale),
    /// A message to people from an advert of a campaign.
    Advert(&'a CampaignId),
    /// Text in which codes may stand.
    Codes {
        /// The text.
        text: &'a str,
        /// What reads as a code.
        candidates: Vec<Candidate>,
    },
    /// One of the shop's own prefilled texts, its code missing or damaged.
    CodeLost(&'a Locale),
    /// A message to people.
    Ordinary,
}

/// Reads a message to a shop. `setting` tells how it came.
pub fn read<'a>(message: &'a Message, shop: &'a Settings, setting: Setting) -> Reading<'a> {
    let advert = || shop.campaign_of_advert(message.referral.as_ref()?.source_id.as_deref()?);
    match read_content(message, shop, setting) {
        Reading::Ordinary => advert().map_or(Reading::Ordinary, Reading::Advert),
        reading => reading,
    }
}

fn read_content<'a>(message: &'a Message, shop: &'a Settings, setting: Setting) -> Reading<'a> {
    match &message.content {
        Content::TemplateButton { payload, text } => match ConfirmTap::parse(payload) {
            Some(tap) => Reading::Asked(tap),
            None if payload == STOP_PAYLOAD || is_stop(payload) || is_stop(text) => Reading::Stop,
            None => Reading::Ordinary,
        },
        Content::Reply { id, .. } => tapped(id),
        Content::Text(text) => said(text, shop, setting),
        // Words put in place of others agree to nothing: only what was sent as it stands is proof.
        // A stop is one wherever it stands.
        Content::Edit { content, .. } if says_stop(content, setting) => Reading::Stop,
        content if says_stop(content, setting) => Reading::Stop,
        _ => Reading::Ordinary,
    }
}

/// Whether words that are no message by themselves say stop: edited ones, or those under a picture.
fn says_stop(content: &Content, setting: Setting) -> bool {
    let words = match content {
        Content::Text(text) => Some(text),
        Content::Media(_, media) => media.caption.as_ref(),
        _ => None,
    };
    words.is_some_and(|words| hear(words, setting) == Said::Stop)
}

fn tapped(id: &str) -> Reading<'static> {
    match (StopTap::parse(id), Tap::parse(id)) {
        (Some(StopTap::Stop), _) => Reading::Stop,
        (Some(StopTap::Keep), _) => Reading::Keep,
        (_, Some(tap)) if tap.choice != Choice::Person => Reading::Answer(tap),
        _ => Reading::Ordinary,
    }
}

fn said<'a>(text: &'a str, shop: &'a Settings, setting: Setting) -> Reading<'a> {
    let heard = hear(text, setting);
    match heard {
        Said::Stop => return Reading::Stop,
        Said::Start => return Reading::Start,
        Said::Unclear | Said::Nothing => {}
    }
    // Before codes: three keywords in a hundred of the right length read as one.
    if let Some((campaign, locale)) = shop.campaign_in(text) {
        return Reading::Campaign(campaign, locale);
    }
    if let Some(locale) = shop.preferences_in(text) {
        return Reading::Preferences(locale);
    }
    let candidates = Code::candidates(text);
    if !candidates.is_empty() {
        return Reading::Codes { text, candidates };
    }
    match (shop.request_in(text), heard) {
        (Some(locale), _) => Reading::CodeLost(locale),
        (None, Said::Unclear) => Reading::Unclear,
        (None, _) => Reading::Ordinary,
    }
}

/// The text before a code and the text after it.
pub fn around(text: &str, candidate: Candidate) -> (&str, &str) {
    (
        text.get(..candidate.start).unwrap_or_default(),
        text.get(candidate.end..).unwrap_or_default(),
    )
}

/// What the book knows of the request behind a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// When it was posted.
    pub requested_at: Millis,
    /// If it was confirmed already: whether by the person who sent this message.
    pub confirmed_by_sender: Option<bool>,
    /// Whether the text before the code says what its prefilled text says.
    pub in_its_words: bool,
}

/// How the code came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Came<'a> {
    /// When the message was sent, by Meta's clock.
    pub sent_at: Millis,
    /// Whether it was forwarded from another chat.
    pub forwarded: bool,
    /// What follows the code.
    pub after_code: &'a str,
}

/// What is to be done about a known code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A yes: bind it to the sender.
    Confirm,
    /// The same person again: nothing changes.
    Again,
    /// Ask in the chat instead.
    AskInThread(Doubt),
}

/// Why a message is no clear yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Somebody else confirmed with this code before.
    OtherSender,
    /// It was forwarded.
    Forwarded,
    /// It was sent more than a day after the request.
    Expired,
    /// It also says stop.
    AlsoStop,
    /// The words that make sending it an informed act were removed.
    WordsRemoved,
    /// Nobody posted this code.
    UnknownCode,
    /// The shop's own words without a whole code.
    CodeLost,
}

impl Doubt {
    /// Every doubt.
    pub const ALL: [Self; 7] = [
        Self::OtherSender,
        Self::Forwarded,
        Self::Expired,
        Self::AlsoStop,
        Self::WordsRemoved,
        Self::UnknownCode,
        Self::CodeLost,
    ];

    /// The word in the book.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OtherSender => "other_sender",
            Self::Forwarded => "forwarded",
            Self::Expired => "expired",
            Self::AlsoStop => "also_stop",
            Self::WordsRemoved => "words_removed",
            Self::UnknownCode => "unknown_code",
            Self::CodeLost => "code_lost",
        }
    }
}

/// Decides about a known code.
pub fn decide(asked: Asked, came: Came<'_>) -> Verdict {
    let doubt = match asked.confirmed_by_sender {
        Some(true) => return Verdict::Again,
        Some(false) => Doubt::OtherSender,
        None if came.forwarded => Doubt::Forwarded,
        None if came.sent_at - asked.requested_at > CONFIRM_WITHIN => Doubt::Expired,
        None if !asked.in_its_words => Doubt::WordsRemoved,
        None if mentions_stop(came.after_code) => Doubt::AlsoStop,
        None => return Verdict::Confirm,
    };
    Verdict::AskInThread(doubt)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Campaign;
    use crate::webhook::{Media, MediaKind, Referral};

    const NOW: Millis = 1_750_000_000_000;

    fn asked() -> Asked {
        Asked {
            requested_at: NOW,
            confirmed_by_sender: None,
            in_its_words: true,
        }
    }

    fn came() -> Came<'static> {
        Came {
            sent_at: NOW + SECOND,
            forwarded: false,
            after_code: " (please keep it)",
        }
    }

    fn doubt(asked: Asked, came: Came<'_>) -> Doubt {
        match decide(asked, came) {
            Verdict::AskInThread(doubt) => doubt,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_whole_of_it_is_a_yes() {
        assert_eq!(decide(asked(), came()), Verdict::Confirm);
    }

    #[test]
    fn the_message_may_be_older_than_the_post() {
        let early = Came {
            sent_at: NOW - 5 * SECOND,
            ..came()
        };
        assert_eq!(decide(asked(), early), Verdict::Confirm);
    }

    #[test]
    fn a_code_confirms_once() {
        let by_sender = Asked {
            confirmed_by_sender: Some(true),
            ..asked()
        };
        assert_eq!(decide(by_sender, came()), Verdict::Again);
        let by_other = Asked {
            confirmed_by_sender: Some(false),
            ..asked()
        };
        assert_eq!(doubt(by_other, came()), Doubt::OtherSender);
    }

    #[test]
    fn anything_short_of_it_is_asked_about() {
        assert_eq!(
            doubt(
                asked(),
                Came {
                    forwarded: true,
                    ..came()
                }
            ),
            Doubt::Forwarded
        );
        assert_eq!(
            doubt(
                asked(),
                Came {
                    after_code: " STOP",
                    ..came()
                }
            ),
            Doubt::AlsoStop
        );
        assert_eq!(
            doubt(
                Asked {
                    in_its_words: false,
                    ..asked()
                },
                came()
            ),
            Doubt::WordsRemoved
        );
    }

    #[test]
    fn a_day_is_counted_from_the_post_to_the_sending() {
        let at = |sent_at| Came { sent_at, ..came() };
        assert_eq!(decide(asked(), at(NOW + CONFIRM_WITHIN)), Verdict::Confirm);
        assert_eq!(doubt(asked(), at(NOW + CONFIRM_WITHIN + 1)), Doubt::Expired);
    }

    fn message(content: Content) -> Message {
        Message {
            content,
            ..Message::default()
        }
    }

    fn shop() -> Settings {
        let mut shop = Settings::default_for("demo", "https://wa.demo.example");
        shop.campaigns = vec![Campaign {
            id: CampaignId::parse("till").unwrap(),
            name: "Till".to_owned(),
            adverts: vec!["120226305854810726".to_owned()],
        }];
        shop
    }

    fn name(reading: &Reading<'_>) -> &'static str {
        match reading {
            Reading::Stop => "stop",
            Reading::Start => "start",
            Reading::Unclear => "unclear",
            Reading::Answer(_) => "answer",
            Reading::Keep => "keep",
            Reading::Asked(_) => "asked",
            Reading::Preferences(_) => "preferences",
            Reading::Campaign(..) => "campaign",
            Reading::Advert(_) => "advert",
            Reading::Codes { .. } => "codes",
            Reading::CodeLost(_) => "code lost",
            Reading::Ordinary => "ordinary",
        }
    }

    fn reading(text: &str, setting: Setting) -> &'static str {
        let message = message(Content::Text(text.into()));
        name(&read(&message, &shop(), setting))
    }

    #[test]
    fn messages_are_told_apart() {
        for (text, expected) in [
            ("STOP", "stop"),
            ("Start", "start"),
            (
                "Hello, Demo: I would like to receive offers on WhatsApp. Code 12345-67896",
                "codes",
            ),
            (
                "Hello, Demo: I would like to receive offers on WhatsApp. Code 12345-678",
                "code lost",
            ),
            (
                "Hello, Demo: what can I receive on WhatsApp? (till)",
                "campaign",
            ),
            (
                "Hello, Demo: please show me my WhatsApp preferences.",
                "preferences",
            ),
            ("cancelar", "unclear"),
            ("Is this still available?", "ordinary"),
        ] {
            assert_eq!(reading(text, Setting::default()), expected, "{text}");
        }
    }

    #[test]
    fn a_message_from_an_advert_is_more_than_ordinary_only_if_a_campaign_has_the_advert() {
        let from = |source_id: &str, text: &str| {
            let message = Message {
                referral: Some(Referral {
                    source_id: Some(source_id.into()),
                    ..Referral::default()
                }),
                ..message(Content::Text(text.into()))
            };
            name(&read(&message, &shop(), Setting::default()))
        };
        assert_eq!(from("120226305854810726", "Tell me more"), "advert");
        assert_eq!(from("120226305854810727", "Tell me more"), "ordinary");
        assert_eq!(from("120226305854810726", "STOP"), "stop");
    }

    #[test]
    fn edited_words_and_those_under_a_picture_may_stop_and_never_agree() {
        let edit = |text: &str| {
            let edit = message(Content::Edit {
                original: "wamid.A".into(),
                content: Box::new(Content::Text(text.into())),
            });
            name(&read(&edit, &shop(), Setting::default()))
        };
        let code = "Hello, Demo: I would like to receive offers on WhatsApp. Code 12345-67896";
        assert_eq!((edit("STOP"), edit(code)), ("stop", "ordinary"));
        let captioned = |caption: &str| {
            let media = Media {
                caption: Some(caption.into()),
                ..Media::default()
            };
            let picture = message(Content::Media(MediaKind::Image, media));
            name(&read(&picture, &shop(), Setting::default()))
        };
        assert_eq!((captioned("Stop"), captioned(code)), ("stop", "ordinary"));
    }

    #[test]
    fn a_word_that_may_be_of_an_order_is_a_stop_where_it_answers_us() {
        let answers = Setting {
            answers_us: true,
            from_plus_one: false,
        };
        assert_eq!(reading("cancelar", answers), "stop");
    }

    #[test]
    fn the_templates_stop_button_is_a_stop_with_or_without_our_payload() {
        let tap = |payload: &str, text: &str| {
            let tap = message(Content::TemplateButton {
                payload: payload.into(),
                text: text.into(),
            });
            name(&read(&tap, &shop(), Setting::default()))
        };
        for (payload, text) in [(STOP_PAYLOAD, "x"), ("Parar", "Parar"), ("", "Stopp")] {
            assert_eq!(tap(payload, text), "stop");
        }
        assert_eq!(tap("a", "Buy"), "ordinary");
    }

    #[test]
    fn taps_on_our_questions_are_read_and_whoever_wants_a_person_gets_one() {
        let tap = |id: &str| {
            let tap = message(Content::Reply {
                id: id.to_owned(),
                title: String::new(),
            });
            name(&read(&tap, &shop(), Setting::default()))
        };
        let ab = "ab".repeat(32);
        for (id, expected) in [
            ("saludo:stop", "stop"),
            ("saludo:keep", "keep"),
            ("saludo:person", "ordinary"),
            (&format!("saludo:ask:{ab}:offers"), "answer"),
            (&format!("saludo:ask:{ab}:NONE"), "answer"),
            (&format!("saludo:ask:{ab}:PERSON"), "ordinary"),
            ("somebody-elses", "ordinary"),
        ] {
            assert_eq!(tap(id), expected, "{id}");
        }
    }

    #[test]
    fn the_text_around_a_code_is_cut_at_its_edges() {
        let text = "Código 12345-67896 STOP";
        assert_eq!(
            around(text, Code::candidates(text)[0]),
            ("Código ", " STOP")
        );
    }
}
