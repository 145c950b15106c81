//! Fills a book that is at rest with so many people: what a large shop has after three months.

/// How much a book has.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// People, each with a number, a name and a consent.
    pub people: u32,
    /// Opt-ins of theirs, each with its welcome.
    pub opt_ins: u32,
    /// Messages that wait for a limit of Meta's.
    pub waiting: u32,
    /// Updates of the last days.
    pub updates: u32,
}

/// A shop with a hundred thousand people.
pub const LARGE: Size = Size {
    people: 100_000,
    opt_ins: 100_000,
    waiting: 2_000,
    updates: 20_000,
};

/// Statements that add them to a book at rest: each with its first value; the second of all is now, in
/// Unix milliseconds. What the tallies would have counted is counted too.
pub fn statements(size: Size) -> Vec<(String, u32)> {
    let Size {
        people,
        opt_ins,
        waiting,
        updates,
    } = size;
    let of = format!("printf('big%07d', 1 + i % {people})");
    let fixed = |sql: &str| sql.replace("{of}", &of);
    vec![
        (fixed("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
         INSERT INTO people (id, wa_id, name, last_wrote_at, created_at, locale)
         SELECT printf('big%07d', i),
            iif(i % 4 = 0, '3361', '3460') || printf('%07d', i),
            iif(i % 10 = 0, NULL, 'Person ' || i),
            ?2 - (i % 90) * 86400000 - 7200000, ?2 - (i % 90) * 86400000 - 7200000, 'es' FROM n"), people),
        (fixed("INSERT INTO identities (kind, value, person)
         SELECT 'phone', wa_id, id FROM people WHERE id LIKE 'big%' AND ?1 > 0 AND ?2 > 0"), people),
        (fixed("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
         INSERT INTO standings (person, purpose, product, standing, since)
         SELECT printf('big%07d', i), 'offers', '', iif(i % 20 = 0, 'stopped', 'granted'), ?2 FROM n"), people),
        (fixed("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
             INSERT INTO opt_ins (code, fingerprint, state, person, purposes, statement, locale, page,
                source, requested_at, sent_at, confirmed_at, withdrawn_at)
             SELECT printf('BIG%07d', i), x'00', iif(i % 20 = 0, 'withdrawn', 'confirmed'), {of},
                iif(i % 3 = 0, '[\"offers\",\"restock\"]', '[\"offers\"]'), 'none',
                iif(i % 5 = 0, 'en', 'es'), 'https://shop.example/products/' || (i * 7919 % 997),
                CASE i % 7 WHEN 0 THEN 'hosted' WHEN 1 THEN 'inline' WHEN 2 THEN 'product'
                    WHEN 3 THEN 'list' ELSE 'bubble' END,
                at, at, at, iif(i % 20 = 0, at + 3600000, NULL)
             FROM (SELECT i, ?2 - 3700000 - CAST(i * 7775999999.0 / ?1 AS INTEGER) AS at FROM n)"), opt_ins),
        (fixed("INSERT INTO outbox (kind, person, opt_in, callback, form, state, wamid, attempts, queued_at,
            next_at, give_up_at, left_at, reason, error)
         SELECT 'welcome', person, id, 'big:' || id, 'template',
            CASE WHEN id % 50 = 0 THEN 'failed' WHEN id % 4 = 0 THEN 'delivered' ELSE 'read' END,
            'wamid.BIG' || id, 1, confirmed_at, confirmed_at, confirmed_at, confirmed_at,
            iif(id % 50 = 0, 'unreachable', NULL), iif(id % 50 = 0, 131026, NULL)
         FROM opt_ins WHERE code LIKE 'BIG%' AND ?1 > 0 AND ?2 > 0 ORDER BY confirmed_at"), opt_ins),
        (fixed("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
             INSERT INTO outbox (kind, person, callback, form, state, lane, queued_at, next_at,
                give_up_at, reason, purpose, template, language)
             SELECT 'shop_template', {of}, 'bigwait:' || i, 'template', 'queued', 2, ?2, ?2 + 7200000,
                ?2 + 604800000, 'messaging_limit', 'offers', 'demo_news', 'es' FROM n"), waiting),
        (fixed("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
             INSERT INTO inbox (key, kind, own, at, next_at, attempts, done, person)
             SELECT CAST(printf('big%013d', i) AS BLOB), 0, 1, ?2 - 60000, ?2, 1, 1, {of} FROM n"), updates),
        (fixed("INSERT INTO tallies (hour, seen, opened, continued, confirmed, in_chat, withdrawn, reached, read)
         SELECT confirmed_at / 3600000, count(*) * 40, count(*) * 6, count(*) * 13 / 10,
            sum(source <> 'list'), sum(source = 'list'), sum(withdrawn_at IS NOT NULL),
            sum(source <> 'list') * 98 / 100, sum(source <> 'list') * 3 / 4
         FROM opt_ins WHERE code LIKE 'BIG%' AND ?1 > 0 AND ?2 > 0 GROUP BY 1
         ON CONFLICT (hour) DO UPDATE SET confirmed = excluded.confirmed"), 1),
        (fixed("INSERT INTO day_facets (day, source, locale, country, purposes, n)
         SELECT confirmed_at / 86400000, source, o.locale, iif(p.wa_id LIKE '33%', 'FR', 'ES'), purposes,
            count(*)
         FROM opt_ins o JOIN people p ON p.id = o.person
         WHERE code LIKE 'BIG%' AND ?1 > 0 AND ?2 > 0 GROUP BY 1, 2, 3, 4, 5
         ON CONFLICT DO NOTHING"), 1),
        (fixed("INSERT INTO day_pages (day, page, n)
         SELECT confirmed_at / 86400000, page, count(*) FROM opt_ins
         WHERE code LIKE 'BIG%' AND ?1 > 0 AND ?2 > 0 GROUP BY 1, 2 ON CONFLICT DO NOTHING"), 1),
    ]
}
