//! Takes comments and indentation out of the panel's style sheet: it travels inside the
//! WebAssembly, where no other tool would.

use std::path::Path;
use std::{env, fs, io};

const SOURCE: &str = "src/view/panel.css";

fn main() -> io::Result<()> {
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    fs::write(
        Path::new(&out).join("panel.css"),
        minify(&fs::read_to_string(SOURCE)?),
    )?;
    println!("cargo::rerun-if-changed={SOURCE}");
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}

fn minify(css: &str) -> String {
    let mut bare = String::new();
    for part in css
        .split("/*")
        .enumerate()
        .map(|(index, part)| match index {
            0 => part,
            _ => part.split_once("*/").map_or("", |(_, after)| after),
        })
    {
        for line in part.lines() {
            bare.push_str(line.trim());
        }
    }
    for (spaced, tight) in [
        (" {", "{"),
        (": ", ":"),
        (", ", ","),
        (" > ", ">"),
        (";}", "}"),
    ] {
        bare = bare.replace(spaced, tight);
    }
    bare
}
