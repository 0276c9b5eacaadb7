//! How much a single file may ask of this machine. Everything here guards against crafted or runaway files; real ledgers stay far below.

/// Upper limits for one file. A file over any of them is an ING001 that names the limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a file (or archive member) as it lies on disk.
    pub file_bytes: u64,
    /// Bytes of an archive in the workspace. An archive inside a zipped workspace is held in memory, and stays under `file_bytes`.
    pub archive_bytes: u64,
    /// Sum of the declared inflated sizes of a workbook's parts.
    pub inflated_bytes: u64,
    /// Inflated size of the shared-string part alone, because it is held in memory whole.
    pub shared_strings_bytes: u64,
    /// Inflated : compressed, once more than `ratio_from` bytes come out.
    pub ratio: u64,
    /// Inflated bytes below which the ratio is of no interest.
    pub ratio_from: u64,
    /// Entries in the zip of one workbook.
    pub workbook_entries: usize,
    /// Entries in an archive of ledgers.
    pub archive_entries: usize,
    /// Levels of archives inside the workspace.
    pub archive_nesting: u32,
    /// Non-blank cells of a file.
    pub cells: usize,
    /// Cells looked at, blank ones included.
    pub cells_seen: usize,
    /// Bytes of distinct texts of a file.
    pub string_bytes: usize,
    /// Characters of one cell; the office programs themselves hold no more.
    pub cell_chars: usize,
    /// Sheets of a workbook.
    pub sheets: usize,
    /// Cells of one sheet that cannot be read before the sheet is given up.
    pub bad_cells: usize,
}

impl Default for Limits {
    /// 256 MiB a file, 1 GiB inflated, ratio 300 from 64 MiB on, 10 million cells, 32,767 characters a cell, 512 sheets.
    fn default() -> Self {
        const MIB: u64 = 1 << 20;
        Limits {
            file_bytes: 256 * MIB,
            archive_bytes: 4096 * MIB,
            inflated_bytes: 1024 * MIB,
            shared_strings_bytes: 256 * MIB,
            ratio: 300,
            ratio_from: 64 * MIB,
            workbook_entries: 10_000,
            archive_entries: 200_000,
            archive_nesting: 1,
            cells: 10_000_000,
            cells_seen: 50_000_000,
            string_bytes: 256 << 20,
            cell_chars: 32_767,
            sheets: 512,
            bad_cells: 1_000,
        }
    }
}
