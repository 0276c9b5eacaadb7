//! The header and the verifier that standard encryption of packages and the CryptoAPI's encryption of binary workbooks have in common
//! ([MS-OFFCRYPTO] 2.3.2 and 2.3.3).

use crate::intake::biff::u32_at;

/// AlgID values.
pub(super) const RC4: u32 = 0x6801;
pub(super) const AES: [u32; 3] = [0x660E, 0x660F, 0x6610];
/// Flag: the scheme is somebody else's.
const EXTERNAL: u32 = 0x10;

/// What both schemes write down, all digests being SHA-1.
pub(super) struct CryptoApi<'b> {
    /// Cipher; 0 if only the flags tell it.
    pub(super) cipher: u32,
    /// Flags.
    pub(super) external: bool,
    /// Length of the key.
    pub(super) key_bits: u32,
    pub(super) salt: &'b [u8],
    /// An encrypted random value …
    pub(super) verifier: &'b [u8],
    /// … and its encrypted digest.
    pub(super) digest: &'b [u8],
}

impl<'b> CryptoApi<'b> {
    /// Parses what follows the version and the flags. `None` if it is cut short.
    pub(super) fn parse(data: &'b [u8]) -> Option<Self> {
        let header_bytes = u32_at(data, 0)? as usize;
        let header = data.get(4..)?.get(..header_bytes)?;
        let verifier = data.get(4 + header_bytes..)?;
        let salt_bytes = u32_at(verifier, 0)? as usize;
        let rest = verifier.get(4..)?.get(salt_bytes..)?;
        Some(CryptoApi {
            cipher: u32_at(header, 8)?,
            external: u32_at(header, 0)? & EXTERNAL != 0,
            key_bits: u32_at(header, 16)?,
            salt: verifier.get(4..)?.get(..salt_bytes).filter(|salt| !salt.is_empty())?,
            verifier: rest.get(..16)?,
            digest: rest.get(20..)?,
        })
    }
}
