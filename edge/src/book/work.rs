//! What the alarm does: everything that is due.

use super::sql::BookError;
use super::{
    Book, client, describe, fault, forwarding, held, inbox, ledger, opt_ins, outbox, pace,
    retention, sealed, sends, wake,
};
use crate::entry::config;
use crate::internal::{Job, Jobs, Outcome, Report, SEND_PATH, SIGNATURE, sign};
use crate::platform;
use saludo_core::time::{MINUTE, Millis};
use std::rc::Rc;
use std::time::Duration;
use worker::{Delay, Fetcher, Headers, Method, RequestInit, console_error, wasm_bindgen::JsValue};

/// An invocation has six outgoing connections at a time: one call of the sender takes so many.
const JOBS_PER_CALL: u32 = 6;
/// The book itself has six connections too; two are for the shop's own receivers (`deliver`).
const CALLS_AT_ONCE: u32 = 4;
/// One alarm works off so many rounds of the inbox before it looks at everything else, so that
/// messages leave in between.
const INBOX_ROUNDS: u32 = 40;
/// One alarm looks at so many messages, some tenths of a second of work; then everything else has
/// its turn, and the next alarm goes on.
const CLAIMS_PER_ALARM: usize = 300;
/// One alarm lets go of so many batches of people; the rest waits for the next housekeeping.
const RETENTION_ROUNDS: u32 = 50;
/// Work is some seconds. One that the platform broke off never says that it ended; after this long it
/// is taken for dead. (Two at once would harm nothing: each claims in transactions what it does.)
const WORK_TAKES_UP_TO: Millis = 2 * MINUTE;
/// Whoever asked for the work gets their answer before it begins. Each step of the answer's way would
/// have to wait for a round of work else: a webhook of a thousand updates took 52 ms in place of 22.
const ANSWER_GOES_FIRST: Duration = Duration::from_millis(2);
/// One alarm makes so many batches of what the shop asked to be sent to many; the next goes on.
const SEND_ROUNDS: u32 = 5;

impl Book {
    /// What the alarm does: sets the next one, and asks the book to work.
    pub(super) fn go_to_work(&self) -> std::result::Result<(), BookError> {
        let storage = self.state.storage();
        self.set_alarm(platform::now() + wake::RETRY_AFTER)?;
        self.migrate()?;
        if let Err(error) = self.at_desk(|_| Ok(())) {
            // Not set up, or no shop any more: nothing was tried, so no attempt counts.
            platform::set_alarm(&storage, platform::now() + wake::NOT_SET_UP)?;
            return Err(error);
        }
        self.ask_to_work()
    }

    /// Asks the book to work, by a request of its own: whoever asks has an answer to give, and should
    /// the work trap, it is not they who never give it. An alarm is set for the case that nobody comes.
    pub(super) fn ask_to_work(&self) -> std::result::Result<(), BookError> {
        let config = config(&self.env).map_err(fault)?;
        let slug = self.known(&config)?.slug.clone();
        let env = self.env.clone();
        let asked_since = Rc::clone(&self.asked_since);
        asked_since.set(Some(platform::now()));
        self.state.wait_until(async move {
            Delay::from(ANSWER_GOES_FIRST).await;
            if let Err(error) = client::work(&env, &config, &slug).await {
                console_error!("a book did not go to work: {error}");
            }
            asked_since.set(None);
        });
        Ok(())
    }

    /// Whether what is due is being worked off, or will be in a moment.
    pub(super) fn is_at_work(&self, now: Millis) -> bool {
        let is_fresh = |since: Option<Millis>, lasts| since.is_some_and(|at| now - at < lasts);
        is_fresh(self.working_since.get(), WORK_TAKES_UP_TO)
            || is_fresh(self.asked_since.get(), wake::RETRY_AFTER)
    }

    /// Works off what is due, unless that is being done: whoever does it looks again at the end.
    pub(super) async fn work(&self) -> std::result::Result<(), BookError> {
        let now = platform::now();
        let since = self.working_since.get();
        if since.is_some_and(|since| now - since < WORK_TAKES_UP_TO) {
            return Ok(());
        }
        self.working_since.set(Some(now));
        self.asked_since.set(None);
        let done = self.work_off().await;
        self.working_since.set(None);
        done
    }

    async fn work_off(&self) -> std::result::Result<(), BookError> {
        self.work_off_inbox().await?;
        self.waiters.tidy();
        // Hundreds of times a second, where many people write, there is no more than that.
        let next = self.at_desk(|desk| self.next_due(desk))?;
        if next > platform::now() {
            return Ok(self.see_that_it_rings_by(next)?);
        }
        if self.at_desk(|desk| Ok(wake::is_more_due(desk)?))? {
            self.keep_up()?;
        }
        self.make_sends()?;
        self.send_what_is_due().await?;
        self.deliver_what_is_due().await?;
        // Armed anew with what is due now, after all of the above.
        self.change(|_| Ok(()))
    }

    /// Gives up what waited for too long, and lets go of what is past its time.
    fn keep_up(&self) -> std::result::Result<(), BookError> {
        let upkeep = self.change(|desk| {
            outbox::give_up_waiting(desk.sql, desk.now)?;
            outbox::give_up_late(desk)?;
            pace::let_go(desk)?;
            held::upkeep(desk)?;
            let expired = opt_ins::expire(desk.sql, desk.now)?;
            desk.news.borrow_mut().extend(expired);
            sealed::destroy_due(desk)?;
            let upkeep = wake::upkeep_is_due(desk.sql, desk.now)?;
            if upkeep {
                retention::upkeep(desk.sql, desk.now)?;
                forwarding::upkeep(desk)?;
                ledger::sign_head_if_due(desk)?;
            }
            Ok(upkeep)
        })?;
        for _ in 0..RETENTION_ROUNDS {
            if !upkeep || !self.change(|desk| Ok(retention::batch(desk)?))? {
                break;
            }
        }
        Ok(())
    }

    /// Makes messages of what the shop asked to be sent to many, for some rounds; the next alarm goes on.
    fn make_sends(&self) -> std::result::Result<(), BookError> {
        for _ in 0..SEND_ROUNDS {
            let Some(send) = self.at_desk(|desk| Ok(sends::due(desk.sql, desk.now)?))? else {
                break;
            };
            if let Err(error) = self.change(|desk| Ok(sends::batch(desk, send)?)) {
                console_error!("send {send} was not made: {}", describe(&error));
                self.change(|desk| Ok(sends::not_made(desk, send)?))?;
            }
        }
        Ok(())
    }

    /// Works off what is due in the inbox, for some rounds; the next alarm goes on. Between two
    /// rounds, webhooks that came meanwhile have their turn.
    async fn work_off_inbox(&self) -> std::result::Result<(), BookError> {
        for _ in 0..INBOX_ROUNDS {
            let storage = self.state.storage();
            let taken =
                self.at_desk(|desk| Ok(platform::transaction(&storage, || inbox::take(desk))?))?;
            if taken.is_empty() {
                break;
            }
            // The counted attempts must be on disk before anything that could stop the instance.
            storage.sync().await?;
            self.at_desk(|desk| {
                let work_off = |round: &[inbox::Stored]| {
                    platform::transaction(&storage, || inbox::work_off(desk, round))
                };
                if taken.len() > 1 && work_off(&taken).is_ok() {
                    return Ok(());
                }
                // One of them failed, or there is but one: each by itself, so that it alone is
                // blamed.
                for stored in &taken {
                    if let Err(error) = work_off(std::slice::from_ref(stored)) {
                        console_error!("update {} was not worked off: {error}", stored.seq);
                    }
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Whether a call of the sender is free.
    pub(super) fn may_send(&self) -> bool {
        self.calls.get() < CALLS_AT_ONCE
    }

    /// Claims messages and hands them to the sender, a few at a time.
    async fn send_what_is_due(&self) -> std::result::Result<(), BookError> {
        let sender = self.env.service("SELF")?;
        let mut looked_at = 0;
        while self.may_send() && looked_at < CLAIMS_PER_ALARM {
            let due = self.at_desk(|desk| Ok(outbox::due(desk, JOBS_PER_CALL)?))?;
            if due.is_empty() {
                return Ok(());
            }
            looked_at += due.len();
            let mut jobs = Vec::new();
            for id in due {
                match self.change(|desk| Ok(outbox::claim(desk, id)?)) {
                    Ok(job) => jobs.extend(job),
                    Err(error) => {
                        console_error!("message {id} was not claimed: {}", describe(&error));
                        self.change(|desk| Ok(outbox::not_claimed(desk, id)?))?;
                    }
                }
            }
            if jobs.is_empty() {
                continue;
            }
            // No message leaves before its claim is on disk.
            self.state.storage().sync().await?;
            self.hand_over(sender.clone(), jobs)?;
        }
        Ok(())
    }

    fn hand_over(&self, sender: Fetcher, jobs: Vec<Job>) -> std::result::Result<(), BookError> {
        let config = config(&self.env).map_err(fault)?;
        let slug = self.known(&config)?.slug.clone();
        let claimed: Vec<(i64, u32)> = jobs.iter().map(|job| (job.id, job.attempt)).collect();
        let body = serde_json::to_string(&Jobs {
            shop: slug.to_string(),
            made_at: platform::now(),
            messages: jobs,
        })?;
        let headers = Headers::new();
        headers.set(SIGNATURE, &sign(&config, &body))?;
        let mut init = RequestInit::new();
        init.with_method(Method::Post)
            .with_headers(headers)
            .with_body(Some(JsValue::from_str(&body)));
        let calls = Rc::clone(&self.calls);
        calls.set(calls.get() + 1);
        let storage = self.state.storage();
        let env = self.env.clone();
        self.state.wait_until(async move {
            let answer = sender
                .fetch(format!("https://sender{SEND_PATH}"), Some(init))
                .await;
            match answer {
                Ok(response) if response.status_code() == 204 => {}
                // It refused the job as a whole, so it has called nobody.
                Ok(response) if (400..500).contains(&response.status_code()) => {
                    console_error!("the sender refused with {}", response.status_code());
                    for (id, attempt) in claimed {
                        let outcome = Outcome::NotMade;
                        let report = Report {
                            id,
                            attempt,
                            outcome,
                        };
                        if let Err(error) = client::report(&env, &config, &slug, &report).await {
                            console_error!("a refusal was not noted: {error}");
                        }
                    }
                }
                // It may or may not have got as far as Graph: what it does not report is unknown.
                Ok(response) => console_error!("the sender answered {}", response.status_code()),
                Err(error) => console_error!("the sender did not answer: {error}"),
            }
            calls.set(calls.get().saturating_sub(1));
            // More may be waiting for this place.
            if let Err(error) = platform::set_alarm(&storage, platform::now()) {
                console_error!("the alarm was not set: {error}");
            }
        });
        Ok(())
    }
}
