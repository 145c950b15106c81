#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| saludo_fuzz::check("code", data));
