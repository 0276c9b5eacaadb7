//! A package with nothing active in it: which parts are carried over, which are taken out with all that points at them, and which cannot be told
//! to be inert, so that the package is not handed on at all. Nothing here knows of marks; they are put into what this leaves.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::active::{self, Active, Verdict, of_relation, of_type};
use super::formula::{Names, outside};
use super::inert::{Around, neutral};
use super::xml::{Splices, TagKind, attribute, each_tag, with_attribute};
use crate::report::opened::Opened;

/// What is left of a package.
#[derive(Debug, Default)]
pub struct Inert {
    /// Parts as they are now, where they were changed.
    pub changed: BTreeMap<usize, String>,
    pub dropped: BTreeSet<usize>,
    /// What was taken out.
    pub told: BTreeSet<Active>,
    /// By what the workbook is now: it has no macros any longer.
    pub extension: &'static str,
}

/// A relationship.
struct Relation {
    /// Part that holds it.
    rels: usize,
    /// Part that it belongs to; `None`: the package.
    source: Option<usize>,
    id: String,
    /// Last word of its type, lower case.
    kind: String,
    target: Target,
    dropped: bool,
}

enum Target {
    Part(usize),
    /// A part that the package does not have.
    Nothing,
    Outside(String),
}

/// Takes out what is active. `None`: not everything in the package is known.
pub fn inert(opened: &mut Opened<'_>) -> Option<Inert> {
    let names: Vec<String> =
        (0..opened.zip.len()).map(|i| Some(normal(&opened.zip.by_index_raw(i).ok()?.name().ok()?))).collect::<Option<_>>()?;
    let index: BTreeMap<&str, usize> = names.iter().enumerate().map(|(i, n)| (n.as_str(), i)).collect();
    let types_at = *index.get(CONTENT_TYPES)?;
    let types = opened.text(types_at)?;
    let kinds = content_types(&types, &names)?;
    let mut relations = Vec::new();
    for (at, name) in names.iter().enumerate().filter(|(_, n)| n.ends_with(".rels")) {
        relate(&opened.text(at)?, at, name, &index, &mut relations)?;
    }
    let mut new = Inert::default();
    for at in (0..names.len()).filter(|at| *at != types_at && !names[*at].ends_with('/')) {
        match verdict(opened, at, &names[at], &kinds[at], &relations)? {
            Verdict::Keep => {}
            Verdict::Drop(what) => {
                new.dropped.insert(at);
                new.told.insert(what);
            }
            Verdict::Redo => return None,
        }
    }
    outward(&mut relations, &mut new)?;
    orphans(&names, &index, &mut relations, &mut new.dropped);
    for rels in relations.iter().filter(|r| r.dropped && !new.dropped.contains(&r.rels)).map(|r| r.rels).collect::<BTreeSet<_>>() {
        let ids: BTreeSet<&str> = relations.iter().filter(|r| r.dropped && r.rels == rels).map(|r| r.id.as_str()).collect();
        let old = opened.text(rels)?;
        let cut = without(&old, "Relationship", |tag| attribute(tag, "Id").is_some_and(|id| ids.contains(&*plain(id))))?;
        new.changed.insert(rels, cut);
    }
    calm(opened, &names, &kinds, &relations, &mut new)?;
    // the chain names cells whose formulas are gone; office programs make it anew
    if new.changed.keys().any(|at| kinds[*at].ends_with(".worksheet+xml"))
        && let Some(chain) = kinds.iter().position(|kind| kind.ends_with(".calcchain+xml"))
    {
        unchain(opened, chain, &relations, &mut new)?;
    }
    new.extension = declare(&types, types_at, &names, &kinds, &mut new)?;
    Some(new)
}

const CONTENT_TYPES: &str = "[content_types].xml";

/// A part's name as readers compare it.
fn normal(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// An attribute's value as read.
fn plain(value: &str) -> Cow<'_, str> {
    quick_xml::escape::unescape(value).unwrap_or(Cow::Borrowed(value))
}

/// The content type of each part, lower case; empty where none is told.
fn content_types(types: &str, names: &[String]) -> Option<Vec<String>> {
    let (mut by_name, mut by_ending) = (BTreeMap::new(), BTreeMap::new());
    each_tag(types, |tag| {
        let raw = &types[tag.start..tag.end];
        let get = |key| attribute(raw, key).map(plain).unwrap_or_default().trim().to_lowercase();
        let kind = || get("ContentType").split(';').next().unwrap_or_default().trim().to_string();
        match (tag.name, tag.kind) {
            (_, TagKind::End) => {}
            ("Override", _) => drop(by_name.insert(normal(&get("PartName")), kind())),
            ("Default", _) => drop(by_ending.insert(get("Extension"), kind())),
            _ => {}
        }
        true
    })?;
    let ending = |name: &str| name.rsplit_once('.').and_then(|(_, end)| by_ending.get(end));
    Some(names.iter().map(|name| by_name.get(name).or_else(|| ending(name)).cloned().unwrap_or_default()).collect())
}

/// Takes up the relationships of a part.
fn relate(text: &str, rels: usize, name: &str, index: &BTreeMap<&str, usize>, relations: &mut Vec<Relation>) -> Option<()> {
    let (folder, file) = name.rsplit_once('/')?;
    let base = folder.strip_suffix("_rels")?;
    let source_name = format!("{base}{}", file.strip_suffix(".rels")?);
    let source = index.get(source_name.as_str()).copied();
    each_tag(text, |tag| {
        if tag.name == "Relationship" && tag.kind != TagKind::End {
            let raw = &text[tag.start..tag.end];
            let get = |key| attribute(raw, key).map(|v| plain(v).into_owned()).unwrap_or_default();
            let (target, kind) = (get("Target"), get("Type"));
            let away = get("TargetMode").eq_ignore_ascii_case("external") || target.contains("://") || target.starts_with("\\\\");
            let target = match away {
                true => Target::Outside(target),
                false => index.get(resolved(base, &target).as_str()).map_or(Target::Nothing, |at| Target::Part(*at)),
            };
            let kind = kind.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_lowercase();
            relations.push(Relation { rels, source, id: get("Id"), kind, target, dropped: false });
        }
        true
    })
}

/// A target as the name of a part.
fn resolved(base: &str, target: &str) -> String {
    let target = target.split(['#', '?']).next().unwrap_or_default().replace('\\', "/").to_lowercase();
    let full = if target.starts_with('/') { target } else { format!("{base}{target}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in full.split('/').filter(|p| !p.is_empty() && *p != ".") {
        match part {
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// What becomes of a part, by its type, by what leads to it, and by what it holds.
fn verdict(opened: &mut Opened<'_>, at: usize, name: &str, kind: &str, relations: &[Relation]) -> Option<Verdict> {
    if name.contains("/embeddings/") {
        // a workbook or document inside, which nobody has looked into
        return Some(Verdict::Redo);
    }
    let leading = || relations.iter().filter(|r| matches!(r.target, Target::Part(part) if part == at));
    let all = || std::iter::once(of_type(kind)).chain(leading().map(|r| of_relation(&r.kind)));
    if let Some(gone) = all().find(|v| matches!(v, Verdict::Drop(_))) {
        // the same part says what a workbook fetches and what a program is to be asked
        let orders = gone == Verdict::Drop(Active::ExternalLink)
            && opened.raw(at).is_some_and(|raw| ["ddeLink", "oleLink"].iter().any(|w| memchr::memmem::find(&raw, w.as_bytes()).is_some()));
        return Some(if orders { Verdict::Drop(Active::Dde) } else { gone });
    }
    if all().any(|v| v == Verdict::Redo) {
        return Some(Verdict::Redo);
    }
    // data for other programs: queries among it are kept as markup in two bytes a letter
    if leading().any(|r| r.kind == "customxml") {
        let data = String::from_utf8_lossy(&opened.raw(at)?).replace('\0', "");
        return Some(if data.contains("DataMashup") { Verdict::Drop(Active::Query) } else { Verdict::Keep });
    }
    if kind.ends_with(".pivotcachedefinition+xml") {
        let text = opened.text(at)?;
        let away = |r: &Relation| r.source == Some(at) && matches!(r.target, Target::Outside(_));
        let mut own = true;
        each_tag(&text, |tag| {
            let raw = &text[tag.start..tag.end];
            own &= tag.name != "cacheSource" || tag.kind == TagKind::End || attribute(raw, "type") == Some("worksheet");
            true
        })?;
        return Some(if own && !relations.iter().any(away) { Verdict::Keep } else { Verdict::Redo });
    }
    Some(Verdict::Keep)
}

/// Relationships that lead outside: links to pages wait for a click and stay, everything else goes.
fn outward(relations: &mut [Relation], new: &mut Inert) -> Option<()> {
    for relation in relations {
        let Target::Outside(target) = &relation.target else {
            relation.dropped = matches!(&relation.target, Target::Part(part) if new.dropped.contains(part));
            // one that leads nowhere and that nobody knows
            match (&relation.target, of_relation(&relation.kind)) {
                (Target::Nothing, Verdict::Redo) => return None,
                (Target::Nothing, Verdict::Drop(_)) => relation.dropped = true,
                _ => {}
            }
            continue;
        };
        if relation.kind == "hyperlink" && active::plain_link(target) {
            continue;
        }
        relation.dropped = true;
        let gone = relation.source.is_some_and(|part| new.dropped.contains(&part));
        if !gone {
            new.told.insert(match relation.kind.as_str() {
                "hyperlink" => Active::Hyperlink,
                "image" => Active::RemotePicture,
                _ => Active::ExternalLink,
            });
        }
    }
    Some(())
}

/// What only parts led to that are taken out goes with them, and so do the lists of their relationships.
fn orphans(names: &[String], index: &BTreeMap<&str, usize>, relations: &mut [Relation], dropped: &mut BTreeSet<usize>) {
    loop {
        let before = dropped.len();
        for relation in relations.iter_mut() {
            relation.dropped |= relation.source.is_some_and(|part| dropped.contains(&part));
        }
        for at in 0..names.len() {
            let mut leading = relations.iter().filter(|r| matches!(r.target, Target::Part(part) if part == at)).peekable();
            if leading.peek().is_some() && leading.all(|r| r.dropped) {
                dropped.insert(at);
            }
        }
        let lists = dropped.iter().filter_map(|at| {
            let (folder, file) = names[*at].rsplit_once('/').unwrap_or(("", &names[*at]));
            let slash = if folder.is_empty() { "" } else { "/" };
            index.get(format!("{folder}{slash}_rels/{file}.rels").as_str()).copied()
        });
        let lists: Vec<usize> = lists.collect();
        dropped.extend(lists);
        if dropped.len() == before {
            return;
        }
    }
}

/// Looks at every part in which something may be at work.
fn calm(opened: &mut Opened<'_>, names: &[String], kinds: &[String], relations: &[Relation], new: &mut Inert) -> Option<()> {
    let speaking: Vec<usize> = (0..names.len()).filter(|at| active::speaks(&kinds[*at]) && !new.dropped.contains(at)).collect();
    let mut defined = Names::default();
    for at in speaking.iter().filter(|at| is_workbook(&kinds[**at])) {
        defined = define(&opened.text(*at)?)?;
    }
    for at in speaking {
        if names[at].ends_with(".rels") {
            continue;
        }
        let old = opened.text(at)?;
        let ids = relations.iter().filter(|r| r.dropped && r.source == Some(at)).map(|r| r.id.clone()).collect();
        let around = Around { ids: &ids, names: &defined, vml: kinds[at].ends_with("vmldrawing") };
        if let Cow::Owned(calm) = neutral(&old, &around, &mut new.told)? {
            new.changed.insert(at, calm);
        }
    }
    Some(())
}

fn is_workbook(kind: &str) -> bool {
    [active::SHEET, active::TEMPLATE, active::MACRO_SHEET, active::MACRO_TEMPLATE].contains(&kind)
}

/// The names of a workbook: those that lead outside, and those that rely on one of them, are gone.
fn define(workbook: &str) -> Option<Names> {
    let mut all: Vec<(String, &str)> = Vec::new();
    let mut open = None;
    each_tag(workbook, |tag| {
        match (tag.name, tag.kind) {
            ("definedName", TagKind::Start) => {
                let name = attribute(&workbook[tag.start..tag.end], "name").map(plain).unwrap_or_default().to_uppercase();
                open = Some((name, tag.end));
            }
            ("definedName", TagKind::End) => {
                if let Some((name, from)) = open.take() {
                    all.push((name, &workbook[from..tag.start]));
                }
            }
            _ => {}
        }
        true
    })?;
    let mut names = Names { kept: all.iter().map(|(name, _)| name.clone()).collect(), gone: Vec::new() };
    loop {
        let next = all.iter().filter(|(name, _)| names.kept.contains(name)).find_map(|(name, formula)| {
            let what = outside(formula, &names).into_iter().next()?;
            Some((name.clone(), what))
        });
        let Some((name, what)) = next else { return Some(names) };
        names.kept.remove(&name);
        names.gone.push((name, what));
    }
}

fn unchain(opened: &mut Opened<'_>, chain: usize, relations: &[Relation], new: &mut Inert) -> Option<()> {
    new.dropped.insert(chain);
    for relation in relations.iter().filter(|r| matches!(r.target, Target::Part(part) if part == chain)) {
        let old = match new.changed.remove(&relation.rels) {
            Some(text) => text,
            None => opened.text(relation.rels)?.to_string(),
        };
        let cut = without(&old, "Relationship", |tag| attribute(tag, "Id").map(plain).as_deref() == Some(relation.id.as_str()))?;
        new.changed.insert(relation.rels, cut);
    }
    Some(())
}

/// The list of content types, true of what is left. Gives the extension of the workbook as it is now.
fn declare(types: &str, types_at: usize, names: &[String], kinds: &[String], new: &mut Inert) -> Option<&'static str> {
    let workbook = (0..names.len()).find(|at| is_workbook(&kinds[*at]))?;
    let template = [active::TEMPLATE, active::MACRO_TEMPLATE].contains(&kinds[workbook].as_str());
    let gone: BTreeSet<&str> = new.dropped.iter().map(|at| names[*at].as_str()).collect();
    let macros = [active::MACRO_SHEET, active::MACRO_TEMPLATE].contains(&kinds[workbook].as_str());
    if macros {
        new.told.insert(Active::Macro);
    }
    if macros || !gone.is_empty() {
        let mut splices = Splices::default();
        let cut =
            without(types, "Override", |tag| attribute(tag, "PartName").is_some_and(|name| gone.contains(normal(&plain(name)).as_str())))?;
        let cut = without(&cut, "Default", |tag| {
            attribute(tag, "ContentType").is_some_and(|kind| matches!(of_type(&plain(kind).to_lowercase()), Verdict::Drop(_)))
        })?;
        each_tag(&cut, |tag| {
            let raw = &cut[tag.start..tag.end];
            let is = tag.kind != TagKind::End && attribute(raw, "ContentType").is_some_and(|kind| is_workbook(&plain(kind).to_lowercase()));
            if is {
                splices.put(
                    tag.start,
                    tag.end,
                    with_attribute(raw, "ContentType", if template { active::TEMPLATE } else { active::SHEET }),
                );
            }
            true
        })?;
        new.changed.insert(types_at, splices.apply(&cut)?);
    }
    Some(if template { "xltx" } else { "xlsx" })
}

/// The text without the elements of a name that are asked for.
fn without(text: &str, name: &str, gone: impl Fn(&str) -> bool) -> Option<String> {
    let mut splices = Splices::default();
    let mut open = None;
    each_tag(text, |tag| {
        if tag.name != name {
            return true;
        }
        match tag.kind {
            TagKind::Empty if gone(&text[tag.start..tag.end]) => splices.put(tag.start, tag.end, ""),
            TagKind::Start if gone(&text[tag.start..tag.end]) => open = Some(tag.start),
            TagKind::End => {
                if let Some(from) = open.take() {
                    splices.put(from, tag.end, "");
                }
            }
            _ => {}
        }
        true
    })?;
    splices.apply(text)
}
