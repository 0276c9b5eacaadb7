//! The sections beyond the month's activity, raw → model, and what JSON Schema cannot say of them: real dates and months, steps in order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::params::{arcs, clause, month};
use super::profile::Faulter;
use super::raw_duties::*;
use crate::model::figure::Points;
use crate::model::points::{PointRule, PointScheme};
use crate::model::profile::*;

pub(super) fn mobilisation(raw: &RawMobilisation, tell: &mut Faulter<'_>) -> Option<Mobilisation> {
    let due = super::date(&raw.due);
    if due.is_none() {
        tell.at(&["mobilisation", "due"], format!("“{}”不是日期，应写作 2017-01-20", raw.due));
    }
    Some(Mobilisation { due: due?, words: arcs(&raw.words), clause: clause(&raw.clause) })
}

pub(super) fn preview(raw: &RawPreview) -> Preview {
    Preview { by_day: raw.by_day, clause: clause(&raw.clause) }
}

pub(super) fn summary(raw: &RawSummary) -> Summary {
    Summary { within_days: raw.within_days, words: arcs(&raw.words), clause: clause(&raw.clause) }
}

pub(super) fn secretary_lecture(raw: &RawSecretaryLecture) -> SecretaryLecture {
    SecretaryLecture { min: raw.min, words: arcs(&raw.words), by_secretary: arcs(&raw.by_secretary), clause: clause(&raw.clause) }
}

pub(super) fn oath(raw: &RawOath, tell: &mut Faulter<'_>) -> Oath {
    if !raw.joining_month && !raw.july {
        tell.at(&["oath"], "“joining_month”与“july”至少一项为 true；都不要求的请删去本节");
    }
    Oath { words: arcs(&raw.words), joining_month: raw.joining_month, july: raw.july, clause: clause(&raw.clause) }
}

pub(super) fn themes(raw: &RawThemes, tell: &mut Faulter<'_>) -> Themes {
    let mut guidance = BTreeMap::new();
    for (text, words) in &raw.guidance {
        let path = ["themes", "guidance", text.as_str()];
        if words.is_empty() || words.iter().any(|w| w.trim().is_empty()) {
            tell.at(&path, format!("{text} 的指导性主题应逐条写明用词，不能为空"));
        }
        if let Some(month) = month(text, &path, tell) {
            guidance.insert(month, arcs(words));
        }
    }
    Themes { guidance, any_month: arcs(&raw.any_month), own_by_plan: raw.own_by_plan, clause: clause(&raw.clause) }
}

pub(super) fn concentrated(raw: &RawConcentrated) -> Concentrated {
    Concentrated {
        words: arcs(&raw.words),
        min_jurisdiction: raw.min_per_year,
        min_committee: raw.min_per_committee,
        clause: clause(&raw.clause),
    }
}

pub(super) fn modes(raw: &[RawMode], tell: &mut Faulter<'_>) -> Vec<Mode> {
    unique(raw.iter().map(|m| m.name.trim()), "modes", "活动形式", tell);
    raw.iter().map(|m| Mode { name: m.name.trim().into(), words: arcs(&m.words), clause: clause(&m.clause) }).collect()
}

pub(super) fn same_text(raw: &RawSameText) -> SameText {
    SameText { min_chars: raw.min_chars, clause: clause(&raw.clause) }
}

pub(super) fn same_picture(raw: &RawSamePicture) -> SamePicture {
    SamePicture {
        min_kib: raw.min_kib,
        template_branches: raw.template_branches,
        template_percent: raw.template_percent,
        clause: clause(&raw.clause),
    }
}

pub(super) fn political_birthday(raw: &RawPoliticalBirthday) -> PoliticalBirthday {
    PoliticalBirthday { words: arcs(&raw.words), when: raw.when, clause: clause(&raw.clause) }
}

pub(super) fn volunteer(raw: &RawVolunteer, tell: &mut Faulter<'_>) -> Volunteer {
    let mut seen = BTreeSet::new();
    for (n, duty) in raw.duties.iter().enumerate() {
        if !seen.insert(duty.name.trim()) {
            tell.at(&["volunteer", "duties", &n.to_string()], format!("服务类别“{}”重复", duty.name));
        }
    }
    let duty =
        |d: &RawServiceDuty| ServiceDuty { name: d.name.trim().into(), min: d.min, words: arcs(&d.words), clause: clause(&d.clause) };
    let wanted = |name: &str| raw.required.iter().any(|r| r == name);
    let required = SERVICE_FIELDS.iter().filter(|(name, _)| wanted(name)).map(|(_, field)| *field).collect();
    Volunteer { duties: raw.duties.iter().map(duty).collect(), required, clause: clause(&raw.clause) }
}

pub(super) fn cadre(raw: &[RawCadreDuty], tell: &mut Faulter<'_>) -> Vec<CadreDuty> {
    unique(raw.iter().map(|d| d.name.trim()), "cadre", "领导干部事项", tell);
    let duty = |d: &RawCadreDuty| CadreDuty {
        name: d.name.trim().into(),
        words: arcs(&d.words),
        ranks: arcs(&d.ranks),
        min: d.min,
        unit: d.unit.trim().into(),
        clause: clause(&d.clause),
    };
    raw.iter().map(duty).collect()
}

fn unique<'a>(names: impl Iterator<Item = &'a str>, section: &str, what: &str, tell: &mut Faulter<'_>) {
    let mut seen = BTreeSet::new();
    for (n, name) in names.enumerate() {
        if !seen.insert(name) {
            tell.at(&[section, &n.to_string(), "name"], format!("{what}“{name}”重复"));
        }
    }
}

/// The members' scheme of points.
pub(super) fn points(raw: &RawPoints, tell: &mut Faulter<'_>) -> PointScheme {
    let base = tell.points(raw.base, &["points", "base"]);
    let floor = raw.floor.map(|v| tell.points(v, &["points", "floor"]));
    let ceiling = raw.ceiling.map(|v| tell.points(v, &["points", "ceiling"]));
    if floor.is_some_and(|f| f > base) || ceiling.is_some_and(|c| c < base) {
        tell.at(&["points", "base"], "基础分应在最低分与最高分之间");
    }
    let mut seen = BTreeSet::new();
    let mut rules = Vec::new();
    for (n, event) in raw.events.iter().enumerate() {
        let n = n.to_string();
        let path = |key| ["points", "events", n.as_str(), key];
        if !seen.insert((event.event, event.from)) {
            tell.at(&path("event"), format!("“{}”自第{}次起的计分重复", event.event.name(), event.from));
        }
        rules.push(PointRule {
            event: event.event,
            points: tell.points(event.points, &path("points")),
            from: event.from,
            cap_month: event.cap_month.map(|v| tell.points(v, &path("cap_month"))),
            cap_year: event.cap_year.map(|v| tell.points(v, &path("cap_year"))),
            clause: clause(&event.clause),
        });
    }
    let mut bands: Vec<(Arc<str>, Points)> = Vec::new();
    for (n, band) in raw.bands.iter().enumerate() {
        let path = ["points", "bands", &n.to_string()];
        let min = tell.points(band.min, &path);
        if bands.last().is_some_and(|(_, above)| *above <= min) {
            tell.at(&path, format!("档次“{}”应低于上一档，自高至低排列", band.name));
        }
        bands.push((band.name.trim().into(), min));
    }
    PointScheme { name: raw.name.trim().into(), base, floor, ceiling, rules, bands, notice: raw.notice, clause: clause(&raw.clause) }
}

/// The steps against those in charge.
pub(super) fn escalation(raw: &RawEscalation, tell: &mut Faulter<'_>) -> Escalation {
    let mut steps: Vec<(Arc<str>, u32)> = Vec::new();
    for (n, step) in raw.steps.iter().enumerate() {
        if steps.last().is_some_and(|(_, before)| *before >= step.count) {
            let message = format!("措施“{}”的月数应大于上一措施，自轻至重排列", step.name);
            tell.at(&["escalation", "steps", &n.to_string()], message);
        }
        steps.push((step.name.trim().into(), step.count));
    }
    if steps.last().is_some_and(|(_, count)| *count > raw.window_months) {
        tell.at(&["escalation", "window_months"], "向前看的月数少于最重一级措施所需的月数，该措施永远不会用到");
    }
    Escalation {
        rules: raw.rules.iter().filter_map(|c| c.parse().ok()).collect(),
        window_months: raw.window_months,
        steps,
        clause: clause(&raw.clause),
    }
}
