//! Getting in: tokens, roles, sessions, and everything that is not let in.

use crate::book_file::OwnStack;
use saludo_tests::console::{Console, OWNER_TOKEN, sign_in};
use saludo_tests::http::{self, Answer};
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use serde_json::json;

/// Asks the API with a token, from a network of the test's own.
fn api(shop: &Shop, token: &str, method: &str, path: &str, body: &str) -> Answer {
    let token = format!("Bearer {token}");
    let headers = [
        ("Authorization", token.as_str()),
        ("CF-Connecting-IP", "198.51.100.31"),
    ];
    let url = shop.worker(&format!("/v1/admin/shops/{}{path}", shop.slug));
    http::send(method, &url, &headers, body.as_bytes())
}

/// Signs in from a network of the test's own.
fn try_in(shop: &Shop, token: &str, next: &str) -> Answer {
    sign_in(shop, token, next, &[("CF-Connecting-IP", "198.51.100.32")])
}

#[test]
fn whoever_is_not_signed_in_is_asked_for_a_token_and_gets_where_they_wanted() {
    let shop = Shop::own();
    let wanted = format!("/admin/{}/people?q=ana", shop.slug);
    let asked = http::get(&shop.worker(&wanted));
    let login = format!(
        "/admin/login?next=%2Fadmin%2F{}%2Fpeople%3Fq%3Dana",
        shop.slug
    );
    assert_eq!((asked.status, asked.header("location")), (303, &*login));
    let page = http::get(&shop.worker(&login));
    assert_eq!(page.status, 200);
    assert!(
        page.text
            .contains(&format!("name=\"next\" value=\"{wanted}\""))
    );

    let let_in = try_in(&shop, OWNER_TOKEN, &wanted);
    assert_eq!((let_in.status, let_in.header("location")), (303, &*wanted));
    let cookie = let_in.header("set-cookie");
    let (value, rules) = cookie.split_once(';').unwrap();
    assert!(value.starts_with(&format!("__Host-saludo-session={}.", shop.slug)));
    assert_eq!(
        rules,
        " Max-Age=604800; Path=/; Secure; HttpOnly; SameSite=Strict"
    );
    let console = Console::owner(&shop);
    assert_eq!(console.get("/people?q=ana").status, 200);
}

#[test]
fn the_console_speaks_the_visitors_language_and_keeps_the_one_they_choose() {
    let shop = Shop::own();
    let spanish = [("Accept-Language", "es-MX")];
    let login = http::send("GET", &shop.worker("/admin/login"), &spanish, b"");
    assert!(login.text.contains("<html lang=\"es\""), "{login:?}");
    assert!(login.text.contains("Iniciar sesión"));
    let console = Console::owner(&shop);
    assert!(console.get("/access").text.contains("<html lang=\"en\""));
    assert!(
        console
            .get("/access?lang=es")
            .text
            .contains("<html lang=\"es\"")
    );
    assert!(console.get("/access").text.contains("<html lang=\"es\""));
}

#[test]
fn a_wrong_token_is_told_and_changes_nothing() {
    let shop = Shop::own();
    let unknown = format!("{}.0123456789abcdefghjkmnpqrstvwxyz", shop.slug);
    for wrong in [
        "",
        "guess",
        "dev-admin-token2",
        &unknown,
        "nobody.0123456789abcdefghjkmnpqrstvwxyz",
    ] {
        let refused = try_in(&shop, wrong, "/admin");
        assert_eq!(
            (refused.status, refused.header("set-cookie")),
            (401, ""),
            "{wrong}"
        );
        assert!(refused.text.contains("This token is not valid"), "{wrong}");
    }
}

#[test]
fn after_signing_in_nobody_is_led_to_another_site() {
    let shop = Shop::own();
    for foreign in [
        "https://evil.example/admin/",
        "//evil.example",
        "/admin/login",
        "/p/x",
    ] {
        let let_in = try_in(&shop, OWNER_TOKEN, foreign);
        assert_eq!(
            (let_in.status, let_in.header("location")),
            (303, "/admin"),
            "{foreign}"
        );
    }
}

#[test]
fn who_guesses_too_often_waits_and_is_not_told_that_a_guess_was_right() {
    let shop = Shop::own();
    let home = [("CF-Connecting-IP", "203.0.113.90")];
    let mut guesses = 0;
    let refused = loop {
        let answer = sign_in(&shop, &format!("guess-{guesses}"), "/admin", &home);
        if answer.status != 401 {
            break answer;
        }
        guesses += 1;
        assert!(guesses <= 121, "never refused");
    };
    assert_eq!((refused.status, refused.header("retry-after")), (429, "60"));
    assert!(refused.text.contains("Too many failed attempts"));
    let right = sign_in(&shop, OWNER_TOKEN, "/admin", &home);
    assert_eq!((right.status, right.header("set-cookie")), (429, ""));
    assert_eq!(try_in(&shop, OWNER_TOKEN, "/admin").status, 303);
}

#[test]
fn forms_are_taken_from_our_own_pages_only() {
    let shop = Shop::own();
    let console = Console::owner(&shop);
    let url = shop.worker(&format!("/admin/{}/access", shop.slug));
    for origin in [None, Some("https://evil.example"), Some("null")] {
        let mut headers = vec![("Cookie", console.cookie.as_str())];
        headers.extend(origin.map(|origin| ("Origin", origin)));
        let refused = http::send("POST", &url, &headers, b"do=make&name=x&role=owner");
        assert_eq!(refused.status, 403, "{origin:?}");
    }
    assert!(!console.get("/access").text.contains("value=\"revoke\""));
    // Nor does the API take the cookie from elsewhere.
    let settings = shop.worker(&format!("/v1/admin/shops/{}/settings", shop.slug));
    let foreign = [
        ("Cookie", console.cookie.as_str()),
        ("Origin", "https://evil.example"),
        ("CF-Connecting-IP", "198.51.100.33"),
    ];
    assert_eq!(
        http::send("GET", &settings, &foreign, b"").problem(),
        (401, "unauthorized".into())
    );
    let none = [foreign[0], foreign[2]];
    assert_eq!(
        http::send("GET", &settings, &none, b"").problem(),
        (401, "unauthorized".into())
    );
    let own = shop.worker("");
    let ours = [
        ("Cookie", console.cookie.as_str()),
        ("Origin", own.as_str()),
    ];
    assert_eq!(http::send("GET", &settings, &ours, b"").status, 200);
    let link = [
        ("Cookie", console.cookie.as_str()),
        ("Sec-Fetch-Site", "same-origin"),
    ];
    assert_eq!(http::send("GET", &settings, &link, b"").status, 200);
}

#[test]
fn a_cookie_that_we_did_not_sign_opens_nothing() {
    let shop = Shop::own();
    let good = Console::owner(&shop).cookie;
    let url = shop.worker(&format!("/admin/{}/people", shop.slug));
    let other = Shop::own();
    for forged in [
        good.replace(&shop.slug, &other.slug),
        format!("{good}0"),
        "__Host-saludo-session=x".to_owned(),
    ] {
        let answer = http::send("GET", &url, &[("Cookie", &forged)], b"");
        assert_eq!(answer.status, 303, "{forged}");
        assert!(
            answer.header("location").ends_with("&said=expired"),
            "{answer:?}"
        );
    }
}

#[test]
fn each_role_may_do_what_it_is_for() {
    let shop = Shop::own();
    let ana = Person::new();
    ana.says(&shop, "hello");
    let console = Console::owner(&shop);
    let settings = shop.admin("GET", "/settings", &[], b"");
    let tokens = ["owner", "staff", "reader"]
        .map(|role| (role, console.make_token(&format!("a {role}"), role)));
    // What is asked, and what owner, staff and reader are answered.
    let send = json!({"person": "nobody", "template": "x", "idempotency_key": "k"}).to_string();
    let table = [
        ("GET", "/opt-ins", "", [200, 200, 200]),
        ("GET", "/stats", "", [200, 200, 200]),
        ("GET", "/events", "", [200, 200, 200]),
        ("GET", "/messages/none", "", [404, 404, 404]),
        ("POST", "/messages", &*send, [422, 422, 403]),
        ("POST", "/messages/1/retry", "", [404, 404, 403]),
        ("GET", "/settings", "", [200, 403, 403]),
        ("PUT", "/settings", &*settings.text, [428, 403, 403]),
        ("GET", "/export.csv", "", [200, 403, 403]),
        ("GET", "/export.jsonl", "", [200, 403, 403]),
        ("GET", "/ledger.jsonl", "", [200, 403, 403]),
        ("GET", "/people/nobody", "", [404, 403, 403]),
        ("DELETE", "/people/nobody", "", [404, 403, 403]),
        ("POST", "/imports", "", [400, 403, 403]),
        ("POST", "/events/replay", "", [400, 403, 403]),
    ];
    for (method, path, body, statuses) in table {
        for ((role, token), status) in tokens.iter().zip(statuses) {
            let answer = api(&shop, token, method, path, body);
            let is_refused = answer.status == 403;
            assert_eq!(
                is_refused,
                status == 403,
                "{role}: {method} {path}: {answer:?}"
            );
            if is_refused {
                assert_eq!(answer.problem().1, "role_forbids");
            }
        }
    }
}

#[test]
fn a_token_opens_its_own_shop_and_no_other() {
    let (shop, other) = (Shop::own(), Shop::own());
    let token = Console::owner(&shop).make_token("front desk", "owner");
    assert_eq!(api(&shop, &token, "GET", "/stats", "").status, 200);
    assert_eq!(
        api(&other, &token, "GET", "/stats", "").problem(),
        (401, "unauthorized".into())
    );

    let wanted = format!("/admin/{}/people", other.slug);
    let let_in = try_in(&shop, &token, &wanted);
    assert_eq!(let_in.header("location"), format!("/admin/{}", shop.slug));
    let cookie = let_in.header("set-cookie").split(';').next().unwrap();
    let elsewhere = http::send("GET", &shop.worker(&wanted), &[("Cookie", cookie)], b"");
    assert_eq!(elsewhere.status, 404);
    let home = http::send("GET", &shop.worker("/admin"), &[("Cookie", cookie)], b"");
    assert_eq!(home.header("location"), format!("/admin/{}", shop.slug));
    // The worker's own token opens both.
    let owner = Console::owner(&shop);
    let there = http::send(
        "GET",
        &shop.worker(&wanted),
        &[("Cookie", &owner.cookie)],
        b"",
    );
    assert_eq!(there.status, 200);
}

#[test]
fn revoking_a_token_ends_its_sessions_and_is_in_the_ledger() {
    let shop = Shop::own();
    let owner = Console::owner(&shop);
    let token = owner.make_token("Mostrador", "staff");
    let staff = Console::with_token(&shop, &token);
    assert_eq!(staff.get("/people").status, 200);
    let page = owner.get("/access").text;
    let (_, rest) = page.split_once("name=\"token\" value=\"").unwrap();
    let id = rest.split_once('"').unwrap().0;

    let revoked = owner.post("/access", &[("do", "revoke"), ("token", id)]);
    assert_eq!(
        (revoked.status, revoked.header("location")),
        (303, &*format!("/admin/{}/access?done=revoked", shop.slug))
    );
    assert_eq!(staff.get("/people").status, 303);
    assert_eq!(api(&shop, &token, "GET", "/stats", "").status, 401);
    assert_eq!(try_in(&shop, &token, "/admin").status, 401);
    let again = owner.post("/access", &[("do", "revoke"), ("token", id)]);
    assert!(again.header("location").ends_with("?done=gone"));
    let acts: Vec<_> = shop
        .ledger()
        .into_iter()
        .filter(|event| event["act"] == "token")
        .collect();
    assert_eq!(acts.len(), 2);
    assert_eq!(acts[0]["by"], "owner");
    // The name is free again.
    owner.make_token("Mostrador", "reader");
}

#[test]
fn a_session_is_ended_by_itself_by_its_owner_or_with_all_others() {
    let shop = Shop::own();
    let owner = Console::owner(&shop);
    let token = owner.make_token("Mostrador", "staff");
    let [one, two, three] = [(); 3].map(|()| Console::with_token(&shop, &token));
    let own = shop.worker("");
    let left = http::send(
        "POST",
        &shop.worker("/admin/logout"),
        &[("Cookie", &one.cookie), ("Origin", &own)],
        b"",
    );
    assert_eq!(
        (left.status, left.header("location")),
        (303, "/admin/login?said=left")
    );
    assert!(
        left.header("set-cookie")
            .starts_with("__Host-saludo-session=; Max-Age=0;")
    );
    assert_eq!(one.get("").status, 303);
    assert_eq!(two.get("").status, 200);

    // Staff sees and ends their own, not the owner's.
    let seen = two.get("/access").text;
    assert!(!seen.contains("<bdi>owner</bdi>"));
    assert!(seen.contains("value=\"end\""));
    two.post("/access", &[("do", "end_others")]);
    assert_eq!(three.get("").status, 303);
    assert_eq!(two.get("").status, 200);
    assert_eq!(owner.get("").status, 200);

    let all = owner.get("/access").text;
    let (_, rest) = all.split_once("name=\"session\" value=\"").unwrap();
    let id = rest.split_once('"').unwrap().0;
    owner.post("/access", &[("do", "end"), ("session", id)]);
    assert_eq!(two.get("").status, 303);
    assert_eq!(owner.get("").status, 200);
}

#[test]
fn staff_and_readers_make_no_tokens_and_end_no_sessions_of_others() {
    let shop = Shop::own();
    let owner = Console::owner(&shop);
    for role in ["staff", "reader"] {
        let token = owner.make_token(role, role);
        let console = Console::with_token(&shop, &token);
        for fields in [
            [("do", "make"), ("name", "x"), ("role", "owner")],
            [("do", "revoke"), ("token", "1"), ("", "")],
        ] {
            assert_eq!(console.post("/access", &fields).status, 403, "{role}");
        }
        let end = console.post("/access", &[("do", "end"), ("session", "1")]);
        assert!(end.header("location").ends_with("?done=gone"), "{role}");
        assert_eq!(owner.get("").status, 200);
    }
    let reader = owner.make_token("another", "reader");
    let reader = Console::with_token(&shop, &reader);
    assert_eq!(reader.post("/people", &[("do", "send")]).status, 403);
}

#[test]
fn a_name_that_cannot_be_is_told_and_what_was_typed_is_kept() {
    let shop = Shop::own();
    let owner = Console::owner(&shop);
    owner.make_token("CRM", "reader");
    for (name, said) in [
        ("", "Please give it a name."),
        ("CRM", "Another token has this name."),
        ("OWNER", "is the name of the secret ADMIN_TOKEN"),
        (&"x".repeat(41), "At most 40 characters"),
    ] {
        let page = owner.post(
            "/access",
            &[("do", "make"), ("name", name), ("role", "reader")],
        );
        assert_eq!(page.status, 422, "{name}");
        assert!(page.text.contains(said), "{name}");
        assert!(page.text.contains(&format!("value=\"{name}\"")), "{name}");
        assert!(page.text.contains("value=\"reader\" checked"), "{name}");
    }
}

#[test]
fn what_people_do_is_in_the_ledger_under_the_name_of_their_token() {
    let shop = Shop::own();
    let token = Console::owner(&shop).make_token("Tienda ☀", "owner");
    let read = api(&shop, &token, "GET", "/settings", "");
    let url = shop.worker(&format!("/v1/admin/shops/{}/settings", shop.slug));
    let bearer = format!("Bearer {token}");
    let headers = [
        ("Authorization", bearer.as_str()),
        ("If-Match", read.header("etag")),
    ];
    assert_eq!(
        http::send("PUT", &url, &headers, read.text.as_bytes()).status,
        200
    );
    assert_eq!(api(&shop, &token, "GET", "/export.csv", "").status, 200);
    let acts = shop
        .ledger()
        .into_iter()
        .filter(|event| event["type"] == "staff_acted");
    let acts: Vec<_> = acts
        .map(|event| (event["act"].clone(), event["by"].clone()))
        .collect();
    assert_eq!(
        acts,
        [
            (json!("token"), json!("owner")),
            (json!("settings"), json!("Tienda ☀")),
            (json!("export"), json!("Tienda ☀")),
        ]
    );
}

#[test]
fn a_session_ends_after_12_hours_without_a_visit_and_after_7_days() {
    const HOUR: i64 = 3_600_000;
    let mut own = OwnStack::start(|stack| stack);
    let shop = own.shop();
    let console = Console::owner(&shop);
    let mut aged = |seen: i64, made: i64| {
        own.at_rest(|book| {
            book.execute(
                "UPDATE sessions SET seen_at = unixepoch() * 1000 - ?1, made_at = unixepoch() * 1000 - ?2",
                [seen, made],
            )
            .expect("a session");
            let kept: (i64, i64) = book
                .query_row("SELECT length(hash), count(*) FROM sessions", [], |row| Ok((row.get(0)?, row.get(1)?)))
                .expect("sessions");
            assert_eq!(kept, (32, 1), "of the secret a hash alone is kept");
        });
        let shop = own.shop();
        let url = shop.worker("/admin/demo/people");
        http::send("GET", &url, &[("Cookie", &console.cookie)], b"").status
    };
    assert_eq!(aged(11 * HOUR, 100 * HOUR), 200);
    assert_eq!(aged(13 * HOUR, 14 * HOUR), 303);
    assert_eq!(aged(HOUR, 7 * 24 * HOUR - HOUR), 200);
    assert_eq!(aged(HOUR, 7 * 24 * HOUR + HOUR), 303);
}

#[test]
fn the_page_as_a_file_has_who_may_come_in_and_no_token() {
    let shop = Shop::own();
    let owner = Console::owner(&shop);
    let token = owner.make_token("=Ana, Bea", "staff");
    owner.make_token("CRM", "reader");
    let staff = Console::with_token(&shop, &token);
    let file = owner.get("/access?format=csv");
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let disposition = format!("attachment; filename=\"access-{}.csv\"", shop.slug);
    assert_eq!(file.header("content-disposition"), disposition);
    assert_eq!(
        without_times(&file.text),
        "kind,name,role,made_at,made_by,used_at\r\n\
         token,\"'=Ana, Bea\",staff,T,owner,T\r\n\
         token,CRM,reader,T,owner,\r\n\
         session,\"'=Ana, Bea\",staff,T,,T\r\n\
         session,owner,owner,T,,T\r\n"
    );
    // Others have a file of what they see: their own sessions.
    assert_eq!(
        without_times(&staff.get("/access?format=csv").text),
        "kind,name,role,made_at,made_by,used_at\r\nsession,\"'=Ana, Bea\",staff,T,,T\r\n"
    );
}

/// A file whose moments are all `T`.
fn without_times(file: &str) -> String {
    let is_moment = |cell: &str| cell.len() == 24 && cell.ends_with('Z') && cell.contains('T');
    let row = |row: &str| -> Vec<String> {
        let cells = row.split(',');
        let cells = cells.map(|cell| if is_moment(cell) { "T" } else { cell });
        cells.map(str::to_owned).collect()
    };
    let rows = file.trim_start_matches('\u{feff}').split("\r\n");
    let rows: Vec<String> = rows.map(|own| row(own).join(",")).collect();
    rows.join("\r\n")
}
