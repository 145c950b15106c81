//! Short names between a WebAssembly module and its script. Those of wasm-bindgen are long and end
//! in hashes, which do not compress: they are 1,500 of the form's 20,000 bytes.

use anyhow::{Result, ensure};

/// What wasm-opt renamed.
pub(super) struct Names {
    /// Module, long name and short name of each import.
    imports: Vec<[String; 3]>,
    /// Long and short name of each export.
    exports: Vec<[String; 2]>,
}

/// What wasm-opt calls every module that is imported from.
const MODULE: &str = "a";

/// Where wasm-bindgen puts scripts of ours.
const SNIPPETS: &str = "./snippets/";

impl Names {
    /// Reads what `wasm-opt --minify-imports-and-exports-and-modules` prints: JSON with a line for
    /// each name, and none of them with a quote inside.
    pub(super) fn parse(map: &str) -> Result<Self> {
        let mut names = Self {
            imports: Vec::new(),
            exports: Vec::new(),
        };
        for line in map.lines() {
            let texts: Vec<String> = line
                .split('"')
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect();
            match <[String; 3]>::try_from(texts) {
                Ok(import) => names.imports.push(import),
                Err(texts) => names.exports.extend(<[String; 2]>::try_from(texts)),
            }
        }
        ensure!(
            !names.imports.is_empty() && !names.exports.is_empty(),
            "wasm-opt printed no names"
        );
        Ok(names)
    }

    /// The script with the short names.
    pub(super) fn put_into(&self, script: &str) -> String {
        let mut script = self.gather_snippets(script);
        for [module, long, short] in &self.imports {
            script = script
                .replace(&format!("\"{module}\":"), &format!("\"{MODULE}\":"))
                .replace(&format!(" {long}: "), &format!(" {short}: "));
        }
        for [long, short] in &self.exports {
            for after in ["(", ")", ".", ",", ";"] {
                script = script.replace(
                    &format!("wasm.{long}{after}"),
                    &format!("wasm.{short}{after}"),
                );
            }
        }
        script
    }

    /// What comes straight from a script of ours has a module of its own, which wasm-opt has merged
    /// with that of wasm-bindgen: so it is named there, one function at a time.
    fn gather_snippets(&self, script: &str) -> String {
        let snippets = || {
            let imports = self.imports.iter();
            imports.filter(|[module, _, _]| module.starts_with(SNIPPETS))
        };
        let imports: Vec<String> = snippets()
            .map(|[module, long, short]| {
                format!("import {{ {long} as snippet_{short} }} from '{module}';\n")
            })
            .collect();
        let entries: Vec<String> = snippets()
            .map(|[_, _, short]| format!(" {short}: snippet_{short},\n"))
            .collect();
        let rest: Vec<&str> = script
            .lines()
            .filter(|line| {
                let line = line.trim_start();
                !line.starts_with("import * as import")
                    && !line.starts_with(&format!("\"{SNIPPETS}"))
            })
            .collect();
        let rest = rest.join("\n");
        imports.concat()
            + &rest.replacen(
                "__proto__: null,\n",
                &format!("__proto__: null,\n{}", entries.concat()),
                1,
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_and_exports_are_renamed_where_they_are_used() -> Result<()> {
        let names = Names::parse(
            r#"{
 "imports": [
  ["./form_bg.js", "__wbg_get_8e83ac6f7f15afdc", "b"]
 ],
 "exports": [
  ["memory", "A"],
  ["open", "B"]
 ]
}"#,
        )?;
        assert_eq!(
            names.put_into(
                r#"{ "./form_bg.js": { __wbg_get_8e83ac6f7f15afdc: function() {} } };
wasm.open(wasm.memory.buffer); wasm.openness();"#
            ),
            r#"{ "a": { b: function() {} } };
wasm.B(wasm.A.buffer); wasm.openness();"#
        );
        Ok(())
    }

    #[test]
    fn what_comes_straight_from_a_script_of_ours_is_named_among_the_rest() -> Result<()> {
        let names = Names::parse(
            r#"{
 "imports": [
  ["./form_bg.js", "__wbg_say_8e83ac6f7f15afdc", "b"],
  ["./snippets/x/page.js", "focused", "c"]
 ],
 "exports": [
  ["memory", "A"]
 ]
}"#,
        )?;
        let script = r#"import { say } from './snippets/x/page.js';
import * as import1 from "./snippets/x/page.js"
const import0 = {
 __proto__: null,
 __wbg_say_8e83ac6f7f15afdc: say,
};
return {
 __proto__: null,
 "./form_bg.js": import0,
 "./snippets/x/page.js": import1,
};"#;
        assert_eq!(
            names.put_into(script),
            r#"import { focused as snippet_c } from './snippets/x/page.js';
import { say } from './snippets/x/page.js';
const import0 = {
 __proto__: null,
 c: snippet_c,
 b: say,
};
return {
 __proto__: null,
 "a": import0,
};"#
        );
        Ok(())
    }

    #[test]
    fn a_map_without_names_is_an_error() {
        assert!(Names::parse("{}").is_err());
    }
}
