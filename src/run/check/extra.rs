//! What only somebody who is about to hand in needs to be told: files in which nothing is filled in, empty reports that no roster makes due,
//! and dates in a year that nothing else in the files is about.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::config::Schemas;
use crate::model::book::FileOutcome;
use crate::model::cell::Place;
use crate::model::corpus::{Activity, Corpus, InputFile};
use crate::model::finding::{Code, Finding, Issue, Level};
use crate::model::record::{Field, RecordKind};
use crate::model::time::Span;
use crate::run::span::{self, DataSpan};

/// Issues beyond those that a run raises.
pub fn issues(corpus: &Corpus, schemas: &Schemas, span: Option<&DataSpan>, findings: &[Finding]) -> Vec<Issue> {
    let told: BTreeSet<&str> = corpus.issues.iter().map(|i| &*i.place.file).collect();
    let silent = corpus.files.iter().filter(|f| f.outcome != FileOutcome::Skipped && !told.contains(&*f.path));
    let mut issues: Vec<Issue> = silent.filter_map(|file| nothing_in(file, corpus, schemas)).collect();
    issues.extend(empty_reports(corpus, findings));
    if let Some(span) = span.filter(|s| span::are_slips(s)) {
        let strays = corpus.activities.iter().filter(|a| span.strays.contains_key(&a.month));
        issues.extend(strays.map(|activity| stray(activity, span)));
    }
    issues
}

fn issue(code: Code, place: Place, message: String) -> Issue {
    Issue {
        code,
        row: place.cell.map_or(0, |c| c.row + 1),
        place,
        field: Arc::from(""),
        raw: Arc::from(""),
        message,
        expected: String::new(),
        level: None,
        who: None,
        branch: None,
        month: None,
        rejects_row: false,
    }
}

/// A file that says nothing: no table in it, or a table without a row.
fn nothing_in(file: &InputFile, corpus: &Corpus, schemas: &Schemas) -> Option<Issue> {
    let place = Place::file(&file.path);
    if file.outcome == FileOutcome::Unrecognised {
        // Reading notes a file without any cell; sheets of words and hidden ones are noted by their names.
        let blank = corpus.notes.iter().any(|n| n.place == place);
        let what = if blank { "文件中没有任何内容" } else { "文件中没有党日活动台账，没有读出任何记录" };
        return Some(issue(Code::ING002, place, format!("{what}；请核对是否交错文件，填写后重新报送。")));
    }
    // Tables that may well be empty say nothing by being so.
    let schema = |id: &Arc<str>| schemas.layouts.iter().find(|l| l.id == *id);
    let expects = |kind: RecordKind| !matches!(kind, RecordKind::Alias | RecordKind::Adjustment);
    let wanted = file.layouts.iter().filter_map(schema).find(|l| expects(l.record))?;
    if file.rows.total > file.rows.ignored {
        return None;
    }
    let message = format!("这是“{}”，但表内没有填写任何记录；请填写后重新报送，如系误交空白模板请改交填好的文件。", wanted.name);
    Some(issue(Code::ING002, place, message))
}

/// Empty reports that no finding tells already.
fn empty_reports<'a>(corpus: &'a Corpus, findings: &'a [Finding]) -> impl Iterator<Item = Issue> + 'a {
    let held: BTreeSet<_> = corpus.activities.iter().map(|a| (a.branch, a.month)).collect();
    let told: BTreeSet<_> =
        findings.iter().filter(|f| f.code == Code::SUB001).filter_map(|f| f.branch.zip(f.span.map(Span::first))).collect();
    let open = corpus.empty_reports.iter().filter(move |e| {
        let key = (e.branch, e.month);
        !held.contains(&key) && !told.contains(&key)
    });
    open.map(|report| {
        let month = report.month;
        let message = format!(
            "{}年{}月只报来空表，活动日期、人数和主题都没有填写，视为未开展活动；请补填后重新报送，确未开展的请书面说明情况。",
            month.year(),
            month.month()
        );
        let told = issue(Code::SUB001, report.place.clone(), message);
        Issue { branch: Some(report.branch), month: Some(month), ..told }
    })
}

/// A lone activity in another year.
fn stray(activity: &Activity, span: &DataSpan) -> Issue {
    let (first, last) = (span.period.first(), span.period.last());
    let message = format!(
        "活动日期 {} 与其余记录（{first} 至 {last}）相差一年以上，可能是年份写错；请核对年份，确为往年活动的请另表报送。",
        activity.date
    );
    let mut issue = issue(Code::ING004, activity.row.head.place(Field::Date), message);
    issue.row = activity.row.head.number();
    issue.field = Arc::from(Field::Date.name());
    issue.raw = Arc::from(activity.date.to_string());
    issue.level = Some(Level::Warning);
    issue.branch = Some(activity.branch);
    issue.month = Some(activity.month);
    issue
}
