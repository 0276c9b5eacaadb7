//! 民主评议党员参考名册: a page for each branch with every member's attendance and service of the year, for the meeting that reviews them. A status is a
//! matter to verify; the review itself is left blank.

use super::about::{About, named};
use crate::model::assessment::{MemberFigures, MemberStatus};
use crate::model::figure::Points;
use crate::model::profile::MemberParams;
use crate::report::docx::{Cell, Col, Document, Grid, Kind, Lie};

/// The paper.
pub fn paper(about: &About<'_>, committee: &str, volume: usize) -> Option<Document> {
    let (outcome, corpus) = (about.outcome, &about.outcome.corpus);
    let mut doc = Document::new(&format!("{}民主评议党员参考名册", named(committee)), corpus.as_of, Lie::Side);
    let mut any = false;
    for branch in about.volume(committee, volume) {
        let members: Vec<&MemberFigures> = corpus.members_of(branch.branch).filter_map(|at| outcome.members.get(at)).collect();
        if members.is_empty() {
            continue;
        }
        any = true;
        let known = corpus.branch(branch.branch);
        doc.page();
        about.head(&mut doc, &format!("{}民主评议党员参考名册", known.name));
        doc.say(
            Kind::Subtitle,
            &format!(
                "{}　{}年1月至{}月　党员{}名",
                named(&known.committee),
                corpus.period.last().year(),
                corpus.period.last().month(),
                members.len()
            ),
        );
        if let Some(returned) = about.returned(Some(committee)) {
            doc.say(Kind::Note, &returned);
        }
        doc.grid(&grid(about, &members));
        let params = outcome.profile.params(known.kind).the::<MemberParams>();
        doc.say(Kind::Note, &note(about, &params));
    }
    any.then_some(doc)
}

/// Are members' points kept?
fn with_points(about: &About<'_>) -> bool {
    about.outcome.profile.points.is_some()
}

fn grid(about: &About<'_>, members: &[&MemberFigures]) -> Grid {
    let mut cols = vec![
        Col::center("序号", 5),
        Col::left("姓名", 11),
        Col::right("到会", 6),
        Col::right("迟到", 6),
        Col::right("早退", 6),
        Col::right("缺席", 6),
        Col::right("请假", 6),
        Col::right("其中公假", 6),
        Col::right("补课", 6),
        Col::right("免考勤", 6),
        Col::right("不清", 6),
        Col::right("服务次数", 6),
        Col::right("服务小时", 7),
    ];
    let points = with_points(about);
    if points {
        cols.push(Col::right("积分", 7));
    }
    cols.extend([Col::center("考勤情况", 10), Col::left("评议意见", 16)]);
    let row = |(at, m): (usize, &&MemberFigures)| {
        let mut row = vec![
            Cell::of(at + 1),
            Cell::text(&*about.outcome.corpus.members[m.member].name),
            Cell::some(m.present),
            Cell::some(m.late),
            Cell::some(m.left_early),
            Cell::some(m.absent),
            Cell::some(m.leave),
            Cell::some(m.official_leave),
            Cell::some(m.caught_up),
            Cell::some(m.exempt),
            Cell::some(m.unclear),
            Cell::some(m.services),
            Cell::of(hours(m.service_minutes)),
        ];
        if points {
            row.push(Cell::or_dash(m.points.as_ref().map(|account| account.total)));
        }
        row.push(Cell::of(if m.status == MemberStatus::Ordinary { "" } else { m.status.as_str() }));
        row.push(Cell::of(""));
        row
    };
    Grid::new(cols, members.iter().enumerate().map(row).collect()).tight()
}

/// Hours, floored to hundredths; blank for none.
fn hours(minutes: u32) -> String {
    if minutes == 0 { String::new() } else { Points::from_hundredths(i64::from(minutes) * 100 / 60).to_string() }
}

/// By what the status goes.
fn note(about: &About<'_>, params: &MemberParams) -> String {
    let steps: Vec<String> = [(params.absent_remind, MemberStatus::Talk), (params.absent_unqualified, MemberStatus::Verify)]
        .into_iter()
        .filter_map(|(at, status)| Some(format!("缺席满{}次为“{}”", at?, status.as_str())))
        .collect();
    let steps = match steps.is_empty() {
        true => String::new(),
        false => format!("{}（{}），依据{}。", steps.join("，"), params.leave_words(), about.outcome.profile.basis(&params.clause)),
    };
    format!(
        "数字为月次，空白为0；“不清”为标记互相矛盾或无法辨认的月次，不计入其他各栏。{steps}本册只供民主评议时参考，不作为对党员的评价结论。"
    )
}
