//! What must hold of everything that reads the world's input, whatever bytes come.
//!
//! Each [`Target`] takes any bytes and panics where a promise is broken: not only that nothing
//! crashes, but that what was read is read again the same, that nothing vanishes, that two ways to
//! one answer agree. `cargo xtask fuzz` lets libFuzzer look for such bytes; what it found, and the
//! seeds it begins with, lie in `corpus/<target>/` and are replayed by `cargo xtask test`, which
//! needs no fuzzer.

#![allow(
    clippy::missing_panics_doc,
    reason = "panicking is how a finding shows"
)]

mod code;
mod hear;
mod import;
mod opt_in;
mod phone;
mod places;
mod settings;
mod webhook;

/// One promise, and its name: that of its corpus and of its fuzzer.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The name.
    pub name: &'static str,
    /// Panics where the promise is broken.
    pub check: fn(&[u8]),
}

/// Every target. `targets/Cargo.toml` has a fuzzer for each.
pub const TARGETS: [Target; 8] = [
    Target {
        name: "code",
        check: code::check,
    },
    Target {
        name: "hear",
        check: hear::check,
    },
    Target {
        name: "import",
        check: import::check,
    },
    Target {
        name: "opt_in",
        check: opt_in::check,
    },
    Target {
        name: "phone",
        check: phone::check,
    },
    Target {
        name: "places",
        check: places::check,
    },
    Target {
        name: "settings",
        check: settings::check,
    },
    Target {
        name: "webhook",
        check: webhook::check,
    },
];

/// Checks `data` against the target of this name.
///
/// # Panics
/// Where there is none, or the promise is broken.
pub fn check(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name);
    assert!(target.is_some(), "no target {name}");
    if let Some(target) = target {
        (target.check)(data);
    }
}

/// Splits off what chooses between cases, so that the fuzzer can choose too.
fn choice(data: &[u8]) -> (usize, &[u8]) {
    data.split_first()
        .map_or((0, data), |(first, rest)| (usize::from(*first), rest))
}
