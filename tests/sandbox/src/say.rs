//! A person writes or taps: `POST /_sandbox/say`, and the phone page.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::book::{Bubble, Button, Choice, Content};
use crate::clock;
use crate::config::Number;
use crate::graph::name_in_wamid;
use crate::people::{self, DEMO_PERSON, Person};
use crate::random;
use crate::sandbox::Sandbox;
use crate::wamid;
use crate::webhook::update::{Update, What, contact, set};

/// What a person does. Without `from` and `user_id` it is the demo person.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Say {
    /// The person's number.
    pub from: Option<String>,
    /// The person's user id; alone, the webhook carries no number.
    pub user_id: Option<String>,
    /// Profile name from now on.
    pub name: Option<String>,
    /// Text to send.
    pub text: Option<String>,
    /// Label, payload or id of a button or row to tap, in the last message that has it.
    pub button: Option<String>,
    /// The shop's number or `phone_number_id`; the first shop when absent.
    pub to: Option<String>,
    /// Unix seconds, for late messages.
    pub timestamp: Option<u64>,
    /// The message's id, for deliberate duplicates.
    pub id: Option<String>,
    /// Marked as forwarded.
    pub forwarded: bool,
    /// The message it answers.
    pub context_id: Option<String>,
    /// Type of an odd message.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Keys of an odd message, laid over the usual ones; `null` takes one away.
    pub message: Option<Map<String, Value>>,
    /// The webhook carries the user id only.
    pub hide_phone: Option<bool>,
}

/// Why something could not be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SayError(pub String);

/// Puts the message into the chat and its webhook into the queue. Answers its id.
pub(crate) fn say(sandbox: &Sandbox, say: &Say) -> Result<String, SayError> {
    let shop = shop(sandbox, say)?;
    let person = person(sandbox, say)?;
    let hidden = say
        .hide_phone
        .unwrap_or(person.hide_phone || (say.from.is_none() && say.user_id.is_some()));
    let shown = Person {
        hide_phone: hidden,
        ..person.clone()
    };
    let said = said(sandbox, say, shop, &person)?;

    let now = clock::now_ms();
    let seconds = say.timestamp.unwrap_or(now / 1000);
    let id = say
        .id
        .clone()
        .unwrap_or_else(|| wamid::new(wamid::Author::Person, name_in_wamid(&shown)));
    let mut item = json!({
        "from_user_id": person.user_id,
        "id": id,
        "timestamp": seconds.to_string(),
        "type": said.kind,
    });
    if let (false, Some(wa_id)) = (hidden, &person.wa_id) {
        set(&mut item, "from", json!(wa_id));
    }
    if let Some((key, value)) = said.part {
        set(&mut item, key, value);
    }
    if let Some(context) = context(say, shop, said.answers) {
        set(&mut item, "context", context);
    }
    for (key, value) in say.message.iter().flatten() {
        if value.is_null() {
            item.as_object_mut().map(|item| item.remove(key));
        } else {
            set(&mut item, key, value.clone());
        }
    }

    let behaviour = sandbox.behaviours.of(&shop.id);
    let jitter = if behaviour.shuffle {
        random::number() % 200
    } else {
        0
    };
    let update = Update {
        phone_number_id: Some(shop.id.clone()),
        person: Some(person.key().to_owned()),
        wamid: Some(id.clone()),
        due_ms: now + behaviour.delay_ms + jitter,
        what: What::Message {
            contact: (said.kind != "system").then(|| contact(&shown, !hidden)),
            item,
        },
    };
    let bubble = Bubble {
        wamid: id.clone(),
        from_person: true,
        at: now,
        status: "sent".to_owned(),
        forwarded: say.forwarded,
        content: Content::text(&said.shown),
    };
    sandbox.change(|book| {
        if said.kind != "system" {
            book.note_incoming(&shop.id, person.key(), seconds);
        }
        book.add_bubble(&shop.id, person.key(), bubble);
        book.queue.push(update);
    });
    sandbox.wake.notify_one();
    Ok(id)
}

fn shop<'s>(sandbox: &'s Sandbox, say: &Say) -> Result<&'s Number, SayError> {
    let config = &sandbox.config;
    match &say.to {
        None => config
            .numbers
            .first()
            .ok_or_else(|| SayError("there is no shop".to_owned())),
        Some(to) => config
            .number_by_any(to)
            .ok_or_else(|| SayError(format!("`to`: no shop has the number or id {to}"))),
    }
}

fn person(sandbox: &Sandbox, say: &Say) -> Result<Person, SayError> {
    if let Some(from) = &say.from
        && !(4..=15).contains(&people::whatsapp_id(from).len())
    {
        return Err(SayError(
            "`from` must be a number of 4 to 15 digits".to_owned(),
        ));
    }
    if let Some(user_id) = &say.user_id
        && !people::is_user_id(user_id)
    {
        return Err(SayError(
            "`user_id` must look like US.13491208655302741918".to_owned(),
        ));
    }
    Ok(sandbox.change(|book| {
        let person = match (&say.from, &say.user_id) {
            (None, Some(user_id)) => book.person_by_user_id(user_id),
            (from, user_id) => {
                let person = book.person_by_number(from.as_deref().unwrap_or(DEMO_PERSON));
                if let Some(user_id) = user_id {
                    person.user_id.clone_from(user_id);
                }
                person
            }
        };
        if let Some(name) = &say.name {
            person.name.clone_from(name);
        }
        person.clone()
    }))
}

/// What is said, in the terms of the webhook and of the chat.
struct Said {
    kind: String,
    part: Option<(&'static str, Value)>,
    shown: String,
    /// The message whose button was tapped.
    answers: Option<String>,
}

fn said(sandbox: &Sandbox, say: &Say, shop: &Number, person: &Person) -> Result<Said, SayError> {
    match (&say.text, &say.button, &say.kind, &say.message) {
        (None, Some(wanted), None, _) => tapped(sandbox, say, shop, person, wanted),
        (Some(text), None, None, _) => Ok(Said {
            kind: "text".to_owned(),
            part: Some(("text", json!({"body": text}))),
            shown: text.clone(),
            answers: None,
        }),
        (text, None, kind, message) if kind.is_some() || message.is_some() => {
            let kind = kind.clone().unwrap_or_else(|| "text".to_owned());
            let shown = text.clone().unwrap_or_else(|| format!("[{kind}]"));
            Ok(Said {
                part: text.as_ref().map(|text| ("text", json!({"body": text}))),
                kind,
                shown,
                answers: None,
            })
        }
        _ => Err(SayError(
            "say one of `text`, `button`, or `type` with `message`".to_owned(),
        )),
    }
}

fn tapped(
    sandbox: &Sandbox,
    say: &Say,
    shop: &Number,
    person: &Person,
    wanted: &str,
) -> Result<Said, SayError> {
    let within = say.context_id.as_deref();
    let found = sandbox.read(|book| {
        let chat = book.chat(&shop.id, person.key());
        let found = chat.and_then(|chat| chat.find_choice(wanted, within));
        found
            .map(|(bubble, choice)| (bubble.wamid.clone(), choice))
            .ok_or_else(|| {
                let offered: Vec<String> = chat
                    .iter()
                    .flat_map(|chat| &chat.bubbles)
                    .filter(|bubble| !bubble.from_person)
                    .flat_map(|bubble| bubble.content.choices())
                    .collect();
                SayError(format!(
                    "`button`: nothing to tap is called {wanted:?}; there is {offered:?}"
                ))
            })
    });
    let (wamid, choice) = found?;
    let interactive = |kind: &'static str, reply: Value, shown: String| Said {
        kind: "interactive".to_owned(),
        part: Some(("interactive", json!({"type": kind, kind: reply}))),
        shown,
        answers: Some(wamid.clone()),
    };
    match choice {
        Choice::Button(Button::QuickReply { text, payload }) => Ok(Said {
            kind: "button".to_owned(),
            part: Some(("button", json!({"payload": payload, "text": text}))),
            shown: text,
            answers: Some(wamid),
        }),
        Choice::Button(Button::Reply { id, title }) => Ok(interactive(
            "button_reply",
            json!({"id": id, "title": title}),
            title,
        )),
        Choice::Row(row) => {
            let mut reply = json!({"id": row.id, "title": row.title});
            if let Some(description) = row.description {
                set(&mut reply, "description", json!(description));
            }
            Ok(interactive("list_reply", reply, row.title))
        }
        Choice::Button(Button::Url { url, .. }) => Err(SayError(format!(
            "`button`: {wanted:?} opens {url} and sends nothing"
        ))),
        Choice::Button(Button::Other { .. }) => {
            Err(SayError(format!("`button`: {wanted:?} sends nothing")))
        }
    }
}

fn context(say: &Say, shop: &Number, answers: Option<String>) -> Option<Value> {
    let mut context = json!({});
    if let Some(id) = answers.or_else(|| say.context_id.clone()) {
        set(&mut context, "from", json!(shop.display));
        set(&mut context, "id", json!(id));
    }
    if say.forwarded {
        set(&mut context, "forwarded", json!(true));
    }
    (context != json!({})).then_some(context)
}
