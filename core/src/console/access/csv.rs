//! Tokens and sessions as a file.

use super::view::View;
use crate::export::csv::{BYTE_ORDER_MARK, write_row};
use crate::time::rfc3339;

/// What is on the screen, for a spreadsheet: who may come in, and who is in. (A token itself is shown
/// when it is made, and never again.)
pub fn csv(view: &View) -> Vec<u8> {
    let mut out = BYTE_ORDER_MARK.to_vec();
    let mut row = |cells: [&str; 6]| write_row(&mut out, b',', cells.into_iter());
    row(["kind", "name", "role", "made_at", "made_by", "used_at"]);
    for token in &view.tokens {
        row([
            "token",
            &token.name,
            token.role.as_str(),
            &rfc3339(token.made_at),
            &token.made_by,
            &token.used_at.map(rfc3339).unwrap_or_default(),
        ]);
    }
    for session in &view.sessions {
        row([
            "session",
            &session.name,
            session.role.as_str(),
            &rfc3339(session.made_at),
            "",
            &rfc3339(session.seen_at),
        ]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::view::{Session, Token};
    use super::*;
    use crate::console::Role;

    #[test]
    fn tokens_stand_before_sessions_and_no_name_is_a_formula() {
        let view = View {
            tokens: vec![Token {
                id: 7,
                name: "=1+1".into(),
                role: Role::Reader,
                made_at: 0,
                made_by: "@Ana, Bea".into(),
                used_at: None,
            }],
            sessions: vec![Session {
                id: 3,
                name: "owner".into(),
                role: Role::Owner,
                made_at: 0,
                seen_at: 60_000,
            }],
        };
        let file = String::from_utf8(csv(&view)).unwrap();
        assert_eq!(
            file,
            "\u{feff}kind,name,role,made_at,made_by,used_at\r\n\
             token,'=1+1,reader,1970-01-01T00:00:00.000Z,\"'@Ana, Bea\",\r\n\
             session,owner,owner,1970-01-01T00:00:00.000Z,,1970-01-01T00:01:00.000Z\r\n"
        );
    }
}
