//! The widgets that a shop would have instead, as files for the pages that compare them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{files, process, root};

/// Compresses each file that it is given, as a server does on the way.
const COMPRESS: &str = "
const fs = require('node:fs');
const { gzipSync } = require('node:zlib');
for (const path of process.argv.slice(1)) {
  fs.writeFileSync(path + '.gz', gzipSync(fs.readFileSync(path), { level: 6 }));
}
";

/// Files that are served as they were published, and by which name.
const PUBLISHED: [(&str, &str); 4] = [
    ("jquery/dist/jquery.min.js", "jquery.js"),
    ("whatsapp-chat-widget/dist/index.js", "chat-widget.js"),
    (
        "whatsapp-chat-widget/dist/whatsapp-logo.png",
        "whatsapp-logo.png",
    ),
    ("whatsapp-chat-widget/dist/wallpaper.jpg", "wallpaper.jpg"),
];
/// Entries that are bundled, each into one file of the same name.
const BUNDLED: [&str; 3] = [
    "react-floating-whatsapp.jsx",
    "typebot.js",
    "whatsapp-chat-widget.js",
];

/// Makes them. Answers the folder.
///
/// # Errors
/// When a package is not installed or does not bundle.
pub(super) fn make() -> Result<PathBuf> {
    let dir = root::join(".state/peers");
    files::remove_dir(&dir)?;
    fs::create_dir_all(&dir).with_context(|| format!("cannot create {}", dir.display()))?;
    for (source, name) in PUBLISHED {
        let source = root::join("node_modules").join(source);
        fs::copy(&source, dir.join(name))
            .with_context(|| format!("cannot copy {}", source.display()))?;
    }
    for entry in BUNDLED {
        bundle(&dir, entry)?;
    }
    let scripts: Vec<PathBuf> = fs::read_dir(&dir)
        .with_context(|| format!("cannot read {}", dir.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|kind| kind == "js"))
        .collect();
    let mut compress = Command::new(root::node_bin("node"));
    compress.args(["-e", COMPRESS, "--"]).args(&scripts);
    process::run(&mut compress, "node, compressing")?;
    Ok(dir)
}

fn bundle(dir: &Path, entry: &str) -> Result<()> {
    let mut esbuild = Command::new(root::node_bin("esbuild"));
    esbuild
        .arg(root::join("tests/bench/peers/widget").join(entry))
        .args([
            "--bundle",
            "--minify",
            "--jsx=automatic",
            "--log-level=warning",
        ])
        .args([
            "--define:process.env.NODE_ENV=\"production\"",
            "--target=es2022",
        ])
        // A classic script keeps its names to itself; `init` is the page's.
        .args((entry != "whatsapp-chat-widget.js").then_some("--format=esm"))
        .arg(format!(
            "--outfile={}",
            dir.join(entry).with_extension("js").display()
        ));
    process::run(&mut esbuild, "esbuild")
}
