//! Answers that break off: the socket is closed in the middle.

use std::io::{Error, ErrorKind};

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use http_body_util::Channel;
use serde_json::Value;

/// The head of an answer and half of its body; with nothing to say, not a byte of it.
pub(super) fn response(answer: Option<&Value>) -> Response {
    let whole = answer.map(Value::to_string).unwrap_or_default();
    let half = Bytes::from(whole.get(..whole.len() / 2).unwrap_or_default().to_owned());
    let (mut sender, body) = Channel::<Bytes, Error>::new(1);
    tokio::spawn(async move {
        // Who listens no longer need not be cut off.
        let _ = sender.send_data(half).await;
        // Upon an error in the body the server closes the socket.
        sender.abort(Error::from(ErrorKind::ConnectionAborted));
    });
    let head = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_LENGTH, whole.len().max(1).to_string()),
    ];
    (head, Body::new(body)).into_response()
}
