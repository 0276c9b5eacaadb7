//! Small benches of the rooms that a run spends its time in: values, headings, names, rules, ranks, the workbook. `cargo bench` runs them;
//! `benches/pipeline.sh` measures the whole.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use dangri::calendar::Calendar;
use dangri::collate::{self, FileFacts, collate};
use dangri::config::Schemas;
use dangri::demo::{self, Options};
use dangri::intake::{self, Limits, Passwords};
use dangri::layout::Layouts;
use dangri::model::assessment::Judgement;
use dangri::model::book::RawBook;
use dangri::model::corpus::Corpus;
use dangri::model::profile::Profile;
use dangri::model::record::FileRecords;
use dangri::model::time::Period;
use dangri::{assess, names, rules};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// A county of sixty branches and a year, read once.
struct County {
    schemas: Schemas,
    profile: Profile,
    calendar: Calendar,
    books: Vec<RawBook>,
}

fn county() -> &'static County {
    static COUNTY: OnceLock<County> = OnceLock::new();
    COUNTY.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a folder");
        let workspace = dir.path().join("台账");
        demo::generate(&workspace, &Options { branches: 60, mess: 0, ..Options::default() }).expect("a workspace");
        let found = intake::discover(&workspace, &[], &Limits::default()).expect("files");
        let read = |input| intake::read(input, &Limits::default(), &Passwords::default()).book;
        let schemas = Schemas::load(None).expect("built in");
        let profile = schemas.profile("chizhou", &[]).expect("built in");
        let calendar = Calendar::new(schemas.holidays.clone());
        County { profile, calendar, books: found.inputs.iter().map(read).collect(), schemas }
    })
}

fn records(county: &County) -> Vec<FileRecords> {
    let layouts = Layouts::new(&county.schemas.layouts, &[]);
    county.books.iter().map(|book| layouts.read(book)).collect()
}

fn period() -> Period {
    "2017-01..2017-12".parse().expect("a period")
}

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2018, 1, 15).expect("a day")
}

fn corpus(county: &County, files: Vec<FileRecords>) -> Corpus {
    collate(collate::Input {
        files: files.into_iter().map(|file| (file, FileFacts { digest: String::new(), bytes: 0 })).collect(),
        unreadable: Vec::new(),
        told_together: Vec::new(),
        office_files: &[],
        skipped: Vec::new(),
        profile: &county.profile,
        calendar: &county.calendar,
        period: period(),
        as_of: as_of(),
    })
}

fn judged(county: &County) -> (Corpus, Judgement) {
    let corpus = corpus(county, records(county));
    let judgement = rules::judge(&corpus, &county.profile, &county.calendar);
    (corpus, judgement)
}

/// Headings recognised and values parsed: books to rows.
#[divan::bench]
fn layout(bencher: Bencher<'_, '_>) {
    let county = county();
    bencher.bench(|| records(black_box(county)));
}

/// Rows to a corpus: names matched, resubmissions weighed.
#[divan::bench]
fn collation(bencher: Bencher<'_, '_>) {
    let county = county();
    bencher.with_inputs(|| records(county)).bench_values(|files| corpus(county, files));
}

/// Names folded, as every row's is.
#[divan::bench]
fn folding() -> usize {
    let written = ["中共池州市贵池区墩上街道渚湖村党支部委员会", "墩上街道渚湖村支部", "中国共产党渚湖村总支部"];
    written.iter().map(|name| names::fold_branch(black_box(name)).len()).sum()
}

/// All rules over all branches.
#[divan::bench]
fn judging(bencher: Bencher<'_, '_>) {
    let county = county();
    let corpus = corpus(county, records(county));
    bencher.bench(|| rules::judge(black_box(&corpus), &county.profile, &county.calendar));
}

/// Scores, grades and ranks.
#[divan::bench]
fn ranking(bencher: Bencher<'_, '_>) {
    let county = county();
    let (corpus, judgement) = judged(county);
    bencher.bench(|| assess::assess(black_box(&corpus), &county.profile, &judgement, period(), true));
}

/// A plain sheet of ten thousand rows: what the library takes by itself.
#[divan::bench]
fn sheet() {
    let dir = tempfile::tempdir().expect("a folder");
    write_sheet(&dir.path().join("a.xlsx"), 10_000).expect("a workbook");
}

fn write_sheet(path: &Path, rows: u32) -> Result<(), rust_xlsxwriter::XlsxError> {
    let text: Arc<str> = Arc::from("学习党的十九大报告，重温入党誓词，讨论年度工作计划。");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet_with_low_memory()?;
    for row in 0..rows {
        sheet.write(row, 0, &*text)?.write(row, 1, row)?;
    }
    book.save(path)
}
