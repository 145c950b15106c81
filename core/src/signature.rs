//! Meta's signature on a webhook body, and the handshake that goes before.
//!
//! `X-Hub-Signature-256: sha256=<hex HMAC-SHA256(app secret, raw body)>`, checked on the bytes as
//! they came: Meta signs its own escaping, so JSON that was read and written again never matches.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

/// The parsed header.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature([u8; 32]);

/// The header is missing or malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the header X-Hub-Signature-256 must be sha256= and 64 hexadecimal digits")]
pub struct ParseSignatureError;

impl Signature {
    /// Reads the value of `X-Hub-Signature-256`.
    ///
    /// # Errors
    /// Where it is malformed.
    pub fn parse(header: &str) -> Result<Self, ParseSignatureError> {
        let digits = header.strip_prefix("sha256=").ok_or(ParseSignatureError)?;
        let mut bytes = [0; 32];
        hex::decode_to_slice(digits, &mut bytes).map_err(|_| ParseSignatureError)?;
        Ok(Self(bytes))
    }

    /// Its bytes, for a shell that has the platform check them.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether one of `secrets` signed `body`: several serve while a secret is being changed.
    /// Takes as long for a wrong signature as for a right one.
    pub fn signs(&self, body: &[u8], secrets: &AppSecrets) -> bool {
        let secrets = secrets.0.iter();
        secrets
            .fold(Choice::from(0), |found, secret| {
                let mut mac = secret.clone();
                mac.update(body);
                let signature: [u8; 32] = mac.finalize().into_bytes().into();
                found | signature.ct_eq(&self.0)
            })
            .into()
    }
}

/// The secrets of the app, taken in once: of a short body that is half the work.
#[derive(Clone)]
pub struct AppSecrets(Vec<Hmac<Sha256>>);

impl AppSecrets {
    /// Takes in secrets of any length.
    pub fn new(secrets: &[String]) -> Self {
        let macs = secrets.iter();
        Self(
            macs.filter_map(|secret| Hmac::new_from_slice(secret.as_bytes()).ok())
                .collect(),
        )
    }
}

/// HMAC-SHA256, which takes a key of any length.
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    Hmac::<Sha256>::new_from_slice(key).map_or([0; 32], |mut mac| {
        mac.update(message);
        mac.finalize().into_bytes().into()
    })
}

/// Whether two secrets are the same, without telling by the time it takes where they differ.
pub fn same_secret(given: &str, own: &str) -> bool {
    // Hashed first, so that not even the length shows.
    let key = b"saludo same_secret";
    hmac_sha256(key, given.as_bytes())
        .ct_eq(&hmac_sha256(key, own.as_bytes()))
        .into()
}

/// Answers Meta's verification request: the challenge, if mode and token are right.
pub fn handshake<'a>(
    mode: Option<&str>,
    token: Option<&str>,
    challenge: Option<&'a str>,
    verify_token: &str,
) -> Option<&'a str> {
    let right = mode == Some("subscribe") && same_secret(token?, verify_token);
    challenge.filter(|_| right)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn secrets(all: &[&str]) -> AppSecrets {
        let all: Vec<String> = all.iter().map(|secret| (*secret).to_owned()).collect();
        AppSecrets::new(&all)
    }

    const JEFE: &str = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    const BODY: &[u8] = b"what do ya want for nothing?";

    #[test]
    fn the_published_vector_holds() {
        // RFC 4231, test case 2.
        let signature = Signature::parse(JEFE).unwrap();
        assert!(signature.signs(BODY, &secrets(&["Jefe"])));
    }

    #[test]
    fn any_of_the_secrets_will_do_while_one_is_being_changed() {
        let signature = Signature::parse(JEFE).unwrap();
        assert!(signature.signs(BODY, &secrets(&["new", "Jefe"])));
        assert!(!signature.signs(BODY, &secrets(&["new", "jefe"])));
        assert!(!signature.signs(BODY, &secrets(&[])));
    }

    #[test]
    fn a_malformed_header_is_refused() {
        for wrong in [
            "",
            "sha256=",
            "sha1=abc",
            &JEFE[7..],
            &JEFE[..70],
            "sha256=zz",
        ] {
            assert!(Signature::parse(wrong).is_err(), "{wrong}");
        }
        assert!(
            Signature::parse(&JEFE.to_uppercase()).is_err(),
            "the scheme is lower case"
        );
    }

    #[test]
    fn the_handshake_answers_the_challenge_to_the_right_token_only() {
        let answer = |mode, token| handshake(mode, token, Some("1158201444"), "secret");
        assert_eq!(
            answer(Some("subscribe"), Some("secret")),
            Some("1158201444")
        );
        assert_eq!(answer(Some("subscribe"), Some("Secret")), None);
        assert_eq!(answer(Some("unsubscribe"), Some("secret")), None);
        assert_eq!(answer(None, Some("secret")), None);
        assert_eq!(answer(Some("subscribe"), None), None);
        assert_eq!(
            handshake(Some("subscribe"), Some("secret"), None, "secret"),
            None
        );
    }

    proptest! {
        #[test]
        fn a_changed_body_is_never_signed(body: Vec<u8>, at: prop::sample::Index, flip in 1u8..) {
            prop_assume!(!body.is_empty());
            let signature = Signature(hmac_sha256(b"k", &body));
            prop_assert!(signature.signs(&body, &secrets(&["k"])));
            let mut other = body.clone();
            let at = at.index(body.len());
            other[at] ^= flip;
            prop_assert!(!signature.signs(&other, &secrets(&["k"])));
        }
    }
}
