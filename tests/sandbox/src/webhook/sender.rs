//! Delivers webhooks until they get 200.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use tokio::sync::Semaphore;

use super::queue::Packing;
use super::update::{Update, What, envelope};
use super::wire;
use crate::clock;
use crate::sandbox::Sandbox;

/// Attempts under way at a time. Meta's are concurrent too.
const CONCURRENCY: usize = 32;
/// Longest sleep when nothing is due.
const IDLE: Duration = Duration::from_mins(1);

/// Runs for as long as the sandbox does.
pub(crate) async fn run(sandbox: Arc<Sandbox>) {
    let slots = Arc::new(Semaphore::new(CONCURRENCY));
    loop {
        let now = clock::now_ms();
        release(&sandbox, now);
        for (id, body) in sandbox.change_quietly(|book| book.queue.take_due(now)) {
            let (sandbox, slots) = (Arc::clone(&sandbox), Arc::clone(&slots));
            tokio::spawn(async move {
                let _slot = slots.acquire().await;
                attempt(&sandbox, id, body).await;
            });
        }
        let pause = sandbox
            .read(|book| book.queue.next_due_in(clock::now_ms()))
            .map_or(IDLE, Duration::from_millis);
        tokio::select! {
            () = sandbox.wake.notified() => {}
            () = tokio::time::sleep(pause.min(IDLE)) => {}
        }
    }
}

/// Turns due updates into deliveries; the ticks in the chat change at that moment.
fn release(sandbox: &Sandbox, now: u64) {
    if !sandbox.read(|book| book.queue.has_due_updates(now)) {
        return;
    }
    let packing_of = |update: &Update| {
        let id = update.phone_number_id.as_deref().unwrap_or_default();
        let (behaviour, own) = sandbox.behaviours.of_with_scope(id);
        Packing {
            scope: own.then(|| id.to_owned()),
            batch: behaviour.batch,
            duplicate: behaviour.duplicate,
            shuffle: behaviour.shuffle,
        }
    };
    let body_of = |updates: &[Update]| wire::escaped(&envelope(&sandbox.config, updates));
    sandbox.change(|book| {
        for update in book.queue.release(now, packing_of, body_of) {
            if let (What::Status { status, .. }, Some(id), Some(person), Some(wamid)) = (
                &update.what,
                &update.phone_number_id,
                &update.person,
                &update.wamid,
            ) {
                book.set_status(id, person, wamid, status);
            }
        }
    });
}

async fn attempt(sandbox: &Sandbox, id: u64, body: String) {
    let signature = wire::signature(&sandbox.config.app_secret, body.as_bytes());
    let outcome = sandbox
        .client
        .post(
            &sandbox.config.webhook_url,
            Some(&signature),
            Bytes::from(body),
        )
        .await
        .map(|answer| answer.status);
    let complaint = match &outcome {
        Ok(200) => None,
        Ok(status) => Some(format!("answered {status}")),
        Err(error) => Some(error.clone()),
    };
    sandbox.note_worker(complaint);
    sandbox.change(|book| {
        let Some(delivery) = book.queue.finish_attempt(id, clock::now_ms(), outcome) else {
            return;
        };
        for message in &delivery.incoming {
            book.set_status(
                &message.phone_number_id,
                &message.person,
                &message.wamid,
                "delivered",
            );
        }
    });
    sandbox.wake.notify_one();
}
