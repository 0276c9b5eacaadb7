//! How the program knows again what it wrote: the list that a finished result holds, and the property that each of its workbooks carries. What is
//! known is never read as a ledger; what goes out to be filled in comes back as one once somebody has written in it.

/// The list of a result, at the top of its folder, written last: a folder without it is no result.
pub const MANIFEST: &str = "结果清单.json";
/// `program` in that list, and the maker in the properties of workbooks.
pub const PROGRAM: &str = "dangri";
/// Custom document property of every workbook of ours: says what it is.
pub const PROPERTY: &str = "dangri";

/// What a workbook of ours is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnKind {
    /// To be read alone: 汇总报告, 抽查名单, 通知, lists of what goes back. Never a ledger.
    Report,
    /// To be filled in: blank ledgers, inspection forms, reply forms, name tables. A ledger once it is no longer as it went out.
    Form,
    /// A handed-in ledger with its faulty cells marked. A ledger once it is no longer as it went out.
    MarkedCopy,
}

impl OwnKind {
    /// All of them.
    pub const ALL: [OwnKind; 3] = [OwnKind::Report, OwnKind::Form, OwnKind::MarkedCopy];

    /// The word in the property.
    pub fn word(self) -> &'static str {
        match self {
            OwnKind::Report => "report",
            OwnKind::Form => "form",
            OwnKind::MarkedCopy => "marked-copy",
        }
    }
}
