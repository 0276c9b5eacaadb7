//! What an inspector looks at, as the jurisdiction's profile names it: each point with its clause.

use crate::model::profile::{DayRule, Every, Params, Profile};
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
    if let Some(records) = &params.records {
        let name = if records.name.is_empty() { "必备材料" } else { &records.name };
        for item in &records.required {
            let more = item.headings.first().filter(|h| !h.contains(&*item.name) || h.len() > item.name.len());
            say(format!("{name}：有{}", more.unwrap_or(&item.name).trim_start_matches('有')), &records.clause);
        }
    }
    let day = &params.activity_day;
    match &day.days {
        DayRule::Any => {}
        DayRule::Own => say(format!("自行固定{}并按期开展，改期有备案", system(profile)), &day.clause),
        _ => say(format!("在规定的{}开展，改期有备案或批准手续", system(profile)), &day.clause),
    }
    for item in &params.items {
        say(format!("{}开展“{}”，有记录可查", every(item.every), item.name), &item.clause);
    }
    let rites = [("党课", &params.lecture), ("组织生活会", &params.org_life), ("民主评议党员", &params.review)];
    for (name, rite) in rites.iter().filter_map(|(n, o)| o.as_ref().map(|o| (n, o))) {
        let times = if rite.min > 1 { format!("不少于 {} 次", rite.min) } else { String::new() };
        say(format!("{}{name}{times}，有记录可查", every(rite.every)), &rite.clause);
    }
    if params.participation.min.parts() > 0 {
        say(format!("签到与所报人数一致，参与率不低于 {}", params.participation.min), &params.participation.clause);
    }
    if let Some(duration) = &params.duration {
        say(format!("每次活动时长不少于 {} 分钟", duration.min_minutes), &duration.clause);
    }
    if let Some(fields) = &params.fields {
        let names: Vec<&str> = fields.required.iter().map(|f| f.name()).collect();
        say(format!("活动记录写明{}", names.join("、")), &fields.clause);
    }
    if let Some(clause) = &params.member.make_up {
        say("缺席党员已补课，有补课记录".to_string(), clause);
    }
    if let Some(preview) = &params.preview {
        say(format!("每月 {} 日前预告当月活动内容", preview.by_day), &preview.clause);
    }
    if let Some(plan) = &params.plan {
        say("年度活动计划已制定并报备，按计划开展".to_string(), &plan.clause);
    }
    if let Some(report) = &params.report {
        say(format!("活动后 {} 日内报送，留存材料与所报一致", report.within_days), &report.clause);
    }
    say("台账所报时间、地点、人数、内容与原始记录一致".to_string(), "");
    say("以往督查发现的问题已整改到位".to_string(), params.inspection.as_ref().map_or("", |i| &i.clause));
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
