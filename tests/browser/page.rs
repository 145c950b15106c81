//! A shop's page on an origin of its own, as shops have them.

use axum::Router;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Html;
use axum::routing::get;
use saludo_tests::shop::Shop;
use saludo_tests::worker_url;
use tokio::net::TcpListener;

/// A page that is being served.
pub(crate) struct Page {
    /// Where.
    pub(crate) url: String,
}

impl Page {
    /// A page with the shop's tag, and `more` in its body.
    pub(crate) async fn of(shop: &Shop, more: &str) -> Self {
        Self::with_headers(shop, more, &[]).await
    }

    /// The same with headers, such as a Content Security Policy.
    pub(crate) async fn with_headers(shop: &Shop, more: &str, headers: &[(&str, &str)]) -> Self {
        let tag = format!(
            "<script async src=\"{}/s/{}/widget.js\"></script>",
            worker_url(),
            shop.slug
        );
        let html = format!(
            "<!doctype html><html lang=en><meta charset=utf-8>\
             <meta name=viewport content='width=device-width'><link rel=icon href=data:,><title>A shop</title>\
             {tag}<h1>A shop</h1><p>Jeans.</p>{more}"
        );
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_bytes(name.as_bytes()).expect("a header"),
                    HeaderValue::from_str(value).expect("a header"),
                )
            })
            .collect();
        let serve = move || async move { (headers, Html(html)) };
        let router = Router::new().route("/", get(serve));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("a port").port();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            url: format!("http://localhost:{port}/"),
        }
    }
}
