//! The code in the message: every spelling of one is that one, and nothing else is.

use saludo_core::code::Code;

pub(crate) fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(code) = text.parse::<Code>() {
        is_read_in_every_spelling(code);
        let found = Code::candidates(&text);
        assert!(
            found.iter().any(|candidate| candidate.code == code),
            "a whole text is a candidate"
        );
    }
    if let Some(code) = Code::from_shown(&text) {
        assert_eq!(code.shown(), text);
    }
    candidates_stand_where_they_say(&text);
    a_code_is_found_among(data, &text);
}

fn is_read_in_every_spelling(code: Code) {
    for spelling in [
        code.shown(),
        code.compact(),
        code.shown().to_lowercase(),
        code.shown().replace('-', " "),
        code.shown().replace('0', "o").replace('1', "l"),
    ] {
        assert_eq!(spelling.parse(), Ok(code), "{spelling}");
    }
    assert_eq!(Code::from_shown(&code.shown()), Some(code));
}

fn candidates_stand_where_they_say(text: &str) {
    let found = Code::candidates(text);
    for (index, candidate) in found.iter().enumerate() {
        let stands = text.get(candidate.start..candidate.end);
        assert_eq!(stands.map(str::parse), Some(Ok(candidate.code)));
        let others = found.iter().skip(index + 1);
        for other in others {
            assert!(candidate.start < other.start, "first to last");
            assert_ne!(candidate.code, other.code, "without repeats");
        }
    }
}

/// Other words around a code do not hide it, unless they are full of look-alikes.
fn a_code_is_found_among(data: &[u8], text: &str) {
    let Some(random) = data.first_chunk::<9>() else {
        return;
    };
    let code = Code::from_random(*random);
    is_read_in_every_spelling(code);
    let before = Code::candidates(text);
    let found = Code::candidates(&format!("{text}. {code}"));
    assert!(
        found.iter().any(|candidate| candidate.code == code) || before.len() >= 7,
        "{code} is lost behind {text:?}"
    );
}
