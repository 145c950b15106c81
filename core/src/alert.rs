//! What a shop is told when something holds its messages up: what it is, and what to do.

use crate::outgoing::Reason;

/// What an alert says, in English as the errors of the API are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// What happened.
    pub what: &'static str,
    /// What to do about it.
    pub todo: &'static str,
}

/// Explains a reason that is the shop's to mend, or to know of; nothing for what passes by itself
/// or concerns one person.
pub fn explain(reason: Reason) -> Option<Explanation> {
    let say = |what, todo| Some(Explanation { what, todo });
    match reason {
        Reason::Token => say(
            "Meta does not accept the access token. Nothing is sent; messages wait.",
            "Make a permanent token of a system user in Meta's Business settings and set WHATSAPP_ACCESS_TOKEN (or the shop's own) to it.",
        ),
        Reason::Permission => say(
            "The access token may not send for this number. Nothing is sent; messages wait.",
            "Give the system user whatsapp_business_messaging and this WhatsApp account, and check phone_number_id in SHOPS.",
        ),
        Reason::AccountRestricted => say(
            "Meta has restricted or disabled the account. What it forbids waits.",
            "Look in Meta's Business Support Home for the rule that was broken, and ask for a review there.",
        ),
        Reason::SpamLimit => say(
            "Too many people blocked or reported the number. Nothing is sent; messages wait.",
            "Look at the number's quality in WhatsApp Manager, and write less and only to people who want it.",
        ),
        Reason::Payment => say(
            "Meta cannot charge the account. Nothing is sent; messages wait.",
            "Put the payment method in order in WhatsApp Manager, and accept the terms of payment there.",
        ),
        Reason::NotRegistered => say(
            "The number is not registered with the Cloud API. Nothing is sent; messages wait.",
            "Register it in WhatsApp Manager, or with POST /{phone_number_id}/register and its PIN.",
        ),
        Reason::NumberDeleted => say(
            "The number does not exist any more. Nothing is sent; messages wait.",
            "Check phone_number_id in SHOPS, or add the number anew in WhatsApp Manager.",
        ),
        Reason::DisplayName => say(
            "The number's display name is not approved. Nothing is sent; messages wait.",
            "Ask for approval of the display name in WhatsApp Manager.",
        ),
        Reason::TemplatesLimited => say(
            "Meta limits templates, because some were of another category than they said. Templates wait; confirmations go as free text.",
            "Look which templates Meta has put into another category in WhatsApp Manager. Meta lifts the limit by itself.",
        ),
        Reason::MarketingApi => say(
            "Meta takes no marketing from this number through the Cloud API. Marketing waits.",
            "Switch disable_marketing_messages_on_cloud_api off for the account.",
        ),
        Reason::QualityRed => say(
            "The number's quality is red: people block and report it. Marketing waits; all else goes on.",
            "Write less and only what people asked for. Marketing resumes by itself when the quality is better.",
        ),
        Reason::TemplatePaused => say(
            "Meta has paused this template, because people liked it too little. Its messages wait.",
            "It resumes by itself after 3 hours, or 6 the second time; after a third pause it is disabled. Change who gets it, or its words.",
        ),
        Reason::TemplateDisabled => say(
            "Meta has disabled this template.",
            "Appeal in WhatsApp Manager, or make another template.",
        ),
        Reason::TemplateMissing => say(
            "This template is missing in this language, or not approved.",
            "Submit it in WhatsApp Manager under exactly this name and language, and wait for its approval.",
        ),
        Reason::TemplateMismatch => say(
            "This template takes other parameters than it was given.",
            "Compare its parameters in WhatsApp Manager with those that are sent.",
        ),
        Reason::MessagingLimit => say(
            "As many people as Meta allows in 24 hours were written to. Further messages wait.",
            "They leave by themselves as places become free. Where WhatsApp Manager shows a higher limit, set sending.messaging_limit in the settings to it.",
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Effect, GraphError};

    #[test]
    fn whatever_holds_up_more_than_one_message_is_explained() {
        for code in 0..3_000_000 {
            let error = GraphError::of_status(code);
            if matches!(
                error.effect(),
                Effect::NumberStops
                    | Effect::TemplatesStop
                    | Effect::MarketingStops
                    | Effect::TemplateStops
            ) {
                assert!(explain(error.reason()).is_some(), "{code}");
            }
        }
    }

    #[test]
    fn every_alert_says_what_it_is_and_what_to_do_in_sentences() {
        for reason in Reason::ALL {
            let Some(Explanation { what, todo }) = explain(*reason) else {
                continue;
            };
            for text in [what, todo] {
                assert!(text.ends_with('.') && text.len() > 30, "{text}");
            }
        }
    }
}
