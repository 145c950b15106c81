//! No body is read beyond its limit, whether it tells its length or not, and nothing of it stays.

use crate::person_page::opened_page;
use saludo_tests::http::{self, Answer};
use saludo_tests::shop::Shop;
use saludo_tests::worker_url;
use std::io::{self, Read};

const KIB: usize = 1024;
const MIB: usize = 1024 * 1024;

/// An address that takes bodies of up to `limit` bytes.
struct Door {
    method: &'static str,
    url: String,
    headers: Vec<(&'static str, String)>,
    limit: usize,
}

impl Door {
    fn post(url: String, limit: usize) -> Self {
        Self {
            method: "POST",
            url,
            headers: Vec::new(),
            limit,
        }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    fn headers(&self) -> Vec<(&str, &str)> {
        let each = self.headers.iter();
        each.map(|(name, value)| (*name, value.as_str())).collect()
    }

    /// Sends as many bytes, telling how many they are.
    fn told(&self, length: usize) -> Answer {
        let body = vec![b' '; length];
        http::send(self.method, &self.url, &self.headers(), &body)
    }

    /// Sends as many bytes in chunks.
    fn untold(&self, length: usize) -> Answer {
        let length = u64::try_from(length).unwrap();
        let body = io::repeat(b' ').take(length);
        http::send_from(self.method, &self.url, &self.headers(), body)
    }
}

fn doors(shop: &Shop) -> Vec<(&'static str, Door)> {
    let own = worker_url();
    let token = "Bearer dev-admin-token";
    let admin = |path: &str| shop.worker(&format!("/v1/admin/shops/{}{path}", shop.slug));
    let mut settings = Door::post(admin("/settings"), 256 * KIB)
        .with("Authorization", token)
        .with("If-Match", "\"0\"");
    settings.method = "PUT";
    vec![
        ("opt-in", Door::post(shop.api("/opt-ins"), 16 * KIB)),
        (
            "hosted form",
            Door::post(shop.worker(&format!("/s/{}/opt-in", shop.slug)), 16 * KIB)
                .with("Origin", &own),
        ),
        ("settings", settings),
        (
            "send",
            Door::post(admin("/messages"), 64 * KIB).with("Authorization", token),
        ),
        (
            "webhook",
            Door::post(shop.worker("/webhooks/whatsapp"), 3 * MIB)
                .with("X-Hub-Signature-256", &format!("sha256={}", "0".repeat(64))),
        ),
        (
            "own page",
            Door::post(opened_page(shop), 4 * KIB).with("Origin", &own),
        ),
    ]
}

#[test]
fn a_body_over_its_limit_is_refused_whether_it_tells_its_length_or_not() {
    let shop = Shop::own();
    for (name, door) in doors(&shop) {
        for (how, answer) in [
            ("told", door.told(door.limit + 1)),
            ("untold", door.untold(door.limit + 1)),
        ] {
            assert_eq!(answer.status, 413, "{name}, {how}: {answer:?}");
            let is_page = answer.text.starts_with("<!DOCTYPE html>");
            if !is_page {
                assert_eq!(answer.problem(), (413, "too_large".into()), "{name}, {how}");
            }
            assert_eq!(is_page, ["hosted form", "own page"].contains(&name));
        }
        for answer in [door.told(door.limit), door.untold(door.limit)] {
            assert!(
                (400..500).contains(&answer.status) && answer.status != 413,
                "{name}: {answer:?}"
            );
        }
    }
    assert_eq!(shop.stats()["opt_ins"]["requested"], 0);
    assert_eq!(
        shop.admin("GET", "/settings", &[], b"").header("etag"),
        "\"0\""
    );
}

#[test]
fn what_the_worker_says_to_itself_is_not_there_for_anybody_else() {
    for (path, limit) in [
        ("/_internal/send", 256 * KIB),
        ("/_internal/deliver", 16 * KIB),
    ] {
        let door = Door::post(format!("{}{path}", worker_url()), limit);
        for length in [0, 10, limit + 1] {
            for answer in [door.told(length), door.untold(length)] {
                assert_eq!(answer.problem(), (404, "not_found".into()), "{path}");
            }
        }
        let door = door.with("X-Saludo-Signature", &"0".repeat(64));
        assert_eq!(door.told(10).problem(), (404, "not_found".into()), "{path}");
    }
}

#[test]
fn a_file_of_people_that_says_it_is_over_100_mib_is_refused_unread() {
    let shop = Shop::own();
    let limit = 100 * MIB;
    let path = format!("/v1/admin/shops/{}/imports", shop.slug);
    // (What tells no length is counted as it comes, as the core tests.)
    let told = (limit + 1).to_string();
    let headers = [
        ("Authorization", "Bearer dev-admin-token"),
        ("Content-Length", told.as_str()),
    ];
    let body = io::repeat(b'\n').take(u64::try_from(limit + 1).unwrap());
    let answer = http::send_from("POST", &shop.worker(&path), &headers, body);
    assert_eq!(answer.problem(), (413, "too_large".into()));
}
