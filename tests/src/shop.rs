//! A shop of the shared stack, owned by one test.

use crate::http::{self, Answer};
use crate::{sandbox_url, worker_url};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use xtask::stack::TestShop;

/// The development admin token.
const ADMIN: (&str, &str) = ("Authorization", "Bearer dev-admin-token");

/// A shop and how to reach it.
#[derive(Debug, Clone)]
pub struct Shop {
    /// Its slug.
    pub slug: String,
    /// Its number, digits only.
    pub number: String,
    /// Meta's id of the number.
    pub phone_number_id: String,
    /// Meta's id of its account, which no other shop of the stack has.
    pub waba_id: String,
    worker: String,
    sandbox: String,
}

impl Shop {
    /// A shop that no other test of this run has.
    pub fn own() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let index = NEXT.fetch_add(1, Ordering::Relaxed);
        assert!(index < TestShop::COUNT, "more shops: raise TestShop::COUNT");
        Self::of(TestShop::new(index))
    }

    fn of(shop: TestShop) -> Self {
        Self {
            slug: shop.slug,
            number: shop.number,
            phone_number_id: shop.phone_number_id,
            waba_id: shop.waba_id,
            worker: worker_url(),
            sandbox: sandbox_url(),
        }
    }

    /// The like, with an access token of its own.
    pub fn with_token() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let index = NEXT.fetch_add(1, Ordering::Relaxed);
        assert!(
            index < TestShop::WITH_TOKEN,
            "more shops: raise TestShop::WITH_TOKEN"
        );
        Self::of(TestShop::with_token(index))
    }

    /// The demo shop of a stack of one's own.
    pub fn demo(worker: &str, sandbox: &str) -> Self {
        Self {
            slug: "demo".to_owned(),
            number: "15550783881".to_owned(),
            phone_number_id: "106540352242922".to_owned(),
            waba_id: "102290129340398".to_owned(),
            worker: worker.to_owned(),
            sandbox: sandbox.to_owned(),
        }
    }

    /// An address of the worker.
    pub fn worker(&self, path: &str) -> String {
        format!("{}{path}", self.worker)
    }

    /// An address of the sandbox.
    pub fn sandbox(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox)
    }

    /// An address of the shop's public API.
    pub fn api(&self, path: &str) -> String {
        self.worker(&format!("/v1/shops/{}{path}", self.slug))
    }

    /// The public settings in a language.
    pub fn public(&self, locale: &str) -> Value {
        let answer = http::get(&self.api(&format!("?locale={locale}")));
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }

    /// Asks the shop's own API.
    pub fn admin(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut all = vec![ADMIN];
        all.extend_from_slice(headers);
        let url = self.worker(&format!("/v1/admin/shops/{}{path}", self.slug));
        http::send(method, &url, &all, body)
    }

    /// Changes the shop's settings, as its owner does.
    pub fn change_settings(&self, change: impl FnOnce(&mut Value)) {
        let read = self.admin("GET", "/settings", &[], b"");
        let mut settings = read.json();
        change(&mut settings);
        let version = [("If-Match", read.header("etag"))];
        let put = self.admin(
            "PUT",
            "/settings",
            &version,
            settings.to_string().as_bytes(),
        );
        assert_eq!(put.status, 200, "{put:?}");
    }

    /// The opt-in of a code, as the shop sees it.
    pub fn opt_in(&self, code: &str) -> Option<Value> {
        let answer = self.admin("GET", &format!("/opt-ins?q={code}"), &[], b"");
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["items"].as_array()?.first().cloned()
    }

    /// Opt-ins as the shop lists them, the newest first.
    pub fn opt_ins(&self, query: &str) -> Vec<Value> {
        let answer = self.admin("GET", &format!("/opt-ins{query}"), &[], b"");
        assert_eq!(answer.status, 200, "{answer:?}");
        let items = answer.json()["items"].as_array().cloned();
        items.expect("items")
    }

    /// The events of the shop's ledger.
    pub fn ledger(&self) -> Vec<Value> {
        let answer = self.admin("GET", "/ledger.jsonl", &[], b"");
        assert_eq!(answer.status, 200, "{answer:?}");
        let record = |line: &str| serde_json::from_str::<Value>(line).expect("a record");
        let events = answer.text.lines().map(|line| record(line)["event"].take());
        events.collect()
    }

    /// What kinds of events they are.
    pub fn ledger_types(&self) -> Vec<String> {
        let word = |event: &Value| event["type"].as_str().expect("a type").to_owned();
        self.ledger().iter().map(word).collect()
    }

    /// The shop's counts.
    pub fn stats(&self) -> Value {
        let answer = self.admin("GET", "/stats", &[], b"");
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }

    /// What Meta accepted from this shop for somebody.
    pub fn sent_to(&self, wa_id: &str) -> Vec<Value> {
        let path = format!(
            "/_sandbox/messages?phone_number_id={}&to={wa_id}",
            self.phone_number_id
        );
        let messages = http::get(&self.sandbox(&path)).json();
        messages.as_array().cloned().unwrap_or_default()
    }

    /// How many calls Graph got from this shop, answered or not.
    pub fn graph_calls(&self) -> usize {
        self.calls().len()
    }

    /// Every call that Graph got from this shop, answered or not.
    pub fn calls(&self) -> Vec<Value> {
        let path = format!("/_sandbox/calls?phone_number_id={}", self.phone_number_id);
        let calls = http::get(&self.sandbox(&path)).json();
        calls.as_array().cloned().unwrap_or_default()
    }

    /// Makes Meta misbehave towards this shop.
    pub fn behaviour(&self, behaviour: &Value) {
        let path = format!(
            "/_sandbox/behaviour?phone_number_id={}",
            self.phone_number_id
        );
        let answer = http::send(
            "PUT",
            &self.sandbox(&path),
            &[],
            behaviour.to_string().as_bytes(),
        );
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// Sets what Meta holds of this shop beside its messages.
    pub fn held(&self, held: &Value) {
        let path = format!("/_sandbox/held?phone_number_id={}", self.phone_number_id);
        let answer = http::send(
            "PUT",
            &self.sandbox(&path),
            &[],
            held.to_string().as_bytes(),
        );
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// Posts a webhook body of one's own, well signed, and answers the worker's status.
    pub fn webhook(&self, body: &Value) -> u16 {
        self.raw_webhook(&json!({ "body": body }))
    }

    /// Posts a webhook as the sandbox is told to.
    pub fn raw_webhook(&self, how: &Value) -> u16 {
        let answer = http::post(&self.sandbox("/_sandbox/webhook"), how);
        assert_eq!(answer.status, 200, "{answer:?}");
        let status = answer.json()["status"].as_u64().expect("a status");
        u16::try_from(status).expect("a status")
    }

    /// A body with one change of this shop's number.
    pub fn change(&self, value: &Value) -> Value {
        let mut value = value.clone();
        value["messaging_product"] = json!("whatsapp");
        value["metadata"] = json!({
            "display_phone_number": self.number, "phone_number_id": self.phone_number_id,
        });
        json!({
            "object": "whatsapp_business_account",
            "entry": [{ "id": self.waba_id, "changes": [{ "field": "messages", "value": value }] }],
        })
    }

    /// A body with one change of this shop's account, which Meta made at a moment (Unix seconds).
    pub fn account_change(&self, field: &str, value: &Value, time: u64) -> Value {
        json!({
            "object": "whatsapp_business_account",
            "entry": [{
                "id": self.waba_id, "time": time, "changes": [{ "field": field, "value": value }],
            }],
        })
    }
}
