//! 数据质量: what could not be read or understood, with the text as handed in, and what became of every file and row.

use super::column::{Field, col};
use super::context::{Context, level_item};
use super::item::Item;
use super::sheet::{Rows, Sheet, SheetTable};
use crate::model::assessment::Outcome;
use crate::model::book::FileOutcome;
use crate::model::corpus::{FileCounts, InputFile};
use crate::model::finding::{Code, Level};
use crate::model::record::{self as model, RowTally};
use crate::report::group::{self, Message, Said};
use crate::tables::{Row, rows};

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let issues = issues(cx);
    Sheet {
        name: "数据质量".into(),
        title: cx.title("数据质量情况"),
        subtitle: &cx.subtitle,
        notes: vec!["说明：处理为“退回”的行未进入任何统计，须由填报单位更正后重新报送；身份证号码已作遮盖。".into()],
        tables: vec![issues, unassessable(cx), files_by_outcome(cx), rows_by_layout(cx), file_list(cx)],
        freeze: cx.lead(),
        off_paper: false,
    }
}

fn file_words(outcome: FileOutcome) -> &'static str {
    match outcome {
        FileOutcome::Read => "全部识别",
        FileOutcome::Partly => "部分识别",
        FileOutcome::Unrecognised => "未识别",
        FileOutcome::Unreadable => "无法读取",
        FileOutcome::Skipped => "跳过",
    }
}

fn files_by_outcome<'a>(cx: &'a Context<'a>) -> SheetTable<'a> {
    let line = |name: &'a str, c: FileCounts| -> Vec<Item<'a>> {
        let counts = [c.total, c.read, c.partly, c.unrecognised, c.unreadable, c.skipped];
        let lead = cx.several.then(|| Item::text(name));
        let label = if cx.several { "报送文件" } else { name };
        lead.into_iter().chain([Item::text(label)]).chain(counts.map(Item::Count)).collect()
    };
    let mut rows: Vec<_> = cx.results.outcomes.iter().map(|o| line(&o.profile.name, FileCounts::of(&o.corpus.files))).collect();
    if cx.several {
        let loose = FileCounts::of(&cx.results.info.files);
        if loose.total > 0 {
            rows.push(line("未归属地区", loose));
        }
    }
    let heads = ["范围", "文件总数", "全部识别", "部分识别", "未识别", "无法读取", "跳过"];
    SheetTable::new(
        cx.columns(heads.into_iter().map(|h| if h == heads[0] { col(h, 34.0).id("scope") } else { col(h, 34.0) }).collect()),
        Rows::Ready(rows),
        "本次没有读到任何文件。",
    )
    .tab("报送文件统计")
    .headed("报送文件")
    .totals(vec![line("合计", cx.results.counts.files)])
}

fn tally_items<'a>(t: RowTally) -> [Item<'a>; 6] {
    [t.total, t.accepted, t.rejected, t.duplicate, t.superseded, t.ignored].map(Item::Count)
}

fn rows_by_layout<'a>(cx: &'a Context<'a>) -> SheetTable<'a> {
    type Line<'a> = Row<'a, (&'a str, RowTally)>;
    let mut fields = vec![col("表种", 34.0).id("layout").of(|r: &Line<'a>| Item::text(layout_words(r.of.0)))];
    fields.extend(tally_fields(34.0, |r: &Line<'a>| r.of.1));
    let total = [Item::text("合计")].into_iter().chain(tally_items(cx.results.counts.rows)).collect::<Vec<_>>();
    let total = cx.several.then(|| Item::text("全部")).into_iter().chain(total).collect();
    let all = rows(cx.results, |o| o.corpus.tallies.iter().map(|(layout, tally)| (&**layout, *tally)));
    SheetTable::of(cx, all, fields, "本次没有识别出任何表格。")
        .tab("数据行统计")
        .headed("数据行处理（总行数＝采用＋退回＋重复＋被更正＋非数据行）")
        .totals(vec![total])
}

const TALLY: [&str; 6] = ["总行数", "采用", "退回", "重复", "被更正", "非数据行"];
const TALLY_IDS: [&str; 6] = ["total", "accepted", "rejected", "duplicate", "superseded", "ignored"];

/// A column for each outcome of rows.
fn tally_fields<'a, R: 'a>(cap: f64, of: fn(&R) -> RowTally) -> impl Iterator<Item = Field<'a, R>> {
    TALLY.into_iter().enumerate().map(move |(at, head)| col(head, cap).of(move |r: &R| tally_items(of(r))[at].clone()))
}

/// What was wrong, equal faults as one; or what a reader should know.
enum Told<'a> {
    Message(Box<Message>),
    Note(&'a model::Note),
}

fn issues<'a>(cx: &'a Context<'a>) -> SheetTable<'a> {
    type Line<'a> = Row<'a, Told<'a>>;
    let field = |head: &'static str, id: &'static str, cap: f64, of: fn(&Message) -> Item<'a>, else_of: fn(&'a model::Note) -> Item<'a>| {
        col(head, cap).id(id).of(move |r: &Line<'a>| match &r.of {
            Told::Message(message) => of(message),
            Told::Note(note) => else_of(note),
        })
    };
    let blank = |_: &'a model::Note| Item::Blank;
    let fields = vec![
        field("文件", "file", 28.0, |m| Item::text(m.file.clone()), |n| Item::text(&*n.place.file)),
        field("工作表", "sheet", 14.0, |m| Item::text(m.sheets().join("、")), |n| Item::text(&*n.place.sheet)),
        field("处数", "", 8.0, |m| Item::Count(m.spots.len() as u64), |_| Item::Count(1)),
        field("单元格", "cell", 14.0, |m| Item::center(m.cells()), |n| Item::center(n.place.cell_text())),
        field("级别", "level", 9.0, |m| level_item(m.level), |_| Item::center("说明")),
        field("处理", "handling", 9.0, |m| Item::center(handling(m)), |_| Item::center("保留")),
        field("栏目", "", 12.0, |m| Item::text(m.field.clone()), blank),
        field("党组织", "", 20.0, |m| Item::text(m.names()), blank),
        field("原填内容", "", 20.0, |m| Item::text(m.entries()), blank),
        field("问题说明", "message", 38.0, |m| Item::text(m.problem.clone()), |n| Item::text(n.text.as_str())),
        field("改正办法", "", 30.0, |m| Item::text(remedy(m)), blank),
        field("规则", "rule", 9.0, |m| Item::center(m.code.as_str()), blank),
    ];
    let messages = |o: &'a Outcome| {
        // SUB004 is about what was handed in, and stands in 问题清单
        let kept = o.corpus.issues.iter().filter(|i| i.code.is_about_reading());
        // Without a rule list nobody says which level a rule has; the gravest hides nothing.
        let level = |code| cx.rule_level(code).unwrap_or(Level::Error);
        let said = kept.map(|issue| Said::of_issue(&o.corpus, issue, level(issue.code))).collect();
        group::group(said).into_iter().map(|m| Told::Message(Box::new(m)))
    };
    let mut all = rows(cx.results, messages);
    all.extend(rows(cx.results, |o| o.corpus.notes.iter().map(Told::Note)));
    SheetTable::of(cx, all, fields, "本次报送的数据没有发现读取问题。")
        .headed("数据问题与读取说明（同类问题合为一行，逐格明细见 data/rejects.csv 和 data/findings.csv）")
}

fn handling(message: &Message) -> &'static str {
    match (message.returned, message.code) {
        (true, _) => "退回",
        (_, Code::ING001) => "未读取",
        (_, Code::ING002) => "未识别",
        _ => "保留",
    }
}

fn remedy(message: &Message) -> String {
    let right = if message.expected.is_empty() { String::new() } else { format!("正确形式：{}。", message.expected) };
    format!("{}{right}", message.remedy)
}

fn unassessable<'a>(cx: &'a Context<'a>) -> SheetTable<'a> {
    type Line<'a> = Row<'a, (Code, &'a str, u64)>;
    let fields = vec![
        col("原因", 34.0).id("reason").of(|r: &Line<'a>| Item::text(r.of.1)),
        col("规则名称", 20.0).id("rule_name").of(|r: &Line<'a>| Item::text(cx.rule_name(r.of.0))),
        col("支部数", 10.0).of(|r: &Line<'a>| Item::Count(r.of.2)),
        col("规则", 9.0).id("rule").of(|r: &Line<'a>| Item::center(r.of.0.as_str())),
    ];
    let lacking = |o: &'a Outcome| {
        o.judgement.verdicts.iter().flat_map(|(code, verdicts)| verdicts.lacking().into_iter().map(|(why, n)| (*code, why, n)))
    };
    SheetTable::of(cx, rows(cx.results, lacking), fields, "本期各项规则均可评定。")
        .tab("不可评定规则")
        .headed("不可评定的规则（缺少判定所需数据，不算合格也不扣分；原因栏注明补报哪些数据后可评估）")
}

fn file_list<'a>(cx: &'a Context<'a>) -> SheetTable<'a> {
    let row = move |place: Option<&'a str>, f: &'a InputFile| -> Vec<Item<'a>> {
        let lead = cx.several.then(|| Item::text(place.unwrap_or("未归属地区")));
        let layouts = f.layouts.iter().map(|l| layout_words(l)).collect::<Vec<_>>().join("、");
        let tail = [Item::text(layouts)];
        let items = [Item::text(&*f.path), Item::center(file_words(f.outcome))];
        lead.into_iter().chain(items).chain(tally_items(f.rows)).chain(tail).collect()
    };
    let of_outcome = |o: &'a Outcome| o.corpus.files.iter().map(|f| (Some(&*o.profile.name), f));
    let loose = cx.results.info.files.iter().map(|f| (None, f));
    let all: Vec<(Option<&str>, &InputFile)> = cx.results.outcomes.iter().flat_map(of_outcome).chain(loose).collect();
    let mut columns = vec![col("文件", 34.0).id("file"), col("结果", 16.0).id("outcome")];
    columns.extend(TALLY.iter().zip(TALLY_IDS).map(|(h, id)| col(*h, 16.0).id(id)));
    columns.push(col("识别出的表种", 20.0));
    SheetTable::new(cx.columns(columns), Rows::Made(all.len(), Box::new(move |at| row(all[at].0, all[at].1))), "本次没有读到任何文件。")
        .tab("输入文件清单")
        .headed("输入文件清单")
}

/// Chinese name of a layout that the program knows; an added one goes by its id.
fn layout_words(id: &str) -> &str {
    match id {
        "branch_roster" => "党组织花名册",
        "member_roster" => "党员花名册",
        "activity_ledger" => "主题党日活动台账",
        "activity_form" => "党日活动记录表",
        "attendance_matrix" => "考勤表",
        "annual_plan" => "年度活动计划",
        "adjustment" => "活动日调整备案表",
        "inspection" => "督查记录",
        "volunteer" => "志愿服务记录",
        "cadre" => "领导干部参加情况",
        "filing" => "报送登记",
        "alias" => "名称对照表",
        "waiver" => "情况说明",
        "task" => "任务台账",
        other => other,
    }
}
