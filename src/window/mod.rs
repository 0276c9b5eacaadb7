//! The window: the same work in a page of the browser, on this machine alone. A small server listens on the loopback address at a port and under a
//! token that nobody can know beforehand (`gate`). Everything it does is a line of the command, run as a process of its own (`jobs`), and the page
//! shows that line. What it knows lies in files (`store`), so that a reload, a second tab or a closed browser loses nothing.

mod api;
mod drafts;
mod folders;
mod gate;
mod jobs;
mod lines;
mod listen;
mod looked;
mod pages;
mod results;
mod store;
pub mod system;
mod uploads;

use std::io;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

pub use lines::command_line;

use crate::model::io_words::io_words;

use gate::Gate;
use store::Store;

/// How it is started.
#[derive(Debug)]
pub struct Options {
    /// The workspace to begin with; `None`: the one of the last time.
    pub workspace: Option<PathBuf>,
    /// How long nobody may ask for anything before it stops.
    pub idle: Duration,
    /// Where its own files lie.
    pub home: PathBuf,
}

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Its own folder cannot be used.
    #[error("无法使用本程序的数据文件夹“{}”：{}。请检查权限和磁盘空间，或用环境变量 DANGRI_HOME 另指一个文件夹。", .0.display(), io_words(.1))]
    Home(PathBuf, io::Error),
    /// No port can be had.
    #[error("无法在本机打开端口：{}。可能被安全软件拦截；也可以直接使用命令，见 dangri --help。", io_words(.0))]
    Port(io::Error),
    /// The system gives no random numbers, or no threads.
    #[error("系统资源不可用，无法打开窗口。")]
    System,
}

/// Serves until nobody looks any more. `ready` is told the address, and a file that leads there.
///
/// # Errors
/// It cannot begin. What goes wrong later is told on the page.
pub fn serve(options: &Options, ready: impl FnOnce(&str, &std::path::Path)) -> Result<(), Fault> {
    let store = Store::open(&options.home).map_err(|error| Fault::Home(options.home.clone(), error))?;
    if let Some(workspace) = &options.workspace {
        store.choose(workspace).map_err(|error| Fault::Home(options.home.clone(), error))?;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build().map_err(|_| Fault::System)?;
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(Fault::Port)?;
        let port = listener.local_addr().map_err(Fault::Port)?.port();
        let gate = Gate::new(port).ok_or(Fault::System)?;
        let address = gate.address();
        let door = store.door(&address).map_err(|error| Fault::Home(options.home.clone(), error))?;
        let state = Arc::new(api::State::new(store, gate, options.idle));
        ready(&address, door.path());
        let app = api::router(state.clone());
        listen::serve(listener, app, state.patience(), state.left()).await;
        Ok(())
    })
}
