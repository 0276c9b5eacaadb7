//! `dangri window`: starts the server of the page, opens the browser, and says where the page is where none opens.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::fail;
use super::usage::UNUSABLE;
use crate::window::{Options, serve, system};

/// `dangri window`.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct WindowArgs {
    /// 台账所在的文件夹，或其压缩包（.zip）；不填则为上次使用的
    #[arg(value_name = "工作目录", help_heading = "参数")]
    pub workspace: Option<PathBuf>,
    /// 只显示地址，不打开浏览器
    #[arg(long)]
    pub no_open: bool,
    /// 页面关闭多少秒后结束；默认 300
    #[arg(long, value_name = "秒", hide = true, default_value_t = 300)]
    pub idle: u64,
}

/// How long the page may be closed before the program ends, where nothing else was said.
const IDLE: u64 = 300;

/// Runs the command.
pub fn run(args: &WindowArgs) -> u8 {
    begin(args.workspace.as_deref(), !args.no_open, args.idle)
}

/// Without a command.
pub fn open(workspace: Option<&Path>) -> u8 {
    super::interrupt::listen();
    begin(workspace, true, IDLE)
}

fn begin(workspace: Option<&Path>, opens: bool, idle: u64) -> u8 {
    if let Some(missing) = workspace.filter(|path| !path.exists()) {
        return fail(&format!("找不到工作目录“{}”。请核对路径。", missing.display()), UNUSABLE);
    }
    let options = Options { workspace: workspace.map(Path::to_path_buf), idle: Duration::from_secs(idle.max(1)), home: system::home() };
    let ended = serve(&options, |address, door| {
        let opened = opens && system::open(door);
        if opened {
            println!("已在浏览器中打开。没有打开的话，请把下面的地址复制到浏览器：");
        } else {
            println!("请在浏览器中打开下面的地址：");
        }
        // Nothing of it is to be masked, or the address is no address.
        println_keys!("{address}");
        println!("页面只供本机使用，地址请勿外传。关闭页面后程序自行结束，也可按 Ctrl-C 结束。");
    });
    match ended {
        Ok(()) => 0,
        Err(fault) => fail(&fault, 3),
    }
}
