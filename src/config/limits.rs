//! `[limits]` of `dangri.toml`: how much a single file may ask of this machine. What each means is known to `intake` (`Limits::set`); here are the
//! keys for the editor and the structure check. A test keeps both lists equal.

use schemars::JsonSchema;
use serde::Deserialize;

macro_rules! limits {
    ($($key:ident $least:literal $most:literal $chinese:literal)*) => {
        /// The table as written.
        #[derive(Debug, Deserialize, JsonSchema)]
        pub(super) struct RawLimits {
            $(#[schemars(description = $chinese, range(min = $least, max = $most))] $key: Option<u64>,)*
        }

        impl RawLimits {
            /// The keys that are there, with their values.
            pub(super) fn written(&self) -> Vec<(String, u64)> {
                let all = [$((stringify!($key), self.$key)),*];
                all.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
            }
        }
    };
}

limits! {
    file_mb 1 4_096 "单个文件的大小，单位 MiB"
    archive_mb 1 65_536 "单个压缩包的大小，单位 MiB"
    archive_entries 100 10_000_000 "单个压缩包内的文件数"
    nesting 1 4 "压缩包逐层打开的层数"
    inflated_mb 16 65_536 "一个工作簿解压后的大小，单位 MiB"
    shared_strings_mb 1 4_096 "一个工作簿共享文字解压后的大小，单位 MiB"
    ratio 20 100_000 "解压后与解压前大小之比（解压后超过 64 MiB 的才看）"
    entries 100 1_000_000 "一个工作簿内的部件数"
    xml_depth 50 100_000 "XML 元素嵌套的层数"
    sheets 1 65_536 "一个工作簿的工作表数"
    cells 10_000 100_000_000 "一个文件的非空单元格数"
    strings_mb 1 4_096 "一个文件的文字总量，单位 MiB"
    cell_chars 1_000 10_000_000 "一个单元格的字数"
    pictures_mb 0 4_096 "一个文件中参与比对的图片总量，单位 MiB（超出的不比对，0 为不比对）"
    memory_mb 64 65_536 "读取进程的内存，单位 MiB"
    seconds 1 3_600 "读取一个文件的时间，单位秒"
    cache_mb 0 65_536 "工作目录中缓存的大小，单位 MiB；0 为不缓存"
}
