//! A driver for headless Chromium over its own pipe (`--remote-debugging-pipe`): messages of JSON, each ended by a zero byte, on descriptors 3
//! and 4. No port, no socket, no further crate. Keys and clicks are the browser's own events, not calls into the page's script.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// Longest wait for an answer of the browser.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one page.
pub struct Chrome {
    child: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    session: String,
    next: u64,
    /// What the page asked for over any network or disk, by address.
    pub requests: Vec<String>,
    /// Errors of script, console and policy.
    pub errors: Vec<String>,
    _home: tempfile::TempDir,
}

/// The installed browser; `None` (said on stderr) where there is none.
fn browser() -> Option<&'static str> {
    let found = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success()));
    if found.is_none() {
        eprintln!("skipped: no chromium is installed, the page was not opened");
    }
    found
}

impl Chrome {
    /// Opens `page` in a window of that size; `None` where no browser is installed.
    pub fn open(page: &Path, width: u32, height: u32) -> Option<Self> {
        let program = browser()?;
        let home = tempfile::tempdir().unwrap();
        let flags = "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --no-first-run \
                     --disable-dev-shm-usage --remote-debugging-pipe";
        let command = format!("exec {program} {flags} --user-data-dir='{}' about:blank 3<&0 4>&1 >/dev/null 2>&1", home.path().display());
        let mut child = Command::new("sh").args(["-c", &command]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (to, out) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (sender, from) = channel();
        std::thread::spawn(move || {
            let mut reader = BufReader::new(out);
            let mut message = Vec::new();
            while reader.read_until(0, &mut message).is_ok_and(|n| n > 0) {
                message.pop();
                let Ok(value) = serde_json::from_slice(&message) else { break };
                if sender.send(value).is_err() {
                    break;
                }
                message.clear();
            }
        });
        let mut chrome = Chrome { child, to, from, session: String::new(), next: 0, requests: Vec::new(), errors: Vec::new(), _home: home };
        let targets = chrome.call("Target.getTargets", json!({}));
        let target = targets["targetInfos"].as_array().unwrap().iter().find(|t| t["type"] == "page").expect("a page")["targetId"].clone();
        let attached = chrome.call("Target.attachToTarget", json!({ "targetId": target, "flatten": true }));
        chrome.session = attached["sessionId"].as_str().unwrap().to_string();
        for domain in ["Page", "Runtime", "Network", "Log"] {
            chrome.call(&format!("{domain}.enable"), json!({}));
        }
        chrome.size(width, height);
        chrome.call("Page.navigate", json!({ "url": format!("file://{}", page.display()) }));
        chrome.wait("document.readyState === 'complete' && location.protocol === 'file:'");
        Some(chrome)
    }

    /// Sets the size of the window, as a phone where it is narrow.
    pub fn size(&mut self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Says something to the browser and gives its answer; keeps what the page tells meanwhile.
    pub fn call(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let mut message = json!({ "id": self.next, "method": method, "params": params });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.to.write_all(message.to_string().as_bytes()).and_then(|()| self.to.write_all(&[0])).unwrap();
        self.to.flush().unwrap();
        loop {
            let told = self.from.recv_timeout(PATIENCE).unwrap_or_else(|e| panic!("{method}: {e}"));
            if told["id"] == json!(self.next) {
                assert!(told.get("error").is_none(), "{method}: {}", told["error"]);
                return told["result"].clone();
            }
            self.keep(&told);
        }
    }

    fn keep(&mut self, told: &Value) {
        let params = &told["params"];
        match told["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => self.requests.push(params["request"]["url"].to_string()),
            "Runtime.exceptionThrown" => self.errors.push(params["exceptionDetails"].to_string()),
            "Runtime.consoleAPICalled" if params["type"] == "error" => self.errors.push(params["args"].to_string()),
            "Log.entryAdded" => self.errors.push(params["entry"]["text"].to_string()),
            "Page.javascriptDialogOpening" => self.errors.push(format!("a dialog opened: {}", params["message"])),
            _ => {}
        }
    }

    /// Value of an expression.
    pub fn eval(&mut self, expression: &str) -> Value {
        let result = self.call("Runtime.evaluate", json!({ "expression": expression, "returnByValue": true }));
        assert!(result.get("exceptionDetails").is_none(), "{expression}: {}", result["exceptionDetails"]);
        result["result"]["value"].clone()
    }

    /// The same, as text.
    pub fn text(&mut self, expression: &str) -> String {
        let value = self.eval(expression);
        value.as_str().map_or_else(|| value.to_string(), str::to_string)
    }

    /// Waits until an expression holds.
    pub fn wait(&mut self, expression: &str) {
        self.wait_long(expression, 15);
    }

    /// The same for as many seconds.
    pub fn wait_long(&mut self, expression: &str, seconds: u32) {
        for _ in 0..seconds * 20 {
            if self.eval(expression) == json!(true) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("never: {expression}");
    }

    /// Clicks with the mouse in the middle of the first element that the selector names.
    pub fn click(&mut self, selector: &str) {
        let at = format!(
            "(() => {{ const e = document.querySelector({selector:?}); e.scrollIntoView({{ block: 'center', inline: 'center' }}); \
             const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()"
        );
        let at = self.eval(&at);
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// Presses a key (`Tab`, `Enter`).
    pub fn key(&mut self, key: &str) {
        let (code, text) = match key {
            "Enter" => (13, "\r"),
            "Tab" => (9, ""),
            " " => (32, " "),
            _ => (0, ""),
        };
        for kind in [if text.is_empty() { "rawKeyDown" } else { "keyDown" }, "keyUp"] {
            let mut event = json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code });
            if kind == "keyDown" {
                event["text"] = json!(text);
            }
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// Presses `/` as a keyboard does: with its text.
    pub fn type_slash(&mut self) {
        for kind in ["keyDown", "keyUp"] {
            let mut event = json!({ "type": kind, "key": "/", "code": "Slash", "windowsVirtualKeyCode": 191 });
            if kind == "keyDown" {
                event["text"] = json!("/");
            }
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// Shows the page in the dark or in the light.
    pub fn dark(&mut self, on: bool) {
        let value = if on { "dark" } else { "light" };
        self.call("Emulation.setEmulatedMedia", json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] }));
    }

    /// Types into what has the focus.
    pub fn write(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// The page on paper.
    pub fn pdf(&mut self) -> Vec<u8> {
        use base64::Engine;
        let made = self.call("Page.printToPDF", json!({ "preferCSSPageSize": true, "printBackground": true }));
        base64::engine::general_purpose::STANDARD.decode(made["data"].as_str().unwrap()).unwrap()
    }

    /// The page asked for nothing but itself, and nothing went wrong.
    pub fn quiet(&mut self) {
        self.eval("1");
        assert_eq!(self.requests.len(), 1, "{:?}", self.requests);
        assert!(self.errors.is_empty(), "{:?}", self.errors);
    }
}

impl Drop for Chrome {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
