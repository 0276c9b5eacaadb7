//! Bytes to text: UTF-8 with or without BOM, UTF-16 with or without BOM, GBK/GB18030.

use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};

/// Share of odd characters from which bytes are no text: one in so many.
const ODD_ONE_IN: usize = 200;

/// The text, with LF for every line end and without BOM; `None` when the bytes are none.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
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

/// ASCII marks (separators, digits, line ends) show as zero bytes on one side of each pair.
fn utf16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096)];
    if !bytes.len().is_multiple_of(2) || !head.contains(&0) {
        return None;
    }
    let zeros = |side: usize| head.iter().skip(side).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if even == 0 && odd * 20 > head.len() {
        Some(UTF_16LE)
    } else if odd == 0 && even * 20 > head.len() {
        Some(UTF_16BE)
    } else {
        None
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
    fn bytes_that_are_no_text() {
        let noise: Vec<u8> = (0..4096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(decode(&noise), None);
    }
}
