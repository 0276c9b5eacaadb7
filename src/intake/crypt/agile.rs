//! Agile encryption (Office 2010 and later, WPS, LibreOffice): XML tells hashes, key lengths and salts.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use quick_xml::events::BytesStart;

use super::aes::{self, BLOCK};
use super::hash::{Hash, agree};
use super::package::{SIZE, Scheme, broken};
use crate::intake::fault::Fault;
use crate::intake::{package, xml};

/// Bytes that are encrypted with one start vector.
const SEGMENT: usize = 4096;
/// What is hashed behind the password's digest for each of the keys, as [MS-OFFCRYPTO] 2.3.4.10 to 2.3.4.14 lays down.
const FOR_INPUT: [u8; 8] = [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];
const FOR_VALUE: [u8; 8] = [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];
const FOR_KEY: [u8; 8] = [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];
const FOR_MAC_KEY: [u8; 8] = [0x5F, 0xB2, 0xAD, 0x01, 0x0C, 0xB9, 0xE1, 0xF6];
const FOR_MAC: [u8; 8] = [0xA0, 0x67, 0x7F, 0x02, 0xB2, 0x2C, 0x84, 0x33];
/// Fills keys and start vectors that a short hash leaves open.
const FILL: u8 = 0x36;

/// The descriptor.
pub(super) struct Agile {
    data: Cipher,
    mac: Option<Integrity>,
    password: Cipher,
    rounds: u32,
    input: Vec<u8>,
    value: Vec<u8>,
    key: Vec<u8>,
}

struct Cipher {
    hash: Hash,
    hash_bytes: usize,
    key_bytes: usize,
    salt: Vec<u8>,
}

struct Integrity {
    key: Vec<u8>,
    value: Vec<u8>,
}

impl Agile {
    pub(super) fn parse(info: &[u8]) -> Result<Self, Fault> {
        let (mut data, mut mac, mut password, mut foreign) = (None, None, None, false);
        package::each_start(info.get(8..).ok_or_else(broken)?, |e| match e.local_name().as_ref() {
            "keyData" if data.is_none() => data = Some(Cipher::parse(e)),
            "dataIntegrity" if mac.is_none() => {
                mac = bytes(e, "encryptedHmacKey").zip(bytes(e, "encryptedHmacValue")).map(|(key, value)| Integrity { key, value });
            }
            // Several people's certificates may stand beside the password; theirs are not encryptedKey of a password.
            "encryptedKey" if password.is_none() && xml::attribute(e, "spinCount").is_some() => {
                let rounds = xml::number::<u64>(e, "spinCount").map(|n| u32::try_from(n).unwrap_or(u32::MAX));
                let parts = [bytes(e, "encryptedVerifierHashInput"), bytes(e, "encryptedVerifierHashValue"), bytes(e, "encryptedKeyValue")];
                password = Some((Cipher::parse(e), rounds, parts));
            }
            "encryptedKey" => foreign = true,
            _ => {}
        });
        match (data, password) {
            (Some(data), Some((password, Some(rounds), [Some(input), Some(value), Some(key)]))) => {
                Ok(Agile { data: data?, mac, password: password?, rounds, input, value, key })
            }
            (Some(_), None) if foreign => Err(Fault::Cipher("须用数字证书打开")),
            _ => Err(broken()),
        }
    }

    /// A part of the key encryptor, decrypted.
    fn part(&self, digest: &[u8], purpose: [u8; 8], part: &[u8]) -> Result<Vec<u8>, Fault> {
        let key = fitted(self.password.hash.of(&[digest, &purpose]), self.password.key_bytes);
        decrypted(&key, &fitted(self.password.salt.clone(), BLOCK), part)
    }

    fn start(&self, of: &[u8]) -> Vec<u8> {
        fitted(self.data.hash.of(&[&self.data.salt, of]), BLOCK)
    }

    fn check(&self, key: &[u8], package: &[u8]) -> Result<(), Fault> {
        let Some(mac) = &self.mac else { return Ok(()) };
        let mut mac_key = decrypted(key, &self.start(&FOR_MAC_KEY), &mac.key)?;
        mac_key.truncate(self.data.hash_bytes);
        let mut promised = decrypted(key, &self.start(&FOR_MAC), &mac.value)?;
        promised.truncate(self.data.hash_bytes);
        if agree(&self.data.hash.keyed(&mac_key, &[package]), &promised) {
            Ok(())
        } else {
            Err(Fault::damaged("加密内容与校验值不符"))
        }
    }
}

impl Scheme for Agile {
    fn rounds(&self) -> u64 {
        u64::from(self.rounds)
    }

    fn key(&self, password: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        let hash = self.password.hash;
        let digest = hash.stretched(&[&self.password.salt, password], self.rounds);
        let mut input = self.part(&digest, FOR_INPUT, &self.input)?;
        input.truncate(self.password.salt.len());
        let mut value = self.part(&digest, FOR_VALUE, &self.value)?;
        value.truncate(self.password.hash_bytes);
        if !agree(&hash.of(&[&input]), &value) {
            return Ok(None);
        }
        let mut key = self.part(&digest, FOR_KEY, &self.key)?;
        key.truncate(self.data.key_bytes);
        Ok(Some(key))
    }

    fn decrypt(&self, key: &[u8], package: &mut [u8]) -> Result<(), Fault> {
        self.check(key, package)?;
        for (number, segment) in package[SIZE..].chunks_mut(SEGMENT).enumerate() {
            aes::decrypt_cbc(key, &self.start(&(number as u32).to_le_bytes()), segment).ok_or_else(broken)?;
        }
        Ok(())
    }
}

impl Cipher {
    fn parse(e: &BytesStart<'_>) -> Result<Self, Fault> {
        let text = |name| xml::attribute(e, name).unwrap_or_default();
        if !text("cipherAlgorithm").eq_ignore_ascii_case("AES") || text("cipherChaining") != "ChainingModeCBC" {
            return Err(Fault::Cipher("使用了少见的加密算法"));
        }
        let hash = Hash::named(&text("hashAlgorithm")).ok_or(Fault::Cipher("使用了少见的加密算法"))?;
        let key_bytes = match xml::number::<usize>(e, "keyBits") {
            Some(bits @ (128 | 192 | 256)) => bits / 8,
            _ => return Err(broken()),
        };
        let hash_bytes = hash.of(&[]).len();
        let salt = bytes(e, "saltValue").filter(|salt| !salt.is_empty()).ok_or_else(broken)?;
        Ok(Cipher { hash, hash_bytes, key_bytes, salt })
    }
}

fn bytes(e: &BytesStart<'_>, name: &str) -> Option<Vec<u8>> {
    let text: String = xml::attribute(e, name)?.split_ascii_whitespace().collect();
    STANDARD.decode(text).ok()
}

fn fitted(mut bytes: Vec<u8>, length: usize) -> Vec<u8> {
    bytes.resize(length, FILL);
    bytes
}

fn decrypted(key: &[u8], start: &[u8], part: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut part = part.to_vec();
    aes::decrypt_cbc(key, start, &mut part).ok_or_else(broken)?;
    Ok(part)
}
