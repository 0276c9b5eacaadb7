//! A package of other people's making, opened to be changed: its parts as they lie in the zip, as text, and as they are by now. What is looked at for one
//! thing is looked at for the next as well, so that texts are kept as long as the package is open, and each part is inflated once.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::rc::Rc;

use zip::ZipArchive;

/// Largest part that is looked at.
const MOST_BYTES: u64 = 64 << 20;
/// Room for texts that are kept.
const MOST_KEPT: usize = 16 << 20;
/// Room that a part is believed to need before it has been read.
const MOST_BELIEVED: u64 = 1 << 20;

/// A package being read.
pub type Zip<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// The package, and texts of its parts.
pub struct Opened<'b> {
    /// As it lies in the zip.
    pub zip: Zip<'b>,
    texts: BTreeMap<usize, Rc<str>>,
    kept: usize,
}

impl<'b> Opened<'b> {
    /// Opens it; `None`: no package.
    pub fn new(bytes: &'b [u8]) -> Option<Self> {
        Some(Opened { zip: ZipArchive::new(Cursor::new(bytes)).ok()?, texts: BTreeMap::new(), kept: 0 })
    }

    /// A part as it was packed. `None`: it cannot be read, or is too large.
    pub fn raw(&mut self, index: usize) -> Option<Vec<u8>> {
        let part = self.zip.by_index(index).ok()?;
        let mut raw = Vec::with_capacity(part.size().min(MOST_BELIEVED) as usize);
        part.take(MOST_BYTES + 1).read_to_end(&mut raw).ok()?;
        (raw.len() as u64 <= MOST_BYTES).then_some(raw)
    }

    /// A part as text. `None`: as above, or it is not UTF-8.
    pub fn text(&mut self, index: usize) -> Option<Rc<str>> {
        if let Some(text) = self.texts.get(&index) {
            return Some(text.clone());
        }
        let text: Rc<str> = simdutf8::basic::from_utf8(&self.raw(index)?).ok()?.into();
        if self.kept + text.len() <= MOST_KEPT {
            self.kept += text.len();
            self.texts.insert(index, text.clone());
        }
        Some(text)
    }

    /// A part as text, as it is by now.
    pub fn now(&mut self, index: usize, changed: &BTreeMap<usize, String>) -> Option<Rc<str>> {
        match changed.get(&index) {
            Some(text) => Some(text.as_str().into()),
            None => self.text(index),
        }
    }
}
