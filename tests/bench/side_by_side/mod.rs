//! The widget beside what a shop would have instead, on pages that differ only in the tag, with a slow
//! processor, a slow network and nothing in the cache.

mod pages;
mod report;
mod tag;

pub(crate) use report::Comparison;

use crate::costs::{Spent, Traffic};
use crate::machine::Machine;
use crate::reason;
use crate::stage::{PHONE, Stage};
use crate::visit::warm_the_server;
use pages::Pages;
use saludo_tests::shop::Shop;
use serde_json::{Value, json};
use std::env;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tag::Tag;
use tokio::task::spawn_local;

/// So many times slower than this machine.
const SLOWER: u32 = 4;
/// "Slow 4G" as page-speed tools have it: milliseconds of latency, bytes a second down and up.
const LATENCY: u32 = 150;
const DOWN: u32 = 1_638_400 / 8;
const UP: u32 = 675_000 / 8;
/// After the bubble is there (or the page, where there is none) nothing is asked for so long.
const REST: Duration = Duration::from_secs(2);

/// What was measured in a visit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visit {
    spent: Spent,
    traffic: Traffic,
    long_tasks: f64,
    layout_shift: f64,
    /// Milliseconds from the start of the navigation.
    bubble: Option<f64>,
    lcp: Option<f64>,
    /// Milliseconds from a finger on the bubble until the form's doors, and then its fields, can be
    /// used.
    doors: Option<f64>,
    fields: Option<f64>,
}

/// All visits with a tag, or why there are none.
type Visits = Result<Vec<Visit>, String>;

/// Makes one round that does not count, and then so many that do.
pub(crate) async fn run(rounds: usize, mut machine: Machine) -> Comparison {
    let shop = Shop::own();
    let loader = shop.worker(&format!("/s/{}/widget.js", shop.slug));
    let peers =
        PathBuf::from(env::var("SALUDO_PEERS").expect("SALUDO_PEERS: run `cargo xtask bench`"));
    let pages = Arc::new(Pages::serve(loader, peers).await);
    let mut all: Vec<(Tag, Visits)> = Tag::ALL.map(|tag| (tag, Ok(Vec::new()))).into();
    for round in 0..=rounds {
        for turn in 0..all.len() {
            // Another one begins each time.
            let index = (round + turn) % all.len();
            let (tag, visits) = &mut all[index];
            let Ok(made) = visits else { continue };
            progress(round, rounds, *tag);
            match spawn_local(visit(*tag, Arc::clone(&pages), shop.clone())).await {
                Ok(_) if round == 0 => {} // To warm up the machine and the server.
                Ok(visit) => made.push(visit),
                Err(failed) => *visits = Err(reason(failed.into_panic().as_ref())),
            }
        }
    }
    machine.look_again();
    Comparison::new(machine, rounds, all)
}

#[expect(clippy::print_stderr, reason = "long work shows how far it is")]
fn progress(round: usize, rounds: usize, tag: Tag) {
    eprintln!(
        "saludo: side by side, round {round} of {rounds}: {}",
        tag.name()
    );
}

async fn visit(tag: Tag, pages: Arc<Pages>, shop: Shop) -> Visit {
    let stage = Stage::new(PHONE).await;
    stage.before_each_page(include_str!("../page.js")).await;
    stage.before_each_page(&tag.watcher()).await;
    stage.count_spending().await;
    // No browser's first page is measured.
    stage.open("about:blank").await;
    stage.slow_cpu(SLOWER).await;
    stage.devtools("Network.enable", json!({})).await;
    let slow = json!({
        "offline": false, "latency": LATENCY, "downloadThroughput": DOWN, "uploadThroughput": UP,
    });
    stage
        .devtools("Network.emulateNetworkConditions", slow)
        .await;
    warm_the_server(&shop);
    stage.traffic_even_failed().await;
    stage.open(&pages.with(tag)).await;
    if !tag.bubble().is_empty() {
        stage
            .until(&format!("the bubble of {}", tag.name()), async || {
                stage.script("return bench.bubble").await.as_f64()
            })
            .await;
    }
    tokio::time::sleep(REST).await;
    let spent = stage.spent().await;
    let traffic = stage.traffic_even_failed().await;
    let seen = stage.script("return bench").await;
    let (mut doors, mut fields) = (None, None);
    if tag == Tag::Saludo {
        doors = Some(stage.time_tap("bubble", "updates").await.0);
        stage.settled().await;
        fields = Some(stage.time_tap("updates", "purpose").await.0);
    }
    stage.close().await;
    let sum = |list: &Value| -> f64 {
        let values = list.as_array().expect("a list").iter();
        // (The sum of no floats is -0.)
        values
            .filter_map(Value::as_f64)
            .fold(0.0, |sum, value| sum + value)
    };
    Visit {
        spent,
        traffic,
        #[expect(clippy::cast_precision_loss, reason = "a handful")]
        long_tasks: seen["longTasks"].as_array().expect("tasks").len() as f64,
        layout_shift: sum(&seen["shifts"]),
        bubble: seen["bubble"].as_f64(),
        lcp: seen["lcp"].as_f64(),
        doors,
        fields,
    }
}
