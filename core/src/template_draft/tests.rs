use super::*;
use crate::setup_check::Refusal;
use crate::words::LANGUAGES;

const URL: &str = "https://wa.luz.example";

fn locale(tag: &str) -> Locale {
    Locale::parse(tag).unwrap()
}

fn settings() -> Settings {
    Settings {
        contact: Some("hola@luz.example".to_owned()),
        ..Settings::example_for("casa-luz", URL)
    }
}

fn drafted(tag: &str) -> Value {
    let slug = Slug::parse("casa-luz").unwrap();
    draft(&settings(), &slug, URL, &locale(tag)).unwrap()
}

/// What the lint says once the draft in English differs.
fn faults(change: impl FnOnce(&mut Value)) -> Vec<Fault> {
    let mut draft = drafted("en");
    change(&mut draft);
    lint(&draft, &locale("en"), URL)
}

fn with_body(text: &str) -> Vec<Fault> {
    faults(|draft| draft["components"][0]["text"] = text.into())
}

#[test]
fn what_ships_passes_in_every_language() {
    for tag in LANGUAGES {
        assert_eq!(lint(&drafted(tag), &locale(tag), URL), [], "{tag}");
    }
}

#[test]
fn a_draft_has_the_shops_own_name_contact_and_address() {
    let draft = drafted("es");
    assert_eq!(draft["name"], "saludo_opt_in_confirmation");
    assert_eq!(draft["language"], "es");
    let button = &draft["components"][2]["buttons"][0];
    assert_eq!(button["url"], "https://wa.luz.example/p/{{1}}");
    let example = button["example"][0].as_str().unwrap();
    assert!(example.starts_with("https://wa.luz.example/p/casa-luz."));
    let examples = &draft["components"][0]["example"]["body_text_named_params"];
    assert_eq!(examples[0]["example"], settings().name.as_str());
    assert_eq!(examples[2]["example"], "hola@luz.example");
    assert!(draft.to_string().find("wa.shop.example").is_none());
}

#[test]
fn a_language_that_does_not_ship_has_no_draft() {
    let slug = Slug::parse("x").unwrap();
    assert_eq!(draft(&settings(), &slug, URL, &locale("sv")), None);
}

#[test]
fn in_development_the_reserved_address_stays() {
    let slug = Slug::parse("demo").unwrap();
    let local = "http://localhost:8787";
    let draft = draft(&settings(), &slug, local, &locale("en")).unwrap();
    let url = &draft["components"][2]["buttons"][0]["url"];
    assert_eq!(url, "https://wa.shop.example/p/{{1}}");
    assert_eq!(lint(&draft, &locale("en"), local), []);
}

#[test]
fn the_words_are_in_the_language_that_is_said() {
    for (said, other) in [
        ("en", "es"),
        ("es", "ca"),
        ("ca", "es"),
        ("pt-BR", "es"),
        ("ru", "ar"),
    ] {
        let mut draft = drafted(said);
        let foreign = drafted(other);
        draft["components"] = foreign["components"].clone();
        assert_eq!(
            lint(&draft, &locale(said), URL),
            [Fault::Language],
            "{other} as {said}"
        );
    }
    assert_eq!(
        faults(|draft| draft["language"] = "es".into()),
        [Fault::Language]
    );
}

#[test]
fn links_lead_to_the_shops_own_domain() {
    let to = |url: &str| faults(|draft| draft["components"][2]["buttons"][0]["url"] = url.into());
    assert_eq!(
        to("https://other.example/{{1}}"),
        [Fault::ForeignDomain("other.example".into())]
    );
    assert_eq!(
        to("https://bit.ly/{{1}}"),
        [Fault::Shortener("bit.ly".into())]
    );
    assert_eq!(
        to("https://wa.me/34600"),
        [Fault::Shortener("wa.me".into())]
    );
    let slug = Slug::parse("x").unwrap();
    let dev = "https://saludo.me.workers.dev";
    let draft = draft(&settings(), &slug, dev, &locale("en")).unwrap();
    assert_eq!(
        lint(&draft, &locale("en"), dev),
        [Fault::NoOwnDomain("saludo.me.workers.dev".into())]
    );
    assert_eq!(
        with_body("You may ask {{shop}} about {{purposes}} at bit.ly/x, or {{contact}}, any time."),
        [Fault::Shortener("bit.ly".into())]
    );
}

#[test]
fn no_parameter_stands_at_an_edge_or_touches_another() {
    assert_eq!(
        with_body("{{shop}} may write to you about {{purposes}}. Ask {{contact}} any time."),
        [Fault::ParameterAtEdge]
    );
    assert_eq!(
        with_body("You asked {{shop}} about {{purposes}}. To talk to a person: {{contact}}."),
        [Fault::ParameterAtEdge]
    );
    assert_eq!(
        with_body("You asked {{shop}} {{purposes}}. Ask {{contact}} for the rest, any time."),
        [Fault::ParametersTouch]
    );
}

#[test]
fn utility_neither_sells_nor_greets() {
    let body =
        "Welcome! You asked {{shop}} for a DISCOUNT: {{purposes}}. Ask {{contact}} any time.";
    assert_eq!(
        with_body(body),
        [
            Fault::Promotional("discount".into()),
            Fault::Welcome("welcome".into())
        ]
    );
    // Marketing may.
    let marketing = faults(|draft| {
        draft["category"] = "MARKETING".into();
        draft["components"][0]["text"] = body.into();
    });
    assert_eq!(marketing, []);
}

#[test]
fn a_person_can_be_reached() {
    assert_eq!(
        with_body("You may hear from {{shop}} about {{purposes}} from this number."),
        [Fault::NoContact]
    );
}

#[test]
fn parts_are_no_longer_than_meta_takes() {
    assert_eq!(
        faults(|draft| draft["components"][1]["text"] = "you ".repeat(16).into()),
        [Fault::TooLong("FOOTER".into())]
    );
    assert_eq!(
        faults(|draft| draft["name"] = "Hello-There".into()),
        [Fault::Name]
    );
}

#[test]
fn the_lists_are_written_as_they_are_compared() {
    let lists = lexicon::LANGUAGES.iter().map(|(_, list)| *list);
    for word in lists
        .chain([lexicon::PROMOTIONAL, lexicon::WELCOME])
        .flatten()
    {
        assert_eq!(crate::fold::words(word), [*word]);
    }
}

#[test]
fn refusals_are_told_by_their_codes() {
    let of = |code: i64, subcode: Option<i64>| {
        CreateFault::of(&Refusal {
            code,
            subcode,
            message: String::new(),
            for_people: None,
        })
    };
    for (code, subcode, fault) in [
        (100, Some(2_388_024), CreateFault::Exists),
        (100, Some(2_388_023), CreateFault::BeingDeleted),
        (100, Some(2_388_019), CreateFault::TooMany),
        (100, Some(2_388_299), CreateFault::Form),
        (100, Some(33), CreateFault::Permission),
        (100, None, CreateFault::Form),
        (190, None, CreateFault::Token),
        (10, None, CreateFault::Permission),
        (200, None, CreateFault::Permission),
        (80_007, None, CreateFault::Busy),
        (368, None, CreateFault::Other),
    ] {
        assert_eq!(of(code, subcode), fault, "{code} {subcode:?}");
    }
}
