//! What the worker says of itself and of Meta.

use crate::call::{Answer, Caller};
use crate::finding::{Finding, State};
use serde::Deserialize;

#[derive(Deserialize)]
struct Shops {
    items: Vec<String>,
}

#[derive(Deserialize)]
struct Report {
    checks: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    state: State,
    word: String,
    title: String,
    says: String,
    fix: String,
}

/// What the worker could see only from within, and what was reached from outside just now.
const ONLY_INSIDE: [&str; 2] = ["handshake_inside", "delivery_inside"];

/// The shops' slugs.
pub(crate) fn shops(caller: &Caller, token: &str) -> Result<Vec<String>, Finding> {
    let answer = ask(caller, token, "/v1/admin/shops")?;
    let shops: Result<Shops, _> = serde_json::from_str(&answer.body);
    shops.map(|shops| shops.items).map_err(|_| not_ours())
}

/// The set-up check of a shop. `reached` is whether the webhook was reached from outside.
pub(crate) fn checks(caller: &Caller, token: &str, shop: &str, reached: bool) -> Vec<Finding> {
    let answer = match ask(
        caller,
        token,
        &format!("/v1/admin/shops/{shop}/setup-check"),
    ) {
        Ok(answer) => answer,
        Err(finding) => return vec![finding],
    };
    match serde_json::from_str::<Report>(&answer.body) {
        Ok(report) => report
            .checks
            .into_iter()
            .map(|line| finding(line, reached))
            .collect(),
        Err(_) => vec![not_ours()],
    }
}

fn finding(line: Line, reached: bool) -> Finding {
    if reached && ONLY_INSIDE.contains(&line.word.as_str()) {
        return Finding::green(
            &line.title,
            "The worker answers as it should, and it was reached from outside.",
        );
    }
    Finding {
        state: line.state,
        title: line.title,
        says: line.says,
        fix: line.fix,
    }
}

fn ask(caller: &Caller, token: &str, path: &str) -> Result<Answer, Finding> {
    let title = "Admin token";
    let bearer = format!("Bearer {token}");
    let answer = caller
        .get(path, &[("Authorization", &bearer)])
        .map_err(|error| Finding::red(title, format!("No answer: {error}."), "Check again."))?;
    match answer.status {
        200 => Ok(answer),
        401 => Err(Finding::red(
            title,
            "The worker does not take ADMIN_TOKEN.",
            "Give the value that was set with: npx wrangler secret put ADMIN_TOKEN",
        )),
        status => Err(Finding::red(
            title,
            answer
                .detail()
                .unwrap_or_else(|| format!("The worker answered {status}.")),
            "See what it says, and check again.",
        )),
    }
}

fn not_ours() -> Finding {
    Finding::red(
        "Admin token",
        "The answer is not that of this worker.",
        "Deploy the worker of the same version as this tool.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(word: &str) -> Line {
        Line {
            state: State::Amber,
            word: word.to_owned(),
            title: "T".to_owned(),
            says: "S".to_owned(),
            fix: "F".to_owned(),
        }
    }

    #[test]
    fn what_the_worker_saw_from_within_counts_once_it_was_reached_from_outside() {
        let state = |word, reached| finding(line(word), reached).state;
        assert_eq!(state("handshake_inside", true), State::Green);
        assert_eq!(state("delivery_inside", false), State::Amber);
        assert_eq!(state("domain_workers_dev", true), State::Amber);
    }
}
