//! What stops a run: the set-up is wrong (exit 2) or input or output failed (exit 3). Ledgers never do: an unreadable ledger is a finding.

use std::path::{Path, PathBuf};

use crate::config::fault::Faults;
use crate::intake::IntakeError;
use crate::model::io_words::io_words;
use crate::report::ReportError;

/// Why no result was written. Every text says what is wrong and what to do.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The workspace does not exist.
    #[error("找不到工作目录“{}”。请核对路径；工作目录应是存放台账的文件夹或其 zip 压缩包。", .0.display())]
    NoWorkspace(PathBuf),
    /// The workspace holds nothing to read.
    #[error("“{}”中没有可读取的台账（跳过 {skipped} 个文件）。请把本期的 Excel、WPS 或 CSV 台账放入后重试。", path.display())]
    EmptyWorkspace {
        /// The workspace.
        path: PathBuf,
        /// Files that were skipped.
        skipped: usize,
    },
    /// No jurisdiction was named.
    #[error("未指定地区。请加 -j 地区代码，或在工作目录的 dangri.toml 中写 jurisdiction = \"…\"。内置地区：{0}。")]
    NoJurisdiction(String),
    /// The jurisdiction is unknown.
    #[error("没有地区“{name}”。内置地区：{known}。自编的制度文件请放在 --schemas 目录的 jurisdictions 文件夹中。")]
    UnknownJurisdiction {
        /// As typed.
        name: String,
        /// What there is.
        known: String,
    },
    /// An option's value is unusable.
    #[error("{0}")]
    BadOption(String),
    /// Schemas or dangri.toml are faulty.
    #[error("{0}")]
    Schemas(#[from] Faults),
    /// The output folder holds something else.
    #[error("结果目录“{}”已存在，且不是以前的结果，为避免覆盖已停止，其中的内容未作任何改动。请换一个 -o 目录，或先移走其中的文件。", .0.display())]
    ForeignOutput(PathBuf),
    /// The output folder lies in the workspace's way.
    #[error("结果目录“{}”不能就是工作目录，也不能包含工作目录。请换一个 -o 目录。", .0.display())]
    OutputOverWorkspace(PathBuf),
    /// Another run writes the result.
    #[error("结果目录“{}”正由另一次运行写入{}，本次未运行。请等它结束后重试，或换一个 -o 目录。", target.display(), process_words(*process))]
    Busy {
        /// The result.
        target: PathBuf,
        /// Number of that process, where it can be told.
        process: Option<u32>,
    },
    /// What goes by the name of a lock is none.
    #[error("“{}”与本程序写结果时所用的标记文件同名，但不是本程序的文件，为避免覆盖已停止。请移走该文件，或换一个 -o 目录。", .0.display())]
    ForeignLock(PathBuf),
    /// A stopped run left something that can be neither removed nor moved.
    #[error("上次运行中断后留下的“{}”无法清理：{why}。请检查目录权限，并关闭正打开其中文件的程序后重试；结果未改动。", path.display())]
    Leftover {
        /// What it left.
        path: PathBuf,
        /// Why it stays.
        why: String,
    },
    /// The workspace cannot be read.
    #[error("{0}")]
    Intake(#[from] IntakeError),
    /// The file system said no.
    #[error("无法写入结果“{}”：{}。请检查目录权限、磁盘空间，并关闭正打开该目录中文件的程序；以前的结果未改动。", path.display(), io_words(source))]
    Output {
        /// What was being written.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A result's folder cannot be listed.
    #[error("结果目录“{}”无法列出：{}。", .0.display(), io_words(.1))]
    Unlisted(PathBuf, std::io::Error),
    /// A report could not be written.
    #[error("{0}。以前的结果未改动。")]
    Report(#[from] ReportError),
    /// The list of passwords cannot be used: what it is called, and why.
    #[error("密码清单“{0}”无法使用：{1}。")]
    PasswordList(String, String),
    /// A thread pool could not be made.
    #[error(
        "系统拒绝启动处理线程（要求 {0} 个，0 表示全部处理器），可能是系统资源不足。请关闭其他程序，或减小 --jobs 后重试；以前的结果未改动。"
    )]
    Threads(usize),
}

fn process_words(process: Option<u32>) -> String {
    process.map(|number| format!("（进程号 {number}）")).unwrap_or_default()
}

impl RunError {
    /// 2: the set-up is unusable; 3: input or output failed.
    pub fn exit_code(&self) -> u8 {
        match self {
            // A zip that is damaged, locked or no zip is an unusable workspace, not a failing disk.
            RunError::Intake(IntakeError::Archive(..) | IntakeError::Missing(_)) => 2,
            RunError::Intake(_) | RunError::Output { .. } | RunError::Report(_) | RunError::Threads(_) => 3,
            RunError::Busy { .. } | RunError::Leftover { .. } | RunError::Unlisted(..) => 3,
            _ => 2,
        }
    }

    /// An output error at a path.
    pub fn output(path: &Path, source: std::io::Error) -> Self {
        RunError::Output { path: path.to_path_buf(), source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unusable_archive_is_the_set_up_and_a_refusing_disk_is_not() {
        let archive = RunError::from(IntakeError::Archive("甲.zip".into(), say!("压缩包无法打开")));
        assert_eq!(archive.exit_code(), 2);
        let denied = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        assert_eq!(RunError::from(IntakeError::Unreadable("甲".into(), denied)).exit_code(), 3);
    }
}
