//! The window in a real browser: from the start to a handed-out report without a command being typed. It says so and ends where no browser is
//! installed. With `DANGRI_PICTURES` pictures of each step are put there.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use serde_json::json;

use crate::page_chrome::Chrome;
use crate::window::{Window, county};

fn picture(chrome: &mut Chrome, name: &str) {
    let Some(dir) = std::env::var_os("DANGRI_PICTURES").map(PathBuf::from) else { return };
    let made = chrome.call("Page.captureScreenshot", json!({ "captureBeyondViewport": true }));
    let bytes = base64::engine::general_purpose::STANDARD.decode(made["data"].as_str().unwrap()).unwrap();
    fs::write(dir.join(format!("{name}.png")), bytes).unwrap();
}

/// A program that notes what it was asked to open.
fn opener(dir: &Path) -> (PathBuf, PathBuf) {
    use std::os::unix::fs::PermissionsExt;
    let (program, heard) = (dir.join("opener"), dir.join("opened"));
    fs::write(&program, format!("#!/bin/sh\nprintf %s \"$1\" > '{}'\n", heard.display())).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    (program, heard)
}

fn text(chrome: &mut Chrome, id: &str) -> String {
    chrome.text(&format!("document.getElementById('{id}').textContent"))
}

#[test]
fn from_the_start_to_a_report_without_a_command() {
    let dir = tempfile::tempdir().unwrap();
    let blank = dir.path().join("blank.html");
    fs::write(&blank, "<!doctype html><title>x</title>").unwrap();
    let Some(mut chrome) = Chrome::open(&blank, 1280, 900) else { return };
    let workspace = county(dir.path());
    let (program, heard) = opener(dir.path());
    let window = Window::open(&dir.path().join("home"), &[], Some(&program));
    chrome.call("Page.navigate", json!({ "url": window.address }));
    chrome.wait("document.getElementById('about')?.textContent.includes('不联网')");
    picture(&mut chrome, "1-start");

    // By keyboard alone: past the contents, then into the field for the path.
    chrome.key("Tab");
    assert_eq!(chrome.text("document.activeElement.textContent"), "跳到正文");
    chrome.eval("document.getElementById('path').focus()");
    chrome.write(workspace.to_str().unwrap());
    chrome.key("Enter");
    chrome.wait("document.querySelector('#found-body table') !== null");
    let found = text(&mut chrome, "found-body");
    for words in ["党组织花名册.xlsx", "杏山镇党委", "2017-07", "2017-08"] {
        assert!(found.contains(words), "{words}: {found}");
    }
    assert_eq!(chrome.text("document.getElementById('place').value"), "池州市");
    assert!(text(&mut chrome, "look-line").starts_with("dangri check "));
    picture(&mut chrome, "2-found");

    chrome.click("#match");
    chrome.wait("document.querySelector('#confirm-body select') !== null");
    assert!(text(&mut chrome, "confirm-body").contains("西村老党支部"));
    picture(&mut chrome, "3-match");
    chrome.eval("(() => { const s = document.querySelector('#confirm-body select'); s.value = [...s.options].find(o => o.value.includes('西村党支部')).value; })()");
    chrome.click("#confirm-send");
    chrome.wait("document.getElementById('match-line').textContent.includes('dangri match') && document.getElementById('confirm-body').textContent.includes('已确认的名称 1 个')");
    assert!(workspace.join("名称核对.xlsx").is_file());

    chrome.eval("(() => { document.getElementById('period').value = ''; document.getElementById('period').focus(); })()");
    chrome.write("２０１７年第三季度");
    chrome.key("Enter");
    chrome.wait("document.querySelector('a.report') !== null && document.getElementById('run-state').textContent === '已完成'");
    picture(&mut chrome, "4-run");
    let result = dir.path().join("池州市三季度台账-结果/2017Q3");
    assert!(result.join("结果清单.json").is_file());
    chrome.wait("document.getElementById('run-said').textContent.includes('结果已写入')");
    let said = text(&mut chrome, "run-said");
    assert!(said.contains("采用 6 ") && said.contains("退回 0"), "the confirmed name counts: {said}");
    assert!(text(&mut chrome, "log-body").contains("--period=２０１７年第三季度"));

    // A reload loses nothing, nor does a page twice as large ask to be moved sideways.
    chrome.size(640, 450);
    chrome.call("Page.reload", json!({}));
    chrome.wait("document.querySelector('a.report') !== null && document.querySelector('#found-body table') !== null");
    assert_eq!(chrome.eval("document.documentElement.scrollWidth <= innerWidth"), json!(true));
    picture(&mut chrome, "5-reloaded");
    chrome.size(1280, 900);

    chrome.click("#results-body button");
    for _ in 0..100 {
        if heard.is_file() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(fs::read_to_string(&heard).unwrap(), result.to_str().unwrap());

    chrome.eval("(() => { document.getElementById('set').focus(); })()");
    chrome.write("participation.min=0.95");
    chrome.key("Enter");
    chrome.wait("document.querySelectorAll('#results-body article').length === 2");
    chrome.eval("(() => { const pick = (id, name) => { const s = document.getElementById(id); s.value = [...s.options].find(o => o.textContent === name).value; }; pick('before', '2017Q3'); pick('after', '2017Q3-试算'); })()");
    chrome.click("#diff-form button");
    chrome.wait("document.getElementById('more-line').textContent.includes('dangri diff') && document.getElementById('more-state').textContent === '已完成'");
    chrome.wait("document.getElementById('more-said').textContent.includes('participation.min=0.95')");
    picture(&mut chrome, "6-diff");

    let report = chrome.text("[...document.querySelectorAll('a.report')].at(-1).href");
    assert!(chrome.errors.is_empty(), "{:?}", chrome.errors);
    let foreign: Vec<&String> = chrome.requests.iter().filter(|url| !url.contains(&window.address) && !url.contains("file://")).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    chrome.call("Page.navigate", json!({ "url": report }));
    chrome.wait("document.readyState === 'complete' && document.body.textContent.includes('杏山镇党委')");
    assert_eq!(chrome.text("origin"), "null", "whatever a report holds, it is a stranger to the window");
    chrome.wait("document.querySelectorAll('caption').length > 1");
    picture(&mut chrome, "7-report");
}
