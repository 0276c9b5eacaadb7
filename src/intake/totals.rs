//! Rows that the file itself makes totals of others: told by the formulas in them and by the totals row of a table, where no word says so.

use super::package::{self, Package};
use super::scan::number;
use super::xml;

/// Functions of SUBTOTAL that add up or average; counts stand in the column of running numbers as often as in a total.
const ADDS: [&str; 4] = ["1", "9", "101", "109"];
/// Those that count: only of a named column, which the table's own totals row has.
const COUNTS: [&str; 4] = ["2", "3", "102", "103"];

/// Does the formula of a cell in this row (from 0) add up what stands in other rows of its sheet, and nothing else?
pub(super) fn adds_up(formula: &str, row: u32) -> bool {
    let formula = formula.trim().trim_start_matches("of:").trim_start_matches('=').trim();
    let Some((name, rest)) = formula.split_once('(') else { return false };
    let Some(inside) = rest.strip_suffix(')').filter(|inside| !inside.contains(['(', ')'])) else { return false };
    let mut parts = inside.split([',', ';']).map(str::trim);
    let name = name.trim();
    let is = |word: &str| name.eq_ignore_ascii_case(word);
    let named_only = if is("SUBTOTAL") || is("AGGREGATE") {
        match parts.next() {
            Some(function) if ADDS.contains(&function) => false,
            Some(function) if is("SUBTOTAL") && COUNTS.contains(&function) => true,
            _ => return false,
        }
    } else if is("SUM") {
        false
    } else {
        return false;
    };
    let mut parts = parts.skip(usize::from(is("AGGREGATE"))).peekable();
    parts.peek().is_some() && parts.all(|part| others(part, row, named_only))
}

/// `C3:C20`, `$C$3:$C$20`, `[.C3:.C20]`, `表1[应到人数]`: cells of one column in other rows.
fn others(part: &str, row: u32, named_only: bool) -> bool {
    let bare = part.strip_prefix('[').and_then(|p| p.strip_suffix(']')).filter(|p| p.starts_with('.')).unwrap_or(part);
    if bare.ends_with(']') {
        // a named column of the table; [@…] and [#This Row] are of the row itself
        return !bare.contains(['@', '#']);
    }
    let Some((from, to)) = bare.split_once(':') else { return false };
    let (Some((from_col, from)), Some((to_col, to))) = (cell(from), cell(to)) else { return false };
    !named_only && from_col.eq_ignore_ascii_case(&to_col) && from < to && !(from..=to).contains(&(row + 1))
}

/// Column letters and row (from 1) of `$C$3` or `.C3`; nothing of another sheet.
fn cell(text: &str) -> Option<(String, u32)> {
    let plain: String = text.trim().trim_start_matches('.').chars().filter(|c| *c != '$').collect();
    let digits = plain.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = plain.split_at(digits);
    let sound = (1..=3).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_alphabetic());
    Some((letters.to_owned(), number(digits.as_bytes())?)).filter(|_| sound)
}

/// The totals rows (from 0) of the tables that lie on the sheet of this part.
pub(super) fn of_tables(zip: &mut Package<'_>, sheet_part: usize) -> Vec<u32> {
    let name = zip.by_index_data(sheet_part).map(|e| package::normalised(e.name_raw())).unwrap_or_default();
    let mut rows = Vec::new();
    for table in package::related(zip, &name).into_iter().filter(|r| r.kind.ends_with("/table")) {
        let Some(part) = package::small_part(zip, &table.target) else { continue };
        package::each_start(&part, |e| {
            if e.local_name().as_ref() != "table" {
                return;
            }
            let count: u32 = xml::number(e, "totalsRowCount").unwrap_or(0);
            let last = xml::attribute(e, "ref").and_then(|range| cell(range.split_once(':')?.1)).map_or(0, |(_, row)| row);
            rows.extend((last.saturating_sub(count.min(1))..last).filter(|_| count > 0));
        });
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_that_add_up_other_rows() {
        for formula in [
            "SUBTOTAL(109,D4:D5)",
            "SUBTOTAL(9,$D$4:$D$5)",
            "SUBTOTAL(109,表1[应到人数])",
            "subtotal(103,[党支部名称])",
            "SUM(D4:D5)",
            "SUM(D2:D3,D4:D5)",
            "of:=SUBTOTAL(9;[.D4:.D5])",
            "AGGREGATE(9,5,D2:D5)",
            "SUM(D8:D20)",
        ] {
            assert!(adds_up(formula, 5), "{formula}");
        }
        for formula in [
            // running numbers of a filtered list
            "SUBTOTAL(103,$B$4:B6)",
            "SUBTOTAL(3,B$2:B5)",
            "SUBTOTAL(9,C4:C6)",
            // along the row, of other sheets, of single cells, within something else
            "SUM(D6:F6)",
            "SUM(D4:F5)",
            "SUM(考勤!D4:D5)",
            "SUM(D4,D5)",
            "G6-L6",
            "IF(A6=\"\",\"\",SUM(D4:D5))",
            "SUM(D4:D5)/2",
            "SUBTOTAL(109,表1[@应到人数])",
            "COUNT(D4:D5)",
        ] {
            assert!(!adds_up(formula, 5), "{formula}");
        }
    }
}
