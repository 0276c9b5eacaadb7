//! A formula, looked over as text: does it stay within the workbook? It is cut into strings, quoted names, words and the rest; what leads
//! outside is a function that is not known to stay inside, a workbook in brackets, a program before a bar, or a name that has been taken out.

use std::collections::BTreeSet;

use super::active::{Active, of_function, stays_inside};

/// Names that a workbook defines, upper case.
#[derive(Debug, Default)]
pub struct Names {
    /// Those that stay: a word of them may be called like a function.
    pub kept: BTreeSet<String>,
    /// Those that have been taken out, with what they were: whoever relies on one is taken out, too.
    pub gone: Vec<(String, Active)>,
}

/// Endings of workbooks and libraries that stand before an exclamation mark without brackets.
const BOOKS: &[&str] = &[".XLS", ".XLSX", ".XLSM", ".XLSB", ".XLA", ".XLAM", ".XLL", ".XLT", ".XLW", ".CSV", ".ODS", ".ET", ".DLL"];

/// What in a formula (as it stands in the markup) leads outside; empty: nothing.
pub fn outside(markup: &str, names: &Names) -> BTreeSet<Active> {
    let mut found = BTreeSet::new();
    match quick_xml::escape::unescape(markup) {
        // sections and comments inside a formula are written by nobody who has nothing to hide
        Ok(text) if !markup.contains('<') => scan(&text, names, &mut found),
        _ => drop(found.insert(Active::Function)),
    }
    found
}

fn scan(text: &str, names: &Names, found: &mut BTreeSet<Active>) {
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    // inside the brackets of a table's columns anything may stand
    let mut depth = 0_usize;
    let mut operand = false;
    while at < chars.len() {
        let c = chars[at];
        match c {
            '"' if depth == 0 => at = string_end(&chars, at, '"'),
            _ if depth > 0 => {
                match c {
                    // an apostrophe takes away the next character's meaning
                    '\'' => at += 1,
                    '[' => depth += 1,
                    ']' => depth -= 1,
                    _ => {}
                }
                operand = true;
                at += 1;
                continue;
            }
            '\'' => {
                let end = string_end(&chars, at, '\'');
                let own = chars[at..].starts_with(&['\'', '[', '0', ']']);
                let name = &chars[at + if own { 4 } else { 1 }..end.min(chars.len())];
                // what a program is asked to do stands in quotes behind its bar
                let asked = at > 0 && chars[at - 1] == '|';
                if !asked && name.iter().any(|c| matches!(c, '[' | '\\' | '/')) {
                    found.insert(Active::ExternalLink);
                }
                (at, operand) = (end, true);
                continue;
            }
            '|' => {
                found.insert(Active::Dde);
                at += 1;
            }
            '[' => {
                if chars[at..].starts_with(&['[', '0', ']']) {
                    at += 3;
                } else {
                    if !operand {
                        found.insert(Active::ExternalLink);
                    }
                    (depth, at) = (1, at + 1);
                }
                operand = true;
                continue;
            }
            c if in_word(c) => {
                let end = at + chars[at..].iter().take_while(|c| in_word(**c)).count();
                word(&chars, (at, end), names, found);
                (at, operand) = (end, true);
                continue;
            }
            _ => at += 1,
        }
        operand = matches!(c, ']' | ')' | '"');
    }
    // what does not end hides the rest
    if depth > 0 || at > chars.len() {
        found.insert(Active::Function);
    }
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '\\' | '?' | '$' | '#')
}

/// Where what the quote at `at` opens ends; a doubled quote is one of its characters.
fn string_end(chars: &[char], at: usize, quote: char) -> usize {
    let mut end = at + 1;
    while end < chars.len() {
        if chars[end] == quote {
            if chars.get(end + 1) != Some(&quote) {
                return end + 1;
            }
            end += 1;
        }
        end += 1;
    }
    chars.len() + 1
}

fn word(chars: &[char], (from, to): (usize, usize), names: &Names, found: &mut BTreeSet<Active>) {
    let word: String = chars[from..to].iter().collect::<String>().to_uppercase();
    if let Some((_, what)) = names.gone.iter().find(|(name, _)| *name == word) {
        found.insert(*what);
    }
    let blanks = chars[to..].iter().take_while(|c| c.is_whitespace()).count();
    match chars.get(to + blanks) {
        Some('!') if BOOKS.iter().any(|end| word.ends_with(end)) => drop(found.insert(Active::ExternalLink)),
        // a cell before a bracket with a blank between is an intersection
        Some('(') if blanks == 0 || !is_cell(&word) => called(&word, &chars[to + blanks + 1..], names, found),
        _ => {}
    }
}

/// A word before an opening bracket.
fn called(word: &str, rest: &[char], names: &Names, found: &mut BTreeSet<Active>) {
    let bare = word.trim_start_matches("_XLFN.").trim_start_matches("_XLWS.");
    let local = bare == "HYPERLINK" && rest.iter().skip_while(|c| c.is_whitespace()).take(2).eq(&['"', '#']);
    // parameters of LAMBDA may be called
    if !(local || stays_inside(bare) || word.starts_with("_XLPM.") || names.kept.contains(word)) {
        found.insert(of_function(bare));
    }
}

fn is_cell(word: &str) -> bool {
    super::scan::cell_ref(&word.replace('$', "")).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(formula: &str) -> Vec<Active> {
        let names = Names { kept: BTreeSet::from(["应到率".to_string()]), gone: vec![("取数".to_string(), Active::WebFormula)] };
        outside(&quick_xml::escape::escape(formula), &names).into_iter().collect()
    }

    #[test]
    fn what_stays_inside_is_left_alone() {
        for formula in [
            "SUM(A1:B2)*1.5E+3",
            "IF(A1=\"http://a|b[1]\",'7月 (2)'!B2,'一|月'!C3)",
            "_xlfn.XLOOKUP(A1,表1[姓名],表1[[#This Row],[参会 (次)]])",
            "SUM(表1[[#Data],[a'[b]])",
            "_xlfn._xlws.SORT(A1:A9)+应到率(B1)",
            "[0]!汇总+A1 (B1)",
            "_xlfn.LET(_xlpm.x,1,_xlpm.x(2))",
            "'一月:十二月'!A1+#REF!+$A$1",
            "HYPERLINK(\"#'7月'!A1\",\"看\")",
            "\"a\"\"b|\"&A1",
            "TEXT(A1,\"[h]:mm\")",
        ] {
            assert_eq!(of(formula), [], "{formula}");
        }
    }

    #[test]
    fn what_leads_outside_is_told_by_its_kind() {
        for (formula, want) in [
            ("WEBSERVICE(\"http://a\"&A1)", Active::WebFormula),
            ("_xlfn.webservice (A1)", Active::WebFormula),
            ("SUM(1,_xlfn.IMAGE(A1))", Active::WebFormula),
            ("HYPERLINK(\"http://a\",\"b\")", Active::WebFormula),
            ("HYPERLINK(A1)", Active::WebFormula),
            ("RTD(\"a\",,\"b\")", Active::WebFormula),
            ("取数+1", Active::WebFormula),
            ("[1]Sheet1!A1", Active::ExternalLink),
            ("SUM('[1]7月'!A1:A9)", Active::ExternalLink),
            ("'C:\\a\\[b.xlsx]c'!A1", Active::ExternalLink),
            ("'\\\\h\\s\\b.xlsx'!名称", Active::ExternalLink),
            ("b.xlsx!名称", Active::ExternalLink),
            ("1+[2]!名称", Active::ExternalLink),
            ("cmd|' /C calc'!A0", Active::Dde),
            ("'cmd'|'/c calc'!'A0'", Active::Dde),
            ("DDE(\"a\",\"b\",\"c\")", Active::Dde),
            ("CALL(\"a\",\"b\")", Active::Function),
            ("[0]!我的函数(A1)", Active::Function),
            ("Module1.f(A1)", Active::Function),
            ("CUBEVALUE(\"x\",A1)", Active::Query),
        ] {
            assert_eq!(of(formula), [want], "{formula}");
        }
        assert_eq!(outside("<![CDATA[1]]>", &Names::default()).len(), 1);
        assert_eq!(outside("&#87;EBSERVICE(A1)", &Names::default()).len(), 1);
        assert_eq!(outside("SUM(A1)+&quot;a", &Names::default()).len(), 1);
        assert_eq!(outside("&nothing;", &Names::default()).len(), 1);
    }
}
