//! Takes out of wasm-bindgen's script what browsers since spring 2023 do not need: 350 of the form's
//! 20,000 bytes. Each piece must be there as expected, or the build fails: then wasm-bindgen has
//! changed, and this has to be looked at again.

use anyhow::{Context, Result};

/// What a piece begins with, what comes behind it, and what takes its place.
const PIECES: [[&str; 3]; 6] = [
    // A detached buffer shows by not being the memory's own any more.
    [
        "function getDataViewMemory0() {",
        "function getStringFromWasm0(",
        "function getDataViewMemory0() {
    if (cachedDataViewMemory0?.buffer !== wasm.memory.buffer) cachedDataViewMemory0 = new DataView(wasm.memory.buffer);
    return cachedDataViewMemory0;
}
",
    ],
    // Safari 16.4 decodes two gigabytes, which no form says.
    [
        "cachedTextDecoder.decode();",
        "const cachedTextEncoder",
        "function decodeText(bytes) {
    return cachedTextDecoder.decode(bytes);
}
",
    ],
    // A path for ASCII is quicker than the encoder, but texts here are short and few.
    [
        "function passStringToWasm0(",
        "let cachedTextDecoder",
        "function passStringToWasm0(text, malloc) {
    const bytes = cachedTextEncoder.encode(text);
    const at = malloc(bytes.length, 1) >>> 0;
    getUint8ArrayMemory0().set(bytes, at);
    WASM_VECTOR_LEN = bytes.length;
    return at;
}
",
    ],
    ["if (!('encodeInto' in cachedTextEncoder)) {", "let WASM_VECTOR_LEN", ""],
    // The form's closures live as long as the page, or are dropped by Rust.
    [
        "const CLOSURE_DTORS = ",
        "function getArrayU8FromWasm0(",
        "const CLOSURE_DTORS = { register() {}, unregister() {} };
",
    ],
    // The loader brings a compiled module, in the way that is not deprecated.
    [
        "function initSync(module) {",
        "let __wbg_init_promise",
        "function initSync({ module }) {
    if (wasm === undefined) __wbg_finalize_init(new WebAssembly.Instance(module, __wbg_get_imports()));
    return wasm;
}
",
    ],
];

/// The script without the pieces.
pub(super) fn lean(script: &str) -> Result<String> {
    let mut lean = script.replace(", wasm.__wbindgen_realloc", "");
    for [begins, behind, instead] in PIECES {
        let (before, rest) = lean
            .split_once(begins)
            .with_context(|| format!("wasm-bindgen's script has no {begins:?}"))?;
        let (_, after) = rest.split_once(behind).with_context(|| {
            format!("wasm-bindgen's script has no {behind:?} behind {begins:?}")
        })?;
        lean = format!("{before}{instead}{behind}{after}");
    }
    Ok(lean)
}
