//! What the clerk has confirmed in a match workbook, made ready for reading: headings become further names of fields, lists become rosters or nothing.
//! The office's workbook holds for all files of its jurisdiction, one that lies in a folder (or names one) for the files of that folder alone. What
//! contradicts is told at its line and not used.

mod apply;
pub mod sheets;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::intake::{self, Input};
use crate::model::cell::Place;
use crate::model::finding::{Code, Issue, Level};
use crate::model::record::FileRecords;
use crate::model::say::Say;
use crate::model::schema::LayoutSchema;
use crate::model::understood::{ListIs, Taught};
use crate::names::fold_committee;

use super::opening::Opening;
use sheets::{Lines, ListLine};

/// A file's name holds this if it may be a match workbook: no other is opened before its turn.
const NAMED: &str = "核对";

/// A list of files, sheets and what they are.
pub type Decided = Vec<(Arc<str>, Arc<str>, ListIs)>;

/// What one workbook confirms, and for which files.
#[derive(Debug)]
struct Lesson {
    file: Arc<str>,
    /// Paths that begin so.
    scope: String,
    /// The folder of the jurisdiction.
    member: String,
    lines: Lines,
}

/// Layouts and decisions for files alike.
#[derive(Debug)]
pub struct Set {
    /// The layouts, with what was confirmed.
    pub layouts: Vec<LayoutSchema>,
    /// What lists are.
    pub decided: Decided,
}

/// All that is confirmed in a workspace.
#[derive(Debug, Default)]
pub struct Teaching {
    lessons: Vec<Lesson>,
    /// By the lessons that they are made of; the first is of none.
    sets: Vec<(Vec<usize>, Set)>,
    issues: BTreeMap<(Arc<str>, Place), Issue>,
}

impl Teaching {
    /// Reads the match workbooks among the inputs. `prefixes`: folders of the jurisdictions; `office`: files that are the office's own wherever they lie.
    pub fn gather(inputs: &[Input], prefixes: &[&str], office: &[String], layouts: &[LayoutSchema], opening: &Opening) -> Self {
        let mut teaching = Teaching::default();
        for input in inputs.iter().filter(|input| name(&input.path).contains(NAMED)) {
            let Some(member) = prefixes.iter().find(|prefix| input.path.starts_with(**prefix)) else { continue };
            let lines = sheets::lines(&intake::read(input, &opening.limits, &opening.passwords).book);
            if lines.headings.iter().any(|l| !l.choice.is_empty()) || lines.lists.iter().any(|l| !l.choice.is_empty()) {
                let scope = scope(&input.path, member, office, inputs);
                teaching.lessons.push(Lesson { file: input.path.clone(), scope, member: member.to_string(), lines });
            }
        }
        // the office's first: where two contradict, it holds
        teaching.lessons.sort_by(|a, b| (a.scope.len(), &a.file).cmp(&(b.scope.len(), &b.file)));
        let paths: BTreeSet<&str> = inputs.iter().map(|input| &*input.path).collect();
        teaching.make(Vec::new(), layouts, &paths);
        for input in inputs {
            let of = teaching.lessons_of(&input.path);
            if !teaching.sets.iter().any(|(made_of, _)| *made_of == of) {
                teaching.make(of, layouts, &paths);
            }
        }
        teaching
    }

    fn lessons_of(&self, path: &str) -> Vec<usize> {
        self.lessons.iter().enumerate().filter(|(_, lesson)| path.starts_with(&lesson.scope)).map(|(ix, _)| ix).collect()
    }

    /// The sets of layouts there are.
    pub fn sets(&self) -> impl Iterator<Item = &Set> {
        self.sets.iter().map(|(_, set)| set)
    }

    /// Which of them a file is read with.
    pub fn set_of(&self, path: &str) -> usize {
        let of = self.lessons_of(path);
        self.sets.iter().position(|(made_of, _)| *made_of == of).unwrap_or(0)
    }

    fn make(&mut self, of: Vec<usize>, layouts: &[LayoutSchema], paths: &BTreeSet<&str>) {
        let mut set = Set { layouts: layouts.to_vec(), decided: Decided::new() };
        let mut faults = Vec::new();
        let lessons: Vec<&Lesson> = of.iter().map(|ix| &self.lessons[*ix]).collect();
        apply::headings(&lessons, &mut set.layouts, &mut faults);
        apply::lists(&lessons, paths, &mut set.decided, &mut faults);
        for issue in faults {
            self.issues.entry((issue.place.file.clone(), issue.place.clone())).or_insert(issue);
        }
        self.sets.push((of, set));
    }

    /// Puts what is to be told of the workbooks beside what was read of them.
    pub fn tell<'f>(mut self, files: impl Iterator<Item = &'f mut FileRecords>) {
        let mut files: Vec<&mut FileRecords> = files.collect();
        let used: BTreeMap<(Arc<str>, Arc<str>), Taught> = {
            let lists = files.iter().flat_map(|f| &f.taught).filter(|u| matches!(u.what, Taught::List(_) | Taught::NoList(_)));
            lists.map(|u| ((u.file.clone(), u.sheet.clone()), u.what.clone())).collect()
        };
        for lesson in &self.lessons {
            for line in &lesson.lines.lists {
                let decided = self.sets.iter().flat_map(|(_, set)| &set.decided);
                let Some((file, sheet, is)) = decided.into_iter().find(|(f, s, _)| apply::is_named(lesson, line, f, s)) else { continue };
                let fault = match used.get(&(file.clone(), sheet.clone())) {
                    Some(Taught::List(_)) => continue,
                    Some(_) => unfit(lesson, line, *is),
                    None => gone(lesson, line),
                };
                self.issues.entry((fault.place.file.clone(), fault.place.clone())).or_insert(fault);
            }
        }
        let read: BTreeSet<Arc<str>> = self.lessons.iter().map(|lesson| lesson.file.clone()).collect();
        for file in &mut files {
            let own = self.issues.iter().filter(|((path, _), _)| *path == file.file).map(|(_, issue)| issue.clone());
            file.issues.extend(own.collect::<Vec<_>>());
            if file.teaches && !read.contains(&file.file) && !name(&file.file).contains(NAMED) {
                file.issues.push(misnamed(&file.file));
            }
            for lesson in self.lessons.iter().filter(|l| l.file == file.file && l.scope != l.member) {
                let text = format!(
                    "本核对表在文件夹“{}”中（或写明属于该文件夹），其中的栏目和名单只用于该文件夹中的文件。",
                    lesson.scope.trim_end_matches('/')
                );
                file.notes.push(crate::model::record::Note { place: Place::file(&file.file), text });
            }
        }
    }
}

/// The files that a workbook holds for: all of the jurisdiction, or those of a folder.
fn scope(path: &str, member: &str, office: &[String], inputs: &[Input]) -> String {
    let is_office = |named: &String| path.starts_with(named.as_str()) && (named.ends_with('/') || named.len() == path.len());
    if office.iter().any(is_office) {
        return member.to_string();
    }
    let below = path.get(member.len()..).unwrap_or_default();
    if let Some((folder, _)) = below.rsplit_once('/') {
        return format!("{member}{folder}/");
    }
    // one at the top that names a committee's folder is that committee's
    let stem = fold_committee(below.rsplit_once('.').map_or(below, |(stem, _)| stem));
    let folders = inputs.iter().filter_map(|input| input.path.strip_prefix(member)?.split_once('/').map(|(folder, _)| folder));
    let folders: BTreeSet<&str> = folders.collect();
    let named = |folder: &&str| {
        let folded = fold_committee(folder);
        folded.chars().count() > 1 && stem.contains(&folded)
    };
    let named = folders.into_iter().filter(named).max_by_key(|folder| folder.len());
    named.map_or_else(|| member.to_string(), |folder| format!("{member}{folder}/"))
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A line of a workbook that is not used.
fn fault(file: &Arc<str>, at: &(String, crate::model::cell::CellRef), raw: &str, say: Say) -> Issue {
    Issue {
        row: at.1.row + 1,
        field: "核对".into(),
        raw: raw.into(),
        expected: "下拉列表中的一项".to_string(),
        level: Some(Level::Warning),
        taints: false,
        ..Issue::new(Code::ING004, Place { file: file.clone(), sheet: Arc::from(at.0.as_str()), cell: Some(at.1) }, say)
    }
}

fn gone(lesson: &Lesson, line: &ListLine) -> Issue {
    let list = shown(line);
    let say = say!(
        "核对表中确认的名单“{list}”没有读到，可能已经删除、改名，或者已按其他台账读取，该项确认没有采用；";
        "请核对文件名和工作表名，重新运行 dangri match 后再确认。"
    );
    fault(&lesson.file, &line.at, &list, say)
}

fn unfit(lesson: &Lesson, line: &ListLine, is: ListIs) -> Issue {
    let (list, word) = (shown(line), is.word());
    let wanted =
        if is == ListIs::Branches { "“党支部名称”“上级党组织”两栏" } else { "“姓名”“所在党支部”两栏" };
    let say = say!(
        "名单“{list}”确认{word}，但表头中没有所需的{wanted}，没有采用；";
        "请在该表中补上栏目，或改选“不是花名册”，再重新运行。"
    );
    fault(&lesson.file, &line.at, &list, say)
}

fn misnamed(file: &Arc<str>) -> Issue {
    let say = say!(
        "文件中有栏目或名单的核对表，但文件名中没有“{NAMED}”二字，其中的确认没有采用；";
        "请把文件名改回“名称核对.xlsx”后重新运行。"
    );
    Issue { level: Some(Level::Warning), taints: false, ..Issue::new(Code::ING004, Place::file(file), say) }
}

/// A list as people call it.
fn shown(line: &ListLine) -> String {
    if line.sheet.is_empty() { line.file.clone() } else { format!("{}｜{}", line.file, line.sheet) }
}
