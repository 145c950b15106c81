//! What Meta says of templates, number and account (`saludo_core::meta`), and the moment that it
//! gives for an update.

pub(in crate::book) const STATES: &str = "
-- Of each template in each language, as JSON. `language` is a tag as in `pt-BR`.
CREATE TABLE template_states (
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (name, language)
) STRICT, WITHOUT ROWID;

-- Of the shop's number ('number') and of its account ('account'), as JSON.
CREATE TABLE meta_states (subject TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- `entry.time` of an update about the account: which of two is the newer.
ALTER TABLE inbox ADD COLUMN said_at INTEGER;
";

pub(in crate::book) const IDENTITY_KEYS: &str = "
-- Hashes of the keys of people's WhatsApp installations, and when each was first seen.
CREATE TABLE identity_keys (
    person TEXT NOT NULL,
    hash TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    is_change INTEGER NOT NULL,
    PRIMARY KEY (person, hash)
) STRICT, WITHOUT ROWID;
";
