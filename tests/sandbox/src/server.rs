//! Starting and stopping.

use std::future::pending;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get, post, put};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::book::Book;
use crate::config::Config;
use crate::sandbox::Sandbox;
use crate::webhook::sender;
use crate::{control, graph, media, pages, phone, receivers, state, turnstile};

/// Raw webhook bodies may be far larger than Meta's 3 MB, to see them refused.
const BODY_LIMIT: usize = 64 << 20;

/// A sandbox at work.
pub struct Running {
    sandbox: Arc<Sandbox>,
    port: u16,
    tasks: Vec<JoinHandle<()>>,
    state_writer: JoinHandle<()>,
}

impl Running {
    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Stops listening and delivering, and writes the state file.
    ///
    /// # Errors
    ///
    /// When the state file cannot be written.
    pub async fn stop(self) -> io::Result<()> {
        for task in &self.tasks {
            task.abort();
        }
        // A write under way is finished first: two writers would spoil the file.
        self.sandbox.closing.notify_one();
        let _ = self.state_writer.await;
        match &self.sandbox.config.state {
            None => Ok(()),
            Some(path) => self.sandbox.read(|book| state::save(path, book)),
        }
    }
}

/// Runs a sandbox until the process ends.
///
/// # Errors
///
/// As [`start`].
pub async fn serve(config: Config) -> io::Result<()> {
    let _running = start(config).await?;
    pending().await
}

/// Starts a sandbox on localhost.
///
/// # Errors
///
/// When the port is taken or the state file cannot be read.
pub async fn start(config: Config) -> io::Result<Running> {
    let book = match &config.state {
        Some(path) => state::load(path)?,
        None => Book::default(),
    };
    let (port, listeners) = listen(config.port).await?;
    let sandbox = Arc::new(Sandbox::new(config, book));
    let mut tasks: Vec<JoinHandle<()>> = listeners
        .into_iter()
        .map(|listener| {
            let router = router(Arc::clone(&sandbox));
            tokio::spawn(async move {
                if let Err(error) = axum::serve(listener, router).await {
                    eprintln!("sandbox: {error}");
                }
            })
        })
        .collect();
    tasks.push(tokio::spawn(sender::run(Arc::clone(&sandbox))));
    let state_writer = tokio::spawn(state::run(Arc::clone(&sandbox)));
    Ok(Running {
        sandbox,
        port,
        tasks,
        state_writer,
    })
}

/// `localhost` is 127.0.0.1 for some and `::1` for others: both, where there is an IPv6.
async fn listen(port: u16) -> io::Result<(u16, Vec<TcpListener>)> {
    let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let port = v4.local_addr()?.port();
    let mut listeners = vec![v4];
    match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
        Ok(v6) => listeners.push(v6),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
        Err(_) => {}
    }
    Ok((port, listeners))
}

fn router(sandbox: Arc<Sandbox>) -> Router {
    Router::new()
        .route("/", get(phone::index))
        .route("/healthz", get(async || "ok"))
        .route(
            "/{version}/{phone_number_id}/messages",
            post(graph::messages),
        )
        .route("/_media/{id}", get(media::bytes))
        .route("/_sandbox/media", post(media::post))
        .route("/{version}/{id}", get(graph::node))
        .route("/{version}/{phone_number_id}/{edge}", get(graph::edge))
        .route(
            "/{version}/{phone_number_id}/message_templates",
            get(graph::template_edge)
                .post(graph::create_template)
                .delete(graph::delete_template),
        )
        .route("/wa/{digits}", get(phone::deep_link))
        .route("/phone/{digits}", get(phone::show))
        .route("/phone/{digits}/chat", get(phone::chat))
        .route("/phone/{digits}/say", post(phone::say))
        .route("/phone/{digits}/settings", post(phone::settings))
        .route("/phone.css", get(phone::style))
        .route("/phone.js", get(phone::script))
        .route("/pages/", get(pages::index))
        .route("/pages/shop.css", get(pages::style))
        .route("/pages/slow.js", get(pages::slow))
        .route("/pages/{name}", get(pages::show))
        .route("/turnstile/v0/api.js", get(turnstile::script))
        .route("/turnstile/v0/siteverify", post(turnstile::verify))
        .route("/_sandbox/messages", get(control::messages))
        .route("/_sandbox/calls", get(control::calls))
        .route("/_sandbox/webhooks", get(control::webhooks))
        .route("/_sandbox/people", get(control::people))
        .route("/_sandbox/templates", get(control::templates))
        .route("/_sandbox/say", post(control::post_say))
        .route(
            "/_sandbox/behaviour",
            put(control::put_behaviour).get(control::behaviour),
        )
        .route("/_sandbox/webhook", post(control::post_webhook))
        .route("/_sandbox/account", post(control::post_account))
        .route("/_sandbox/held", put(control::put_held).get(control::held))
        .route("/_sandbox/forward", post(receivers::forward))
        .route("/_sandbox/forwarded", get(receivers::forwarded))
        .route(
            "/_sandbox/events",
            post(receivers::event).get(receivers::events),
        )
        .route("/_sandbox/handshake", post(control::handshake))
        .fallback(any(graph::unknown_path))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(sandbox)
}
