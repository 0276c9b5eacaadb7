//! The window with two thousand branches, from a double click to a view of the report; a run that is stopped and a page that is loaded anew on the way
//! lose nothing. Minutes of work: with `DANGRI_GATE=all`.
#![cfg(unix)]

use serde_json::json;

use crate::door::{dangri_ok, json as read, tree};
use crate::window::Window;
use crate::window_browser::{browser, opened, opener, picture, text};

/// Seconds that the largest step may take on a slow machine.
const PATIENCE: u32 = 900;

#[test]
fn two_thousand_branches_come_to_a_report_without_a_command() {
    if std::env::var("DANGRI_GATE").is_ok_and(|all| all == "all") {
        large();
    } else {
        eprintln!("skipped: takes minutes, ask with DANGRI_GATE=all");
    }
}

fn large() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = browser(dir.path()) else { return };
    let workspace = dir.path().join("台账");
    dangri_ok(&["demo", workspace.to_str().unwrap(), "-j", "chizhou", "--branches", "2000", "--mess", "2", "-q"]);
    let before = tree(&workspace);
    let (program, heard) = opener(dir.path());
    let window = Window::double_clicked(&dir.path().join("home"), &program);
    let door = opened(&heard);
    chrome.call("Page.navigate", json!({ "url": format!("file://{}", door.display()) }));
    chrome.wait(&format!("location.href === {:?} && document.getElementById('about')?.textContent.includes('不联网')", window.address));

    chrome.eval("document.getElementById('path').focus()");
    chrome.write(workspace.to_str().unwrap());
    chrome.key("Enter");
    chrome.wait_long("document.querySelector('#found-body table') !== null", PATIENCE);
    assert_eq!(chrome.text("document.getElementById('place').value"), "池州市");
    let found = text(&mut chrome, "found-body");
    assert!(found.contains("党组织花名册") && found.contains("未识别"), "{}", found.chars().take(2000).collect::<String>());
    picture(&mut chrome, "large-1-found");

    // stopped in the middle: no result, and the ledgers as they were
    chrome.eval("(() => { document.getElementById('period').value = '2017年第三季度'; document.getElementById('period').focus(); })()");
    chrome.key("Enter");
    chrome.wait_long("!document.getElementById('cancel').hidden && document.getElementById('run').disabled", 60);
    chrome.click("#cancel");
    chrome.wait_long(
        "document.getElementById('run-state').textContent === '已停止，以前的结果未改动' && document.getElementById('cancel').hidden",
        60,
    );
    assert!(!dir.path().join("台账-结果").exists(), "a stopped run leaves no result");

    // once more, and the page is loaded anew in the middle
    chrome.eval("document.getElementById('period').focus()");
    chrome.key("Enter");
    chrome.wait_long("document.getElementById('run-state').textContent .startsWith('正在运行')", 60);
    chrome.call("Page.reload", json!({}));
    chrome.wait_long(
        "document.querySelector('a.report') !== null && document.getElementById('run-state').textContent === '已完成'",
        PATIENCE,
    );
    picture(&mut chrome, "large-2-run");
    let result = dir.path().join("台账-结果/2017Q3");
    let summary = read(&result.join("data/summary.json"));
    assert!(summary["branches"].as_u64().unwrap() > 1900 && summary["activities"].as_u64().unwrap() > 1900, "{summary}");
    dangri_ok(&["verify", result.to_str().unwrap()]);
    let after = tree(&workspace);
    assert!(before.iter().all(|(path, bytes)| after.get(path) == Some(bytes)), "a ledger was touched");

    // what goes to each committee, and the report itself
    assert!(chrome.eval("document.querySelectorAll('#results-body button.back').length").as_u64().unwrap() > 50);
    let report = chrome.text("document.querySelector('a.report').href");
    assert!(chrome.errors.is_empty(), "{:?}", chrome.errors);
    chrome.call("Page.navigate", json!({ "url": report }));
    chrome.wait_long("document.readyState === 'complete' && document.querySelectorAll('caption').length > 1", 60);
    picture(&mut chrome, "large-3-report");
}
