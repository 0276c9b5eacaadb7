//! Separated text: comma, semicolon or tab, whichever the lines agree on. Cells are texts as typed, and a row is the line on which its record
//! starts, so that an editor's line number and ours are the same.

use super::fault::Fault;
use super::sheet::BookBuilder;

/// Line breaks in one field from which a quotation mark was a slip and not a quote.
const RUNAWAY_LINES: usize = 200;
/// Lines that are looked at to find the separator.
const SAMPLE_LINES: usize = 200;
/// Fields of one record, far beyond the columns of any sheet. A record is held in memory whole, so one without end must not be begun.
const RECORD_FIELDS: usize = 1_000_000;
const SEPARATORS: [u8; 3] = [b'\t', b',', b';'];

/// Reads the text as one nameless sheet.
pub(super) fn read(text: &str, book: &mut BookBuilder<'_>) -> Result<(), Fault> {
    let text = text.trim_end_matches(['\u{1a}', '\0']);
    let (separator, body, first_line) = match declared(text) {
        Some((separator, body)) => (separator, body, 1),
        None => (separator(text), text, 0),
    };
    if widest_record(body, separator) > RECORD_FIELDS {
        return Err(Fault::Limit("一行的列数", RECORD_FIELDS as u64));
    }
    let quoting = !has_runaway(body, separator);
    let mut sheet = book.open("", 0, false)?;
    for_each_record(body, separator, quoting, &mut |line, record| {
        book.advance(record.as_slice().len() as u64)?;
        for (col, field) in record.iter().enumerate() {
            book.tick()?;
            book.put_text(&mut sheet, line + first_line, col.min(u32::MAX as usize) as u32, unwrapped(field))?;
        }
        Ok(())
    })?;
    book.close(sheet);
    Ok(())
}

/// Calls back with each record and the line, from 0, on which it starts.
fn for_each_record(
    text: &str,
    separator: u8,
    quoting: bool,
    take: &mut dyn FnMut(u32, &csv::StringRecord) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).quoting(quoting).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let (mut at, mut line) = (0_usize, 0_usize);
    while reader.read_record(&mut record).map_err(|_| Fault::damaged("文本内容无法解析"))? {
        // The reader's position is where it began to look, which is before any blank lines that it passed over.
        let mut start = record.position().map_or(at, |p| p.byte() as usize).min(text.len());
        start += text[start..].bytes().take_while(|b| *b == b'\n').count();
        line += text[at..start].bytes().filter(|b| *b == b'\n').count();
        at = start;
        take(u32::try_from(line).unwrap_or(u32::MAX), &record)?;
    }
    Ok(())
}

/// The most fields that one record may come to, whether quotation marks count or not.
fn widest_record(text: &str, separator: u8) -> usize {
    widest(text, separator, true).max(widest(text, separator, false))
}

/// As the reader sees it: a quotation mark opens at the start of a field alone, and a doubled one inside is a character.
fn widest(text: &str, separator: u8, quoting: bool) -> usize {
    let (mut widest, mut fields) = (1_usize, 1_usize);
    let (mut quoted, mut start, mut closing) = (false, true, false);
    for byte in text.bytes() {
        match byte {
            b'"' if quoted => (quoted, closing) = (false, true),
            b'"' if quoting && (start || closing) => (quoted, start, closing) = (true, false, false),
            _ if quoted => {}
            b'\n' => (fields, start, closing) = (1, true, false),
            _ if byte == separator => {
                fields += 1;
                widest = widest.max(fields);
                (start, closing) = (true, false);
            }
            _ => (start, closing) = (false, false),
        }
    }
    widest
}

/// A first line `sep=;` as Excel writes and obeys it.
fn declared(text: &str) -> Option<(u8, &str)> {
    let (first, body) = text.split_once('\n')?;
    match first.as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] if separator.is_ascii() => Some((*separator, body)),
        _ => None,
    }
}

/// The separator on whose number per line most lines agree; between equals the one that cuts more, then tab, comma, semicolon.
fn separator(text: &str) -> u8 {
    let mut best = (0, 0, b',');
    for candidate in SEPARATORS {
        let mut tally = std::collections::BTreeMap::new();
        for line in text.lines().filter(|l| !l.trim().is_empty()).take(SAMPLE_LINES) {
            let mut quoted = false;
            let count = line.bytes().fold(0_usize, |n, b| {
                quoted ^= b == b'"';
                n + usize::from(b == candidate && !quoted)
            });
            if count > 0 {
                *tally.entry(count).or_insert(0_usize) += 1;
            }
        }
        if let Some((count, lines)) = tally.iter().max_by_key(|(count, lines)| (**lines, **count))
            && (*lines, *count) > (best.0, best.1)
        {
            best = (*lines, *count, candidate);
        }
    }
    best.2
}

/// True when an unclosed quotation mark would swallow a good part of the file.
fn has_runaway(text: &str, separator: u8) -> bool {
    if !text.contains('"') {
        return false;
    }
    let mut runaway = false;
    let scanned = for_each_record(text, separator, true, &mut |_, record| {
        runaway |= record.iter().any(|field| field.len() > RUNAWAY_LINES && field.bytes().filter(|b| *b == b'\n').count() > RUNAWAY_LINES);
        Ok(())
    });
    runaway || scanned.is_err()
}

/// `="0012"`, by which exports keep Excel from dropping zeros, is the text 0012.
fn unwrapped(field: &str) -> &str {
    field.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_without_end_is_not_begun() {
        assert_eq!(widest("a,b\n\"1\n2\",,,\"3,\"\",\n4\",\nc,d\n", b',', true), 5);
        // a slip of a quotation mark makes no endless record of the lines after it
        assert_eq!(widest_record(&format!("a\"b,c\n\"x,y\n{}", "1,2\n".repeat(50)), b','), 2);
        let limits = super::super::limits::Limits::default();
        let path = std::sync::Arc::from("长.csv");
        let mut book = BookBuilder::new(&path, &limits);
        let fault = read(&",".repeat(RECORD_FIELDS + 1), &mut book);
        assert_eq!(fault, Err(Fault::Limit("一行的列数", 1_000_000)));
    }

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let mut rows = Vec::new();
        for_each_record(text, separator(text), !has_runaway(text, separator(text)), &mut |line, record| {
            rows.push((line, record.iter().map(str::to_owned).collect()));
            Ok(())
        })
        .unwrap();
        rows
    }

    #[test]
    fn rows_are_lines() {
        let text = "\n标题\n\n甲,\"两\n行\",3\n\n\n乙,4,5\n";
        let lines: Vec<u32> = rows(text).iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 3, 7]);
        assert_eq!(rows(text)[1].1, ["甲", "两\n行", "3"]);
    }

    #[test]
    fn separators() {
        assert_eq!(separator("a\tb,c\td\ne\tf\tg\n"), b'\t');
        assert_eq!(separator("甲;1,5;x\n乙;2,5;y\n丙;3,5;z\n"), b';');
        assert_eq!(separator("甲,1;2\n乙,3\n"), b',');
        assert_eq!(separator("单列\n单列\n"), b',');
        assert_eq!(declared("sep=;\na;b"), Some((b';', "a;b")));
    }

    #[test]
    fn a_stray_quote_does_not_swallow_the_file() {
        let text = format!("\"甲,1\n{}", "乙,2\n".repeat(500));
        assert_eq!(rows(&text).len(), 501);
        assert_eq!(unwrapped("=\"0012\""), "0012");
    }
}
