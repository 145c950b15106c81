//! What is asked of Graph. Graph refuses a whole request for one field that it does not know, and
//! fields come and go with its versions: so the field that it names is left out and the rest asked
//! again ([`unknown_field`]).

use super::facts::Refusal;

/// Of the phone number.
pub const NUMBER_FIELDS: &str = "display_phone_number,verified_name,name_status,status,platform_type,code_verification_status,account_mode,is_on_biz_app,webhook_configuration,health_status";

/// Of the account.
pub const ACCOUNT_FIELDS: &str = "name,account_review_status,business_verification_status,ownership_type,on_behalf_of_business_info,owner_business_info,primary_funding_id";

/// Of the profile.
pub const PROFILE_FIELDS: &str =
    "about,address,description,email,profile_picture_url,websites,vertical";

/// Of templates.
pub const TEMPLATE_FIELDS: &str =
    "name,language,status,category,rejected_reason,quality_score,components";

/// Graph's "invalid parameter".
const INVALID_PARAMETER: i64 = 100;

/// The field that Graph says it does not have: `(#100) Tried accessing nonexisting field (status)`.
pub fn unknown_field(refusal: &Refusal) -> Option<&str> {
    if refusal.code != INVALID_PARAMETER {
        return None;
    }
    let (_, rest) = refusal.message.split_once("nonexisting field (")?;
    let (field, _) = rest.split_once(')')?;
    Some(field)
}

/// The fields without one of them; none where it is not among them or the last.
pub fn without_field(fields: &str, unknown: &str) -> Option<String> {
    let kept: Vec<&str> = fields
        .split(',')
        .filter(|field| *field != unknown)
        .collect();
    let fewer = kept.len() < fields.split(',').count();
    (fewer && !kept.is_empty()).then(|| kept.join(","))
}
