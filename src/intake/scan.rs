//! A scanner for the parts of a package that grow with the ledger: sheets and shared texts. It keeps one stretch of the part in memory and nothing of
//! what it has passed, knows tags, texts and character data, and leaves their meaning to the reader.

use std::io::Read;

use super::fault::Fault;

/// Bytes that are asked for at first: most ledgers are small, and there are thousands of them.
const FIRST: usize = 16 << 10;
/// Bytes that are asked for at a go, once a part is known to be large.
const CHUNK: usize = 256 << 10;
/// Longest tag, and longest stretch of text without one, that is looked through.
const LONGEST: usize = 64 << 20;

/// What stands next. What lies in it is as in the part: undecoded.
#[derive(Debug, PartialEq)]
pub(super) enum Event<'b> {
    /// A start tag, or an empty element's only one.
    Start(Tag<'b>),
    /// Local name of an end tag.
    End(&'b [u8]),
    /// Text with its references.
    Text(&'b [u8]),
    /// Character data, which has none.
    Data(&'b [u8]),
    /// The part ends.
    Eof,
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tag<'b> {
    /// Its name without a prefix.
    pub(super) name: &'b [u8],
    attributes: &'b [u8],
    /// `<c/>`: nothing stands in it, and no end tag follows.
    pub(super) empty: bool,
}

/// The part as far as it was read.
pub(super) struct Scan<R> {
    source: R,
    buffer: Vec<u8>,
    at: usize,
    filled: usize,
    ended: bool,
    /// Bytes taken from the part since somebody asked.
    taken: u64,
}

fn cut() -> Fault {
    Fault::damaged("表格内容不完整")
}

impl<R: Read> Scan<R> {
    pub(super) fn new(source: R) -> Self {
        Scan { source, buffer: Vec::new(), at: 0, filled: 0, ended: false, taken: 0 }
    }

    /// Bytes taken since this was last asked.
    pub(super) fn taken(&mut self) -> u64 {
        std::mem::take(&mut self.taken)
    }

    /// The next piece. A fault where the part is cut within one, or is no markup.
    pub(super) fn next(&mut self) -> Result<Event<'_>, Fault> {
        loop {
            if self.at == self.filled {
                if self.ended {
                    return Ok(Event::Eof);
                }
                self.more()?;
                continue;
            }
            if self.buffer[self.at] != b'<' {
                let end = self.find(0, |rest| memchr::memchr(b'<', rest))?.unwrap_or(self.filled - self.at);
                let from = self.at;
                self.at += end;
                return Ok(Event::Text(&self.buffer[from..from + end]));
            }
            // nearly all pieces are tags
            let second = self.second()?;
            if second == Some(b'!') {
                if self.starts(b"<!--")? {
                    self.skip_to(4, b"-->")?;
                    continue;
                }
                if self.starts(b"<![CDATA[")? {
                    let length = self.skip_to(9, b"]]>")?;
                    let to = self.at - 3;
                    return Ok(Event::Data(&self.buffer[to - length..to]));
                }
                // what a document type declares is never needed, and entities of it are how little text becomes much
                return Err(cut());
            }
            if second == Some(b'?') {
                self.skip_to(2, b"?>")?;
                continue;
            }
            let end = self.tag_end()?;
            let from = self.at;
            self.at += end + 1;
            let inside = &self.buffer[from + 1..from + end];
            return Ok(match inside.first() {
                Some(b'/') => Event::End(local(name_of(&inside[1..]))),
                _ => Event::Start(tag(inside)),
            });
        }
    }

    /// The byte behind the next one.
    fn second(&mut self) -> Result<Option<u8>, Fault> {
        while self.filled - self.at < 2 && !self.ended {
            self.more()?;
        }
        Ok(self.buffer[self.at..self.filled].get(1).copied())
    }

    /// Does the rest begin so?
    fn starts(&mut self, with: &[u8]) -> Result<bool, Fault> {
        while self.filled - self.at < with.len() && !self.ended {
            if !with.starts_with(&self.buffer[self.at..self.filled]) {
                return Ok(false);
            }
            self.more()?;
        }
        Ok(self.buffer[self.at..self.filled].starts_with(with))
    }

    /// Goes behind the mark that ends what begins here; gives the bytes before it, counted from `from`.
    fn skip_to(&mut self, from: usize, mark: &[u8]) -> Result<usize, Fault> {
        let end = self.find(from, |rest| memchr::memmem::find(rest, mark))?.ok_or_else(cut)?;
        self.at += end + mark.len();
        Ok(end - from)
    }

    /// Where the tag at hand ends: a `>` in quotation marks does not.
    fn tag_end(&mut self) -> Result<usize, Fault> {
        let mut from = 1;
        loop {
            let end = self.find(from, |rest| memchr::memchr3(b'>', b'"', b'\'', rest))?.ok_or_else(cut)?;
            match self.buffer[self.at + end] {
                b'>' => return Ok(end),
                quote => from = self.find(end + 1, |rest| memchr::memchr(quote, rest))?.ok_or_else(cut)? + 1,
            }
        }
    }

    /// Position of something from the piece's start on, reading on until it is there; `None` at the end of the part.
    fn find(&mut self, from: usize, what: impl Fn(&[u8]) -> Option<usize>) -> Result<Option<usize>, Fault> {
        let mut from = from;
        loop {
            let rest = self.buffer.get(self.at + from..self.filled).unwrap_or_default();
            if let Some(hit) = what(rest) {
                return Ok(Some(from + hit));
            }
            // a mark of several bytes may have begun
            from = from.max((self.filled - self.at).saturating_sub(2));
            if self.ended {
                return Ok(None);
            }
            self.more()?;
        }
    }

    /// Reads on, keeping what stands from the piece's start on.
    fn more(&mut self) -> Result<(), Fault> {
        if self.at > 0 {
            self.buffer.copy_within(self.at..self.filled, 0);
            self.filled -= self.at;
            self.at = 0;
        }
        let room = self.buffer.len();
        if room < CHUNK {
            self.buffer.resize((room * 4).clamp(FIRST, CHUNK), 0);
        } else if self.filled == room {
            if room >= LONGEST {
                return Err(Fault::damaged("表格内容不符合格式"));
            }
            self.buffer.resize(room * 2, 0);
        }
        let before = self.filled;
        // small reads are gathered: a packed part comes in pieces
        while self.filled < self.buffer.len() {
            match self.source.read(&mut self.buffer[self.filled..]) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(got) => self.filled += got,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Fault::io(&error)),
            }
        }
        self.taken += (self.filled - before) as u64;
        Ok(())
    }
}

fn name_of(inside: &[u8]) -> &[u8] {
    let end = inside.iter().position(|b| b.is_ascii_whitespace() || *b == b'/').unwrap_or(inside.len());
    &inside[..end]
}

fn local(name: &[u8]) -> &[u8] {
    match memchr::memrchr(b':', name) {
        Some(at) => &name[at + 1..],
        None => name,
    }
}

fn tag(inside: &[u8]) -> Tag<'_> {
    let (inside, empty) = match inside.split_last() {
        Some((b'/', rest)) => (rest, true),
        _ => (inside, false),
    };
    let name = name_of(inside);
    Tag { name: local(name), attributes: &inside[name.len()..], empty }
}

impl<'b> Tag<'b> {
    /// Attributes as they stand: names with their prefixes, values undecoded.
    pub(super) fn attributes(&self) -> Attributes<'b> {
        Attributes { rest: self.attributes }
    }

    /// An attribute by its name as written.
    pub(super) fn attribute(&self, name: &[u8]) -> Option<&'b [u8]> {
        self.attributes().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// A whole-number attribute.
    pub(super) fn number(&self, name: &[u8]) -> Option<u32> {
        number(self.attribute(name)?)
    }

    /// A true-or-false attribute.
    pub(super) fn flag(&self, name: &[u8]) -> bool {
        matches!(self.attribute(name), Some(b"1" | b"true"))
    }
}

/// Digits.
pub(super) fn number(text: &[u8]) -> Option<u32> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}

/// Walks attributes.
pub(super) struct Attributes<'b> {
    rest: &'b [u8],
}

impl<'b> Iterator for Attributes<'b> {
    type Item = (&'b [u8], &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.trim_ascii_start();
        let equals = memchr::memchr(b'=', rest)?;
        let name = rest[..equals].trim_ascii_end();
        let value = rest[equals + 1..].trim_ascii_start();
        let quote = *value.first().filter(|c| matches!(c, b'"' | b'\''))?;
        let end = memchr::memchr(quote, &value[1..])?;
        self.rest = &value[end + 2..];
        Some((name, &value[1..=end]))
    }
}

/// Adds a text with its references decoded. `false`: it is not UTF-8.
pub(super) fn push_text(raw: &[u8], into: &mut String) -> bool {
    let Ok(text) = simdutf8::basic::from_utf8(raw) else { return false };
    // line ends are one sign, as XML has it
    let mut plain = |text: &str| match text.contains('\r') {
        false => into.push_str(text),
        true => into.push_str(&text.replace("\r\n", "\n").replace('\r', "\n")),
    };
    if memchr::memchr(b'&', raw).is_none() {
        plain(text);
        return true;
    }
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain(before);
        match after.split_once(';').and_then(|(name, tail)| Some((reference(name)?, tail))) {
            Some((c, tail)) => {
                plain(c.encode_utf8(&mut [0; 4]));
                rest = tail;
            }
            // a stray ampersand is itself; an entity that nobody declared stands for nothing
            None => match after.split_once(';').filter(|(name, _)| is_name(name)) {
                Some((_, tail)) => rest = tail,
                None => {
                    plain("&");
                    rest = after;
                }
            },
        }
    }
    plain(rest);
    true
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= 32 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
}

fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a byte at a time.
    struct Drops<'t>(&'t [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            self.0.take(1).read(into).inspect(|got| self.0 = &self.0[*got..])
        }
    }

    fn told(text: &[u8]) -> Result<Vec<String>, Fault> {
        let mut scan = Scan::new(Drops(text));
        let mut all = Vec::new();
        loop {
            let show = |raw: &[u8]| String::from_utf8_lossy(raw).into_owned();
            all.push(match scan.next()? {
                Event::Eof => return Ok(all),
                Event::Start(tag) => format!("<{}{}>", show(tag.name), if tag.empty { "/" } else { "" }),
                Event::End(name) => format!("</{}>", show(name)),
                Event::Text(raw) | Event::Data(raw) => show(raw),
            });
        }
    }

    #[test]
    fn pieces() {
        let text = b"<?xml version=\"1.0\"?><!-- <c> --><x:row r='1' a=\"x>y\"><c/>a&amp;b<![CDATA[<i>]]></x:row >";
        assert_eq!(told(text).unwrap(), ["<row>", "<c/>", "a&amp;b", "<i>", "</row>"]);
        assert!(told(b"<a><b").is_err() && told(b"<a><!-- x").is_err() && told(b"<!DOCTYPE x [<!ENTITY a \"b\">]><a/>").is_err());
        assert_eq!(told(b"<a>").unwrap(), ["<a>"]);
    }

    #[test]
    fn attributes_and_references() {
        let tag = tag(b"x:c r=\"A1\" s = '3' x14:t=\"n\"/");
        assert_eq!((tag.name, tag.empty), (&b"c"[..], true));
        assert_eq!((tag.attribute(b"r"), tag.number(b"s"), tag.attribute(b"t")), (Some(&b"A1"[..]), Some(3), None));
        let mut text = String::new();
        assert!(push_text("甲&#10;&lt;乙&gt; R&D &unknown;&x 丙\r\n丁".as_bytes(), &mut text));
        assert_eq!(text, "甲\n<乙> R&D &x 丙\n丁");
        assert!(!push_text(b"\xff", &mut text));
    }
}
