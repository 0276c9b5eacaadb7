//! What an inspector looks at, as the jurisdiction's profile names it: each point with its clause.

use crate::model::profile::*;
use crate::report::template::system;

/// A point to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// What should be so.
    pub text: String,
    /// Clause, or who set it; may be empty.
    pub clause: String,
}

/// The points for a branch with these parameters.
pub fn points(profile: &Profile, params: &Params) -> Vec<Point> {
    let mut all: Vec<Point> = Vec::new();
    let mut say = |text: String, clause: &str| all.push(Point { text, clause: clause.to_string() });
    if let Some(records) = params.get::<RequiredRecords>() {
        let name = if records.name.is_empty() { "必备材料" } else { &records.name };
        for item in &records.required {
            let more = item.headings.first().filter(|h| !h.contains(&*item.name) || h.len() > item.name.len());
            say(format!("{name}：有{}", more.unwrap_or(&item.name).trim_start_matches('有')), &records.clause);
        }
    }
    if let Some(records) = params.get::<RequiredRecords>() {
        let clause = if records.points_clause.is_empty() { &records.clause } else { &records.points_clause };
        records.points.iter().for_each(|point| say(point.to_string(), clause));
    }
    let day = params.the::<ActivityDay>();
    match day.rule {
        DayRule::Any => {}
        DayRule::Own => say(format!("自行固定{}并按期开展，改期有备案", system(profile)), &day.clause),
        _ => say(format!("在规定的{}开展，改期有备案或批准手续", system(profile)), &day.clause),
    }
    for item in params.list::<Item>() {
        say(format!("{}开展“{}”，有记录可查", every(item.every), item.name), &item.clause);
    }
    let lecture = params.get::<LectureTerms>().map(|asked| ("党课", &asked.0));
    let org_life = params.get::<OrgLifeTerms>().map(|asked| ("组织生活会", &asked.0));
    let review = params.get::<ReviewTerms>().map(|asked| ("民主评议党员", &asked.0));
    for (name, rite) in [lecture, org_life, review].into_iter().flatten() {
        let times = if rite.min > 1 { format!("不少于 {} 次", rite.min) } else { String::new() };
        say(format!("{}{name}{times}，有记录可查", every(rite.every)), &rite.clause);
    }
    let floor = params.the::<Participation>();
    if floor.min.parts() > 0 {
        say(format!("签到与所报人数一致，参与率不低于 {}", floor.min), &floor.clause);
    }
    if let Some(duration) = params.get::<Duration>() {
        say(format!("每次活动时长不少于 {} 分钟", duration.min.0), &duration.clause);
    }
    if let Some(fields) = params.get::<RequiredFields>() {
        let names: Vec<&str> = fields.required.iter().map(|f| f.name()).collect();
        say(format!("活动记录写明{}", names.join("、")), &fields.clause);
    }
    if let Some(make_up) = &params.the::<MemberParams>().make_up {
        say("缺席党员已补课，有补课记录".to_string(), &make_up.clause);
    }
    if let Some(preview) = params.get::<Preview>() {
        say(format!("每月 {} 日前预告当月活动内容", preview.by_day), &preview.clause);
    }
    if let Some(plan) = params.get::<Plan>() {
        say("年度活动计划已制定并报备，按计划开展".to_string(), &plan.clause);
    }
    if let Some(report) = params.get::<Report>() {
        say(format!("活动后 {} 日内报送，留存材料与所报一致", report.within_days), &report.clause);
    }
    say("台账所报时间、地点、人数、内容与原始记录一致".to_string(), "");
    say("以往督查发现的问题已整改到位".to_string(), params.get::<InspectionTerms>().map_or("", |i| &i.clause));
    all
}

fn every(every: Every) -> &'static str {
    match every {
        Every::Month => "每月",
        Every::Quarter => "每季度",
        Every::Half => "每半年",
        Every::Year => "每年",
    }
}
