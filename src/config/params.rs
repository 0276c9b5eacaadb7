//! The parameters of the rules, raw → model. Called once for the base and once for each override with the base merged in.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{NaiveDate, Weekday};

use super::duties;
use super::fault::Fault;
use super::profile::Faulter;
use super::raw::*;
use super::tree::Node;
use crate::model::profile::*;
use crate::model::time::Month;

/// Converts; faults are added to `faults` at the lines of `tree`.
pub fn convert(raw: &RawParams, tree: &Node, faults: &mut Vec<Fault>) -> Params {
    let mut tell = Faulter::new(tree);
    let t = &mut tell;
    let params = Params {
        activity_day: activity_day(&raw.activity_day, t),
        july_first: raw.july_first.as_ref().filter(|r| !r.off).map(|r| clause(&r.clause)),
        report: raw.report.as_ref().filter(|r| !r.off).map(|r| Report { within_days: r.within_days, clause: clause(&r.clause) }),
        plan: raw.plan.as_ref().filter(|r| !r.off).map(|r| plan(r, t)),
        participation: Participation {
            min: t.share(raw.participation.min, &["participation", "min"]),
            clause: clause(&raw.participation.clause),
        },
        due_count: DueCount {
            persons: raw.due_count.persons,
            share: t.share(raw.due_count.share, &["due_count", "share"]),
            clause: clause(&raw.due_count.clause),
        },
        duration: raw.duration.as_ref().filter(|r| !r.off).map(|r| duration(r, t)),
        adjust: raw.adjust.as_ref().filter(|r| !r.off).map(|r| Adjust {
            within_days: r.within_days,
            needs: r.needs,
            clause: clause(&r.clause),
        }),
        items: items(&raw.items, t),
        lecture: raw.lecture.as_ref().filter(|r| !r.off).map(|r| occurrence(r, "lecture", t)),
        org_life: raw.org_life.as_ref().filter(|r| !r.off).map(|r| occurrence(r, "org_life", t)),
        review: raw.review.as_ref().filter(|r| !r.off).map(|r| occurrence(r, "review", t)),
        substitution: raw.substitution.as_ref().filter(|r| !r.off).map(words),
        charter: raw.charter.as_ref().filter(|r| !r.off).map(words),
        records: raw.records.as_ref().filter(|r| !r.off).map(|r| records(r, t)),
        fields: raw.fields.as_ref().filter(|r| !r.off).map(fields),
        member: member(&raw.member, t),
        mobilisation: raw.mobilisation.as_ref().filter(|r| !r.off).and_then(|r| duties::mobilisation(r, t)),
        preview: raw.preview.as_ref().filter(|r| !r.off).map(duties::preview),
        summary: raw.summary.as_ref().filter(|r| !r.off).map(duties::summary),
        secretary_lecture: raw.secretary_lecture.as_ref().filter(|r| !r.off).map(duties::secretary_lecture),
        oath: raw.oath.as_ref().filter(|r| !r.off).map(|r| duties::oath(r, t)),
        themes: raw.themes.as_ref().filter(|r| !r.off).map(|r| duties::themes(r, t)),
        concentrated: raw.concentrated.as_ref().filter(|r| !r.off).map(duties::concentrated),
        modes: duties::modes(&raw.modes, t),
        same_text: raw.same_text.as_ref().filter(|r| !r.off).map(duties::same_text),
        same_picture: raw.same_picture.as_ref().filter(|r| !r.off).map(duties::same_picture),
        volunteer: raw.volunteer.as_ref().filter(|r| !r.off).map(|r| duties::volunteer(r, t)),
        political_birthday: raw.political_birthday.as_ref().filter(|r| !r.off).map(duties::political_birthday),
        cadre: duties::cadre(&raw.cadre, t),
        inspection: raw.inspection.as_ref().filter(|r| !r.off).map(|r| InspectionTerms { clause: clause(&r.clause) }),
    };
    faults.extend(tell.into_faults());
    params
}

/// A month such as `2017-10`, or a fault.
pub fn month(text: &str, path: &[&str], tell: &mut Faulter<'_>) -> Option<Month> {
    let month = text.parse().ok();
    if month.is_none() {
        tell.at(path, format!("“{text}”不是月份，应写作 2017-10"));
    }
    month
}

pub(super) fn clause(text: &str) -> Clause {
    Arc::from(text.trim())
}

pub(super) fn arcs(words: &[String]) -> Vec<Arc<str>> {
    words.iter().map(|w| Arc::from(w.trim())).collect()
}

fn activity_day(raw: &RawActivityDay, tell: &mut Faulter<'_>) -> ActivityDay {
    let path = |key| ["activity_day", key];
    let holiday = raw.on_holiday.unwrap_or_default();
    let fixed = raw.rule != RawDayRule::Any;
    if !fixed && (raw.on_holiday.is_some() || raw.weekend_is_holiday.is_some()) {
        tell.at(&path("on_holiday"), "活动日为任意一天时，不应写遇节假日的处理办法");
    }
    for (key, given, rule) in [
        ("days", !raw.days.is_empty(), RawDayRule::DaysOfMonth),
        ("nth", raw.nth.is_some(), RawDayRule::NthWeekday),
        ("weekday", raw.weekday.is_some(), RawDayRule::NthWeekday),
    ] {
        if given && raw.rule != rule {
            tell.at(&path(key), format!("“activity_day.{key}”与“rule”所选的方式不符，请删去或改“rule”"));
        }
        if !given && raw.rule == rule {
            tell.at(&path("rule"), format!("“rule”所选的方式须写“activity_day.{key}”"));
        }
    }
    let days = match raw.rule {
        RawDayRule::Any => DayRule::Any,
        RawDayRule::Own => DayRule::Own,
        RawDayRule::DaysOfMonth => {
            let days: BTreeSet<u32> = raw.days.iter().copied().collect();
            if days.len() < raw.days.len() {
                tell.at(&path("days"), "固定日期有重复");
            }
            DayRule::DaysOfMonth(days.into_iter().collect())
        }
        RawDayRule::NthWeekday => DayRule::NthWeekday(raw.nth.unwrap_or(1), weekday(raw.weekday.as_deref().unwrap_or_default())),
    };
    ActivityDay { days, holiday, weekend_is_holiday: raw.weekend_is_holiday.unwrap_or(false), clause: clause(&raw.clause) }
}

/// The structure check has let only the names of [`WEEKDAYS`] through.
fn weekday(name: &str) -> Weekday {
    let index = WEEKDAYS.iter().position(|w| *w == name).unwrap_or(0);
    Weekday::try_from(index as u8).unwrap_or(Weekday::Mon)
}

fn plan(raw: &RawPlan, tell: &mut Faulter<'_>) -> Plan {
    let due = raw.due.as_ref().and_then(|text| {
        // any leap year will do for asking whether month and day exist
        let date = super::date(&format!("2016-{}", text.trim()));
        if date.is_none() {
            tell.at(&["plan", "due"], format!("“plan.due”应写作 03-25，现为“{text}”"));
        }
        date.map(|d| (chrono::Datelike::month(&d), chrono::Datelike::day(&d)))
    });
    let mut exceptions: Vec<(Month, NaiveDate)> = Vec::new();
    for (n, exception) in raw.exceptions.iter().enumerate() {
        let n = n.to_string();
        let from = month(&exception.from, &["plan", "exceptions", &n, "from"], tell);
        let due = super::date(&exception.due);
        if due.is_none() {
            let message = format!("“{}”不是日期，应写作 2017-07-31", exception.due);
            tell.at(&["plan", "exceptions", &n, "due"], message);
        }
        exceptions.extend(from.zip(due));
    }
    Plan { min: raw.min, planned_only: raw.planned_only, clause: clause(&raw.clause), words: arcs(&raw.words), due, exceptions }
}

fn duration(raw: &RawDuration, tell: &mut Faulter<'_>) -> Duration {
    let minutes = raw.min_hours * 60.0;
    if minutes < 1.0 || (minutes - minutes.round()).abs() > 1e-6 {
        tell.at(&["duration", "min_hours"], format!("“duration.min_hours”应为正数且折合整分钟，现为 {}", raw.min_hours));
    }
    Duration { min_minutes: minutes.round() as u32, clause: clause(&raw.clause) }
}

fn items(raw: &[RawItem], tell: &mut Faulter<'_>) -> Vec<Item> {
    let mut seen = BTreeSet::new();
    let mut items = Vec::new();
    for (n, item) in raw.iter().enumerate() {
        if !seen.insert(item.name.trim()) {
            tell.at(&["items", &n.to_string(), "name"], format!("规定动作“{}”重复", item.name));
        }
        items.push(Item { name: item.name.trim().into(), every: item.every, words: arcs(&item.words), clause: clause(&item.clause) });
    }
    items
}

fn occurrence(raw: &RawOccurrence, section: &str, tell: &mut Faulter<'_>) -> Occurrence {
    if raw.in_fourth_quarter && !matches!(raw.every, Every::Half | Every::Year) {
        let message = format!("“{section}.in_fourth_quarter”只用于每半年或每年一次的要求");
        tell.at(&[section, "in_fourth_quarter"], message);
    }
    if raw.min > 1 && section != "lecture" {
        tell.at(&[section, "min"], format!("“{section}.min”只能为 1，每个时段多于一次的要求只用于党课"));
    }
    Occurrence {
        every: raw.every,
        min: raw.min,
        in_fourth_quarter: raw.in_fourth_quarter,
        words: arcs(&raw.words),
        clause: clause(&raw.clause),
    }
}

fn words(raw: &RawWords) -> Words {
    Words { words: arcs(&raw.words), clause: clause(&raw.clause) }
}

fn records(raw: &RawRecords, tell: &mut Faulter<'_>) -> RequiredRecords {
    let mut seen = BTreeSet::new();
    for (n, item) in raw.required.iter().enumerate() {
        // a heading that stands for two items could not tell which of them is there
        for heading in std::iter::once(&item.name).chain(&item.headings) {
            if !seen.insert(heading.trim()) {
                tell.at(&["records", "required", &n.to_string()], format!("材料名称或表头“{heading}”重复"));
            }
        }
    }
    let required = raw.required.iter().map(|r| RecordItem { name: r.name.trim().into(), headings: arcs(&r.headings) }).collect();
    RequiredRecords { name: raw.name.as_deref().unwrap_or_default().into(), required, clause: clause(&raw.clause) }
}

fn fields(raw: &RawFields) -> RequiredFields {
    let required = FIELDS.iter().copied().filter(|f| raw.required.iter().any(|name| name == f.name())).collect();
    RequiredFields { required, clause: clause(&raw.clause) }
}

fn member(raw: &RawMember, tell: &mut Faulter<'_>) -> MemberParams {
    let steps = raw.absent_remind.is_some() || raw.absent_unqualified.is_some();
    let text = raw.clause.as_deref().unwrap_or_default().trim();
    if steps && text.is_empty() {
        tell.at(&["member"], "规定了缺席次数，应写明条款“member.clause”");
    }
    if let (Some(remind), Some(unqualified)) = (raw.absent_remind, raw.absent_unqualified)
        && remind >= unqualified
    {
        tell.at(&["member", "absent_unqualified"], format!("提示核实的次数（{unqualified}）应大于谈话提醒的次数（{remind}）"));
    }
    MemberParams {
        absent_remind: raw.absent_remind,
        absent_unqualified: raw.absent_unqualified,
        leave_counts: raw.leave_counts,
        clause: text.into(),
        make_up: raw.make_up.as_ref().filter(|r| !r.off).map(|r| clause(&r.clause)),
    }
}
