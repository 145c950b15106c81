//! What only somebody outside can see: name, certificate, and what the worker gives to strangers.

use crate::call::{Answer, Caller};
use crate::finding::Finding;

/// A site that is nobody's.
const STRANGER: &str = "https://saludo-doctor.invalid";

/// Whether the worker answers at all.
pub(crate) fn health(caller: &Caller) -> Finding {
    let title = "Reachable";
    let leads = "See that the name leads to the worker (Cloudflare > Workers & Pages > saludo > Settings > Domains & Routes) and that its certificate is ready; a new domain takes some minutes.";
    match caller.get("/healthz", &[]) {
        Ok(answer) if answer.status == 200 && answer.body == "ok\n" => Finding::green(
            title,
            "The name, its certificate and the worker are in order.",
        ),
        Ok(answer) if answer.status == 503 => {
            let detail = answer.detail();
            Finding::red(
                title,
                detail.unwrap_or_else(|| "The worker is not set up.".to_owned()),
                "Set what is named there and check again.",
            )
        }
        Ok(answer) => Finding::red(
            title,
            format!(
                "Something answers {} at /healthz, and it is not this worker.",
                answer.status
            ),
            leads,
        ),
        Err(error) => Finding::red(title, format!("Nothing answers: {error}."), leads),
    }
}

/// Whether Meta could reach the webhook, and nobody else gets in.
pub(crate) fn webhook(caller: &Caller) -> Vec<Finding> {
    let path = "/webhooks/whatsapp";
    let blocked = "Something before the worker changes or blocks requests: a firewall rule, bot protection or Access. Make an exception for /webhooks/whatsapp.";
    let handshake = expect(
        "Webhook, handshake",
        caller.get(
            &format!("{path}?hub.mode=subscribe&hub.challenge=1&hub.verify_token="),
            &[],
        ),
        403,
        "It can be reached, and a wrong verify token is refused.",
        blocked,
    );
    let delivery = expect(
        "Webhook, signature",
        caller.post(path, "{}"),
        401,
        "It can be reached, and a delivery without a signature is refused.",
        blocked,
    );
    vec![handshake, delivery]
}

/// Whether the shop's own pages and data are shut to strangers.
pub(crate) fn admin(caller: &Caller) -> Finding {
    expect(
        "Console",
        caller.get("/v1/admin/shops", &[]),
        401,
        "Without a token nobody gets in.",
        "This is not the worker, or an old one: deploy again.",
    )
}

fn expect(
    title: &str,
    answer: Result<Answer, String>,
    status: u16,
    good: &str,
    fix: &str,
) -> Finding {
    match answer {
        Ok(answer) if answer.status == status => Finding::green(title, good),
        Ok(answer) => Finding::red(
            title,
            format!("It answered {} in place of {status}.", answer.status),
            fix,
        ),
        Err(error) => Finding::red(title, format!("No answer: {error}."), fix),
    }
}

/// What a shop's pages load.
pub(crate) fn shop(caller: &Caller, shop: &str) -> Vec<Finding> {
    vec![
        widget(caller, shop),
        form(caller, shop),
        strangers(caller, shop),
    ]
}

fn widget(caller: &Caller, shop: &str) -> Finding {
    let title = "Bubble";
    let fix =
        "See SHOPS for the shop's name, and that nothing before the worker changes its answers.";
    let answer = match caller.get(&format!("/s/{shop}/widget.js"), &[]) {
        Ok(answer) => answer,
        Err(error) => return Finding::red(title, format!("No answer: {error}."), fix),
    };
    let kind = answer.header("content-type");
    if answer.status != 200 || !kind.contains("javascript") {
        return Finding::red(
            title,
            format!("widget.js answered {} as {kind:?}.", answer.status),
            fix,
        );
    }
    if answer.header("access-control-allow-origin") != "*"
        || answer.header("cross-origin-resource-policy") != "cross-origin"
    {
        return Finding::red(
            title,
            "widget.js may not be loaded by other sites: its headers are gone on the way.",
            fix,
        );
    }
    Finding::green(title, "widget.js can be loaded by your pages.")
}

fn form(caller: &Caller, shop: &str) -> Finding {
    expect(
        "Hosted form",
        caller.get(&format!("/s/{shop}/opt-in"), &[]),
        200,
        "The page of the form opens.",
        "See the lines below; the words people agree to may not be complete.",
    )
}

fn strangers(caller: &Caller, shop: &str) -> Finding {
    let title = "Other sites";
    let fix = "See origins in SHOPS, and that nothing before the worker adds Access-Control-Allow-Origin.";
    match caller.preflight(&format!("/v1/shops/{shop}/opt-ins"), STRANGER) {
        Ok(answer) if ["*", STRANGER].contains(&answer.header("access-control-allow-origin")) => {
            Finding::red(title, "Any site may hand in opt-ins for this shop.", fix)
        }
        Ok(_) => Finding::green(title, "Sites that are not listed may not hand in opt-ins."),
        Err(error) => Finding::red(title, format!("No answer: {error}."), fix),
    }
}
