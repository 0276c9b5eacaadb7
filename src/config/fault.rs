//! What is wrong with a schema file: told with file, line and what is allowed, all faults of all files at once.

use std::fmt;
use std::ops::Range;

/// One fault of one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// File as the user knows it (`schemas/jurisdictions/chizhou.toml`, or the path given).
    pub file: String,
    /// Line from 1; 0 when it concerns the whole file.
    pub line: usize,
    /// In Chinese: what is wrong, what is allowed.
    pub message: String,
}

impl Fault {
    /// A fault at a byte span of `text`.
    pub fn at(file: &str, text: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        let end = span.start.min(text.len());
        let line = memchr::memchr_iter(b'\n', &text.as_bytes()[..end]).count() + 1;
        Fault { file: file.to_string(), line, message: message.into() }
    }

    /// A fault of the whole file.
    pub fn whole(file: &str, message: impl Into<String>) -> Self {
        Fault { file: file.to_string(), line: 0, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}：{}", self.file, self.message),
            line => write!(f, "{} 第 {line} 行：{}", self.file, self.message),
        }
    }
}

/// All faults of a set of schemas, in order of file and line. Never empty when returned as an error.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// From faults in any order; the same fault seen twice (once in the base, once in an override) is told once.
    pub fn of(mut faults: Vec<Fault>) -> Self {
        faults.sort();
        faults.dedup();
        Faults(faults)
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "规则文件有 {} 处错误：", self.0.len())?;
        for fault in &self.0 {
            writeln!(f, "  {fault}")?;
        }
        Ok(())
    }
}
