//! The console's chats: what was answered, by whom, and whose they are.

pub(in crate::book) const CHATS: &str = "
-- Whether somebody of the shop has answered a message, or said that it needs no answer.
ALTER TABLE messages ADD COLUMN is_answered INTEGER NOT NULL DEFAULT 0;
CREATE INDEX messages_waiting ON messages (person, sent_at)
    WHERE is_answered = 0 AND person IS NOT NULL;

-- What somebody of the shop wrote in the console. `key` is their form's, so that it is sent once. How
-- it fares stands in the row of the outbox of kind 'reply' whose subject it is.
CREATE TABLE replies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL,
    body TEXT NOT NULL,
    author TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX replies_person ON replies (person, id);
CREATE INDEX replies_at ON replies (at);

-- What somebody of the shop wrote with another tool, as Meta echoes it.
CREATE TABLE echoes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person TEXT NOT NULL,
    message_id TEXT,
    item BLOB NOT NULL,
    sent_at INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX echoes_person ON echoes (person, sent_at);
CREATE INDEX echoes_at ON echoes (at);

-- The colleague who is to answer somebody.
CREATE TABLE chat_tags (person TEXT PRIMARY KEY, tag TEXT NOT NULL, at INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;
";
