//! Where things stand in a part's bytes: elements with the offsets at which they begin and end, attributes of a tag, replacements put in.
//! Parts are changed by cutting and pasting, so that everything nobody asked about stays as it was, byte for byte.

use quick_xml::Reader;
use quick_xml::events::Event;

/// A tag, with its place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag<'t> {
    /// Local name.
    pub name: &'t str,
    pub kind: TagKind,
    pub start: usize,
    pub end: usize,
}

/// What kind of tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagKind {
    Start,
    End,
    Empty,
}

/// Calls back with every tag in order until it says stop (`false`). `None`: the text is not well-formed as far as it was read.
pub fn each_tag<'t>(text: &'t str, take: impl FnMut(Tag<'t>) -> bool) -> Option<()> {
    each(Reader::from_str(text), text, take)
}

/// The same of markup that was written for old browsers: ends that do not match are passed over.
pub fn each_loose_tag<'t>(text: &'t str, take: impl FnMut(Tag<'t>) -> bool) -> Option<()> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    (config.allow_unmatched_ends, config.check_end_names) = (true, false);
    each(reader, text, take)
}

/// The same of a text that begins within elements, whose ends may follow.
pub fn each_inner_tag<'t>(text: &'t str, take: impl FnMut(Tag<'t>) -> bool) -> Option<()> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_unmatched_ends = true;
    each(reader, text, take)
}

fn each<'t>(mut reader: Reader<&'t [u8]>, text: &'t str, mut take: impl FnMut(Tag<'t>) -> bool) -> Option<()> {
    loop {
        let start = reader.buffer_position() as usize;
        let event = reader.read_event().ok()?;
        let end = reader.buffer_position() as usize;
        let kind = match event {
            Event::Start(_) => TagKind::Start,
            Event::End(_) => TagKind::End,
            Event::Empty(_) => TagKind::Empty,
            Event::Eof => return Some(()),
            _ => continue,
        };
        let name = local(text.get(start..end)?);
        if !take(Tag { name, kind, start, end }) {
            return Some(());
        }
    }
}

/// The name of a tag without its prefix.
fn local(tag: &str) -> &str {
    let full = full_name(tag);
    full.bytes().rposition(|b| b == b':').map_or(full, |at| &full[at + 1..])
}

/// The name of a tag as written.
fn full_name(tag: &str) -> &str {
    let bytes = tag.as_bytes();
    let from = bytes.iter().take_while(|b| matches!(b, b'<' | b'/')).count();
    let length = bytes[from..].iter().take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>')).count();
    &tag[from..from + length]
}

/// The prefix of a tag with its colon; empty without one.
pub fn prefix(tag: &str) -> &str {
    full_name(tag).split_once(':').map_or("", |(prefix, _)| &tag[tag.find(prefix).unwrap_or(0)..][..prefix.len() + 1])
}

/// Where the value of an attribute stands inside a tag, quotes left out.
fn attribute_at(tag: &str, name: &str) -> Option<std::ops::Range<usize>> {
    // the first one, as nearly all programs write it
    let after = 1 + full_name(tag).len();
    if let Some(rest) = tag.get(after..).and_then(|rest| rest.strip_prefix(' ')?.strip_prefix(name)?.strip_prefix("=\"")) {
        let from = tag.len() - rest.len();
        return rest.bytes().position(|b| b == b'"').map(|long| from..from + long);
    }
    attributes(tag).find(|(key, _)| *key == name).map(|(_, at)| at)
}

/// Every attribute of a tag: its name as written, and where its value stands, quotes left out.
pub fn attributes(tag: &str) -> impl Iterator<Item = (&str, std::ops::Range<usize>)> {
    let bytes = tag.as_bytes();
    let mut at = 1 + full_name(tag).len();
    std::iter::from_fn(move || {
        if at >= bytes.len() {
            return None;
        }
        while at < bytes.len() && (bytes[at].is_ascii_whitespace() || bytes[at] == b'/') {
            at += 1;
        }
        let from = at;
        while at < bytes.len() && !bytes[at].is_ascii_whitespace() && !matches!(bytes[at], b'=' | b'>') {
            at += 1;
        }
        let key = tag.get(from..at)?;
        while at < bytes.len() && bytes[at].is_ascii_whitespace() {
            at += 1;
        }
        if bytes.get(at) != Some(&b'=') {
            return None;
        }
        at += 1;
        while at < bytes.len() && bytes[at].is_ascii_whitespace() {
            at += 1;
        }
        let quote = *bytes.get(at).filter(|q| matches!(q, b'"' | b'\''))?;
        let value = at + 1;
        let end = value + bytes[value..].iter().position(|b| *b == quote)?;
        at = end + 1;
        Some((key, value..end))
    })
}

/// The tag without an attribute.
pub fn without_attribute(tag: &str, name: &str) -> String {
    let Some(at) = attribute_at(tag, name) else { return tag.to_string() };
    let before = &tag[..at.start - 1];
    let from = before.rfind(name).unwrap_or(before.len());
    format!("{}{}", tag[..from].trim_end(), &tag[at.end + 1..])
}

/// The value of an attribute as written.
pub fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    attribute_at(tag, name).map(|at| &tag[at])
}

/// A whole-number attribute.
pub fn number(tag: &str, name: &str) -> Option<u32> {
    attribute(tag, name)?.trim().parse().ok()
}

/// The tag with an attribute set: in its place where it stands, else at the end.
pub fn with_attribute(tag: &str, name: &str, value: &str) -> String {
    if let Some(at) = attribute_at(tag, name) {
        return format!("{}{value}{}", &tag[..at.start], &tag[at.end..]);
    }
    let close = if tag.ends_with("/>") { tag.len() - 2 } else { tag.len() - 1 };
    format!("{} {name}=\"{value}\"{}", tag[..close].trim_end(), &tag[close..])
}

/// Text as it may stand between tags, without what XML forbids.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}

/// Replacements by place; equal places keep the order in which they were asked for.
#[derive(Debug, Default)]
pub struct Splices(Vec<(usize, usize, String)>);

impl Splices {
    /// Puts a text in the place of `start..end`.
    pub fn put(&mut self, start: usize, end: usize, text: impl Into<String>) {
        self.0.push((start, end, text.into()));
    }

    /// The text with everything replaced; `None` where two replacements overlap.
    pub fn apply(mut self, text: &str) -> Option<String> {
        self.0.sort_by_key(|(start, end, _)| (*start, *end));
        let mut out = String::with_capacity(text.len() + self.0.iter().map(|s| s.2.len()).sum::<usize>());
        let mut at = 0;
        for (start, end, new) in &self.0 {
            out.push_str(text.get(at..*start)?);
            out.push_str(new);
            at = *end;
        }
        out.push_str(text.get(at..)?);
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_set_where_they_stand() {
        assert_eq!(with_attribute("<c r=\"A1\" s='3' t=\"s\">", "s", "9"), "<c r=\"A1\" s='9' t=\"s\">");
        assert_eq!(with_attribute("<c r=\"A1\"/>", "s", "9"), "<c r=\"A1\" s=\"9\"/>");
        assert_eq!(with_attribute("<x:row r=\"1\" >", "ht", "30"), "<x:row r=\"1\" ht=\"30\">");
        assert_eq!((attribute("<a b=\"1>2\" c = '3'/>", "c"), attribute("<a b=\"c\"/>", "c")), (Some("3"), None));
        assert_eq!(without_attribute("<a:blip r:link = 'x' r:embed=\"y\"/>", "r:link"), "<a:blip r:embed=\"y\"/>");
        assert_eq!(without_attribute("<a b=\"1\"/>", "b"), "<a/>");
        assert_eq!((prefix("<x:row r=\"1\">"), prefix("</row>")), ("x:", ""));
    }

    #[test]
    fn tags_are_found_with_their_offsets() {
        let text = "<?xml version=\"1.0\"?><!-- <c/> --><a><b x=\"&lt;&gt;\"/>t</a>";
        let mut seen = Vec::new();
        each_tag(text, |t| {
            seen.push((t.name, t.kind, &text[t.start..t.end]));
            true
        })
        .unwrap();
        let want = [("a", TagKind::Start, "<a>"), ("b", TagKind::Empty, "<b x=\"&lt;&gt;\"/>"), ("a", TagKind::End, "</a>")];
        assert_eq!(seen, want);
        assert!(each_tag("<a><b></a>", |_| true).is_none());
    }

    #[test]
    fn replacements_leave_the_rest_alone() {
        let mut splices = Splices::default();
        splices.put(3, 3, "二");
        splices.put(0, 1, "甲");
        splices.put(3, 3, "三");
        assert_eq!(splices.apply("abcd").as_deref(), Some("甲bc二三d"));
        let mut twice = Splices::default();
        twice.put(0, 2, "");
        twice.put(1, 3, "");
        assert_eq!(twice.apply("abcd"), None);
        assert_eq!(escaped("<a>&\u{1}\n"), "&lt;a&gt;&amp;\n");
    }
}
