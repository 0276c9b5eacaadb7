//! Bytes to text: UTF-8 with or without BOM, UTF-16 with or without BOM, GBK/GB18030.

use std::cmp::Ordering;

use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};

/// Share of odd characters from which bytes are no text: one in so many.
const ODD_ONE_IN: usize = 200;
/// Characters for which a table has at least one separator or line end.
const SPARSEST_MARKS: usize = 200;

/// The text, with LF for every line end and without BOM; `None` when the bytes are none.
pub fn decode(bytes: &[u8]) -> Option<String> {
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, skip)) => encoding.decode_without_bom_handling(&bytes[skip..]).0.into_owned(),
        None => match utf16_without_bom(bytes) {
            Some(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            None => eight_bit(bytes),
        },
    };
    let odd = text
        .chars()
        .filter(|c| *c == '\u{fffd}' || (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1a}')))
        .count();
    if odd * ODD_ONE_IN > text.chars().count() {
        return None;
    }
    Some(unify_line_ends(text))
}

/// UTF-8 if valid, else whichever of UTF-8 and GB18030 leaves fewer characters undecoded.
fn eight_bit(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let utf8 = String::from_utf8_lossy(bytes);
            let (gbk, _) = GB18030.decode_without_bom_handling(bytes);
            let lost = |text: &str| text.matches('\u{fffd}').count();
            if lost(&utf8) < lost(&gbk) { utf8.into_owned() } else { gbk.into_owned() }
        }
    }
}

/// Separators and line ends tell the byte order: read the wrong way round they are signs that no ledger has. Zero bytes as such tell nothing, since
/// 一, 最 and the wide blank end in one.
fn utf16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096)];
    if !bytes.len().is_multiple_of(2) || !head.contains(&0) {
        return None;
    }
    let marks = |zero: usize| {
        head.as_chunks::<2>().0.iter().filter(|u| u[zero] == 0 && matches!(u[1 - zero], b'\t' | b'\n' | b'\r' | b',' | b';')).count()
    };
    let (little, big) = (marks(1), marks(0));
    match little.cmp(&big) {
        _ if little.max(big) * SPARSEST_MARKS * 2 < head.len() => None,
        Ordering::Greater => Some(UTF_16LE),
        Ordering::Less => Some(UTF_16BE),
        Ordering::Equal => None,
    }
}

/// CR LF and lone CR become LF, so that a line is a line whatever program wrote it.
fn unify_line_ends(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_reads_the_same() {
        let want = "党支部名称,应到\n城东社区,20\n";
        let utf16 =
            |le: bool| -> Vec<u8> { want.encode_utf16().flat_map(|u| if le { u.to_le_bytes() } else { u.to_be_bytes() }).collect() };
        assert_eq!(decode(want.as_bytes()).as_deref(), Some(want));
        assert_eq!(decode(format!("\u{feff}{want}").as_bytes()).as_deref(), Some(want));
        assert_eq!(decode(&encoding_rs::GBK.encode(want).0).as_deref(), Some(want));
        assert_eq!(decode(want.replace('\n', "\r").as_bytes()).as_deref(), Some(want));
        assert_eq!(decode(want.replace('\n', "\r\n").as_bytes()).as_deref(), Some(want));
        assert_eq!(decode(&utf16(true)).as_deref(), Some(want));
        assert_eq!(decode(&utf16(false)).as_deref(), Some(want));
        assert_eq!(decode(&[b"\xFF\xFE".to_vec(), utf16(true)].concat()).as_deref(), Some(want));
    }

    #[test]
    fn signs_that_end_in_a_zero_byte_do_not_hide_utf16() {
        let want = "第一党支部\u{3000}最新,一\n";
        let bytes = |order: fn(u16) -> [u8; 2]| want.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        assert_eq!(decode(&bytes(u16::to_le_bytes)).as_deref(), Some(want));
        assert_eq!(decode(&bytes(u16::to_be_bytes)).as_deref(), Some(want));
    }

    #[test]
    fn characters_of_four_bytes_in_gb18030() {
        // 㑇 and 𠮷 lie outside of GBK.
        let bytes = b"\x82\x30\xA0\x30\x95\x34\xE0\x30,\xB5\xB3\n";
        let text = decode(bytes).unwrap();
        assert_eq!(encoding_rs::GB18030.encode(&text).0.as_ref(), bytes);
        assert!(text.ends_with(",党\n") && !text.contains('\u{fffd}'), "{text}");
        assert_eq!(decode(&encoding_rs::GB18030.encode("㑇𠮷,党\n").0).as_deref(), Some("㑇𠮷,党\n"));
    }

    #[test]
    fn bytes_that_are_no_text() {
        let noise: Vec<u8> = (0..4096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(decode(&noise), None);
    }
}
