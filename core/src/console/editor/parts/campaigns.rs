//! Permanent links with their QR codes.

use super::super::form::Form;
use super::super::read::Reading;
use crate::settings::{Campaign, CampaignId, Settings};

pub(in super::super) fn write(settings: &Settings, form: &mut Form) {
    for (row, campaign) in settings.campaigns.iter().enumerate() {
        let row = format!("campaigns.{row}");
        form.set(format!("{row}.id"), campaign.id.as_str());
        form.set(format!("{row}.name"), &campaign.name);
        form.set(format!("{row}.adverts"), campaign.adverts.join(" "));
    }
}

pub(in super::super) fn read(reading: &mut Reading<'_>, settings: &mut Settings) {
    settings.campaigns = Vec::new();
    for row in 0..reading.form.rows("campaigns") {
        let row = format!("campaigns.{row}");
        if reading.form.has(&format!("{row}.remove")) || reading.form.is_blank(&row) {
            continue;
        }
        let typed = reading.text(&format!("{row}.id"));
        let Ok(id) = CampaignId::parse(typed.trim()) else {
            let reason = "give 1 to 30 small letters, digits or hyphens";
            reading.fault(format!("{row}.id"), reason);
            continue;
        };
        let adverts = reading.text(&format!("{row}.adverts"));
        settings.campaigns.push(Campaign {
            id,
            name: reading.text(&format!("{row}.name")),
            adverts: adverts
                .split(|mark: char| mark.is_whitespace() || mark == ',')
                .filter(|advert| !advert.is_empty())
                .map(str::to_owned)
                .collect(),
        });
    }
}
