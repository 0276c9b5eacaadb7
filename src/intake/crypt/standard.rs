//! Standard encryption (Office 2007, and old versions of other programs): AES, every block by itself, over SHA-1.

use super::aes;
use super::cryptoapi::{AES, CryptoApi};
use super::hash::{Hash, agree};
use super::package::{SIZE, Scheme, broken};
use crate::intake::fault::Fault;

/// Rounds are fixed by the scheme.
const ROUNDS: u32 = 50_000;
const DIGEST: usize = 20;

/// The parsed stream.
pub(super) struct Standard {
    key_bytes: usize,
    salt: Vec<u8>,
    verifier: Vec<u8>,
    digest: Vec<u8>,
}

impl Standard {
    pub(super) fn parse(info: &[u8]) -> Result<Self, Fault> {
        let api = info.get(8..).and_then(CryptoApi::parse).ok_or_else(broken)?;
        if api.external || !(AES.contains(&api.cipher) || api.cipher == 0) {
            return Err(Fault::Cipher("使用了少见的加密算法"));
        }
        let key_bytes = match api.key_bits {
            0 => 16,
            bits @ (128 | 192 | 256) => bits as usize / 8,
            _ => return Err(broken()),
        };
        // The digest's 20 bytes fill two blocks with what they leave of the second.
        let digest = api.digest.get(..2 * aes::BLOCK).ok_or_else(broken)?;
        Ok(Standard { key_bytes, salt: api.salt.to_vec(), verifier: api.verifier.to_vec(), digest: digest.to_vec() })
    }
}

impl Scheme for Standard {
    fn rounds(&self) -> u64 {
        u64::from(ROUNDS)
    }

    fn key(&self, password: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        let stretched = Hash::Sha1.stretched(&[&self.salt, password], ROUNDS);
        let last = Hash::Sha1.of(&[&stretched, &0_u32.to_le_bytes()]);
        let half = |fill: u8| {
            let mut pad = [fill; 64];
            pad.iter_mut().zip(&last).for_each(|(p, byte)| *p ^= byte);
            Hash::Sha1.of(&[&pad])
        };
        let mut key = [half(0x36), half(0x5C)].concat();
        key.truncate(self.key_bytes);
        let (mut verifier, mut digest) = (self.verifier.clone(), self.digest.clone());
        aes::decrypt_ecb(&key, &mut verifier).ok_or_else(broken)?;
        aes::decrypt_ecb(&key, &mut digest).ok_or_else(broken)?;
        Ok(agree(&Hash::Sha1.of(&[&verifier]), &digest[..DIGEST]).then_some(key))
    }

    fn decrypt(&self, key: &[u8], package: &mut [u8]) -> Result<(), Fault> {
        aes::decrypt_ecb(key, &mut package[SIZE..]).ok_or_else(broken)
    }
}
