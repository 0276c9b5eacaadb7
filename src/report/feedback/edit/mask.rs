//! Identity numbers in the parts of a package: in texts, in cells that hold them as text or as a number, and wherever else they stand. What
//! cannot be masked without breaking the part is told by `None`, and then the package is not handed on.

use std::borrow::Cow;

use memchr::memmem;

use super::xml::{Splices, TagKind, attribute, each_inner_tag, each_tag, escaped, with_attribute};
use crate::model::identity::{holds, mask_identity, may_hold};
use crate::report::feedback::marks::Keys;

/// Fewest digits of a number that is masked.
const SHORTEST: usize = 11;
/// Digits of one of today's.
const LENGTH: usize = 18;

/// Is a sheet worth a look: does it hold a long run of digits, or texts of its own?
pub fn suspicious(text: &str) -> bool {
    let bytes = text.as_bytes();
    holds_run(bytes, SHORTEST) || ["\"inlineStr\"", "\"str\""].iter().any(|kind| memmem::find(bytes, kind.as_bytes()).is_some())
}

/// Do so many digits stand in a row?
fn holds_run(bytes: &[u8], length: usize) -> bool {
    // a run that long covers one of these places
    (length - 1..bytes.len()).step_by(length).filter(|at| bytes[*at].is_ascii_digit()).any(|at| {
        let before = bytes[..at].iter().rev().take(length).take_while(|b| b.is_ascii_digit()).count();
        let after = bytes[at + 1..].iter().take(length).take_while(|b| b.is_ascii_digit()).count();
        before + 1 + after >= length
    })
}

/// The same of a sheet whose cells are masked already (`cell`): its rows are long, and only what stands around them is looked at as texts.
pub fn around_cells<'t>(text: &'t str, keys: &Keys) -> Option<Cow<'t, str>> {
    const CLOSE: &str = "</sheetData>";
    let bytes = text.as_bytes();
    // a comment could hold anything
    let rows = memmem::find(bytes, b"<sheetData>").zip(memmem::rfind(bytes, CLOSE.as_bytes()));
    let (Some((from, to)), None) = (rows, memmem::find(bytes, b"<!")) else { return plain(text, keys) };
    let (head, tail) = (&text[..from], &text[to + CLOSE.len()..]);
    let (head, tail) = (texts(head, keys).unwrap_or(Cow::Borrowed(head)), texts(tail, keys).unwrap_or(Cow::Borrowed(tail)));
    if let (Cow::Borrowed(_), Cow::Borrowed(_)) = (&head, &tail) {
        return leftovers(text, keys);
    }
    let all = format!("{head}{}{tail}", &text[from..to + CLOSE.len()]);
    leftovers(&all, keys).map(|all| Cow::Owned(all.into_owned()))
}

/// Masks numbers in markup of any kind: in texts, in attributes that people read, and those of today's form wherever else they stand. Names of sheets
/// may hold no star, so that outside of running text full-width ones are put. `None` where a number stands for a number.
pub fn plain<'t>(text: &'t str, keys: &Keys) -> Option<Cow<'t, str>> {
    // what is no markup after all is looked at for the plain form alone
    let texts = texts(text, keys).unwrap_or(Cow::Borrowed(text));
    Some(match leftovers(&texts, keys)? {
        Cow::Owned(new) => Cow::Owned(new),
        Cow::Borrowed(_) => texts,
    })
}

/// Attributes that hold what people read.
const READ: [&str; 12] =
    ["name", "tooltip", "display", "location", "prompt", "promptTitle", "error", "errorTitle", "title", "descr", "caption", "alt"];

/// The texts of a part: runs of one paragraph together, every other text and attribute by itself. `None`: no markup that can be read.
fn texts<'t>(text: &'t str, keys: &Keys) -> Option<Cow<'t, str>> {
    let (mut splices, mut runs, mut last, mut name, mut any) = (Splices::default(), Runs::default(), 0, "", false);
    each_inner_tag(text, |tag| {
        let before = &text[last..tag.start];
        if name == "t" && tag.kind == TagKind::End {
            runs.add(last, before, false);
        } else if name != "f"
            && !before.starts_with('<')
            && may_hold(before)
            && before.trim().parse::<f64>().is_err()
            && let Some(new) = starred(&unescaped(before), keys)
        {
            splices.put(last, tag.start, escaped(&new));
            any = true;
        }
        if tag.kind == TagKind::End && matches!(tag.name, "si" | "is" | "text" | "p") {
            any |= std::mem::take(&mut runs).mask(keys, &mut splices);
        }
        let whole = &text[tag.start..tag.end];
        if tag.kind != TagKind::End && may_hold(whole) {
            let read = READ.iter().chain((tag.name == "s").then_some(&"v"));
            let new = read.fold(Cow::Borrowed(whole), |new, name| {
                let masked = attribute(&new, name).and_then(|value| starred(&unescaped(value), keys));
                masked.map_or(new.clone(), |m| Cow::Owned(with_attribute(&new, name, &escaped(&m).replace('"', "&quot;"))))
            });
            if let Cow::Owned(new) = new {
                splices.put(tag.start, tag.end, new);
                any = true;
            }
        }
        (last, name) = (tag.end, if tag.kind == TagKind::Start { tag.name } else { "" });
        true
    })?;
    any |= runs.mask(keys, &mut splices);
    if any { splices.apply(text).map(Cow::Owned) } else { Some(Cow::Borrowed(text)) }
}

/// The text masked with full-width stars; `None`: nothing to mask.
fn starred(text: &str, keys: &Keys) -> Option<String> {
    let masked = masked(text, keys)?;
    Some(text.chars().zip(masked.chars()).map(|(was, is)| if was == is { is } else { '＊' }).collect())
}

/// The text masked; `None`: nothing to mask, or it is a key.
fn masked(text: &str, keys: &Keys) -> Option<String> {
    (holds(text) && !keys.contains(text.trim())).then(|| mask_identity(text))
}

/// Texts of one paragraph: a number may be spread over several, each with a format of its own.
#[derive(Default)]
struct Runs {
    /// Where each stands, and what it says.
    parts: Vec<(usize, usize, String)>,
    /// How a word is read aloud, each for itself.
    aloud: Vec<(usize, usize, String)>,
}

impl Runs {
    fn add(&mut self, from: usize, text: &str, aloud: bool) {
        let list = if aloud { &mut self.aloud } else { &mut self.parts };
        list.push((from, from + text.len(), unescaped(text).into_owned()));
    }

    /// Puts the masked texts in their places: as many characters as there were, so that every format stays. `false`: nothing was to be masked.
    fn mask(self, keys: &Keys, splices: &mut Splices) -> bool {
        let said: String = self.parts.iter().map(|(_, _, text)| text.as_str()).collect();
        let mut any = false;
        if let Some(masked) = masked(&said, keys) {
            let mut chars = masked.chars();
            for (from, to, text) in &self.parts {
                let part: String = chars.by_ref().take(text.chars().count()).collect();
                if part != *text {
                    splices.put(*from, *to, escaped(&part));
                }
            }
            any = true;
        }
        for (from, to, text) in self.aloud {
            if let Some(masked) = masked(&text, keys) {
                splices.put(from, to, escaped(&masked));
                any = true;
            }
        }
        any
    }
}

/// Masks numbers of today's form that are left in markup. `None` where one stands for a number.
fn leftovers<'t>(text: &'t str, keys: &Keys) -> Option<Cow<'t, str>> {
    let bytes = text.as_bytes();
    if !holds_run(bytes, LENGTH - 1) {
        return Some(Cow::Borrowed(text));
    }
    let (mut out, mut from, mut at) = (String::new(), 0, 0);
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let run = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        let x = bytes.get(at + run).is_some_and(|b| matches!(b, b'x' | b'X')) as usize;
        let end = at + run + x;
        let apart = at.checked_sub(1).is_none_or(|i| bytes[i] != b'.') && bytes.get(end).is_none_or(|b| *b != b'.');
        if run + x == LENGTH && apart && born(&text[at + 6..at + 14]) && !keys.contains(&text[at..end]) {
            let before = &text[..at];
            if before.ends_with("v>") || before.ends_with("<n v=\"") || before.ends_with(":n v=\"") {
                return None;
            }
            out.push_str(&text[from..at]);
            out.push_str(&mask_identity(&text[at..end]).replace('*', "＊"));
            from = end;
        }
        at = end;
    }
    if from == 0 {
        return Some(Cow::Borrowed(text));
    }
    out.push_str(&text[from..]);
    Some(Cow::Owned(out))
}

/// Could the eight digits be a day of birth?
fn born(digits: &str) -> bool {
    let number = |at: std::ops::Range<usize>| digits.get(at).and_then(|t| t.parse::<u32>().ok()).unwrap_or(0);
    (1900..2100).contains(&number(0..4)) && (1..=12).contains(&number(4..6)) && (1..=31).contains(&number(6..8))
}

/// The shared strings with every text masked.
pub fn strings<'t>(text: &'t str, keys: &Keys) -> Option<Cow<'t, str>> {
    // with a prefix there is but one piece, and it is looked at
    let mut from = 0;
    let ends = memmem::find_iter(text.as_bytes(), "</si>").chain([text.len()]);
    if !ends.into_iter().any(|end| may_hold(&text[std::mem::replace(&mut from, end)..end])) {
        return Some(Cow::Borrowed(text));
    }
    let mut splices = Splices::default();
    let mut from = 0;
    each_tag(text, |tag| {
        match (tag.name, tag.kind) {
            ("si", TagKind::Start) => from = tag.end,
            ("si", TagKind::End) => {
                if let Some(new) = item(&text[from..tag.start], keys) {
                    splices.put(from, tag.start, new);
                }
            }
            _ => {}
        }
        true
    })?;
    splices.apply(text).map(Cow::Owned)
}

/// What stands inside an item of text, masked; `None` where nothing is to be masked.
fn item(inner: &str, keys: &Keys) -> Option<String> {
    if !may_hold(inner) {
        return None;
    }
    let (mut runs, mut open, mut aloud) = (Runs::default(), None, false);
    each_tag(inner, |tag| {
        match (tag.name, tag.kind) {
            ("rPh", kind) => aloud = kind == TagKind::Start,
            ("t", TagKind::Start) => open = Some(tag.end),
            ("t", TagKind::End) => {
                if let Some(from) = open.take() {
                    runs.add(from, &inner[from..tag.start], aloud);
                }
            }
            _ => {}
        }
        true
    })?;
    let mut splices = Splices::default();
    if runs.mask(keys, &mut splices) { splices.apply(inner) } else { None }
}

fn unescaped(text: &str) -> Cow<'_, str> {
    quick_xml::escape::unescape(text).unwrap_or(Cow::Borrowed(text))
}

/// What becomes of a cell.
#[derive(Debug, PartialEq, Eq)]
pub enum Masked {
    /// Nothing to mask.
    Same,
    /// Its tag and all that it holds, up to its end.
    New(String, String),
    /// An identity number in a formula: masking would break it.
    No,
}

/// Masks a cell: `tag` opens it, `inner` is all from there to its end (closing tag included).
pub fn cell(tag: &str, inner: &str, keys: &Keys) -> Masked {
    if !may_hold(inner) {
        return Masked::Same;
    }
    let mut spans: Vec<(&str, usize, usize, usize, usize)> = Vec::new();
    let mut open: Option<(&str, usize, usize)> = None;
    // the closing tag of the cell is outside of what is looked at
    let Some(body) = inner.rfind("</").map(|at| &inner[..at]) else { return Masked::Same };
    let whole = each_tag(body, |tag| {
        match (tag.name, tag.kind, open) {
            ("f" | "v" | "is", TagKind::Start, None) => open = Some((tag.name, tag.start, tag.end)),
            (name, TagKind::End, Some((opened, start, from))) if name == opened => {
                spans.push((opened, start, from, tag.start, tag.end));
                open = None;
            }
            _ => {}
        }
        true
    });
    if whole.is_none() {
        return Masked::No;
    }
    let kind = attribute(tag, "t").unwrap_or("n");
    let formula = spans.iter().any(|s| s.0 == "f");
    let mut splices = Splices::default();
    let mut new_tag = tag.to_string();
    let mut changed = false;
    let p = super::xml::prefix(tag);
    for (name, start, from, to, end) in spans {
        let said = unescaped(&body[from..to]).into_owned();
        match name {
            "is" => {
                if let Some(new) = item(&body[from..to], keys) {
                    splices.put(from, to, new);
                    changed = true;
                }
            }
            "f" => {
                let Some(masked) = in_quotes(&said, keys) else { return Masked::No };
                if masked != said {
                    splices.put(from, to, escaped(&masked));
                    changed = true;
                }
            }
            _ if kind == "str" => {
                if let Some(masked) = masked(&said, keys) {
                    splices.put(from, to, escaped(&masked));
                    changed = true;
                }
            }
            _ if kind == "n" => {
                let Some(masked) = number(&said, keys) else { continue };
                if formula {
                    splices.put(from, to, masked);
                    new_tag = with_attribute(&new_tag, "t", "str");
                } else {
                    splices.put(start, end, format!("<{p}is><{p}t>{masked}</{p}t></{p}is>"));
                    new_tag = with_attribute(&new_tag, "t", "inlineStr");
                }
                changed = true;
            }
            _ => {}
        }
    }
    match (changed, splices.apply(body)) {
        (false, _) => Masked::Same,
        (true, Some(new)) => Masked::New(new_tag, format!("{new}{}", &inner[body.len()..])),
        (true, None) => Masked::No,
    }
}

/// An identity or mobile number that was typed as a number, masked.
pub fn number(text: &str, keys: &Keys) -> Option<String> {
    let value: f64 = text.trim().parse().ok()?;
    let whole = value.fract() == 0.0 && (1e10..1e18).contains(&value);
    // digits as they are written, where they are: a float no longer knows the last ones
    let written = text.trim();
    let digits = if written.bytes().all(|b| b.is_ascii_digit()) { written.to_string() } else { format!("{value:.0}") };
    if whole { masked(&digits, keys) } else { None }
}

/// A formula with its texts masked. `None`: a number stands outside of quotes.
fn in_quotes(formula: &str, keys: &Keys) -> Option<String> {
    let parts = formula.split('"').enumerate().map(|(at, part)| match masked(part, keys) {
        Some(_) if at % 2 == 0 => None,
        Some(masked) => Some(masked),
        None => Some(part.to_string()),
    });
    parts.collect::<Option<Vec<_>>>().map(|parts| parts.join("\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "320102199001011234";

    #[test]
    fn a_long_run_of_digits_is_seen_wherever_it_stands() {
        for (before, run, after) in (0..40).flat_map(|b| (9..33).flat_map(move |r| [0, 1, 20].map(|a| (b, r, a)))) {
            let text = format!("{}{}{}", "<".repeat(before), "7".repeat(run), "v".repeat(after));
            assert_eq!(suspicious(&text), run >= SHORTEST, "{text}");
        }
        assert!(!suspicious("1234567 1234567 1234567 1234567890 1"));
    }

    #[test]
    fn texts_are_masked_however_they_are_formatted() {
        let text =
            format!("<sst><si><t>甲{ID}</t></si><si><r><t>320102</t></r><r><t>199001011234</t></r></si><si><t>乙&amp;</t></si></sst>");
        let masked = strings(&text, &Keys::new()).unwrap();
        assert!(masked.contains("<t>甲320***********1234</t>"), "{masked}");
        assert!(masked.contains("<r><t>320***</t></r><r><t>********1234</t></r>"), "{masked}");
        assert!(masked.contains("<si><t>乙&amp;</t></si>") && !masked.contains("199001"));
        let keys = Keys::from([ID.into()]);
        assert!(strings(&format!("<sst><si><t>{ID}</t></si></sst>"), &keys).unwrap().contains(ID));
    }

    #[test]
    fn cells_are_masked_by_what_they_hold() {
        let new = |tag: &str, inner: String| match cell(tag, &inner, &Keys::new()) {
            Masked::New(tag, inner) => format!("{tag}{inner}"),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            new("<c r=\"A1\" s=\"2\">", format!("<v>{ID}</v></c>")),
            "<c r=\"A1\" s=\"2\" t=\"inlineStr\"><is><t>320***********1234</t></is></c>"
        );
        assert_eq!(
            new("<c r=\"A1\" t=\"str\">", format!("<f>B1</f><v>{ID}</v></c>")),
            "<c r=\"A1\" t=\"str\"><f>B1</f><v>320***********1234</v></c>"
        );
        assert!(new("<c r=\"A1\">", "<v>3.2010219900101123E+17</v></c>".into()).contains("320***********"));
        assert_eq!(cell("<c r=\"A1\">", "<v>0.83333333333333337</v></c>", &Keys::new()), Masked::Same);
        assert_eq!(cell("<c r=\"A1\">", &format!("<f>{ID}+1</f><v>1</v></c>"), &Keys::new()), Masked::No);
    }

    #[test]
    fn elsewhere_texts_and_what_people_read_are_masked() {
        let none = Keys::new();
        let text = format!(
            "<w><sheet name=\"张{ID}\" id=\"123456789012345678\"/><x>0.{ID}</x><n>123456789012345678</n><c w=\"13.28515625000000001\"/></w>"
        );
        let masked = plain(&text, &none).unwrap();
        assert_eq!(masked, text.replacen(ID, "320＊＊＊＊＊＊＊＊＊＊＊1234", 1));
        let comment = "<c><comment ref=\"A1\"><text><r><t>张三：320102 1990</t></r><r><t>0101 1234</t></r></text></comment></c>";
        let masked = plain(comment, &none).unwrap();
        assert!(masked.contains("<t>张三：320*** ****</t></r><r><t>**** 1234</t>"), "{masked}");
        let foot = plain("<f><oddFooter>&amp;L张三 320102-19900101-1234 139 1234 5678</oddFooter></f>", &none).unwrap();
        assert!(foot.contains("&amp;L张三 320＊＊＊-＊＊＊＊＊＊＊＊-1234 139 ＊＊＊＊ 5678"), "{foot}");
        assert!(plain(&format!("<c:v>{ID}</c:v>"), &none).is_none());
        assert!(matches!(plain("<a><t>2017年7月5日 9:00-11:00</t></a>", &none), Some(Cow::Borrowed(_))));
    }
}
