//! What one opt-in takes, step by step: requests to the worker and to its book, processor time, rows
//! read and written, and what it adds to the book. Each step is done alone, many times, with the worker
//! at rest before and after.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use axum::body::Bytes;
use axum::http::Method;
use tokio::time::sleep;

use crate::dice::Dice;
use crate::growth::post;
use crate::http::Worker;
use crate::meta::Meta;
use crate::meter::{Meter, Reading};
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
    /// How many opt-ins are measured
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(10..=100_000))]
    opt_ins: u32,
}

/// Where one thing leads to another in the book, so long passes until the next comes, as in a shop where
/// minutes pass: where many come at once, the book does several of them in one go.
const BETWEEN: Duration = Duration::from_millis(50);
/// What a worker that has just started does for the first time costs more: so many opt-ins go before
/// those that count.
const WARM_UP: u32 = 100;

/// Measures each step, and prints a line for each of its figures: step, figure, value.
///
/// # Errors
/// When the worker refuses something or does not come to an end with it.
pub(crate) async fn run(options: &Options, world: Arc<World>) -> Result<()> {
    let worker = Worker::new(options.worker);
    let statement = shopper::statement(&worker).await?;
    let mut shop = Shop {
        meter: Meter::new(&worker, options.process),
        meta: Meta::new(1, Arc::clone(&world)),
        dice: Dice::new(0xc057),
        worker,
        statement,
        world,
    };
    shop.all(WARM_UP).await?;
    for (step, spent) in shop.all(options.opt_ins).await? {
        let times = f64::from(options.opt_ins);
        for (figure, value) in [
            ("processor_us", spent.processor * 1e6),
            ("requests", spent.requests),
            ("book_requests", spent.book_requests),
            ("rows_read", spent.rows_read),
            ("rows_written", spent.rows_written),
            ("bytes", spent.bytes),
        ] {
            writeln!(io::stdout(), "{step} {figure} {:.3}", value / times)?;
        }
    }
    Ok(())
}

struct Shop {
    worker: Worker,
    meter: Meter,
    meta: Meta,
    world: Arc<World>,
    dice: Dice,
    statement: String,
}

impl Shop {
    /// Every step so many times.
    async fn all(&mut self, times: u32) -> Result<Vec<(&'static str, Reading)>> {
        let mut all = Vec::new();
        for (step, path) in [
            ("view", format!("/s/{SHOP}/widget.js")),
            ("panel", format!("/s/{SHOP}/panel")),
        ] {
            let before = self.meter.at_rest().await?;
            for _ in 0..times {
                self.get(&path).await?;
            }
            all.push((step, self.meter.at_rest().await?.since(before)));
        }

        let before = self.meter.at_rest().await?;
        let mut posted = Vec::new();
        for _ in 0..times {
            posted.push(shopper::ask(&self.worker, &self.statement, self.dice.bytes()).await?);
        }
        all.push(("post", self.meter.at_rest().await?.since(before)));

        let before = self.meter.at_rest().await?;
        for posted in &posted {
            let welcomed = self.world.lock().messages_to.len();
            post(&self.worker, self.meta.says(posted)).await?;
            shopper::welcomed(&self.world, welcomed + 1).await?;
            sleep(BETWEEN).await;
        }
        all.push(("message", self.meter.at_rest().await?.since(before)));

        let code = &posted.last().context("no opt-in")?.code;
        let path = format!("/v1/shops/{SHOP}/opt-ins/{code}");
        let before = self.meter.at_rest().await?;
        for _ in 0..times {
            self.get(&path).await?;
        }
        all.push(("ask", self.meter.at_rest().await?.since(before)));

        // Sent, delivered and read, for each welcome and then for messages of other programs.
        for (step, statuses, between) in [
            ("welcome_status", 3, BETWEEN),
            ("other_status", 1, Duration::ZERO),
        ] {
            let before = self.meter.at_rest().await?;
            for _ in 0..times * statuses {
                let webhook = self.meta.tells();
                post(&self.worker, webhook).await?;
                sleep(between).await;
            }
            let mut spent = self.meter.at_rest().await?.since(before);
            spent.divide(f64::from(statuses));
            all.push((step, spent));
        }

        let before = self.meter.at_rest().await?;
        for _ in 0..times {
            let webhook = self.meta.writes();
            post(&self.worker, webhook).await?;
            sleep(BETWEEN).await;
        }
        all.push(("text", self.meter.at_rest().await?.since(before)));
        Ok(all)
    }

    async fn get(&self, path: &str) -> Result<()> {
        let answer = self.worker.ask(Method::GET, path, &[], Bytes::new());
        let (status, _) = answer.await?;
        ensure!(status == 200, "GET {path} was answered {status}");
        Ok(())
    }
}
