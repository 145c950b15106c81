//! The panel's QR codes, as a WebAssembly module without imports: a page reads and writes its memory.
//!
//! 1. Write the text in UTF-8, at most [`MAX_TEXT`] bytes, at [`text`].
//! 2. Call [`encode`] with the number of bytes. It answers how many modules a side has, or 0 where
//!    the text is empty or too long.
//! 3. Read [`path_length`] bytes of ASCII at [`path`]: the `d` of an SVG path for the `viewBox`
//!    `-4 -4 w w`, where w is the number of modules + 8. Look `memory.buffer` up again first: it is
//!    another one where memory grew.

// A page's module and nothing else: natively its names could be those of somebody else's functions.
#![cfg(target_arch = "wasm32")]
#![expect(
    unsafe_code,
    reason = "the attribute that keeps an export's name; no pointer is followed here"
)]

use saludo_qr::{Correction, MAX_TEXT, Symbol};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU8, Ordering};

/// Small before fast: each code is made of a few allocations.
#[global_allocator]
static HEAP: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

/// Atomic, because the page changes it behind the compiler's back. It costs nothing here.
static TEXT: [AtomicU8; MAX_TEXT] = [const { AtomicU8::new(0) }; MAX_TEXT];

static PATH: Mutex<String> = Mutex::new(String::new());

/// Where the page writes the text.
#[unsafe(no_mangle)]
pub extern "C" fn text() -> *const u8 {
    TEXT.as_ptr().cast()
}

/// Encodes the first `length` bytes of the text with error correction M. Answers how many modules
/// each side has, or 0.
#[unsafe(no_mangle)]
pub extern "C" fn encode(length: usize) -> usize {
    let Ok(mut path) = PATH.lock() else {
        return 0;
    };
    path.clear();
    let Some(text) = TEXT.get(..length) else {
        return 0;
    };
    let text: Vec<u8> = text
        .iter()
        .map(|byte| byte.load(Ordering::Relaxed))
        .collect();
    match Symbol::encode(&text, Correction::Medium) {
        Some(symbol) => {
            *path = symbol.path();
            symbol.width()
        }
        None => 0,
    }
}

/// Where the path of the last code stands, until the next is made.
#[unsafe(no_mangle)]
pub extern "C" fn path() -> *const u8 {
    PATH.lock().map_or(std::ptr::null(), |path| path.as_ptr())
}

/// How many bytes the path of the last code has.
#[unsafe(no_mangle)]
pub extern "C" fn path_length() -> usize {
    PATH.lock().map_or(0, |path| path.len())
}
