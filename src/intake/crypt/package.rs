//! Office Open XML behind a password: a container with a stream that tells how (`EncryptionInfo`) and one that holds the zip
//! (`EncryptedPackage`). Sources: [MS-OFFCRYPTO] 2.3.4.5 to 2.3.4.15, ECMA-376 part 3's agile descriptor.

use super::agile::Agile;
use super::standard::Standard;
use super::{Passwords, open_with};
use crate::intake::fault::Fault;

/// Bytes in front of the package that tell its size.
pub(super) const SIZE: usize = 8;

/// The two streams.
#[derive(Debug)]
pub(in crate::intake) struct SealedPackage {
    /// How it is encrypted.
    pub(in crate::intake) info: Vec<u8>,
    /// What is encrypted.
    pub(in crate::intake) package: Vec<u8>,
}

/// A scheme that a package may be encrypted by.
pub(super) trait Scheme {
    /// Rounds that each password costs.
    fn rounds(&self) -> u64;
    /// The key of the package, if the verifier confirms the password.
    fn key(&self, password: &[u8]) -> Result<Option<Vec<u8>>, Fault>;
    /// Decrypts the package in place, its size in front included.
    fn decrypt(&self, key: &[u8], package: &mut [u8]) -> Result<(), Fault>;
}

impl SealedPackage {
    /// The zip.
    pub(super) fn open(mut self, passwords: &Passwords) -> Result<Vec<u8>, Fault> {
        let scheme: Box<dyn Scheme> = match self.info.get(..4) {
            Some([4, 0, 4, 0]) => Box::new(Agile::parse(&self.info)?),
            Some([2..=4, 0, 2, 0]) => Box::new(Standard::parse(&self.info)?),
            Some([3 | 4, 0, 3, 0]) => return Err(Fault::Cipher("加密方式由第三方软件提供")),
            _ => return Err(broken()),
        };
        let key = open_with(passwords, scheme.rounds(), |password| scheme.key(&utf16(password)))?;
        let size = self.package.first_chunk::<SIZE>().map(|b| u64::from_le_bytes(*b)).ok_or_else(broken)?;
        let size = usize::try_from(size).ok().filter(|size| *size <= self.package.len() - SIZE);
        let size = size.ok_or_else(|| Fault::damaged("加密内容不完整"))?;
        scheme.decrypt(&key, &mut self.package)?;
        self.package.truncate(SIZE + size);
        self.package.drain(..SIZE);
        if !self.package.starts_with(b"PK") {
            return Err(Fault::damaged("解密后的内容不是工作簿"));
        }
        Ok(self.package)
    }
}

/// A password as the schemes of Office hash it.
pub(super) fn utf16(password: &str) -> Vec<u8> {
    password.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

pub(super) fn broken() -> Fault {
    Fault::damaged("加密信息不完整")
}
