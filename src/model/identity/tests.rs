//! Notations of numbers that must be found, and ordinary texts of ledgers in which nothing may be.

use proptest::prelude::*;

use super::*;

/// Masked, and whatever is not a digit, a star or an X taken out.
fn bare(text: &str) -> String {
    mask_identity(text).chars().filter(|c| c.is_ascii_digit() || matches!(c, '*' | 'X')).collect()
}

#[test]
fn numbers_lose_their_middle() {
    for (raw, want) in [
        ("320102199001011234", "320***********1234"),
        ("张三32010219900101123X。", "张三320***********123X。"),
        ("320102900101123", "320********1123"),
        ("３２０１０２１９９００１０１１２３４", "３２０***********１２３４"),
        ("ID320102199001011234abc", "ID320***********1234abc"),
        ("甲320102199001011234乙32010219900101123x", "甲320***********1234乙320***********123x"),
        ("电话13912345678", "电话139****5678"),
        ("139 1234 5678、138-1234-5678", "139 **** 5678、138-****-5678"),
        ("+86 139 1234 5678，8613912345678，+8613912345678", "+86 139 **** 5678，86139****5678，+86139****5678"),
        ("1.13912345678\n2.13812345678", "1.139****5678\n2.138****5678"),
    ] {
        assert_eq!(mask_identity(raw), want, "{raw}");
    }
}

/// The check digit of this one is wrong, as it is of most that are made up.
#[test]
fn however_a_number_is_broken_up_it_is_found() {
    for raw in [
        "320102 19900101 1234",
        "320102-19900101-1234",
        "3201 0219 9001 0112 34",
        "3201-0219-9001-0112-34",
        "3 2 0 1 0 2 1 9 9 0 0 1 0 1 1 2 3 4",
        "320 102 199 001 011 234",
        "320102\u{a0}19900101\u{a0}1234",
        "320102\u{3000}19900101\u{3000}1234",
        "320102\u{200b}1990\u{200b}01011234",
        "320102\u{ad}19900101\u{ad}1234",
        "3\u{200d}2\u{200d}0\u{200d}1\u{200d}0\u{200d}2\u{200d}1\u{200d}9\u{200d}9\u{200d}0\u{200d}0\u{200d}1\u{200d}0\u{200d}1\u{200d}1\u{200d}2\u{200d}3\u{200d}4",
        "320102199\n001011234",
        "320102\r\n19900101\r\n1234",
        "320102\t19900101\t1234",
        "320102.19900101.1234",
        "320102·19900101·1234",
        "320102/19900101/1234",
        "320102_19900101_1234",
        "320102—19900101—1234",
        "320102–1990–01–01–1234",
        "320102 1990 0101 1234",
        "３２０１０２　１９９００１０１　１２３４",
        "320102（19900101）1234",
        "32 01 02 19 90 01 01 12 34",
        "320102:19900101:1234",
        "٣٢٠١٠٢١٩٩٠٠١٠١١٢٣٤",
        "𝟑𝟐𝟎𝟏𝟎𝟐𝟏𝟗𝟗𝟎𝟎𝟏𝟎𝟏𝟏𝟐𝟑𝟒",
        "三二〇一〇二一九九〇〇一〇一一二三四",
        "身份证号：32-0102-199001-0112-34",
        "3.2010219900101123E+17",
    ] {
        for (before, after) in [("", ""), ("会议由张三（", "）主持"), ("2017年7月5日，实到 13 人。", "；李四"), ("1. ", "")]
        {
            let masked = mask_identity(&format!("{before}{raw}{after}"));
            assert!(masked.contains("*") && masked.starts_with(before) && masked.ends_with(after), "{raw:?}: {masked:?}");
            let digits = |text: &str| text.chars().filter_map(|c| Script::Any.digit(c).or(Script::Han.digit(c))).count();
            let number = raw.split('E').next().unwrap();
            assert_eq!(masked.matches('*').count(), digits(number) - 7, "{raw:?}: {masked:?}");
        }
    }
    for raw in ["320102 19900101 123X", "320102-19900101-123 x", "３２０１０２１９９００１０１１２３Ｘ", "3201021990 0101123Ⅹ"]
    {
        assert!(mask_identity(raw).matches('*').count() == 11, "{}", mask_identity(raw));
    }
    for raw in ["320102 900101 123", "3201 0290 0101 123", "320102900 101123", "3 2 0 1 0 2 9 0 0 1 0 1 1 2 3"] {
        assert!(mask_identity(raw).matches('*').count() == 8, "{}", mask_identity(raw));
    }
    assert_eq!(bare("320102 19900101 1234 / 320102 19900202 4321"), "320***********1234320***********4321");
    assert_eq!(bare("3201 0219 9001 0112 34，139 1234 5678"), "320***********1234139****5678");
}

#[test]
fn what_ledgers_are_full_of_stays() {
    for text in [
        "2021.5.7   10.8    12.24",
        "20170705-20170706",
        "20170705 20170706 20170707",
        "2017-07-05 2017-08-05",
        "2017-07-05 14:30:00 2017-07-06 15:30",
        "14:30:00 2017-07-06 15:30:00 2017-08-01",
        "5.18-19，6.15-16，7.20-21，8.17-18",
        "9:00-11:00、14:30-16:30、19:00-20:30",
        "11:30-12:30 2017.7.5 13:00-15:00",
        "应到 35 实到 34，应到 42 实到 40，应到 19 实到 19，应到 20 实到 12",
        "35、42、19、90、12、11、30、28、31、40",
        "12 13 11 10 12 14 15 12 11 10 9 8 31 22",
        "1 1 1 1 1 1 1 1 1 0 1 1 1 1 1",
        "1 1 1 0 1 1 1 1 1 1 1 1 1 0 1 1 1 1 1 1",
        "1月120.50元，2月130.00元，3月115.25元",
        "120.50 130.00 115.25 98.00 101.00",
        "0566-2023112 0566-2028234 0566-2012345",
        "（0566）2023112、2023113、2023114",
        "247100 247200 242800",
        "1921 1949 1978 2012 2017 2021",
        "1949 100 2021",
        "165 20170705",
        "150 2017 2018 2019",
        "1,234,567.00 2,345,678.00",
        "皖组〔2017〕12号、皖组〔2018〕34号、池组通〔2019〕56号",
        "2017/07/05 2017/08/05 2017/09/05",
        "2017年07月05日、2017年08月05日、2017年11月05日",
        "0.83333333333",
        "0.13912345678",
        "12345678901234",
        "二〇一七年七月五日至二〇一七年七月六日",
        "一、二、三、四、五、六、七、八、九、十",
        "三会一课、两学一做、四讲四有",
        "第1-3组 12 人 13 人 14 人 15 人 16 人",
        "14.30.00 15.30.00 16.30.00 17.30.00",
        "2017-11-05 2017-12-05 2018-01-05 2018-02-05",
        "11.10 11.11 11.12 11.13 11.14 11.15",
        "12.15 13 14 15.30",
    ] {
        assert_eq!(mask_identity(text), text);
        assert!(!holds(text));
    }
}

#[test]
fn text_is_copied_only_to_be_masked() {
    assert!(matches!(masked("2017-07-05，实到 13 人"), Cow::Borrowed(_)));
    assert!(matches!(masked("2017-07-05，实到 13 人，9:00-11:00"), Cow::Borrowed(_)));
    assert!(
        !may_hold("０９：1２，ａ：") && may_hold("０９１２３４５６７８９") && !may_hold("党员大会学习一次，党小组会两次，实到三十一人")
    );
    assert_eq!(masked_copy(Cow::Owned("320102199001011234".into())), "320***********1234");
    assert_eq!(masked_copy(Cow::Borrowed("甲")), "甲");
}

#[test]
fn a_digest_is_whole_wherever_it_stands() {
    let digest = "ae9a432012345678901239876543210987654321098317c0f3b2d1e0f9a8b7c6";
    assert_eq!(digest.len(), 64);
    let text = format!("抽样名册摘要（SHA-256）：{digest}，320102199001011234");
    assert_eq!(mask_identity(&text), format!("抽样名册摘要（SHA-256）：{digest}，320***********1234"));
    assert!(holds(&digest[1..]) && holds(&"1".repeat(64)));
}

#[test]
fn two_units_never_share_a_key() {
    assert_eq!(key("甲村党支部"), "甲村党支部");
    let [one, other] = ["张320102199001011234户支部", "张320102199002021234户支部"].map(|t| key(t).into_owned());
    assert_eq!(shown_key(&one), "张320***********1234户支部");
    assert_eq!(shown_key("甲#01234567"), "甲#01234567");
    assert!(one != other && one.starts_with("张320***********1234户支部#") && !holds(&one));
}

/// A number with the right check digit.
fn valid() -> impl Strategy<Value = String> {
    let birth = (1900u32..=2030, 1u32..=12, 1u32..=28).prop_map(|(y, m, d)| format!("{y:04}{m:02}{d:02}"));
    (prop::sample::select(vec![11u32, 34, 37, 45, 65]), 0u32..10_000, birth, 0u32..1000).prop_map(|(p, place, birth, n)| {
        let head = format!("{p}{place:04}{birth}{n:03}");
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 = head.chars().zip(weights).map(|(d, w)| d.to_digit(10).unwrap() * w).sum();
        format!("{head}{}", ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum as usize % 11])
    })
}

const BETWEEN: &[&str] = &[
    "", "", "", " ", "  ", "\u{a0}", "\u{3000}", "\u{200b}", "\u{feff}", "\u{ad}", "\u{2060}", "-", "—", "–", "‑", "·", "・", "\n", "\r\n",
    "\t", "/", "_", "．", " - ", "\u{2009}", "\u{202e}", "、", "(", "'",
];

/// What may stand behind digits: blanks, marks, letters, Han of every block, hexagrams, signs.
const PARTING: &str =
    "[ \t\r\n.,:;/_*()+xXEeaZ\\-\u{a0}\u{3000}\u{200b}\u{ad}·–—（）、。：年月日号甲鿿㐀䶿䷀䷿一丿\u{f900}⼀㈠℃×①ⅡａＺ가あ🀄]{0,3}";

proptest! {
    #[test]
    fn a_valid_number_is_masked_whatever_is_between(id in valid(), between in prop::collection::vec(prop::sample::select(BETWEEN.to_vec()), 17), wide: bool) {
        let wider = |c: char| if wide { char::from_u32(c as u32 + 0xFEE0).unwrap() } else { c };
        let mut text = String::from("张三（");
        for (at, c) in id.chars().enumerate() {
            text.push(wider(c));
            text.push_str(between.get(at).copied().unwrap_or_default());
        }
        text.push_str("）主持");
        let masked = mask_identity(&text);
        prop_assert_eq!(masked.matches('*').count(), 11, "{:?} {:?}", text, masked);
    }

    #[test]
    fn masking_twice_is_masking_once(text in "[0-9１２３X１ \\-*年月.:\u{200b}\u{3000}三一〇]{0,60}") {
        let once = mask_identity(&text);
        prop_assert_eq!(mask_identity(&once), once.clone());
        prop_assert_eq!(once.chars().count(), text.chars().count());
        prop_assert!(!holds(&once));
    }

    #[test]
    fn few_digits_are_left_alone(text in "([^0-9\\p{Nd}〇零一二三四五六七八九]{0,6}[0-9]?){0,10}") {
        prop_assert_eq!(mask_identity(&text), text);
    }

    /// What the quick look passes over is never masked.
    #[test]
    fn the_quick_look_misses_nothing(text in "[0-9０-９٠-٩三二〇一九 甲\u{200b}-]{0,80}") {
        if !may_hold(&text) {
            prop_assert!(group::once(&text, Script::Any).is_none() && group::once(&text, Script::Han).is_none());
        }
    }

    /// Nor where words, marks and signs of every kind stand between plain digits.
    #[test]
    fn the_quick_look_misses_nothing_between_words(parts in prop::collection::vec(("[0-9]{1,18}", PARTING), 0..8)) {
        let text: String = parts.iter().map(|(digits, parting)| format!("{digits}{parting}")).collect();
        if !may_hold(&text) {
            prop_assert!(group::once(&text, Script::Any).is_none() && group::once(&text, Script::Han).is_none(), "{}", text);
        }
    }
}
