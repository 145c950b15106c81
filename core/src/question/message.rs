//! The questions as messages.

use super::tap::{Choice, StopTap, Tap};
use super::words::QuestionWords;
use crate::graph::{Button, Interactive, LimitError, Row};
use crate::prefill::fill;
use crate::purpose::PurposeId;
use crate::statement::{StatedPurpose, Statement};

/// What every question is made of.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The words that are agreed to.
    pub statement: &'a Statement,
    /// The words around, in the statement's language.
    pub words: &'a QuestionWords,
    /// How a person of the shop is reached, which ends every automatic message.
    pub contact: &'a str,
    /// The line that leads to the person's own page: in every confirmation, and in what is sent to
    /// somebody who has something to take back. Two taps end it from there.
    pub page: Option<&'a str>,
}

impl Question<'_> {
    /// Asks what the shop may write about: for one purpose with three buttons, for several with
    /// a list. The whole statement stands in the body, and its id in every button's id, so that
    /// each tap is one yes to words that were shown.
    ///
    /// # Errors
    /// Where the statement, or the number of purposes, is larger than WhatsApp takes; and where
    /// none of `purposes` is in the statement.
    pub fn opt_in(&self, purposes: &[PurposeId]) -> Result<Interactive, LimitError> {
        let asked = self.stated(purposes);
        if let [purpose] = asked[..] {
            let buttons = vec![
                Button::fitted(self.purpose_id(purpose), &self.words.yes),
                Button::fitted(self.id(Choice::None), &self.words.no),
                Button::fitted(self.id(Choice::Person), &self.words.person),
            ];
            let body = self.body(&self.words.ask_one, &asked);
            // Long words need the list, whose body is four times as long.
            return Interactive::buttons(body, buttons)
                .or_else(|_| self.list(&self.words.ask_one, &asked));
        }
        self.list(&self.words.ask_many, &asked)
    }

    /// Asks whether an unclear message meant stop.
    ///
    /// # Errors
    /// Where the brand or the contact is longer than WhatsApp takes.
    pub fn did_you_mean_stop(&self) -> Result<Interactive, LimitError> {
        let title = |tap| match tap {
            StopTap::Stop => &self.words.stop,
            StopTap::Keep => &self.words.keep,
            StopTap::Person => &self.words.person,
        };
        let buttons = StopTap::ALL
            .into_iter()
            .map(|tap| Button::fitted(tap.id().to_owned(), title(tap)))
            .collect();
        let lines = [self.branded(&self.words.unclear), self.contact_line()];
        Interactive::buttons(lines.join("\n\n"), buttons)
    }

    /// Confirms a stop and offers, with one tap, to keep `purpose`: a new yes, so the words stand
    /// in it again.
    ///
    /// # Errors
    /// Where the statement is longer than WhatsApp takes, or does not have the purpose.
    pub fn keep_after_stop(&self, purpose: &PurposeId) -> Result<Interactive, LimitError> {
        let kept = self.stated(std::slice::from_ref(purpose));
        let ask = format!(
            "{}\n\n{}",
            self.branded(&self.words.stopped),
            self.words.keep_one
        );
        let buttons = kept
            .iter()
            .map(|purpose| Button::fitted(self.purpose_id(purpose), &purpose.label))
            .collect();
        let body = self.body(&ask, &kept);
        Interactive::buttons(body.clone(), buttons).or_else(|_| {
            let rows = kept.iter().map(|purpose| self.row(purpose)).collect();
            Interactive::list(body, self.words.choose.clone(), rows)
        })
    }

    fn list(&self, ask: &str, asked: &[&StatedPurpose]) -> Result<Interactive, LimitError> {
        let mut rows: Vec<Row> = asked.iter().map(|purpose| self.row(purpose)).collect();
        if !rows.is_empty() {
            rows.push(Row::fitted(self.id(Choice::None), &self.words.none, ""));
            rows.push(Row::fitted(self.id(Choice::Person), &self.words.person, ""));
        }
        Interactive::list(self.body(ask, asked), self.words.choose.clone(), rows)
    }

    /// The question, what each purpose is, every sentence of the statement, the way to the page,
    /// and who answers.
    fn body(&self, ask: &str, asked: &[&StatedPurpose]) -> String {
        let purposes: Vec<String> = asked
            .iter()
            .map(|purpose| {
                format!(
                    "• {}: {} ({})",
                    purpose.label, purpose.value, purpose.frequency
                )
            })
            .collect();
        let words = format!(
            "{}\n{}",
            self.statement.controller, self.statement.privacy_url
        );
        let mut parts = vec![
            self.branded(ask),
            purposes.join("\n"),
            self.statement.text(),
            words,
        ];
        parts.extend(self.page.map(str::to_owned));
        parts.push(self.contact_line());
        parts.join("\n\n")
    }

    fn row(&self, purpose: &StatedPurpose) -> Row {
        let description = format!("{} · {}", purpose.frequency, purpose.value);
        Row::fitted(self.purpose_id(purpose), &purpose.label, &description)
    }

    /// Of `purposes`, those of the statement, in its order.
    fn stated(&self, purposes: &[PurposeId]) -> Vec<&StatedPurpose> {
        let all = self.statement.purposes.iter();
        all.filter(|purpose| purposes.contains(&purpose.id))
            .collect()
    }

    fn branded(&self, text: &str) -> String {
        fill(text, "{brand}", &self.statement.brand)
    }

    fn contact_line(&self) -> String {
        fill(&self.words.contact, "{contact}", self.contact)
    }

    fn purpose_id(&self, purpose: &StatedPurpose) -> String {
        self.id(Choice::Purpose(purpose.id.clone()))
    }

    fn id(&self, choice: Choice) -> String {
        let statement = self.statement.id();
        Tap { statement, choice }.id()
    }
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use super::*;
    use crate::graph::{OutgoingMessage, Recipient};
    use crate::locale::Locale;
    use crate::phone::WaId;
    use crate::purpose::Category;
    use crate::settings::Settings;
    use serde_json::{Value, json};

    fn statement(locale: &str) -> Statement {
        Settings::example_for("demo", "https://wa.demo.example")
            .statement(&Locale::parse(locale).unwrap())
            .unwrap()
    }

    fn question(statement: &Statement) -> Question<'_> {
        Question {
            statement,
            words: words::of(&statement.locale).unwrap(),
            contact: "hola@demo.example",
            page: None,
        }
    }

    fn purposes(ids: &[&str]) -> Vec<PurposeId> {
        ids.iter().map(|id| PurposeId::parse(id).unwrap()).collect()
    }

    fn wire(message: Interactive) -> Value {
        let to = Recipient::Phone(WaId::parse("34600000001").unwrap());
        OutgoingMessage::Interactive(message).body(&to, "cb")
    }

    #[test]
    fn one_purpose_is_asked_about_with_three_buttons() {
        let statement = statement("en");
        let id = statement.id();
        let message = question(&statement).opt_in(&purposes(&["offers"])).unwrap();
        let wire = wire(message);
        assert_eq!(wire["type"], "interactive");
        assert_eq!(
            wire["interactive"]["action"],
            json!({"buttons": [
                {"type": "reply", "reply": {"id": format!("saludo:ask:{id}:offers"), "title": "Yes, please"}},
                {"type": "reply", "reply": {"id": format!("saludo:ask:{id}:NONE"), "title": "No, thanks"}},
                {"type": "reply", "reply": {"id": format!("saludo:ask:{id}:PERSON"), "title": "Talk to a person"}}
            ]})
        );
    }

    #[test]
    fn several_purposes_are_asked_about_with_a_list() {
        let statement = statement("es");
        let id = statement.id();
        let message = question(&statement).opt_in(&purposes(&["orders", "offers"]));
        assert_eq!(
            wire(message.unwrap())["interactive"]["action"],
            json!({"button": "Elegir", "sections": [{"rows": [
                {"id": format!("saludo:ask:{id}:offers"), "title": "Ofertas",
                 "description": "como mucho 4 mensajes al mes · Rebajas y descuentos antes que nadie"},
                {"id": format!("saludo:ask:{id}:orders"), "title": "Mis pedidos",
                 "description": "unos pocos mensajes por pedido · Enviado, en camino, en tu puerta"},
                {"id": format!("saludo:ask:{id}:NONE"), "title": "Ninguno"},
                {"id": format!("saludo:ask:{id}:PERSON"), "title": "Hablar con alguien"}
            ]}]})
        );
    }

    #[test]
    fn the_body_says_all_of_the_statement_and_ends_with_the_human_contact() {
        for locale in crate::words::LANGUAGES {
            let statement = statement(locale);
            for ids in [&["offers"][..], &["offers", "restock", "orders"]] {
                let message = question(&statement).opt_in(&purposes(ids)).unwrap();
                let body = message.body();
                assert!(body.contains(&statement.brand) && body.contains("WhatsApp"));
                assert!(body.contains(&statement.text()), "{body}");
                assert!(body.contains(&statement.controller), "{body}");
                assert!(body.contains(&statement.privacy_url), "{body}");
                for purpose in statement.purposes.iter().take(ids.len()) {
                    assert!(body.contains(&purpose.label), "{body}");
                    assert!(body.contains(&purpose.value), "{body}");
                    assert!(body.contains(&purpose.frequency), "{body}");
                }
                assert!(body.ends_with("hola@demo.example"), "{body}");
                assert!(!body.contains('{'), "{body}");
            }
        }
    }

    #[test]
    fn the_way_to_the_page_stands_before_the_human_contact() {
        let page = "My preferences: https://wa.demo.example/p/demo.0123";
        for locale in crate::words::LANGUAGES {
            let statement = statement(locale);
            let question = Question {
                page: Some(page),
                ..question(&statement)
            };
            let orders = PurposeId::parse("orders").unwrap();
            for message in [
                question.opt_in(&purposes(&["offers", "orders"])).unwrap(),
                question.keep_after_stop(&orders).unwrap(),
            ] {
                let (_, end) = message.body().split_once(page).expect(locale);
                assert!(end.starts_with("\n\n") && end.ends_with("hola@demo.example"));
            }
        }
    }

    #[test]
    fn eight_purposes_none_and_a_person_are_ten_rows() {
        let mut statement = statement("en");
        let one = |n: usize| StatedPurpose {
            category: Category::Marketing,
            frequency: "f".repeat(100),
            id: PurposeId::parse(&format!("{}{n}", "p".repeat(39))).unwrap(),
            label: "l".repeat(100),
            phrase: "p".into(),
            value: "v".repeat(100),
        };
        statement.purposes = (0..8).map(one).collect();
        let ids: Vec<PurposeId> = statement
            .purposes
            .iter()
            .map(|one| one.id.clone())
            .collect();
        let message = question(&statement).opt_in(&ids).unwrap();
        let wire = wire(message);
        let rows = &wire["interactive"]["action"]["sections"][0]["rows"];
        assert_eq!(rows.as_array().map(Vec::len), Some(10));
    }

    #[test]
    fn long_words_for_one_purpose_go_into_a_list() {
        let mut statement = statement("en");
        statement.recipients = "x".repeat(1000);
        let message = question(&statement).opt_in(&purposes(&["offers"])).unwrap();
        assert_eq!(wire(message)["interactive"]["type"], "list");
        statement.recipients = "x".repeat(4096);
        assert!(question(&statement).opt_in(&purposes(&["offers"])).is_err());
    }

    #[test]
    fn nothing_to_ask_about_is_no_question() {
        let statement = statement("en");
        assert!(question(&statement).opt_in(&[]).is_err());
        assert!(question(&statement).opt_in(&purposes(&["other"])).is_err());
        let other = PurposeId::parse("other").unwrap();
        assert!(question(&statement).keep_after_stop(&other).is_err());
    }

    #[test]
    fn an_unclear_message_is_asked_about_with_a_person_among_the_answers() {
        for locale in crate::words::LANGUAGES {
            let statement = statement(locale);
            let message = question(&statement).did_you_mean_stop().unwrap();
            assert!(message.body().ends_with("hola@demo.example"));
            let wire = wire(message);
            let buttons = wire["interactive"]["action"]["buttons"].as_array().unwrap();
            let ids: Vec<&str> = buttons
                .iter()
                .map(|button| button["reply"]["id"].as_str().unwrap())
                .collect();
            assert_eq!(ids, ["saludo:stop", "saludo:keep", "saludo:person"]);
        }
    }

    #[test]
    fn after_a_stop_one_tap_keeps_order_updates() {
        for locale in crate::words::LANGUAGES {
            let statement = statement(locale);
            let orders = PurposeId::parse("orders").unwrap();
            let message = question(&statement).keep_after_stop(&orders).unwrap();
            assert!(message.body().contains(&statement.text()));
            let wire = wire(message);
            let button = &wire["interactive"]["action"]["buttons"][0]["reply"];
            let tap = Tap::parse(button["id"].as_str().unwrap()).unwrap();
            assert_eq!(tap.statement, statement.id());
            assert_eq!(tap.choice, Choice::Purpose(orders));
        }
    }
}
