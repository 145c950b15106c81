//! Sending: what a message of any kind needs, and what holds messages up.

pub(in crate::book) const OUTBOX: &str = "
-- Messages of every kind (saludo_core::outgoing). `lane` is Lane::number; `reason` a word of
-- Reason: why it waits, or ended without arriving; `give_up_at` when it is given up.
-- Of a shop's own template: for which purpose and product it goes, its name and the language asked
-- for. What fills it stands in the row of `sends` that `subject` names.
ALTER TABLE outbox ADD COLUMN lane INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN give_up_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN reason TEXT;
ALTER TABLE outbox ADD COLUMN purpose TEXT;
ALTER TABLE outbox ADD COLUMN product TEXT;
ALTER TABLE outbox ADD COLUMN template TEXT;
ALTER TABLE outbox ADD COLUMN language TEXT;
-- The language that its template went in last.
ALTER TABLE outbox ADD COLUMN went_in TEXT;
-- When it was last claimed.
ALTER TABLE outbox ADD COLUMN left_at INTEGER;
UPDATE outbox SET give_up_at = queued_at + 82800000;

DROP INDEX outbox_next;
CREATE INDEX outbox_queued ON outbox (lane, next_at, id) WHERE state = 'queued';
CREATE INDEX outbox_sending ON outbox (next_at) WHERE state = 'sending';
CREATE INDEX outbox_reason ON outbox (reason, next_at) WHERE state = 'queued';
CREATE INDEX outbox_template ON outbox (template, language) WHERE state = 'queued' AND template IS NOT NULL;

-- Why nobody can write to a person any more (a word of Reason), until when Meta lets them rest from
-- marketing, and what the pair rate remembers of them (saludo_core::pace, in microseconds).
ALTER TABLE people ADD COLUMN never TEXT;
ALTER TABLE people ADD COLUMN rests_until INTEGER;
ALTER TABLE people ADD COLUMN pair_pace INTEGER;

-- What holds up all messages of a scope: 'number', 'templates', 'marketing'. One message at a time
-- probes whether it is over, from `until_at` on.
CREATE TABLE holds (
    scope TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    code INTEGER,
    since INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    probes INTEGER NOT NULL DEFAULT 0,
    -- Whether it was learnt from a status, after Graph had taken the message.
    by_status INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Templates that Graph refused to send, by language as in `pt-BR`, and until when that is believed.
-- What Meta tells of them itself is in template_states, and counts where it was said later.
CREATE TABLE template_refusals (
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    reason TEXT NOT NULL,
    code INTEGER NOT NULL,
    at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    PRIMARY KEY (name, language)
) STRICT, WITHOUT ROWID;

-- Who was written to outside the 24-hour window, and when last: the messaging limit counts people in
-- a rolling day. Their number stands in `counters`. Somebody who was erased still counts, namelessly.
CREATE TABLE reached (id INTEGER PRIMARY KEY, person TEXT UNIQUE, at INTEGER NOT NULL) STRICT;
CREATE INDEX reached_at ON reached (at);
";

pub(in crate::book) const GIVE_UP: &str = "
CREATE INDEX outbox_give_up ON outbox (give_up_at) WHERE state = 'queued';
";
