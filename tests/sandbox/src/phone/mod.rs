//! A phone on a web page: where deep links land, and where a person reads, writes and taps.

mod format;
mod page;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode as encode};
use serde::Deserialize;

use crate::config::Number;
use crate::people::{self, DEMO_PERSON, Person};
use crate::receivers;
use crate::sandbox::Sandbox;
use crate::say::{Say, say as say_it};

/// A request for news is answered after this long even if there are none.
const PATIENCE: Duration = Duration::from_secs(25);
/// Carries the version of a chat, for the next request for news.
const VERSION: HeaderName = HeaderName::from_static("x-version");

type Shared = State<Arc<Sandbox>>;

/// `?text=&as=` of a deep link.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct DeepLink {
    text: Option<String>,
    #[serde(rename = "as")]
    person: Option<String>,
}

/// `GET /wa/{digits}`: opens the chat with that shop, the text typed in.
pub(crate) async fn deep_link(
    State(sandbox): Shared,
    Path(digits): Path<String>,
    Query(link): Query<DeepLink>,
) -> Response {
    let shop = sandbox
        .config
        .numbers
        .iter()
        .find(|number| number.display == digits);
    let Some(shop) = shop else {
        return not_on_whatsapp(&digits);
    };
    let person = link.person.as_deref().unwrap_or(DEMO_PERSON);
    let mut place = phone_path(person, shop);
    if let Some(text) = link.text.filter(|text| !text.is_empty()) {
        place.push_str("&text=");
        place.push_str(&encode(&text, NON_ALPHANUMERIC).to_string());
    }
    Redirect::to(&place).into_response()
}

/// `?shop=&text=&after=` of a phone.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct View {
    shop: Option<String>,
    text: Option<String>,
    after: Option<u64>,
}

/// `GET /phone/{digits}`
pub(crate) async fn show(
    State(sandbox): Shared,
    Path(digits): Path<String>,
    Query(view): Query<View>,
) -> Response {
    let (person, shop) = match find(&sandbox, &digits, view.shop.as_deref()) {
        Ok(found) => found,
        Err(response) => return response,
    };
    let page = sandbox.read(|book| {
        page::phone(&page::Phone {
            config: &sandbox.config,
            book,
            person: &person,
            shop,
            draft: view.text.as_deref().unwrap_or_default(),
        })
    });
    Html(page.into_string()).into_response()
}

/// `GET /phone/{digits}/chat?after=`: the messages, as soon as they are others than that version's.
pub(crate) async fn chat(
    State(sandbox): Shared,
    Path(digits): Path<String>,
    Query(view): Query<View>,
) -> Response {
    let (person, shop) = match find(&sandbox, &digits, view.shop.as_deref()) {
        Ok(found) => found,
        Err(response) => return response,
    };
    let mut changes = sandbox.changed.subscribe();
    let news = async {
        loop {
            let version = sandbox.read(|book| page::version(book, &person, shop));
            if view.after != Some(version) || changes.changed().await.is_err() {
                return version;
            }
        }
    };
    let Ok(version) = tokio::time::timeout(PATIENCE, news).await else {
        return StatusCode::NO_CONTENT.into_response();
    };
    let messages = sandbox.read(|book| page::messages(&sandbox.config, book, &person, shop));
    (
        [
            (VERSION, version.to_string()),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ],
        Html(messages.into_string()),
    )
        .into_response()
}

/// What the phone's forms send.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Written {
    text: Option<String>,
    button: Option<String>,
    within: Option<String>,
}

/// `POST /phone/{digits}/say`
pub(crate) async fn say(
    State(sandbox): Shared,
    Path(digits): Path<String>,
    Query(view): Query<View>,
    Form(written): Form<Written>,
) -> Response {
    let (person, shop) = match find(&sandbox, &digits, view.shop.as_deref()) {
        Ok(found) => found,
        Err(response) => return response,
    };
    // A browser sends the lines of a textarea with CRLF; a phone does not.
    let text = written.text.map(|text| text.replace("\r\n", "\n"));
    let text = text.filter(|text| !text.trim().is_empty());
    if text.is_some() || written.button.is_some() {
        let words = Say {
            from: person.wa_id.clone(),
            user_id: person.wa_id.is_none().then(|| person.user_id.clone()),
            to: Some(shop.id.clone()),
            text: if written.button.is_some() { None } else { text },
            button: written.button,
            context_id: written.within,
            ..Say::default()
        };
        if let Err(error) = say_it(&sandbox, &words) {
            return (StatusCode::UNPROCESSABLE_ENTITY, error.0).into_response();
        }
    }
    Redirect::to(&phone_path(person.key(), shop)).into_response()
}

/// What the settings of a phone send.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Settings {
    name: Option<String>,
    /// Present when ticked.
    hide_phone: Option<String>,
    action: Option<String>,
}

/// `POST /phone/{digits}/settings`
pub(crate) async fn settings(
    State(sandbox): Shared,
    Path(digits): Path<String>,
    Query(view): Query<View>,
    Form(settings): Form<Settings>,
) -> Response {
    let (person, shop) = match find(&sandbox, &digits, view.shop.as_deref()) {
        Ok(found) => found,
        Err(response) => return response,
    };
    let key = person.key().to_owned();
    sandbox.change(|book| {
        if settings.action.as_deref() == Some("clear") {
            book.clear_chat(&shop.id, &key);
            return;
        }
        let person = if person.wa_id.is_some() {
            book.person_by_number(&key)
        } else {
            book.person_by_user_id(&key)
        };
        if let Some(name) = settings
            .name
            .as_deref()
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            name.clone_into(&mut person.name);
        }
        person.hide_phone = person.wa_id.is_none() || settings.hide_phone.is_some();
        person.username = person.hide_phone.then(|| people::username_for(person));
        book.touch_chats_of(&key);
    });
    Redirect::to(&phone_path(person.key(), shop)).into_response()
}

/// `GET /`
pub(crate) async fn index(State(sandbox): Shared) -> Html<String> {
    Html(
        sandbox
            .read(|book| page::index(&sandbox.config, book, receivers::counts(&sandbox)))
            .into_string(),
    )
}

/// `GET /phone.css`
pub(crate) async fn style() -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, "text/css; charset=utf-8"),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        include_str!("phone.css"),
    )
}

/// `GET /phone.js`
pub(crate) async fn script() -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        include_str!("phone.js"),
    )
}

/// The person and the shop of a page: the shop asked for, else the last one used, else the first.
#[expect(
    clippy::result_large_err,
    reason = "the error is the page to show instead"
)]
fn find<'s>(
    sandbox: &'s Sandbox,
    digits: &str,
    shop: Option<&str>,
) -> Result<(Person, &'s Number), Response> {
    let config = &sandbox.config;
    let person = sandbox.change_quietly(|book| {
        if people::is_user_id(digits) {
            Some(book.person_by_user_id(digits).clone())
        } else if (4..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
        {
            Some(book.person_by_number(digits).clone())
        } else {
            None
        }
    });
    let Some(person) = person else {
        let page = page::notice(
            "No such phone",
            "A phone is a number of 4 to 15 digits, country code first.",
        );
        return Err((StatusCode::NOT_FOUND, Html(page.into_string())).into_response());
    };
    let found = match shop {
        Some(shop) => config.number_by_any(shop),
        None => sandbox
            .read(|book| book.last_shop_of(person.key()).map(str::to_owned))
            .and_then(|id| config.number_by_id(&id))
            .or_else(|| config.numbers.first()),
    };
    match found {
        Some(found) => Ok((person, found)),
        None => Err(not_on_whatsapp(shop.unwrap_or_default())),
    }
}

fn not_on_whatsapp(digits: &str) -> Response {
    let text = format!(
        "The phone number +{digits} is not on WhatsApp: no shop of this sandbox has it. Shops are given with --number."
    );
    let page = page::notice("Not on WhatsApp", &text);
    (StatusCode::NOT_FOUND, Html(page.into_string())).into_response()
}

fn phone_path(person: &str, shop: &Number) -> String {
    format!(
        "/phone/{}?shop={}",
        encode(person, NON_ALPHANUMERIC),
        shop.display
    )
}
