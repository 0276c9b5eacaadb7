//! Files that cannot be read, where they come in crowds: an archive with a hundred thousand damaged members has one thing wrong with it, and a
//! hundred thousand lines that say so hide all others. Each file keeps its place in the counts; past a number of one archive or folder and one
//! reason, they are told together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::collate::FileFacts;
use crate::model::cell::Place;
use crate::model::corpus::InputFile;
use crate::model::finding::{Code, Issue};
use crate::model::record::FileRecords;
use crate::model::say::Say;

/// Files that are told each by itself: of an archive, which is handed in as one, and of a folder, which committees may share.
const OF_ARCHIVE: usize = 20;
const OF_FOLDER: usize = 200;
/// How many of the others are named.
const NAMED: usize = 3;

/// Takes the issues of files that are told together out of theirs. Gives what is said instead, and the files of which nothing is said.
pub(super) fn told_together(
    files: &mut [(FileRecords, FileFacts)],
    unreadable: &mut Vec<(InputFile, Issue)>,
) -> (Vec<InputFile>, Vec<Issue>) {
    let read = files.iter().flat_map(|(file, _)| &file.issues);
    let mut groups: BTreeMap<(String, Say), BTreeSet<Arc<str>>> = BTreeMap::new();
    for issue in read.chain(unreadable.iter().map(|(_, issue)| issue)).filter(|issue| is_whole(issue)) {
        let path = &issue.place.file;
        groups.entry((holder(path), issue.say.clone())).or_default().insert(path.clone());
    }
    let mut silent: BTreeSet<(Arc<str>, Say)> = BTreeSet::new();
    let mut said = Vec::new();
    for ((holder, say), paths) in groups {
        let most = if holder.ends_with('/') { OF_FOLDER } else { OF_ARCHIVE };
        if paths.len() <= most {
            continue;
        }
        let rest = paths.into_iter().skip(most);
        let rest: Vec<Arc<str>> = rest.collect();
        let names: Vec<&str> =
            rest.iter().take(NAMED).map(|path| path.get(holder.len()..).unwrap_or(path).trim_start_matches('/')).collect();
        let all = say.led_by(say!("另有 {} 个文件原因相同，不逐一列出：{}等。", rest.len(), names.join("、")));
        let place = Place::file(&Arc::from(if holder.is_empty() { "工作目录" } else { holder.as_str() }));
        said.push(Issue::new(Code::ING001, place, all));
        silent.extend(rest.into_iter().map(|path| (path, say.clone())));
    }
    if silent.is_empty() {
        return (Vec::new(), said);
    }
    let stays = |issue: &Issue| !is_whole(issue) || !silent.contains(&(issue.place.file.clone(), issue.say.clone()));
    files.iter_mut().for_each(|(file, _)| file.issues.retain(stays));
    let (told, untold) = std::mem::take(unreadable).into_iter().partition(|(_, issue)| stays(issue));
    *unreadable = told;
    let untold: Vec<(InputFile, Issue)> = untold;
    (untold.into_iter().map(|(file, _)| file).collect(), said)
}

/// Is it about a file as a whole that could not be read?
fn is_whole(issue: &Issue) -> bool {
    issue.code == Code::ING001 && issue.place == Place::file(&issue.place.file)
}

/// The archive that a file lies in, else its folder with a `/`.
fn holder(path: &str) -> String {
    let archive = path.match_indices('/').map(|(at, _)| &path[..at]).find(|above| above.to_ascii_lowercase().ends_with(".zip"));
    archive.map_or_else(|| path[..path.rfind('/').map_or(0, |at| at + 1)].to_owned(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::book::FileOutcome;

    fn bad(path: &str, message: &str) -> (InputFile, Issue) {
        let path: Arc<str> = Arc::from(path);
        let file = InputFile {
            path: path.clone(),
            digest: String::new(),
            bytes: 1,
            outcome: FileOutcome::Unreadable,
            layouts: Vec::new(),
            rows: Default::default(),
            committee: None,
        };
        (file, Issue::new(Code::ING001, Place::file(&path), say!("{message}")))
    }

    #[test]
    fn a_crowd_is_told_once_and_others_each() {
        let mut all: Vec<_> = (0..1000).map(|n| bad(&format!("甲/乙.ZIP/{n:04}.bin"), "坏。")).collect();
        all.extend((0..OF_FOLDER).map(|n| bad(&format!("丙/{n}.xls"), "坏。")));
        all.push(bad("甲/乙.ZIP/0500.xls", "密。"));
        let total = all.len();
        let (silent, said) = told_together(&mut [], &mut all);
        assert_eq!((all.len(), silent.len(), said.len()), (total - 980, 980, 1));
        assert_eq!(&*said[0].place.file, "甲/乙.ZIP");
        assert!(
            said[0].say.message().starts_with("另有 980 个文件原因相同，不逐一列出：0020.bin、0021.bin、0022.bin等。坏。"),
            "{}",
            said[0].say
        );
        assert!(all.iter().any(|(file, _)| &*file.path == "甲/乙.ZIP/0500.xls"));
    }
}
