//! How an identifier may stand inside bytes that nobody understood.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// The byte strings of which one is found wherever `identifier` stands, as it is or inside base64,
/// as Meta's message ids (wamids) have it. In base64 one that differs only in its first or last
/// character may be found too.
pub fn traces(identifier: &str) -> Vec<Vec<u8>> {
    let mut traces = vec![identifier.as_bytes().to_vec()];
    // Base64 takes three bytes at a time, so the identifier begins at one of three places. The
    // characters that its neighbours share are left out.
    traces.extend((0..3).map(|before| {
        let shifted = [&b"\0\0"[..before], identifier.as_bytes()].concat();
        let whole = STANDARD_NO_PAD.encode(&shifted);
        let first = (before * 8).div_ceil(6);
        let end = shifted.len() * 8 / 6;
        whole.as_bytes()[first..end].to_vec()
    }));
    traces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn is_in(bytes: &[u8], identifier: &str) -> bool {
        let found = |trace: &Vec<u8>| bytes.windows(trace.len()).any(|window| window == trace);
        traces(identifier).iter().any(found)
    }

    #[test]
    fn a_number_is_found_in_a_wamid() {
        let wamid = "wamid.HBgLMzQ2MDAwMDAwMDEVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA";
        assert!(is_in(wamid.as_bytes(), "34600000001"));
        assert!(!is_in(wamid.as_bytes(), "34600000091"));
    }

    proptest! {
        #[test]
        fn wherever_it_stands_it_is_found(
            before in any::<Vec<u8>>(),
            identifier in "[0-9]{5,20}|[A-Z]{2}\\.[A-Za-z0-9]{6,40}",
            after in any::<Vec<u8>>(),
        ) {
            let whole = [&before[..], identifier.as_bytes(), &after[..]].concat();
            prop_assert!(is_in(&whole, &identifier));
            prop_assert!(is_in(STANDARD_NO_PAD.encode(&whole).as_bytes(), &identifier));
        }
    }
}
