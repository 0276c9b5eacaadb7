//! What the system says of a file it will not read or write, in words of the office: its own are English, and number its errors.

use std::io::{Error, ErrorKind};

/// The reason, without a stop at its end.
pub fn io_words(error: &Error) -> String {
    // What one of ours says is in words of the office already.
    if let Some(own) = error.get_ref().map(ToString::to_string).filter(|text| text.chars().any(|c| c >= '\u{2e80}')) {
        return own;
    }
    let words = match error.kind() {
        ErrorKind::NotFound => "文件或文件夹不存在",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::AlreadyExists => "同名的文件或文件夹已存在",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "磁盘空间不足",
        ErrorKind::ReadOnlyFilesystem => "磁盘是只读的",
        ErrorKind::FileTooLarge => "文件超过磁盘或系统允许的大小",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "正被其他程序占用",
        ErrorKind::DirectoryNotEmpty => "文件夹不是空的",
        ErrorKind::NotADirectory => "路径中有一段不是文件夹",
        ErrorKind::IsADirectory => "它是文件夹，不是文件",
        ErrorKind::InvalidFilename => "名称过长，或含有系统不允许的字符",
        ErrorKind::OutOfMemory => "内存不足",
        ErrorKind::StaleNetworkFileHandle | ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable | ErrorKind::NetworkDown => {
            "与网络盘的连接已断开"
        }
        ErrorKind::TimedOut => "长时间没有响应",
        ErrorKind::Unsupported => "不是普通文件",
        ErrorKind::InvalidData | ErrorKind::UnexpectedEof => "内容不完整或不符合格式",
        ErrorKind::WouldBlock => "系统资源暂时不足",
        _ => match error.raw_os_error() {
            Some(number) => return format!("系统报告错误（编号 {number}）"),
            None => "系统报告错误",
        },
    };
    words.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_the_systems_own() {
        let full = Error::from_raw_os_error(28);
        assert_eq!(io_words(&full), "磁盘空间不足");
        assert_eq!(io_words(&Error::from(ErrorKind::PermissionDenied)), "没有权限");
        assert_eq!(io_words(&Error::other("不是普通文件")), "不是普通文件");
        assert_eq!(io_words(&Error::other("no such thing")), "系统报告错误");
        let strange = io_words(&Error::from_raw_os_error(126));
        assert!(strange.starts_with("系统报告错误") && !strange.contains("os error"), "{strange}");
    }
}
