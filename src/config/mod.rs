//! The schemas: jurisdictions, layouts, holidays, built into the binary and overridable with `--schemas DIR`. A file goes text → tree with
//! lines (`tree`) → structure check (`check`, by the JSON Schema of the types that are read) → the types (`profile`, `holidays`, `layouts`); every
//! fault of every file is collected before anything is given up. What the rules ask is known to the rules alone: they bring their sections.

mod builtin;
mod check;
pub mod fault;
mod holidays;
mod layout_file;
pub mod layouts;
mod limits;
pub mod new_profile;
mod place_name;
mod profile;
pub mod schema;
mod set;
mod tree;
pub mod workspace;
mod written;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use chrono::NaiveDate;

use crate::model::holiday::Holidays;
use crate::model::profile::Profile;
use crate::model::schema::LayoutSchema;
use crate::model::text::half_width;
use fault::{Fault, Faults};
use tree::{Node, sha256};

/// A line of `dangri profiles`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileSummary {
    /// `chizhou`.
    pub id: String,
    /// 池州市.
    pub name: String,
    /// 党员活动日.
    pub system: String,
    /// Title of the document.
    pub document: String,
    /// Its number or date; may be empty.
    pub document_number: String,
}

/// All schemas, read and found sound.
#[derive(Debug)]
pub struct Schemas {
    /// Layouts, in order of their file names.
    pub layouts: Vec<LayoutSchema>,
    /// Published holiday years.
    pub holidays: Holidays,
    /// Trees of the jurisdictions, defaults merged in, with the stem of their file.
    trees: BTreeMap<String, Node>,
    summaries: Vec<ProfileSummary>,
    /// Over layouts and holidays, once it has been asked for.
    print: OnceLock<String>,
}

impl Schemas {
    /// The built-in schemas, with the files of `dir/{jurisdictions,layouts,holidays}/` laid over them: a file of the same name replaces the
    /// built-in one, a new name adds. Errors: every fault of every file.
    pub fn load(dir: Option<&Path>) -> Result<Schemas, Faults> {
        let mut faults = Vec::new();
        if let Some(dir) = dir {
            let any = ["jurisdictions", "layouts", "holidays"].iter().any(|kind| dir.join(kind).is_dir());
            if !any {
                let told = "不是规则目录：其中没有 jurisdictions、layouts、holidays 任何一个子目录";
                return Err(Faults(vec![Fault::whole(&dir.display().to_string(), told)]));
            }
        }
        let years = read_all("holidays", builtin::HOLIDAYS, dir, holidays::parse, &mut faults);
        let layouts = load_layouts(dir, &mut faults);
        let defaults = defaults()?;
        let mut trees = BTreeMap::new();
        let mut summaries = Vec::new();
        let read = |file: &str, text: &str| read_profile(file, text, &defaults);
        for (tree, profile) in read_all("jurisdictions", builtin::JURISDICTIONS, dir, read, &mut faults) {
            summaries.push(summary(&profile));
            trees.insert(profile.id.to_string(), tree);
        }
        if !faults.is_empty() {
            return Err(Faults::of(faults));
        }
        summaries.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(Schemas { layouts, holidays: holidays::assemble(&years), trees, summaries, print: OnceLock::new() })
    }

    /// SHA-256 (hex) over layouts and holidays as they are used.
    pub fn print(&self) -> &str {
        self.print.get_or_init(|| sha256(&format!("{:?}\n{:?}", self.layouts, self.holidays)))
    }

    /// The id that was meant: an id, or what the place is called (池州市, 池州; of 郑州市惠济区 also 惠济区). `None`: nothing is called so, or several are.
    pub fn id_of(&self, typed: &str) -> Option<&str> {
        let typed = half_width(typed.trim());
        if let Some((id, _)) = self.trees.get_key_value(&typed).or_else(|| self.trees.get_key_value(&typed.to_ascii_lowercase())) {
            return Some(id);
        }
        let mut called = self.summaries.iter().filter(|p| place_name::is_called(&p.name, &typed));
        called.next().filter(|_| called.next().is_none()).map(|p| p.id.as_str())
    }

    /// Places that a text names, like a folder called 池州市三季度台账: a proposal for a person to confirm, never an answer.
    pub fn named_in(&self, text: &str) -> Vec<&ProfileSummary> {
        self.summaries.iter().filter(|p| place_name::occurs(&p.name, text)).collect()
    }

    /// The profile of a jurisdiction, with `--set` parameters (dotted path, value) applied in order. Errors: an unknown id (with those
    /// known), unknown paths (with the nearest), and whatever the changed profile breaks.
    pub fn profile(&self, id: &str, sets: &[(String, String)]) -> Result<Profile, Faults> {
        let Some(tree) = self.trees.get(id) else {
            let ids = self.ids();
            let message = format!("没有辖区“{id}”，可用：{}{}", ids.join("、"), check::nearest(id, &ids));
            return Err(Faults(vec![Fault::whole("辖区", message)]));
        };
        let mut tree = tree.clone();
        let faults: Vec<Fault> =
            sets.iter().filter_map(|(path, value)| set::apply(&mut tree, &schema::JURISDICTION, path, value).err()).collect();
        if !faults.is_empty() {
            return Err(Faults(faults));
        }
        profile::validate(&tree, Some(id))
    }

    /// Ids, sorted.
    pub fn ids(&self) -> Vec<&str> {
        self.trees.keys().map(String::as_str).collect()
    }

    /// What `dangri profiles` lists, sorted by id.
    pub fn summaries(&self) -> &[ProfileSummary] {
        &self.summaries
    }
}

/// What `dangri profiles --check` found to be in order.
#[derive(Debug)]
pub enum Sound {
    /// A jurisdiction.
    Profile(Box<Profile>),
    /// A layout, or what is added to one: its name, and whether it adds.
    Layout {
        /// Chinese name of the layout.
        name: String,
        /// The file adds to it.
        adds: bool,
    },
    /// A folder of schemas.
    Folder(Box<Schemas>),
}

/// Looks over a file of one's own, or a folder of them. Errors: all faults.
pub fn check_path(path: &Path) -> Result<Sound, Faults> {
    if path.is_dir() {
        return Schemas::load(Some(path)).map(|schemas| Sound::Folder(Box::new(schemas)));
    }
    let text = read_text(path).map_err(|f| Faults(vec![f]))?;
    match layout_file::is_layout(&text) {
        true => check_layout(path, &text),
        false => check_file(path).map(|profile| Sound::Profile(Box::new(profile))),
    }
}

/// A layout file beside the built-in ones, and beside the others of its folder where that is one of layouts.
fn check_layout(path: &Path, text: &str) -> Result<Sound, Faults> {
    let shown = path.display().to_string();
    let rules = path.parent().filter(|dir| dir.file_name().is_some_and(|name| name == "layouts")).map(|dir| dir.join(".."));
    let adds = layout_file::adds(text);
    let own = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let mut files: BTreeMap<String, (String, String)> = BTreeMap::new();
    for (name, text) in layouts::builtin() {
        files.insert(name.to_string(), (format!("schemas/layouts/{name}"), text.to_string()));
    }
    let mut others = Vec::new();
    for (name, shown, text) in own_files("layouts", rules.as_deref(), &mut Vec::new()) {
        match layout_file::adds(&text) {
            _ if name == own => {}
            true => others.push((name, shown, text)),
            false => drop(files.insert(name, (shown, text))),
        }
    }
    let mut faults = Vec::new();
    let this = (own.to_string(), shown.clone(), text.to_string());
    if adds {
        others.push(this);
    } else {
        files.insert(own.to_string(), (shown.clone(), text.to_string()));
    }
    let whole = files.into_iter().map(|(name, (shown, text))| (name, shown, text));
    let all = layouts::assembled(whole.chain(others).collect(), &mut faults);
    faults.retain(|fault| fault.file == shown);
    if !faults.is_empty() {
        return Err(Faults::of(faults));
    }
    let name = layout_file::id(text).and_then(|id| all.iter().find(|l| *l.id == *id)).map_or_else(String::new, |l| l.name.to_string());
    Ok(Sound::Layout { name, adds })
}

/// Reads one jurisdiction file of one's own. Errors: all its faults, or that it cannot be read.
pub fn check_file(path: &Path) -> Result<Profile, Faults> {
    let file = path.display().to_string();
    let text = read_text(path).map_err(|f| Faults(vec![f]))?;
    read_profile(&file, &text, &defaults()?).map(|(_, profile)| profile).map_err(Faults::of)
}

/// Reads the text of a jurisdiction file, as [`check_file`] does. Errors: all its faults.
pub fn check_text(file: &str, text: &str) -> Result<Profile, Faults> {
    read_profile(file, text, &defaults()?).map(|(_, profile)| profile).map_err(Faults::of)
}

/// Layouts, loaded as the other schemas are: the one place where they are named. A file that adds to a layout takes no other's place.
fn load_layouts(dir: Option<&Path>, faults: &mut Vec<Fault>) -> Vec<LayoutSchema> {
    let mut files: BTreeMap<String, (String, String)> = BTreeMap::new();
    for (name, text) in layouts::builtin() {
        files.insert(name.to_string(), (format!("schemas/layouts/{name}"), text.to_string()));
    }
    let mut added = Vec::new();
    for (name, shown, text) in own_files("layouts", dir, faults) {
        match layout_file::adds(&text) {
            true => added.push((name, shown, text)),
            false => drop(files.insert(name, (shown, text))),
        }
    }
    let whole = files.into_iter().map(|(name, (shown, text))| (name, shown, text));
    layouts::assembled(whole.chain(added).collect(), faults)
}

fn summary(p: &Profile) -> ProfileSummary {
    ProfileSummary {
        id: p.id.to_string(),
        name: p.name.to_string(),
        system: p.system.to_string(),
        document: p.document.to_string(),
        document_number: p.document_number.to_string(),
    }
}

fn defaults() -> Result<Node, Faults> {
    Node::parse(builtin::DEFAULTS.0, builtin::DEFAULTS.1).map_err(Faults)
}

fn read_profile(file: &str, text: &str, defaults: &Node) -> Result<(Node, Profile), Vec<Fault>> {
    let tree = profile::with_defaults(&Node::parse(file, text)?, defaults);
    let profile = profile::validate(&tree, Some(stem(file))).map_err(|f| f.0)?;
    Ok((tree, profile))
}

/// Built-in files of a kind with the files of `dir/kind/` laid over them by name, each parsed; in order of name.
fn read_all<T>(
    kind: &str,
    builtin: &[(&str, &str)],
    dir: Option<&Path>,
    parse: impl Fn(&str, &str) -> Result<T, Vec<Fault>>,
    faults: &mut Vec<Fault>,
) -> Vec<T> {
    let mut files: BTreeMap<String, (String, String)> = BTreeMap::new();
    for (name, text) in builtin {
        files.insert(name.to_string(), (format!("schemas/{kind}/{name}"), text.to_string()));
    }
    for (name, shown, text) in own_files(kind, dir, faults) {
        files.insert(name, (shown, text));
    }
    let mut read = Vec::new();
    for (file, text) in files.values() {
        match parse(file, text) {
            Ok(value) => read.push(value),
            Err(found) => faults.extend(found),
        }
    }
    read
}

/// Files of one's own of a kind: name, name as the user knows it, text.
fn own_files(kind: &str, dir: Option<&Path>, faults: &mut Vec<Fault>) -> Vec<(String, String, String)> {
    let mut files = Vec::new();
    for entry in dir.map(|d| walk(&d.join(kind), faults)).unwrap_or_default() {
        let name = entry.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_string();
        match read_text(&entry) {
            Ok(text) => files.push((name, entry.display().to_string(), text)),
            Err(fault) => faults.push(fault),
        }
    }
    files
}

/// The `.toml` files of a folder; none if there is no such folder.
fn walk(dir: &Path, faults: &mut Vec<Fault>) -> Vec<std::path::PathBuf> {
    if !dir.is_dir() {
        return Vec::new();
    }
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) => {
            faults.push(Fault::whole(&dir.display().to_string(), format!("目录无法读取（{}）", io_reason(&e))));
            return Vec::new();
        }
    };
    let mut files: Vec<_> = entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|x| x == "toml")).collect();
    files.sort();
    files
}

/// Largest file of settings.
const LARGEST: u64 = 16 << 20;

fn read_text(path: &Path) -> Result<String, Fault> {
    let file = path.display().to_string();
    let bytes = crate::files::read(path, LARGEST).map_err(|e| Fault::whole(&file, format!("文件无法读取（{}）", io_reason(&e))))?;
    // Notepad writes UTF-16 and GBK where nobody tells it otherwise.
    crate::intake::decode(&bytes).ok_or_else(|| Fault::whole(&file, "不是文本文件，请用文本编辑器另存为 UTF-8"))
}

fn io_reason(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::NotFound => "不存在",
        std::io::ErrorKind::PermissionDenied => "没有权限",
        std::io::ErrorKind::IsADirectory => "是一个目录",
        std::io::ErrorKind::FileTooLarge => "文件过大",
        _ if crate::files::is_odd(error) => "不是普通文件",
        _ => "磁盘或网络出错",
    }
}

/// `chizhou` of `schemas/jurisdictions/chizhou.toml`.
fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.strip_suffix(".toml").unwrap_or(name)
}

/// A real date written `2017-07-31`.
fn date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

#[cfg(test)]
mod duty_tests;
#[cfg(test)]
mod tests;
