//! How much a single file may ask of this machine: the one place of it. Everything here guards against crafted or runaway files. What little files
//! may ask is fixed; what a large one may grows with its own bytes, as far as the machine's memory goes: a plain ledger holds about as much as it
//! weighs, and what asks for a thousand times its weight is no ledger. Each limit that a user may change has a key, is changed by `[limits]` of
//! `dangri.toml` or by `--limit`, and stays then where it was put.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::machine;

/// Upper limits for one file. A file over any of them is an ING001 that names the limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Elements within elements in XML that readers of our own walk through.
    pub xml_depth: usize,
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
    /// Pictures of a file that are compared; further ones are left out.
    pub pictures: usize,
    /// Bytes of a file's pictures that are digested; pictures past them are left out.
    pub picture_bytes: u64,
    /// Cells of one sheet that cannot be read before the sheet is given up.
    pub bad_cells: usize,
    /// Memory of a reading process in bytes (Linux and other systems that keep such a limit).
    pub memory_bytes: u64,
    /// Seconds for reading a file, from when its bytes are there.
    pub seconds: u64,
    /// Bytes that a workspace's cache of what was read may take; 0 keeps none.
    pub cache_bytes: u64,
    /// Read what went out as it is, too: the ledger that a marked copy was made of is not there.
    pub untouched: bool,
    /// Keys that somebody set, a bit for each of [`KEYS`]: those do not grow.
    pub fixed: u32,
}

const MIB: u64 = 1 << 20;
/// Bytes of a file from which its limits grow with it.
const GROWS_FROM: u64 = 2 * MIB;
/// Share of the available memory that the bytes of one file may take: one in so many.
const FILES_SHARE: u64 = 8;
/// Packed bytes that a cell takes at the least: columns of equal marks pack best, to some two bytes a cell.
const BYTES_PER_CELL: u64 = 1;
/// Bytes of text to a packed byte.
const TEXT_PER_BYTE: u64 = 8;
/// Bytes that come out of a packed one: tables of numbers pack some thirty to one.
const INFLATED_PER_BYTE: u64 = 64;
/// Bytes of memory to a byte of the file.
const MEMORY_PER_BYTE: u64 = 12;
/// Bytes that are read in a second, on a slow machine that others share.
const BYTES_PER_SECOND: u64 = MIB / 4;

impl Default for Limits {
    /// 256 MiB a file, 1 GiB inflated, ratio 300 from 64 MiB on, 2 million cells, 32,767 characters a cell, 512 sheets, 512 MiB of memory, 10 s.
    fn default() -> Self {
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
            xml_depth: 1_000,
            cells: 2_000_000,
            cells_seen: 50_000_000,
            string_bytes: 128 << 20,
            cell_chars: 32_767,
            sheets: 512,
            pictures: 5_000,
            picture_bytes: 64 * MIB,
            bad_cells: 1_000,
            memory_bytes: 512 * MIB,
            seconds: 10,
            cache_bytes: 2048 * MIB,
            untouched: false,
            fixed: 0,
        }
    }
}

/// A limit that a user may change.
pub struct Key {
    /// As written in `[limits]` and `--limit`.
    pub name: &'static str,
    /// Least and greatest value, in the key's own unit.
    pub range: (u64, u64),
    /// What it limits, and the unit.
    pub chinese: &'static str,
    get: fn(&Limits) -> u64,
    set: fn(&mut Limits, u64),
}

macro_rules! key {
    ($name:literal, $field:ident $(* $unit:expr)?, $range:expr, $chinese:literal) => {
        Key {
            name: $name,
            range: $range,
            chinese: $chinese,
            get: |limits| limits.$field as u64 $(/ $unit)?,
            set: |limits, value| limits.$field = (value $(* $unit)?) as _,
        }
    };
}

/// The keys, in the order of the documentation. The lower ends leave room for any real ledger, so that a slip of the pen refuses no good file.
pub const KEYS: &[Key] = &[
    key!("file_mb", file_bytes * MIB, (1, 4_096), "单个文件的大小，单位 MiB"),
    key!("archive_mb", archive_bytes * MIB, (1, 65_536), "单个压缩包的大小，单位 MiB"),
    key!("archive_entries", archive_entries, (100, 10_000_000), "单个压缩包内的文件数"),
    key!("nesting", archive_nesting, (1, 4), "压缩包逐层打开的层数"),
    key!("inflated_mb", inflated_bytes * MIB, (16, 65_536), "一个工作簿解压后的大小，单位 MiB"),
    key!("shared_strings_mb", shared_strings_bytes * MIB, (1, 4_096), "一个工作簿共享文字解压后的大小，单位 MiB"),
    key!("ratio", ratio, (20, 100_000), "解压后与解压前大小之比（解压后超过 64 MiB 的才看）"),
    key!("entries", workbook_entries, (100, 1_000_000), "一个工作簿内的部件数"),
    key!("xml_depth", xml_depth, (50, 100_000), "XML 元素嵌套的层数"),
    key!("sheets", sheets, (1, 65_536), "一个工作簿的工作表数"),
    key!("cells", cells, (10_000, 100_000_000), "一个文件的非空单元格数"),
    key!("strings_mb", string_bytes * MIB, (1, 4_096), "一个文件的文字总量，单位 MiB"),
    key!("cell_chars", cell_chars, (1_000, 10_000_000), "一个单元格的字数"),
    key!("pictures_mb", picture_bytes * MIB, (0, 4_096), "一个文件中参与比对的图片总量，单位 MiB（超出的不比对，0 为不比对）"),
    key!("memory_mb", memory_bytes * MIB, (64, 65_536), "读取进程的内存，单位 MiB"),
    key!("seconds", seconds, (1, 3_600), "读取一个文件的时间，单位秒"),
    key!("cache_mb", cache_bytes * MIB, (0, 65_536), "工作目录中缓存的大小，单位 MiB；0 为不缓存"),
];

/// Bytes of a file where nobody says otherwise.
fn limits_of_files() -> u64 {
    Limits::default().file_bytes
}

impl Limits {
    /// Changes one limit by its key. Errors: a Chinese sentence (no such key, out of range).
    pub fn set(&mut self, name: &str, value: u64) -> Result<(), String> {
        let Some((number, key)) = KEYS.iter().enumerate().find(|(_, k)| k.name == name) else {
            let known: Vec<&str> = KEYS.iter().map(|k| k.name).collect();
            return Err(format!("没有读取上限“{name}”，可用的有：{}。", known.join("、")));
        };
        let (least, most) = key.range;
        if !(least..=most).contains(&value) {
            return Err(format!("读取上限 {name} 应在 {least} 至 {most} 之间，现为 {value}。"));
        }
        (key.set)(self, value);
        // how much is kept says nothing of a file
        if name != "cache_mb" {
            self.fixed |= 1 << number;
        }
        if name == "cells" {
            // Blank cells that are merely formatted stand around the filled ones.
            self.cells_seen = self.cells_seen.max(self.cells.saturating_mul(5));
        }
        Ok(())
    }

    /// Changes one limit, written `cells=500000`. Errors: a Chinese sentence.
    pub fn set_written(&mut self, text: &str) -> Result<(), String> {
        let wrong = || format!("--limit {text} 应写作“键=整数”，如 --limit cells=500000。");
        let (name, value) = text.split_once('=').ok_or_else(wrong)?;
        self.set(name.trim(), value.trim().replace('_', "").parse().map_err(|_| wrong())?)
    }

    /// The limits that differ from the defaults, by key.
    pub fn changed(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        let usual = Limits::default();
        KEYS.iter().filter(move |k| (k.get)(self) != (k.get)(&usual)).map(|k| (k.name, (k.get)(self)))
    }

    fn is_set(&self, name: &str) -> bool {
        KEYS.iter().position(|k| k.name == name).is_some_and(|number| self.fixed & (1 << number) != 0)
    }

    /// What a file of so many bytes may ask for: as these limits say, and more where its own weight and the machine's memory bear it.
    pub(super) fn fitting(&self, bytes: u64) -> Limits {
        if bytes < GROWS_FROM {
            return self.clone();
        }
        self.within(bytes, machine::available())
    }

    fn within(&self, bytes: u64, available: u64) -> Limits {
        let mut limits = self.clone();
        let share = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let mut grow = |name: &str, grow: &dyn Fn(&mut Limits)| {
            if !self.is_set(name) {
                grow(&mut limits);
            }
        };
        // who looks for something small has lowered it
        let usual = limits_of_files();
        grow("file_mb", &|l| {
            if l.file_bytes == usual {
                l.file_bytes = usual.max(available / FILES_SHARE);
            }
        });
        grow("cells", &|l| {
            l.cells = l.cells.max(share(bytes / BYTES_PER_CELL));
            l.cells_seen = l.cells_seen.max(l.cells.saturating_mul(5));
        });
        grow("strings_mb", &|l| l.string_bytes = l.string_bytes.max(share(bytes.saturating_mul(TEXT_PER_BYTE))));
        grow("inflated_mb", &|l| l.inflated_bytes = l.inflated_bytes.max(bytes.saturating_mul(INFLATED_PER_BYTE)));
        grow("shared_strings_mb", &|l| l.shared_strings_bytes = l.shared_strings_bytes.max(bytes.saturating_mul(INFLATED_PER_BYTE / 2)));
        grow("memory_mb", &|l| {
            let wanted = l.memory_bytes.saturating_add(bytes.saturating_mul(MEMORY_PER_BYTE));
            l.memory_bytes = wanted.min(available / 4 * 3).max(l.memory_bytes);
        });
        grow("seconds", &|l| l.seconds = l.seconds.saturating_add(bytes / BYTES_PER_SECOND));
        limits
    }

    /// Time for reading a file.
    pub(super) fn time(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_change_limits_within_reason() {
        let mut limits = Limits::default();
        assert_eq!(limits.changed().count(), 0);
        limits.set_written(" cells = 20_000_000").unwrap();
        limits.set("memory_mb", 1024).unwrap();
        assert_eq!((limits.cells, limits.cells_seen, limits.memory_bytes), (20_000_000, 100_000_000, 1 << 30));
        assert_eq!(limits.changed().collect::<Vec<_>>(), [("cells", 20_000_000), ("memory_mb", 1024)]);
        assert!(limits.set("cells", 1).unwrap_err().contains("10000 至"));
        assert!(limits.set("colour", 1).unwrap_err().contains("seconds"));
        assert!(limits.set_written("cells").unwrap_err().contains("键=整数"));
    }

    #[test]
    fn limits_grow_with_the_file_and_within_the_machine() {
        let usual = Limits::default();
        assert_eq!(usual.fitting(MIB), usual);
        let large = usual.within(62 * MIB, 16 << 30);
        assert!(large.cells >= 300_000 * 20 && large.string_bytes > 300 << 20 && large.seconds > 60, "{large:?}");
        assert!(large.memory_bytes > 1 << 30 && large.inflated_bytes > 3 << 30);
        // never more than the machine has, never less than a small file gets
        assert_eq!(usual.within(500 * MIB, 2 << 30).memory_bytes, 3 << 29);
        assert_eq!(usual.within(500 * MIB, 100 * MIB).memory_bytes, usual.memory_bytes);
        // what somebody set stays
        let mut set = Limits::default();
        set.set("cells", 20_000).unwrap();
        set.set("memory_mb", 512).unwrap();
        let large = set.within(62 * MIB, 16 << 30);
        assert_eq!((large.cells, large.memory_bytes), (20_000, 512 * MIB));
        assert!(large.seconds > 60);
    }

    #[test]
    fn defaults_lie_within_their_ranges() {
        let limits = Limits::default();
        for key in KEYS {
            assert!((key.range.0..=key.range.1).contains(&(key.get)(&limits)), "{}", key.name);
        }
    }
}
