//! Binary workbooks behind a password. The stream keeps its records; a FILEPASS record near its start tells the scheme, and from there on the
//! data of most records are encrypted in place ([MS-XLS] 2.2.10). Decrypted, the stream is read like any other.

use super::{Passwords, open_with, rc4, xor};
use crate::intake::biff::u16_at;
use crate::intake::fault::Fault;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const FILEPASS: u16 = 0x002F;
const SHEET: u16 = 0x0085;
/// A record number without meaning: it stands for FILEPASS once the stream is decrypted.
const VOID: u16 = 0xFFFF;
const BIFF8: u16 = 0x0600;
/// Records that are never encrypted: BOF, FILEPASS, those of shared editing, INTERFACEHDR.
const PLAIN: [u16; 7] = [BOF, FILEPASS, 0x0194, 0x0195, 0x0196, 0x0138, 0x00E1];
/// Bytes of a sheet's record that stay plain: where in the stream the sheet begins.
const SHEET_PLAIN: usize = 4;

/// Decrypts a piece of a record's data.
pub(super) trait Cipher {
    /// `at` is the position of `piece` in the stream, `record` the bytes of the whole record's data.
    fn decrypt(&mut self, at: usize, record: usize, piece: &mut [u8]);
}

/// The stream in the clear; one that is not encrypted comes back as it is.
///
/// # Errors
/// No password opens it, or what it says of its encryption is damaged or unknown.
pub(in crate::intake) fn open_stream(mut stream: Vec<u8>, passwords: &Passwords) -> Result<Vec<u8>, Fault> {
    let Some((at, bytes)) = file_pass(&stream) else { return Ok(stream) };
    let biff8 = u16_at(&stream, 4) == Some(BIFF8);
    let data = stream.get(at + 4..at + 4 + bytes).unwrap_or_default();
    let mut cipher: Box<dyn Cipher> = match (biff8, u16_at(data, 0)) {
        (false, Some(_)) => Box::new(open_with(passwords, 0, |p| xor::Xor::open(data, p))?),
        (true, Some(0)) => Box::new(open_with(passwords, 0, |p| xor::Xor::open(&data[2..], p))?),
        (true, Some(1)) => {
            let scheme = rc4::Scheme::parse(&data[2..])?;
            Box::new(open_with(passwords, 0, |p| Ok(scheme.open(p)))?)
        }
        _ => return Err(super::package::broken()),
    };
    decrypt(&mut stream, at + 4 + bytes, cipher.as_mut());
    stream[at..at + 2].copy_from_slice(&VOID.to_le_bytes());
    Ok(stream)
}

/// Where the FILEPASS record of the workbook's own part stands, and how long its data are.
fn file_pass(stream: &[u8]) -> Option<(usize, usize)> {
    let mut at = 0;
    loop {
        let (id, bytes) = header(stream, at)?;
        match id {
            FILEPASS => return Some((at, bytes)),
            EOF => return None,
            _ => at += 4 + bytes,
        }
    }
}

fn header(stream: &[u8], at: usize) -> Option<(u16, usize)> {
    Some((u16_at(stream, at)?, usize::from(u16_at(stream, at + 2)?)))
}

fn decrypt(stream: &mut [u8], from: usize, cipher: &mut dyn Cipher) {
    let mut at = from;
    while let Some((id, bytes)) = header(stream, at) {
        let plain = match id {
            SHEET => SHEET_PLAIN.min(bytes),
            id if PLAIN.contains(&id) => bytes,
            _ => 0,
        };
        let (start, end) = (at + 4 + plain, (at + 4 + bytes).min(stream.len()));
        if let Some(piece) = stream.get_mut(start..end) {
            cipher.decrypt(start, bytes, piece);
        }
        at += 4 + bytes;
    }
}
