//! RC4 over a workbook stream, with a new key every 1,024 bytes: 40 bits over MD5 (Excel 97 and 2000), 40 to 128 bits over SHA-1 (CryptoAPI,
//! Excel 2002 and 2003). [MS-OFFCRYPTO] 2.3.5 and 2.3.6.

use super::biff::Cipher;
use super::cryptoapi::{self, CryptoApi};
use super::hash::{Hash, agree};
use super::package::{broken, utf16};
use crate::intake::biff::u16_at;
use crate::intake::fault::Fault;

/// Bytes of the stream that one key is for.
const BLOCK: usize = 1024;
const KEY: usize = 16;

/// How the key of a block comes about.
#[derive(Clone, Debug)]
enum Keys {
    /// 40 bits over MD5: the password's truncated digest.
    Md5([u8; 5]),
    /// CryptoAPI: the password's digest and the length of the key in bytes.
    Sha1(Vec<u8>, usize),
}

/// What FILEPASS says.
pub(super) struct Scheme {
    hash: Hash,
    key_bytes: usize,
    salt: Vec<u8>,
    verifier: Vec<u8>,
    digest: Vec<u8>,
}

impl Scheme {
    /// `data` starts with the version.
    pub(super) fn parse(data: &[u8]) -> Result<Self, Fault> {
        let of = |range: std::ops::Range<usize>| data.get(range).map(<[u8]>::to_vec).ok_or_else(broken);
        match (u16_at(data, 0), u16_at(data, 2)) {
            (Some(1), Some(1)) => {
                Ok(Scheme { hash: Hash::Md5, key_bytes: KEY, salt: of(4..20)?, verifier: of(20..36)?, digest: of(36..52)? })
            }
            (Some(2..=4), Some(2)) => {
                let api = data.get(8..).and_then(CryptoApi::parse).ok_or_else(broken)?;
                if api.external || !matches!(api.cipher, cryptoapi::RC4 | 0) {
                    return Err(Fault::Cipher("使用了少见的加密算法"));
                }
                let bits = if api.key_bits == 0 { 40 } else { api.key_bits };
                if !(40..=128).contains(&bits) || bits % 8 != 0 {
                    return Err(broken());
                }
                let digest = api.digest.get(..20).ok_or_else(broken)?.to_vec();
                let (salt, verifier) = (api.salt.to_vec(), api.verifier.to_vec());
                Ok(Scheme { hash: Hash::Sha1, key_bytes: bits as usize / 8, salt, verifier, digest })
            }
            _ => Err(Fault::Cipher("使用了少见的加密算法")),
        }
    }

    /// The cipher, if the verifier confirms the password.
    pub(super) fn open(&self, password: &str) -> Option<Blocks> {
        let password = utf16(password);
        let keys = match self.hash {
            Hash::Md5 => {
                let digest = Hash::Md5.of(&[&password]);
                let rounds = [&digest[..5], &self.salt].concat().repeat(16);
                let digest = Hash::Md5.of(&[&rounds]);
                Keys::Md5([digest[0], digest[1], digest[2], digest[3], digest[4]])
            }
            _ => Keys::Sha1(Hash::Sha1.of(&[&self.salt, &password]), self.key_bytes),
        };
        let mut key = keys.of_block(0);
        let (mut verifier, mut digest) = (self.verifier.clone(), self.digest.clone());
        key.apply(&mut verifier);
        key.apply(&mut digest);
        agree(&self.hash.of(&[&verifier]), &digest).then(|| Blocks::new(keys))
    }
}

impl Keys {
    fn of_block(&self, number: u32) -> Rc4 {
        let number = number.to_le_bytes();
        match self {
            Keys::Md5(digest) => Rc4::new(&Hash::Md5.of(&[digest, &number])),
            Keys::Sha1(digest, bytes) => {
                let mut key = Hash::Sha1.of(&[digest, &number]);
                key.truncate(*bytes);
                // 40 bits are the only length that is filled up.
                if *bytes == 5 {
                    key.resize(KEY, 0);
                }
                Rc4::new(&key)
            }
        }
    }
}

/// The key stream over the whole workbook stream. Positions only go forward.
pub(super) struct Blocks {
    keys: Keys,
    state: Rc4,
    /// The block whose key is in use, and how many bytes of its key stream are spent.
    block: usize,
    spent: usize,
}

impl Blocks {
    fn new(keys: Keys) -> Self {
        Blocks { state: keys.of_block(0), keys, block: 0, spent: 0 }
    }

    fn pass_to(&mut self, at: usize) {
        if at / BLOCK != self.block {
            self.block = at / BLOCK;
            self.state = self.keys.of_block(self.block as u32);
            self.spent = 0;
        }
        for _ in self.spent..at % BLOCK {
            self.state.next();
        }
        self.spent = at % BLOCK;
    }
}

impl Cipher for Blocks {
    fn decrypt(&mut self, at: usize, _record: usize, piece: &mut [u8]) {
        let (mut at, mut rest) = (at, piece);
        while !rest.is_empty() {
            let (now, later) = rest.split_at_mut(rest.len().min(BLOCK - at % BLOCK));
            self.pass_to(at);
            self.state.apply(now);
            self.spent += now.len();
            at += now.len();
            rest = later;
        }
    }
}

/// The cipher itself: a dozen lines, where the crate for it wants the key's length at compile time.
#[derive(Clone)]
struct Rc4 {
    state: [u8; 256],
    i: u8,
    j: u8,
}

impl Rc4 {
    fn new(key: &[u8]) -> Self {
        let mut state: [u8; 256] = std::array::from_fn(|i| i as u8);
        let mut j = 0_u8;
        for i in 0..256 {
            j = j.wrapping_add(state[i]).wrapping_add(key[i % key.len()]);
            state.swap(i, usize::from(j));
        }
        Rc4 { state, i: 0, j: 0 }
    }

    fn next(&mut self) -> u8 {
        self.i = self.i.wrapping_add(1);
        self.j = self.j.wrapping_add(self.state[usize::from(self.i)]);
        self.state.swap(usize::from(self.i), usize::from(self.j));
        self.state[usize::from(self.state[usize::from(self.i)].wrapping_add(self.state[usize::from(self.j)]))]
    }

    fn apply(&mut self, data: &mut [u8]) {
        data.iter_mut().for_each(|byte| *byte ^= self.next());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cipher_gives_the_published_key_streams() {
        // RFC 6229, keys of 40 and 128 bits, offset 0.
        for (key, stream) in [
            (&[1_u8, 2, 3, 4, 5][..], [0xB2_u8, 0x39, 0x63, 0x05, 0xF0, 0x3D, 0xC0, 0x27]),
            (&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16][..], [0x9A, 0xC7, 0xCC, 0x9A, 0x60, 0x9D, 0x1E, 0xF7]),
        ] {
            let mut zeros = [0; 8];
            Rc4::new(key).apply(&mut zeros);
            assert_eq!(zeros, stream);
        }
    }

    #[test]
    fn pieces_and_gaps_meet_the_same_key_stream() {
        let keys = Keys::Sha1(vec![7; 20], 16);
        let fresh = || Blocks::new(keys.clone());
        let mut whole = vec![0; 5000];
        fresh().decrypt(0, 0, &mut whole);
        let mut parts = vec![0; 5000];
        let mut blocks = fresh();
        for (from, to) in [(0, 3), (3, 1024), (1024, 1030), (1100, 2048), (3000, 4097), (4097, 5000)] {
            blocks.decrypt(from, 0, &mut parts[from..to]);
            assert_eq!(parts[from..to], whole[from..to], "{from}..{to}");
        }
    }
}
