//! Killed at random moments under load, again and again, while Meta sends again what was not
//! answered, sends some of it twice, and in any order: in the end everything is there once.

use crate::book_file::OwnStack;
use crate::ledger;
use saludo_sandbox::wire;
use saludo_tests::form::Form;
use saludo_tests::shop::Shop;
use saludo_tests::{code, http, wait};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How often the worker is killed.
const KILLS: u32 = 50;
/// It lives so long at most, in milliseconds, from its first answer on.
const LIVES_UP_TO: u64 = 600;
/// Meta posts so many webhooks at a time.
const POSTERS: u64 = 4;
/// A webhook comes every so many milliseconds, a new opt-in with every so many of them.
const PACE: u64 = 50;
const OPT_IN_EVERY: u64 = 6;
/// Statuses in a webhook, beside one text.
const STATUSES: u64 = 12;
/// Of so many answered webhooks one comes again.
const REPEATS_ONE_OF: u64 = 8;

/// Choices that follow from the seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// What is to be posted until it is taken.
enum Job {
    /// An opt-in of somebody, who then says its code.
    OptIn {
        form: Form,
        wa_id: String,
    },
    Webhook(Vec<u8>),
}

/// What Meta and the shoppers do.
struct Load {
    shop: Shop,
    jobs: Mutex<Vec<Job>>,
    fed: AtomicBool,
    opt_ins: Mutex<Vec<(Form, String)>>,
}

/// What was said, to compare with the book.
#[derive(Default)]
struct Said {
    updates: u64,
    texts: u64,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Load {
    /// Makes work until told to stop.
    fn feed(&self, mut dice: Dice, statement: &Value, ended: &AtomicBool) -> Said {
        let mut said = Said::default();
        let mut round = 0;
        while !ended.load(Ordering::Relaxed) {
            if round % OPT_IN_EVERY == 0 {
                let wa_id = format!("3462{round:07}");
                let body = json!({
                    "code": code::fresh(), "purposes": ["offers"], "statement": statement,
                    "locale": "en", "page": "https://shop.example/", "source": "bubble",
                });
                let code = body["code"].as_str().unwrap().to_owned();
                let form = Form { code, body };
                lock(&self.jobs).push(Job::OptIn { form, wa_id });
            }
            let webhook = self.webhook(&mut dice, round);
            lock(&self.jobs).push(Job::Webhook(webhook));
            said.updates += STATUSES + 1;
            said.texts += 1;
            round += 1;
            thread::sleep(Duration::from_millis(PACE));
        }
        said
    }

    /// Statuses of messages that other programs sent, and a text.
    fn webhook(&self, dice: &mut Dice, round: u64) -> Vec<u8> {
        let now = wait::now_seconds().to_string();
        let statuses: Vec<Value> = (0..STATUSES)
            .map(|index| {
                let message = round * STATUSES + index;
                json!({"id": format!("wamid.other{message}"), "status": "sent", "timestamp": now,
                    "recipient_id": format!("3463{:07}", dice.below(1_000_000))})
            })
            .collect();
        let from = format!("3461{:07}", dice.below(40));
        self.body(&json!({
            "contacts": [{"profile": {"name": "Bea"}, "wa_id": from}],
            "messages": [{"from": from, "id": format!("wamid.text{round}"), "timestamp": now,
                "type": "text", "text": {"body": "¿Tenéis la talla 38?"}}],
            "statuses": statuses,
        }))
    }

    fn body(&self, value: &Value) -> Vec<u8> {
        wire::escaped(&self.shop.change(value)).into_bytes()
    }

    /// Posts one thing after the other, in any order, until each was taken.
    fn post(&self, mut dice: Dice) {
        loop {
            let fed = self.fed.load(Ordering::Relaxed);
            let job = {
                let mut jobs = lock(&self.jobs);
                let count = u64::try_from(jobs.len()).unwrap();
                (count > 0).then(|| jobs.swap_remove(dice.below(count).try_into().unwrap()))
            };
            let Some(job) = job else {
                if fed {
                    return;
                }
                thread::sleep(Duration::from_millis(PACE));
                continue;
            };
            let next = self.attempt(job, &mut dice);
            lock(&self.jobs).extend(next);
        }
    }

    /// Posts once. Answers what is to be posted next: the same again where it was not taken.
    fn attempt(&self, job: Job, dice: &mut Dice) -> Option<Job> {
        let answer = match &job {
            Job::OptIn { form, .. } => http::attempt(
                &self.shop.api("/opt-ins"),
                &[],
                form.body.to_string().as_bytes(),
            ),
            Job::Webhook(body) => {
                let signature = wire::signature("dev-app-secret", body);
                let headers = [("X-Hub-Signature-256", signature.as_str())];
                http::attempt(&self.shop.worker("/webhooks/whatsapp"), &headers, body)
            }
        };
        let answer = answer.filter(|answer| matches!(answer.status, 200 | 201));
        match (job, answer) {
            (job, None) => {
                thread::sleep(Duration::from_millis(PACE));
                Some(job)
            }
            (Job::OptIn { form, wa_id }, Some(answer)) => {
                let text = Form::text_of(&answer);
                let message = json!({
                    "contacts": [{"profile": {"name": "Ana"}, "wa_id": wa_id}],
                    "messages": [{"from": wa_id, "id": format!("wamid.code{}", form.code),
                        "timestamp": wait::now_seconds().to_string(), "type": "text",
                        "text": {"body": text}}],
                });
                lock(&self.opt_ins).push((form, wa_id));
                Some(Job::Webhook(self.body(&message)))
            }
            (job, Some(_)) => (dice.below(REPEATS_ONE_OF) == 0).then_some(job),
        }
    }
}

fn seed() -> u64 {
    let given = std::env::var("SALUDO_KILL_SEED").ok();
    given.map_or_else(code::random, |seed| seed.parse().expect("a number"))
}

#[test]
fn killed_fifty_times_under_load_nothing_is_lost_and_nobody_gets_two_welcomes() {
    let seed = seed();
    println!("SALUDO_KILL_SEED={seed}");
    let mut own = OwnStack::start(xtask::stack::StackBuilder::bare);
    let shop = own.shop();
    shop.behaviour(&json!({"duplicate": 1, "shuffle": true}));
    let load = Load {
        shop: shop.clone(),
        jobs: Mutex::default(),
        fed: AtomicBool::new(false),
        opt_ins: Mutex::default(),
    };
    let statement = shop.public("en")["statement"]["id"].clone();
    let ended = AtomicBool::new(false);
    let said = thread::scope(|scope| {
        for poster in 1..=POSTERS {
            let load = &load;
            scope.spawn(move || load.post(Dice(seed ^ poster)));
        }
        let feeder = scope.spawn(|| load.feed(Dice(seed), &statement, &ended));
        let mut dice = Dice(seed ^ u64::MAX);
        for _ in 0..KILLS {
            // Not a wait for something: the moment of its death.
            thread::sleep(Duration::from_millis(dice.below(LIVES_UP_TO)));
            own.stack.worker.kill();
            own.stack.worker.start().expect("the worker again");
        }
        ended.store(true, Ordering::Relaxed);
        let said = feeder.join().expect("fed");
        load.fed.store(true, Ordering::Relaxed);
        said
    });
    let opt_ins = lock(&load.opt_ins);
    assert!(opt_ins.len() > 20, "only {} opt-ins", opt_ins.len());
    let welcomed = every_welcome_is_settled(&shop, &opt_ins);
    assert!(
        welcomed * 2 > opt_ins.len(),
        "{welcomed} of {}",
        opt_ins.len()
    );
    // Meta's own: a code's message each, and three statuses for each message that it took.
    let expected = said.updates + u64::try_from(opt_ins.len() + 3 * welcomed).unwrap();
    wait::until_equal(&json!(expected), || {
        shop.stats()["webhook"]["updates"].clone()
    });

    // What was under way at a kill is tried again by itself, later.
    wait::until_equal(&json!(0), || shop.stats()["inbox"]["waiting"].clone());
    let lines = ledger::lines(&shop, "");
    assert_eq!(ledger::verify(&lines, &ledger::heads(&shop)), Ok(()));
    let types = ledger::types(&lines);
    let yeses = types.iter().filter(|word| *word == "opt_in_confirmed");
    assert_eq!(yeses.count(), opt_ins.len());

    own.at_rest(|book| {
        let count = |query: &str| -> i64 { book.query_row(query, [], |row| row.get(0)).unwrap() };
        assert_eq!(count("SELECT count(*) FROM inbox WHERE done <> 1"), 0);
        assert_eq!(
            count("SELECT count(*) FROM messages"),
            i64::try_from(said.texts).unwrap()
        );
    });
    // `cargo xtask bench kills` reads these.
    println!("kills: times killed under load {KILLS}");
    println!("kills: updates, each in the book once {expected}");
    println!("kills: opt-ins, each confirmed {}", opt_ins.len());
    println!("kills: of those welcomed, once {welcomed}");
}

/// Waits until it is known of each welcome what became of it, and answers how many were taken: of
/// each opt-in one at most, and what was taken was read.
fn every_welcome_is_settled(shop: &Shop, opt_ins: &[(Form, String)]) -> usize {
    let mut welcomed = 0;
    for (form, wa_id) in opt_ins {
        // Who died with a claimed message leaves it to the minute after which it is given up.
        let item = wait::until_within(2400, "a settled welcome", || {
            let settled = ["read", "uncertain"].map(|state| json!(state));
            shop.opt_in(&form.code)
                .filter(|item| settled.contains(&item["welcome"]["state"]))
        });
        assert_eq!(item["state"], "confirmed");
        let sent = shop.sent_to(wa_id).len();
        assert_eq!(
            sent,
            usize::from(item["welcome"]["state"] == "read"),
            "{}",
            item["welcome"]
        );
        welcomed += sent;
    }
    welcomed
}
