//! To whom a file, a sheet or a column belongs of which no row was read: as far as its own name, its title, its place and its folders tell. More than
//! one may be meant; then all of them are.

use std::collections::{BTreeSet, HashMap};

use super::Directory;
use crate::model::finding::BranchIx;
use crate::model::record::OrgHint;
use crate::names::fold::fold_branch;

/// A name that is shorter than this is taken for one inside a text only where 支部 or 总支 follows it: 第一 stands in 第一季度 as well.
const TELLING: usize = 3;

/// Folded names by their first two characters: a text is looked through once, however many branches there are.
#[derive(Debug, Default)]
pub(super) struct Inside(HashMap<(char, char), Vec<String>>);

impl Inside {
    pub fn new<'n>(names: impl Iterator<Item = &'n String>) -> Self {
        let mut inside = Inside::default();
        for name in names {
            let mut chars = name.chars();
            if let (Some(first), Some(second)) = (chars.next(), chars.next()) {
                inside.0.entry((first, second)).or_default().push(name.clone());
            }
        }
        inside
    }

    /// The names that stand in a folded text, each once.
    pub fn of(&self, text: &str) -> BTreeSet<&str> {
        let pairs = text.char_indices().zip(text.chars().skip(1));
        let at = pairs.filter_map(|((at, first), second)| Some((&text[at..], self.0.get(&(first, second))?)));
        at.flat_map(|(rest, names)| names.iter().filter(|name| rest.starts_with(name.as_str())).map(String::as_str)).collect()
    }
}

impl Directory {
    /// Folded names of branches that stand in a text, but for those that are part of a longer one.
    pub(super) fn names_inside(&self, text: &str) -> Vec<&str> {
        let text = fold_branch(text);
        let found = self.inside.get_or_init(|| Inside::new(self.by_name.keys())).of(&text);
        found.iter().filter(|name| !found.iter().any(|other| other.len() > name.len() && other.contains(**name))).copied().collect()
    }

    /// The branches to whom something belongs that tells no more of itself than `who`: those that title, sheet, file or folder name, nearest
    /// first, else all of the committee that they name; nobody if they name none.
    pub fn belongs_to(&self, who: &OrgHint) -> Vec<BranchIx> {
        let contexts = self.committees_around(who);
        let under: Option<BTreeSet<BranchIx>> = contexts.first().map(|committee| self.branches_under(committee).collect());
        let mut parts = who.around.file.rsplit('/');
        let file = parts.next().unwrap_or_default();
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let named = [&who.branch, &who.around.unit].into_iter().flatten().map(|named| &*named.text);
        for text in named.chain([&*who.around.title, &*who.around.sheet, stem]).chain(parts) {
            let found: BTreeSet<BranchIx> = self.named_by(text);
            let within: BTreeSet<BranchIx> = under.iter().flatten().filter(|ix| found.contains(ix)).copied().collect();
            if !found.is_empty() {
                return Vec::from_iter(if within.is_empty() { found } else { within });
            }
        }
        under.into_iter().flatten().collect()
    }

    /// The names inside a text that are told there, and do not merely stand in another word.
    pub(super) fn names_told(&self, text: &str) -> Vec<&str> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let whole = fold_branch(text);
        let telling = |name: &str| {
            let called = |word: &str| plain.contains(&format!("{name}{word}"));
            name.chars().count() >= TELLING || *name == whole || ["支部", "党支部", "总支", "党总支"].into_iter().any(called)
        };
        self.names_inside(text).into_iter().filter(|name| telling(name)).collect()
    }

    /// Is a folder called after a branch, and not after a committee?
    pub fn is_of_branch(&self, folder: &str) -> bool {
        self.committee(folder).is_none() && !self.named_by(folder).is_empty()
    }

    /// Everybody whom a text names.
    fn named_by(&self, text: &str) -> BTreeSet<BranchIx> {
        let names = self.names_told(text).into_iter();
        let mut found: BTreeSet<BranchIx> = names.filter_map(|name| self.by_name.get(name)).flatten().copied().collect();
        found.extend(self.by_alias.get(&fold_branch(text)).into_iter().flatten());
        found
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::tests::{branch, who};
    use super::*;

    fn directory() -> Directory {
        let branches = [
            branch("天马镇党委", "第一党支部", &[]),
            branch("天马镇党委", "机关党支部", &[]),
            branch("天马镇党委", "金光村党支部", &["光金村支部"]),
            branch("辉埠镇党委", "机关党支部", &[]),
            branch("辉埠镇党委", "东金光村党支部", &[]),
        ];
        Directory::new(&branches, &[]).0
    }

    fn of(directory: &Directory, title: &str, sheet: &str, file: &str) -> Vec<usize> {
        let mut hint = who("", "", sheet, file);
        Arc::make_mut(&mut hint.around).title = Arc::from(title);
        directory.belongs_to(&hint).into_iter().map(|ix| ix.0).collect()
    }

    #[test]
    fn the_nearest_name_tells_and_a_committee_stands_for_all_its_branches() {
        let d = directory();
        for (title, sheet, file, want) in [
            ("", "", "台账.xlsx", vec![]),
            ("", "Sheet1", "天马镇/台账.xlsx", vec![0, 1, 2]),
            ("", "", "天马镇党委第一季度台账.xlsx", vec![0, 1, 2]),
            ("", "", "天马镇/第一党支部台账.xlsx", vec![0]),
            ("", "第一", "天马镇/台账.xlsx", vec![0]),
            ("", "", "天马镇/机关党支部.xlsx", vec![1]),
            ("", "", "机关党支部.xlsx", vec![1, 3]),
            ("", "", "辉埠镇.zip/东金光村/7月.xlsx", vec![4]),
            ("", "", "光金村支部.xlsx", vec![2]),
            ("金光村党支部活动台账", "机关党支部", "x.xlsx", vec![2]),
            ("", "金光村、东金光村", "x.xlsx", vec![4]),
            ("", "", "金光村党支部与机关党支部/x.xlsx", vec![1, 2, 3]),
        ] {
            assert_eq!(of(&d, title, sheet, file), want, "{title}|{sheet}|{file}");
        }
    }
}
