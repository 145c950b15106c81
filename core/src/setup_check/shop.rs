//! What the shop says of itself.

use super::check::{Check, Id, Word};
use super::facts::Facts;
use super::goods::forbidden;

pub(super) fn checks(facts: &Facts<'_>) -> Vec<Check> {
    let settings = facts.own.settings;
    let statement = if settings.may_be_published() {
        Check::green(Id::Statement, Word::StatementGood)
    } else {
        Check::red(Id::Statement, Word::StatementUnpublished)
    };
    let contact = match &settings.contact {
        Some(contact) => {
            Check::green(Id::Contact, Word::ContactGood).with("contact", contact.as_str())
        }
        None => Check::green(Id::Contact, Word::ContactInChat),
    };
    let privacy = match &facts.privacy {
        Ok(()) => Check::green(Id::Privacy, Word::PrivacyGood),
        Err(why) => Check::red(Id::Privacy, Word::PrivacyDead).with("why", why.as_str()),
    };
    vec![
        statement,
        contact,
        privacy.with("url", settings.privacy_url.as_str()),
        goods(facts),
    ]
}

/// Words are a hint and no verdict: a shop of wine glasses is no shop of wine.
fn goods(facts: &Facts<'_>) -> Check {
    let settings = facts.own.settings;
    let purposes = settings.purposes.iter().chain(&settings.product);
    let texts = purposes
        .flat_map(|purpose| purpose.words.values())
        .flat_map(|words| {
            [
                words.label.as_str(),
                words.value.as_str(),
                words.phrase.as_str(),
            ]
        });
    let profile = facts.profile.said();
    let profile = profile.into_iter().flat_map(|profile| {
        [&profile.about, &profile.description]
            .into_iter()
            .filter_map(|text| text.as_deref())
    });
    let questions = settings.questions.values().flatten().map(String::as_str);
    let found = forbidden(
        std::iter::once(settings.name.as_str())
            .chain(texts)
            .chain(profile)
            .chain(questions),
    );
    if found.is_empty() {
        Check::green(Id::Goods, Word::GoodsNone)
    } else {
        let found: Vec<String> = found.into_iter().collect();
        Check::amber(Id::Goods, Word::GoodsFound).with("words", found.join(", "))
    }
}
