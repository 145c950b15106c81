//! What people wrote to people, what became of it, and where they came from.

pub(in crate::book) const RECEIVED: &str = "
-- Meta's id of a message: what reactions, edits and revocations name.
ALTER TABLE messages ADD COLUMN message_id TEXT;
CREATE INDEX messages_id ON messages (person, message_id) WHERE message_id IS NOT NULL;

-- A person's latest reaction to, and edit or revocation of, a message of either side, as it came: a
-- revocation has no item. It may come before the message.
CREATE TABLE message_marks (
    person TEXT NOT NULL,
    message_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    item BLOB,
    sent_at INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (person, message_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_marks_at ON message_marks (at);

-- Adverts and posts that led people into the chat, as Meta tells of them (JSON).
CREATE TABLE referrals (
    id INTEGER PRIMARY KEY,
    person TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (person, at, body)
) STRICT;

-- Why messages of ours failed, in Meta's words. `message` is a row of the outbox.
CREATE TABLE failures (
    message INTEGER PRIMARY KEY,
    person TEXT NOT NULL,
    code INTEGER,
    title TEXT,
    details TEXT,
    href TEXT,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX failures_person ON failures (person);
";

pub(in crate::book) const FEWER_INDEXES: &str = "
-- Only a revocation looks a message up by its id, among those of one person: an index of their own
-- cost each message a page to write.
DROP INDEX messages_id;
";
