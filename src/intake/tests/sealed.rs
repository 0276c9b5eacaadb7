//! Encrypted files that are damaged, ask for too much, or are not to be opened with any password.

use super::ledger::{ASCII, PASSWORD, fixture};
use super::*;
use crate::intake::cfb;

fn with_passwords(bytes: &[u8]) -> Loaded {
    load_with("密.xlsx", bytes, &Passwords::new([PASSWORD.to_owned(), ASCII.to_owned()]).unwrap())
}

fn said(bytes: &[u8]) -> String {
    let loaded = with_passwords(bytes);
    assert!(loaded.unreadable && loaded.book.issues.len() == 1, "{:?}", loaded.book);
    loaded.book.issues[0].say.message().to_string()
}

/// The bytes with a piece in place of another of the same length.
fn replaced(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let at = bytes.windows(old.len()).position(|w| w == old.as_bytes()).unwrap();
    [&bytes[..at], new.as_bytes(), &bytes[at + old.len()..]].concat()
}

#[test]
fn rounds_without_end_are_not_begun() {
    let agile = fixture("encrypted/agile-sha512-aes256.xlsx");
    let hostile = replaced(&agile, r#"spinCount="100000" saltSize="16""#, r#"spinCount="4294967295"          "#);
    assert!(said(&hostile).contains("密钥迭代次数过多"));
    let costly = replaced(&agile, r#"spinCount="100000" saltSize="16""#, r#"spinCount="10000000"            "#);
    let many = Passwords::new((0..5).map(|n| n.to_string())).unwrap();
    assert!(
        load_with("密.xlsx", &costly, &many).book.issues[0].say.message().contains("密钥迭代次数过多"),
        "six tries of ten million rounds"
    );
}

#[test]
fn what_was_changed_after_encryption_is_not_read() {
    let mut agile = fixture("encrypted/agile-sha512-aes256.xlsx");
    let package = cfb::Compound::parse(&agile).unwrap().stream("EncryptedPackage").unwrap();
    let at = agile.windows(64).position(|w| w == &package[3000..3064]).unwrap();
    agile[at] ^= 1;
    assert!(said(&agile).contains("校验值不符"));
    let whole = fixture("encrypted/lo.xlsx");
    assert!(said(&whole[..whole.len() / 2]).contains("损坏"));
}

#[test]
fn what_no_password_opens_says_why() {
    let info = |xml: &str| [&[4, 0, 4, 0, 0x40, 0, 0, 0][..], xml.as_bytes()].concat();
    let cipher = r#"keyBits="256" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" saltValue="AAAA""#;
    let certificate = info(&format!(r#"<encryption><keyData {cipher}/><c:encryptedKey X509Certificate="AAAA"/></encryption>"#));
    assert!(said(&cfb::build(&[("EncryptionInfo", &certificate), ("EncryptedPackage", &[0; 64])])).contains("数字证书"));
    let rare = info(&format!(
        r#"<encryption><keyData {}/><encryptedKey spinCount="1" {cipher} encryptedVerifierHashInput="AAAA" encryptedVerifierHashValue="AAAA" encryptedKeyValue="AAAA"/></encryption>"#,
        cipher.replace("AES", "DES")
    ));
    assert!(said(&cfb::build(&[("EncryptionInfo", &rare), ("EncryptedPackage", &[0; 64])])).contains("少见的加密算法"));
    assert!(said(&cfb::build(&[("EncryptionInfo", &[3, 0, 3, 0]), ("EncryptedPackage", &[0; 64])])).contains("第三方软件"));
    assert!(said(&cfb::build(&[("DRMEncryptedTransform", b"x"), ("EncryptedPackage", &[0; 64])])).contains("权限管理"));
    assert!(said(&cfb::build(&[("\u{9}DRMContent", b"x"), ("Workbook", b"x")])).contains("权限管理"));
    let newer = zipped(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("encrypted-package", b"x")]);
    assert!(said(&newer).contains("较新的加密方式"));
}

#[test]
fn mangled_files_end_without_a_panic() {
    let mut state = 7_u32;
    let mut next = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    for name in ["lo-rc4.xls", "cryptoapi-128.xls", "xor-biff8.xls", "xor-biff5.xls"] {
        let whole = fixture(&format!("encrypted/{name}"));
        for _ in 0..60 {
            let mut bytes = whole.clone();
            for _ in 0..1 + next(6) {
                // The records that tell the scheme stand near the start of the stream.
                let reach = [300, whole.len() - 512][next(2)];
                let at = 512 + next(reach);
                bytes[at] = next(256) as u8;
            }
            if next(4) == 0 {
                bytes.truncate(next(whole.len()));
            }
            let loaded = with_passwords(&bytes);
            assert!(loaded.book.issues.iter().all(|i| !i.say.message().contains("程序内部出错")), "{name}: {:?}", loaded.book.issues);
        }
    }
}
