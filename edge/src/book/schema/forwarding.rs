//! Tables of forwarding: webhooks as they came, while they wait to be read and taken.

pub(in crate::book) const FORWARDING: &str = "
-- A body with its signature. `state` is 'open' until its messages decide, 'behind' while an earlier
-- one about the same person is not taken, and then a word of saludo_core::delivery::DeliveryState.
-- It goes as soon as it is taken, or not to be forwarded. `open` counts messages that nobody has
-- acted on; `next_at` is its next turn, or by when a report on it must be there.
CREATE TABLE forwards (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    signature TEXT NOT NULL,
    content_type TEXT NOT NULL,
    open INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL,
    next_at INTEGER NOT NULL
) STRICT;
CREATE INDEX forwards_next ON forwards (state, next_at, id);
CREATE INDEX forwards_at ON forwards (at);

-- The bytes of a body: a row has at most 2 MB, a body 3 MiB.
CREATE TABLE forward_parts (
    forward INTEGER NOT NULL,
    part INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (forward, part)
) STRICT, WITHOUT ROWID;

-- The messages that decide: their rows in the inbox.
CREATE TABLE forward_asks (seq INTEGER PRIMARY KEY, forward INTEGER NOT NULL) STRICT;
CREATE INDEX forward_asks_forward ON forward_asks (forward);

-- Who a body is about, as keyed hashes.
CREATE TABLE forward_people (
    who BLOB NOT NULL,
    forward INTEGER NOT NULL,
    PRIMARY KEY (who, forward)
) STRICT, WITHOUT ROWID;
CREATE INDEX forward_people_forward ON forward_people (forward);

-- Bodies that several shops share, as keyed hashes: which were here before. Kept 8 days.
CREATE TABLE forward_seen (body BLOB PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX forward_seen_at ON forward_seen (at);
";
