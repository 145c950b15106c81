//! axe-core, the accessibility checker, on what is seen now.

use crate::stage::Stage;
use serde_json::Value;
use std::{env, fs};

impl Stage {
    /// Fails when axe finds a violation anywhere on the page; it looks into open shadow roots too.
    /// `state` says in the failure what was being looked at.
    pub(crate) async fn axe(&self, state: &str) {
        let root = env::var("SALUDO_ROOT").expect("SALUDO_ROOT: run `cargo xtask test`");
        let axe = fs::read_to_string(format!("{root}/node_modules/axe-core/axe.min.js"));
        self.script(&axe.expect("axe-core")).await;
        self.settled().await;
        let run = "return axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)";
        let violations = self.script(run).await;
        let violations = violations.as_array().expect("axe's answer");
        let told: Vec<_> = violations.iter().map(tell).collect();
        assert!(told.is_empty(), "{state}\n\n{}", told.join("\n\n"));
    }
}

/// A violation in full.
fn tell(violation: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let nodes = violation["nodes"].as_array().into_iter().flatten();
    let nodes = nodes.map(|node| {
        let (html, why) = (text(&node["html"]), text(&node["failureSummary"]));
        format!(
            "  {} {html}\n  {}",
            node["target"],
            why.replace('\n', "\n  ")
        )
    });
    let head = format!(
        "{} ({}): {}\n  {}",
        text(&violation["id"]),
        text(&violation["impact"]),
        text(&violation["help"]),
        text(&violation["helpUrl"])
    );
    [vec![head], nodes.collect()].concat().join("\n")
}
