//! What the overview counts: by hour and by day, so that it need not look at a million rows.

pub(in crate::book) const TALLIES: &str = "
-- What happened in each hour (of UTC, since 1970). `seen` and `opened` are told by the isolates;
-- `continued` and `confirmed` are of forms, `in_chat` counts a yes that no form asked for; `reached`
-- and `read` are of the welcomes of forms.
CREATE TABLE tallies (
    hour INTEGER PRIMARY KEY,
    seen INTEGER NOT NULL DEFAULT 0,
    opened INTEGER NOT NULL DEFAULT 0,
    continued INTEGER NOT NULL DEFAULT 0,
    confirmed INTEGER NOT NULL DEFAULT 0,
    in_chat INTEGER NOT NULL DEFAULT 0,
    withdrawn INTEGER NOT NULL DEFAULT 0,
    reached INTEGER NOT NULL DEFAULT 0,
    read INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Each yes of a day, by where it came from; `country` is empty where it is not known. Kept 100 days.
CREATE TABLE day_facets (
    day INTEGER NOT NULL,
    source TEXT NOT NULL,
    locale TEXT NOT NULL,
    country TEXT NOT NULL,
    purposes TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (day, source, locale, country, purposes)
) STRICT, WITHOUT ROWID;
-- The same by page, without what came behind its path. In the order in which they are added up.
CREATE TABLE day_pages (
    page TEXT NOT NULL,
    day INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (page, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX day_pages_day ON day_pages (day);

-- What each isolate of the worker has told so far, by a random name. Kept 2 days.
CREATE TABLE isolates (
    name TEXT PRIMARY KEY,
    seen INTEGER NOT NULL,
    opened INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What there was before.
INSERT INTO tallies (hour, continued)
    SELECT requested_at / 3600000 AS hour, count(*) FROM opt_ins
    WHERE source IN ('bubble', 'inline', 'product', 'hosted', 'campaign') GROUP BY hour;
INSERT INTO tallies (hour, confirmed, in_chat)
    SELECT confirmed_at / 3600000 AS hour,
        sum(source IN ('bubble', 'inline', 'product', 'hosted', 'campaign')),
        sum(source NOT IN ('bubble', 'inline', 'product', 'hosted', 'campaign'))
    FROM opt_ins WHERE confirmed_at IS NOT NULL GROUP BY hour
    ON CONFLICT (hour) DO UPDATE SET confirmed = excluded.confirmed, in_chat = excluded.in_chat;
INSERT INTO tallies (hour, withdrawn)
    SELECT withdrawn_at / 3600000 AS hour, count(*) FROM opt_ins
    WHERE withdrawn_at IS NOT NULL GROUP BY hour
    ON CONFLICT (hour) DO UPDATE SET withdrawn = excluded.withdrawn;
INSERT INTO tallies (hour, reached, read)
    SELECT coalesce(left_at, queued_at) / 3600000 AS hour, count(*), sum(outbox.state = 'read')
    FROM outbox JOIN opt_ins ON opt_ins.id = outbox.opt_in
    WHERE kind = 'welcome' AND outbox.state IN ('delivered', 'read')
        AND source IN ('bubble', 'inline', 'product', 'hosted', 'campaign')
    GROUP BY hour
    ON CONFLICT (hour) DO UPDATE SET reached = excluded.reached, read = excluded.read;
INSERT INTO day_facets (day, source, locale, country, purposes, n)
    SELECT confirmed_at / 86400000 AS day, source, locale, '', purposes, count(*)
    FROM opt_ins WHERE confirmed_at IS NOT NULL GROUP BY day, source, locale, purposes;
INSERT INTO day_pages (day, page, n)
    SELECT confirmed_at / 86400000 AS day,
        iif(instr(page, '?') > 0, substr(page, 1, instr(page, '?') - 1), page) AS path, count(*)
    FROM opt_ins WHERE confirmed_at IS NOT NULL GROUP BY day, path;

";

pub(in crate::book) const LOOKING: &str = "
-- What waits and why, and what ended badly, without the rest of the rows. (`state`, which is always the
-- same in the first, spares a look at the rows.)
DROP INDEX outbox_reason;
CREATE INDEX outbox_reason ON outbox (reason, lane, next_at, queued_at, state) WHERE state = 'queued';
CREATE INDEX outbox_ended ON outbox (state, queued_at, reason)
    WHERE state IN ('failed', 'cancelled', 'uncertain');

-- Whose an update is, as far as somebody is known by it.
ALTER TABLE inbox ADD COLUMN person TEXT;
CREATE INDEX inbox_person ON inbox (person) WHERE person IS NOT NULL;
CREATE INDEX inbox_aside ON inbox (seq) WHERE done = 2;
";
