//! What the shop asked to be sent (`POST …/messages`), and who waits for a product.

pub(in crate::book) const SENDS: &str = "
-- One request each. `name` is its id towards the outside, `filling` what fills the template, as
-- JSON. Of a send for a product the rows of the outbox are made in batches: `made_up_to` is the
-- last person who has one.
CREATE TABLE sends (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL UNIQUE,
    fingerprint BLOB NOT NULL,
    person TEXT,
    purpose TEXT NOT NULL,
    product TEXT,
    template TEXT NOT NULL,
    language TEXT,
    filling TEXT NOT NULL,
    answer TEXT NOT NULL,
    at INTEGER NOT NULL,
    made_up_to TEXT NOT NULL,
    is_made INTEGER NOT NULL,
    -- When the next batch is due, and how often one could not be made: a fault of our own.
    next_at INTEGER NOT NULL,
    faults INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX sends_person ON sends (person) WHERE person IS NOT NULL;
CREATE INDEX sends_open ON sends (next_at, id) WHERE is_made = 0;
CREATE INDEX sends_at ON sends (at);
CREATE INDEX outbox_about ON outbox (kind, subject, state, reason) WHERE subject IS NOT NULL;

-- Who waits for a product, and since when.
CREATE INDEX standings_waiting_since ON standings (since) WHERE standing = 'granted' AND product <> '';
";
