//! Pages that wait for the outcome of an opt-in: woken the moment it is known.

use futures_channel::oneshot;
use std::cell::RefCell;
use std::collections::HashMap;

/// One code is asked about by one page, which may stand open in a few tabs. More are no shoppers.
const PER_CODE: usize = 4;

/// Who waits for which code. In memory only: whoever waits when a book restarts asks again.
#[derive(Default)]
pub(super) struct Waiters(RefCell<HashMap<String, Vec<oneshot::Sender<()>>>>);

impl Waiters {
    /// Waits for news of a code. Nothing where too many do already: they are answered at once.
    pub(super) fn wait_for(&self, code: &str) -> Option<oneshot::Receiver<()>> {
        let (wake, woken) = oneshot::channel();
        let mut waiting = self.0.borrow_mut();
        let of_code = waiting.entry(code.to_owned()).or_default();
        of_code.retain(|other| !other.is_canceled());
        if of_code.len() >= PER_CODE {
            return None;
        }
        of_code.push(wake);
        Some(woken)
    }

    /// Wakes everybody who waits for a code. Nobody there is as good.
    pub(super) fn wake(&self, code: &str) {
        for waiting in self.0.borrow_mut().remove(code).into_iter().flatten() {
            let _ = waiting.send(());
        }
    }

    /// Forgets those who went away.
    pub(super) fn tidy(&self) {
        self.0.borrow_mut().retain(|_, waiting| {
            waiting.retain(|other| !other.is_canceled());
            !waiting.is_empty()
        });
    }
}
