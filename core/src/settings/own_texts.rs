//! How a shop's own prefilled texts are known again when they come back as messages.

use super::{Campaign, CampaignId, Settings};
use crate::campaign_link;
use crate::fold::{after, fold};
use crate::locale::Locale;
use crate::prefill::{fill, is_own_wording};
use crate::words::{self, Words};

impl Settings {
    /// The language in which a text begins as this shop's request for an opt-in does, whatever
    /// its purposes and whether or not its code is whole.
    pub fn request_in(&self, text: &str) -> Option<&Locale> {
        self.locales.iter().find(|locale| {
            words::of(locale)
                .is_some_and(|words| is_own_wording(&words.prefill.request(), &self.name, text))
        })
    }

    /// The language in which a text asks for the preferences, as the link "My preferences" types
    /// it. Text may follow.
    pub fn preferences_in(&self, text: &str) -> Option<&Locale> {
        self.locales.iter().find(|locale| {
            let begins = |words: &Words| {
                let own = fill(&words.prefill.preferences, "{shop}", &self.name);
                after(text, &fold(&own)).is_some()
            };
            words::of(locale).is_some_and(begins)
        })
    }

    /// The language in which `before_code`, the part of a text before a code, says what the text
    /// says that shows whose a number is.
    pub fn proof_in(&self, before_code: &str) -> Option<&Locale> {
        let folded = fold(before_code);
        self.locales.iter().find(|locale| {
            words::of(locale).is_some_and(|words| {
                let own = fill(&words.prefill.proof, "{shop}", &self.name);
                fold(own.split("{code}").next().unwrap_or_default()) == folded
            })
        })
    }

    /// The campaign that a text names, with its language.
    pub fn campaign_in(&self, text: &str) -> Option<(&CampaignId, &Locale)> {
        self.locales.iter().find_map(|locale| {
            let wording = &words::of(locale)?.prefill.campaign;
            let campaign = campaign_link::named_in(wording, &self.name, &self.campaigns, text)?;
            Some((campaign, locale))
        })
    }

    /// The campaign of an advert, by Meta's id.
    pub fn campaign_of_advert(&self, advert: &str) -> Option<&CampaignId> {
        let has = |own: &&Campaign| own.adverts.iter().any(|known| known == advert);
        self.campaigns.iter().find(has).map(|own| &own.id)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::demo;
    use super::*;

    fn shop() -> Settings {
        let mut settings = demo();
        settings.campaigns = vec![Campaign {
            id: CampaignId::parse("till").unwrap(),
            name: "At the till".to_owned(),
            adverts: Vec::new(),
        }];
        settings
    }

    #[test]
    fn each_text_is_known_in_its_language_and_for_nothing_else() {
        let shop = shop();
        let known = |text: &str| {
            let tag = |locale: Option<&Locale>| locale.map(|locale| locale.as_str().to_owned());
            (
                tag(shop.request_in(text)),
                tag(shop.preferences_in(text)),
                tag(shop.campaign_in(text).map(|(_, locale)| locale)),
            )
        };
        let es = || Some("es".to_owned());
        assert_eq!(
            known("hola demo, quiero recibir por whatsapp ofertas. Código"),
            (es(), None, None)
        );
        assert_eq!(
            known("Hola, Demo: quiero ver mis preferencias de WhatsApp. Gracias"),
            (None, es(), None)
        );
        assert_eq!(
            known("Hola, Demo: ¿qué puedo recibir por WhatsApp? (till)"),
            (None, None, es())
        );
        assert_eq!(
            known("Hola, Demo: ¿qué puedo recibir por WhatsApp? (other)"),
            (None, None, None)
        );
        assert_eq!(known("Hola, ¿abrís hoy?"), (None, None, None));
    }

    #[test]
    fn what_shows_whose_a_number_is_is_known_by_all_its_words() {
        let shop = shop();
        let known = |text: &str| shop.proof_in(text).map(Locale::as_str);
        let es = "Hola, Demo: soy yo. Mi código para mis preferencias es ";
        assert_eq!(known(es), Some("es"));
        assert_eq!(
            known("hola demo, soy yo; mi codigo para mis preferencias ES:"),
            Some("es")
        );
        assert_eq!(
            known("Hello, Demo: it's me. My code for my preferences is "),
            Some("en")
        );
        for other in ["", "Mi código es ", "Hola, Otra: soy yo. Mi código es "] {
            assert_eq!(known(other), None, "{other}");
        }
        assert_eq!(known(&format!("No digas: {es}")), None);
        assert_eq!(shop.request_in(es), None);
        assert_eq!(shop.preferences_in(es), None);
    }
}
