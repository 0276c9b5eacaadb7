//! By which numbers a unit was judged, from its `parameters` table.

use crate::frame::Rows;
use crate::model::figure::{Points, Share};
use crate::model::org::BranchType;
use crate::model::profile::OFFICE_SET;

/// The parameters of one unit.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    lines: Vec<Line>,
}

#[derive(Clone, Debug)]
struct Line {
    types: Vec<BranchType>,
    path: String,
    value: String,
    clause: String,
}

impl Terms {
    /// Of a unit. Where a result has no such table there are none.
    pub fn of(rows: Option<&Rows>, unit: &str) -> Self {
        let mut lines = Vec::new();
        for row in rows.map_or(0..0, |rows| 0..rows.len()) {
            let Some(rows) = rows.filter(|rows| rows.text(row, "unit") == unit) else { continue };
            let types = rows.text(row, "types").split(';').filter(|word| !word.is_empty()).map(BranchType::from_words).collect();
            let text = |column: &str| rows.text(row, column).to_string();
            lines.push(Line { types, path: text("parameter"), value: text("value"), clause: text("clause") });
        }
        Terms { lines }
    }

    /// What is set for the type, else for all.
    fn line(&self, path: &str, kind: BranchType) -> Option<&Line> {
        let apart = self.lines.iter().find(|line| line.path == path && !line.types.is_empty() && kind.is_in(&line.types));
        apart.or_else(|| self.lines.iter().find(|line| line.path == path && line.types.is_empty()))
    }

    /// A value as it was written.
    pub fn value(&self, path: &str, kind: BranchType) -> Option<&str> {
        self.line(path, kind).map(|line| line.value.as_str())
    }

    /// A share.
    pub fn share(&self, path: &str, kind: BranchType) -> Option<Share> {
        Share::from_f64(self.value(path, kind)?.parse().ok()?)
    }

    /// Points.
    pub fn points(&self, path: &str) -> Option<Points> {
        Points::from_f64(self.value(path, BranchType::Other)?.parse().ok()?)
    }

    /// Document and clause that a parameter stands on; empty where the result does not tell.
    pub fn basis(&self, path: &str, kind: BranchType) -> String {
        let clause = self.line(path, kind).map_or("", |line| line.clause.as_str());
        if clause.is_empty() || clause.starts_with(OFFICE_SET) {
            return clause.to_string();
        }
        let head = |path: &str| self.value(path, BranchType::Other).unwrap_or_default();
        let number = Some(head("document_number")).filter(|number| !number.is_empty()).map_or_else(String::new, |n| format!("（{n}）"));
        format!("《{}》{number}{clause}", head("document"))
    }

    /// Grades from the best down, with their least points.
    pub fn grades(&self) -> Vec<(String, Points)> {
        let of = |line: &Line| {
            let name = line.path.strip_prefix("score.grades.")?.strip_suffix(".min")?;
            Some((name.to_string(), Points::from_f64(line.value.parse().ok()?)?))
        };
        let mut grades: Vec<(String, Points)> = self.lines.iter().filter_map(of).collect();
        grades.sort_by_key(|(_, min)| std::cmp::Reverse(*min));
        grades
    }
}
