//! How long a version of Meta's API serves.

/// Meta's ends of versions, as announced by October 2026.
/// Source: developers.facebook.com/docs/graph-api/changelog/versions.
const ENDS: [(u32, &str); 6] = [
    (20, "2026-09-24"),
    (21, "2027-01-21"),
    (22, "2027-05-20"),
    (23, "2027-10-08"),
    (24, "2028-02-18"),
    (25, "2028-07-29"),
];

/// The end of a version such as `v25.0`, as a date.
pub(super) enum End {
    /// On this day.
    On(&'static str),
    /// Before everything in the list.
    LongAgo,
    /// Not announced.
    Open,
}

/// When a version ends.
pub(super) fn end(version: &str) -> End {
    let major = version
        .strip_prefix('v')
        .and_then(|number| number.split('.').next())
        .and_then(|major| major.parse::<u32>().ok());
    let Some(major) = major else {
        return End::Open;
    };
    match ENDS.iter().find(|(known, _)| *known == major) {
        Some((_, date)) => End::On(date),
        None if major < 20 => End::LongAgo,
        None => End::Open,
    }
}
