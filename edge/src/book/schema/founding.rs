//! The tables of the first versions: people, their opt-ins and consent, the ledger, and what Meta sent.

pub(super) const FIRST: &str = "
-- Which shop this is; one row.
CREATE TABLE shop (slug TEXT NOT NULL) STRICT;

CREATE TABLE counters (name TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- What the shop's owner decides, every version.
CREATE TABLE settings (
    version INTEGER PRIMARY KEY,
    body TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

-- The words people agreed to, never changed.
CREATE TABLE statements (
    id TEXT PRIMARY KEY,
    locale TEXT NOT NULL,
    body TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    superseded_at INTEGER
) STRICT, WITHOUT ROWID;

-- Everybody who wrote. `wa_id` and `user_id` as Meta gave them last.
CREATE TABLE people (
    id TEXT PRIMARY KEY,
    wa_id TEXT,
    user_id TEXT,
    name TEXT,
    last_wrote_at INTEGER,
    stopped_at INTEGER,
    native_stop_at INTEGER,
    native_resume_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a person is known by: 'phone' in the form for comparing, 'user' as it is.
CREATE TABLE identities (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX identities_person ON identities (person);

CREATE TABLE consents (
    person TEXT NOT NULL,
    purpose TEXT NOT NULL,
    granted_at INTEGER NOT NULL,
    withdrawn_at INTEGER,
    opt_in INTEGER NOT NULL,
    PRIMARY KEY (person, purpose)
) STRICT, WITHOUT ROWID;

CREATE TABLE opt_ins (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    fingerprint BLOB NOT NULL,
    state TEXT NOT NULL,
    person TEXT,
    purposes TEXT NOT NULL,
    statement TEXT NOT NULL,
    locale TEXT NOT NULL,
    page TEXT NOT NULL,
    source TEXT NOT NULL,
    campaign TEXT,
    product TEXT,
    phone TEXT,
    name TEXT,
    received_text TEXT,
    requested_at INTEGER NOT NULL,
    -- When the yes was sent by Meta's clock, in whole seconds: what a stop is compared with.
    sent_at INTEGER,
    confirmed_at INTEGER,
    withdrawn_at INTEGER
) STRICT;
CREATE INDEX opt_ins_person ON opt_ins (person) WHERE person IS NOT NULL;
CREATE INDEX opt_ins_state ON opt_ins (state, requested_at);

-- Updates from Meta, committed before 200. A key is kept for 8 days, an item until it is done.
CREATE TABLE inbox (
    seq INTEGER PRIMARY KEY,
    key BLOB UNIQUE,
    kind INTEGER NOT NULL,
    own INTEGER NOT NULL,
    item BLOB,
    contact BLOB,
    at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX inbox_pending ON inbox (next_at, seq) WHERE done = 0;
CREATE INDEX inbox_done ON inbox (at) WHERE done <> 0;
CREATE INDEX inbox_raw ON inbox (at) WHERE done <> 0 AND item IS NOT NULL;

-- Items too large for a row.
CREATE TABLE inbox_parts (
    seq INTEGER NOT NULL,
    part INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (seq, part)
) STRICT, WITHOUT ROWID;

-- What happened to each message of ours, known or not: a bit for each status.
CREATE TABLE statuses (
    id INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    marks INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX statuses_at ON statuses (at);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person TEXT NOT NULL,
    opt_in INTEGER NOT NULL UNIQUE,
    callback TEXT NOT NULL UNIQUE,
    form TEXT NOT NULL,
    fallback INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    wamid TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    error INTEGER,
    withdrawn INTEGER NOT NULL DEFAULT 0,
    -- How often its body could not be made: a fault of our own.
    faults INTEGER NOT NULL DEFAULT 0,
    queued_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_next ON outbox (state, next_at) WHERE state IN ('queued', 'sending');
CREATE INDEX outbox_wamid ON outbox (wamid) WHERE wamid IS NOT NULL;
CREATE INDEX outbox_person ON outbox (person);
CREATE INDEX outbox_state ON outbox (state, fallback);

-- Messages with a code whose post has not come yet.
CREATE TABLE held (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL,
    person TEXT NOT NULL,
    text TEXT NOT NULL,
    before_code TEXT NOT NULL,
    after_code TEXT NOT NULL,
    forwarded INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    at INTEGER NOT NULL,
    question INTEGER
) STRICT;
CREATE INDEX held_code ON held (code);
CREATE INDEX held_person ON held (person);
CREATE INDEX held_at ON held (at);

-- People who are due the question in the chat, and why.
CREATE TABLE questions (
    id INTEGER PRIMARY KEY,
    person TEXT NOT NULL,
    doubt TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX questions_person ON questions (person);

-- What people wrote to people. Kept 30 days.
CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    person TEXT,
    item BLOB NOT NULL,
    sent_at INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_person ON messages (person, sent_at);
CREATE INDEX messages_at ON messages (at);

-- Tokens of people's own pages, as hashes.
CREATE TABLE page_tokens (hash BLOB PRIMARY KEY, person TEXT NOT NULL, at INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;
CREATE INDEX page_tokens_person ON page_tokens (person);
CREATE INDEX page_tokens_at ON page_tokens (at);

-- Posts for one typed number in one day, by a hash that changes daily.
CREATE TABLE typed_phones (hash BLOB PRIMARY KEY, posts INTEGER NOT NULL, at INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;
";

pub(super) const SECOND: &str = "
-- The campaign whose link a person came by.
ALTER TABLE questions ADD COLUMN source TEXT;
";

pub(super) const THIRD: &str = "
-- Answers to the shop's own questions, as a JSON object.
ALTER TABLE opt_ins ADD COLUMN fields TEXT;

-- A person may wait for several products: the key of a consent that a product's button got has the
-- product's id, that of any other nothing.
CREATE TABLE consents_by_product (
    person TEXT NOT NULL,
    purpose TEXT NOT NULL,
    product TEXT NOT NULL,
    granted_at INTEGER NOT NULL,
    withdrawn_at INTEGER,
    opt_in INTEGER NOT NULL,
    PRIMARY KEY (person, purpose, product)
) STRICT, WITHOUT ROWID;
INSERT INTO consents_by_product (person, purpose, product, granted_at, withdrawn_at, opt_in)
    SELECT person, purpose, '', granted_at, withdrawn_at, opt_in FROM consents;
DROP TABLE consents;
ALTER TABLE consents_by_product RENAME TO consents;
";

pub(super) const FOURTH: &str = "
-- The ledger: one record a row, its line as it is exported. Nothing in it is ever changed.
CREATE TABLE ledger (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    pseudonym TEXT,
    hash TEXT NOT NULL,
    line TEXT NOT NULL
) STRICT;
CREATE INDEX ledger_pseudonym ON ledger (pseudonym) WHERE pseudonym IS NOT NULL;

-- The keys that sign heads, from which record on.
CREATE TABLE ledger_keys (seq INTEGER PRIMARY KEY, key TEXT NOT NULL) STRICT;

-- Signed heads.
CREATE TABLE heads (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT;

-- What opens the commitments of a pseudonym, and whose it is now: persons may turn out to be one.
CREATE TABLE salts (pseudonym TEXT PRIMARY KEY, person TEXT NOT NULL, salt BLOB NOT NULL)
    STRICT, WITHOUT ROWID;
CREATE INDEX salts_person ON salts (person);

-- The personal data behind a record's commitment.
CREATE TABLE facts (seq INTEGER PRIMARY KEY, person TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE INDEX facts_person ON facts (person);
";

pub(super) const FIFTH: &str = r#"
-- What people did to their consent, each once: what they hold follows from all of it, in whatever
-- order it came (saludo_core::consent). `text` and `at_ms` are what its event in the ledger needs;
-- `seq` is that event, none while the act had no effect.
CREATE TABLE acts (
    id INTEGER PRIMARY KEY,
    person TEXT NOT NULL,
    at INTEGER NOT NULL,
    deed TEXT NOT NULL,
    method TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    text TEXT,
    opt_in INTEGER,
    seq INTEGER,
    UNIQUE (person, at, deed)
) STRICT;

INSERT INTO acts (person, at, deed, method, at_ms, opt_in, seq)
    SELECT person, sent_at / 1000 * 1000,
        json_object('grant', json_object(
            'purposes', json(purposes), 'product', json_extract(product, '$.id'),
            'statement', statement, 'imported', json('false'))),
        source, sent_at, id, -1
    FROM opt_ins WHERE person IS NOT NULL AND sent_at IS NOT NULL;
INSERT INTO acts (person, at, deed, method, at_ms, seq)
    SELECT id, stopped_at / 1000 * 1000, '"stop"', 'message', stopped_at, -1
    FROM people WHERE stopped_at IS NOT NULL;
INSERT INTO acts (person, at, deed, method, at_ms, seq)
    SELECT id, native_stop_at / 1000 * 1000, '"native_stop"', 'native_preference', native_stop_at, -1
    FROM people WHERE native_stop_at IS NOT NULL;
INSERT INTO acts (person, at, deed, method, at_ms, seq)
    SELECT id, native_resume_at / 1000 * 1000, '"native_resume"', 'native_preference', native_resume_at, -1
    FROM people WHERE native_resume_at IS NOT NULL;

-- How things stand for each purpose (and product) that a person ever agreed to: made from `acts`,
-- for looking up. `standing` is a word of saludo_core::consent::Standing.
CREATE TABLE standings (
    person TEXT NOT NULL,
    purpose TEXT NOT NULL,
    product TEXT NOT NULL,
    standing TEXT NOT NULL,
    since INTEGER,
    ended_at INTEGER,
    -- The words it was agreed to under, where they are ours.
    statement TEXT,
    PRIMARY KEY (person, purpose, product)
) STRICT, WITHOUT ROWID;
CREATE INDEX standings_purpose ON standings (purpose, product, standing);
INSERT INTO standings (person, purpose, product, standing, since, ended_at)
    SELECT person, purpose, product, iif(withdrawn_at IS NULL, 'granted', 'stopped'),
        granted_at, withdrawn_at FROM consents;
DROP TABLE consents;

ALTER TABLE people DROP COLUMN stopped_at;
ALTER TABLE people DROP COLUMN native_stop_at;
ALTER TABLE people DROP COLUMN native_resume_at;
-- The language they are written to in, and when somebody of the shop last wrote to them.
ALTER TABLE people ADD COLUMN locale TEXT;
ALTER TABLE people ADD COLUMN human_wrote_at INTEGER;

-- From when until when a statement was the one that is shown.
CREATE TABLE shown (statement TEXT NOT NULL, from_at INTEGER NOT NULL, until_at INTEGER) STRICT;
CREATE INDEX shown_statement ON shown (statement);
INSERT INTO shown (statement, from_at, until_at) SELECT id, published_at, superseded_at FROM statements;

-- Family and major version of the browser of the post, as in `Firefox 143`.
ALTER TABLE opt_ins ADD COLUMN browser TEXT;

-- Not only welcomes: `kind` says what a message is, `subject` names the row it is about.
CREATE TABLE messages_out (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    person TEXT NOT NULL,
    opt_in INTEGER UNIQUE,
    subject INTEGER,
    callback TEXT NOT NULL UNIQUE,
    form TEXT NOT NULL,
    fallback INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    wamid TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    error INTEGER,
    withdrawn INTEGER NOT NULL DEFAULT 0,
    -- How often its body could not be made: a fault of our own.
    faults INTEGER NOT NULL DEFAULT 0,
    queued_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL
) STRICT;
INSERT INTO messages_out (id, kind, person, opt_in, callback, form, fallback, state, wamid, attempts,
        error, withdrawn, faults, queued_at, next_at)
    SELECT id, 'welcome', person, opt_in, callback, form, fallback, state, wamid, attempts,
        error, withdrawn, faults, queued_at, next_at FROM outbox;
DROP TABLE outbox;
ALTER TABLE messages_out RENAME TO outbox;
CREATE INDEX outbox_next ON outbox (state, next_at) WHERE state IN ('queued', 'sending');
CREATE INDEX outbox_wamid ON outbox (wamid) WHERE wamid IS NOT NULL;
CREATE INDEX outbox_person ON outbox (person);
CREATE INDEX outbox_state ON outbox (kind, state, fallback);

-- The question in the chat: asked when, with which words, and how it was answered. A row that is
-- not asked yet has none of it.
ALTER TABLE questions ADD COLUMN statement TEXT;
ALTER TABLE questions ADD COLUMN asked_at INTEGER;
ALTER TABLE questions ADD COLUMN answered_at INTEGER;
-- Why it was not asked.
ALTER TABLE questions ADD COLUMN silence TEXT;

-- One-time codes by which somebody with a link to a page shows that they have the phone too.
CREATE TABLE proofs (
    code TEXT PRIMARY KEY,
    secret BLOB NOT NULL,
    person TEXT NOT NULL,
    at INTEGER NOT NULL,
    proven_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX proofs_person ON proofs (person);
CREATE INDEX proofs_at ON proofs (at);

-- What must be known of those who were erased: keyed hashes of their identifiers, used for nothing
-- but not writing to them. `kind` is 'erased' or 'native_stop'.
CREATE TABLE suppressions (hash BLOB NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (hash, kind))
    STRICT, WITHOUT ROWID;

CREATE INDEX suppressions_at ON suppressions (kind, at);

-- Blocked persons: what proof needs, sealed to a key that is not here. A long record has parts.
-- `pseudonyms` is every name that the ledger has for the person, as JSON.
CREATE TABLE sealed (
    id INTEGER PRIMARY KEY,
    person TEXT NOT NULL,
    part INTEGER NOT NULL,
    pseudonyms TEXT NOT NULL,
    blocked_at INTEGER NOT NULL,
    destroy_at INTEGER NOT NULL,
    record BLOB NOT NULL,
    UNIQUE (person, part)
) STRICT;
CREATE INDEX sealed_destroy ON sealed (destroy_at);

-- For looking up who was silent for long.
CREATE INDEX standings_since ON standings (since) WHERE standing = 'granted';
CREATE INDEX people_seen ON people (coalesce(last_wrote_at, created_at));
"#;
