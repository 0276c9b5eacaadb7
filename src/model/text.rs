//! Text as every room must see it alike: headings folded before they are compared, identity numbers masked before they are written.

use unicode_normalization::UnicodeNormalization;

/// Brackets that hold units and hints in headings, after full-width forms became half-width.
const BRACKETS: [(char, char); 8] =
    [('(', ')'), ('[', ']'), ('【', '】'), ('〔', '〕'), ('〈', '〉'), ('《', '》'), ('{', '}'), ('〖', '〗')];

/// Full-width forms to half-width (NFKC), without zero-width characters.
pub fn half_width(text: &str) -> String {
    // most cells are plain Han and ASCII, which have no other form
    if text.chars().all(|c| c.is_ascii() || ('\u{4e00}'..='\u{9fff}').contains(&c) || matches!(c, '、' | '。')) {
        return text.to_string();
    }
    text.nfkc().filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')).collect()
}

/// A heading as it is compared: half-width, lower-case, without blanks, line breaks, bracketed units and hints, `※`, `*` and a colon at
/// the end. An opening bracket that nothing closes is dropped alone.
pub fn fold_heading(text: &str) -> String {
    let wide = half_width(text);
    let mut folded = String::with_capacity(wide.len());
    let mut chars = wide.char_indices();
    while let Some((at, c)) = chars.next() {
        if let Some((_, close)) = BRACKETS.iter().find(|(open, _)| *open == c) {
            let rest = &wide[at + c.len_utf8()..];
            if let Some(end) = rest.find(*close) {
                let resume = at + c.len_utf8() + end + close.len_utf8();
                while chars.clone().next().is_some_and(|(i, _)| i < resume) {
                    chars.next();
                }
            }
            continue;
        }
        let noise = c.is_whitespace() || matches!(c, '※' | '*' | '★' | '_') || BRACKETS.iter().any(|(_, close)| *close == c);
        if !noise {
            folded.extend(c.to_lowercase());
        }
    }
    let kept = folded.trim_end_matches([':', '.', '。', '、', ',', ';']).len();
    folded.truncate(kept);
    folded
}

/// Runs of 15 and more digits (a last `X` included) keep the first three and the last four characters: `320***********1234`. Everything else
/// stays as it is.
pub fn mask_identity(text: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    if text.chars().filter(|c| is_digit(*c)).count() < 15 {
        return text.to_string();
    }
    let chars: Vec<char> = text.chars().collect();
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let run = chars[at..].iter().take_while(|c| is_digit(**c)).count();
        if run < 15 {
            let step = run.max(1);
            masked.extend(&chars[at..at + step]);
            at += step;
            continue;
        }
        let x = chars.get(at + run).is_some_and(|c| matches!(c, 'x' | 'X' | 'Ｘ' | 'ｘ')) as usize;
        let end = at + run + x;
        masked.extend(&chars[at..at + 3]);
        masked.extend(std::iter::repeat_n('*', end - at - 7));
        masked.extend(&chars[end - 4..end]);
        at = end;
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_fold_alike() {
        for (raw, want) in [
            ("姓　名", "姓名"),
            ("合 计", "合计"),
            ("3 月", "3月"),
            ("病假\n天数", "病假天数"),
            ("活动（会议）名称", "活动名称"),
            ("应到人数（人）※", "应到人数"),
            ("填报单位（公章）：", "填报单位"),
            ("日期(yyyy-MM-dd)", "日期"),
            ("＊实到【人】", "实到"),
            ("ＩＤ", "id"),
            ("活动时间（", "活动时间"),
            ("（1）", ""),
        ] {
            assert_eq!(fold_heading(raw), want, "{raw}");
        }
    }

    #[test]
    fn identity_numbers_lose_their_middle() {
        assert_eq!(mask_identity("320102199001011234"), "320***********1234");
        assert_eq!(mask_identity("张三32010219900101123X。"), "张三320***********123X。");
        assert_eq!(mask_identity("320102900101123"), "320********1123");
        assert_eq!(mask_identity("电话13912345678"), "电话13912345678");
    }
}
