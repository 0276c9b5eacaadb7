//! Small parts of a package, inflated in one step and by one decompressor a thread. A form of one activity has ten parts of a few hundred bytes each: to make
//! a decompressor for each of them took longer than to inflate it. Whatever is not as the package declares it is left to the reader of the zip, which
//! knows what to say of it.

use std::cell::RefCell;
use std::io::Read;

use flate2::{Decompress, FlushDecompress, Status};
use zip::CompressionMethod;

use super::package::Package;

/// Largest part that is inflated so.
const SMALL: u64 = 256 << 10;

thread_local! {
    static INFLATE: RefCell<(Decompress, Vec<u8>)> = RefCell::new((Decompress::new(false), Vec::new()));
}

/// The part, if it is small, packed as usual, and as long and of that sum as the package declares it.
pub(super) fn at_once(zip: &mut Package<'_>, index: usize) -> Option<Vec<u8>> {
    let mut entry = zip.by_index_raw(index).ok()?;
    let (size, packed, sum) = (entry.size(), entry.compressed_size(), entry.crc32());
    let usual = entry.compression() == CompressionMethod::Deflated && !entry.encrypted();
    if !usual || size > SMALL || packed > SMALL {
        return None;
    }
    INFLATE.with_borrow_mut(|(inflate, raw)| {
        raw.clear();
        entry.read_to_end(raw).ok()?;
        inflate.reset(false);
        // a byte more than is declared, so that one too many is seen
        let mut part = Vec::with_capacity(size as usize + 1);
        let status = inflate.decompress_vec(raw, &mut part, FlushDecompress::Finish).ok()?;
        (status == Status::StreamEnd && part.len() as u64 == size && crc32fast::hash(&part) == sum).then_some(part)
    })
}
