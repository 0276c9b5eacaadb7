//! Who handed a file in: the committee in whose folder it lies, or that its name, its sheet or its title tell. It speaks for that committee's branches
//! alone. Files at the top of the workspace, and those that `dangri.toml` names, are the office's and speak for all; where no folder tells a committee
//! every file is the office's.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::model::finding::{BranchIx, Code, Issue};
use crate::model::org::Branch;
use crate::model::record::{Field, Named, OrgHint, RowHead, SourceTable};
use crate::names::Directory;

use super::resolver::Resolver;

/// File, sheet and title of a table.
type Place = (Arc<str>, Arc<str>, Arc<str>);

/// A committee with its branches.
type Owner = (Arc<str>, Arc<HashSet<BranchIx>>);

/// What is known of who hands in.
pub struct Handed<'a> {
    directory: &'a Directory,
    /// Files that are the office's wherever they lie: paths, or folders that end with `/`.
    office: &'a [String],
    /// Some folder tells a committee.
    by_folders: bool,
    /// Committees that file, sheet and title tell.
    told: HashMap<Place, Option<Arc<str>>>,
    /// Those that folders tell, by the whole path of the folder.
    of_folders: HashMap<String, Option<Arc<str>>>,
    /// The branches of each.
    own: HashMap<Arc<str>, Arc<HashSet<BranchIx>>>,
    /// What was asked last: the rows of a table stand together.
    last: Option<(Arc<SourceTable>, Option<Owner>)>,
    /// Rows for others, by file, sheet and whom they are about.
    foreign: BTreeMap<(Arc<str>, Arc<str>, Subject), Foreign>,
}

/// Folders and name of a path.
fn folders_and_name(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// A committee as a hint: an issue that carries it is told of the committee.
pub fn of_committee(committee: Arc<str>) -> Arc<OrgHint> {
    Arc::new(OrgHint { committee: Some(Named { text: (&*committee).into(), cell: None }), ..OrgHint::default() })
}

/// Whom a row is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    Branch(BranchIx),
    /// All branches of a committee, as the roster calls it.
    Committee(Arc<str>),
}

/// Rows of one sheet for one branch of another committee, or for another committee.
struct Foreign {
    head: RowHead,
    by: Arc<str>,
    taken: u32,
    left: u32,
}

impl<'a> Handed<'a> {
    /// `files` are all that were handed in.
    pub fn new<'f>(directory: &'a Directory, office: &'a [String], files: impl Iterator<Item = &'f str>) -> Self {
        let folders: HashSet<&str> = files.filter_map(|file| file.rsplit_once('/')).map(|(folder, _)| folder).collect();
        let by_folders = folders.iter().any(|path| path.split('/').any(|folder| directory.committee_inside(folder).is_some()));
        Handed {
            directory,
            office,
            by_folders,
            told: HashMap::new(),
            of_folders: HashMap::new(),
            own: HashMap::new(),
            last: None,
            foreign: BTreeMap::new(),
        }
    }

    /// The committee that handed a table in; `None`: the office, or nobody can tell.
    pub fn by(&mut self, table: &Arc<SourceTable>) -> Option<Arc<str>> {
        self.owner(table).map(|(by, _)| by.clone())
    }

    fn owner(&mut self, table: &Arc<SourceTable>) -> Option<&Owner> {
        if !self.last.as_ref().is_some_and(|(last, _)| Arc::ptr_eq(last, table)) {
            let owner = self.look(table);
            self.last = Some((table.clone(), owner));
        }
        self.last.as_ref()?.1.as_ref()
    }

    fn look(&mut self, table: &Arc<SourceTable>) -> Option<Owner> {
        let by = self.by_place(&table.file, &table.sheet, &table.title)?;
        let directory = self.directory;
        let own = self.own.entry(by.clone()).or_insert_with(|| Arc::new(directory.branches_under(&by).collect()));
        let own = own.clone();
        Some((by, own))
    }

    /// The committee that handed in what stands there; `None`: the office, or nobody can tell.
    pub fn by_place(&mut self, file: &Arc<str>, sheet: &Arc<str>, title: &Arc<str>) -> Option<Arc<str>> {
        let key = (file.clone(), sheet.clone(), title.clone());
        if let Some(by) = self.told.get(&key) {
            return by.clone();
        }
        let by = self.told_by(file, sheet, title);
        self.told.insert(key, by.clone());
        by
    }

    fn told_by(&self, path: &str, sheet: &str, title: &str) -> Option<Arc<str>> {
        let own = |named: &String| path.starts_with(named.as_str()) && (named.ends_with('/') || named.len() == path.len());
        if !self.by_folders || self.office.iter().any(own) {
            return None;
        }
        let (folders, file) = folders_and_name(path);
        self.told_by_folders(folders).or_else(|| [file, sheet, title].into_iter().find_map(|text| self.directory.committee_inside(text)))
    }

    /// The committee that folders or the name of a file tell, be it the office's own or not: the one to which it goes back.
    pub fn named_by(&mut self, path: &str) -> Option<Arc<str>> {
        let (folders, file) = folders_and_name(path);
        let of_folders = match self.of_folders.get(folders) {
            Some(known) => known.clone(),
            None => {
                let found = self.told_by_folders(folders);
                self.of_folders.insert(folders.to_string(), found.clone());
                found
            }
        };
        of_folders.or_else(|| self.directory.committee_inside(file))
    }

    fn told_by_folders(&self, folders: &str) -> Option<Arc<str>> {
        // a folder that a committee made for a branch, its own or another's, lies in the committee's
        let (branches, committees): (Vec<&str>, Vec<&str>) = folders.rsplit('/').partition(|folder| self.directory.is_of_branch(folder));
        committees.into_iter().chain(branches).find_map(|folder| self.directory.committee_inside(folder))
    }

    /// Does the table speak for a branch? If not: the committee that handed it in.
    pub fn stranger(&mut self, table: &Arc<SourceTable>, branch: BranchIx) -> Option<Arc<str>> {
        let (by, own) = self.owner(table)?;
        (!own.contains(&branch)).then(|| by.clone())
    }

    /// The same of a branch or a whole committee.
    pub fn stranger_to(&mut self, table: &Arc<SourceTable>, subject: &Subject) -> Option<Arc<str>> {
        match subject {
            Subject::Branch(branch) => self.stranger(table, *branch),
            Subject::Committee(committee) => {
                let directory = self.directory;
                let (by, own) = self.owner(table)?;
                let theirs = by == committee || directory.branches_under(committee).all(|branch| own.contains(&branch));
                (!theirs).then(|| by.clone())
            }
        }
    }

    /// Whom a row is about that may name a branch or a committee.
    pub fn subject(&self, who: &OrgHint, resolver: &mut Resolver<'_>) -> Option<Subject> {
        if let Ok(branch) = resolver.resolve(who) {
            return Some(Subject::Branch(branch));
        }
        let named = who.branch.as_ref().or(who.committee.as_ref()).or(who.around.unit.as_ref())?;
        self.directory.committee(&named.text).map(Subject::Committee)
    }

    /// Takes a row for others down, and whether it counts.
    pub fn note(&mut self, head: &RowHead, subject: Subject, by: Arc<str>, counts: bool) {
        let key = (head.table.file.clone(), head.table.sheet.clone(), subject);
        let foreign = self.foreign.entry(key).or_insert_with(|| Foreign { head: head.clone(), by, taken: 0, left: 0 });
        if head.row < foreign.head.row {
            foreign.head = head.clone();
        }
        *if counts { &mut foreign.taken } else { &mut foreign.left } += 1;
    }

    /// What was noted, as issues.
    pub fn issues(&mut self, branches: &[Branch]) -> Vec<Issue> {
        let issue = |((_, _, subject), foreign): ((Arc<str>, Arc<str>, Subject), Foreign)| {
            let Foreign { head, by, taken, left } = foreign;
            let what = match (taken, left) {
                (_, 0) => format!("其所属党委没有报来，{taken} 行暂按本处采用"),
                (0, _) => format!("本处 {left} 行未采用，以其所属党委报送的为准"),
                _ => format!("其所属党委没有报来的 {taken} 行暂按本处采用，其余 {left} 行未采用"),
            };
            let (field, raw, say) = match subject {
                Subject::Branch(ix) => {
                    let Branch { name, committee, .. } = &branches[ix.0];
                    let say = say!(
                        "本文件由{by}报送，其中填报了{committee}所属的“{name}”，{what}；";
                        "请由所属党委报送；填错党支部的，请改正后重新报送。"
                    );
                    (Field::Branch, name.clone(), say)
                }
                Subject::Committee(committee) => {
                    let say = say!(
                        "本文件由{by}报送，其中填报了“{committee}”的内容，{what}；";
                        "请由该党委报送；填错党委的，请改正后重新报送。"
                    );
                    (Field::Committee, committee, say)
                }
            };
            Issue {
                field: field.name().into(),
                raw: (&*raw).into(),
                expected: format!("{by}所属的党支部"),
                // it is a matter of who handed it in, and none of the branch's
                who: Some(of_committee(by)),
                taints: false,
                ..Issue::new(Code::ING007, head.place(field), say)
            }
        };
        std::mem::take(&mut self.foreign).into_iter().map(issue).collect()
    }
}
