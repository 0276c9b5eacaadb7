//! Generated workspaces, a change to one of them, and whether a figure moved. A change is asked what it concerned; one that concerned nothing, or
//! left every byte as it was, proves nothing and fails.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use assert_cmd::Command;

use super::grid::{Book, Sheet};
use super::tables::{Kind, Table};
use crate::door::{csv_rows, json, tree};

/// How many of the workspaces are tidy enough that every change has something to change in them.
pub const TIDY: usize = 10;

/// Jurisdiction, seed, how much of a mess its clerks make, and how activities are handed in. In the messy ones some changes find nothing.
pub const PLACES: [(&str, &str, &str, &str); 2 * TIDY] = [
    ("yangzhou", "3", "1", "townships"),
    ("chizhou", "2", "1", "townships"),
    ("huiji", "3", "0", "mixed"),
    ("suizhou-gaoxin", "3", "1", "townships"),
    ("kecheng", "2", "1", "mixed"),
    ("qujiang", "3", "0", "townships"),
    ("longyou", "3", "1", "townships"),
    ("jiangshan", "2", "1", "townships"),
    ("changshan", "3", "1", "mixed"),
    ("kaihua", "3", "1", "townships"),
    ("yangzhou", "3", "2", "townships"),
    ("chizhou", "2", "2", "townships"),
    ("huiji", "3", "2", "mixed"),
    ("suizhou-gaoxin", "3", "2", "townships"),
    ("kecheng", "2", "2", "mixed"),
    ("qujiang", "3", "2", "townships"),
    ("longyou", "3", "2", "townships"),
    ("jiangshan", "2", "2", "townships"),
    ("changshan", "3", "2", "mixed"),
    ("kaihua", "3", "2", "townships"),
];

/// Rows of every table that holds figures, as sorted lines.
pub type Figures = BTreeMap<&'static str, Vec<String>>;

/// Tables, and the columns that name a place, a finding or a copy and not a figure.
const TABLES: [(&str, &[&str]); 14] = [
    ("ranking.csv", &[]),
    ("matrix.csv", &[]),
    ("committees.csv", &[]),
    ("members.csv", &[]),
    ("eligibility.csv", &[]),
    ("findings.csv", &["message", "file", "sheet", "cell", "finding_id"]),
    ("deductions.csv", &["finding_ids", "not_deducted_ids"]),
    ("points.csv", &[]),
    ("quarters.csv", &[]),
    ("services.csv", &[]),
    ("inspections.csv", &[]),
    ("inspection_problems.csv", &["finding", "file", "sheet", "cell"]),
    ("sample.csv", &[]),
    ("activities.csv", &["file", "sheet", "row", "due_cell", "actual_cell", "date_cell", "reported_cell", "remark"]),
];

/// Starts the program: the one of this build, or the one that `DANGRI` names.
pub fn start(args: &[OsString]) -> Result<(), String> {
    let program = std::env::var_os("DANGRI").unwrap_or_else(|| env!("CARGO_BIN_EXE_dangri").into());
    let output = Command::new(program).args(args).output().expect("the program starts");
    output.status.success().then_some(()).ok_or_else(|| format!("{args:?}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// Judges a workspace.
pub fn judge(workspace: &Path, out: &Path, more: &[&str]) -> Result<(), String> {
    let mut args: Vec<OsString> = vec!["run".into(), workspace.into(), "-o".into(), out.into()];
    if !more.contains(&"--format") {
        args.extend(["--format".into(), "csv,json".into()]);
    }
    args.extend(more.iter().map(OsString::from));
    start(&args)
}

/// The figures of a result. Findings of the rules in `told` are left out, and with them the numbers of warnings that they are counted in.
pub fn figures(out: &Path, told: &[&str]) -> Figures {
    let mut all = Figures::new();
    for (table, less) in TABLES {
        let mut lines = Vec::new();
        for mut row in csv_rows(&out.join("data").join(table), true) {
            let findings = table == "findings.csv";
            // which of equal rows counts is a matter of paths
            let copy = row.get("standing").is_some_and(|s| s == "重复");
            if findings && told.contains(&row["rule"].as_str()) || copy {
                continue;
            }
            let tells_the_text = findings && row["rule"].starts_with("ING");
            let of_place = |key: &str| less.contains(&key) || tells_the_text && matches!(key, "observed" | "expected");
            row.retain(|key, _| !of_place(key));
            if !told.is_empty() {
                row.remove("warnings");
            }
            // how many things are open is told of each file as well
            if told.contains(&"ING006") {
                row.remove("returned");
            }
            lines.push(row.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join(" "));
        }
        lines.sort();
        all.insert(table, lines);
    }
    all
}

/// What one has and the other has not.
pub fn differences(base: &Figures, other: &Figures) -> Vec<String> {
    let mut lines = Vec::new();
    for (table, rows) in base {
        let count = |rows: &[String]| {
            rows.iter().fold(BTreeMap::new(), |mut m: BTreeMap<String, i32>, r| (*m.entry(r.clone()).or_default() += 1, m).1)
        };
        let (a, b) = (count(rows), count(&other[table]));
        let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
        for key in keys {
            let (was, is) = (a.get(key).copied().unwrap_or(0), b.get(key).copied().unwrap_or(0));
            if was != is {
                lines.push(format!("{table} {was}→{is}: {key}"));
            }
        }
    }
    lines
}

/// A generated workspace, and what it comes to.
pub struct Base {
    pub id: &'static str,
    pub root: tempfile::TempDir,
    /// Its workbooks without pictures.
    pub books: Vec<Book>,
    /// All that it comes to.
    pub figures: Figures,
}

impl Base {
    /// Of that jurisdiction; made once.
    pub fn of(n: usize) -> &'static Base {
        static BASES: [OnceLock<Base>; PLACES.len()] = [const { OnceLock::new() }; PLACES.len()];
        BASES[n].get_or_init(|| {
            let (id, seed, mess, shape) = PLACES[n];
            let root = tempfile::tempdir().unwrap();
            let made = root.path().join("台账");
            let args = ["demo", made.to_str().unwrap(), "-j", id, "--branches", "10", "--seed", seed, "--mess", mess, "--shape", shape];
            start(&args.map(OsString::from)).unwrap();
            fs::remove_dir_all(made.join("_truth")).unwrap();
            judge(&made, &root.path().join("结果"), &["--no-cache"]).unwrap();
            let paths: Vec<String> = tree(&made).into_keys().filter(|p| workbook(p)).collect();
            let books = paths.iter().filter_map(|p| Book::read(&made, p)).collect();
            let figures = figures(&root.path().join("结果"), &[]);
            Base { id, root, books, figures }
        })
    }

    pub fn workspace(&self) -> PathBuf {
        self.root.path().join("台账")
    }

    pub fn out(&self) -> PathBuf {
        self.root.path().join("结果")
    }

    /// Kinds of lists of which there is a table to change.
    pub fn kinds(&self) -> BTreeSet<Kind> {
        self.books.iter().flat_map(|b| b.sheets.iter().filter_map(|s| Table::of(b, s)).map(|t| t.kind)).collect()
    }

    /// Files by what became of them.
    pub fn summary(&self) -> serde_json::Value {
        json(&self.out().join("data/summary.json"))
    }
}

fn workbook(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap();
    name.ends_with(".xlsx") && !name.starts_with(['~', '.'])
}

/// A copy of a workspace that a change is made to.
pub struct Scene {
    pub base: &'static Base,
    /// The copy's folder and what is to be written into it.
    pub dir: PathBuf,
    pub books: Vec<Book>,
    /// What is judged, where it is not the folder itself.
    pub judged: Option<PathBuf>,
    pub args: Vec<&'static str>,
    pub kinds: BTreeSet<Kind>,
}

impl Scene {
    pub fn new(base: &'static Base, root: &Path) -> Self {
        let dir = root.join("台账");
        for (path, bytes) in tree(&base.workspace()) {
            let to = dir.join(path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::write(to, bytes).unwrap();
        }
        Scene { base, dir, books: base.books.clone(), judged: None, args: vec!["--no-cache"], kinds: BTreeSet::new() }
    }

    /// Changes every sheet that holds one of these kinds (all, where none is named); counts those that were.
    pub fn each(&mut self, kinds: &[Kind], mut change: impl FnMut(&mut Sheet, &Table) -> bool) -> usize {
        self.each_in(kinds, |_, sheet, table| change(sheet, table))
    }

    /// The same, with the book as it was.
    pub fn each_in(&mut self, kinds: &[Kind], mut change: impl FnMut(&Book, &mut Sheet, &Table) -> bool) -> usize {
        let mut count = 0;
        for book in &mut self.books {
            let whole = book.clone();
            for (n, sheet) in whole.sheets.iter().enumerate() {
                let Some(table) = Table::of(&whole, sheet).filter(|t| kinds.is_empty() || kinds.contains(&t.kind)) else { continue };
                if change(&whole, &mut book.sheets[n], &table) {
                    self.kinds.insert(table.kind);
                    count += 1;
                }
            }
        }
        count
    }

    /// Puts books in the place of a book, or leaves it as it is where there are none; counts those that were replaced.
    pub fn replace(&mut self, kinds: &[Kind], mut change: impl FnMut(&Book) -> Vec<Book>) -> usize {
        let mut count = 0;
        let mut all = Vec::new();
        for book in std::mem::take(&mut self.books) {
            let kind = book.sheets.iter().find_map(|s| Table::of(&book, s)).map(|t| t.kind);
            let parts = if kind.is_some_and(|k| kinds.contains(&k)) { change(&book) } else { Vec::new() };
            if parts.is_empty() {
                all.push(book);
            } else {
                self.kinds.extend(kind);
                count += 1;
                all.extend(parts);
            }
        }
        self.books = all;
        count
    }

    /// Writes what was changed and takes away what is no more.
    pub fn save(&self) {
        for book in self.base.books.iter().filter(|b| !self.books.contains(b)) {
            fs::remove_file(self.dir.join(&book.path)).unwrap();
        }
        let mut paths = BTreeSet::new();
        for book in &self.books {
            assert!(paths.insert(&book.path), "two books at {}", book.path);
        }
        for book in self.books.iter().filter(|b| !self.base.books.contains(b)) {
            book.write(&self.dir);
        }
    }

    /// Puts a file beside the ledgers.
    pub fn lay(&self, path: &str, bytes: &[u8]) {
        let to = self.dir.join(path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, bytes).unwrap();
    }

    /// Folders of committees.
    pub fn committees(&self) -> BTreeSet<String> {
        self.base.books.iter().map(|b| b.folder().to_string()).filter(|f| !f.is_empty()).collect()
    }
}

type Apply = Box<dyn Fn(&mut Scene) -> usize + Send + Sync>;

/// A change that must not move a figure.
pub struct Change {
    pub name: &'static str,
    /// It concerns every kind of list.
    pub everywhere: bool,
    /// Rules that may tell of it.
    pub told: &'static [&'static str],
    /// Says how many tables it concerned.
    pub apply: Apply,
}

impl Change {
    pub fn new(name: &'static str, apply: impl Fn(&mut Scene) -> usize + Send + Sync + 'static) -> Self {
        Change { name, everywhere: false, told: &[], apply: Box::new(apply) }
    }

    pub fn everywhere(mut self) -> Self {
        self.everywhere = true;
        self
    }

    pub fn told(mut self, rules: &'static [&'static str]) -> Self {
        self.told = rules;
        self
    }

    /// Makes the change; says what moved.
    pub fn check(&self, place: usize) -> Outcome {
        let base = Base::of(place);
        let root = tempfile::tempdir().unwrap();
        let mut scene = Scene::new(base, root.path());
        let count = (self.apply)(&mut scene);
        scene.save();
        let kinds = scene.kinds.clone();
        let elsewhere = scene.judged.is_some() || scene.args != ["--no-cache"];
        let altered = elsewhere || tree(&scene.dir) != tree(&base.workspace());
        if count == 0 || !altered {
            return Outcome { count: 0, kinds, moved: Vec::new() };
        }
        let out = root.path().join("结果");
        let moved = match judge(scene.judged.as_deref().unwrap_or(&scene.dir), &out, &scene.args) {
            Ok(()) if self.told.is_empty() => differences(&base.figures, &figures(&out, &[])),
            Ok(()) => differences(&figures(&base.out(), self.told), &figures(&out, self.told)),
            Err(why) => vec![why],
        };
        if let (Some(keep), false) = (std::env::var_os("RELATIONS_KEEP"), moved.is_empty()) {
            let to = Path::new(&keep).join(format!("{}-{}", base.id, self.name));
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            let _ = fs::remove_dir_all(&to);
            fs::rename(root.path(), &to).unwrap();
        }
        Outcome { count, kinds, moved }
    }
}

/// What a change came to.
pub struct Outcome {
    /// Tables concerned; 0 where there is nothing to change, or where nothing was.
    pub count: usize,
    pub kinds: BTreeSet<Kind>,
    pub moved: Vec<String>,
}
