//! `confirm = "template"`: numbers that somebody typed and that are asked.

pub(in crate::book) const NUMBERS: &str = "
-- Of a request that asks its typed number: the number's keyed hash, by which its tap is known, and
-- when it said Not me.
ALTER TABLE opt_ins ADD COLUMN asked BLOB;
ALTER TABLE opt_ins ADD COLUMN declined_at INTEGER;

-- Posts that ask a number, by its keyed hash, and whether it was asked. Kept 30 days.
CREATE TABLE asked_numbers (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL,
    at INTEGER NOT NULL,
    was_asked INTEGER NOT NULL
) STRICT;
CREATE INDEX asked_numbers_hash ON asked_numbers (hash, at) WHERE was_asked <> 0;
CREATE INDEX asked_numbers_at ON asked_numbers (at);
";
