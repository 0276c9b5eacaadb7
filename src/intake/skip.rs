//! What in a workspace is no ledger and is passed over with a count: leftovers of office programs and systems, pictures, documents, our own
//! results and settings.

use crate::model::own::Passed;

/// End of the name of a folder of results.
const RESULTS: &str = "-结果";
/// What lies at the top of a workspace and belongs to the program: cache and history, the options of a run, a synthetic workspace's planted
/// truth. Not even counted: a second run must count what the first one counted.
const OWN: [&str; 4] = [".dangri", "dangri.toml", "dangri.toml.txt", "_truth"];

/// In the name of a name table that was kept when a new one was written.
const OLD_NAMES: &str = "名称核对-旧-";

/// Is it the program's own, at the top of a workspace?
pub(super) fn own(name: &str) -> bool {
    OWN.contains(&name)
}

const PICTURES: &[&str] =
    &["jpg", "jpeg", "jfif", "png", "gif", "bmp", "tif", "tiff", "webp", "heic", "heif", "svg", "ico", "psd", "wmf", "emf", "raw"];
const DOCUMENTS: &[&str] = &["doc", "docx", "docm", "dot", "dotx", "wps", "wpt", "rtf", "odt", "pages"];
const PDFS: &[&str] = &["pdf", "ofd", "caj"];
const SLIDES: &[&str] = &["ppt", "pptx", "pptm", "pps", "ppsx", "dps", "odp"];
const MEDIA: &[&str] = &[
    "mp3", "wav", "wma", "m4a", "aac", "flac", "ogg", "amr", "mp4", "m4v", "avi", "mov", "wmv", "mkv", "flv", "3gp", "mpg", "mpeg", "webm",
];
const SETTINGS: &[&str] = &["json", "toml", "md"];
const COLUMNS: &[&str] = &["parquet"];
const CALENDARS: &[&str] = &["ics"];
const PACKED: &[&str] = &["rar", "7z", "gz", "tgz", "tar", "bz2", "xz", "zst", "cab", "lzh", "arj", "z"];

/// Extension in lower case, or empty.
pub(super) fn extension(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension.trim().to_ascii_lowercase(),
        _ => String::new(),
    }
}

/// Why a file is passed over; `None` for a ledger, or what may be one.
pub(super) fn file(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    if name.starts_with("~$") || name.starts_with(".~") {
        return Some("办公软件锁定文件");
    }
    if matches!(lower.as_str(), ".ds_store" | "thumbs.db" | "desktop.ini") || name.starts_with("._") {
        return Some("系统文件");
    }
    if name.starts_with('.') {
        return Some("隐藏文件");
    }
    // whatever was chosen in it stands in the one that took its place
    if name.contains(OLD_NAMES) {
        return Some("已由新表取代的名称核对表");
    }
    let extension = extension(name);
    let kinds: [(&[&str], &'static str); 8] = [
        (PICTURES, "图片"),
        (DOCUMENTS, "文字文档"),
        (PDFS, "版式文档"),
        (SLIDES, "演示文稿"),
        (MEDIA, "音视频"),
        (SETTINGS, "配置和说明文件"),
        (COLUMNS, Passed::Data.reason()),
        (CALENDARS, Passed::Calendar.reason()),
    ];
    kinds.iter().find(|(list, _)| list.contains(&extension.as_str())).map(|(_, reason)| *reason)
}

/// Is a folder called like one of results?
pub(super) fn is_results(name: &str) -> bool {
    name.ends_with(RESULTS)
}

/// Why all that a folder holds is passed over.
pub(super) fn folder(name: &str) -> Option<&'static str> {
    if name == "__MACOSX" {
        Some("系统文件")
    } else if is_results(name) {
        Some(Passed::Output.reason())
    } else if name.starts_with('.') {
        Some("隐藏文件")
    } else {
        None
    }
}

/// An archive of a kind that is not opened.
pub(super) fn is_packed(name: &str) -> bool {
    PACKED.contains(&extension(name).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ledgers_stay_and_leftovers_go() {
        for name in ["台账.xlsx", "台账.et", "7月.csv", "7月.txt", "无扩展名", "a.xls.xls", "旧.htm", "资料.zip"] {
            assert_eq!(file(name), None, "{name}");
        }
        for name in [
            "~$台账.xlsx",
            ".~台账.xlsx",
            ".DS_Store",
            "Thumbs.db",
            "照片.JPG",
            "总结.docx",
            "通知.pdf",
            "dangri.toml",
            "README.md",
            "名称核对-旧-1.xlsx",
            "._a.xls",
        ] {
            assert!(file(name).is_some(), "{name}");
        }
        assert!(folder("池州-结果").is_some() && folder("truth").is_none());
        assert!(own("_truth") && own("dangri.toml") && !own("台账.xlsx"));
        assert!(is_packed("a.RAR") && !is_packed("a.zip"));
    }
}
