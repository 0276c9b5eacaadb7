//! REC004: the same embedded picture in the record of another branch or month. A lead to look into, never a deduction.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::cell::Place;
use crate::model::corpus::Activity;
use crate::model::finding::{Code, Level};
use crate::model::profile::{Clause, Params};
use crate::model::record::Picture;
use crate::model::section::{Section, SectionKind};
use crate::model::spoken;
use crate::model::time::{Month, Span};
use crate::rules::case::{Case, Repeat};
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

/// REC004.
pub struct SamePicture;

/// Which pictures are worth comparing: seals and logos are smaller than photographs, and most branches of a committee show them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct SamePictureTerms {
    /// Least size of a picture, in KiB.
    #[schemars(description = "至少多大的图片才比对，单位 KiB", range(min = 1, max = 10240))]
    pub min_kib: u32,
    /// Branches that must show a picture for it to be part of a form.
    #[schemars(description = "同一党委至少多少个支部都有的图片，才可能视为表样自带的标志、印章", range(min = 2, max = 100000))]
    pub template_branches: u32,
    /// And their least share of the committee's branches with pictures, in percent.
    #[schemars(description = "且占该党委报送了图片的支部的百分比达到多少，才视为表样自带", range(min = 1, max = 100))]
    pub template_percent: u32,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for SamePictureTerms {}

static DOC: RuleDoc = RuleDoc {
    code: Code::REC004,
    name: "图片雷同",
    level: Level::Info,
    what: "活动记录中的图片与其他党支部，或者本支部其他月份记录中的图片完全相同。",
    why: "活动照片应当反映当次活动，同一张照片反复使用的值得核实是否如实开展、如实记录。",
    how: "比较统计期内各次活动记录中嵌入的图片（xlsx、xlsm、xlsb、et 新格式和 ods 中浮于表上的图片，以及 WPS 单元格图片），逐字节相同即为雷同；链接的图片、\
          旧格式（xls 和旧 et）中的图片不比较，同一张照片经裁剪、压缩后内容不同的也认不出。记录表上的图片属于该表，台账中的图片属于其所在的行，\
          单独一张工作表上的图片在该文件只有一次活动时属于该次活动。小于规定大小的图片不比较；同一党委内达到规定个数、并占规定百分比以上的支部都有的图片，\
          视为随表样下发的标志或印章，在该党委内不比较。雷同的图片按日期、支部编号、所在位置排序，第一处不记，其后每个支部每月记一条，写明两处的位置。\
          同一支部同一月份之内的不算。只作线索，不扣分，不作为结论。统计期内没有报送图片的，本规则不可评定。",
    parameters: &[
        ("same_picture.min_kib", "参与比较的图片的最小大小（KiB）"),
        ("same_picture.template_branches", "视为表样自带的，至少多少个支部都有"),
        ("same_picture.template_percent", "视为表样自带的，至少占该党委有图片的支部的百分之多少"),
    ],
    section: Some(SectionKind::of::<SamePictureTerms>("same_picture", "雷同图片的比对（REC004），只作线索")),
    example: "甲支部7月的记录表和乙支部8月的记录表上是同一张照片：乙支部2017-08记一条，写明两处的文件、工作表和单元格。",
};

/// Why pictures cannot be compared.
const NO_PICTURE: &str = "报送的记录中没有可比较的图片，在记录表中插入活动照片后可评估";
/// Places that one message names.
const NAMED: usize = 3;

impl Rule for SamePicture {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let asked = params.get::<SamePictureTerms>()?;
        let text = format!(
            "{} KiB以上雷同的图片列为线索，同一党委{}个以上且{}%以上支部都有的除外",
            asked.min_kib, asked.template_branches, asked.template_percent
        );
        Some(Terms::clause(text, &asked.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(asked) = case.params.get::<SamePictureTerms>() else { return };
        let activities = case.counting(seen);
        if !activities.is_empty() {
            let large = |p: &Picture| p.bytes >= u64::from(asked.min_kib) << 10;
            let shown = activities.iter().any(|a| a.row.pictures.iter().any(large));
            if shown { seen.looks() } else { seen.lacks(NO_PICTURE) }
        }
        for month in case.months() {
            let repeats = case.index.pictures.of(case.ix, month.month);
            if let Some(first) = repeats.first() {
                seen.finds(lead(case, month.month, first, repeats));
            }
        }
    }
}

/// The lead that a branch's month shows pictures of other records.
fn lead(case: &Case<'_>, month: Month, first: &Repeat, repeats: &[Repeat]) -> Draft {
    let told: Vec<String> = repeats
        .iter()
        .take(NAMED)
        .map(|r| {
            let (copy, original) = (case.corpus.activity(r.copy), case.corpus.activity(r.original));
            format!("{}与{}的记录（{}）", place(copy, &r.picture), whose(case, original), place(original, &r.first))
        })
        .collect();
    let rest = if repeats.len() > NAMED { format!("等{}处", repeats.len()) } else { String::new() };
    let say = say!(
        "线索，提示核实：以下图片与其他记录中的图片完全相同：{}{rest}；", told.join("；");
        "请核对是否为当次活动的照片，共同开展的活动请注明，误用的请更换。"
    );
    let whose = whose(case, case.corpus.activity(first.original));
    let observed = if repeats.len() > 1 {
        format!("{}张图片与{whose}等的记录相同", repeats.len())
    } else {
        format!("与{whose}的记录相同")
    };
    let draft = Draft::new(Span::Month(month), observed, "据实附当次活动的照片", say);
    let copy = case.corpus.activity(first.copy);
    draft.about(copy).at(place(copy, &first.picture))
}

fn whose(case: &Case<'_>, activity: &Activity) -> String {
    let month = spoken::span(Span::Month(activity.month));
    if activity.branch == case.ix {
        return format!("本支部{month}");
    }
    let branch = case.corpus.branch(activity.branch);
    format!("{}{}{month}", branch.committee, branch.name)
}

fn place(activity: &Activity, picture: &Picture) -> Place {
    let table = &activity.row.head.table;
    Place { file: table.file.clone(), sheet: table.sheet.clone(), cell: Some(picture.at) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::assessment::Verdict;
    use crate::model::cell::CellRef;
    use crate::model::finding::BranchIx;
    use crate::rules::fixtures::{Act, Town};

    /// Four branches, three of them of one committee; pictures of ten KiB and more.
    fn town() -> Town {
        let mut town = Town::new("2017Q3", "2017-10-15");
        town.add_branch("002", "第二党支部", "甲镇党委");
        town.add_branch("003", "第三党支部", "甲镇党委");
        town.add_branch("004", "第四党支部", "乙镇党委");
        town.params().set(SamePictureTerms { min_kib: 10, template_branches: 3, template_percent: 50, clause: "本单位自定".into() });
        town
    }

    fn hold(town: &mut Town, branch: usize, day: &str, pictures: &[(u8, u64)]) {
        let pictures = pictures.iter().enumerate().map(|(n, (print, kib))| Picture {
            at: CellRef::new(9 + n as u32, 1),
            print: [*print; 32],
            bytes: kib << 10,
        });
        town.hold_by(BranchIx(branch), Act::on(day).pictures(pictures.collect()));
    }

    fn told(town: &mut Town) -> Vec<String> {
        let said = town.judge();
        said.of(Code::REC004).iter().map(|f| format!("{} {} {} {}", f.branch(), f.month(), f.cell(), f.observed())).collect()
    }

    #[test]
    fn a_picture_seen_before_is_a_lead_that_names_both_places() {
        let mut town = town();
        let last = town.corpus.branches.len() - 1;
        hold(&mut town, 0, "2017-07-05", &[(1, 20), (2, 20)]);
        hold(&mut town, 0, "2017-08-05", &[(3, 20)]);
        hold(&mut town, last, "2017-09-05", &[(2, 20)]);
        hold(&mut town, 0, "2017-09-05", &[(3, 20), (1, 20)]);
        let said = told(&mut town);
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said.iter().any(|s| s.contains("2017-09") && s.contains("2张图片与")), "{said:?}");
        let said = town.judge();
        let found = said.of(Code::REC004);
        assert_eq!((found[0].level(), found[0].basis()), (Level::Info, "本单位自定"));
        assert!(found.iter().all(|f| f.message().contains("｜B10") && f.message().contains("线索，提示核实")));
    }

    #[test]
    fn a_months_own_repeats_and_small_pictures_are_no_lead() {
        let mut town = town();
        hold(&mut town, 0, "2017-07-05", &[(1, 20), (1, 20), (9, 9)]);
        hold(&mut town, 0, "2017-07-15", &[(1, 20)]);
        hold(&mut town, 1, "2017-07-15", &[(9, 9)]);
        assert!(told(&mut town).is_empty());
    }

    #[test]
    fn what_most_branches_of_a_committee_show_came_with_the_form() {
        let mut town = town();
        let of = |town: &Town, committee: &str| -> Vec<usize> {
            (0..town.corpus.branches.len()).filter(|b| &*town.corpus.branches[*b].committee == committee).collect()
        };
        let (ours, theirs) = (of(&town, "甲镇党委"), of(&town, "乙镇党委"));
        assert_eq!((ours.len(), theirs.len()), (3, 1));
        for branch in &ours {
            for month in 7..10 {
                hold(&mut town, *branch, &format!("2017-0{month}-05"), &[(1, 50)]);
            }
        }
        assert!(told(&mut town).is_empty());
        // elsewhere it is no part of the form
        for month in 7..9 {
            hold(&mut town, theirs[0], &format!("2017-0{month}-05"), &[(1, 50)]);
        }
        assert_eq!(told(&mut town).len(), 1);
    }

    #[test]
    fn without_pictures_it_is_not_assessable() {
        let mut town = town();
        hold(&mut town, 0, "2017-07-05", &[]);
        assert_eq!(town.judge().verdict(Code::REC004), Verdict::NotAssessable(NO_PICTURE.into()));
        town.params().clear::<SamePictureTerms>();
        assert_eq!(town.judge().verdict(Code::REC004), Verdict::NotApplicable);
    }
}
