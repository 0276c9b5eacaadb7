//! A sheet of which no table was read: why, whose rows may be in it, and what is hidden.

use std::sync::Arc;

use super::coerce::months;
use super::grid::Grid;
use super::issues::Sink;
use super::lead::Lead;
use super::reader::{Reader, stem};
use super::table::Hints;
use super::unknown::{first_words, is_our_list, is_prose, said};
use super::{explain, near, sheet};
use crate::model::book::RawSheet;
use crate::model::record::{Around, OrgHint, RecordKind};
use crate::model::time::Month;
use crate::model::understood::{ListIs, Taught, TaughtUse};

/// Lines of an unrecognised sheet that may say whose it is.
const FIRST_LINES: usize = 3;

impl Reader<'_> {
    /// Notes on what is hidden, and ING002.
    pub(super) fn close(&mut self, grid: &Grid<'_>, sheet: &RawSheet, recognised: bool, is: Option<ListIs>, sink: &mut Sink) -> bool {
        let mut known = true;
        if !recognised && sheet.hidden {
            sink.note(None, "隐藏的工作表，内容不属于任何已知台账，未计入。".to_string());
            return true;
        }
        if !recognised && is_our_list(grid, &sheet.name) {
            sink.note(None, "本程序生成的抽查名单，不是台账，未计入。".to_string());
            return true;
        }
        if !recognised && is_prose(grid, &sheet.name) {
            sink.note(None, "工作表只有说明文字，未计入。".to_string());
            return true;
        }
        if !recognised {
            let (at, headings) = first_words(grid);
            let about = |ix: usize| sheet::around(grid, ix, &sheet.name, stem(self.path));
            let near = near::nearest(grid, self.index, &about);
            // a list of other things holds nobody's activities
            let ledger = near.as_ref().is_some_and(|n| n.record == RecordKind::Activity);
            let (who, month) = if ledger { self.whose(grid, sheet) } else { (None, None) };
            // a sheet that is nearly a ledger is no list of names
            let a_list = near.as_ref().is_none_or(|n| matches!(n.record, RecordKind::BranchRoster | RecordKind::MemberRoster));
            if self.explains
                && let Some(near::Near { gap: near::Gap::Lacks(lacks), layout, header, .. }) = &near
            {
                let above = self.whose(grid, sheet).0.unwrap_or_default();
                let hints = Hints { title: months::hint(&above.around.title), sheet: months::hint(&sheet.name), ..self.names };
                let words = &self.index.layouts[*layout];
                self.out.understood.tables.push(explain::lacking(grid, words, header, lacks, above, &hints));
            }
            let aside = near.as_ref().is_some_and(|n| matches!(n.gap, near::Gap::MonthsAside));
            sink.unrecognised(at, &headings, near, who, month.filter(|_| !aside), &said(grid));
            known = self.decided(sheet, is, sink);
            if self.explains && a_list {
                let why = sink.issues.last().map(|issue| issue.say.what()).unwrap_or_default();
                self.out.understood.lists.extend(explain::list(grid, self.index, &sheet.name, &why));
            }
        }
        if sheet.hidden {
            sink.note(None, "隐藏的工作表，已照常读取。".to_string());
        }
        if !sheet.hidden_rows.is_empty() {
            sink.note(None, format!("有 {} 个隐藏行，已照常读取。", sheet.hidden_rows.len()));
        }
        if !sheet.hidden_cols.is_empty() {
            sink.note(None, format!("有 {} 个隐藏列，已照常读取。", sheet.hidden_cols.len()));
        }
        known
    }

    /// What the clerk said of a list that no layout takes. True: that it is no roster, and so nothing is left to tell.
    fn decided(&mut self, sheet: &RawSheet, is: Option<ListIs>, sink: &mut Sink) -> bool {
        let Some(is) = is else { return false };
        // it may be a ledger all the same, and no roster
        let open = sink.issues.last().is_some_and(|issue| issue.taints);
        let what = if is == ListIs::Neither { Taught::List(is) } else { Taught::NoList(is) };
        self.out.taught.push(TaughtUse { file: self.path.clone(), sheet: sheet.name.clone(), what });
        if is != ListIs::Neither || open {
            return false;
        }
        sink.issues.pop();
        sink.note(None, "按名称核对表中的确认，该工作表不是花名册，未采用。".to_string());
        true
    }

    /// Whose rows an unrecognised sheet may hold and of which month, as the lines above its table, its own and the file's name say.
    fn whose(&self, grid: &Grid<'_>, sheet: &RawSheet) -> (Option<OrgHint>, Option<Month>) {
        let mut lead = Lead::default();
        for ix in 0..grid.len().min(FIRST_LINES) {
            let cells: Vec<_> = grid.line(ix).distinct(0, u32::MAX).take(3).collect();
            // a row of many cells is no title
            if cells.len() > 2 {
                break;
            }
            lead.line(&cells);
        }
        let hints = Hints { title: lead.hint(), sheet: months::hint(&sheet.name), ..self.names };
        let month = hints.month().and_then(|month| hints.years().month(month));
        let title = Arc::from(lead.title());
        let (committee, unit) = (lead.committee, lead.unit);
        let who = OrgHint {
            branch: None,
            committee,
            around: Arc::new(Around { unit, title, sheet: sheet.name.clone(), file: self.path.clone(), by_sheet: true }),
        };
        (Some(who), month)
    }
}
