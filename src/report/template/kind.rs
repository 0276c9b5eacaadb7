//! What blank ledgers there are, and for whom one is made.

use crate::model::profile::Profile;

/// A kind of blank ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Kind {
    Activity,
    Form,
    Attendance,
    Plan,
    Adjustment,
    Inspection,
    Waiver,
}

impl Kind {
    /// All, in the order in which they are listed for people.
    pub const ALL: &'static [Kind] =
        &[Kind::Activity, Kind::Form, Kind::Attendance, Kind::Plan, Kind::Adjustment, Kind::Inspection, Kind::Waiver];

    /// The word of the command line.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Activity => "activity",
            Kind::Form => "form",
            Kind::Attendance => "attendance",
            Kind::Plan => "plan",
            Kind::Adjustment => "adjustment",
            Kind::Inspection => "inspection",
            Kind::Waiver => "waiver",
        }
    }

    /// The kind of that name.
    ///
    /// # Errors
    /// There is none; in words for the user.
    pub fn named(text: &str) -> Result<Self, String> {
        let known = || Kind::ALL.iter().map(|k| format!("{}（{}）", k.key(), k.short())).collect::<Vec<_>>().join("、");
        Kind::ALL
            .iter()
            .copied()
            .find(|k| k.key() == text.trim())
            .ok_or_else(|| format!("没有“{text}”这种空白台账，可用的有：{}。", known()))
    }

    /// The layout that reads it.
    pub fn layout(self) -> &'static str {
        match self {
            Kind::Activity => "activity_ledger",
            Kind::Form => "activity_form",
            Kind::Attendance => "attendance_matrix",
            Kind::Plan => "annual_plan",
            Kind::Adjustment => "adjustment",
            Kind::Inspection => "inspection",
            Kind::Waiver => "waiver",
        }
    }

    /// What it is called, whatever the jurisdiction.
    pub fn short(self) -> &'static str {
        match self {
            Kind::Activity => "活动台账",
            Kind::Form => "活动记录表",
            Kind::Attendance => "考勤表",
            Kind::Plan => "活动计划表",
            Kind::Adjustment => "活动日调整备案表",
            Kind::Inspection => "督查记录",
            Kind::Waiver => "情况说明",
        }
    }

    /// What the jurisdiction calls it.
    pub fn title(self, profile: &Profile) -> String {
        match self {
            Kind::Activity => format!("{}台账", system(profile)),
            Kind::Form | Kind::Attendance | Kind::Plan => format!("{}{}", system(profile), self.short()),
            _ => self.short().to_string(),
        }
    }
}

/// What the jurisdiction calls its day, without the slogan behind it (主题党日+, 主题党日 三固定): fit for titles.
pub fn system(profile: &Profile) -> &str {
    profile.system.split([' ', '\u{3000}', '+', '＋']).next().filter(|s| !s.is_empty()).unwrap_or(&profile.system)
}

/// One ledger for each …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Per {
    Committee,
    Branch,
}

impl Per {
    /// The choice of that name.
    ///
    /// # Errors
    /// There is none; in words for the user.
    pub fn named(text: &str) -> Result<Self, String> {
        match text.trim() {
            "committee" => Ok(Per::Committee),
            "branch" => Ok(Per::Branch),
            _ => Err(format!("--per {text} 无法识别，应为 committee（每个党委一份）或 branch（每个党支部一份）。")),
        }
    }
}
