//! What the page can ask and order. Every answer passes the gate first and is dressed by it last; no path comes from the page but the workspace that
//! somebody chooses and the names of what is uploaded.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State as Given};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::gate::{Gate, dress, refusal};
use super::jobs::Jobs;
use super::lines::{NoLine, Order};
use super::results::ResultAt;
use super::store::Store;
use super::{drafts, folders, looked, pages, results, system, uploads};
use crate::config::Schemas;
use crate::model::io_words::io_words;
use crate::run::placing;

/// Most bytes of an order.
const LONGEST: usize = 4 << 20;
/// Longest that a slow sender is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long it waits after a page has said that it closes: a reload comes back at once.
const AFTER_CLOSING: Duration = Duration::from_secs(10);
/// How often it is looked whether anybody is there.
const NAP: Duration = Duration::from_millis(250);

/// What serves.
pub struct State {
    store: Store,
    gate: Gate,
    jobs: Jobs,
    idle: Duration,
    asked: Mutex<Instant>,
    closing: AtomicBool,
    uploads: uploads::Open,
    /// Places that there are; they lie in the program.
    places: OnceLock<Value>,
}

type Answer = Result<Response, (StatusCode, String)>;

fn wrong(text: impl Into<String>) -> (StatusCode, String) {
    (StatusCode::BAD_REQUEST, text.into())
}

fn failed(what: &str, error: &std::io::Error) -> (StatusCode, String) {
    (StatusCode::INTERNAL_SERVER_ERROR, format!("{what}：{}", io_words(error)))
}

fn value(value: &Value) -> Answer {
    Ok(axum::Json(value).into_response())
}

impl State {
    /// Begins.
    pub fn new(store: Store, gate: Gate, idle: Duration) -> Self {
        let jobs = Jobs::new(&store);
        State {
            store,
            gate,
            jobs,
            idle,
            asked: Mutex::new(Instant::now()),
            closing: AtomicBool::new(false),
            uploads: uploads::Open::default(),
            places: OnceLock::new(),
        }
    }

    /// Until nobody has asked for long enough, and nothing is at work.
    pub async fn left(&self) {
        loop {
            tokio::time::sleep(NAP).await;
            let patience = if self.closing.load(Ordering::Relaxed) { AFTER_CLOSING.min(self.idle) } else { self.idle };
            let asked = *self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            if asked.elapsed() > patience && !self.jobs.any() {
                return;
            }
        }
    }

    /// Longest that a slow sender is waited for; never longer than nobody at all.
    pub fn patience(&self) -> Duration {
        PATIENCE.min(self.idle)
    }

    /// The workspace that a page believes to be the chosen one, where it says so: another tab may have chosen since.
    fn meant(&self, believed: Option<&str>) -> Result<PathBuf, (StatusCode, String)> {
        let workspace = self.workspace().ok_or_else(|| wrong("还没有选择文件夹，或者它已被移走。"))?;
        match believed {
            Some(believed) if *believed != *workspace.to_string_lossy() => {
                Err((StatusCode::CONFLICT, "另一个页面已改选台账，没有照办。请看清页首的台账再操作。".to_string()))
            }
            _ => Ok(workspace),
        }
    }

    fn seen(&self, closing: bool) {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        self.closing.store(closing, Ordering::Relaxed);
    }

    fn workspace(&self) -> Option<PathBuf> {
        self.store.chosen().workspace.filter(|path| path.exists())
    }

    fn results(&self) -> Vec<ResultAt> {
        self.workspace().map(|workspace| results::list(&workspace, self.jobs.targets(&workspace))).unwrap_or_default()
    }

    fn result(&self, number: &str) -> Result<ResultAt, (StatusCode, String)> {
        self.results()
            .into_iter()
            .find(|result| result.number == number)
            .ok_or((StatusCode::NOT_FOUND, "没有这份结果，可能已被移走。".to_string()))
    }
}

/// All ways in.
pub fn router(state: Arc<State>) -> Router {
    Router::new().fallback(enter).with_state(state)
}

async fn enter(Given(state): Given<Arc<State>>, request: Request) -> Response {
    let path = match state.gate.admit(&request) {
        Ok(path) => path,
        Err(status) => return dress(refusal(status), false),
    };
    let path = decoded(&path);
    let is_report = path.starts_with("result/");
    state.seen(path == "api/closed");
    let answer = match *request.method() {
        Method::GET => read(&state, &path, request.uri()).await,
        Method::PUT => put(&state, &path, request).await,
        _ => act(&state, &path, request).await,
    };
    let response = answer.unwrap_or_else(|(status, text)| (status, axum::Json(json!({ "error": text }))).into_response());
    dress(response, is_report)
}

fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok()).and_then(|two| u8::from_str_radix(two, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn asked_for(uri: &Uri) -> Option<String> {
    uri.query()?.strip_prefix("path=").map(decoded)
}

fn nothing() -> (StatusCode, String) {
    (StatusCode::NOT_FOUND, "没有这一项。".to_string())
}

async fn read(state: &State, path: &str, uri: &Uri) -> Answer {
    if let Some(own) = pages::own(path) {
        return Ok(own);
    }
    let parts: Vec<&str> = path.splitn(3, '/').collect();
    match parts.as_slice() {
        ["api", "state"] => value(&told(state)),
        ["api", "folders"] => {
            let path = asked_for(uri);
            // A folder of another machine may answer late.
            let listed = tokio::task::spawn_blocking(move || folders::list(path.as_deref())).await;
            value(&listed.unwrap_or_else(|_| Err("无法列出文件夹。".to_string())).map_err(wrong)?)
        }
        ["api", "drafts"] => {
            let workspace = state.meant(asked_for(uri).as_deref())?;
            let all = drafts::of(&state.store, &workspace).map_err(|refused| wrong(refused.to_string()))?;
            value(&json!({ "revision": all.revision, "entries": all.entries }))
        }
        ["api", "found", number] => {
            let number: u32 = number.parse().map_err(|_| nothing())?;
            let workspace = state.workspace().ok_or_else(|| wrong("还没有选择文件夹。"))?;
            value(&looked::told(&state.jobs.said(number), &workspace).map_err(wrong)?.ok_or_else(nothing)?)
        }
        ["api", "said", number] => {
            let number: u32 = number.parse().map_err(|_| nothing())?;
            Ok(pages::file(&state.jobs.said(number)).await)
        }
        ["result", number, file] => {
            let file = state.result(number)?.file(file).ok_or_else(nothing)?;
            Ok(pages::file(&file).await)
        }
        ["zip", number] => packed(state.result(number)?).await,
        _ => Err(nothing()),
    }
}

fn told(state: &State) -> Value {
    let chosen = state.store.chosen().workspace;
    let workspace = chosen.as_ref().map(|path| {
        let inside = path.starts_with(state.store.uploads());
        json!({ "path": path.to_string_lossy(), "there": path.exists(), "folder": path.is_dir(), "uploaded": inside })
    });
    let kept = state.workspace().map(|workspace| drafts::settle(&state.store, &workspace, |after| state.jobs.confirmed(&workspace, after)));
    let (revision, torn) = match kept {
        Some(Ok(revision)) => (Some(revision), None),
        Some(Err(refused)) => (None, Some(refused.to_string())),
        None => (None, None),
    };
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "workspace": workspace,
        "jobs": state.jobs.list(),
        "drafts": revision,
        "drafts_fault": torn,
        "reports": state.gate.results(),
        "results": state.results().iter().filter_map(ResultAt::told).collect::<Vec<_>>(),
        "places": state.places.get_or_init(places),
    })
}

fn places() -> Value {
    let all = Schemas::load(None).ok();
    let all = all.iter().flat_map(|schemas| schemas.summaries()).map(|p| json!({ "id": p.id, "name": p.name }));
    Value::Array(all.collect())
}

async fn packed(result: ResultAt) -> Answer {
    let name = result.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let made = tokio::task::spawn_blocking(move || {
        use std::io::{Seek, SeekFrom};
        let mut file = result.packed(tempfile::tempfile()?)?;
        file.seek(SeekFrom::Start(0))?;
        Ok::<_, std::io::Error>(file)
    });
    match made.await {
        Ok(Ok(file)) => Ok(pages::handed(file, &format!("{name}.zip"))),
        Ok(Err(error)) => Err(failed("无法打包结果", &error)),
        Err(_) => Err((StatusCode::INTERNAL_SERVER_ERROR, "无法打包结果。".to_string())),
    }
}

async fn put(state: &State, path: &str, request: Request) -> Answer {
    let number = path.strip_prefix("api/upload/").and_then(|number| number.parse().ok()).ok_or_else(nothing)?;
    let folder = state.uploads.folder(&state.store, number).ok_or_else(nothing)?;
    let name = asked_for(request.uri()).ok_or_else(nothing)?;
    match uploads::take(&folder, &name, request.into_body(), state.patience()).await {
        Ok(bytes) => value(&json!({ "bytes": bytes })),
        Err(status) => Err((status, format!("“{name}”没有收下。"))),
    }
}

async fn order<T: DeserializeOwned>(state: &State, body: Body) -> Result<T, (StatusCode, String)> {
    let late = |_| (StatusCode::REQUEST_TIMEOUT, "要求没有收全。".to_string());
    let bytes = tokio::time::timeout(state.patience(), to_bytes(body, LONGEST)).await.map_err(late)?.map_err(|_| wrong("要求过长。"))?;
    serde_json::from_slice(&bytes).map_err(|_| wrong("要求无法识别。"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Workspace {
    path: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    result: String,
    #[serde(default)]
    path: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Remember {
    place: String,
}

async fn act(state: &State, path: &str, request: Request) -> Answer {
    let believed = asked_for(request.uri());
    let body = request.into_body();
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["api", "closed"] => value(&json!({})),
        ["api", "workspace"] => choose(state, order::<Workspace>(state, body).await?.path.trim()),
        ["api", "upload"] => {
            let number = state.uploads.begin(&state.store).map_err(|error| failed("无法存放", &error))?;
            value(&json!({ "number": number }))
        }
        ["api", "upload", number, "end"] => {
            let number = number.parse().map_err(|_| nothing())?;
            let folder = state.uploads.end(&state.store, number).ok_or_else(nothing)?;
            choose(state, &uploads::workspace(&folder).to_string_lossy())
        }
        ["api", "upload", number, "stop"] => {
            let number = number.parse().map_err(|_| nothing())?;
            let gone = state.uploads.give_up(&state.store, number).ok_or_else(nothing)?;
            gone.map_err(|error| failed("收到的部分无法清除", &error))?;
            value(&json!({}))
        }
        ["api", "job"] => {
            let workspace = state.meant(believed.as_deref())?;
            begin(state, order(state, body).await?, workspace)
        }
        ["api", "draft"] => {
            let workspace = state.meant(believed.as_deref())?;
            let draft = order(state, body).await?;
            let kept = drafts::keep(&state.store, &workspace, draft).map_err(|refused| wrong(refused.to_string()))?;
            value(&json!({ "revision": kept }))
        }
        ["api", "job", number, "cancel"] => {
            state.jobs.cancel(number.parse().map_err(|_| nothing())?);
            value(&json!({}))
        }
        ["api", "open"] => {
            let Open { result, path } = order(state, body).await?;
            let path = state.result(&result)?.opened(&path).ok_or_else(nothing)?;
            let (told, line) = (path.to_string_lossy().into_owned(), system::open_line(&path));
            let opened = tokio::task::spawn_blocking(move || system::open(&path)).await.unwrap_or(false);
            value(&json!({ "opened": opened, "path": told, "line": line }))
        }
        ["api", "remember"] => remember(state, &order::<Remember>(state, body).await?.place),
        _ => Err(nothing()),
    }
}

fn choose(state: &State, path: &str) -> Answer {
    let plain = path.trim_matches(['"', '\'']);
    let path = PathBuf::from(plain);
    let is_zip = path.is_file() && path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
    if plain.is_empty() || !path.exists() {
        return Err(wrong(format!("找不到“{plain}”。请核对路径。")));
    }
    if !path.is_dir() && !is_zip {
        return Err(wrong(format!("“{plain}”是一个文件。请选择存放台账的文件夹，或者它的压缩包（.zip）。")));
    }
    state.store.choose(&path).map_err(|error| failed("无法记下所选的文件夹", &error))?;
    value(&told(state))
}

fn begin(state: &State, order: Order, workspace: PathBuf) -> Answer {
    let (number, dir) = state.jobs.folder().map_err(|error| failed("无法开始", &error))?;
    let result = |number: &str| state.result(number).ok().map(|result| result.path);
    let line = order.line(Some(&workspace), &dir, result).map_err(|no| match no {
        NoLine::NoWorkspace => wrong("还没有选择文件夹，或者它已被移走。"),
        NoLine::NoResult => wrong("没有这份结果，可能已被移走。"),
    })?;
    state.jobs.start((number, &dir), &line, Some(workspace)).map_err(|error| failed("无法开始", &error))?;
    value(&state.jobs.told(number).unwrap_or_default())
}

/// Keeps the place in `dangri.toml`, where there is none yet.
fn remember(state: &State, place: &str) -> Answer {
    let workspace = state.workspace().filter(|path| path.is_dir()).ok_or_else(|| wrong("压缩包中不能写入设置。"))?;
    let schemas = Schemas::load(None).map_err(|faults| wrong(faults.to_string()))?;
    let id = schemas.id_of(place).ok_or_else(|| wrong(format!("没有地区“{place}”。")))?;
    match placing::place_new(&workspace.join(crate::run::SET_UP), crate::run::prospect::set_up(id).as_bytes()) {
        Ok(()) => value(&json!({})),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(wrong("dangri.toml 已经存在，没有改动。")),
        Err(error) => Err(failed("没有写成", &error)),
    }
}
