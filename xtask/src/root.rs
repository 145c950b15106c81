//! Where things are.

use std::{
    env,
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// The repository: above the package that cargo runs, or else above where this was compiled.
/// (A target folder may be shared by several checkouts, so what was compiled in is the second choice.)
pub fn dir() -> &'static Path {
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    DIR.get_or_init(|| {
        let compiled = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let package = env::var_os("CARGO_MANIFEST_DIR").map_or(compiled.clone(), PathBuf::from);
        let is_root = |dir: &&Path| dir.join("wrangler.toml").exists();
        let root = package.ancestors().find(is_root).or(compiled.parent());
        root.unwrap_or(&compiled).to_owned()
    })
}

/// A path below the repository.
pub fn join(path: impl AsRef<Path>) -> PathBuf {
    dir().join(path)
}

/// Cargo's target folder, the same for this tool, its children and the tests.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| join("target"), |dir| join(PathBuf::from(dir)))
}

/// A program of the packages in `package.json`.
pub fn node_bin(name: &str) -> PathBuf {
    join("node_modules/.bin").join(name)
}
