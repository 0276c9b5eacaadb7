//! Workbooks that are encrypted, opened with the passwords the run was given: Office Open XML in its container (agile and standard
//! encryption), binary workbooks (XOR, RC4, RC4 of the CryptoAPI) and OpenDocument. Nothing is guessed: a password that the file's own
//! verifier does not confirm opens nothing. What decryption yields goes through the same sniffing and limits as a file that came in the clear.

mod aes;
mod agile;
mod biff;
mod cryptoapi;
mod hash;
mod odf;
mod package;
mod passwords;
mod rc4;
mod standard;
mod xor;

pub(super) use biff::open_stream;
pub(super) use odf::{SealedDocument, sealed_document};
pub(super) use package::SealedPackage;
pub use passwords::{PasswordFault, Passwords};

use super::cfb::Compound;
use super::fault::Fault;
use super::limits::Limits;

/// Rounds that one password may cost: the most that the formats allow themselves, a hundred times what the office programs write.
const MOST_ROUNDS: u64 = 10_000_000;
/// Rounds that all passwords together may cost for one file: some twenty seconds.
const MOST_ROUNDS_IN_ALL: u64 = 50_000_000;

/// Streams and storages of files whose key only a rights server gives out (IRM, sensitivity labels that encrypt).
const RIGHTS: [&str; 4] = ["DRMEncryptedTransform", "DRMEncryptedDataSpace", "\u{9}DRMContent", "\u{9}DRMViewerContent"];

/// A document that needs a password before its format can be told.
pub(super) enum Sealed {
    /// Office Open XML.
    Package(SealedPackage),
    /// OpenDocument.
    Document(SealedDocument),
}

impl Sealed {
    /// The document in the clear.
    ///
    /// # Errors
    /// No password opens it, or what it says of its encryption is damaged, unknown or asks for too much.
    pub(super) fn open(self, passwords: &Passwords, limits: &Limits) -> Result<Vec<u8>, Fault> {
        match self {
            Sealed::Package(package) => package.open(passwords),
            Sealed::Document(document) => document.open(passwords, limits),
        }
    }
}

/// What of a container needs a password; `None` if it holds no encrypted package.
pub(super) fn sealed_package(file: &Compound<'_>) -> Result<Option<Sealed>, Fault> {
    if RIGHTS.iter().any(|name| file.has_anywhere(name)) {
        return Err(Fault::Rights);
    }
    match (file.has("EncryptionInfo"), file.has("EncryptedPackage")) {
        (false, false) => Ok(None),
        (true, true) => {
            let (info, package) = (file.stream("EncryptionInfo")?, file.stream("EncryptedPackage")?);
            Ok(Some(Sealed::Package(SealedPackage { info, package })))
        }
        _ => Err(Fault::damaged("加密信息不完整")),
    }
}

/// What the first password that fits yields.
fn open_with<K>(passwords: &Passwords, rounds: u64, attempt: impl FnMut(&str) -> Result<Option<K>, Fault>) -> Result<K, Fault> {
    let tries = 1 + passwords.len() as u64;
    if rounds > MOST_ROUNDS || rounds.saturating_mul(tries) > MOST_ROUNDS_IN_ALL {
        return Err(Fault::Cipher("密钥迭代次数过多"));
    }
    let mut attempt = attempt;
    for password in passwords.candidates() {
        if let Some(opened) = attempt(password)? {
            return Ok(opened);
        }
    }
    Err(Fault::Encrypted { tried: passwords.len() })
}
