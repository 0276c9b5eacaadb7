//! Confirmed lines put into layouts and decisions, each looked over first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::sheets::{HeadingLine, ListLine};
use super::{Decided, Lesson, fault, gone, shown};
use crate::model::finding::Issue;
use crate::model::record::Field;
use crate::model::schema::LayoutSchema;
use crate::model::text::{fold_heading, heading_key};
use crate::model::understood::ListIs;
use crate::report::xlsx::teach::DECLINE;

/// What a line says of a heading: its layout, and the field; `None`: it is of no use.
type Meant = (usize, Option<Field>);
/// A layout, and a heading as it is compared.
type Key = (usize, String);

/// Adds confirmed headings to the layouts.
pub fn headings(lessons: &[&Lesson], layouts: &mut [LayoutSchema], faults: &mut Vec<Issue>) {
    let mut taken: BTreeMap<Key, (Option<Field>, &Arc<str>)> = BTreeMap::new();
    for lesson in lessons {
        let chosen = || lesson.lines.headings.iter().filter(|line| !line.choice.is_empty());
        // what a workbook says of one heading in two ways it does not say at all
        let mut said: BTreeMap<Key, BTreeSet<Option<Field>>> = BTreeMap::new();
        for line in chosen() {
            if let Ok((layout, field)) = meant(line, layouts) {
                said.entry((layout, heading_key(&line.heading))).or_default().insert(field);
            }
        }
        for line in chosen() {
            let mut tell = |say| faults.push(fault(&lesson.file, &line.at, &line.choice, say));
            let (layout, field) = match meant(line, layouts) {
                Ok(meant) => meant,
                Err(say) => {
                    tell(say);
                    continue;
                }
            };
            let key = (layout, heading_key(&line.heading));
            let heading = &line.heading;
            if said.get(&key).is_some_and(|all| all.len() > 1) {
                tell(say!(
                    "栏目“{heading}”在本核对表中有两行，选择不同，都没有采用；";
                    "请只保留一种选择。"
                ));
                continue;
            }
            match taken.get(&key) {
                Some((other, _)) if *other == field => continue,
                Some((_, by)) => {
                    tell(say!(
                        "栏目“{heading}”在“{by}”中已确认为其他内容，本行没有采用；";
                        "请以组织部的核对表为准，确有不同的请与组织部核实。"
                    ));
                    continue;
                }
                None => {}
            }
            taken.insert(key.clone(), (field, &lesson.file));
            let schema = &mut layouts[layout];
            let mut forms = vec![Arc::from(key.1), Arc::from(fold_heading(heading))];
            forms.dedup();
            match field.and_then(|field| schema.columns.iter_mut().find(|c| c.field == field)) {
                Some(column) => column.taught.extend(forms),
                None => schema.declined.extend(forms),
            }
        }
    }
}

/// What a line means, or why it means nothing.
fn meant(line: &HeadingLine, layouts: &[LayoutSchema]) -> Result<Meant, crate::model::say::Say> {
    let HeadingLine { heading, layout: named, choice, .. } = line;
    let is = |l: &LayoutSchema| *l.name == **named || *l.id == **named;
    let Some(ix) = layouts.iter().position(is) else {
        return Err(say!(
            "没有名为“{named}”的表种，栏目“{heading}”的确认没有采用；";
            "“所在表种”一栏请勿改动，改动了的请重新运行 dangri match。"
        ));
    };
    let schema = &layouts[ix];
    let key = heading_key(heading);
    if *choice == *DECLINE {
        return Ok((ix, None));
    }
    let field =
        schema.columns.iter().find(|c| schema.field_name(c.field) == choice || c.headings.iter().any(|h| **h == *fold_heading(choice)));
    let Some(field) = field.map(|c| c.field) else {
        return Err(say!(
            "“{named}”没有“{choice}”这一栏目，“{heading}”的确认没有采用；";
            "请在下拉列表中选择。"
        ));
    };
    if let Some(known) = schema.names(&key).filter(|known| *known != field) {
        let known = schema.field_name(known);
        return Err(say!(
            "程序已把“{named}”中的“{heading}”认作“{known}”，不能再作“{choice}”，没有采用；";
            "请改选“{known}”或者留空；确系“{choice}”的，请改写台账中的栏目名称。"
        ));
    }
    if schema.not_words.iter().any(|word| **word == *key) {
        return Err(say!(
            "有“{heading}”一栏的表不是“{named}”，不能作“{choice}”，没有采用；";
            "请留空或者选“{DECLINE}”。"
        ));
    }
    Ok((ix, Some(field)))
}

/// Adds confirmed lists.
pub fn lists(lessons: &[&Lesson], paths: &BTreeSet<&str>, decided: &mut Decided, faults: &mut Vec<Issue>) {
    for lesson in lessons {
        let chosen = || lesson.lines.lists.iter().filter(|line| !line.choice.is_empty());
        for line in chosen() {
            let mut tell = |say| faults.push(fault(&lesson.file, &line.at, &line.choice, say));
            let Some(is) = ListIs::ALL.into_iter().find(|is| is.word() == line.choice) else {
                let choice = &line.choice;
                tell(say!("“{choice}”不是可选的内容，名单“{}”的确认没有采用；", shown(line); "请在下拉列表中选择。"));
                continue;
            };
            if chosen().any(|other| (&other.file, &other.sheet) == (&line.file, &line.sheet) && other.choice != line.choice) {
                tell(say!("名单“{}”在本核对表中有两行，选择不同，都没有采用；", shown(line); "请只保留一种选择。"));
                continue;
            }
            let Some(file) = candidates(lesson, line).into_iter().find(|path| paths.contains(path.as_str())) else {
                faults.push(gone(lesson, line));
                continue;
            };
            if !file.starts_with(&lesson.scope) {
                tell(say!(
                    "名单“{}”不在本核对表所在的文件夹中，不能由本核对表确认，没有采用；", shown(line);
                    "请在组织部的核对表中确认。"
                ));
                continue;
            }
            if decided.iter().any(|(f, s, other)| **f == *file && **s == *line.sheet && *other != is) {
                tell(say!("名单“{}”在组织部的核对表中另有认定，本行没有采用；", shown(line); "请与组织部核实。"));
                continue;
            }
            decided.push((Arc::from(file), Arc::from(line.sheet.as_str()), is));
        }
    }
}

/// The paths that a line's file may have: below the workbook's own folder, else below the jurisdiction's.
fn candidates(lesson: &Lesson, line: &ListLine) -> [String; 2] {
    let folder = lesson.file.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    [format!("{folder}{}", line.file), format!("{}{}", lesson.member, line.file)]
}

/// Does a line name this sheet of this file?
pub fn is_named(lesson: &Lesson, line: &ListLine, file: &str, sheet: &str) -> bool {
    !line.choice.is_empty() && line.sheet == sheet && candidates(lesson, line).iter().any(|path| path == file)
}
