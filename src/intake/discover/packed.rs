//! Files in archives: listed as those of a folder are, and one level of archives within them opened.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Search;
use crate::intake::archive::{Archive, Member};
use crate::intake::earlier::{self, Earlier, Seen, sort_out};
use crate::intake::fault::Fault;
use crate::intake::limits::Limits;
use crate::intake::skip;
use crate::intake::source::{Input, Locator, digest_of};
use crate::intake::spool::Spool;
use crate::model::own::MANIFEST;

/// Largest inner archive that is held in memory, and what all of them may come to there.
const INNER_EACH: u64 = 8 << 20;
const INNER_ALL: u64 = 64 << 20;

impl Search<'_> {
    /// The members of an archive; `level` counts the archives opened so far, the workspace itself not being one.
    pub(super) fn members(&mut self, archive: &Arc<Archive>, members: Vec<Member>, prefix: &str, archive_bytes: u64, level: u32) {
        let earlier = self.results_in(archive, &members, prefix);
        for (member, earlier) in members.into_iter().zip(earlier) {
            if prefix.is_empty() && member.name.split('/').next().is_some_and(skip::own) {
                continue;
            }
            let path = format!("{prefix}{}", member.name);
            if earlier {
                self.pass_over(&path, earlier::REASON);
            } else if let Some(reason) = member_skip(&member.name) {
                self.pass_over(&path, reason);
            } else if member.encrypted {
                self.refuse(&path, member.bytes, &Fault::Locked);
            } else if skip::is_packed(&member.name) {
                self.refuse(&path, member.bytes, &Fault::Packed);
            } else if level < self.limits.archive_nesting && skip::extension(&member.name) == "zip" {
                self.inner_archive(archive, &member, &path, level);
            } else {
                let at = Locator::Member { archive: archive.clone(), index: member.index };
                self.found.inputs.push(Input { path: Arc::from(path.as_str()), bytes: member.bytes, at });
            }
        }
        if archive_bytes > 0 && archive.members().is_empty() && !prefix.is_empty() {
            self.refuse(prefix.trim_end_matches('/'), archive_bytes, &Fault::Archive("其中没有文件"));
        }
    }

    /// Which members are of results of earlier runs.
    fn results_in(&mut self, archive: &Archive, members: &[Member], prefix: &str) -> Vec<bool> {
        let mut results = BTreeMap::new();
        let limits = Limits { file_bytes: self.limits.file_bytes.min(earlier::LARGEST), ..self.limits.clone() };
        for (name, member) in [MANIFEST, earlier::SUMMARY].into_iter().flat_map(|name| members.iter().map(move |member| (name, member))) {
            let Some(folder) = member.name.strip_suffix(name).filter(|f| f.is_empty() || f.ends_with('/')) else { continue };
            let hidden = folder.split('/').any(|name| skip::folder(name).is_some_and(|_| !skip::is_results(name)));
            if !hidden && let Some(result) = archive.read(member.index, &limits).ok().and_then(|bytes| Earlier::parse(name, &bytes)) {
                results.entry(format!("{prefix}{folder}")).or_insert(result);
            }
        }
        if results.is_empty() {
            return vec![false; members.len()];
        }
        let paths: Vec<String> = members.iter().map(|member| format!("{prefix}{}", member.name)).collect();
        let seen: Vec<Seen<'_>> = paths.iter().zip(members).map(|(path, member)| Seen { path, bytes: member.bytes }).collect();
        let differs = |at: usize, digest: &str| {
            let own = archive.stream(members[at].index, self.limits, |source| digest_of(source));
            own.ok().and_then(Result::ok).is_none_or(|own| own != digest)
        };
        let sorted = sort_out(&results, &seen, differs);
        self.found.notes.extend(sorted.notes);
        sorted.passed
    }

    /// An archive in a zipped workspace: the first level below the workspace.
    fn inner_archive(&mut self, outer: &Arc<Archive>, member: &Member, path: &str, level: u32) {
        let opened = outer.read(member.index, self.limits).and_then(|bytes| self.put_away(bytes));
        let opened = opened.and_then(|spool| Archive::spooled(spool, self.limits));
        match opened {
            Ok(inner) if inner.is_document() => {
                let at = Locator::Member { archive: outer.clone(), index: member.index };
                self.found.inputs.push(Input { path: Arc::from(path), bytes: member.bytes, at });
            }
            Ok(inner) => {
                let members = inner.members();
                self.members(&Arc::new(inner), members, &format!("{path}/"), member.bytes, level + 1);
            }
            Err(fault) => self.refuse(path, member.bytes, &fault),
        }
    }

    /// Keeps the bytes of an inner archive for as long as its members may be read.
    fn put_away(&mut self, bytes: Vec<u8>) -> Result<Spool, Fault> {
        let length = bytes.len() as u64;
        self.inner += length;
        if self.inner > self.limits.archive_bytes {
            self.inner -= length;
            return Err(Fault::Limit("压缩包内各压缩包的总大小（字节）", self.limits.archive_bytes));
        }
        Spool::new(bytes, length > INNER_EACH || self.inner > INNER_ALL).map_err(|e| {
            let fault = Fault::io(&e);
            self.no_room = Some(e);
            fault
        })
    }
}

/// Why a member is passed over, by its name or that of a folder over it.
fn member_skip(name: &str) -> Option<&'static str> {
    let (folders, file) = name.rsplit_once('/').unwrap_or(("", name));
    folders.split('/').find_map(skip::folder).or_else(|| skip::file(file))
}

/// Takes the one top folder off, if all members lie in it: a zipped folder is that folder.
pub(super) fn strip_single_top(members: &mut Vec<Member>) {
    members.retain(|m| !m.name.starts_with("__MACOSX/"));
    let Some(top) = members.first().and_then(|m| m.name.split_once('/')).map(|(top, _)| format!("{top}/")) else { return };
    if members.iter().all(|m| m.name.starts_with(&top)) {
        members.iter_mut().for_each(|m| m.name.drain(..top.len()).for_each(drop));
    }
}
