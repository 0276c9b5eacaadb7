//! What names lead to.

use super::*;
use crate::model::org::{BranchSpan, BranchType};
use crate::model::record::{Around, Named};

pub fn branch(committee: &str, name: &str, former: &[&str]) -> Branch {
    Branch {
        id: name.into(),
        name: name.into(),
        committee: committee.into(),
        kind: BranchType::Rural,
        member_count: None,
        founded: None,
        dissolved: None,
        own_days: vec![],
        former_names: former.iter().map(|f| Arc::from(*f)).collect(),
        spans: vec![BranchSpan { name: name.into(), committee: committee.into(), members: None, from: None, to: None }],
        place: None,
        exempt_members: None,
        secretary: "".into(),
    }
}

pub fn who(branch: &str, unit: &str, sheet: &str, file: &str) -> OrgHint {
    let named = |t: &str| (!t.is_empty()).then(|| Named { text: t.into(), cell: None });
    OrgHint {
        branch: named(branch),
        committee: None,
        around: Arc::new(Around { unit: named(unit), title: "".into(), sheet: sheet.into(), file: file.into(), by_sheet: false }),
    }
}

fn alias(reported: &str, roster: &str, committee: &str) -> Alias {
    let committee = (!committee.is_empty()).then(|| committee.into());
    Alias { reported: reported.into(), roster: roster.into(), committee }
}

fn directory() -> Directory {
    let branches = [
        branch("天马镇党委", "机关党支部", &[]),
        branch("辉埠镇党委", "机关党支部", &["镇政府支部"]),
        branch("天马镇党委", "金光村党支部", &[]),
    ];
    let (directory, wrong) = Directory::new(&branches, &[alias("光金村", "金光村党支部", ""), alias("x", "没有的支部", "")]);
    assert_eq!(wrong.len(), 1);
    directory
}

#[test]
fn exact_then_alias_then_committee_named_nearest() {
    let d = directory();
    assert_eq!(d.resolve(&who("中共金光村支部委员会", "", "", "")), Ok(BranchIx(2)));
    assert_eq!(d.resolve(&who("光金村党支部", "", "", "")), Ok(BranchIx(2)));
    assert_eq!(d.resolve(&who("镇政府党支部", "", "", "")), Ok(BranchIx(1)));
    assert!(matches!(d.resolve(&who("机关支部", "", "", "")), Err(Unresolved::Ambiguous(c)) if c.len() == 2));
    assert_eq!(d.resolve(&who("机关支部", "中共辉埠镇委员会", "", "天马镇/7月.xlsx")), Ok(BranchIx(1)));
    assert_eq!(d.resolve(&who("机关支部", "", "7月", "天马镇/7月.xlsx")), Ok(BranchIx(0)));
    assert_eq!(d.resolve(&who("", "金光村党支部", "", "")), Ok(BranchIx(2)));
    assert_eq!(d.resolve(&who("", "", "", "")), Err(Unresolved::Nobody));
    assert_eq!(d.resolve(&who("", "天马镇党委", "", "")), Err(Unresolved::Committee));
}

/// What a clerk confirms was shown with its identity number masked, and is read again from what was shown.
#[test]
fn a_name_with_an_identity_number_is_known_by_its_masked_form() {
    let raw = "南村320102199001011234";
    let shown = identity::mask_identity(raw);
    assert_ne!(raw, shown);
    let branches = [branch("天马镇党委", "南村党支部", &[])];
    let (d, wrong) = Directory::new(&branches, &[alias(&shown, "南村党支部", "")]);
    assert!(wrong.is_empty());
    assert_eq!(d.resolve(&who(raw, "", "", "")), Ok(BranchIx(0)));
    assert!(d.resolve(&who("北村320102199001011234", "", "", "")).is_err());
}

#[test]
fn unknown_names_come_with_candidates_and_are_never_guessed() {
    let d = directory();
    for name in ["天马镇金光新村党支部", "辉埠镇金光村党支部", "白石镇金光村党支部", "清源县金光村党支部"]
    {
        let Err(Unresolved::Unknown(candidates)) = d.resolve(&who(name, "", "", "")) else { panic!("guessed {name}") };
        assert_eq!((candidates[0].label.as_str(), candidates[0].branch), ("天马镇党委／金光村党支部", Some(BranchIx(2))));
    }
}

#[test]
fn a_name_that_only_looks_like_one_of_the_roster_is_told_apart() {
    let (d, _) = Directory::new(&[branch("天马镇党委", "王庄村党支部", &[])], &[]);
    let Err(Unresolved::Unknown(candidates)) = d.resolve(&who("玉庄村党支部", "", "", "")) else { panic!("guessed") };
    let labels: Vec<&str> = candidates.iter().map(|c| c.label.as_str()).collect();
    assert_eq!(labels, ["天马镇党委／王庄村党支部（第1字“玉”（U+7389）与“王”（U+738B）不是同一个字）"]);
}

#[test]
fn the_place_before_a_name_is_folded_where_it_is_the_committees_own() {
    let d = directory();
    for name in [
        "天马镇金光村党支部",
        "清源县天马镇金光村党支部",
        "中共天马镇金光村支部委员会",
        "中共清源县天马镇金光村支部委员会",
        "天马镇党委金光村党支部",
        "中国共产党天马镇委员会金光村支部",
        "池州市清源县天马镇金光村支部",
    ] {
        assert_eq!(d.resolve(&who(name, "", "", "")), Ok(BranchIx(2)), "{name}");
        assert_eq!(d.resolve(&who("", name, "", "")), Ok(BranchIx(2)), "{name}");
    }
    assert_eq!(d.resolve(&who("辉埠镇机关党支部", "", "", "天马镇/7月.xlsx")), Ok(BranchIx(1)), "the place says whose");
    let branches = [
        branch("天马镇党委", "天马镇金光村党支部", &[]),
        branch("辉埠镇党委", "辉埠镇机关支部", &[]),
        branch("天马镇党委", "天马镇机关支部", &[]),
    ];
    let (d, _) = Directory::new(&branches, &[]);
    assert_eq!(d.resolve(&who("金光村党支部", "", "", "")), Ok(BranchIx(0)), "the roster writes the place, the ledger does not");
    assert_eq!(d.resolve(&who("金光村党支部", "", "", "天马镇/7月.xlsx")), Ok(BranchIx(0)));
    assert!(matches!(d.resolve(&who("金光村党支部", "", "", "辉埠镇/7月.xlsx")), Err(Unresolved::Unknown(_))));
    assert!(matches!(d.resolve(&who("机关支部", "", "", "")), Err(Unresolved::Ambiguous(c)) if c.len() == 2));
    assert_eq!(d.resolve(&who("机关支部", "", "", "辉埠镇/7月.xlsx")), Ok(BranchIx(1)));
}

#[test]
fn a_confirmed_name_holds_for_its_committee_and_namesakes_are_told_apart() {
    let branches = [
        branch("天马镇党委", "天马镇第一党支部", &[]),
        branch("天马镇党委", "机关党支部", &[]),
        branch("辉埠镇党委", "辉埠镇第一党支部", &[]),
        branch("辉埠镇党委", "机关党支部", &[]),
    ];
    let aliases = [
        alias("一支部", "天马镇第一党支部", "天马镇党委"),
        alias("镇机关", "辉埠镇党委／机关党支部", ""),
        alias("天马街道", "天马镇党委", ""),
    ];
    let (d, wrong) = Directory::new(&branches, &aliases);
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(d.resolve(&who("一支部", "", "", "天马镇/7月.xlsx")), Ok(BranchIx(0)));
    assert!(d.resolve(&who("一支部", "", "", "辉埠镇/7月.xlsx")).is_err(), "confirmed for another committee");
    assert_eq!(d.resolve(&who("一支部", "", "", "7月.xlsx")), Ok(BranchIx(0)), "nothing says otherwise");
    assert_eq!(d.resolve(&who("镇机关", "", "", "7月.xlsx")), Ok(BranchIx(3)));
    assert_eq!(d.resolve(&who("机关党支部", "天马街道党工委", "", "7月.xlsx")), Ok(BranchIx(1)));
    assert_eq!(d.committee("天马街道").as_deref(), Some("天马镇党委"));
    let (_, wrong) = Directory::new(&branches, &[alias("甲", "机关党支部", ""), alias("乙", "清风党支部", "")]);
    assert_eq!(wrong.iter().map(|(i, _)| *i).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn attendance_sheets_may_name_the_branch_in_title_sheet_or_file() {
    let d = directory();
    let around = |unit: &str, sheet: &str| Around { by_sheet: true, ..Around::clone(&who("", unit, sheet, "考勤.xlsx").around) };
    let of = |around: Around| OrgHint { around: Arc::new(around), ..OrgHint::default() };
    let who = |unit: &str, sheet: &str| of(around(unit, sheet));
    let hint = of(Around { title: "金光村党支部2017年度党员考勤表".into(), ..around("天马镇党委", "Sheet1") });
    assert_eq!(d.resolve(&hint), Ok(BranchIx(2)));
    assert_eq!(d.resolve(&who("", "金光村")), Ok(BranchIx(2)));
    assert!(d.resolve(&who("天马镇党委", "Sheet1")).is_err());
    // of two of one name the one of the committee in whose folder the file lies
    for (file, want) in [
        ("辉埠镇党委/机关党支部2017年考勤表.xlsx", Some(1)),
        ("天马镇党委/机关党支部2017年考勤表.xlsx", Some(0)),
        ("机关党支部2017年考勤表.xlsx", None),
    ] {
        let hint = of(Around { file: file.into(), ..around("", "2017年") });
        assert_eq!(d.resolve(&hint).ok(), want.map(BranchIx), "{file}");
    }
}

#[test]
fn two_names_in_one_cell_are_nobodys() {
    let branches = [
        branch("雁坡镇党委", "雁坡镇平溪社区党支部", &[]),
        branch("雁坡镇党委", "雁坡镇中畈村党支部", &[]),
        branch("雁坡镇党委", "新城区党支部", &[]),
    ];
    let d = Directory::new(&branches, &[]).0;
    for first in ["雁坡镇平溪社区党支部", "平溪社区党支部", "平溪社区", "新城区党支部"] {
        for sign in ["\n", " ", "", "、"] {
            let name = format!("{first}{sign}雁坡镇中畈村党支部");
            assert!(d.resolve(&who(&name, "", "", "")).is_err(), "{name}");
        }
    }
    assert_eq!(d.resolve(&who("青山区雁坡镇中畈村党支部", "", "", "")), Ok(BranchIx(1)), "a district may stand before the place");
}
