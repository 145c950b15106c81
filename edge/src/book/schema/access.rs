//! Who may use the console and its API besides the worker's owner, and who is signed in.

pub(in crate::book) const ACCESS: &str = "
-- Of a token the hash alone is kept: SHA-256, for a token is 160 random bits. What was revoked stays,
-- because the ledger names it.
CREATE TABLE tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    used_at INTEGER,
    revoked_at INTEGER,
    revoked_by TEXT
) STRICT;
CREATE UNIQUE INDEX tokens_name ON tokens (name) WHERE revoked_at IS NULL;

-- `token` is NULL for the worker's own, ADMIN_TOKEN.
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    token INTEGER REFERENCES tokens (id),
    lang TEXT,
    made_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_token ON sessions (token);
";
