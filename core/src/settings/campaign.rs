//! Permanent links for parcels, tills, profiles and adverts.

use super::fault::{Faults, has_repeats};
use crate::plain_id::plain_id;
use serde::{Deserialize, Serialize};

plain_id! {
    /// A campaign's name in its link and in the message it types: `[a-z0-9-]{1,30}`.
    CampaignId, b'-', 30,
    /// The text is no campaign id.
    ParseCampaignIdError, "a campaign id has 1 to 30 small letters, digits or hyphens"
}

/// They are looked up one after the other, and listed on one page of the console.
const MAX_CAMPAIGNS: usize = 100;
/// A line in that list.
const MAX_NAME: usize = 80;
/// Adverts of one campaign: the pictures and audiences that are tried side by side.
const MAX_ADVERTS: usize = 100;
/// Meta's ids of adverts have 15 to 18 digits.
const MAX_ADVERT: usize = 40;

/// A permanent link with a QR code of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    /// Its name in the link; printed ones live for years, so it is never given to another.
    pub id: CampaignId,
    /// What the shop calls it.
    pub name: String,
    /// Click-to-WhatsApp adverts and posts of this campaign, by Meta's ids (`referral.source_id`):
    /// whoever comes by one of them is asked in the chat what the shop may write about. From any
    /// other advert an ordinary message comes, and nothing is asked.
    #[serde(default)]
    pub adverts: Vec<String>,
}

pub(super) fn check(campaigns: &[Campaign], faults: &mut Faults<'_>) {
    faults.need(
        campaigns.len() <= MAX_CAMPAIGNS,
        "campaigns",
        format!("keep to {MAX_CAMPAIGNS} campaigns"),
    );
    faults.need(
        !has_repeats(campaigns.iter().map(|campaign| &campaign.id)),
        "campaigns",
        "use each id once",
    );
    faults.need(
        !has_repeats(campaigns.iter().flat_map(|campaign| &campaign.adverts)),
        "campaigns",
        "name each advert once",
    );
    for campaign in campaigns {
        let is_id = |advert: &String| {
            (1..=MAX_ADVERT).contains(&advert.len())
                && advert.bytes().all(|byte| byte.is_ascii_digit())
        };
        faults.need(
            campaign.adverts.len() <= MAX_ADVERTS && campaign.adverts.iter().all(is_id),
            &format!("campaigns.{}.adverts", campaign.id),
            format!("give Meta's ids of at most {MAX_ADVERTS} adverts, digits only"),
        );
        let path = format!("campaigns.{}.name", campaign.id);
        faults.line(&path, &campaign.name, MAX_NAME);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::tests::faulty;
    use serde_json::{Value, json};

    fn with(campaigns: &[Value]) -> Vec<String> {
        faulty(&json!({ "campaigns": campaigns }))
    }

    #[test]
    fn a_campaign_is_named_by_a_plain_word() {
        assert!(CampaignId::parse("parcel-insert-2025").is_ok());
        for wrong in ["", "Parcel", "a_b", "a b", &"x".repeat(31)] {
            assert_eq!(
                CampaignId::parse(wrong),
                Err(ParseCampaignIdError),
                "{wrong}"
            );
        }
    }

    #[test]
    fn campaigns_have_an_id_each_and_a_name() {
        let campaign = |n: usize| json!({"id": format!("c-{n}"), "name": "Till"});
        let hundred: Vec<Value> = (0..100).map(campaign).collect();
        assert_eq!(with(&hundred), [""; 0]);
        assert_eq!(
            with(&[hundred, vec![campaign(100)]].concat()),
            ["campaigns"]
        );
        assert_eq!(with(&[campaign(1), campaign(1)]), ["campaigns"]);
        assert_eq!(
            with(&[json!({"id": "till", "name": " "})]),
            ["campaigns.till.name"]
        );
        assert_eq!(with(&[json!({"id": "Till", "name": "Till"})]), ["settings"]);
    }

    #[test]
    fn an_advert_belongs_to_one_campaign() {
        let of = |id: &str, adverts: &[&str]| json!({"id": id, "name": id, "adverts": adverts});
        assert_eq!(with(&[of("a", &["1", "2"]), of("b", &["3"])]), [""; 0]);
        assert_eq!(with(&[of("a", &["1"]), of("b", &["1"])]), ["campaigns"]);
        for wrong in ["", "12a", "https://fb.me/1", &"1".repeat(41)] {
            assert_eq!(
                with(&[of("a", &[wrong])]),
                ["campaigns.a.adverts"],
                "{wrong}"
            );
        }
    }
}
