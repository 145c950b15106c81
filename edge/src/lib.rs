//! The Cloudflare Worker.
//!
//! The shell around `saludo_core`: it reads bytes, asks the core what they mean, and carries out
//! what the core answers. The only crate that names `worker::*`.
//!
//! A request comes in at [`entry`], is checked in [`routes`] without touching any storage, and
//! then goes to its shop's [`book`], a Durable Object. What the book decides to send leaves
//! through [`sender`], in an invocation of its own.

mod book;
mod deliverer;
mod display_names;
mod entry;
mod graph;
mod graph_media;
mod headers;
mod http;
mod internal;
mod platform;
mod privacy_notice;
mod routes;
mod sender;
mod settings_cache;
mod setup_check;
mod shop_time;
mod turnstile;
