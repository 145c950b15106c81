//! A sandbox on a free port, and a receiver that stands in for the worker.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::post;
use hmac::{Hmac, KeyInit, Mac};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use saludo_sandbox::{Config, Number, Running, start};
use serde_json::{Value, json};
use sha2::Sha256;

pub const ANA: &str = "34600000001";
pub const SHOP: &str = "106540352242922";
pub const OTHER_SHOP: &str = "5550";
const SECRET: &str = "a-secret";

/// What the receiver got.
#[derive(Clone, Debug)]
pub struct Received {
    pub signature: Option<String>,
    pub body: Bytes,
}

impl Received {
    pub fn is_well_signed(&self) -> bool {
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(&self.body);
        let expected = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
        self.signature.as_deref() == Some(&expected)
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The items of this list in all changes.
    pub fn items(&self, list: &str) -> Vec<Value> {
        let body = self.json();
        let changes = body["entry"].as_array().into_iter().flatten();
        changes
            .flat_map(|entry| entry["changes"].as_array().cloned().unwrap_or_default())
            .flat_map(|change| {
                change["value"][list]
                    .as_array()
                    .cloned()
                    .unwrap_or_default()
            })
            .collect()
    }
}

/// A worker that only takes notes.
#[derive(Clone, Default)]
pub struct Receiver {
    got: Arc<Mutex<Vec<Received>>>,
    refusals: Arc<AtomicUsize>,
    pub url: String,
}

impl Receiver {
    /// Answers 503 so many times before it takes anything.
    pub async fn new(refusals: usize) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            url: format!(
                "http://{}/webhooks/whatsapp",
                listener.local_addr().unwrap()
            ),
            refusals: Arc::new(AtomicUsize::new(refusals)),
            ..Self::default()
        };
        let notes = receiver.clone();
        let take = async move |headers: HeaderMap, body: Bytes| notes.take(&headers, body);
        let router = Router::new().route("/webhooks/whatsapp", post(take));
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    fn take(&self, headers: &HeaderMap, body: Bytes) -> StatusCode {
        let signature = headers.get("X-Hub-Signature-256");
        let signature = signature.map(|value| value.to_str().unwrap().to_owned());
        self.got.lock().unwrap().push(Received { signature, body });
        let left = self
            .refusals
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                left.checked_sub(1)
            });
        if left.is_ok() {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            StatusCode::OK
        }
    }

    pub fn got(&self) -> Vec<Received> {
        self.got.lock().unwrap().clone()
    }

    /// Everything received so far of a list.
    pub fn items(&self, list: &str) -> Vec<Value> {
        self.got()
            .iter()
            .flat_map(|received| received.items(list))
            .collect()
    }

    /// Waits until so many items of a list have come, and answers them.
    pub async fn wait_for(&self, list: &str, count: usize) -> Vec<Value> {
        eventually(|| {
            let items = self.items(list);
            (items.len() >= count).then_some(items)
        })
        .await
    }
}

/// Asks again and again until there is an answer.
pub async fn eventually<T>(mut ask: impl FnMut() -> Option<T>) -> T {
    for _ in 0..500 {
        if let Some(answer) = ask() {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("nothing came within ten seconds");
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// Meta's error code.
    pub fn code(&self) -> u64 {
        self.json()["error"]["code"].as_u64().unwrap()
    }
}

/// A running sandbox and its worker.
pub struct World {
    pub receiver: Receiver,
    sandbox: Running,
}

/// A path in a folder of this test.
pub fn scratch(test: &str, name: &str) -> PathBuf {
    let folder =
        std::env::temp_dir().join(format!("saludo-sandbox-api-{}-{test}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

impl World {
    pub async fn new(test: &str) -> Self {
        Self::with(test, Receiver::new(0).await, None).await
    }

    pub async fn with(test: &str, receiver: Receiver, state: Option<PathBuf>) -> Self {
        let templates = scratch(test, "templates");
        std::fs::create_dir_all(templates.join("en")).unwrap();
        let template = json!({
            "name": "confirmation", "language": "en", "category": "UTILITY", "parameter_format": "NAMED",
            "components": [
                {"type": "BODY", "text": "You asked {{shop}} to write."},
                {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Stop"}]},
            ],
        });
        std::fs::write(templates.join("en/confirmation.json"), template.to_string()).unwrap();
        let other = Number {
            id: OTHER_SHOP.to_owned(),
            display: "34910000000".to_owned(),
            name: "Casa Luz".to_owned(),
            waba: None,
        };
        let config = Config {
            port: 0,
            webhook_url: receiver.url.clone(),
            app_secret: SECRET.to_owned(),
            numbers: vec![Number::demo(), other],
            templates: Some(templates),
            state,
            ..Config::default()
        };
        let sandbox = start(config).await.unwrap();
        Self { receiver, sandbox }
    }

    pub async fn stop(self) {
        self.sandbox.stop().await.unwrap();
    }

    pub async fn call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let url = format!("http://127.0.0.1:{}{path}", self.sandbox.port());
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request
            .body(Full::new(Bytes::from(body.to_owned())))
            .unwrap();
        let client = Client::builder(TokioExecutor::new()).build_http();
        let response = client.request(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, &[], "").await
    }

    /// A form as the phone page sends it.
    pub async fn form(&self, path: &str, body: &str) -> Answer {
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        self.call("POST", path, &headers, body).await
    }

    pub async fn say(&self, words: Value) -> String {
        let answer = self
            .call("POST", "/_sandbox/say", &[], &words.to_string())
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    pub async fn behave(&self, query: &str, behaviour: Value) -> Answer {
        let path = format!("/_sandbox/behaviour{query}");
        self.call("PUT", &path, &[], &behaviour.to_string()).await
    }

    pub async fn send(&self, message: &Value) -> Answer {
        self.send_from(SHOP, message).await
    }

    pub async fn send_from(&self, shop: &str, message: &Value) -> Answer {
        let headers = [
            ("authorization", "Bearer dev-access-token"),
            ("content-type", "application/json"),
        ];
        let path = format!("/v25.0/{shop}/messages");
        self.call("POST", &path, &headers, &message.to_string())
            .await
    }
}

/// A message to Ana.
pub fn to_ana(kind: &str, part: Value) -> Value {
    let mut message =
        json!({"messaging_product": "whatsapp", "to": format!("+{ANA}"), "type": kind});
    message[kind] = part;
    message
}

pub fn text(body: &str) -> Value {
    to_ana("text", json!({"body": body}))
}

pub fn confirmation() -> Value {
    let parameter = json!({"type": "text", "parameter_name": "shop", "text": "Demo"});
    let mut message = to_ana(
        "template",
        json!({"name": "confirmation", "language": {"code": "en"}, "components": [{"type": "body", "parameters": [parameter]}]}),
    );
    message["biz_opaque_callback_data"] = json!("welcome:1");
    message
}
