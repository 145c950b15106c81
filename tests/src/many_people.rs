//! A book as it is after some years of bubbles.

/// Statements for a book at rest that take how many people there are to be: one in fifty has
/// stopped, and all were seen at one of a hundred moments.
pub const ROWS: [&str; 3] = [
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO people (id, wa_id, name, created_at, locale)
        SELECT 'p' || i, '3461' || printf('%08d', i), 'Person Number' || i,
            1700000000000 + i % 100, iif(i % 10, 'es', 'en') FROM n",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO standings (person, purpose, product, standing, since, ended_at)
        SELECT 'p' || i, 'offers', '', iif(i % 50, 'granted', 'stopped'), 1700000000000,
            iif(i % 50, NULL, 1700000100000) FROM n",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO opt_ins (code, fingerprint, state, person, purposes, statement, locale, page, source,
            requested_at)
        SELECT 'many-' || i, x'00', 'confirmed', 'p' || i, '[\"offers\"]', '', 'en',
            'https://shop.example/', iif(i = 77, 'campaign', 'bubble'), 1700000000000 FROM n",
];
