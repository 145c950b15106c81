//! Tables of events out, and of how well the shop's own receivers are.

pub(in crate::book) const EVENTS: &str = "
-- What the shop's own systems are told. `body` is what is sent, byte for byte; that of the last
-- event about somebody who was erased goes once it is taken (`last`). `status` is the last HTTP
-- status; `since` is when it was queued, at first or again. Kept 30 days.
CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    person TEXT,
    type TEXT NOT NULL,
    body TEXT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    status INTEGER,
    at INTEGER NOT NULL,
    since INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    delivered_at INTEGER,
    last INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX events_next ON events (state, next_at, seq);
CREATE INDEX events_person ON events (person) WHERE person IS NOT NULL;
CREATE INDEX events_at ON events (at);

-- 'forward' and 'events': how often in a row they failed, until when nothing is tried, and for
-- which address (as a keyed hash) the answer was that nothing is wanted any more.
CREATE TABLE receivers (
    name TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    gone BLOB
) STRICT, WITHOUT ROWID;
";
