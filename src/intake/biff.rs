//! Records and strings of binary workbooks (BIFF5 and BIFF8).

use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, WINDOWS_1252};

use super::fault::Fault;

pub(super) const CONTINUE: u16 = 0x003C;

/// A record of the stream.
#[derive(Clone, Copy)]
pub(super) struct Record<'s> {
    pub(super) id: u16,
    pub(super) data: &'s [u8],
}

/// The records from an offset on; ends where the stream does, or in the middle of a cut record.
pub(super) struct Records<'s> {
    rest: &'s [u8],
}

impl<'s> Records<'s> {
    pub(super) fn new(stream: &'s [u8], from: usize) -> Self {
        Records { rest: stream.get(from..).unwrap_or_default() }
    }

    /// The data of the CONTINUE records that follow, after `first`.
    pub(super) fn with_continues(&mut self, first: &'s [u8]) -> Pieces<'s> {
        let mut pieces = vec![first];
        while u16_at(self.rest, 0) == Some(CONTINUE) {
            match self.next() {
                Some(record) => pieces.push(record.data),
                None => break,
            }
        }
        Pieces { pieces, at: 0, offset: 0 }
    }
}

impl<'s> Iterator for Records<'s> {
    type Item = Record<'s>;

    fn next(&mut self) -> Option<Record<'s>> {
        let id = u16_at(self.rest, 0)?;
        let end = 4 + usize::from(u16_at(self.rest, 2)?);
        let data = self.rest.get(4..end)?;
        self.rest = &self.rest[end..];
        Some(Record { id, data })
    }
}

pub(super) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..at + 2).and_then(|b| b.try_into().ok()).map(u16::from_le_bytes)
}

pub(super) fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes)
}

pub(super) fn f64_at(data: &[u8], at: usize) -> Option<f64> {
    data.get(at..at + 8).and_then(|b| b.try_into().ok()).map(f64::from_le_bytes)
}

/// A record's data together with its continuations.
pub(super) struct Pieces<'s> {
    pieces: Vec<&'s [u8]>,
    at: usize,
    offset: usize,
}

impl<'s> Pieces<'s> {
    pub(super) fn of(data: &'s [u8]) -> Self {
        Pieces { pieces: vec![data], at: 0, offset: 0 }
    }

    fn here(&mut self) -> Option<&'s [u8]> {
        loop {
            let piece = *self.pieces.get(self.at)?;
            if self.offset < piece.len() {
                return Some(&piece[self.offset..]);
            }
            self.at += 1;
            self.offset = 0;
        }
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        let byte = *self.here()?.first()?;
        self.offset += 1;
        Some(byte)
    }

    pub(super) fn word(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    pub(super) fn long(&mut self) -> Option<u32> {
        Some(u32::from(self.word()?) | (u32::from(self.word()?) << 16))
    }

    pub(super) fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            let step = self.here()?.len().min(bytes);
            self.offset += step;
            bytes -= step;
        }
        Some(())
    }

    /// A BIFF8 string after its length: flags, characters, and formatting runs that are passed over. Where the characters run over into a
    /// continuation, that begins with flags of its own.
    pub(super) fn unicode(&mut self, chars: usize) -> Option<String> {
        if chars == 0 && self.here().is_none() {
            return Some(String::new());
        }
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { usize::from(self.word()?) } else { 0 };
        let extra = if flags & 4 != 0 { self.long()? as usize } else { 0 };
        let mut units: Vec<u16> = Vec::new();
        let mut wide = flags & 1 != 0;
        while units.len() < chars {
            let before = self.at;
            let here = self.here()?;
            if self.at != before {
                wide = self.byte()? & 1 != 0;
                continue;
            }
            let left = chars - units.len();
            let width = if wide { 2 } else { 1 };
            let take = left.min(here.len() / width);
            if take == 0 {
                return None;
            }
            match wide {
                true => units.extend(here[..take * 2].as_chunks::<2>().0.iter().map(|b| u16::from_le_bytes(*b))),
                false => units.extend(here[..take].iter().map(|b| u16::from(*b))),
            }
            self.offset += take * width;
        }
        self.skip(runs * 4 + extra)?;
        Some(repaired(String::from_utf16_lossy(&units)))
    }

    /// A BIFF5 string after its length, in the workbook's code page.
    pub(super) fn legacy(&mut self, bytes: usize, code_page: Option<u16>) -> Option<String> {
        let mut raw = Vec::new();
        while raw.len() < bytes {
            let here = self.here()?;
            let take = here.len().min(bytes - raw.len());
            raw.extend_from_slice(&here[..take]);
            self.offset += take;
        }
        Some(decoded(&raw, code_page))
    }
}

/// The shared strings; a fault past the budget in bytes. A cut table gives what it holds.
pub(super) fn shared_strings(pieces: &mut Pieces<'_>, budget: usize) -> Result<Vec<String>, Fault> {
    let mut strings = Vec::new();
    let mut bytes = 0;
    // The promised number is not believed.
    if pieces.skip(8).is_none() {
        return Ok(strings);
    }
    while let Some(chars) = pieces.word() {
        let Some(text) = pieces.unicode(usize::from(chars)) else { break };
        bytes += text.len() + size_of::<String>();
        if bytes > budget {
            return Err(Fault::Limit("文字总量（字节）", budget as u64));
        }
        strings.push(text);
    }
    Ok(strings)
}

/// Bytes under a code page. Writers of Chinese ledgers leave it out or claim the Western one, so GBK is tried whenever it makes Han of them.
fn decoded(raw: &[u8], code_page: Option<u16>) -> String {
    let encoding: &'static Encoding = match code_page {
        Some(932) => SHIFT_JIS,
        Some(949) => EUC_KR,
        Some(950) => BIG5,
        Some(65001) => UTF_8,
        Some(936) => GBK,
        _ => match GBK.decode_without_bom_handling_and_without_replacement(raw) {
            Some(text) if looks_chinese(raw, &text) => return text.into_owned(),
            _ => WINDOWS_1252,
        },
    };
    encoding.decode_without_bom_handling(raw).0.into_owned()
}

/// GBK bytes that somebody took for Western letters (`ÕÅÈý` for 张三), put right when all of it makes Han. Signs that Chinese tables do use
/// (`×`, `±` …) are no evidence.
pub(super) fn repaired(text: String) -> String {
    const SIGNS: &str = "×÷·°±§¤¨";
    if !text.chars().any(|c| ('\u{80}'..='\u{ff}').contains(&c) && !SIGNS.contains(c)) {
        return text;
    }
    let raw = if text.chars().all(|c| c <= '\u{ff}') {
        text.chars().map(|c| c as u8).collect()
    } else {
        match WINDOWS_1252.encode(&text) {
            (raw, _, false) => raw.into_owned(),
            _ => return text,
        }
    };
    match GBK.decode_without_bom_handling_and_without_replacement(&raw) {
        Some(fixed) if looks_chinese(&raw, &fixed) => fixed.into_owned(),
        _ => text,
    }
}

/// True when bytes that decode as GBK are likelier Chinese than Western: all of it Han and its signs, and mostly of the everyday set (GB2312),
/// whose characters are two high bytes each. An accented letter before a plain one falls outside of that set.
fn looks_chinese(raw: &[u8], text: &str) -> bool {
    let (mut everyday, mut rare) = (0, 0);
    let mut bytes = raw.iter();
    while let Some(byte) = bytes.next() {
        if *byte >= 0x80 {
            match bytes.next() {
                Some(0xA1..) if *byte >= 0xA1 => everyday += 1,
                _ => rare += 1,
            }
        }
    }
    everyday > rare && text.chars().all(|c| c.is_ascii() || is_han(c) || is_sign(c))
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Punctuation, full-width forms, circled numbers, and the marks of attendance sheets (√ × △ ○ ★ …).
fn is_sign(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}' | '\u{2010}'..='\u{2027}' | '\u{2160}'..='\u{22ff}' | '\u{2460}'..='\u{2610}')
        || "×÷·°±".contains(c)
}

/// A number in four bytes: the upper bits of a float or 30 bits of an integer, perhaps in hundredths.
pub(super) fn rk(raw: u32) -> f64 {
    let value = if raw & 2 != 0 { f64::from(raw as i32 >> 2) } else { f64::from_bits(u64::from(raw & !3) << 32) };
    if raw & 1 != 0 { value / 100.0 } else { value }
}

/// What an error cell shows.
pub(super) fn error_text(code: u8) -> Option<&'static str> {
    Some(match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        0x2B => "#GETTING_DATA",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mojibake_is_put_right_and_signs_stay() {
        assert_eq!(repaired("ÕÅÈý".into()), "张三");
        assert_eq!(repaired("2017Äê7ÔÂ".into()), "2017年7月");
        assert_eq!(repaired("¡Ì".into()), "√");
        for fine in ["××", "café", "±3°", "张三", "α×β", "År", "C\u{d3}RN\u{cb}TCY ZWAGERSH\u{d3}\u{ca}N"] {
            assert_eq!(repaired(fine.into()), fine);
        }
        assert_eq!(decoded(&GBK.encode("城东社区").0, Some(1252)), "城东社区");
        assert_eq!(decoded(&GBK.encode("城东社区").0, Some(936)), "城东社区");
        assert_eq!(decoded(&GBK.encode("朱镕基").0, None), "朱镕基");
        assert_eq!(decoded(b"caf\xE9", None), "café");
    }

    #[test]
    fn strings_run_over_into_continuations() {
        // "甲乙a" wide, cut after its first character; the continuation goes on with narrow characters.
        let mut stream = vec![0xFC, 0, 8 + 5, 0];
        stream.extend([0_u8; 8]);
        stream.extend([3, 0, 1, 0x32, 0x75]);
        stream.extend([0x3C, 0, 3, 0, 0, b'x', b'y']);
        let mut records = Records::new(&stream, 0);
        let first = records.next().unwrap();
        let mut pieces = records.with_continues(first.data);
        assert_eq!(shared_strings(&mut pieces, 1 << 20).unwrap(), ["甲xy"]);
    }
}
