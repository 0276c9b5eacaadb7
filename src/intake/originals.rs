//! Ledgers once more, for those who show a fault in the file itself: the package of a modern workbook as it was handed in, or the cells of
//! any other. Passwords have no place here: what only a password opens stays closed, so that it cannot be copied in the clear.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use zip::ZipArchive;

use super::crypt::Passwords;
use super::discover::Discovery;
use super::limits::Limits;
use super::read::{guarded, load};
use super::sniff::{Kind, sniff};
use super::source::Input;
use super::{package, pool, xml};
use crate::model::book::RawBook;

/// Largest file that is looked at again, packed and inflated: several are in memory at a time.
const FILE_BYTES: u64 = 32 << 20;
const INFLATED_BYTES: u64 = 192 << 20;

/// The files of a workspace by their path.
#[derive(Debug, Default)]
pub struct Originals {
    inputs: BTreeMap<Arc<str>, Input>,
    limits: Limits,
}

/// A ledger as it was handed in.
#[derive(Debug)]
pub enum Original {
    /// An Office Open XML package that is not encrypted.
    Package(Parts),
    /// Some other format that can be read without a password.
    Other,
    /// Encrypted.
    Sealed,
    /// Too large, damaged or gone: not to be had again.
    Lost,
}

/// A package and its parts that matter, as indices of the zip.
#[derive(Debug)]
pub struct Parts {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Sheets by name as the workbook gives it.
    pub sheets: BTreeMap<String, usize>,
    /// Part that holds the formats.
    pub styles: Option<usize>,
    /// Part that holds the shared texts.
    pub strings: Option<usize>,
}

impl Originals {
    /// Of what was found in a workspace.
    pub fn new(found: Discovery, limits: &Limits) -> Self {
        let limits = Limits {
            file_bytes: limits.file_bytes.min(FILE_BYTES),
            inflated_bytes: limits.inflated_bytes.min(INFLATED_BYTES),
            ..limits.clone()
        };
        Originals { inputs: found.inputs.into_iter().map(|input| (input.path.clone(), input)).collect(), limits }
    }

    /// The file at a path. Never fails: what cannot be had is `Lost`.
    pub fn open(&self, path: &str) -> Original {
        let Some(input) = self.inputs.get(path) else { return Original::Lost };
        let Ok((bytes, _)) = load(input, &self.limits) else { return Original::Lost };
        match guarded(|| sniff(&bytes, &self.limits)) {
            Ok(Kind::Sealed(_)) => Original::Sealed,
            Ok(Kind::Xlsx(_)) => guarded(|| self.package(bytes)).unwrap_or(Original::Lost),
            Ok(_) => Original::Other,
            Err(_) => Original::Lost,
        }
    }

    /// The digest of the file at a path.
    pub fn digest(&self, path: &str) -> Option<String> {
        self.inputs.get(path)?.look(&self.limits).map(|look| look.digest)
    }

    /// Its cells, read without any password.
    pub fn book(&self, path: &str) -> Option<RawBook> {
        let loaded = pool::read(self.inputs.get(path)?, &self.limits, &Passwords::default());
        (!loaded.unreadable).then_some(loaded.book)
    }

    fn package(&self, bytes: Vec<u8>) -> Result<Original, super::fault::Fault> {
        let mut zip = ZipArchive::new(Cursor::new(bytes.as_slice())).map_err(|e| super::archive::zip_fault(&e))?;
        package::check_sizes(&mut zip, bytes.len() as u64, &self.limits)?;
        let workbook = package::root_part(&mut zip).unwrap_or_else(|| "xl/workbook.xml".to_owned());
        let mut names = Vec::new();
        if let Some(part) = package::small_part(&mut zip, &workbook) {
            package::each_start(&part, |e| {
                if e.local_name().as_ref() == "sheet" {
                    names.push(xml::attribute(e, "name").unwrap_or_default());
                }
            });
        }
        let parts = package::sheet_parts(&mut zip);
        let sheets = names.into_iter().zip(parts).filter_map(|(name, part)| Some((name, part?))).collect();
        let related = package::related(&mut zip, &workbook);
        let of = |kind: &str| related.iter().find(|r| r.kind.ends_with(kind)).and_then(|r| package::find(&zip, &r.target));
        let (styles, strings) = (of("/styles"), of("/sharedStrings"));
        drop(zip);
        Ok(Original::Package(Parts { bytes, sheets, styles, strings }))
    }
}
