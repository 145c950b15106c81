//! The rounds: every kind of visit once in each, so that what disturbs the machine disturbs all.

use crate::machine::Machine;
use crate::reason;
use crate::visit::{Kind, Visit, browser, visit};
use saludo_tests::shop::Shop;
use serde_json::json;
use tokio::task::spawn_local;

/// All visits of a kind, or why there are none.
pub(crate) type Visits = Result<Vec<Visit>, String>;

/// The visits, in the order of [`Kind::ALL`].
pub(crate) type AllVisits = [Visits; 4];

/// Makes one round that does not count, and then so many that do.
pub(crate) async fn run(rounds: usize) -> (Machine, AllVisits) {
    let (plain, with_phone) = (Shop::own(), Shop::own());
    with_phone.change_settings(|settings| settings["phone"] = json!("required"));
    let mut machine = Machine::look();
    machine.note_browser(&browser().await);
    let mut all = [const { Ok(Vec::new()) }; 4];
    for round in 0..=rounds {
        for turn in 0..Kind::ALL.len() {
            // Another one begins each time.
            let index = (round + turn) % Kind::ALL.len();
            let (kind, visits) = (Kind::ALL[index], &mut all[index]);
            let Ok(made) = visits else { continue };
            progress(round, rounds, kind);
            let shop = match kind {
                Kind::Control | Kind::Tag | Kind::Fast => plain.clone(),
                Kind::TagWithPhone => with_phone.clone(),
            };
            match spawn_local(visit(kind, shop)).await {
                Ok(_) if round == 0 => {} // To warm up the machine and the server.
                Ok(visit) => made.push(visit),
                Err(failed) => *visits = Err(reason(failed.into_panic().as_ref())),
            }
        }
    }
    machine.look_again();
    (machine, all)
}

#[expect(clippy::print_stderr, reason = "long work shows how far it is")]
fn progress(round: usize, rounds: usize, kind: Kind) {
    let what = match kind {
        Kind::Control => "the page without the tag",
        Kind::Tag => "with the tag, then two taps, cold and warm",
        Kind::TagWithPhone => "the same with a phone field",
        Kind::Fast => "the same, the processor not slowed",
    };
    if round == 0 {
        eprintln!("saludo: warming up: {what}");
    } else {
        eprintln!("saludo: round {round} of {rounds}: {what}");
    }
}
