//! Names of persons as they are compared: however wide, spaced, dotted or pasted from wherever, one name is one key. Only what nobody sees, and what
//! stands for the same character, is made alike; no character is ever taken for another that is merely like it.

use std::borrow::Cow;

use super::fold::plain;

/// Key of a person's name.
pub fn fold_person(name: &str) -> Cow<'_, str> {
    if name.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) {
        return Cow::Borrowed(name);
    }
    let dot = |c: char| if is_dot(c) { '·' } else { c };
    Cow::Owned(plain(name).chars().map(dot).flat_map(char::to_lowercase).collect())
}

/// The dot inside a name, however it was typed.
fn is_dot(c: char) -> bool {
    matches!(
        c,
        '·' | '•'
            | '․'
            | '‧'
            | '∙'
            | '⋅'
            | '・'
            | '･'
            | '.'
            | '．'
            | '。'
            | '｡'
            | '●'
            | '⸱'
            | '⸳'
            | 'ꞏ'
            | '᛫'
            | '\u{387}'
            | '˙'
    )
}

/// Characters that are easily taken for one another, in groups.
const ALIKE: &[&str] = &[
    "己已巳",
    "未末",
    "土士",
    "日曰",
    "人入",
    "大太犬",
    "干千",
    "王玉主",
    "刁刀",
    "戊戌戍",
    "毋母",
    "刺剌",
    "栗粟",
    "免兔",
    "晴睛",
    "辛幸",
    "天夭",
    "侯候",
    "冼洗",
    "祗祇",
    "茶荼",
    "汩汨",
    "崇祟",
    "壶壸",
    "沁泌",
    "宜宣",
    "宦官",
    "折拆",
    "析柝",
    "氏氐",
    "妹妺",
    "育肓",
    "瑞端",
    "彬杉",
    "徽微",
    "萧肖",
    "付傅",
    "闫阎",
    "邱丘",
    "佘余",
    "戴代",
    "aа",
    "eе",
    "oо0ο〇○零",
    "pр",
    "cс",
    "xх×",
    "l1i|",
    "一—－ー―-",
];

/// The first place at which two names of one length differ, if all places at which they do are of characters that are easily confused.
pub fn confusable<'n>(a: &'n str, b: &'n str) -> Option<(usize, char, char)> {
    if a.chars().count() != b.chars().count() {
        return None;
    }
    let mut differing = a.chars().zip(b.chars()).enumerate().filter(|(_, (a, b))| a != b).map(|(at, (a, b))| (at + 1, a, b));
    let first = differing.next()?;
    let alike = |(_, a, b): &(usize, char, char)| ALIKE.iter().any(|group| group.contains(*a) && group.contains(*b));
    (alike(&first) && differing.all(|d| alike(&d))).then_some(first)
}

/// How two characters are told apart in a message: `第2字“己”（U+5DF1）与“已”（U+5DF2）`.
pub fn apart((at, a, b): (usize, char, char)) -> String {
    format!("第{at}字“{a}”（U+{:04X}）与“{b}”（U+{:04X}）", a as u32, b as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_however_it_is_typed() {
        for name in ["王伟", "王  伟", "王\u{3000}伟", "王\u{ad}伟", "\u{feff}王伟\u{200b}", "⺩伟", "王伟\u{e0100}"] {
            assert_eq!(fold_person(name), "王伟", "{name:?}");
        }
        for dot in ["·", "•", "・", "‧", "∙", "⋅", ".", "．", "･", "․"] {
            assert_eq!(fold_person(&format!("阿依古丽{dot}买买提")), "阿依古丽·买买提", "{dot}");
        }
        assert_eq!(fold_person("Ａnna  Li"), fold_person("anna li"));
        assert_eq!(fold_person("\u{f9e1}明"), "李明", "a compatibility ideograph");
        assert_ne!(fold_person("王己"), fold_person("王已"));
    }

    #[test]
    fn names_that_look_alike_are_told_apart() {
        assert_eq!(confusable("王己", "王已").map(apart).as_deref(), Some("第2字“己”（U+5DF1）与“已”（U+5DF2）"));
        assert_eq!(confusable("王〇一", "王○一").map(|d| d.0), Some(2));
        assert_eq!(confusable("张伟", "张强"), None);
        assert_eq!(confusable("张伟", "张伟民"), None);
    }
}
