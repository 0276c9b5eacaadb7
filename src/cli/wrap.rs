//! Prose broken at the width of a terminal, in which a Chinese sign takes two columns. No line breaks inside what is to be copied or found: what stands
//! in quotes, what has a slash in it, a word or number of Latin script. Signs that close stay with what they close, those that open with what
//! they open.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

/// Signs that never begin a line.
const CLOSING: &str = "，。；：、？！）”’》〉】〕％…—·,.;:?!)]}";
/// Signs that never end a line.
const OPENING: &str = "（“‘《〈【〔([{";
/// How far the second and further lines stand in, behind the first.
const HANG: usize = 3;

/// Columns that a text takes; a sign that some programs show narrow and others wide counts as wide.
pub fn columns(text: &str) -> usize {
    text.chars().map(|c| c.width_cjk().unwrap_or(0)).sum()
}

/// The text with its lines broken so that none is wider than `width`, but for what may not be broken.
pub fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        if columns(line) <= width { out.push_str(line) } else { broken(line, width, &mut out) }
    }
    out
}

/// A line that is too wide.
fn broken(line: &str, width: usize, out: &mut String) {
    let rest = line.trim_start_matches(' ');
    let lead = line.len() - rest.len();
    let hang = (lead + HANG).min(width / 2);
    out.push_str(&line[..lead]);
    let mut at = lead;
    let mut gap = "";
    for piece in pieces(rest).into_iter().map(|range| &rest[range]) {
        if piece.chars().all(char::is_whitespace) {
            gap = piece;
            continue;
        }
        let wide = columns(piece);
        if at > hang.max(lead) && at + columns(gap) + wide > width {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', hang));
            at = hang;
        } else {
            out.push_str(gap);
            at += columns(gap);
        }
        out.push_str(piece);
        at += wide;
        gap = "";
    }
}

/// The line as what may not be broken further.
fn pieces(line: &str) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    let mut opened: Option<usize> = None;
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        let end = at + unit(&line[at..], c);
        let start = opened.take().unwrap_or(at);
        let last = all.last_mut().filter(|last| start == at && !line[last.start..].starts_with(char::is_whitespace));
        match last {
            Some(last) if CLOSING.contains(c) => last.end = end,
            _ if OPENING.contains(c) && end == at + c.len_utf8() => opened = Some(start),
            _ => all.push(start..end),
        }
        at = end;
    }
    all.extend(opened.map(|start| start..line.len()));
    all
}

/// Bytes of what begins with `first` and stays together.
fn unit(rest: &str, first: char) -> usize {
    if first.is_whitespace() {
        return rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
    }
    if first == '“' {
        return quoted(rest).unwrap_or(first.len_utf8());
    }
    if CLOSING.contains(first) || OPENING.contains(first) {
        return first.len_utf8();
    }
    // a path, whatever script its names are in
    let ends = |c: char| c.is_whitespace() || (!c.is_ascii() && (CLOSING.contains(c) || OPENING.contains(c)));
    let run = rest.find(ends).unwrap_or(rest.len());
    if rest[..run].contains(['/', '\\']) {
        return run;
    }
    let narrow = |c: char| c.width_cjk().unwrap_or(0) < 2 && !ends(c);
    if !narrow(first) {
        return first.len_utf8();
    }
    let run = rest.find(|c| !narrow(c)).unwrap_or(rest.len());
    // a number keeps what it counts
    let counted = rest[run..].strip_prefix(' ').and_then(|rest| rest.chars().next()).filter(|c| !narrow(*c) && !ends(*c));
    match counted.filter(|_| rest[..run].bytes().all(|b| b.is_ascii_digit())) {
        Some(unit) => run + 1 + unit.len_utf8(),
        None => run,
    }
}

/// Bytes up to the end of the quotation that the text begins with; `None` where it does not end.
fn quoted(rest: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in rest.char_indices() {
        match c {
            '“' => depth += 1,
            '”' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + c.len_utf8());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_within_the_width_and_signs_stay_where_they_belong() {
        let text = "  读取：共 346 个文件，读取 340，部分读取 2，未识别 1，无法读取 1，跳过 2（详见“数据质量”），其余照常计入统计。";
        for width in [30, 44, 60, 80] {
            let lines = wrapped(text, width);
            assert_eq!(lines.split_whitespace().collect::<String>(), text.split_whitespace().collect::<String>(), "{width}");
            for (at, line) in lines.lines().enumerate() {
                assert!(columns(line) <= width, "{width}: {line}");
                let (body, last) = (line.trim_start(), line.chars().last().unwrap());
                assert!(!CLOSING.contains(body.chars().next().unwrap()) && !OPENING.contains(last), "{width}: {line}");
                assert_eq!(line.len() - body.len(), if at == 0 { 2 } else { 5 }, "{width}: {line}");
            }
            assert!(lines.lines().count() > 1, "{width}");
        }
        assert_eq!(wrapped("短的一行", 80), "短的一行");
    }

    #[test]
    fn nothing_that_is_to_be_found_is_broken() {
        let path = "/资料/三季度 台账/杏山镇党委/2017年台账（更正）.xlsx";
        let told = format!("结果目录中有本程序以外的文件（“{path}”），原目录已整体移到“/资料/结果/2017Q3-旧-1”，其中的内容未作任何改动。");
        let lines = wrapped(&told, 40);
        assert!(lines.contains(&format!("“{path}”")) && lines.contains("“/资料/结果/2017Q3-旧-1”，"), "{lines}");
        let bare = wrapped("请把其中的文件夹交给各党委：反馈/杏山镇党委/整改反馈.xlsx，其余不动。", 24);
        assert!(bare.contains("反馈/杏山镇党委/整改反馈.xlsx，"), "{bare}");
        assert_eq!(wrapped("党支部排名末位的共有 12 个。", 24), "党支部排名末位的共有\n   12 个。");
        assert_eq!(wrapped("一二三四五", 4), "一二\n  三\n  四\n  五");
    }
}
