//! Folding of organisation names: the same branch written with or without 中共, with 支部委员会 or 党支部, with full-width digits or stray
//! blanks, folds to one key. Folding only removes words that every organisation carries; it never corrects a character.

use unicode_normalization::UnicodeNormalization;

use crate::model::text::is_unseen;

/// Words that a branch name may carry or not. Longest first, so that 支部委员会 goes before 支部.
const BRANCH_WORDS: &[&str] = &[
    "党总支部委员会",
    "总支部委员会",
    "党支部委员会",
    "支部委员会",
    "中国共产党",
    "党总支部",
    "总支部",
    "委员会",
    "党总支",
    "党支部",
    "支部",
    "总支",
    "中共",
];

/// Words that a committee name may carry or not. Longest first.
const COMMITTEE_WORDS: &[&str] = &["中国共产党", "工作委员会", "党工委", "委员会", "党委", "工委", "中共"];

/// Width, blanks, radicals and what nobody sees made alike; nothing else.
pub(super) fn plain(text: &str) -> String {
    // most names are Han and ASCII, which have no other form
    if text.chars().all(|c| c.is_ascii_graphic() || ('\u{4e00}'..='\u{9fff}').contains(&c)) {
        return text.to_string();
    }
    text.nfkc().filter(|c| !(c.is_whitespace() || c.is_control() || is_unseen(*c))).map(whole_radical).collect()
}

/// Radicals that stand for whole characters in texts copied from PDF files. Those of Kangxi are made alike by NFKC, the supplement's are not.
const RADICALS: &[(char, char)] = &[
    ('⺁', '厂'),
    ('⺄', '乙'),
    ('⺈', '刀'),
    ('⺊', '卜'),
    ('⺌', '小'),
    ('⺎', '兀'),
    ('⺒', '巳'),
    ('⺓', '幺'),
    ('⺜', '日'),
    ('⺝', '月'),
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺧', '牛'),
    ('⺩', '王'),
    ('⺬', '示'),
    ('⺮', '竹'),
    ('⺯', '糸'),
    ('⺶', '羊'),
    ('⺻', '聿'),
    ('⺼', '肉'),
    ('⺽', '臼'),
    ('⻁', '虎'),
    ('⻃', '覀'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻊', '足'),
    ('⻋', '车'),
    ('⻑', '長'),
    ('⻒', '镸'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻗', '雨'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻧', '卤'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻪', '黾'),
    ('⻫', '斉'),
    ('⻬', '齐'),
    ('⻭', '歯'),
    ('⻮', '齿'),
    ('⻯', '竜'),
    ('⻰', '龙'),
    ('⻱', '龜'),
    ('⻲', '亀'),
    ('⻳', '龟'),
];

fn whole_radical(c: char) -> char {
    match c {
        '\u{2e80}'..='\u{2eff}' => RADICALS.iter().find(|(radical, _)| *radical == c).map_or(c, |(_, whole)| *whole),
        c => c,
    }
}

fn without(mut text: String, words: &[&str]) -> String {
    for word in words {
        if text.contains(word) {
            text = text.replace(word, "");
        }
    }
    text
}

/// Key of a branch name. A name made of nothing but such words keeps its plain spelling.
pub fn fold_branch(name: &str) -> String {
    folded(name, BRANCH_WORDS)
}

/// Key of a committee name (天马镇党委, 中共天马镇委员会 → 天马镇).
pub fn fold_committee(name: &str) -> String {
    folded(name, COMMITTEE_WORDS)
}

fn folded(name: &str, words: &[&str]) -> String {
    let plain = plain(name);
    let short = without(plain.clone(), words);
    if short.is_empty() { plain } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_branch_fold_alike() {
        for name in
            ["金光村党支部", "中共金光村支部委员会", "中国共产党金光村支部", "金光村 支部", "金光村\u{3000}党总支", "金光村党支部委员会"]
        {
            assert_eq!(fold_branch(name), "金光村", "{name}");
        }
        for name in ["平安\u{ad}村党支部", "\u{feff}平安村党支部", "平安\u{200d}村党⽀部", "平安村\u{2060}党支部", "平安村党支部\u{fe0f}"]
        {
            assert_eq!(fold_branch(name), "平安村", "{name:?}");
        }
        assert_eq!(fold_branch("⻓⻘⻢村党支部"), "长青马村");
        assert_eq!(fold_branch("第１党支部"), "第1");
        assert_ne!(fold_branch("天马镇金光村党支部"), fold_branch("金光村党支部"));
        assert_eq!(fold_branch("党支部"), "党支部");
    }

    #[test]
    fn spellings_of_one_committee_fold_alike() {
        for name in ["天马镇党委", "中共天马镇委员会", "天马镇党工委", "天马镇"] {
            assert_eq!(fold_committee(name), "天马镇", "{name}");
        }
    }
}
