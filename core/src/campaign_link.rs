//! A campaign's link: the text it types into WhatsApp, and how a received one is recognised.
//!
//! The text is a question, not a yes: it is due the statement in the chat (the in-thread opt-in),
//! with the campaign as its source.

use crate::fold::{after, fold};
use crate::prefill::{cut, fill};
use crate::settings::{Campaign, CampaignId};

const KEYWORD: &str = "{keyword}";

/// The text of a campaign's link. `wording` is that of one language, with `{shop}` and `{keyword}`.
pub fn text(wording: &str, shop: &str, campaign: &CampaignId) -> String {
    // The keyword first: it holds no braces, and a shop's name may.
    let named = fill(wording, KEYWORD, campaign.as_str());
    fill(&named, "{shop}", shop)
}

/// The campaign that a received text names, if it begins as the text of one of these campaigns does,
/// compared without case, accents, punctuation or spacing. Text may follow.
pub fn named_in<'a>(
    wording: &str,
    shop: &str,
    campaigns: &'a [Campaign],
    text: &str,
) -> Option<&'a CampaignId> {
    let (before, _) = cut(wording, KEYWORD)?;
    let rest = after(text, &fold(&fill(before, "{shop}", shop)))?;
    campaigns
        .iter()
        .map(|campaign| &campaign.id)
        .filter(|id| begins_with(rest, id))
        // "(till) 2 shirts" folds as "till2 shirts" does.
        .max_by_key(|id| (is_spelled_out(rest, id), id.as_str().len()))
}

/// Whether this keyword stands at the beginning of a text, and not a longer one.
fn begins_with(text: &str, id: &CampaignId) -> bool {
    let keyword = fold(id.as_str());
    after(text, &keyword).is_some_and(|rest| {
        let rest = rest.strip_prefix('-').unwrap_or(rest);
        let goes_on = rest.chars().next().is_some_and(char::is_alphanumeric);
        !keyword.is_empty() && !goes_on
    })
}

/// Whether it stands there to the letter.
fn is_spelled_out(text: &str, id: &CampaignId) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let text = text.trim_start_matches(|letter| !is_part(letter));
    let end = text.find(|letter| !is_part(letter)).unwrap_or(text.len());
    text.get(..end)
        .is_some_and(|keyword| keyword.eq_ignore_ascii_case(id.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prefill::MAX_TEXT;
    use crate::words;

    const EN: &str = "Hello, {shop}: what can I receive on WhatsApp? ({keyword})";

    fn campaigns(ids: &[&str]) -> Vec<Campaign> {
        let campaign = |id: &&str| Campaign {
            id: CampaignId::parse(id).unwrap(),
            name: "Till".to_owned(),
            adverts: Vec::new(),
        };
        ids.iter().map(campaign).collect()
    }

    /// The campaign that is named in a text to a shop that has these.
    fn named(ids: &[&str], text: &str) -> Option<String> {
        let campaigns = campaigns(ids);
        named_in(EN, "Demo", &campaigns, text).map(ToString::to_string)
    }

    #[test]
    fn the_text_names_shop_and_campaign() {
        let id = CampaignId::parse("parcel-insert").unwrap();
        assert_eq!(
            text(EN, "Demo", &id),
            "Hello, Demo: what can I receive on WhatsApp? (parcel-insert)"
        );
        assert_eq!(
            text(EN, "{keyword}", &id),
            "Hello, {keyword}: what can I receive on WhatsApp? (parcel-insert)"
        );
    }

    #[test]
    fn in_every_language_the_text_keeps_its_limit_and_is_known_again() {
        let shop = "x".repeat(40);
        let campaigns = campaigns(&["a", &"b".repeat(30), "summer-2026", "2"]);
        for words in words::all() {
            let wording = &words.prefill.campaign;
            for campaign in &campaigns {
                let text = text(wording, &shop, &campaign.id);
                assert!(text.encode_utf16().count() <= MAX_TEXT, "{text}");
                let followed = format!("{text} 2 pairs of jeans");
                for text in [&text, &text.to_uppercase(), &followed] {
                    let named = named_in(wording, &shop, &campaigns, text);
                    assert_eq!(named, Some(&campaign.id), "{text}");
                }
                assert_eq!(named_in(wording, "Demo", &campaigns, &text), None);
            }
        }
    }

    #[test]
    fn case_accents_punctuation_and_spacing_do_not_count() {
        for text in [
            "hello demo what can i receive on whatsapp till",
            "HELLO, DEMO: WHAT CAN I RECEIVE ON WHATS APP? (TILL)!",
            "Hêllo, Demo — what can I receive on WhatsApp?(till) And when?",
        ] {
            assert_eq!(named(&["till"], text).as_deref(), Some("till"), "{text}");
        }
    }

    #[test]
    fn an_ordinary_message_or_an_unknown_keyword_names_none() {
        for text in [
            "",
            "till",
            "(till)",
            "Hello, Demo: I have a question. (till)",
            "Hello, Demo: what can I receive on WhatsApp?",
            "Hello, Demo: what can I receive on WhatsApp? (tills)",
            "Hello, Demo: what can I receive on WhatsApp? (till2)",
            "Hello, Demo: what can I receive on WhatsApp? (till-2)",
            "Hello, Other: what can I receive on WhatsApp? (till)",
            "Well: Hello, Demo: what can I receive on WhatsApp? (till)",
        ] {
            assert_eq!(named(&["till", "zzz"], text), None, "{text}");
        }
        assert_eq!(
            named(&[], "Hello, Demo: what can I receive on WhatsApp? (till)"),
            None
        );
    }

    #[test]
    fn of_keywords_that_look_alike_the_one_that_was_written_counts() {
        let known = |keyword: &str| {
            let text = format!("Hello, Demo: what can I receive on WhatsApp? {keyword}");
            named(
                &["till", "till2", "spring", "spring-sale", "springsale"],
                &text,
            )
        };
        for (written, expected) in [
            ("(till) 2 shirts", "till"),
            ("(till2) shirts", "till2"),
            ("(Till 2)", "till"),
            ("(spring-sale)", "spring-sale"),
            ("(springsale)", "springsale"),
            ("(spring) sale?", "spring"),
        ] {
            assert_eq!(known(written).as_deref(), Some(expected), "{written}");
        }
    }
}
