//! The set-up check.

pub(in crate::book) const REPORT: &str = "
-- What was found last, as JSON, and when.
CREATE TABLE setup_report (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at INTEGER NOT NULL,
    report TEXT NOT NULL
) STRICT;
";
