//! What can be wrong with a file, told to the person who handed it in. One enum, one place for the wording; every fault becomes an ING001.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::model::cell::Place;
use crate::model::finding::{Code, Issue};
use crate::model::io_words::io_words;
use crate::model::say::Say;

/// The workspace itself cannot be used: the set-up is wrong, not the data.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// No such file or folder.
    #[error("工作目录不存在：{}", .0.display())]
    Missing(PathBuf),
    /// It is there but cannot be opened or listed.
    #[error("工作目录无法打开：{}（{}）", .0.display(), io_words(.1))]
    Unreadable(PathBuf, std::io::Error),
    /// A zipped workspace that is damaged, or over a limit.
    #[error("工作目录的压缩包“{}”无法使用：{}", .0.display(), .1)]
    Archive(PathBuf, Say),
    /// The system's temporary folder takes nothing.
    #[error("临时文件夹“{}”无法写入：{}。请清理其所在磁盘，或用环境变量 TMPDIR（Windows 为 TEMP）另行指定后重试", std::env::temp_dir().display(), io_words(.0))]
    NoRoom(std::io::Error),
}

/// Why a file, or a sheet of it, was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 0 bytes.
    Empty,
    /// A password is needed to open it, and none of those given does.
    Encrypted { tried: usize },
    /// Encrypted in a way that no password of ours can undo; the text says which.
    Cipher(&'static str),
    /// Encrypted for named persons (IRM, sensitivity labels).
    Rights,
    /// A member of a zip that needs a password to be unpacked.
    Locked,
    /// A zip of ledgers that cannot be opened or holds nothing; the text says why.
    Archive(&'static str),
    /// Cut short, overwritten, not put together as the format wants; the text says which part.
    Damaged(String),
    /// Over a limit: its name and its value.
    Limit(&'static str, u64),
    /// Something else than a table; the text says what it looks like.
    NotWorkbook(&'static str),
    /// A zip where a workbook was expected, or one level too deep.
    NestedArchive,
    /// rar, 7z and the like.
    Packed,
    /// A binary workbook older than Excel 5.
    TooOld,
    /// The operating system refused.
    Io(String),
    /// Reading took longer than so many seconds.
    Time(u64),
    /// Reading asked for more memory than so many MiB.
    Memory(u64),
    /// The reading process died, or talked nonsense.
    Crashed,
    /// We are wrong: a panic while reading.
    Internal,
}

impl Fault {
    /// As it is told.
    pub fn say(&self) -> Say {
        match self {
            Fault::Empty => say!("文件为空，可能尚未从网盘下载到本机；"; "请下载完整后重新报送。"),
            Fault::Encrypted { tried: 0 } => say!(
                "文件设有打开密码，无法读取；";
                "请先去除打开密码后重新报送（用 WPS 或 Excel 输入密码打开，在“文件”菜单的文档加密或保护工作簿处清空密码后保存）；不便去除的，将密码一并告知收集单位。"
            ),
            Fault::Encrypted { tried } => say!(
                "文件已加密，试用所提供的 {tried} 个密码均未能打开；";
                "请取消密码后重新报送；不便取消的，将正确的密码告知收集单位。"
            ),
            Fault::Cipher(what) => say!("文件已加密，且{what}，无法解密；"; "请取消密码后重新报送。"),
            Fault::Rights => say!(
                "文件受权限管理（IRM 或敏感度标签）保护，无法读取；";
                "请由有权限的人员取消保护、另存为普通文件后重新报送。"
            ),
            Fault::Locked => {
                say!("文件在压缩包内，设有解压密码，无法读取；"; "请去除解压密码重新压缩，或先解压后再报送。")
            }
            Fault::Archive(what) => say!("压缩包无法打开（{what}）；"; "请重新压缩，或先解压后再报送。"),
            Fault::Damaged(what) => say!(
                "文件已损坏，无法读取（{what}）；";
                "请用 WPS 或 Excel 打开原件，另存一份后再报送，打不开的请找回原件重新复制。"
            ),
            Fault::Limit(what, most) => say!("{what}超过读取上限（{most}），未读入；"; "请清除多余的空白行列或拆分后重新报送。"),
            Fault::NotWorkbook(what) => {
                say!("不是可识别的表格文件（{what}）；"; "请改用 xlsx、xls、et、ods 或 csv 格式报送。")
            }
            Fault::NestedArchive => say!("压缩包内不再逐层打开压缩包；"; "请先解压后重新报送。"),
            Fault::Packed => say!("RAR、7Z 等压缩包无法读取；"; "请先解压，或改用 ZIP 格式压缩后重新报送。"),
            Fault::TooOld => say!("文件为 Excel 5.0 以前的格式，无法读取；"; "请用 WPS 或 Excel 重新打开并另存为 xlsx 后再报送。"),
            Fault::Io(what) => say!("文件无法打开（{what}）；"; "请检查文件是否被占用、是否有读取权限。"),
            Fault::Time(seconds) => say!(
                "读取用时超过上限（{seconds} 秒），已停止读取，未读入；";
                "请用 WPS 或 Excel 重新打开，清除多余的行列和公式后另存为 xlsx 再报送。"
            ),
            Fault::Memory(mib) => say!(
                "读取所需内存超过上限（{mib} MiB），已停止读取，未读入；";
                "请用 WPS 或 Excel 重新打开，清除多余的空白行列后另存为 xlsx 再报送。"
            ),
            Fault::Crashed => say!(
                "读取进程异常退出，该文件未读入，其他文件不受影响；";
                "请用 WPS 或 Excel 重新打开并另存为 xlsx 后再报送。"
            ),
            Fault::Internal => say!("读取时程序内部出错，该文件未读入；"; "请用 WPS 或 Excel 重新打开并另存后再报送。"),
        }
    }
}

/// Memory was refused while reading, and the reader made a fault of it.
static SHORT_OF_MEMORY: AtomicBool = AtomicBool::new(false);

/// True once memory was refused while reading: what came out of it says more of the memory than of the file.
pub(super) fn was_short_of_memory() -> bool {
    SHORT_OF_MEMORY.load(Ordering::Relaxed)
}

impl Fault {
    /// `Damaged` with a short reason.
    pub(super) fn damaged(what: &str) -> Self {
        Fault::Damaged(what.to_owned())
    }

    /// The operating system's refusal in words of the office.
    pub(super) fn io(error: &std::io::Error) -> Self {
        use std::io::ErrorKind as Kind;
        let what = match error.kind() {
            Kind::NotFound => "文件已不存在",
            Kind::PermissionDenied => "没有读取权限",
            _ if crate::files::is_odd(error) => "不是普通文件，可能是管道或设备",
            Kind::OutOfMemory => {
                SHORT_OF_MEMORY.store(true, Ordering::Relaxed);
                "内存不足"
            }
            Kind::UnexpectedEof | Kind::InvalidData => return Fault::damaged("文件内容不完整"),
            _ => "系统读取出错",
        };
        Fault::Io(what.to_owned())
    }

    /// The issue for a whole file.
    pub(super) fn for_file(&self, path: &Arc<str>) -> Issue {
        Issue::new(Code::ING001, Place::file(path), self.say())
    }

    /// The issue for one sheet of a file whose other sheets are read.
    pub(super) fn for_sheet(&self, path: &Arc<str>, sheet: &Arc<str>) -> Issue {
        let place = Place { file: path.clone(), sheet: sheet.clone(), cell: None };
        Issue::new(Code::ING001, place, self.say().led_by(say!("工作表“{sheet}”未读入：")))
    }
}
