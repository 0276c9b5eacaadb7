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
use crate::model::spoken;
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

/// A file that says nothing: no table in it, or a table without a row.
fn nothing_in(file: &InputFile, corpus: &Corpus, schemas: &Schemas) -> Option<Issue> {
    let place = Place::file(&file.path);
    if file.outcome == FileOutcome::Unrecognised {
        // Reading notes a file without any cell; sheets of words and hidden ones are noted by their names.
        let blank = corpus.notes.iter().any(|n| n.place == place);
        let what = if blank { "文件中没有任何内容" } else { "文件中没有党日活动台账，没有读出任何记录" };
        return Some(Issue::new(Code::ING002, place, say!("{what}；"; "请核对是否交错文件，填写后重新报送。").apart(what)));
    }
    // Tables that may well be empty say nothing by being so.
    let schema = |id: &Arc<str>| schemas.layouts.iter().find(|l| l.id == *id);
    let expects = |kind: RecordKind| !matches!(kind, RecordKind::Alias | RecordKind::Adjustment);
    let wanted = file.layouts.iter().filter_map(schema).find(|l| expects(l.record))?;
    if file.rows.total > file.rows.ignored {
        return None;
    }
    let say = say!("这是“{}”，但表内没有填写任何记录；", wanted.name; "请填写后重新报送，如系误交空白模板请改交填好的文件。");
    Some(Issue::new(Code::ING002, place, say))
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
        let say = say!(
            "{}年{}月只报来空表，活动日期、人数和主题都没有填写，视为未开展活动；", month.year(), month.month();
            "请补填后重新报送，确未开展的请书面说明情况。"
        );
        Issue { branch: Some(report.branch), month: Some(month), ..Issue::new(Code::SUB001, report.place.clone(), say) }
    })
}

/// A lone activity in another year.
fn stray(activity: &Activity, span: &DataSpan) -> Issue {
    let say = say!(
        "活动日期{}与其余记录（{}）相差一年以上，可能是年份写错；", spoken::day(activity.date), spoken::period(span.period);
        "请核对年份，确为往年活动的请另表报送。"
    );
    Issue {
        row: activity.row.head.number(),
        field: Arc::from(Field::Date.name()),
        raw: Arc::from(activity.date.to_string()),
        level: Some(Level::Warning),
        branch: Some(activity.branch),
        month: Some(activity.month),
        ..Issue::new(Code::ING004, activity.row.head.place(Field::Date), say)
    }
}
