//! Hashes by name, and the two things that password schemes build from them: a chain of rounds and a keyed digest.

use hmac::{Mac, SimpleHmac};
use md5::Md5;
use sha1::Sha1;
use sha2::digest::core_api::BlockSizeUser;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// A hash that an encrypted file may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// Calls a generic function with the type that a hash stands for.
macro_rules! with {
    ($hash:expr, $call:ident($($arg:expr),*)) => {
        match $hash {
            Hash::Md5 => $call::<Md5>($($arg),*),
            Hash::Sha1 => $call::<Sha1>($($arg),*),
            Hash::Sha256 => $call::<Sha256>($($arg),*),
            Hash::Sha384 => $call::<Sha384>($($arg),*),
            Hash::Sha512 => $call::<Sha512>($($arg),*),
        }
    };
}

impl Hash {
    /// By the name in a file (`SHA512`, `SHA-1`).
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name.trim().replace('-', "").to_ascii_uppercase().as_str() {
            "MD5" => Hash::Md5,
            "SHA1" => Hash::Sha1,
            "SHA256" => Hash::Sha256,
            "SHA384" => Hash::Sha384,
            "SHA512" => Hash::Sha512,
            _ => return None,
        })
    }

    /// The digest of the parts, one after the other.
    pub(super) fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        with!(self, digest(parts))
    }

    /// The digest of the parts, then `rounds` times that of the round's number and the digest before.
    pub(super) fn stretched(self, parts: &[&[u8]], rounds: u32) -> Vec<u8> {
        with!(self, stretched(parts, rounds))
    }

    /// The keyed digest of the parts.
    pub(super) fn keyed(self, key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
        with!(self, keyed(key, parts))
    }
}

fn digest<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    parts.iter().fold(D::new(), |hash, part| hash.chain_update(part)).finalize().to_vec()
}

fn stretched<D: Digest>(parts: &[&[u8]], rounds: u32) -> Vec<u8> {
    let first = parts.iter().fold(D::new(), |hash, part| hash.chain_update(part)).finalize();
    (0..rounds).fold(first, |before, round| D::new().chain_update(round.to_le_bytes()).chain_update(before).finalize()).to_vec()
}

fn keyed<D: Digest + BlockSizeUser>(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    // A key of any length will do, so this cannot fail.
    let Ok(mac) = SimpleHmac::<D>::new_from_slice(key) else { return Vec::new() };
    parts.iter().fold(mac, |mac, part| mac.chain_update(part)).finalize().into_bytes().to_vec()
}

/// An equality that can be trusted of lengths too: nothing equals an empty promise.
pub(super) fn agree(computed: &[u8], promised: &[u8]) -> bool {
    !promised.is_empty() && computed.get(..promised.len()) == Some(promised)
}
