//! The window's server, asked over the wire as a browser would, and as others might try.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::door::{book, tree};

/// A window that is open.
pub struct Window {
    pub child: Child,
    /// `http://127.0.0.1:port/token/`.
    pub address: String,
    /// Keeps the other end of what it says.
    _said: BufReader<ChildStdout>,
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Window {
    /// Opens one without a browser. `opener` stands for the program that opens folders.
    pub fn open(home: &Path, words: &[&str], opener: Option<&Path>) -> Self {
        let words: Vec<&str> = ["window", "--no-open"].into_iter().chain(words.iter().copied()).collect();
        Self::started(home, &words, opener)
    }

    /// As a double click starts it: no command, no terminal. `opener` is the user's browser.
    pub fn double_clicked(home: &Path, opener: &Path) -> Self {
        Self::started(home, &[], Some(opener))
    }

    fn started(home: &Path, words: &[&str], opener: Option<&Path>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dangri"));
        command.args(words).env("DANGRI_HOME", home).stdin(Stdio::null()).stdout(Stdio::piped());
        command.env("HOME", home.parent().unwrap()).env("BROWSER", opener.unwrap_or(Path::new("/bin/false")));
        let mut child = command.spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut address = String::new();
        while !address.starts_with("http://127.0.0.1:") {
            address.clear();
            assert!(said.read_line(&mut address).unwrap() > 0, "no address");
        }
        Window { child, address: address.trim().to_string(), _said: said }
    }

    pub fn host(&self) -> &str {
        self.address.split('/').nth(2).unwrap()
    }

    pub fn token(&self) -> &str {
        self.address.split('/').nth(3).unwrap()
    }

    /// Status, head and body of an answer to exactly this.
    pub fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> (u16, String, Vec<u8>) {
        let mut stream = TcpStream::connect(self.host()).unwrap();
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        headers.iter().for_each(|(name, value)| request.push_str(&format!("{name}: {value}\r\n")));
        stream.write_all(format!("{request}\r\n").as_bytes()).unwrap();
        // A refusal may come before all has been sent.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let at = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8(answer[..at].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let head = head.to_ascii_lowercase();
        let body = &answer[at + 4..];
        let body = if head.contains("transfer-encoding: chunked") { whole(body) } else { body.to_vec() };
        (status, head, body)
    }

    /// As the page asks.
    pub fn own(&self, method: &str, path: &str, body: &[u8]) -> (u16, Vec<u8>) {
        self.at(method, &format!("/{}/{path}", self.token()), body)
    }

    /// A file of a result, which has an address of its own.
    fn of_result(&self, number: &str, file: &str) -> (u16, Vec<u8>) {
        let results = self.state()["reports"].as_str().unwrap().to_string();
        self.at("GET", &format!("{results}{number}/{file}"), b"")
    }

    fn at(&self, method: &str, path: &str, body: &[u8]) -> (u16, Vec<u8>) {
        let origin = format!("http://{}", self.host());
        let (status, _, body) = self.raw(method, path, &[("Host", self.host()), ("Origin", &origin)], body);
        (status, body)
    }

    pub fn json(&self, method: &str, path: &str, body: &Value) -> Value {
        let (status, body) = self.own(method, path, body.to_string().as_bytes());
        let told = String::from_utf8_lossy(&body).into_owned();
        assert_eq!(status, 200, "{path}: {told}");
        serde_json::from_str(&told).unwrap_or_else(|error| panic!("{path}: {error}: {told}"))
    }

    pub fn state(&self) -> Value {
        self.json("GET", "api/state", &json!({}))
    }

    /// Starts a job and waits for its end.
    pub fn job(&self, order: &Value) -> Value {
        let number = self.json("POST", "api/job", order)["number"].as_u64().unwrap();
        self.ended(number)
    }

    pub fn ended(&self, number: u64) -> Value {
        let end = Instant::now() + Duration::from_secs(120);
        loop {
            let state = self.state();
            let job = state["jobs"].as_array().unwrap().iter().find(|job| job["number"] == number).unwrap().clone();
            if job["state"] != "running" {
                return job;
            }
            assert!(Instant::now() < end, "{job}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

/// A body that came in chunks, each behind its length.
fn whole(mut rest: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    while let Some(at) = rest.windows(2).position(|two| two == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..at]).unwrap(), 16).unwrap();
        let Some(chunk) = rest.get(at + 2..at + 2 + length) else { break };
        all.extend_from_slice(chunk);
        rest = rest.get(at + 4 + length..).unwrap_or_default();
    }
    all
}

/// A county in a folder that is called like its place: a roster, and a committee's ledger with one name that the roster does not know.
pub fn county(dir: &Path) -> PathBuf {
    let workspace = dir.join("池州市三季度台账");
    let roster: &[&[&str]] =
        &[&["上级党组织", "党支部名称", "党员人数"], &["杏山镇党委", "东村党支部", "10"], &["杏山镇党委", "西村党支部", "12"]];
    book(&workspace.join("党组织花名册.xlsx"), &[("花名册", roster)]);
    let ledger: &[&[&str]] = &[
        &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"],
        &["东村党支部", "2017-07-10", "学习党章", "10", "9"],
        &["东村党支部", "2017-08-10", "志愿服务", "10", "10"],
        &["西村老党支部", "2017-09-10", "学习党章", "12", "12"],
    ];
    book(&workspace.join("杏山镇党委/台账.xlsx"), &[("台账", ledger)]);
    workspace
}

#[test]
fn nobody_else_gets_in() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = county(dir.path());
    let window = Window::open(&dir.path().join("home"), &[workspace.to_str().unwrap()], None);
    let (host, port) = (window.host(), window.host().split(':').nth(1).unwrap());
    let state = format!("/{}/api/state", window.token());
    let origin = format!("http://{host}");
    let (status, head, body) = window.raw("GET", &state, &[("Host", host)], b"");
    assert_eq!(status, 200);
    assert!(head.contains("content-security-policy: default-src 'none'") && head.contains("referrer-policy: no-referrer"), "{head}");
    assert!(!head.contains("access-control-allow") && !head.contains("set-cookie"), "{head}");
    assert!(String::from_utf8_lossy(&body).contains("池州市三季度台账"));

    /// Method, path, headers, and the status that must come.
    type Asked<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], u16);

    let localhost = format!("localhost:{port}");
    let rebound = format!("evil.example:{port}");
    let wrong = format!("/{}/api/state", "0".repeat(64));
    let job = format!("/{}/api/job", window.token());
    let refused: &[Asked] = &[
        ("GET", &state, &[("Host", &rebound)], 403),
        ("GET", &state, &[("Host", &localhost)], 403),
        ("GET", &state, &[("Host", host), ("Origin", "http://evil.example")], 403),
        ("GET", &state, &[("Host", host), ("Origin", "null")], 403),
        ("GET", &state, &[("Host", host), ("Sec-Fetch-Site", "cross-site")], 403),
        ("GET", &state, &[("Host", host), ("Sec-Fetch-Site", "same-site")], 403),
        ("GET", &wrong, &[("Host", host)], 403),
        ("GET", "/", &[("Host", host)], 403),
        ("GET", "/api/state", &[("Host", host)], 403),
        ("POST", &job, &[("Host", host)], 403),
        ("POST", &job, &[("Host", host), ("Origin", "http://evil.example")], 403),
        ("OPTIONS", &job, &[("Host", host), ("Origin", &origin)], 405),
        ("DELETE", &state, &[("Host", host), ("Origin", &origin)], 405),
        ("PATCH", &state, &[("Host", host), ("Origin", &origin)], 405),
    ];
    for (method, path, headers, wanted) in refused {
        let (status, head, body) = window.raw(method, path, headers, b"{\"kind\":\"look\"}");
        let body = String::from_utf8_lossy(&body).into_owned();
        assert_eq!(status, *wanted, "{method} {path} {headers:?}: {body}");
        assert!(!body.contains("台账\"") && !body.contains(window.token()) && !head.contains("access-control-allow"), "{head}\n{body}");
    }
    let absolute = format!("http://{rebound}{state}");
    assert_eq!(window.raw("GET", &absolute, &[("Host", host)], b"").0, 403);
    assert_eq!(window.state()["jobs"], json!([]), "nothing was started by any of them");

    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(dir.path().join("home")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "other users look into nothing");
    let listening = fs::read_to_string("/proc/net/tcp").unwrap_or_default();
    let port: u16 = port.parse().unwrap();
    let ours = listening.lines().filter(|line| line.contains(&format!(":{port:04X} 00000000:0000 0A"))).collect::<Vec<_>>();
    assert!(ours.iter().all(|line| line.contains("0100007F:")), "loopback alone: {ours:?}");
}

#[test]
fn uploads_stay_in_their_folder_and_write_over_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("home");
    let window = Window::open(&home, &[], None);
    let number = window.json("POST", "api/upload", &json!({}))["number"].as_u64().unwrap();
    let put = |path: &str, body: &[u8]| window.own("PUT", &format!("api/upload/{number}?path={path}"), body).0;
    for path in [
        "../a.csv",
        "%2e%2e/a.csv",
        "a/%2e%2e/%2E%2E/b.csv",
        "/tmp/a.csv",
        "%2Ftmp%2Fa.csv",
        "a%5C..%5Cb.csv",
        "C:%5Ca.csv",
        "a%00.csv",
        "CON",
        "",
        "a//b",
        "a/./b",
        "a./b",
    ] {
        assert_eq!(put(path, b"x"), 400, "{path}");
    }
    assert_eq!(window.own("PUT", "api/upload/999?path=a.csv", b"x").0, 404);
    assert_eq!(window.own("PUT", "api/upload/..?path=a.csv", b"x").0, 404);
    let before = tree(&home);
    assert!(before.keys().all(|path| !path.ends_with(".csv")), "{:?}", before.keys());

    let workspace = county(dir.path());
    for (path, bytes) in tree(&workspace) {
        let coded: String = format!("池州市三季度台账/{path}").bytes().map(|b| format!("%{b:02X}")).collect();
        assert_eq!(put(&coded, &bytes), 200, "{path}");
        assert_eq!(put(&coded, b"y"), 409, "{path}");
    }
    let state = window.json("POST", &format!("api/upload/{number}/end"), &json!({}));
    let taken = PathBuf::from(state["workspace"]["path"].as_str().unwrap());
    assert!(taken.starts_with(&home) && taken.ends_with("池州市三季度台账"), "{taken:?}");
    assert_eq!(tree(&taken), tree(&workspace));
    // what has ended takes no more and is not cleared away; what has not is
    assert_eq!((put("late.csv", b"x"), window.own("POST", &format!("api/upload/{number}/stop"), b"{}").0), (404, 404));
    assert_eq!(tree(&taken), tree(&workspace));
    let other = window.json("POST", "api/upload", &json!({}))["number"].as_u64().unwrap();
    assert_eq!(window.own("PUT", &format!("api/upload/{other}?path=a.csv"), b"x").0, 200);
    assert!(home.join(format!("uploads/{other}/a.csv")).exists());
    window.json("POST", &format!("api/upload/{other}/stop"), &json!({}));
    assert!(!home.join(format!("uploads/{other}")).exists());
    let look = window.job(&json!({ "kind": "look" }));
    let found = window.json("GET", &format!("api/found/{}", look["number"]), &json!({}));
    assert_eq!((found["has_roster"].clone(), found["places"][0]["id"].clone()), (json!(true), json!("chizhou")), "{found}");
    assert_eq!(found["by_month"], json!([["杏山镇党委", "2017-07", 1], ["杏山镇党委", "2017-08", 1]]), "{found}");
}

#[test]
fn only_files_of_a_result_and_no_path_of_the_page_are_given() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = county(dir.path());
    let window = Window::open(&dir.path().join("home"), &[workspace.to_str().unwrap()], None);
    let run = window.job(&json!({ "kind": "run", "place": "池州市", "period": "2017年第三季度" }));
    assert_eq!(run["state"], "done", "{run}");
    let result = window.state()["results"][0].clone();
    let number = result["number"].as_str().unwrap();
    let (status, body) = window.of_result(number, "%E6%8A%A5%E5%91%8A.html");
    assert!(status == 200 && String::from_utf8_lossy(&body).contains("杏山镇党委"));
    let results = window.state()["reports"].as_str().unwrap().to_string();
    let path = format!("{results}{number}/%E6%8A%A5%E5%91%8A.html");
    let (_, head, _) = window.raw("GET", &path, &[("Host", window.host())], b"");
    assert!(head.contains("content-security-policy: sandbox"), "a report cannot speak to the server: {head}");
    for path in ["../../池州市三季度台账/杏山镇党委/台账.xlsx", "%2e%2e/%2e%2e/etc/passwd", "/etc/passwd", "data"] {
        assert_eq!(window.of_result(number, path).0, 404, "{path}");
    }
    // Whatever acts in a report can read the report's own address; that one opens nothing else.
    let reading = results.split('/').nth(1).unwrap();
    assert_ne!(reading, window.token());
    for path in ["", "api/state", "api/folders", "page.js", &format!("zip/{number}"), "api/job", "result"] {
        assert_eq!(window.at("GET", &format!("/{reading}/{path}"), b"").0, 403, "{path}");
    }
    assert_eq!(window.at("POST", &format!("/{reading}/api/job"), br#"{"kind":"look"}"#).0, 403);
    assert_eq!(window.at("POST", &format!("/{reading}/result/{number}/x"), b"").0, 403);
    assert_eq!(window.own("GET", &format!("result/{number}/%E6%8A%A5%E5%91%8A.html"), b"").0, 403);
    for (path, body) in [
        ("api/job", json!({ "kind": "run", "period": "2017", "output": "/tmp/x" })),
        ("api/job", json!({ "kind": "demo", "dir": "/tmp/x" })),
        ("api/job", json!({ "kind": "verify", "result": "/etc" })),
        ("api/workspace", json!({ "path": "/没有" })),
        ("api/workspace", json!({ "path": "/etc/passwd" })),
    ] {
        assert_eq!(window.own("POST", path, body.to_string().as_bytes()).0, 400, "{path} {body}");
    }
    let (status, zip) = window.own("GET", &format!("zip/{number}"), b"");
    assert!(status == 200 && zip.len() > 10_000);
}

#[test]
fn a_stopped_run_and_an_ended_window_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (workspace, home) = (county(dir.path()), dir.path().join("home"));
    let window = Window::open(&home, &[workspace.to_str().unwrap()], None);
    let order = json!({ "kind": "run", "place": "chizhou", "period": "2017Q3" });
    let number = window.json("POST", "api/job", &order)["number"].as_u64().unwrap();
    window.json("POST", &format!("api/job/{number}/cancel"), &json!({}));
    let job = window.ended(number);
    assert_eq!(job["state"], "cancelled", "{job}");
    let results = dir.path().join("池州市三季度台账-结果");
    assert!(!results.join("2017Q3").exists());
    let job = window.job(&order);
    assert_eq!((&job["state"], &job["code"]), (&json!("done"), &json!(0)), "{job}");
    let shown = job["line"].as_str().unwrap();
    assert!(shown.ends_with("--jurisdiction=chizhou --period=2017Q3"), "{shown}");
    drop(window);

    let window = Window::open(&home, &[], None);
    let state = window.state();
    assert_eq!(state["workspace"]["path"], workspace.to_str().unwrap());
    assert_eq!(state["results"][0]["name"], "2017Q3");
    assert_eq!(state["jobs"].as_array().unwrap().len(), 2);
    let trial = window.job(&json!({ "kind": "run", "place": "chizhou", "period": "2017Q3", "set": ["participation.min=0.95"] }));
    assert_eq!((&trial["kind"], &trial["state"]), (&json!("try"), &json!("done")), "{trial}");
    let names: Vec<String> =
        window.state()["results"].as_array().unwrap().iter().map(|r| r["name"].as_str().unwrap().to_string()).collect();
    assert_eq!(names, ["2017Q3-试算", "2017Q3"]);
}

#[test]
fn it_ends_when_nobody_looks_and_when_told_to() {
    let dir = tempfile::tempdir().unwrap();
    let mut window = Window::open(&dir.path().join("home"), &["--idle", "1"], None);
    let end = Instant::now() + Duration::from_secs(30);
    let status = loop {
        if let Some(status) = window.child.try_wait().unwrap() {
            break status;
        }
        assert!(Instant::now() < end, "still there");
        std::thread::sleep(Duration::from_millis(100));
    };
    assert_eq!(status.code(), Some(0));
    let left: Vec<String> = tree(&dir.path().join("home")).into_keys().collect();
    assert!(left.iter().all(|path| !path.contains("打开")), "the way to the page is gone with it: {left:?}");

    let mut window = Window::open(&dir.path().join("home"), &[], None);
    let id = rustix::process::Pid::from_child(&window.child);
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    assert_eq!(window.child.wait().unwrap().code(), Some(130));
}
