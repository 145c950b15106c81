//! Whose the messages of a body are.

/// Whose an update is: the answer of whoever acted on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Ours: a code, a stop, a tap on our buttons, and everything that nobody wrote.
    Ours,
    /// A message to the shop's people, who answer it.
    People,
    /// It came late about somebody who was erased, and was dropped.
    Nobody,
    /// It has a known kind and cannot be read whole: perhaps their help desk can.
    Unread,
}

/// A body whose messages decide whether it is forwarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Messages that nobody has acted on yet.
    pub open: u32,
}

/// What becomes of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It waits for its other messages.
    Wait,
    /// It is forwarded.
    Forward,
    /// There is nothing in it for the shop's people.
    Drop,
}

impl Asked {
    /// Takes in whose one of the messages is. One that could not be acted on is the people's.
    pub fn heard(&mut self, whose: Whose) -> Decision {
        self.open = self.open.saturating_sub(1);
        match whose {
            Whose::People | Whose::Unread => Decision::Forward,
            Whose::Ours | Whose::Nobody if self.open == 0 => Decision::Drop,
            Whose::Ours | Whose::Nobody => Decision::Wait,
        }
    }
}
