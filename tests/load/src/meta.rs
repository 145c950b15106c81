//! What Meta sends: a mix like a large shop's. Most of it are statuses of messages that other
//! programs of the shop sent, which Saludo has never heard of: at 80 messages a second, its own cause
//! 240 statuses a second at most.

use std::collections::VecDeque;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use saludo_sandbox::wire;
use serde_json::{Value, json};

use crate::clock;
use crate::dice::Dice;
use crate::world::{Posted, Sent, World};

/// The shop's number and account, of `.dev.vars`.
const PHONE_NUMBER_ID: &str = "106540352242922";
const NUMBER: &str = "15550783881";
const WABA: &str = "102290129340398";
const APP_SECRET: &str = "dev-app-secret";

/// Of a thousand updates, so many are of each kind; all others are statuses.
const REPEATED: u64 = 20;
const TEXTS: u64 = 80;
const CODES: u64 = 5;
const PREFERENCES: u64 = 5;

/// A message of another program gets its next status after so many others got theirs.
const OPEN: usize = 4000;
/// Who writes what is no opt-in: so many people, again and again.
const WRITERS: u64 = 50_000;
/// What Meta repeats is among the last.
const REMEMBERED: usize = 5000;

/// One webhook, ready to be posted.
pub(crate) struct Webhook {
    pub(crate) body: Vec<u8>,
    pub(crate) signature: String,
    /// Whose codes are in it, by number.
    pub(crate) said: Vec<String>,
}

/// How much was said.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Counts {
    /// Updates that differ.
    pub(crate) updates: u64,
    /// Updates that were sent before.
    pub(crate) repeated: u64,
    pub(crate) statuses: u64,
    pub(crate) texts: u64,
    pub(crate) codes: u64,
    pub(crate) preferences: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Messages,
    Statuses,
    Preferences,
}

#[derive(Debug, Clone)]
struct Update {
    list: List,
    contact: Option<Value>,
    item: Value,
}

/// A message whose statuses are not all told.
#[derive(Debug)]
struct Open {
    sent: Sent,
    told: usize,
}

/// Meta.
pub(crate) struct Meta {
    dice: Dice,
    world: Arc<World>,
    pub(crate) counts: Counts,
    open: VecDeque<Open>,
    ours: VecDeque<Open>,
    recent: VecDeque<Update>,
    sayers: u64,
}

impl Meta {
    pub(crate) fn new(seed: u64, world: Arc<World>) -> Self {
        Self {
            dice: Dice::new(seed),
            world,
            counts: Counts::default(),
            open: VecDeque::new(),
            ours: VecDeque::new(),
            recent: VecDeque::new(),
            sayers: 0,
        }
    }

    /// The next webhook, with so many updates.
    pub(crate) fn webhook(&mut self, updates: u32) -> Webhook {
        let mut said = Vec::new();
        let updates: Vec<Update> = (0..updates).map(|_| self.update(&mut said)).collect();
        seal(&updates, said)
    }

    /// A webhook with one opt-in's message alone.
    pub(crate) fn says(&mut self, posted: &Posted) -> Webhook {
        let mut said = Vec::new();
        let update = self.code(posted, &mut said);
        self.counts.updates += 1;
        seal(&[update], said)
    }

    /// A webhook with one status alone: of the worker's own messages while it has any untold.
    pub(crate) fn tells(&mut self) -> Webhook {
        self.counts.updates += 1;
        let update = self.status();
        seal(&[update], Vec::new())
    }

    /// A webhook with what somebody writes to the shop.
    pub(crate) fn writes(&mut self) -> Webhook {
        self.counts.updates += 1;
        let update = self.text();
        seal(&[update], Vec::new())
    }

    fn update(&mut self, said: &mut Vec<String>) -> Update {
        let roll = self.dice.below(1000);
        if roll < REPEATED && !self.recent.is_empty() {
            let at = self.dice.below(self.recent.len() as u64);
            let again = usize::try_from(at).ok().and_then(|at| self.recent.get(at));
            if let Some(again) = again.cloned() {
                self.counts.repeated += 1;
                return again;
            }
        }
        self.counts.updates += 1;
        let update = if roll < REPEATED + TEXTS {
            self.text()
        } else if roll < REPEATED + TEXTS + CODES {
            let posted = self.world.lock().posted.pop_front();
            match posted {
                Some(posted) => self.code(&posted, said),
                None => self.text(),
            }
        } else if roll < REPEATED + TEXTS + CODES + PREFERENCES {
            self.preference()
        } else {
            self.status()
        };
        if self.recent.len() == REMEMBERED {
            self.recent.pop_front();
        }
        self.recent.push_back(update.clone());
        update
    }

    fn text(&mut self) -> Update {
        const TEXTS: [&str; 4] = [
            "¿Tenéis la talla 38 en azul? 👟",
            "Hola, mi pedido no ha llegado todavía",
            "ok gracias",
            "Mirad https://shop.example/zapatos/azul?talla=38 por favor",
        ];
        self.counts.texts += 1;
        let text = self.dice.of(&TEXTS);
        let from = format!("3461{:07}", self.dice.below(WRITERS));
        self.message(&from, text)
    }

    fn code(&mut self, posted: &Posted, said: &mut Vec<String>) -> Update {
        self.counts.codes += 1;
        self.sayers += 1;
        let from = format!("3462{:07}", self.sayers);
        said.push(from.clone());
        self.message(&from, &posted.text)
    }

    fn message(&mut self, from: &str, text: &str) -> Update {
        let id = wamid(from, u128::from(self.dice.next()));
        Update {
            list: List::Messages,
            contact: Some(json!({"profile": {"name": "Ana María"}, "wa_id": from})),
            item: json!({
                "from": from, "id": id, "timestamp": clock::seconds().to_string(),
                "type": "text", "text": {"body": text},
            }),
        }
    }

    fn preference(&mut self) -> Update {
        self.counts.preferences += 1;
        let number = format!("3461{:07}", self.dice.below(WRITERS));
        let value = if self.dice.below(4) == 0 {
            "resume"
        } else {
            "stop"
        };
        // With nothing that tells two of one second apart they would be one.
        let at = clock::seconds() - self.dice.below(80_000);
        Update {
            list: List::Preferences,
            contact: Some(json!({"profile": {"name": "Ana María"}, "wa_id": number})),
            item: json!({
                "wa_id": number, "detail": "User requested to change marketing messages",
                "category": "marketing_messages", "value": value, "timestamp": at,
            }),
        }
    }

    /// The worker's own messages first.
    fn status(&mut self) -> Update {
        self.counts.statuses += 1;
        let sent = self.world.lock().sent.pop_front();
        self.ours.extend(sent.map(|sent| Open { sent, told: 0 }));
        let ours = self.ours.pop_front();
        let is_ours = ours.is_some();
        let mut open = ours.unwrap_or_else(|| {
            let waiting = self.open.len() >= OPEN;
            waiting
                .then(|| self.open.pop_front())
                .flatten()
                .unwrap_or_else(|| self.of_another_program())
        });
        // Of a hundred messages one fails, and forty are not opened.
        let fails = !is_ours && open.told == 1 && self.dice.below(100) == 0;
        let status = if fails { "failed" } else { WORDS[open.told] };
        let update = status_of(&open.sent, status);
        open.told += 1;
        let ends = fails || open.told == WORDS.len();
        let unread = !is_ours && open.told == 2 && self.dice.below(100) < 40;
        if !ends && !unread {
            if is_ours {
                self.ours.push_back(open);
            } else {
                self.open.push_back(open);
            }
        }
        update
    }

    fn of_another_program(&mut self) -> Open {
        let to = format!("346{:08}", 30_000_000 + self.dice.below(2_000_000));
        let random = u128::from(self.dice.next()) | (1 << 127);
        Open {
            sent: Sent {
                wamid: wamid(&to, random),
                to,
                callback: String::new(),
            },
            told: 0,
        }
    }
}

const WORDS: [&str; 3] = ["sent", "delivered", "read"];

fn status_of(sent: &Sent, status: &str) -> Update {
    let mut item = json!({
        "id": sent.wamid, "status": status, "timestamp": clock::seconds().to_string(),
        "recipient_id": sent.to,
        "conversation": {"id": "2b2e0a1f6e4b4f0d9b7d8c2a1e3f5a6b", "origin": {"type": "utility"}},
        "pricing": {"billable": true, "pricing_model": "PMP", "category": "utility", "type": "regular"},
    });
    if !sent.callback.is_empty() {
        item["biz_opaque_callback_data"] = json!(sent.callback);
    }
    if status == "failed" {
        item["errors"] = json!([{
            "code": 131_026, "title": "Message undeliverable", "message": "Message undeliverable",
            "error_data": {"details": "Message Undeliverable."},
            "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
        }]);
    }
    Update {
        list: List::Statuses,
        contact: None,
        item,
    }
}

/// As Meta makes them: the number is inside, and something random.
pub(crate) fn wamid(number: &str, random: u128) -> String {
    let mut bytes = vec![0x1d, 0x0b];
    bytes.extend_from_slice(number.as_bytes());
    bytes.extend_from_slice(&random.to_be_bytes());
    format!("wamid.{}", STANDARD.encode(bytes))
}

fn seal(updates: &[Update], said: Vec<String>) -> Webhook {
    let lists = [
        (List::Messages, "messages", "messages"),
        (List::Statuses, "messages", "statuses"),
        (List::Preferences, "user_preferences", "user_preferences"),
    ];
    let changes: Vec<Value> = lists
        .into_iter()
        .filter_map(|(list, field, name)| {
            let of_list = || updates.iter().filter(|update| update.list == list);
            let items: Vec<&Value> = of_list().map(|update| &update.item).collect();
            if items.is_empty() {
                return None;
            }
            let mut value = json!({
                "messaging_product": "whatsapp",
                "metadata": {"display_phone_number": NUMBER, "phone_number_id": PHONE_NUMBER_ID},
                name: items,
            });
            let contacts: Vec<&Value> = of_list().filter_map(|one| one.contact.as_ref()).collect();
            if !contacts.is_empty() {
                value["contacts"] = json!(contacts);
            }
            Some(json!({"field": field, "value": value}))
        })
        .collect();
    let body = wire::escaped(&json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": WABA, "changes": changes}],
    }));
    Webhook {
        signature: wire::signature(APP_SECRET, body.as_bytes()),
        body: body.into_bytes(),
        said,
    }
}
