//! What a page cost its browser: the browser's own counters, and its log of requests.

use crate::stage::Stage;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Milliseconds of processor time that the main thread has spent on the current page. Not by the
/// clock: what else the machine does is no cost of the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spent {
    /// Running script.
    pub(crate) script: f64,
    /// Compiling script.
    pub(crate) compile: f64,
    /// All tasks.
    pub(crate) all: f64,
    /// The thread as a whole, since it began: pages before this one too.
    pub(crate) thread: f64,
}

/// Requests that left the browser, and what came back.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Traffic {
    pub(crate) requests: u32,
    /// Heads and bodies as transferred.
    pub(crate) bytes: f64,
    /// Requests that were not answered.
    pub(crate) failed: u32,
}

impl Stage {
    /// Counts from the next page on; each page begins at nothing.
    pub(crate) async fn count_spending(&self) {
        let clock = json!({ "timeDomain": "threadTicks" });
        self.devtools("Performance.enable", clock).await;
    }

    /// Chromium's counters of the current page.
    pub(crate) async fn spent(&self) -> Spent {
        let answer = self.devtools("Performance.getMetrics", json!({})).await;
        let metrics = answer["metrics"].as_array().expect("metrics");
        let read = |name: &str| {
            let metric = metrics.iter().find(|metric| metric["name"] == name);
            let seconds = metric.and_then(|metric| metric["value"].as_f64());
            seconds.unwrap_or_else(|| panic!("Chromium has no metric {name}")) * 1000.0
        };
        Spent {
            script: read("ScriptDuration"),
            compile: read("V8CompileDuration"),
            all: read("TaskDuration"),
            thread: read("ThreadTime"),
        }
    }

    /// What went over the network since the last question. All of it must have been answered.
    pub(crate) async fn traffic(&self) -> Traffic {
        let traffic = self.traffic_even_failed().await;
        assert_eq!(traffic.failed, 0, "requests failed");
        traffic
    }

    /// The same of pages that ask hosts which may not be reachable from here.
    pub(crate) async fn traffic_even_failed(&self) -> Traffic {
        let log = self.driver.get_log("performance").await.expect("a log");
        let events = log.iter().filter_map(|entry| {
            let entry: Value = serde_json::from_str(&entry.message).ok()?;
            Some(entry["message"].clone())
        });
        traffic_of(events)
    }
}

fn traffic_of(events: impl Iterator<Item = Value>) -> Traffic {
    let mut traffic = Traffic::default();
    let mut sent = BTreeSet::new();
    for event in events {
        let parameters = &event["params"];
        let Some(id) = parameters["requestId"].as_str() else {
            continue;
        };
        match event["method"].as_str() {
            Some("Network.requestWillBeSent") => {
                let url = parameters["request"]["url"].as_str().unwrap_or_default();
                if url.starts_with("http") {
                    sent.insert(id.to_owned());
                }
            }
            Some("Network.requestServedFromCache") => {
                sent.remove(id);
            }
            Some("Network.responseReceived") if from_cache(&parameters["response"]) => {
                sent.remove(id);
            }
            Some("Network.loadingFinished") if sent.contains(id) => {
                traffic.requests += 1;
                let bytes = parameters["encodedDataLength"].as_f64();
                traffic.bytes += bytes.expect("a length");
            }
            Some("Network.loadingFailed") if sent.contains(id) => {
                traffic.failed += 1;
            }
            _ => {}
        }
    }
    traffic
}

fn from_cache(response: &Value) -> bool {
    response["fromDiskCache"] == true || response["fromPrefetchCache"] == true
}
