//! The pages, which differ in the tag alone, and the files of the others, compressed as a server does.

use super::tag::Tag;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;

const PAGE: &str = include_str!("../../pages/plain.html");
const STYLE: &str = include_str!("../../pages/shop.css");

/// Where the pages are.
pub(crate) struct Pages {
    base: String,
}

/// What they need.
struct Shelf {
    /// The address of Saludo's loader.
    loader: String,
    /// Where the others' files are.
    peers: PathBuf,
}

impl Pages {
    /// Serves them on a port of their own.
    pub(crate) async fn serve(loader: String, peers: PathBuf) -> Self {
        let shelf = Arc::new(Shelf { loader, peers });
        let router = Router::new()
            .route("/pages/shop.css", get(style))
            .route("/peers/{file}", get(file))
            .route("/with/{tag}", get(page))
            .with_state(shelf);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a port");
        let port = listener.local_addr().expect("an address").port();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            base: format!("http://127.0.0.1:{port}"),
        }
    }

    /// The page with a tag.
    pub(crate) fn with(&self, tag: Tag) -> String {
        format!("{}/with/{}", self.base, tag.name())
    }
}

async fn page(State(shelf): State<Arc<Shelf>>, Path(tag): Path<String>) -> Response {
    let Some(tag) = Tag::named(&tag) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let html = PAGE
        .replace("{tag}", &tag.head(&shelf.loader))
        .replace("{about}", "A page of a shop.")
        .replace("</body>", &format!("{}</body>", tag.body()));
    Html(html).into_response()
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css")], STYLE).into_response()
}

/// A file of another's, in gzip where xtask has made it so.
async fn file(State(shelf): State<Arc<Shelf>>, Path(file): Path<String>) -> Response {
    if file.contains('/') || file.contains("..") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut headers = HeaderMap::new();
    let kind = match file.rsplit('.').next() {
        Some("js") => "text/javascript",
        Some("png") => "image/png",
        _ => "image/jpeg",
    };
    headers.insert(header::CONTENT_TYPE, kind.parse().expect("a type"));
    if let Ok(bytes) = std::fs::read(shelf.peers.join(format!("{file}.gz"))) {
        headers.insert(header::CONTENT_ENCODING, "gzip".parse().expect("a coding"));
        return (headers, bytes).into_response();
    }
    match std::fs::read(shelf.peers.join(file)) {
        Ok(bytes) => (headers, bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
