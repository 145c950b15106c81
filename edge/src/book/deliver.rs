//! Hands what waits for the shop's own receivers to the deliverer.

use super::sql::BookError;
use super::{Book, client, deliveries, fault};
use crate::entry::config;
use crate::internal::{Claim, Claims, DELIVER_PATH, Handed, HandedOutcome, Pipe, SIGNATURE, sign};
use crate::platform;
use std::cell::Cell;
use std::rc::Rc;
use worker::{Headers, Method, RequestInit, console_error, wasm_bindgen::JsValue};

/// Which pipes have a call of the deliverer under way: one each at a time, so that a receiver that is
/// slow holds up neither the other nor the messages to Meta, which have calls of their own.
#[derive(Default, Clone)]
pub(super) struct UnderWay(Rc<[Cell<bool>; 2]>);

impl UnderWay {
    fn of(&self, pipe: Pipe) -> &Cell<bool> {
        let [forward, events] = &*self.0;
        match pipe {
            Pipe::Forward => forward,
            Pipe::Events => events,
        }
    }

    /// Whether a call may begin.
    pub(super) fn is_free(&self, pipe: Pipe) -> bool {
        !self.of(pipe).get()
    }
}

impl Book {
    /// Claims what is due for the shop's own receivers and hands it over.
    pub(super) async fn deliver_what_is_due(&self) -> std::result::Result<(), BookError> {
        for pipe in Pipe::ALL {
            if !self.at_desk(|desk| Ok(deliveries::is_set(desk, pipe)))? {
                continue;
            }
            let is_free = self.delivering.is_free(pipe);
            let claims = self.change(|desk| Ok(deliveries::claim(desk, pipe, is_free)?))?;
            if claims.is_empty() {
                continue;
            }
            // Nothing leaves before its claim is on disk: else a crash could undo it, and what is
            // behind it would overtake it.
            self.state.storage().sync().await?;
            self.hand_to_deliverer(pipe, claims)?;
        }
        Ok(())
    }

    fn hand_to_deliverer(
        &self,
        pipe: Pipe,
        claims: Vec<Claim>,
    ) -> std::result::Result<(), BookError> {
        let config = config(&self.env).map_err(fault)?;
        let slug = self.known(&config)?.slug.clone();
        let claimed = claims.clone();
        let body = serde_json::to_string(&Claims {
            shop: slug.to_string(),
            made_at: platform::now(),
            pipe,
            items: claims,
        })?;
        let headers = Headers::new();
        headers.set(SIGNATURE, &sign(&config, &body))?;
        let mut init = RequestInit::new();
        init.with_method(Method::Post)
            .with_headers(headers)
            .with_body(Some(JsValue::from_str(&body)));
        let deliverer = self.env.service("SELF")?;
        let under_way = self.delivering.clone();
        under_way.of(pipe).set(true);
        let storage = self.state.storage();
        let env = self.env.clone();
        self.state.wait_until(async move {
            let answer = deliverer
                .fetch(format!("https://deliverer{DELIVER_PATH}"), Some(init))
                .await;
            match answer {
                Ok(response) if response.status_code() == 204 => {}
                // It refused the job as a whole, so it has called nobody.
                Ok(response) if (400..500).contains(&response.status_code()) => {
                    console_error!("the deliverer refused with {}", response.status_code());
                    for claim in claimed {
                        let handed = Handed {
                            pipe,
                            claim,
                            outcome: HandedOutcome::NotMade,
                        };
                        let noted = client::report_handed(&env, &config, &slug, &handed).await;
                        if let Err(error) = noted {
                            console_error!("a refusal was not noted: {error}");
                        }
                    }
                }
                // What it does not report is tried again.
                Ok(response) => console_error!("the deliverer answered {}", response.status_code()),
                Err(error) => console_error!("the deliverer did not answer: {error}"),
            }
            under_way.of(pipe).set(false);
            // More may be waiting for this place.
            if let Err(error) = platform::set_alarm(&storage, platform::now()) {
                console_error!("the alarm was not set: {error}");
            }
        });
        Ok(())
    }
}
