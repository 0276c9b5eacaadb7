//! The window's server against those who mean it ill: other users of the machine, slow and endless senders, paths that are none of theirs.
#![cfg(unix)]

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::window::{Window, county};

/// Files and folders below that others could look into.
fn open_to_others(dir: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap().flatten() {
        let meta = entry.path().symlink_metadata().unwrap();
        if meta.permissions().mode() & 0o077 != 0 {
            found.push(format!("{:o} {}", meta.permissions().mode(), entry.path().display()));
        }
        if meta.is_dir() {
            found.extend(open_to_others(&entry.path()));
        }
    }
    found
}

#[test]
fn other_users_read_neither_its_files_nor_its_address() {
    let dir = tempfile::tempdir().unwrap();
    let (workspace, home) = (county(dir.path()), dir.path().join("home"));
    // What an earlier version or a careless hand left open is closed.
    fs::create_dir_all(home.join("jobs")).unwrap();
    fs::set_permissions(home.join("jobs"), fs::Permissions::from_mode(0o755)).unwrap();
    let window = Window::open(&home, &[workspace.to_str().unwrap()], None);
    window.json("POST", "api/draft", &json!({ "kind": "field", "key": "period", "choice": "2017Q3" }));
    let number = window.json("POST", "api/upload", &json!({}))["number"].as_u64().unwrap();
    assert_eq!(window.own("PUT", &format!("api/upload/{number}?path=a/b/c.csv"), b"x").0, 200);
    let order = json!({ "kind": "look" });
    let job = window.json("POST", "api/job", &order)["number"].as_u64().unwrap();
    // While it runs, its line is there for all to read.
    let mut lines = vec![fs::read(format!("/proc/{}/cmdline", window.child.id())).unwrap_or_default()];
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let status = fs::read_to_string(entry.path().join("status")).unwrap_or_default();
        if status.contains(&format!("PPid:\t{}\n", window.child.id())) {
            lines.extend(["cmdline", "environ"].map(|file| fs::read(entry.path().join(file)).unwrap_or_default()));
        }
    }
    window.ended(job);
    for line in lines {
        assert!(!String::from_utf8_lossy(&line).contains(window.token()));
    }
    assert_eq!(open_to_others(&home), Vec::<String>::new());
    // Nothing that is kept tells the address but the way in, which is the user's own and gone with the window.
    for (path, bytes) in crate::door::tree(&home) {
        assert!(path.starts_with("打开-") || !String::from_utf8_lossy(&bytes).contains(window.token()), "{path}");
    }
}

/// Sends the beginning of a request and no more.
fn begun(window: &Window, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(window.host()).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

#[test]
fn slow_and_silent_senders_hold_nobody_up() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("home");
    let mut window = Window::open(&home, &["--idle", "2"], None);
    let head = |method: &str, path: &str| {
        format!(
            "{method} /{}/{path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Length: 1000\r\n\r\nx",
            window.token(),
            host = window.host()
        )
    };
    let number = window.json("POST", "api/upload", &json!({}))["number"].as_u64().unwrap();
    let mut slow = [
        begun(&window, ""),
        begun(&window, "GET / HT"),
        begun(&window, &head("POST", "api/draft")),
        begun(&window, &head("POST", "api/workspace")),
        begun(&window, &head("PUT", &format!("api/upload/{number}?path=a.csv"))),
    ];
    let many: Vec<TcpStream> = (0..100).map(|_| begun(&window, "")).collect();
    let asked = Instant::now();
    window.json("GET", "api/state", &json!({}));
    assert!(asked.elapsed() < Duration::from_secs(5), "others are served meanwhile");
    for stream in &mut slow {
        let mut told = Vec::new();
        // An end, whatever is said before it; an error here would be the wait of the test.
        let ended = stream.read_to_end(&mut told);
        assert!(ended.is_ok() || ended.is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionReset), "it is let go");
    }
    let taken = home.join(format!("uploads/{number}"));
    assert!(fs::read_dir(taken).unwrap().next().is_none(), "half a file is none");
    let end = Instant::now() + Duration::from_secs(20);
    while window.child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < end, "silent connections keep it from ending");
        std::thread::sleep(Duration::from_millis(100));
    }
    drop(many);
}

#[test]
fn endless_orders_are_refused_and_take_no_memory() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = county(dir.path());
    let window = Window::open(&dir.path().join("home"), &[workspace.to_str().unwrap()], None);
    let endless = vec![b' '; 8 << 20];
    for path in ["api/job", "api/draft", "api/workspace", "api/open"] {
        assert_eq!(window.own("POST", path, &endless).0, 400, "{path}");
    }
    let long = json!({ "kind": "field", "key": "x", "choice": "长".repeat(100_000) });
    assert_eq!(window.own("POST", "api/draft", long.to_string().as_bytes()).0, 400);
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    assert_eq!(window.own("POST", "api/job", deep.as_bytes()).0, 400);
    let path = "a".repeat(1 << 20);
    assert!(window.own("GET", &format!("api/folders?path={path}"), b"").0 >= 400);
    let told = fs::read_to_string(format!("/proc/{}/status", window.child.id())).unwrap_or_default();
    let resident = told.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    assert!(resident.is_none_or(|kb| kb < 300_000), "{resident:?} kB");
    assert_eq!(window.json("GET", "api/state", &json!({}))["jobs"], json!([]));
}

#[test]
fn only_whole_paths_are_listed_and_links_lead_out_of_no_result() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = county(dir.path());
    let window = Window::open(&dir.path().join("home"), &[workspace.to_str().unwrap()], None);
    for path in ["..", "%2Ftmp%2F..%2Fetc", "x", "~", "%2Ftmp%00", "%5C%5Cserver%5Cshare", "file:%2F%2F%2Fetc", "%2F%E6%B2%A1%E6%9C%89"] {
        assert_eq!(window.own("GET", &format!("api/folders?path={path}"), b"").0, 400, "{path}");
    }
    let run = window.job(&json!({ "kind": "run", "place": "chizhou", "period": "2017Q3" }));
    assert_eq!(run["state"], "done", "{run}");
    let result = dir.path().join("池州市三季度台账-结果/2017Q3");
    std::os::unix::fs::symlink("/etc", result.join("外")).unwrap();
    std::os::unix::fs::symlink("/bin/sh", result.join("程序.docx")).unwrap();
    fs::write(result.join("程序.desktop"), "x").unwrap();
    let number = window.json("GET", "api/state", &json!({}))["results"][0]["number"].as_str().unwrap().to_string();
    for path in ["外", "程序.docx", "程序.desktop", "..", "/etc", "data/../..", "没有"] {
        let order = json!({ "result": number, "path": path }).to_string();
        assert_eq!(window.own("POST", "api/open", order.as_bytes()).0, 404, "{path}");
    }
    let zip = window.own("GET", &format!("zip/{number}"), b"").1;
    let names: Vec<String> =
        zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap().file_names().map(|name| name.unwrap().into_owned()).collect();
    assert!(names.len() > 10 && names.iter().all(|name| !name.contains('外') && !name.contains("程序.docx")), "{names:?}");
}
