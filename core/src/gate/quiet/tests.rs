use super::*;
use proptest::prelude::*;

fn at(text: &str) -> Millis {
    DateTime::parse_from_rfc3339(text)
        .unwrap()
        .timestamp_millis()
}

fn country(text: &str) -> Country {
    Country::parse(text).unwrap()
}

/// From when on, in UTC; `now` where it is now.
fn opens(place: &str, own: Option<Hours>, now: &str) -> String {
    match until(Some(country(place)), own, at(now)) {
        None => "now".to_owned(),
        Some(at) => DateTime::from_timestamp_millis(at)
            .unwrap()
            .format("%Y-%m-%dT%H:%MZ")
            .to_string(),
    }
}

#[test]
fn colombia_is_written_to_when_its_law_allows() {
    for (now, opens_at) in [
        // A Wednesday: 7 to 19 in Bogotá, five hours behind.
        ("2026-09-02T11:59:00Z", "2026-09-02T12:00Z"),
        ("2026-09-02T12:00:00Z", "now"),
        ("2026-09-02T23:59:59Z", "now"),
        ("2026-09-03T00:00:00Z", "2026-09-03T12:00Z"),
        // A Saturday: 8 to 15. After it comes Monday.
        ("2026-09-05T12:59:00Z", "2026-09-05T13:00Z"),
        ("2026-09-05T19:59:00Z", "now"),
        ("2026-09-05T20:00:00Z", "2026-09-07T12:00Z"),
        ("2026-09-06T17:00:00Z", "2026-09-07T12:00Z"),
        // Monday, October 12, is a holiday.
        ("2026-10-12T17:00:00Z", "2026-10-13T12:00Z"),
        // All Saints' is kept on Monday, November 2.
        ("2026-11-02T17:00:00Z", "2026-11-03T12:00Z"),
        // Maundy Thursday and Good Friday; then comes Saturday.
        ("2026-04-02T17:00:00Z", "2026-04-04T13:00Z"),
    ] {
        assert_eq!(opens("CO", None, now), opens_at, "{now}");
    }
}

#[test]
fn a_shop_narrows_a_law_and_cannot_widen_it() {
    let own = Hours::new(9, 24).unwrap();
    assert_eq!(
        opens("CO", Some(own), "2026-09-02T12:30:00Z"),
        "2026-09-02T14:00Z"
    );
    assert_eq!(
        opens("CO", Some(own), "2026-09-03T00:30:00Z"),
        "2026-09-03T14:00Z"
    );
    let all_day = Hours::new(0, 24).unwrap();
    assert_eq!(
        opens("CO", Some(all_day), "2026-09-02T11:30:00Z"),
        "2026-09-02T12:00Z"
    );
    assert_eq!(
        opens("CO", Some(all_day), "2026-09-06T17:00:00Z"),
        "2026-09-07T12:00Z"
    );
}

#[test]
fn elsewhere_nights_are_quiet_unless_the_shop_says_otherwise() {
    // Japan has one zone, nine hours ahead.
    assert_eq!(
        opens("JP", None, "2026-09-02T22:59:00Z"),
        "2026-09-02T23:00Z"
    );
    assert_eq!(opens("JP", None, "2026-09-03T11:59:00Z"), "now");
    assert_eq!(
        opens("JP", None, "2026-09-03T12:00:00Z"),
        "2026-09-03T23:00Z"
    );
    let own = Hours::new(6, 23);
    assert_eq!(opens("JP", own.ok(), "2026-09-03T12:00:00Z"), "now");
    let always = Hours::new(0, 24).ok();
    assert_eq!(
        opens("US", always, "2026-09-03T08:00:00Z"),
        "2026-09-03T18:00Z"
    );
    assert_eq!(opens("ES", always, "2026-09-03T23:00:00Z"), "now");
}

#[test]
fn where_a_country_has_several_zones_all_of_them_must_be_awake() {
    // 8:00 in Honolulu, 14:00 in New York; 21:00 there is 15:00 in Honolulu.
    assert_eq!(
        opens("US", None, "2026-09-03T17:59:00Z"),
        "2026-09-03T18:00Z"
    );
    assert_eq!(opens("US", None, "2026-09-04T00:59:00Z"), "now");
    assert_eq!(
        opens("US", None, "2026-09-04T01:00:00Z"),
        "2026-09-04T18:00Z"
    );
    // 8:00 on the Canaries in winter; 21:00 in Madrid in summer.
    assert_eq!(
        opens("ES", None, "2026-09-03T07:59:00Z"),
        "2026-09-03T08:00Z"
    );
    assert_eq!(
        opens("ES", None, "2026-09-03T19:00:00Z"),
        "2026-09-04T08:00Z"
    );
}

#[test]
fn hours_that_cannot_be_kept_everywhere_give_way() {
    // Nine hours do not fit Russia's ten.
    let own = Hours::new(9, 18).ok();
    assert_eq!(
        opens("RU", own, "2026-09-03T00:00:00Z"),
        "2026-09-03T06:00Z"
    );
}

#[test]
fn nobody_knows_the_night_of_nowhere() {
    assert_eq!(until(None, None, at("2026-09-03T03:00:00Z")), None);
    assert_eq!(opens("ZZ", None, "2026-09-03T03:00:00Z"), "now");
}

#[test]
fn hours_read_and_write_as_two_numbers() {
    let read = |json: &str| serde_json::from_str::<Hours>(json).ok();
    let own = read(r#"{"from":9,"to":20}"#).unwrap();
    assert_eq!(
        serde_json::to_string(&own).unwrap(),
        r#"{"from":9,"to":20}"#
    );
    for wrong in [
        r#"{"from":20,"to":9}"#,
        r#"{"from":9,"to":9}"#,
        r#"{"from":9,"to":25}"#,
        r#"{"from":-1,"to":9}"#,
    ] {
        assert_eq!(read(wrong), None, "{wrong}");
    }
}

proptest! {
    /// Whenever: what is answered is a good moment, and none before it is, to the quarter hour.
    #[test]
    fn the_next_good_moment_is_good_and_the_first(
        place in prop::sample::select(vec!["CO", "ES", "US", "IN", "JP", "RU", "NP", "BR"]),
        now in 1_780_000_000_000_i64..1_830_000_000_000,
        from in 0_u8..12, length in 11_u8..13,
    ) {
        let own = Hours::new(from, from + length).ok();
        let place = Country::parse(place).unwrap();
        let offsets = Offsets::of(place).unwrap();
        let first = until(Some(place), own, now).unwrap_or(now);
        let kept = next(place, own, now).and(own);
        prop_assert!(is_good(place, offsets, kept, first));
        prop_assert!(first == now || !is_good(place, offsets, kept, now));
        prop_assert!(first == now || !is_good(place, offsets, kept, first - STEP) || first - STEP < now);
    }
}
