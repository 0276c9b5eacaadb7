//! 数据质量: what could not be read or understood, with the text as handed in, and what became of every file and row.

use super::context::{Context, level_item};
use super::item::Item;
use super::sheet::{Rows, Sheet, Table, col};
use super::style::Look;
use crate::model::assessment::Outcome;
use crate::model::book::FileOutcome;
use crate::model::corpus::{FileCounts, InputFile};
use crate::model::finding::{Code, Level};
use crate::model::record::{Note, RowTally};
use crate::report::group::{self, Message, Said};

/// Codes that belong here; SUB004 is about what was handed in, and stands in 问题清单.
const INGEST: [Code; 5] = [Code::ING001, Code::ING002, Code::ING003, Code::ING004, Code::ING005];

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let issues = issues(cx);
    Sheet {
        name: "数据质量".into(),
        title: cx.title("数据质量情况"),
        subtitle: &cx.subtitle,
        notes: vec!["说明：处理为“退回”的行未进入任何统计，须由填报单位更正后重新报送；身份证号码已作遮盖。".to_string()],
        tables: vec![issues, unassessable(cx), files_by_outcome(cx), rows_by_layout(cx), file_list(cx)],
        freeze: cx.lead(),
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

fn files_by_outcome<'a>(cx: &'a Context<'a>) -> Table<'a> {
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
    Table::new(cx.columns(heads.into_iter().map(|h| col(h, 34.0)).collect()), Rows::Ready(rows), "本次没有读到任何文件。")
        .tab("报送文件统计")
        .headed("报送文件")
        .totals(vec![line("合计", cx.results.counts.files)])
}

fn tally_items<'a>(t: RowTally) -> [Item<'a>; 6] {
    [t.total, t.accepted, t.rejected, t.duplicate, t.superseded, t.ignored].map(Item::Count)
}

fn rows_by_layout<'a>(cx: &'a Context<'a>) -> Table<'a> {
    let mut rows = Vec::new();
    for outcome in &cx.results.outcomes {
        for (layout, tally) in &outcome.corpus.tallies {
            let items = [Item::text(layout_words(layout))].into_iter().chain(tally_items(*tally)).collect();
            rows.push(cx.row(outcome, items));
        }
    }
    let total = [Item::text("合计")].into_iter().chain(tally_items(cx.results.counts.rows)).collect::<Vec<_>>();
    let total = cx.several.then(|| Item::text("全部")).into_iter().chain(total).collect();
    let heads = ["表种", "总行数", "采用", "退回", "重复", "被更正", "非数据行"];
    Table::new(cx.columns(heads.into_iter().map(|h| col(h, 34.0)).collect()), Rows::Ready(rows), "本次没有识别出任何表格。")
        .tab("数据行统计")
        .headed("数据行处理（总行数＝采用＋退回＋重复＋被更正＋非数据行）")
        .totals(vec![total])
}

fn issues<'a>(cx: &'a Context<'a>) -> Table<'a> {
    let mut rows = Vec::new();
    for outcome in &cx.results.outcomes {
        let corpus = &outcome.corpus;
        let kept = corpus.issues.iter().filter(|i| INGEST.contains(&i.code));
        // Without a rule list nobody says which level a rule has; the gravest hides nothing.
        let level = |code| cx.rule_level(code).unwrap_or(Level::Error);
        let said = kept.map(|issue| Said::of_issue(corpus, issue, level(issue.code))).collect();
        rows.extend(group::group(said).into_iter().map(|m| cx.row(outcome, message_row(m))));
    }
    for outcome in &cx.results.outcomes {
        rows.extend(outcome.corpus.notes.iter().map(|n| cx.row(outcome, note_row(n))));
    }
    Table::new(
        cx.columns(vec![
            col("文件", 28.0),
            col("工作表", 14.0),
            col("处数", 8.0),
            col("单元格", 14.0),
            col("规则", 9.0),
            col("级别", 9.0),
            col("处理", 9.0),
            col("栏目", 12.0),
            col("党组织", 20.0),
            col("原填内容", 20.0),
            col("问题说明", 38.0),
            col("改正办法", 30.0),
        ]),
        Rows::Ready(rows),
        "本次报送的数据没有发现读取问题。",
    )
    .headed("数据问题与读取说明（同类问题合为一行，逐格明细见 data/rejects.csv 和 data/findings.csv）")
}

fn message_row<'a>(message: Message) -> Vec<Item<'a>> {
    let handling = match (message.returned, message.code) {
        (true, _) => "退回",
        (_, Code::ING001) => "未读取",
        (_, Code::ING002) => "未识别",
        _ => "保留",
    };
    let right = if message.expected.is_empty() { String::new() } else { format!("正确形式：{}。", message.expected) };
    vec![
        Item::text(message.file.clone()),
        Item::text(message.sheets().join("、")),
        Item::Count(message.spots.len() as u64),
        Item::center(message.cells()),
        Item::center(message.code.as_str()),
        level_item(message.level),
        Item::center(handling),
        Item::text(message.field.clone()),
        Item::text(message.names()),
        Item::text(message.entries()),
        Item::text(message.problem),
        Item::text(format!("{}{right}", message.remedy)),
    ]
}

fn note_row(note: &Note) -> Vec<Item<'_>> {
    let mut items = vec![
        Item::text(&*note.place.file),
        Item::text(&*note.place.sheet),
        Item::Count(1),
        Item::center(note.place.cell_text()),
        Item::Blank,
        Item::center("说明"),
        Item::center("保留"),
    ];
    items.extend([Item::Blank, Item::Blank, Item::Blank, Item::text(note.text.as_str()), Item::Blank]);
    items
}

fn unassessable<'a>(cx: &'a Context<'a>) -> Table<'a> {
    let mut rows = Vec::new();
    for outcome in &cx.results.outcomes {
        for (code, verdicts) in &outcome.judgement.verdicts {
            for (reason, count) in verdicts.lacking() {
                let name = format!("{} {}", code, cx.rule_name(*code));
                rows.push(cx.row(outcome, vec![Item::text(reason), Item::text(name), Item::Count(count)]));
            }
        }
    }
    Table::new(cx.columns(vec![col("原因", 34.0), col("规则", 20.0), col("支部数", 10.0)]), Rows::Ready(rows), "本期各项规则均可评定。")
        .tab("不可评定规则")
        .headed("不可评定的规则（缺少判定所需数据，不算合格也不扣分；原因栏注明补报哪些数据后可评估）")
}

fn file_list<'a>(cx: &'a Context<'a>) -> Table<'a> {
    let row = move |place: Option<&'a str>, f: &'a InputFile| -> Vec<Item<'a>> {
        let lead = cx.several.then(|| Item::text(place.unwrap_or("未归属地区")));
        let [total, accepted, rejected, duplicate, superseded, ignored] = tally_items(f.rows);
        let layouts = f.layouts.iter().map(|l| layout_words(l)).collect::<Vec<_>>().join("、");
        let items = [Item::text(&*f.path), Item::center(file_words(f.outcome)), total, accepted, rejected, duplicate, superseded, ignored];
        lead.into_iter()
            .chain(items)
            .chain([Item::text(layouts), Item::Count(f.bytes), Item::Key(Look::Text, f.digest.as_str().into())])
            .collect()
    };
    let of_outcome = |o: &'a Outcome| o.corpus.files.iter().map(|f| (Some(&*o.profile.name), f));
    let loose = cx.results.info.files.iter().map(|f| (None, f));
    let all: Vec<(Option<&str>, &InputFile)> = cx.results.outcomes.iter().flat_map(of_outcome).chain(loose).collect();
    let mut columns = vec![col("文件", 34.0)];
    columns.extend(["结果", "总行数", "采用", "退回", "重复", "被更正", "非数据行"].map(|h| col(h, 16.0)));
    columns.extend([col("识别出的表种", 20.0), col("字节数", 20.0), col("内容摘要（SHA-256）", 42.0)]);
    Table::new(cx.columns(columns), Rows::Made(all.len(), Box::new(move |at| row(all[at].0, all[at].1))), "本次没有读到任何文件。")
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
        other => other,
    }
}
