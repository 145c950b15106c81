//! Takes the words of a panic out of a WebAssembly module: what is left of a panic is its trap.
//!
//! On this target a panic's message goes nowhere and the module stops either way, but the standard
//! library comes compiled with everything that puts messages together: 1,700 of the form's 20,000
//! bytes. (`panic = "immediate-abort"` does the same where the standard library is compiled anew,
//! which takes a nightly compiler.) The optimiser then drops what only they called.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use rustc_demangle::demangle;

/// What every module begins with.
const MAGIC: &[u8] = b"\0asm\x01\0\0\0";

const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const CODE: u8 = 10;
/// Inside the custom section `name`: names of functions.
const FUNCTION_NAMES: u8 = 1;
/// Kind of an import.
const FUNCTION: u8 = 0;

/// A function without locals that traps; it fits every type.
const TRAP: &[u8] = b"\0\0\x0b";

/// Replaces the functions that only panics call by traps. `module` must have its names, as rustc or
/// as wasm-bindgen writes them, and import nothing but functions.
pub(super) fn silence(module: &[u8]) -> Result<Vec<u8>> {
    let sections = sections(module)?;
    let mut imported = 0;
    let mut names = HashMap::new();
    for (kind, content) in &sections {
        let mut reader = Reader(content);
        match *kind {
            IMPORTS => imported = count_imports(&mut reader)?,
            CUSTOM if reader.vector()? == b"name" => names = function_names(&mut reader)?,
            _ => {}
        }
    }
    let mut silent = MAGIC.to_vec();
    for (kind, content) in sections {
        let content = match kind {
            CODE => code(&mut Reader(content), |index| {
                names
                    .get(&(imported + index))
                    .is_some_and(|name| is_panicking(&demangle(name).to_string()))
            })?,
            _ => content.to_vec(),
        };
        silent.push(kind);
        put_vector(&mut silent, &content)?;
    }
    Ok(silent)
}

/// Whether a function is there for panics alone: the panics themselves, and formatting, which the
/// widget has no other use for (a `format!` in it would trap, and weigh too much anyhow). Of
/// `js-sys`, the executor of futures, of which the widget has none. Names of the standard library
/// look like `core[5c930c85a12de822]::panicking::panic_fmt`.
fn is_panicking(name: &str) -> bool {
    let is_core = |path: &str| name.starts_with("core[") && name.contains(path);
    is_core("]::panicking::")
        || (name.contains("core[") && name.contains("]::fmt::"))
        || [
            "::raw_vec::handle_error",
            "::raw_vec::capacity_overflow",
            "::alloc::handle_alloc_error",
            "]::panicking::panic_handler",
            "]::panicking::panic_with_hook",
            "::PanicPayload>::",
            "js_sys::futures::jspi::",
        ]
        .iter()
        .any(|part| name.contains(part))
}

fn sections(module: &[u8]) -> Result<Vec<(u8, &[u8])>> {
    let rest = module.strip_prefix(MAGIC).context("no WebAssembly")?;
    let mut reader = Reader(rest);
    let mut sections = Vec::new();
    while !reader.0.is_empty() {
        sections.push((reader.byte()?, reader.vector()?));
    }
    Ok(sections)
}

fn count_imports(reader: &mut Reader<'_>) -> Result<u32> {
    let count = reader.number()?;
    for _ in 0..count {
        reader.vector()?;
        reader.vector()?;
        ensure!(reader.byte()? == FUNCTION, "an import that is no function");
        reader.number()?;
    }
    Ok(count)
}

fn function_names<'a>(reader: &mut Reader<'a>) -> Result<HashMap<u32, &'a str>> {
    let mut names = HashMap::new();
    while !reader.0.is_empty() {
        let kind = reader.byte()?;
        let mut list = Reader(reader.vector()?);
        if kind == FUNCTION_NAMES {
            for _ in 0..list.number()? {
                names.insert(list.number()?, std::str::from_utf8(list.vector()?)?);
            }
        }
    }
    ensure!(!names.is_empty(), "the module has no names");
    Ok(names)
}

fn code(reader: &mut Reader<'_>, is_silenced: impl Fn(u32) -> bool) -> Result<Vec<u8>> {
    let count = reader.number()?;
    let mut code = Vec::new();
    put_number(&mut code, count);
    for index in 0..count {
        let body = reader.vector()?;
        put_vector(&mut code, if is_silenced(index) { TRAP } else { body })?;
    }
    Ok(code)
}

/// What is left to read of a section.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8> {
        let (byte, rest) = self.0.split_first().context("the module ends early")?;
        self.0 = rest;
        Ok(*byte)
    }

    /// An unsigned number in LEB128.
    fn number(&mut self) -> Result<u32> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        anyhow::bail!("a number that does not end")
    }

    /// So many bytes as the number before them says.
    fn vector(&mut self) -> Result<&'a [u8]> {
        let length = usize::try_from(self.number()?)?;
        let (vector, rest) = self
            .0
            .split_at_checked(length)
            .context("the module ends early")?;
        self.0 = rest;
        Ok(vector)
    }
}

fn put_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

fn put_vector(bytes: &mut Vec<u8>, vector: &[u8]) -> Result<()> {
    put_number(bytes, u32::try_from(vector.len())?);
    bytes.extend(vector);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One import and two functions with a `nop` each, the first of which is called as given.
    fn module(name: &str, body: &[u8]) -> Result<Vec<u8>> {
        let mut module = MAGIC.to_vec();
        let mut code = vec![2];
        put_vector(&mut code, body)?;
        put_vector(&mut code, b"\0\x01\x0b")?;
        let mut list = vec![2, 1];
        put_vector(&mut list, name.as_bytes())?;
        list.extend(b"\x02\x04open");
        let mut names = b"\x04name\x01".to_vec();
        put_vector(&mut names, &list)?;
        for (kind, content) in [
            (IMPORTS, b"\x01\x01a\x01b\0\0".to_vec()),
            (CODE, code),
            (CUSTOM, names),
        ] {
            module.push(kind);
            put_vector(&mut module, &content)?;
        }
        Ok(module)
    }

    #[test]
    fn a_panic_becomes_a_trap_and_the_rest_stays() -> Result<()> {
        let panic = "core[5c930c85a12de822]::panicking::panic_fmt";
        let long = [0_u8; 300];
        assert_eq!(silence(&module(panic, &long)?)?, module(panic, TRAP)?);
        let own = module("saludo_widget::shell::handle", &long)?;
        assert_eq!(silence(&own)?, own);
        Ok(())
    }

    #[test]
    fn a_name_as_the_compiler_mangles_it_is_known_too() -> Result<()> {
        let panic = "_RNvNtCsgXGp5Oqx2Ny_4core9panicking18panic_bounds_check";
        assert_eq!(silence(&module(panic, &[0; 9])?)?, module(panic, TRAP)?);
        Ok(())
    }

    #[test]
    fn what_is_no_module_is_an_error() {
        assert!(silence(b"").is_err());
        assert!(silence(b"\0asm\x01\0\0\0\x0a\xff").is_err());
    }
}
