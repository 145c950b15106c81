//! Shoppers: each posts an opt-in, whose code is said a few seconds later.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use axum::body::Bytes;
use axum::http::Method;
use saludo_core::code::Code;
use serde_json::{Value, json};
use tokio::time::sleep;
use url::Url;

use crate::clock;
use crate::http::Worker;
use crate::world::{Posted, World};

/// The shop that everything is about: that of `.dev.vars`.
pub(crate) const SHOP: &str = "demo";

/// What is not answered after this is lost: a worker so far behind has failed.
pub(crate) const PATIENCE: Duration = Duration::from_mins(3);

/// The statement that people agree to.
pub(crate) async fn statement(worker: &Worker) -> Result<String> {
    let public = worker
        .json(&format!("/v1/shops/{SHOP}?locale=es"), &[])
        .await?;
    let id = public["statement"]["id"].as_str();
    Ok(id.context("no statement")?.to_owned())
}

/// Posts an opt-in.
pub(crate) async fn post(
    worker: &Worker,
    world: &Arc<World>,
    statement: &str,
    random: [u8; 9],
) -> Result<()> {
    let posted = ask(worker, statement, random).await?;
    world.lock().posted.push_back(posted);
    Ok(())
}

/// Posts an opt-in, and answers what is to be said.
pub(crate) async fn ask(worker: &Worker, statement: &str, random: [u8; 9]) -> Result<Posted> {
    let code = Code::from_random(random).to_string();
    let body = json!({
        "code": code, "purposes": ["offers"], "statement": statement, "locale": "es",
        "page": "https://shop.example/", "source": "bubble",
    });
    let headers = [("Content-Type", "text/plain;charset=UTF-8")];
    let path = format!("/v1/shops/{SHOP}/opt-ins");
    let body = Bytes::from(body.to_string());
    let (status, answer) = worker.ask(Method::POST, &path, &headers, body).await?;
    ensure!(status == 201, "an opt-in was answered {status}");
    let answer: Value = serde_json::from_slice(&answer)?;
    let link = Url::parse(answer["link"].as_str().context("no link")?)?;
    let text = link.query_pairs().find(|(name, _)| name == "text");
    Ok(Posted {
        code,
        text: text.context("no text in the link")?.1.into_owned(),
    })
}

/// Waits until so many people were sent something.
pub(crate) async fn welcomed(world: &Arc<World>, people: usize) -> Result<()> {
    let deadline = clock::now() + PATIENCE;
    while clock::now() < deadline {
        if world.lock().messages_to.len() >= people {
            return Ok(());
        }
        sleep(Duration::from_millis(1)).await;
    }
    bail!("a welcome did not leave in time")
}

/// Waits until the message with a code was acted on.
pub(crate) async fn confirmed(worker: &Worker, code: &str) -> Result<()> {
    let path = format!("/v1/shops/{SHOP}/opt-ins/{code}");
    let deadline = clock::now() + PATIENCE;
    while clock::now() < deadline {
        if worker.json(&path, &[]).await?["state"] == "confirmed" {
            return Ok(());
        }
        sleep(Duration::from_millis(5)).await;
    }
    bail!("an opt-in was not confirmed in time")
}
