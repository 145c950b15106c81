//! One line of the set-up check, and the whole of it.

use super::facts::{Facts, Read};
use super::{access, account, callback, number, shop, template, worker_side};
use crate::time::Millis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Names a list of things, in an enum with the word of each: the key of its texts, and what API and
/// book call it.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its stable word.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }
    };
}

named! {
    /// What is looked at.
    Id {
        /// The worker's secrets.
        Secrets = "secrets",
        /// Where the worker answers.
        Domain = "domain",
        /// Where the book lives.
        Book = "book",
        /// The version of Meta's API.
        GraphVersion = "graph_version",
        /// The sites that carry the bubble.
        Origins = "origins",
        /// The access token.
        Token = "token",
        /// What the token may do.
        Permissions = "permissions",
        /// Who holds the account.
        Holder = "holder",
        /// The number.
        Number = "number",
        /// The name that people see.
        DisplayName = "display_name",
        /// Whether Meta lets the account send.
        Account = "account",
        /// Whether Meta knows the business.
        Verification = "verification",
        /// What people see of the business.
        Profile = "profile",
        /// Who pays Meta.
        Payment = "payment",
        /// Meta's handshake at our own address.
        Handshake = "handshake",
        /// A test delivery at our own address.
        Delivery = "delivery",
        /// Where Meta delivers, and what.
        Callback = "callback",
        /// Whether the account is subscribed to our app.
        Subscribed = "subscribed",
        /// Who else gets the account's messages.
        OtherApps = "other_apps",
        /// The confirmation template, in one language.
        Template = "template",
        /// The words that people agree to.
        Statement = "statement",
        /// How to reach a person.
        Contact = "contact",
        /// The privacy notice.
        Privacy = "privacy",
        /// What the shop sells.
        Goods = "goods",
    }
}

named! {
    /// What was found. Each has its texts in `templates/<language>/console/setup.json`.
    #[expect(missing_docs, reason = "each is explained by its text")]
    Word {
        SecretsGood = "secrets_good",
        SecretsDevelopment = "secrets_development",
        SecretsOtherApp = "secrets_other_app",
        DomainOwn = "domain_own",
        DomainWorkersDev = "domain_workers_dev",
        DomainLocal = "domain_local",
        BookEu = "book_eu",
        BookUs = "book_us",
        BookAnywhere = "book_anywhere",
        BookLocal = "book_local",
        VersionNewest = "version_newest",
        VersionGood = "version_good",
        VersionSoon = "version_soon",
        VersionOver = "version_over",
        OriginsGood = "origins_good",
        OriginsNone = "origins_none",
        OriginsOpen = "origins_open",
        TokenGood = "token_good",
        TokenExpires = "token_expires",
        TokenExpired = "token_expired",
        TokenInvalid = "token_invalid",
        PermissionsGood = "permissions_good",
        PermissionsMissing = "permissions_missing",
        PermissionsElsewhere = "permissions_elsewhere",
        HolderYou = "holder_you",
        HolderClient = "holder_client",
        HolderProvider = "holder_provider",
        NumberGood = "number_good",
        NumberBesideApp = "number_beside_app",
        NumberTest = "number_test",
        NumberNotRegistered = "number_not_registered",
        NumberNotVerified = "number_not_verified",
        NumberWeak = "number_weak",
        NumberBlocked = "number_blocked",
        NumberOther = "number_other",
        NameGood = "name_good",
        NamePending = "name_pending",
        NameRefused = "name_refused",
        AccountGood = "account_good",
        AccountPending = "account_pending",
        AccountRefused = "account_refused",
        AccountLimited = "account_limited",
        AccountBlocked = "account_blocked",
        VerificationGood = "verification_good",
        VerificationPending = "verification_pending",
        VerificationNone = "verification_none",
        VerificationRefused = "verification_refused",
        ProfileGood = "profile_good",
        ProfileThin = "profile_thin",
        ProfileNoContact = "profile_no_contact",
        PaymentGood = "payment_good",
        PaymentNone = "payment_none",
        PaymentFault = "payment_fault",
        HandshakeGood = "handshake_good",
        HandshakeRefused = "handshake_refused",
        HandshakeInside = "handshake_inside",
        DeliveryGood = "delivery_good",
        DeliveryRefused = "delivery_refused",
        DeliveryUnchecked = "delivery_unchecked",
        DeliveryInside = "delivery_inside",
        CallbackGood = "callback_good",
        CallbackNone = "callback_none",
        CallbackOff = "callback_off",
        CallbackOther = "callback_other",
        CallbackOverride = "callback_override",
        CallbackNoMessages = "callback_no_messages",
        CallbackSomeFields = "callback_some_fields",
        SubscribedGood = "subscribed_good",
        SubscribedNot = "subscribed_not",
        AppsAlone = "apps_alone",
        AppsOthers = "apps_others",
        TemplateGood = "template_good",
        TemplatePending = "template_pending",
        TemplateMissing = "template_missing",
        TemplateRefused = "template_refused",
        TemplatePaused = "template_paused",
        TemplateDisabled = "template_disabled",
        TemplateMarketing = "template_marketing",
        TemplateParameters = "template_parameters",
        TemplateLink = "template_link",
        StatementGood = "statement_good",
        StatementUnpublished = "statement_unpublished",
        ContactGood = "contact_good",
        ContactInChat = "contact_in_chat",
        PrivacyGood = "privacy_good",
        PrivacyDead = "privacy_dead",
        GoodsNone = "goods_none",
        GoodsFound = "goods_found",
        UnreadRefused = "unread_refused",
        UnreadSilent = "unread_silent",
        UnreadAbsent = "unread_absent",
    }
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// In order.
    Green,
    /// Works, or may work; to be looked at.
    Amber,
    /// Must be mended.
    Red,
}

impl State {
    /// Its stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
        }
    }
}

/// One line of the check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What was looked at.
    pub id: Id,
    /// Which of several: the language of a template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// How it stands.
    pub state: State,
    /// What was found.
    pub word: Word,
    /// What the word's text has places for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
}

impl Check {
    pub(super) fn green(id: Id, word: Word) -> Self {
        Self::new(id, State::Green, word)
    }

    pub(super) fn amber(id: Id, word: Word) -> Self {
        Self::new(id, State::Amber, word)
    }

    pub(super) fn red(id: Id, word: Word) -> Self {
        Self::new(id, State::Red, word)
    }

    fn new(id: Id, state: State, word: Word) -> Self {
        Self {
            id,
            about: None,
            state,
            word,
            values: BTreeMap::new(),
        }
    }

    /// Fills a place of the word's text.
    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.insert(name.to_owned(), value.into());
        self
    }

    pub(super) fn about(mut self, what: &str) -> Self {
        self.about = Some(what.to_owned());
        self
    }

    /// What is not told, though what holds it was read.
    pub(super) fn absent(id: Id) -> Self {
        Self::amber(id, Word::UnreadAbsent)
    }

    /// Judges what was read; what was not is amber.
    pub(super) fn of<T>(id: Id, read: &Read<T>, judge: impl FnOnce(&T) -> Self) -> Self {
        match read {
            Read::Said(said) => judge(said),
            Read::Refused(refusal) => {
                Self::amber(id, Word::UnreadRefused).with("code", refusal.code.to_string())
            }
            Read::Silent => Self::amber(id, Word::UnreadSilent),
        }
    }
}

/// All lines, and when they were looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// When, in Unix milliseconds.
    pub at: Millis,
    /// The lines, in the order in which a set-up is done.
    pub checks: Vec<Check>,
}

impl Report {
    /// Judges what was read at a moment.
    pub fn of(facts: &Facts<'_>, at: Millis) -> Self {
        let mut checks = worker_side::checks(facts, at);
        checks.extend(access::checks(facts, at));
        checks.extend(number::checks(facts));
        checks.extend(account::checks(facts));
        checks.extend(callback::checks(facts));
        checks.extend(template::checks(facts));
        checks.extend(shop::checks(facts));
        Self { at, checks }
    }

    /// The lines that stand so.
    pub fn standing(&self, state: State) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(move |check| check.state == state)
    }

    /// How many they are.
    pub fn count(&self, state: State) -> usize {
        self.standing(state).count()
    }
}
