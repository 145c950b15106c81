//! What libFuzzer begins with and what it found, as ordinary tests.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says over what"
)]

use saludo_fuzz::TARGETS;
use std::fs;
use std::path::{Path, PathBuf};

fn corpus(target: &str) -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target);
    let entries = fs::read_dir(&dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files
}

/// Checks every file of a corpus, each whole and cut short: half a message comes too.
fn replay(name: &str) {
    let files = corpus(name);
    assert!(files.len() >= 5, "{name} has a corpus");
    for file in files {
        let data = fs::read(&file).expect("a file");
        // The name of the file is shown where its bytes break the promise.
        println!("{}", file.display());
        saludo_fuzz::check(name, &data);
        saludo_fuzz::check(name, data.get(..data.len() / 2).unwrap_or_default());
    }
}

macro_rules! replays {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                replay(stringify!($name));
            }
        )*

        #[test]
        fn every_target_is_replayed_and_has_a_fuzzer() {
            let names = [$(stringify!($name)),*];
            assert_eq!(TARGETS.map(|target| target.name), names);
            let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("targets");
            let manifest = fs::read_to_string(dir.join("Cargo.toml")).expect("a manifest");
            for name in names {
                assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
                let own = fs::read_to_string(dir.join(format!("bins/{name}.rs"))).expect(name);
                assert!(own.contains(&format!("\"{name}\"")), "{name}");
            }
            let corpora = fs::read_dir(dir.with_file_name("corpus")).expect("corpora").count();
            assert_eq!(corpora, names.len());
        }
    };
}

replays! { code hear import opt_in phone places settings webhook }
