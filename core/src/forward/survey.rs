//! A look at a body as it comes: does this book have to forward it?

use super::people::people;
use crate::settings::Forward;
use crate::shops::{Concerned, Shops, Slug};
use crate::webhook::{Kind, Update};
use std::collections::BTreeSet;

/// What a book does with a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// Nothing: there is nothing new in it, or nothing to forward, or another book forwards it.
    Leave,
    /// It waits for what its messages turn out to be: their rows in the inbox.
    Ask(Vec<i64>),
    /// It is forwarded.
    Forward {
        /// Whether it was shared by several shops: then nothing tells by its updates whether it was
        /// forwarded before.
        shared: bool,
    },
}

/// Looks at the updates of one body, in the book of one shop.
#[derive(Debug)]
pub struct Survey<'a> {
    shop: &'a Slug,
    shops: &'a Shops,
    mode: Forward,
    /// Shops whose own numbers are in it.
    by_number: BTreeSet<&'a Slug>,
    /// Shops that it concerns by their account alone.
    by_account: BTreeSet<&'a Slug>,
    people: BTreeSet<String>,
    any_fresh: bool,
    strangers: bool,
    asked: Vec<i64>,
}

impl<'a> Survey<'a> {
    /// Begins with the book of `shop`.
    pub fn new(shop: &'a Slug, shops: &'a Shops, mode: Forward) -> Self {
        Self {
            shop,
            shops,
            mode,
            by_number: BTreeSet::new(),
            by_account: BTreeSet::new(),
            people: BTreeSet::new(),
            any_fresh: false,
            strangers: false,
            asked: Vec::new(),
        }
    }

    /// Looks at an update, whosever it is.
    pub fn sees(&mut self, update: &Update<'_>, concerned: &Concerned<'a>) {
        let number = update.phone_number_id.as_deref();
        let of_number = number.is_some_and(|number| {
            let mut shops = self.shops.iter();
            shops.any(|(_, shop)| shop.phone_number_id == number)
        });
        match concerned {
            Concerned::Shops(slugs) if of_number => self.by_number.extend(slugs),
            Concerned::Shops(slugs) => self.by_account.extend(slugs),
            Concerned::Unclaimed(first) => {
                self.by_account.insert(first);
            }
        }
        if update.kind == Kind::Message || self.mode == Forward::Everything {
            self.people.extend(people(update.kind, update.item));
        }
    }

    /// There is an update of this book that was not seen before.
    pub fn is_new(&mut self) {
        self.any_fresh = true;
    }

    /// Looks at such an update that has a row in the inbox. `own`: whether it came for the shop's own
    /// number.
    pub fn stored(&mut self, update: &Update<'_>, own: bool, row: i64) {
        if update.kind == Kind::Message {
            if own {
                self.asked.push(row);
            } else {
                // For a number that is no shop's here, so nobody here answers it.
                self.strangers = true;
            }
        }
    }

    /// Who the body is about, each once.
    pub fn people(&self) -> impl Iterator<Item = &str> {
        self.people.iter().map(String::as_str)
    }

    /// What is to be done.
    pub fn plan(&self) -> Plan {
        // One of several books forwards it: the first that it concerns, by its number if any.
        let first = self.by_number.first().or(self.by_account.first());
        if first.copied() != Some(self.shop) {
            return Plan::Leave;
        }
        // What the other shops' messages turn out to be, their own books know: it goes in any case.
        if self.by_number.len() > 1 {
            return Plan::Forward { shared: true };
        }
        if !self.any_fresh {
            return Plan::Leave;
        }
        if self.mode == Forward::Everything || self.strangers {
            return Plan::Forward { shared: false };
        }
        if self.asked.is_empty() {
            return Plan::Leave;
        }
        Plan::Ask(self.asked.clone())
    }
}
