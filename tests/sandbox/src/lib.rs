//! A local WhatsApp Cloud API: a strict stand-in for Meta, with a phone on a web page.
//!
//! It answers the Graph API's `POST /{version}/{phone_number_id}/messages`, refuses what Meta refuses and
//! in its words, and posts signed and escaped webhooks that are redelivered until they get 200. People
//! write through `GET /phone/{digits}`, where deep links land by way of `GET /wa/{digits}?text=`, or through
//! `POST /_sandbox/say`. `PUT /_sandbox/behaviour` makes it misbehave as Meta does.
//!
//! It shares no code with `saludo-core` on purpose: the two read Meta's rules apart, so that they do not
//! share a mistake.
//!
//! ```no_run
//! # async fn start() -> std::io::Result<()> {
//! let sandbox = saludo_sandbox::start(saludo_sandbox::Config { port: 0, ..Default::default() }).await?;
//! println!("http://localhost:{}/phone/{}", sandbox.port(), saludo_sandbox::DEMO_PERSON);
//! sandbox.stop().await?;
//! # Ok(())
//! # }
//! ```

mod behaviour;
mod book;
mod calls;
mod clock;
mod config;
mod control;
mod graph;
mod held;
mod media;
mod pages;
mod people;
mod phone;
mod random;
mod receivers;
mod sandbox;
mod say;
mod server;
mod state;
mod templates;
mod turnstile;
mod wamid;
mod webhook;

pub use config::{Config, Number};
pub use people::DEMO_PERSON;
pub use server::{Running, serve, start};
pub use webhook::wire;
