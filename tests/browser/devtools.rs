//! What a driver cannot do and the browser's developer tools can: slow machines, bad networks, other devices.

use crate::stage::Stage;
use serde_json::{Value, json};

/// How good the network is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Network {
    /// As the machine's own.
    Good,
    /// Chrome's "Slow 3G", which is a bad day of a good phone: 400 kbit/s, 2 s of latency.
    Slow,
    /// None.
    Offline,
}

impl Stage {
    /// A command of Chrome's developer tools for the current window, and its answer.
    /// (<https://chromedevtools.github.io/devtools-protocol/tot/>)
    pub(crate) async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let answer = self.driver.cdp().send_raw(command, parameters).await;
        answer.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// Makes the processor so many times slower.
    pub(crate) async fn slow_cpu(&self, times: u32) {
        let rate = json!({ "rate": times });
        self.devtools("Emulation.setCPUThrottlingRate", rate).await;
    }

    /// Makes the network worse, or good again.
    pub(crate) async fn network(&self, network: Network) {
        let (offline, latency, throughput) = match network {
            Network::Good => (false, 0, -1),
            Network::Slow => (false, 2000, 50_000),
            Network::Offline => (true, 0, 0),
        };
        let conditions = json!({
            "offline": offline, "latency": latency,
            "downloadThroughput": throughput, "uploadThroughput": throughput,
        });
        self.devtools("Network.emulateNetworkConditions", conditions)
            .await;
    }

    /// Fails requests to addresses like these, in which `*` stands for anything.
    pub(crate) async fn block(&self, addresses: &[&str]) {
        self.devtools("Network.setBlockedURLs", json!({ "urls": addresses }))
            .await;
    }

    /// Pretends to be another browser.
    pub(crate) async fn user_agent(&self, name: &str) {
        let name = json!({ "userAgent": name });
        self.devtools("Emulation.setUserAgentOverride", name).await;
    }

    /// Pretends that the shopper has set these, as in `("prefers-color-scheme", "dark")`.
    pub(crate) async fn media_features(&self, features: &[(&str, &str)]) {
        let features: Vec<_> = features
            .iter()
            .map(|(name, value)| json!({ "name": name, "value": value }))
            .collect();
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )
        .await;
    }

    /// Shows the page as on paper.
    pub(crate) async fn paper(&self) {
        self.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" }))
            .await;
    }

    /// Runs script in every page from now on, before any of the page's own.
    pub(crate) async fn before_each_page(&self, script: &str) {
        let script = json!({ "source": script });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", script)
            .await;
    }

    /// The addresses of all requests since the last question, of every window, in their order,
    /// redirects, beacons and failures among them.
    pub(crate) async fn requests(&self) -> Vec<String> {
        let log = self.driver.get_log("performance").await.expect("a log");
        let sent = log.iter().filter_map(|entry| {
            let entry: Value = serde_json::from_str(&entry.message).ok()?;
            let event = &entry["message"];
            let url = event["params"]["request"]["url"].as_str()?;
            let counts = event["method"] == "Network.requestWillBeSent" && url.starts_with("http");
            counts.then(|| url.to_owned())
        });
        sent.collect()
    }
}
