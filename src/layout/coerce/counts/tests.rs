//! Counts as people write them, and what is none.

use super::*;

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

#[test]
fn counts_that_are_counts() {
    for (value, due, actual) in [
        (text("15人"), 15, 15),
        (text("１５"), 15, 15),
        (text("15.0"), 15, 15),
        (text("十五人"), 15, 15),
        (text(" 15 名 "), 15, 15),
        (text("05"), 5, 5),
        (text("15人（含预备党员2人）"), 15, 15),
        (text("'15"), 15, 15),
        (text("15（人）"), 15, 15),
        (text("\u{200b}15\u{feff}人"), 15, 15),
        (text("18（缺张某、李某）"), 18, 18),
        (text("18人，请假2人"), 18, 18),
        (Value::Number(15.0), 15, 15),
        (Value::Number(0.0), 0, 0),
        (text("应到：20 实到：18 缺勤：2"), 20, 18),
        (text("应到15人，14人参加，1人请假"), 15, 14),
        (text("15人应到，14人实到"), 15, 14),
        (text("18人请假2人"), 18, 18),
        (text("18人，2人请假"), 18, 18),
        (text("应到20人，实到18人"), 20, 18),
        (text("应参加党员30人，实际参加党员28人"), 30, 28),
    ] {
        assert_eq!(read(&value, Side::Due), Count::Given(due), "{value:?}");
        assert_eq!(read(&value, Side::Actual), Count::Given(actual), "{value:?}");
    }
    assert_eq!(read(&text("应到20人"), Side::Due), Count::Given(20));
}

#[test]
fn what_is_no_count() {
    for value in [
        text("张三、李四"),
        text("1人请假"),
        text("3人缺席"),
        text("0人缺席"),
        text("1名党员请假"),
        text("除张三外全部到会"),
        text("1/2天"),
        text("18(20)"),
        text("15/14"),
        text("1万"),
        text("无"),
        text("暂不享受"),
        text(" 020100"),
        text("约15人"),
        text("-3"),
        text("15.5"),
        text("4.505E+18"),
        Value::Number(4.505e18),
        Value::Number(-1.0),
        Value::Number(2.5),
        Value::Bool(true),
        Value::Error("#N/A".into()),
        Value::Uncalculated,
        Value::Duration(0.5),
    ] {
        assert!(matches!(read(&value, Side::Due), Count::Bad(_) | Count::Unread(..)), "{value:?}");
    }
    assert_eq!(read(&text("320102199001011234"), Side::Due), Count::Bad("320***********1234".into()));
    assert!(matches!(read(&text("应到20人"), Side::Actual), Count::Bad(_)));
}

#[test]
fn two_numbers_in_one_cell() {
    use Count::Given;
    let both = |t: &str, order: Order| {
        let Both { due, actual, .. } = read_all(None, None, Some(&text(t)), order);
        (due, actual)
    };
    for same in ["15/14", "15／14", "15、14", "15人/14人", "15 / 14", "15,14", "15|14"] {
        assert_eq!(both(same, Order::DueFirst), (Given(15), Given(14)), "{same}");
        assert_eq!(both(same, Order::Unsaid), (Given(15), Given(14)), "{same}");
    }
    assert_eq!(both("14/15", Order::ActualFirst), (Given(15), Given(14)));
    // the heading is believed, also against the usual
    assert_eq!(both("14/15", Order::DueFirst), (Given(14), Given(15)));
    assert!(matches!(both("14/15", Order::Unsaid), (Count::Missing, Count::Bad(_))));
    assert_eq!(Order::of("实到/应到人数"), Order::ActualFirst);
    assert_eq!(Order::of("应参加人数/实际参加人数"), Order::DueFirst);
    assert_eq!(Order::of("出席情况"), Order::Unsaid);
    // in columns of their own, by what the other one says
    let own = |due: Option<&Value>, actual: &str| {
        let Both { due, actual, .. } = read_all(due, Some(&text(actual)), None, Order::Unsaid);
        (due, actual)
    };
    assert_eq!(own(Some(&Value::Number(15.0)), "15/14"), (Given(15), Given(14)));
    assert_eq!(own(Some(&Value::Number(15.0)), "14/15"), (Given(15), Given(14)));
    assert_eq!(own(None, "15/14"), (Given(15), Given(14)));
    assert!(matches!(own(Some(&Value::Number(20.0)), "15/14"), (Given(20), Count::Bad(_))));
    assert!(matches!(own(None, "14/15"), (Count::Missing, Count::Bad(_))));
}

#[test]
fn all_of_those_who_were_due() {
    for all in ["全体", "全部到会", "全勤", "全部参加", "全体党员", "均参加", "全体（含预备党员）"] {
        let read = read_all(Some(&Value::Number(20.0)), Some(&text(all)), None, Order::Unsaid);
        assert_eq!(read, Both { due: Count::Given(20), actual: Count::Given(20), all: true }, "{all}");
        let unknown = read_all(None, Some(&text(all)), None, Order::Unsaid);
        assert_eq!((unknown.due, unknown.all), (Count::Missing, false));
        assert!(matches!(unknown.actual, Count::Unread(Unread::All, _)), "{all}");
    }
    let both = read_all(None, None, Some(&text("应到15人，全部到会")), Order::Unsaid);
    assert_eq!(both, Both { due: Count::Given(15), actual: Count::Given(15), all: true });
    let counted = read_all(None, Some(&text("全体党员28人")), None, Order::Unsaid);
    assert_eq!(counted.actual, Count::Given(28));
    // who is not all
    for other in ["全体班子成员", "全镇党员", "部分", "基本全勤", "全体党员（除张三）外", "同上", "无", "—"]
    {
        let read = read_all(Some(&Value::Number(20.0)), Some(&text(other)), None, Order::Unsaid);
        assert!(matches!(read.actual, Count::Bad(_)), "{other}");
    }
}

#[test]
fn the_true_cause_is_known() {
    let why = |value: Value| match read(&value, Side::Actual) {
        Count::Unread(why, raw) => (why, raw.to_string()),
        other => panic!("{other:?}"),
    };
    assert_eq!(why(Value::Percent(1.0)), (Unread::Percent, "100%".to_owned()));
    assert_eq!(why(Value::Uncalculated).0, Unread::Uncalculated);
    assert_eq!(why(Value::Error("#N/A".into())), (Unread::Error, "#N/A".to_owned()));
    let day = chrono::NaiveDate::from_ymd_opt(2017, 12, 11).unwrap();
    let part = crate::model::book::PartDate { day, shows: crate::model::book::Shows::MonthDay };
    assert_eq!(why(Value::Part(part)), (Unread::Date, "12月11日".to_owned()));
    let both = read_all(None, None, Some(&Value::Part(part)), Order::DueFirst);
    assert!(matches!((&both.due, &both.actual), (Count::Unread(Unread::Date, _), Count::Unread(Unread::Date, _))));
}

#[test]
fn the_form_line() {
    let both = |t: &str| {
        let Both { due, actual, .. } = read_all(None, None, Some(&text(t)), Order::Unsaid);
        (due, actual)
    };
    assert_eq!(both("应到：15人；实到：14人"), (Count::Given(15), Count::Given(14)));
    assert_eq!(both("应到15人 实到14人"), (Count::Given(15), Count::Given(14)));
    assert_eq!(both("20人(实到18)"), (Count::Given(20), Count::Given(18)));
    assert_eq!(both("18人（应到20人）"), (Count::Given(20), Count::Given(18)));
    assert_eq!(both("应参加党员 30 人，实际参加党员 28 人（附签名）。"), (Count::Given(30), Count::Given(28)));
    assert_eq!(both("应参加党员   人，实际参加党员   人（附签名）。"), (Count::Missing, Count::Missing));
    assert_eq!(both("应参加党员___30___人，实际参加党员__28__人"), (Count::Given(30), Count::Given(28)));
    assert_eq!(both("应到：20 实到：18 缺勤：2"), (Count::Given(20), Count::Given(18)));
    assert_eq!(both("实到18人"), (Count::Missing, Count::Given(18)));
    assert_eq!(both("28人"), (Count::Missing, Count::Given(28)));
    assert!(matches!(both("应到若干人，实到18人"), (Count::Bad(_), Count::Given(18))));
    assert!(matches!(both("全体党员"), (Count::Missing, Count::Unread(Unread::All, _))));
}

#[test]
fn numbers_before_their_words() {
    let both = |value: &str| {
        let read = read_all(None, None, Some(&text(value)), Order::DueFirst);
        (read.due.value(), read.actual.value())
    };
    for (value, want) in [
        ("15人应到/14人实到", (Some(15), Some(14))),
        ("15人参加，1人请假", (None, Some(15))),
        ("1人请假，14人参加", (None, Some(14))),
        ("20人，18人到会", (Some(20), Some(18))),
        ("应到15人，缺席1人", (Some(15), None)),
        ("1人请假", (None, None)),
    ] {
        assert_eq!(both(value), want, "{value}");
    }
    assert!(matches!(read(&text("14人参加"), Side::Actual), Count::Given(14)));
    assert!(matches!(read(&text("党员15人全部参加"), Side::Actual), Count::Bad(_)));
    let all = read_all(Some(&text("15")), Some(&text("全部到会，1人补课")), None, Order::Unsaid);
    assert_eq!((all.actual, all.all), (Count::Given(15), true));
}
