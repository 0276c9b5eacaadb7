//! Whole files, whatever they are: sniffed, read within limits, laid out.
#![no_main]

use dangri_fuzz::intake::read_bytes;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: dangri_fuzz::watch(), |data: &[u8]| {
    let loaded = read_bytes("台账", data.to_vec(), &dangri_fuzz::limits());
    dangri_fuzz::sound(&loaded);
    dangri_fuzz::laid_out(&loaded.book);
});
