//! Jurisdiction files and `dangri.toml` as an office may write them: faults are told, nothing panics.
#![no_main]

use dangri_fuzz::config::{check_text, workspace};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: dangri_fuzz::watch(), |data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Err(faults) = check_text("mou.toml", text) {
        assert!(!faults.0.is_empty());
    }
    let _ = workspace::parse("dangri.toml", text);
});
