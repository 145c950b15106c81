//! The run: what is due leaves when it is due, and at the end nothing may be missing.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Result, ensure};
use axum::body::Bytes;
use axum::http::Method;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::Options;
use crate::clock::{self, milliseconds};
use crate::dice::Dice;
use crate::http::{ADMIN, Worker};
use crate::latencies::Latencies;
use crate::meta::{Counts, Meta, Webhook};
use crate::report::{Report, Shared, note, processor_time};
use crate::shopper::{self, PATIENCE, SHOP};
use crate::world::World;

/// Opt-ins are posted from so long before the first webhook.
const SHOPPERS_FIRST: Duration = Duration::from_secs(2);
/// Of a thousand updates, so many are codes.
const OPT_INS_IN_A_THOUSAND: u32 = 5;
/// Webhooks that are made before they are due.
const MADE_AHEAD: usize = 4;
/// Meta sends again what was not answered with 200, first after so long.
const REDELIVERY: Duration = Duration::from_millis(200);

pub(crate) async fn run(options: &Options, world: Arc<World>) -> Result<()> {
    let worker = Worker::new(options.worker);
    let statement = shopper::statement(&worker).await?;
    // The last thing of all: once it is confirmed, everything before it was acted on.
    let mut dice = Dice::new(options.seed ^ 0x5a1d_0000);
    let last = shopper::ask(&worker, &statement, dice.bytes()).await?;
    let begin = clock::now() + SHOPPERS_FIRST;
    let end = begin + Duration::from_secs(options.seconds.into());

    let opt_ins = {
        let pace = f64::from(options.rate * OPT_INS_IN_A_THOUSAND) / 1000.0;
        let (worker, world) = (worker.clone(), Arc::clone(&world));
        tokio::spawn(async move { shop(&worker, &world, &statement, dice, (pace, end)).await })
    };
    let views = {
        let (worker, pace) = (worker.clone(), Pace::new(begin, options.views.into()));
        tokio::spawn(async move { look(&worker, pace, end).await })
    };

    // Bodies are made on a thread of their own, a few before they are due.
    let (made, mut ready) = mpsc::channel::<Webhook>(MADE_AHEAD);
    let meta = Arc::new(Mutex::new(Meta::new(options.seed, Arc::clone(&world))));
    let maker = {
        let (meta, batch) = (Arc::clone(&meta), options.batch);
        let webhooks =
            (u64::from(options.rate) * u64::from(options.seconds)).div_ceil(batch.into());
        spawn_blocking(move || {
            for _ in 0..webhooks {
                let webhook = lock(&meta).webhook(batch);
                if made.blocking_send(webhook).is_err() {
                    break;
                }
            }
        })
    };
    let tally = Shared::default();
    let mut posts = JoinSet::new();
    let before = processor_time(options.process)?;
    let mut pace = Pace::new(begin, f64::from(options.rate) / f64::from(options.batch));
    while let Some(()) = pace.next(end).await {
        let Some(webhook) = ready.recv().await else {
            break;
        };
        let (worker, tally, world) = (worker.clone(), Arc::clone(&tally), Arc::clone(&world));
        let due = pace.due;
        posts.spawn(async move { deliver(&worker, &tally, &world, webhook, due).await });
    }
    drop(ready);
    maker.await?;
    let answered = timeout(PATIENCE, async {
        while posts.join_next().await.is_some() {}
    })
    .await;
    ensure!(answered.is_ok(), "webhooks were not answered in time");
    let spent = processor_time(options.process)? - before;

    let last_answer = clock::now();
    let took = last_answer.saturating_duration_since(begin);
    let webhook = lock(&meta).says(&last);
    deliver(&worker, &Shared::default(), &world, webhook, clock::now()).await;
    shopper::confirmed(&worker, &last.code).await?;
    let drained = last_answer.elapsed();
    let unposted = opt_ins.await?;
    let views = views.await?;
    let counts = lock(&meta).counts;
    let missing = settle(&worker, counts, &world).await?;

    let mut report = Report::default();
    report.tally("webhook", &tally);
    report.tally("widget", &views);
    let to_graph = std::mem::take(&mut world.lock().to_graph);
    report.latencies("to_graph", &Latencies::new(to_graph));
    report.add("updates", counts.updates);
    report.add("repeated", counts.repeated);
    report.add("statuses", counts.statuses);
    report.add("texts", counts.texts);
    report.add("codes", counts.codes);
    report.add("preferences", counts.preferences);
    report.add("lost", missing.updates);
    report.add("unconfirmed", missing.unconfirmed);
    report.add("welcomes_missing", missing.unwelcomed);
    report.add("welcomes_twice", missing.welcomes_twice);
    report.add("opt_ins_refused", unposted);
    report.number("acted_on_after_ms", drained.as_secs_f64() * 1000.0);
    report.number("processor_percent", spent * 100.0 / took.as_secs_f64());
    report.number(
        "processor_us_an_update",
        spent * 1_000_000.0 / (f64::from(options.rate) * f64::from(options.seconds)),
    );
    report.memory(options.process)?;
    report.print()
}

/// Posts opt-ins at a pace. Answers how many were not taken.
async fn shop(
    worker: &Worker,
    world: &Arc<World>,
    statement: &str,
    mut dice: Dice,
    (pace, end): (f64, Instant),
) -> u64 {
    let mut posts = JoinSet::new();
    let mut pace = Pace::new(clock::now(), pace);
    while let Some(()) = pace.next(end).await {
        let (worker, world) = (worker.clone(), Arc::clone(world));
        let (statement, random) = (statement.to_owned(), dice.bytes());
        posts.spawn(async move { shopper::post(&worker, &world, &statement, random).await });
    }
    let mut refused = 0;
    while let Some(post) = posts.join_next().await {
        refused += u64::from(!matches!(post, Ok(Ok(()))));
    }
    refused
}

/// Loads the bubble at a pace.
async fn look(worker: &Worker, mut pace: Pace, end: Instant) -> Shared {
    let tally = Shared::default();
    let mut views = JoinSet::new();
    while let Some(()) = pace.next(end).await {
        let (worker, tally, due) = (worker.clone(), Arc::clone(&tally), pace.due);
        views.spawn(async move { view(&worker, &tally, due).await });
    }
    while views.join_next().await.is_some() {}
    tally
}

fn lock(meta: &Mutex<Meta>) -> std::sync::MutexGuard<'_, Meta> {
    meta.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Moments at an even pace, whatever happens in between.
struct Pace {
    begin: Instant,
    a_second: f64,
    count: f64,
    due: Instant,
}

impl Pace {
    fn new(begin: Instant, a_second: f64) -> Self {
        Self {
            begin,
            a_second,
            count: 0.0,
            due: begin,
        }
    }

    /// Waits for the next moment; nothing from `end` on.
    async fn next(&mut self, end: Instant) -> Option<()> {
        if self.a_second <= 0.0 {
            return None;
        }
        self.due = self.begin + Duration::from_secs_f64(self.count / self.a_second);
        self.count += 1.0;
        if self.due >= end {
            return None;
        }
        sleep_until(self.due).await;
        Some(())
    }
}

/// Posts a webhook until it gets its 200, as Meta does. The first answer counts.
async fn deliver(worker: &Worker, tally: &Shared, world: &World, webhook: Webhook, due: Instant) {
    {
        let mut world = world.lock();
        for number in &webhook.said {
            world.said_at.insert(number.clone(), due);
        }
    }
    note(tally, |tally| tally.starts.add(milliseconds(due)));
    let body = Bytes::from(webhook.body);
    let headers = [
        ("Content-Type", "application/json"),
        ("X-Hub-Signature-256", webhook.signature.as_str()),
    ];
    let mut pause = REDELIVERY;
    loop {
        let answer = worker
            .ask(Method::POST, "/webhooks/whatsapp", &headers, body.clone())
            .await;
        if matches!(answer, Ok((200, _))) {
            note(tally, |tally| tally.waits.add(milliseconds(due)));
            return;
        }
        note(tally, |tally| tally.failures += 1);
        sleep(pause).await;
        pause *= 2;
    }
}

async fn view(worker: &Worker, tally: &Shared, due: Instant) {
    note(tally, |tally| tally.starts.add(milliseconds(due)));
    let path = format!("/s/{SHOP}/widget.js");
    let answer = worker.ask(Method::GET, &path, &[], Bytes::new()).await;
    let fine = matches!(answer, Ok((200, _)));
    note(tally, |tally| {
        if fine {
            tally.waits.add(milliseconds(due));
        } else {
            tally.failures += 1;
        }
    });
}

/// What is missing at the end, or there too often.
#[derive(Debug, Default, PartialEq)]
struct Missing {
    updates: u64,
    unconfirmed: u64,
    unwelcomed: u64,
    welcomes_twice: u64,
}

/// Compares the book with what was sent, once every welcome has left.
async fn settle(worker: &Worker, counts: Counts, world: &World) -> Result<Missing> {
    let path = format!("/v1/admin/shops/{SHOP}/stats");
    let deadline = clock::now() + PATIENCE;
    loop {
        let stats = worker.json(&path, &ADMIN).await?;
        let count = |list: &str, name: &str| -> u64 {
            let value: Option<&Value> = stats.get(list).and_then(|list| list.get(name));
            value.and_then(Value::as_u64).unwrap_or_default()
        };
        let (welcomed, twice) = {
            let world = world.lock();
            let twice = world.messages_to.values().filter(|times| **times > 1);
            (world.messages_to.len() as u64, twice.count() as u64)
        };
        let agreed = count("opt_ins", "confirmed") + count("opt_ins", "withdrawn");
        let missing = Missing {
            updates: counts.updates.abs_diff(count("webhook", "updates")),
            unconfirmed: counts.codes.abs_diff(agreed),
            unwelcomed: counts.codes.saturating_sub(welcomed),
            welcomes_twice: twice,
        };
        if missing == Missing::default() || clock::now() >= deadline {
            return Ok(missing);
        }
        sleep(Duration::from_millis(200)).await;
    }
}
