//! Refusals in Meta's words and shape.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::random;
use crate::webhook::update::set;

/// A refused Graph call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GraphError {
    http: u16,
    code: u32,
    subcode: Option<u32>,
    kind: &'static str,
    message: String,
    details: String,
    in_error_data: bool,
    /// Title and words for people to see.
    for_people: Option<(&'static str, &'static str)>,
}

impl GraphError {
    /// A refusal by code, with what exactly is wrong.
    pub(crate) fn new(code: u32, details: impl Into<String>) -> Self {
        let (http, title) = meaning(code);
        Self {
            http,
            code,
            subcode: None,
            kind: "OAuthException",
            message: format!("(#{code}) {title}"),
            details: details.into(),
            in_error_data: true,
            for_people: None,
        }
    }

    /// A refusal that a behaviour asked for.
    pub(crate) fn asked_for(code: u32, http: Option<u16>) -> Self {
        let mut error = Self::new(code, meaning(code).1);
        error.http = http.unwrap_or(error.http);
        error
    }

    pub(crate) fn bad_token(given: bool) -> Self {
        let details = if given {
            "Invalid OAuth access token - Cannot parse access token"
        } else {
            "An access token is required to request this resource."
        };
        Self::plain(401, 190, "OAuthException", details)
    }

    /// What Meta says to an app with another's secret.
    pub(crate) fn bad_secret() -> Self {
        Self::plain(
            400,
            1,
            "OAuthException",
            "Invalid client secret or appsecret_proof provided in the API argument",
        )
    }

    /// Graph refuses a whole request for one field that a node does not have.
    pub(crate) fn unknown_field(field: &str) -> Self {
        let details = format!("(#100) Tried accessing nonexisting field ({field})");
        Self::plain(400, 100, "OAuthException", &details)
    }

    /// A template that Meta does not take.
    pub(crate) fn of_template(subcode: u32, title: &'static str, says: &'static str) -> Self {
        Self {
            subcode: Some(subcode),
            for_people: Some((title, says)),
            ..Self::plain(400, 100, "OAuthException", "Invalid parameter")
        }
    }

    /// There is no such object to read.
    pub(crate) fn unknown_get(id: &str) -> Self {
        let mut error = Self::unknown_object(id);
        error.message = error.message.replace("post request", "get request");
        error.details.clone_from(&error.message);
        error
    }

    /// Meta's finer code.
    #[cfg(test)]
    pub(crate) const fn subcode(&self) -> Option<u32> {
        self.subcode
    }

    pub(crate) fn unknown_object(id: &str) -> Self {
        let details = format!(
            "Unsupported post request. Object with ID '{id}' does not exist, cannot be loaded due to \
             missing permissions, or does not support this operation. Please read the Graph API \
             documentation at https://developers.facebook.com/docs/graph-api"
        );
        Self {
            subcode: Some(33),
            ..Self::plain(400, 100, "GraphMethodException", &details)
        }
    }

    pub(crate) fn unknown_path(path: &str) -> Self {
        Self::plain(
            400,
            2500,
            "OAuthException",
            &format!("Unknown path components: {path}"),
        )
    }

    fn plain(http: u16, code: u32, kind: &'static str, message: &str) -> Self {
        Self {
            http,
            code,
            subcode: None,
            kind,
            message: message.to_owned(),
            details: message.to_owned(),
            in_error_data: false,
            for_people: None,
        }
    }

    /// Meta's code.
    pub(crate) const fn code(&self) -> u32 {
        self.code
    }

    /// What exactly is wrong.
    pub(crate) fn details(&self) -> &str {
        &self.details
    }

    /// The `errors` of a `failed` status that says the same.
    pub(crate) fn as_status_errors(&self) -> Value {
        let title = meaning(self.code).1;
        json!([{
            "code": self.code,
            "title": title,
            "message": title,
            "error_data": {"details": self.details},
            "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
        }])
    }

    fn body(&self) -> Value {
        let mut error = json!({
            "message": self.message,
            "type": self.kind,
            "code": self.code,
            "fbtrace_id": format!("A{}", random::alphanumeric(22)),
        });
        if self.in_error_data {
            let data = json!({"messaging_product": "whatsapp", "details": self.details});
            set(&mut error, "error_data", data);
        }
        if let Some(subcode) = self.subcode {
            set(&mut error, "error_subcode", json!(subcode));
        }
        if let Some((title, says)) = self.for_people {
            set(&mut error, "error_user_title", json!(title));
            set(&mut error, "error_user_msg", json!(says));
        }
        if matches!(self.code, 1 | 2) {
            set(&mut error, "is_transient", json!(true));
        }
        json!({"error": error})
    }
}

impl IntoResponse for GraphError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.http).unwrap_or(StatusCode::BAD_REQUEST);
        (status, Json(self.body())).into_response()
    }
}

/// Usual HTTP status and title of Meta's codes.
fn meaning(code: u32) -> (u16, &'static str) {
    match code {
        0 => (401, "AuthException"),
        1 => (400, "API Unknown"),
        2 => (503, "API Service"),
        3 => (500, "API Method"),
        4 => (400, "API Too Many Calls"),
        10 => (403, "Permission Denied"),
        100 => (400, "Invalid parameter"),
        190 => (401, "Access token has expired"),
        200..=299 => (403, "API Permission"),
        368 => (403, "Temporarily blocked for policies violations"),
        80_007 => (400, "Rate limit issues"),
        130_403 => (400, "Business has blocked this user"),
        130_429 => (400, "Rate limit hit"),
        130_472 => (400, "User's number is part of an experiment"),
        130_497 => (
            403,
            "Business account is restricted from messaging users in this country",
        ),
        131_000 => (500, "Something went wrong"),
        131_005 => (403, "Access denied"),
        131_008 => (400, "Required parameter is missing"),
        33 | 131_009 => (400, "Parameter value is not valid"),
        131_016 => (500, "Service unavailable"),
        131_021 => (400, "Recipient cannot be sender"),
        131_026 => (400, "Message undeliverable"),
        131_030 => (400, "Recipient phone number not in allowed list"),
        131_031 => (403, "Account has been locked"),
        131_037 => (400, "Display name is not approved"),
        131_042 => (400, "Business eligibility payment issue"),
        131_045 => (500, "Incorrect certificate"),
        131_047 => (400, "Re-engagement message"),
        131_048 => (400, "Spam rate limit hit"),
        131_049 => (
            400,
            "This message was not delivered to maintain healthy ecosystem engagement",
        ),
        131_050 => (
            400,
            "User has stopped marketing messages from this business",
        ),
        131_051 => (400, "Unsupported message type"),
        131_052 => (400, "Media download error"),
        131_053 => (400, "Media upload error"),
        131_055 => (400, "Method not allowed"),
        131_056 => (
            400,
            "(Business Account, Consumer Account) pair rate limit hit",
        ),
        131_057 => (500, "Account in maintenance mode"),
        131_062 => (
            400,
            "Business-scoped user id recipients are not supported for this message",
        ),
        131_063 => (400, "Marketing templates are disabled on Cloud API"),
        131_064 => (
            400,
            "Template sends are limited because of misclassified templates",
        ),
        132_000 => (
            400,
            "Number of parameters does not match the expected number of params",
        ),
        132_001 => (404, "Template name does not exist in the translation"),
        132_005 => (400, "Translated text too long"),
        132_007 => (400, "Template format character policy violated"),
        132_012 => (
            400,
            "Parameter format does not match format in the created template",
        ),
        132_015 => (400, "Template is paused"),
        132_016 => (400, "Template is disabled"),
        132_018 => (
            400,
            "There is an issue with the parameters in your template",
        ),
        132_068 => (400, "Flow is blocked"),
        132_069 => (400, "Flow is throttled"),
        133_004 => (503, "Server temporarily unavailable"),
        133_010 => (400, "Phone number not registered"),
        133_016 => (400, "Account register deregister rate limit exceeded"),
        135_000 => (400, "Generic user error"),
        137_000 => (400, "Recipient identity key hash mismatch"),
        2_494_100 => (400, "Phone number is in maintenance mode"),
        _ => (400, "An unknown error has occurred."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_has_metas_shape() {
        let body = GraphError::new(131_009, "to needs a +").body();
        let error = &body["error"];
        assert_eq!(error["message"], "(#131009) Parameter value is not valid");
        assert_eq!(error["type"], "OAuthException");
        assert_eq!(error["code"], 131_009);
        assert_eq!(
            error["error_data"],
            json!({"messaging_product": "whatsapp", "details": "to needs a +"})
        );
        assert_eq!(error["fbtrace_id"].as_str().map(str::len), Some(23));
    }

    #[test]
    fn an_unknown_number_is_code_100_subcode_33() {
        let body = GraphError::unknown_object("7").body();
        assert_eq!(body["error"]["error_subcode"], 33);
        assert_eq!(body["error"]["type"], "GraphMethodException");
        assert!(body["error"].get("error_data").is_none());
    }
}
