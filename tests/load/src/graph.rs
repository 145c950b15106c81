//! Graph: takes every message, and remembers it for its statuses.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::routing::post;
use serde_json::{Value, json};

use crate::clock;
use crate::meta;
use crate::world::{Sent, World};

pub(crate) fn router(world: Arc<World>) -> Router {
    Router::new()
        .route("/{version}/{phone_number_id}/messages", post(take))
        .with_state(world)
}

async fn take(State(world): State<Arc<World>>, Json(message): Json<Value>) -> Json<Value> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let to = message["to"].as_str().unwrap_or_default();
    let to = to.trim_start_matches('+').to_owned();
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let wamid = meta::wamid(&to, u128::from(number) << 64);
    let callback = message["biz_opaque_callback_data"].as_str();
    let mut world = world.lock();
    if let Some(said_at) = world.said_at.remove(&to) {
        let waited = clock::now().saturating_duration_since(said_at);
        world.to_graph.push(waited.as_secs_f64() * 1000.0);
    }
    *world.messages_to.entry(to.clone()).or_default() += 1;
    world.sent.push_back(Sent {
        wamid: wamid.clone(),
        to: to.clone(),
        callback: callback.unwrap_or_default().to_owned(),
    });
    Json(json!({
        "messaging_product": "whatsapp",
        "contacts": [{"input": format!("+{to}"), "wa_id": to}],
        "messages": [{"id": wamid, "message_status": "accepted"}],
    }))
}
