//! OpenDocument behind a password (ODF 1.2 part 3, 3.4): the zip stays open, its parts are encrypted one by one, and the manifest tells how. Of all
//! parts only the content is needed.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::DeflateDecoder;
use quick_xml::events::BytesStart;
use sha1::Sha1;

use super::hash::Hash;
use super::package::broken;
use super::{Passwords, Sealed, aes, open_with};
use crate::intake::archive::zip_fault;
use crate::intake::fault::Fault;
use crate::intake::limits::Limits;
use crate::intake::package::{self, Package};
use crate::intake::xml;

const CONTENT: &str = "content.xml";

/// The content and how it is encrypted.
pub(in crate::intake) struct SealedDocument {
    content: Vec<u8>,
    start: Hash,
    salt: Vec<u8>,
    rounds: u32,
    key_bytes: usize,
    iv: Vec<u8>,
}

/// What the manifest says of the content.
#[derive(Default)]
struct Terms {
    encrypted: bool,
    cipher: String,
    iv: Option<Vec<u8>>,
    derivation: String,
    salt: Option<Vec<u8>>,
    rounds: Option<u64>,
    key_bytes: Option<usize>,
    start: String,
}

/// What of a package needs a password; `None` if its content lies open.
pub(in crate::intake) fn sealed_document(zip: &mut Package<'_>, limits: &Limits) -> Result<Option<Sealed>, Fault> {
    // Newer programs pack the whole document once more and encrypt that.
    if package::find(zip, "encrypted-package").is_some() {
        return Err(Fault::Cipher("使用了较新的加密方式"));
    }
    let Some(terms) = package::small_part(zip, "meta-inf/manifest.xml").map(|manifest| terms(&manifest)) else { return Ok(None) };
    if !terms.encrypted {
        return Ok(None);
    }
    let aes = terms.cipher.rsplit('#').next().is_some_and(|name| name.starts_with("aes") && name.ends_with("-cbc"));
    if !aes || !(terms.derivation.is_empty() || terms.derivation.ends_with("PBKDF2") || terms.derivation.ends_with("pbkdf2")) {
        return Err(Fault::Cipher("使用了少见的加密算法"));
    }
    let (Some(iv), Some(salt), Some(rounds)) = (terms.iv, terms.salt, terms.rounds) else { return Err(broken()) };
    let start = if terms.start.to_ascii_lowercase().ends_with("sha256") { Hash::Sha256 } else { Hash::Sha1 };
    let index = package::find(zip, CONTENT).ok_or_else(broken)?;
    let part = zip.by_index(index).map_err(|e| zip_fault(&e))?;
    let mut content = Vec::new();
    part.take(limits.file_bytes).read_to_end(&mut content).map_err(|e| Fault::io(&e))?;
    let (rounds, key_bytes) = (u32::try_from(rounds).unwrap_or(u32::MAX), terms.key_bytes.unwrap_or(32));
    Ok(Some(Sealed::Document(SealedDocument { content, start, salt, rounds, key_bytes, iv })))
}

fn terms(manifest: &[u8]) -> Terms {
    let mut terms = Terms::default();
    let mut of_content = false;
    let text = |e: &BytesStart<'_>, name| xml::attribute(e, name).unwrap_or_default();
    let bytes = |e: &BytesStart<'_>, name| xml::attribute(e, name).and_then(|text| STANDARD.decode(text.trim()).ok());
    package::each_start(manifest, |e| match e.local_name().as_ref() {
        "file-entry" => of_content = text(e, "full-path") == CONTENT,
        "encryption-data" if of_content => terms.encrypted = true,
        "algorithm" if of_content => {
            terms.cipher = text(e, "algorithm-name");
            terms.iv = bytes(e, "initialisation-vector");
        }
        "key-derivation" if of_content => {
            terms.derivation = text(e, "key-derivation-name");
            terms.salt = bytes(e, "salt");
            terms.rounds = xml::number(e, "iteration-count");
            terms.key_bytes = xml::number(e, "key-size");
        }
        "start-key-generation" if of_content => terms.start = text(e, "start-key-generation-name"),
        _ => {}
    });
    terms
}

impl SealedDocument {
    /// The content as XML.
    pub(super) fn open(self, passwords: &Passwords, limits: &Limits) -> Result<Vec<u8>, Fault> {
        if !matches!(self.key_bytes, 16 | 24 | 32) {
            return Err(broken());
        }
        open_with(passwords, u64::from(self.rounds), |password| {
            let mut key = vec![0; self.key_bytes];
            pbkdf2::pbkdf2_hmac::<Sha1>(&self.start.of(&[password.as_bytes()]), &self.salt, self.rounds, &mut key);
            let mut deflated = self.content.clone();
            aes::decrypt_cbc(&key, &self.iv, &mut deflated).ok_or_else(broken)?;
            Ok(inflated(&deflated, limits.shared_strings_bytes)?.filter(|xml| xml.starts_with(b"<") || xml.starts_with(b"\xEF\xBB\xBF<")))
        })
    }
}

/// What a wrong password yields does not inflate, or not to XML; that is all the check there needs to be, since the padding is not read.
fn inflated(deflated: &[u8], most: u64) -> Result<Option<Vec<u8>>, Fault> {
    let mut bytes = Vec::new();
    match DeflateDecoder::new(deflated).take(most + 1).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() as u64 > most && bytes.starts_with(b"<") => Err(Fault::Limit("加密文档内容的大小（字节）", most)),
        Ok(_) => Ok(Some(bytes)),
        Err(_) => Ok(None),
    }
}
