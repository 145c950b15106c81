//! Appends ledgers of growing length to files and verifies them with the program that shops'
//! sceptics run: `cargo xtask bench ledger`, which starts this and sums up.
//!
//! Each measurement is a process of its own, so that its peak of memory is its own too. On standard
//! output comes one line each: what was done, how many events, processor time in microseconds, and
//! the peak of memory in KiB.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "results and progress"
)]

use std::{
    env,
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};
use nix::{
    sys::resource::{UsageWho, getrusage},
    sys::time::TimeValLike,
};
use saludo_core::{
    browser::Browser,
    ledger::{
        Consent, Event, Facts, Method, Moment, PageAddress, PersonId, Reach, Record, Salt, Signer,
        Withdrawal,
    },
    locale::Locale,
    purpose::PurposeId,
    shops::Slug,
    statement::StatementId,
};

/// The program under test.
const VERIFIER: &str = env!("CARGO_BIN_EXE_saludo-verify-ledger");
/// Each ten times the one before: whatever grows with the ledger shows.
const EVENTS: [u64; 3] = [10_000, 100_000, 1_000_000];
/// Enough to see whether something else ran at the same time.
const ROUNDS: u32 = 3;

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["append", events, file] => append(events.parse()?, Path::new(file)),
        ["measure", program, arguments @ ..] => measure(program, arguments),
        // `cargo bench` says so.
        [] | ["--bench"] => rounds(),
        _ => bail!("unknown arguments: {arguments:?}"),
    }
}

fn rounds() -> Result<()> {
    let own = env::current_exe()?;
    let own = own.to_str().context("a path in UTF-8")?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ledger");
    fs::create_dir_all(&folder)?;
    let file = folder.join("ledger.jsonl");
    let path = file.to_str().context("a path in UTF-8")?;
    for round in 1..=ROUNDS {
        for events in EVENTS {
            eprintln!("saludo: round {round} of {ROUNDS}, {events} events");
            let count = events.to_string();
            println!(
                "append {events} {}",
                measured(own, &[own, "append", &count, path])?
            );
            println!("verify {events} {}", measured(own, &[VERIFIER, path])?);
        }
    }
    fs::remove_dir_all(&folder)?;
    Ok(())
}

/// Has a process of its own start a program, wait for it, and say what it took.
fn measured(own: &str, program: &[&str]) -> Result<String> {
    let output = Command::new(own)
        .arg("measure")
        .args(program)
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "{program:?} failed");
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// Runs a program as the one child of this process, so that what its children took is what it took.
fn measure(program: &str, arguments: &[&str]) -> Result<()> {
    let status = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .status()?;
    ensure!(status.success(), "{program} failed");
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let time = usage.user_time() + usage.system_time();
    // Linux counts in KiB.
    println!("{} {}", time.num_microseconds(), usage.max_rss());
    Ok(())
}

/// Writes a ledger: people agree to two things under a salt of their own each, and one in four takes
/// it back.
fn append(events: u64, file: &Path) -> Result<()> {
    let start = 1_749_416_383_000;
    let key = Signer::new(&[1; 32]).public_key();
    let genesis = Record::genesis(Slug::parse("demo")?, key, Moment::new(start));
    let mut out = BufWriter::new(File::create(file)?);
    writeln!(out, "{}", genesis.line())?;
    let mut tip = genesis.tip();
    let people = People::new()?;
    for number in 1..events {
        let at = Moment::new(start + i64::try_from(number)? * 1_000);
        let record = tip.append(people.event(number, at)?, at);
        writeln!(out, "{}", record.line())?;
        tip = record.tip();
    }
    out.flush()?;
    Ok(())
}

/// What every event has in common.
struct People {
    locale: Locale,
    page: PageAddress,
    purposes: Vec<PurposeId>,
    statement: StatementId,
    browser: Option<Browser>,
}

impl People {
    fn new() -> Result<Self> {
        Ok(Self {
            locale: Locale::parse("es")?,
            page: PageAddress::try_from("https://shop.example/tazas/azul".to_owned())?,
            purposes: vec![PurposeId::parse("offers")?, PurposeId::parse("restock")?],
            statement: StatementId::parse(&"5a".repeat(32))?,
            browser: Browser::of("Mozilla/5.0 Firefox/143.0"),
        })
    }

    fn event(&self, number: u64, at: Moment) -> Result<Event> {
        let takes_back = number % 4 == 3;
        let person = if takes_back { number - 1 } else { number };
        let mut salt = [7; 32];
        for (byte, own) in salt.iter_mut().zip(person.to_le_bytes()) {
            *byte = own;
        }
        let text = "Hola, Demo: quiero recibir por WhatsApp ofertas y avisos de reposición.";
        let facts = Facts {
            code: (!takes_back).then(|| "K7Q2M9XT4D".to_owned()),
            text: Some(if takes_back { "STOP" } else { text }.to_owned()),
            user_id: Some(format!("ES.{person}")),
            wa_id: Some(format!("34{:09}", 600_000_000 + person)),
            ..Facts::default()
        };
        let commitment = Salt::new(salt).commit(&facts);
        let controller = "Demo S.L., hola@demo.example".to_owned();
        let pseudonym = PersonId::parse(&format!("{person:020}"))?;
        Ok(if takes_back {
            Event::PurposeWithdrawn(Withdrawal {
                commitment: Some(commitment),
                controller,
                happened_at: at,
                method: Method::Message,
                person: pseudonym,
                product: None,
                purposes: self.purposes.clone(),
                reach: Reach::All,
            })
        } else {
            Event::OptInConfirmed(Consent {
                browser: self.browser,
                campaign: None,
                commitment,
                controller,
                happened_at: at,
                locale: self.locale.clone(),
                method: Method::Bubble,
                page: Some(self.page.clone()),
                person: pseudonym,
                product: None,
                purposes: self.purposes.clone(),
                requested_at: Some(at),
                statement: self.statement,
            })
        })
    }
}
