//! Whatever stands in a sheet: no panic, and rows are not counted more often than they can be.

use proptest::prelude::*;

use crate::layout::coerce::legend::{self, Legend};
use crate::layout::coerce::{counts, dates, marks, months, own_day, spans, times};
use crate::layout::testing::read_with;
use crate::model::book::{Merge, RawCell, RawSheet, Value};
use crate::model::cell::CellRef;
use crate::model::profile::RecordItem;

const WORDS: &[&str] = &[
    "党支部名称",
    "姓名",
    "活动日期",
    "应到人数",
    "实到人数",
    "1月",
    "2月",
    "上级党组织",
    "活动主题",
    "活动时间",
    "活动地点",
    "活动内容",
    "党组织（盖章）：甲支部",
    "合计",
    "小计",
    "注：说明",
    "填报单位：甲支部　填报日期：2017年8月1日",
    "2017年7月台账",
    "2017-07-05",
    "7月5日",
    "6.1",
    "  年  月  日",
    "√",
    "×补",
    "15人",
    "应到：20 实到：18",
    "图例：√到会 ×缺席",
    "甲支部",
    "某镇党委",
    "参加情况",
    "序号",
    "必填",
    "制表人：张三",
    "320102199001011234",
    "9:00-11:30",
    "月份",
    "日",
    "调整后日期",
    "原定日期",
    "填报名称",
    "花名册名称",
    "签到",
    "（",
    "：",
    "考勤情况",
    "主题",
    "计划日期",
    "预告日期",
    "日期",
    "发现问题",
    "整改期限",
    "整改完成日期",
    "7日内",
    "8月底前",
    "已整改",
    "协调解决事项",
    "时长",
    "成效",
    "2小时",
    "级别",
    "事项",
    "数量",
    "3天",
    "党委",
    "年度",
    "季度",
    "报送日期",
    "2017年第三季度",
    "规则",
    "说明",
    "SUB001",
    "缺报",
    "志愿服务记录",
    "年度活动计划",
    "督查记录",
];

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => prop::sample::select(WORDS).prop_map(|w| Value::Text(w.into())),
        1 => "[年月日0-9:./（）：至√×补人 点时半上下午]{1,12}".prop_filter("blank", |t| !t.trim().is_empty()).prop_map(|t| Value::Text(t.into())),
        1 => "\\PC{1,10}".prop_filter("blank", |t| !t.trim().is_empty()).prop_map(|t| Value::Text(t.into())),
        1 => prop::sample::select(&[0.0, 1.0, 5.0, 20.0, 42921.0, 20170705.0, 0.375, -3.0, 7.5, 4.5e18]).prop_map(Value::Number),
        1 => Just(Value::Uncalculated),
        1 => Just(Value::Duration(0.5)),
    ]
}

fn sheet() -> impl Strategy<Value = RawSheet> {
    let cells = prop::collection::btree_map((0u32..9, 0u32..9), value(), 0..60);
    let merges = prop::collection::vec((0u32..9, 0u32..9, 0u32..4, 0u32..4), 0..6);
    (cells, merges).prop_map(|(cells, merges)| RawSheet {
        name: "7月".into(),
        cells: cells.into_iter().map(|((row, col), value)| RawCell { at: CellRef::new(row, col), value }).collect(),
        merges: merges.into_iter().map(|(r, c, h, w)| Merge { from: CellRef::new(r, c), to: CellRef::new(r + h, c + w) }).collect(),
        ..RawSheet::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sheet_is_read(sheet in sheet()) {
        let items = [RecordItem { name: "活动内容".into(), headings: vec![] }];
        let rows = sheet.cells.iter().map(|c| c.at.row).collect::<std::collections::BTreeSet<_>>().len();
        let out = read_with("2017年/a.xlsx", vec![sheet], &items);
        for issue in &out.issues {
            prop_assert!(issue.say.message().ends_with('。'), "{}", issue.say.message());
            prop_assert!(!issue.say.message().contains("19900101") && !issue.raw.contains("19900101"), "{}", issue.say.message());
        }
        prop_assert!(out.notes.iter().all(|n| !n.text.contains("19900101")));
        let ignored: u64 = out.tallies.values().map(|t| t.ignored).sum();
        let blocks = 9;
        prop_assert!(ignored <= (rows * blocks) as u64);
        prop_assert!(out.recognised.is_empty() || !out.tallies.is_empty());
    }

    #[test]
    fn any_text_is_judged(text in "[年月日0-9:./()（）：至到√×补人点时半小分上下午第周一二十,、 -]{0,16}|\\PC{0,20}") {
        let value = Value::Text(text.as_str().into());
        let context = dates::DateContext { year: Some(2017), month: Some(7), ..Default::default() };
        if let Ok(read) = dates::read(&value, &context) {
            prop_assert!(read.until.is_none_or(|u| u > read.date));
        }
        if let Ok(time) = times::read(&value) {
            prop_assert!(time.end.is_none_or(|e| time.start.is_some_and(|s| s < e)));
        }
        if let Ok(length) = times::length(&value, true) {
            prop_assert!(length.minutes.is_some() || length.half_day);
        }
        let counts::Both { due, actual, .. } = counts::read_all(None, None, Some(&value), counts::Order::Unsaid);
        prop_assert!(due.value().is_none_or(|n| n < 100_000) && actual.value().is_none_or(|n| n < 100_000));
        for bare in [spans::Bare::Year, spans::Bare::Quarter, spans::Bare::Month] {
            prop_assert!(spans::read(&value, Some(2017), bare).map_or(true, |s| s.months().count() <= 12 && s.first().year() >= 1900));
        }
        prop_assert!(months::read(&value, Some(2017)).map_or(true, |m| m.month() <= 12));
        prop_assert!(own_day::read(&value).map_or(true, |d| !d.is_empty()));
        prop_assert!(months::hint(&text).month.is_none_or(|m| (1..=12).contains(&m)));
        // a legend that redefines nothing changes nothing
        prop_assert_eq!(marks::read(&value, &Legend::new()), marks::read(&value, &legend::legend("说明")));
        prop_assert!(legend::legend(&text).keys().all(|k| !k.is_empty()));
    }
}
