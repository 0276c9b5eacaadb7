//! `schemas/layouts/*.toml`: how each kind of ledger is recognised. A layout is data: a new one, or another heading for a column, needs no code.
//! A file of one's own takes the place of the built-in one of the same name, is a new layout, or adds to one that there is (`extends`).

use std::collections::{BTreeMap, BTreeSet};

use super::fault::Fault;
use super::layout_file::{Addition, Parsed, Spot, parse};
use crate::model::schema::LayoutSchema;

/// The layouts built into the binary: file name and text.
pub fn builtin() -> &'static [(&'static str, &'static str)] {
    &[
        ("activity_form.toml", include_str!("../../schemas/layouts/activity_form.toml")),
        ("activity_ledger.toml", include_str!("../../schemas/layouts/activity_ledger.toml")),
        ("adjustment.toml", include_str!("../../schemas/layouts/adjustment.toml")),
        ("alias.toml", include_str!("../../schemas/layouts/alias.toml")),
        ("annual_plan.toml", include_str!("../../schemas/layouts/annual_plan.toml")),
        ("attendance_matrix.toml", include_str!("../../schemas/layouts/attendance_matrix.toml")),
        ("branch_roster.toml", include_str!("../../schemas/layouts/branch_roster.toml")),
        ("cadre.toml", include_str!("../../schemas/layouts/cadre.toml")),
        ("filing.toml", include_str!("../../schemas/layouts/filing.toml")),
        ("inspection.toml", include_str!("../../schemas/layouts/inspection.toml")),
        ("member_roster.toml", include_str!("../../schemas/layouts/member_roster.toml")),
        ("task.toml", include_str!("../../schemas/layouts/task.toml")),
        ("volunteer.toml", include_str!("../../schemas/layouts/volunteer.toml")),
        ("waiver.toml", include_str!("../../schemas/layouts/waiver.toml")),
    ]
}

/// The built-in layouts, read.
pub fn shipped() -> Vec<LayoutSchema> {
    let mut faults = Vec::new();
    let files = builtin().iter().map(|(file, text)| (file.to_string(), format!("schemas/layouts/{file}"), text.to_string()));
    assembled(files.collect(), &mut faults)
}

/// Layouts of files (name, name as the user knows it, text), in order of their names, with what is added to them.
pub fn assembled(files: Vec<(String, String, String)>, faults: &mut Vec<Fault>) -> Vec<LayoutSchema> {
    let mut whole: BTreeMap<String, (LayoutSchema, Spot)> = BTreeMap::new();
    let mut added: Vec<(String, Addition)> = Vec::new();
    // ids of files that are at fault are known all the same to what adds to them
    let mut broken = BTreeSet::new();
    for (name, shown, text) in files {
        match parse(&shown, &text) {
            Ok(Parsed::Whole(layout, spot)) => drop(whole.insert(name, (layout, spot))),
            Ok(Parsed::Added(addition)) => added.push((name, addition)),
            Err(found) => {
                broken.insert(name.trim_end_matches(".toml").to_string());
                faults.extend(found);
            }
        }
    }
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for (name, (layout, spot)) in &whole {
        if let Some(other) = ids.insert(layout.id.to_string(), name.clone()) {
            faults.push(spot.fault(format!(
                "版式代码“{0}”与 {other} 重复；要在原有版式上增加写法，请改用 extends = \"{0}\"；要整个替换，请把文件命名为 {0}.toml",
                layout.id
            )));
        }
    }
    let known: Vec<String> = ids.keys().cloned().collect();
    for (_, addition) in &added {
        let (id, spot) = &addition.base;
        match ids.get(id).and_then(|name| whole.get_mut(name)) {
            Some((base, _)) => faults.extend(addition.apply(base)),
            None if broken.contains(id) => {}
            None => faults.push(spot.fault(format!("没有版式“{id}”可以增加写法，已有的版式为 {}", known.join("、")))),
        }
    }
    whole.into_values().map(|(layout, _)| layout).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::record::Field;

    #[test]
    fn builtin_layouts_are_valid() {
        let mut faults = Vec::new();
        let files = builtin().iter().map(|(file, text)| (file.to_string(), file.to_string(), text.to_string()));
        let layouts = assembled(files.collect(), &mut faults);
        assert_eq!((faults, layouts.len()), (Vec::new(), builtin().len()));
        for (layout, (file, _)) in layouts.iter().zip(builtin()) {
            assert_eq!(*file, format!("{}.toml", layout.id));
            assert!(!layout.columns.is_empty());
        }
    }

    #[test]
    fn all_faults_come_at_once_with_their_lines() {
        let text = "id = \"X\"\nname = \"表\"\nrecord = \"diary\"\ncolour = 1\n[[column]]\nfield = \"shoe\"\nheadings = []\n\
                    [[column]]\nfield = \"date\"\nwidth = 3\nheadings = [\"日期\", \"日 期\"]\n";
        let faults = parse("x.toml", text).expect_err("must fail");
        let lines: Vec<usize> = faults.iter().map(|f| f.line).collect();
        assert_eq!(lines, [1, 3, 4, 6, 7, 10, 11]);
        assert!(faults[1].message.contains("branch_roster"));
        assert!(faults[6].message.contains("重复"));
    }

    /// Faults, as `file line`, of the built-in layouts with these laid over them, and what came of it.
    fn with(own: &[(&str, &str)]) -> (Vec<String>, Vec<LayoutSchema>) {
        let mut faults = Vec::new();
        let built = builtin().iter().filter(|(file, _)| own.iter().all(|(name, _)| name != file));
        let files = built.chain(own).map(|(file, text)| (file.to_string(), file.to_string(), text.to_string()));
        let layouts = assembled(files.collect(), &mut faults);
        (faults.iter().map(|f| format!("{} {} {}", f.file, f.line, f.message)).collect(), layouts)
    }

    #[test]
    fn what_is_added_to_a_layout_leaves_the_rest_as_it_was() {
        let text = "extends = \"activity_ledger\"\ntitle_words = [\"党员固定活动\"]\n[[column]]\nfield = \"date\"\nheadings = [\"碰头 日期\"]\n\
                    [[column]]\nfield = \"due\"\nweak = [\"编制数\"]\n";
        let (faults, layouts) = with(&[("本地.toml", text)]);
        assert_eq!(faults, [""; 0]);
        assert_eq!(layouts.len(), builtin().len());
        let (own, was) = (layouts.iter().find(|l| &*l.id == "activity_ledger").unwrap(), shipped());
        let was = was.iter().find(|l| &*l.id == "activity_ledger").unwrap();
        let date = |l: &LayoutSchema| l.columns.iter().find(|c| c.field == Field::Date).unwrap().headings.len();
        assert_eq!((own.names("碰头日期"), own.names("编制数")), (Some(Field::Date), Some(Field::Due)));
        assert_eq!((date(own), own.columns.len(), own.any_of.len()), (date(was) + 1, was.columns.len(), was.any_of.len()));
        assert!(own.title_words.iter().any(|w| &**w == "党员固定活动"));
    }

    #[test]
    fn additions_and_doubles_are_told_with_file_and_line() {
        let bad = "extends = \"activity_ledger\"\nname = \"台账\"\ntitle_words = []\n[[column]]\nfield = \"date\"\nrequired = true\nheadings = [\"（甲）\"]\n\
                   [[column]]\nfield = \"hat\"\nheadings = [\"帽子\"]\nwidth = 1\n";
        let (faults, _) = with(&[("坏.toml", bad)]);
        let lines: Vec<&str> = faults.iter().map(|f| f.split(' ').nth(1).unwrap()).collect();
        assert_eq!(lines, ["2", "3", "6", "7", "9", "11"], "{faults:#?}");
        // each is sound by itself, and the layout that it adds to says otherwise
        let claimed = "extends = \"activity_ledger\"\n[[column]]\nfield = \"actual\"\nheadings = [\"应到人数\"]\n";
        let ruled_out = "extends = \"branch_roster\"\n[[column]]\nfield = \"remark\"\nheadings = [\"得分\"]\n";
        let nobody = "extends = \"diary\"\n[[column]]\nfield = \"date\"\nheadings = [\"日子\"]\n";
        let titled = "extends = \"branch_roster\"\ntitle_words = [\"考核对象名录\"]\n";
        let (faults, _) = with(&[("一.toml", claimed), ("二.toml", ruled_out), ("三.toml", nobody), ("四.toml", titled)]);
        let told: Vec<bool> =
            [("一.toml 4 ", "due"), ("三.toml 1 ", "没有版式“diary”"), ("二.toml 4 ", "not_words"), ("四.toml 1 ", "永远不会")]
                .iter()
                .map(|(at, word)| faults.iter().any(|f| f.starts_with(at) && f.contains(word)))
                .collect();
        assert_eq!((told, faults.len()), (vec![true; 4], 4), "{faults:#?}");
        // another file with the id of a built-in layout
        let (faults, _) = with(&[("另一份.toml", builtin()[1].1)]);
        assert!(faults.len() == 1 && faults[0].contains("extends = \"activity_ledger\""), "{faults:#?}");
    }
}
