//! XOR obfuscation: Excel 5 and 95, and later versions where a country's law allowed nothing else ([MS-OFFCRYPTO] 2.3.7). Sixteen bytes made from
//! the password lie over the data again and again.

use encoding_rs::GBK;

use super::biff::Cipher;
use super::package::broken;
use crate::intake::biff::u16_at;
use crate::intake::fault::Fault;

/// Characters of a password that count.
const LONGEST: usize = 15;
const WIDTH: usize = 16;
/// Fills what a short password leaves open.
const FILL: [u8; LONGEST] = [0xBB, 0xFF, 0xFF, 0xBA, 0xFF, 0xFF, 0xB9, 0x80, 0x00, 0xBE, 0x0F, 0x00, 0xBF, 0x0F, 0x00];

/// The bytes that lie over the data.
pub(super) struct Xor([u8; WIDTH]);

impl Xor {
    /// `data` holds the key and the digest that the password must come to.
    pub(super) fn open(data: &[u8], password: &str) -> Result<Option<Self>, Fault> {
        let (key, digest) = u16_at(data, 0).zip(u16_at(data, 2)).ok_or_else(broken)?;
        // What a Chinese password was turned into depends on the program: bytes of the code page, or one byte of each character.
        let low = password.encode_utf16().map(|unit| if unit & 0xFF == 0 { (unit >> 8) as u8 } else { unit as u8 }).collect();
        let forms: [Vec<u8>; 2] = [GBK.encode(password).0.into_owned(), low];
        let fitting = forms.into_iter().find_map(|mut form| {
            form.truncate(LONGEST);
            (!form.is_empty() && self::key(&form) == key && self::digest(&form) == digest).then_some(form)
        });
        Ok(fitting.map(|form| Xor(overlay(&form, key))))
    }
}

impl Cipher for Xor {
    fn decrypt(&mut self, at: usize, record: usize, piece: &mut [u8]) {
        for (step, byte) in piece.iter_mut().enumerate() {
            *byte = byte.rotate_left(3) ^ self.0[(at + step + record) % WIDTH];
        }
    }
}

fn overlay(password: &[u8], key: u16) -> [u8; WIDTH] {
    let key = key.to_le_bytes();
    let mut overlay = [0; WIDTH];
    for (at, byte) in password.iter().chain(&FILL).take(WIDTH).enumerate() {
        overlay[at] = (byte ^ key[at % 2]).rotate_left(2);
    }
    overlay
}

/// Two registers with feedback, one turned with the password's bits and one without.
fn key(password: &[u8]) -> u16 {
    const FEEDBACK: u16 = 0x1020;
    let turn = |register: u16| {
        let turned = register.rotate_left(1);
        if turned & 1 != 0 { turned ^ FEEDBACK } else { turned }
    };
    let (mut key, mut base, mut end) = (0_u16, 0x8000_u16, 0xFFFF_u16);
    for byte in password.iter().rev() {
        for bit in 0..8 {
            base = turn(base);
            end = turn(end);
            if bit < 7 && byte >> bit & 1 != 0 {
                key ^= base;
            }
        }
    }
    key ^ end
}

/// The digest that protected sheets have, too: every byte turned in 15 bits by its place.
fn digest(password: &[u8]) -> u16 {
    let turned = |(at, byte): (usize, &u8)| {
        let (byte, by) = (u16::from(*byte), (at + 1) % LONGEST);
        (byte << by | byte >> (LONGEST - by)) & 0x7FFF
    };
    password.iter().enumerate().map(turned).fold(password.len() as u16 ^ 0xCE4B, |digest, byte| digest ^ byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_comes_to_the_digest_that_is_printed_for_it() {
        // The known digest of a sheet protected with "test".
        assert_eq!(digest(b"test"), 0xCBEB);
        let data = [key(b"test").to_le_bytes(), digest(b"test").to_le_bytes()].concat();
        assert!(Xor::open(&data, "test").is_ok_and(|x| x.is_some()));
        assert!(Xor::open(&data, "Test").is_ok_and(|x| x.is_none()));
        assert!(Xor::open(&data[..3], "test").is_err());
    }
}
