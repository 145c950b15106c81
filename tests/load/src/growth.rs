//! What things cost in a book of a thousand people, of a hundred thousand, of a million: the people
//! come by an import, and then the same few things are done at each size.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use axum::body::Bytes;
use axum::http::Method;
use saludo_core::code::Code;

use crate::clock::{self, milliseconds};
use crate::dice::Dice;
use crate::http::{ADMIN, Worker};
use crate::latencies::Latencies;
use crate::meta::{Meta, Webhook};
use crate::meter::{Meter, Reading};
use crate::report::memory_mib;
use crate::shopper::{self, SHOP};
use crate::world::World;

/// How it is called.
#[derive(clap::Args, Debug)]
pub(crate) struct Options {
    /// Port of the worker on this machine
    #[arg(long)]
    worker: u16,
    /// Where to play Graph
    #[arg(long)]
    pub(crate) graph: u16,
    /// The worker's process, for its processor time
    #[arg(long)]
    process: u32,
    /// How many people are in the book; several are measured one after the other
    #[arg(long, required = true)]
    people: Vec<u32>,
}

/// Rows of one file that is imported.
const FILE: u32 = 20_000;
/// How often each thing is done.
const OPT_INS: u32 = 200;
const WEBHOOKS: u32 = 50;
const BATCH: u32 = 100;
const PAGES: u32 = 30;
const SEARCHES: u32 = 10;
/// Nobody has that name, so everybody is looked at.
const SEARCH: &str = "/people?q=zzz";

/// Measures at each size, and prints a line for each figure: people, figure, value.
///
/// # Errors
/// When the worker refuses something or does not come to an end with it.
pub(crate) async fn run(options: &Options, world: Arc<World>) -> Result<()> {
    let worker = Worker::new(options.worker);
    let statement = shopper::statement(&worker).await?;
    let mut visitor = Visitor {
        meter: Meter::new(&worker, options.process),
        meta: Meta::new(1, Arc::clone(&world)),
        dice: Dice::new(0x9e0),
        cookie: worker.sign_in().await?,
        worker,
        statement,
        world,
        people: 0,
        is_warm: false,
    };
    // What workerd does for the first time costs more.
    visitor.visit().await?;
    visitor.is_warm = true;
    let mut sizes = options.people.clone();
    sizes.sort_unstable();
    for people in sizes {
        visitor.import(people).await?;
        visitor.visit().await?;
        visitor.told("memory_mib", memory_mib(options.process, "VmRSS:")?)?;
        visitor.told("memory_most_mib", memory_mib(options.process, "VmHWM:")?)?;
    }
    Ok(())
}

/// Does the same at each size.
struct Visitor {
    worker: Worker,
    meter: Meter,
    meta: Meta,
    world: Arc<World>,
    dice: Dice,
    statement: String,
    cookie: String,
    people: u32,
    /// Whether figures count.
    is_warm: bool,
}

impl Visitor {
    async fn visit(&mut self) -> Result<()> {
        self.opt_ins().await?;
        self.webhooks().await?;
        self.pages().await
    }

    /// Brings people in until there are so many.
    async fn import(&mut self, people: u32) -> Result<()> {
        let before = self.meter.at_rest().await?;
        let mut first = self.people;
        while first < people {
            let end = people.min(first + FILE);
            self.import_file(first, end).await?;
            eprintln!("load: {end} of {people} people are in the book");
            first = end;
        }
        let after = self.meter.at_rest().await?;
        let (spent, rows) = (after.since(before), f64::from(people - self.people));
        self.people = people;
        self.told("book_mib", after.bytes / 1024.0 / 1024.0)?;
        self.told("import_processor_us", spent.processor * 1e6 / rows)?;
        self.told("import_bytes", spent.bytes / rows)
    }

    async fn import_file(&self, first: u32, end: u32) -> Result<()> {
        let mut csv = String::from("phone,name,purposes,consented_at,words,method\n");
        for person in first..end {
            let _ = writeln!(
                csv,
                "+346{person:08},Person {person},offers,2026-10-01,Send me offers,Tick box at checkout"
            );
        }
        let path = format!("/v1/admin/shops/{SHOP}/imports?country=ES&dry_run=false");
        let (status, answer) = self
            .worker
            .ask(Method::POST, &path, &ADMIN, Bytes::from(csv))
            .await?;
        let answer = String::from_utf8_lossy(&answer);
        let last = answer.lines().last().unwrap_or_default();
        let all = format!("\"consents\":{}", end - first);
        let is_whole = status == 200 && last.contains(&all);
        ensure!(is_whole, "an import was answered {status}: {last}");
        Ok(())
    }

    /// Opt-ins that are posted, confirmed and welcomed.
    async fn opt_ins(&mut self) -> Result<()> {
        let welcomed = self.world.lock().messages_to.len();
        let before = self.meter.at_rest().await?;
        let mut waits = Latencies::default();
        for _ in 0..OPT_INS {
            let begin = clock::now();
            let posted = shopper::ask(&self.worker, &self.statement, self.dice.bytes()).await?;
            waits.add(milliseconds(begin));
            post(&self.worker, self.meta.says(&posted)).await?;
        }
        shopper::welcomed(&self.world, welcomed + usize::try_from(OPT_INS)?).await?;
        let spent = self.meter.at_rest().await?.since(before);
        self.cost("opt_in", spent, OPT_INS, &waits)?;
        self.told("opt_in_bytes", spent.bytes / f64::from(OPT_INS))
    }

    /// Webhooks, until all in them is acted on; counted by the update.
    async fn webhooks(&mut self) -> Result<()> {
        let before = self.meter.at_rest().await?;
        let mut waits = Latencies::default();
        for _ in 0..WEBHOOKS {
            let webhook = self.meta.webhook(BATCH);
            let begin = clock::now();
            post(&self.worker, webhook).await?;
            waits.add(milliseconds(begin));
        }
        let spent = self.meter.at_rest().await?.since(before);
        self.cost("update", spent, WEBHOOKS * BATCH, &waits)
    }

    /// What the shop's people and their programs look at.
    async fn pages(&mut self) -> Result<()> {
        let opt_ins = format!("/v1/admin/shops/{SHOP}/opt-ins");
        let somebody = self.worker.json(&opt_ins, &ADMIN).await?;
        let somebody = somebody.pointer("/items/0/person");
        let somebody = somebody.and_then(|id| id.as_str()).context("nobody")?;
        let console = |page: &str| format!("/admin/{SHOP}{page}");
        for (name, path) in [
            ("overview", console("")),
            ("people", console("/people")),
            ("search", console(SEARCH)),
            ("person", console(&format!("/people/{somebody}"))),
            ("unanswered", console("/unanswered")),
            ("list", opt_ins),
            ("stats", format!("/v1/admin/shops/{SHOP}/stats")),
        ] {
            let headers = if path.starts_with("/admin") {
                [("Cookie", self.cookie.as_str())]
            } else {
                ADMIN
            };
            let before = self.meter.at_rest().await?;
            let mut waits = Latencies::default();
            for _ in 0..PAGES {
                let begin = clock::now();
                let answer = self.worker.ask(Method::GET, &path, &headers, Bytes::new());
                let (status, _) = answer.await?;
                waits.add(milliseconds(begin));
                ensure!(status == 200, "GET {path} was answered {status}");
            }
            let spent = self.meter.at_rest().await?.since(before);
            self.cost(name, spent, PAGES, &waits)?;
        }
        self.beside_a_search().await
    }

    /// How long others wait while somebody searches: a page asks for its opt-in again and again.
    async fn beside_a_search(&self) -> Result<()> {
        let nobodys = Code::from_random([7; 9]);
        let path = format!("/v1/shops/{SHOP}/opt-ins/{nobodys}");
        let mut slowest = Latencies::default();
        for _ in 0..SEARCHES {
            let (worker, cookie) = (self.worker.clone(), self.cookie.clone());
            let search = tokio::spawn(async move {
                let path = format!("/admin/{SHOP}{SEARCH}");
                let headers = [("Cookie", cookie.as_str())];
                let answer = worker.ask(Method::GET, &path, &headers, Bytes::new());
                answer.await.map(|(status, _)| status)
            });
            let mut wait: f64 = 0.0;
            while !search.is_finished() {
                let begin = clock::now();
                self.worker.json(&path, &[]).await?;
                wait = wait.max(milliseconds(begin));
            }
            ensure!(search.await?? == 200, "a search was not answered");
            slowest.add(wait);
        }
        let slowest = slowest.figures().context("nobody searched")?.median;
        self.told("search_holds_up_ms", slowest)
    }

    /// What so many of something came to, for each of them.
    fn cost(&self, what: &str, spent: Reading, times: u32, waits: &Latencies) -> Result<()> {
        let times = f64::from(times);
        let median = waits.figures().context("nothing was done")?.median;
        for (figure, value) in [
            ("processor_us", spent.processor * 1e6 / times),
            ("median_ms", median),
            ("rows_read", spent.rows_read / times),
            ("rows_written", spent.rows_written / times),
        ] {
            self.told(&format!("{what}_{figure}"), value)?;
        }
        Ok(())
    }

    fn told(&self, figure: &str, value: f64) -> Result<()> {
        if self.is_warm {
            writeln!(io::stdout(), "{} {figure} {value:.3}", self.people)?;
            // A run may last an hour, and its table comes at the end.
            eprintln!("load: {} people: {figure} {value:.3}", self.people);
        }
        Ok(())
    }
}

/// Posts a webhook.
pub(crate) async fn post(worker: &Worker, webhook: Webhook) -> Result<()> {
    let headers = [("X-Hub-Signature-256", webhook.signature.as_str())];
    let (status, _) = worker
        .ask(
            Method::POST,
            "/webhooks/whatsapp",
            &headers,
            Bytes::from(webhook.body),
        )
        .await?;
    ensure!(status == 200, "a webhook was answered {status}");
    Ok(())
}
