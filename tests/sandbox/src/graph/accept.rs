//! From a well-formed request to an accepted message with its statuses.

use serde_json::{Value, json};

use super::Outcome;
use super::error::GraphError;
use super::library;
use super::request::{self, Address, Message, Request};
use super::template::{self, Rendered};
use crate::behaviour::{Behaviour, TemplateBehaviour, Timeout};
use crate::book::{Accepted, Bubble, Content};
use crate::clock;
use crate::config::Number;
use crate::people::Person;
use crate::random;
use crate::sandbox::Sandbox;
use crate::templates::Template;
use crate::wamid;
use crate::webhook::update::{Sent, Update, What, set};

/// When each status follows, in milliseconds after the message was accepted.
const STATUSES: [(&str, u64); 3] = [("sent", 30), ("delivered", 150), ("read", 400)];

/// Checks a request against everything the sandbox knows, and takes the message.
pub(super) fn accept(
    sandbox: &Sandbox,
    shop: &Number,
    body: Option<&Value>,
) -> Result<Outcome, GraphError> {
    let request = request::parse(body)?;
    let behaviour = sandbox.behaviours.of(&shop.id);
    let now = clock::now_ms();
    if let Address::Number(digits) = request.address
        && digits == shop.display
    {
        return Err(GraphError::new(131_021, "to is the business number itself"));
    }
    let draft = draft(sandbox, shop, &request, &behaviour)?;
    let person = find_person(sandbox, &request.address);
    let in_window = sandbox.read(|book| book.window_open(&shop.id, person.key(), now));
    if draft.template.is_none() && !in_window {
        return Err(GraphError::new(
            131_047,
            "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
        ));
    }
    if !sandbox.take_pair_slot(&shop.id, person.key(), now) {
        return Err(GraphError::new(
            131_056,
            "more than 45 messages to the same person within 6 seconds",
        ));
    }
    if behaviour.timeout == Some(Timeout::Before) {
        return Ok(Outcome::Silence(None));
    }
    if behaviour.cut == Some(Timeout::Before) {
        return Ok(Outcome::Cut(None));
    }
    let names = [
        person.wa_id.as_deref().unwrap_or_default(),
        person.user_id.as_str(),
        match request.address {
            Address::Number(digits) => digits,
            Address::UserId(id) => id,
        },
    ];
    let failure = sandbox.behaviours.take_failure(&shop.id, &names);
    let late_failure = match failure {
        Some(fail) if fail.asynchronous => Some(GraphError::asked_for(fail.code, None)),
        Some(fail) => return Err(GraphError::asked_for(fail.code, fail.http)),
        None => None,
    };

    let wamid = wamid::new(wamid::Author::Business, name_in_wamid(&person));
    let sent = Sent {
        shop,
        person: &person,
        wamid: &wamid,
        to_number: matches!(request.address, Address::Number(_)),
        biz_opaque_callback_data: request.biz_opaque_callback_data,
        category: draft.category(),
        in_window,
    };
    let updates = statuses(&sent, &behaviour, late_failure.as_ref(), now);
    let answer = answer(&request, &person, &wamid, draft.template.as_ref());
    sandbox.change(|book| {
        book.accepted.push(draft.accepted(&request, &sent, now));
        if late_failure.is_none() {
            let bubble = Bubble {
                wamid: wamid.clone(),
                from_person: false,
                at: now,
                status: "accepted".to_owned(),
                forwarded: false,
                content: draft.content.clone(),
            };
            book.add_bubble(&shop.id, person.key(), bubble);
        }
        for update in updates {
            book.queue.push(update);
        }
    });
    sandbox.wake.notify_one();
    if behaviour.timeout == Some(Timeout::After) {
        return Ok(Outcome::Silence(Some(wamid)));
    }
    if behaviour.cut == Some(Timeout::After) {
        return Ok(Outcome::Cut(Some((answer, wamid))));
    }
    Ok(Outcome::Answered(answer, wamid))
}

/// What will be shown, and the template it was made from.
struct Draft {
    kind: &'static str,
    content: Content,
    template: Option<Rendered>,
}

impl Draft {
    fn category(&self) -> &str {
        self.template
            .as_ref()
            .map_or("service", |template| &template.category)
    }

    fn accepted(&self, request: &Request<'_>, sent: &Sent<'_>, now: u64) -> Accepted {
        let (to, recipient) = match request.address {
            Address::Number(digits) => (Some(format!("+{digits}")), None),
            Address::UserId(id) => (None, Some(id.to_owned())),
        };
        let template = self.template.as_ref();
        Accepted {
            wamid: sent.wamid.to_owned(),
            to,
            recipient,
            kind: self.kind.to_owned(),
            template: template.map(|template| template.name.clone()),
            language: template.map(|template| template.language.clone()),
            parameters: template.map(|template| template.parameters.clone()),
            body: Some(self.content.body.clone()),
            biz_opaque_callback_data: request.biz_opaque_callback_data.map(str::to_owned),
            at: clock::rfc3339(now),
            phone_number_id: sent.shop.id.clone(),
            person: sent.person.key().to_owned(),
            header: self.content.header.clone(),
            footer: self.content.footer.clone(),
            buttons: self.content.buttons.clone(),
            status: "accepted".to_owned(),
        }
    }
}

fn draft(
    sandbox: &Sandbox,
    shop: &Number,
    request: &Request<'_>,
    behaviour: &Behaviour,
) -> Result<Draft, GraphError> {
    let kind = request.message.kind();
    match &request.message {
        Message::Text(content) | Message::Interactive(content) => Ok(Draft {
            kind,
            content: content.clone(),
            template: None,
        }),
        Message::Template(template) => {
            let find = |name: &str, language: &str| library::find(sandbox, shop, name, language);
            let rendered = template::render(template, find, behaviour.template.as_ref())?;
            Ok(Draft {
                kind,
                content: rendered.content.clone(),
                template: Some(rendered),
            })
        }
    }
}

fn find_person(sandbox: &Sandbox, address: &Address<'_>) -> Person {
    sandbox.change_quietly(|book| match address {
        Address::Number(digits) => book.person_by_number(digits).clone(),
        Address::UserId(id) => book.person_by_user_id(id).clone(),
    })
}

/// What stands inside the wamid: the number, unless the shop is not shown it.
pub(crate) fn name_in_wamid(person: &Person) -> &str {
    match &person.wa_id {
        Some(wa_id) if !person.hide_phone => wa_id,
        _ => &person.user_id,
    }
}

fn answer(
    request: &Request<'_>,
    person: &Person,
    wamid: &str,
    template: Option<&Rendered>,
) -> Value {
    let contact = match request.address {
        Address::Number(digits) => json!({"input": format!("+{digits}"), "wa_id": person.wa_id}),
        Address::UserId(id) => json!({"input": id, "user_id": id}),
    };
    let mut message = json!({"id": wamid});
    if let Some(template) = template {
        set(
            &mut message,
            "message_status",
            json!(template.message_status),
        );
    }
    json!({"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]})
}

fn statuses(
    sent: &Sent<'_>,
    behaviour: &Behaviour,
    failure: Option<&GraphError>,
    now: u64,
) -> Vec<Update> {
    if let Some(failure) = failure {
        let due = now + STATUSES[0].1 + behaviour.delay_ms;
        return vec![sent.status("failed", due, Some(failure.as_status_errors()))];
    }
    if behaviour.statuses == Some(false) {
        return Vec::new();
    }
    let mut order = STATUSES.map(|(_, after)| after);
    if behaviour.shuffle {
        random::disorder(&mut order);
    }
    STATUSES
        .iter()
        .zip(order)
        .map(|((status, _), after)| sent.status(status, now + after + behaviour.delay_ms, None))
        .collect()
}

/// The account webhooks that tell of a template's new status and quality.
pub(crate) fn status_webhooks(
    templates: &[Template],
    before: Option<&TemplateBehaviour>,
    after: Option<&TemplateBehaviour>,
) -> Vec<Update> {
    let value_of = |behaviour: Option<&TemplateBehaviour>, template: &Template, quality: bool| {
        let behaviour =
            behaviour.filter(|behaviour| behaviour.concerns(&template.name, &template.language));
        let value = behaviour.and_then(|behaviour| {
            if quality {
                behaviour.quality.clone()
            } else {
                behaviour.status.clone()
            }
        });
        value.unwrap_or_else(|| if quality { "GREEN" } else { "APPROVED" }.to_owned())
    };
    let mut updates = Vec::new();
    for template in templates {
        let was = value_of(before, template, false);
        let is = value_of(after, template, false);
        if was != is {
            updates.push(account(
                "message_template_status_update",
                template_status(template, &was, &is),
            ));
        }
        let was = value_of(before, template, true);
        let is = value_of(after, template, true);
        if was != is {
            let mut value = about(template);
            set(&mut value, "previous_quality_score", json!(was));
            set(&mut value, "new_quality_score", json!(is));
            updates.push(account("message_template_quality_update", value));
        }
    }
    updates
}

fn template_status(template: &Template, was: &str, is: &str) -> Value {
    let mut value = about(template);
    set(&mut value, "event", json!(is));
    set(
        &mut value,
        "message_template_category",
        json!(template.category),
    );
    let reason = if is == "REJECTED" {
        "INVALID_FORMAT"
    } else {
        "NONE"
    };
    set(&mut value, "reason", json!(reason));
    let title = match (was, is) {
        (_, "PAUSED") => Some("FIRST_PAUSE"),
        ("PAUSED", "APPROVED") => Some("UNPAUSE"),
        (_, "DISABLED") => Some("DISABLED"),
        _ => None,
    };
    if let Some(title) = title {
        let info = json!({"title": title, "description": "The quality of the template changed."});
        set(&mut value, "other_info", info);
    }
    value
}

fn about(template: &Template) -> Value {
    json!({
        "message_template_id": template.id(),
        "message_template_name": template.name,
        "message_template_language": template.language.replace('_', "-"),
    })
}

fn account(field: &str, value: Value) -> Update {
    Update {
        phone_number_id: None,
        person: None,
        wamid: None,
        due_ms: clock::now_ms(),
        what: What::Account {
            field: field.to_owned(),
            value,
            waba: None,
        },
    }
}
