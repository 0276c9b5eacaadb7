//! What was chosen or typed on the page and not ordered yet: kept through a reload, seen by a second browser, there again after the window was closed,
//! and gone once it has been written where it belongs.
#![cfg(unix)]

use std::fs;

use serde_json::json;

use crate::door::{book, tree};
use crate::page_chrome::Chrome;
use crate::window::{Window, county};
use crate::window_browser::{browser, text, visit};

const NAME: &str = "[...document.querySelectorAll('#confirm-body select')].find(s => s.dataset.key.includes('西村老党支部'))";
const HEADING: &str = "[...document.querySelectorAll('#confirm-body select')].find(s => s.dataset.key.includes('本月得分'))";

/// Chooses an option as a person does.
fn choose(chrome: &mut Chrome, select: &str, part: &str) {
    chrome.eval(&format!(
        "(() => {{ const s = {select}; s.value = [...s.options].find(o => o.value.includes({part:?})).value; s.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"
    ));
}

fn holds(chrome: &mut Chrome, select: &str, part: &str) {
    chrome.wait(&format!("(() => {{ const s = {select}; return s !== undefined && s.value.includes({part:?}); }})()"));
}

#[test]
fn choices_outlive_reload_second_tab_and_closed_window() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = browser(dir.path()) else { return };
    let (workspace, home) = (county(dir.path()), dir.path().join("home"));
    let odd: &[&[&str]] = &[
        &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数", "本月得分"],
        &["东村党支部", "2017-09-10", "学习", "10", "10", "95"],
    ];
    book(&workspace.join("杏山镇党委/9月.xlsx"), &[("台账", odd)]);
    let window = Window::open(&home, &[workspace.to_str().unwrap()], None);
    visit(&mut chrome, &window.address);
    chrome.wait("document.getElementById('place').value === '池州市'");
    chrome.click("#match");
    chrome.wait(&format!("{NAME} !== undefined && {HEADING} !== undefined"));
    choose(&mut chrome, NAME, "西村党支部");
    choose(&mut chrome, HEADING, "不采用");
    chrome.wait("document.getElementById('confirm-kept').textContent.includes('已选 2 项')");
    chrome.eval("(() => { const p = document.getElementById('period'); p.value = ''; p.focus(); })()");
    chrome.write("2017年8月");
    // Typed and reloaded at once: not even the pause in typing is waited for.
    chrome.call("Page.reload", json!({}));
    holds(&mut chrome, NAME, "西村党支部");
    holds(&mut chrome, HEADING, "不采用");
    chrome.wait("document.getElementById('period').value === '2017年8月'");

    let other = tempfile::tempdir().unwrap();
    let mut second = browser(other.path()).unwrap();
    visit(&mut second, &window.address);
    holds(&mut second, NAME, "西村党支部");
    second.eval(&format!("(() => {{ const s = {NAME}; s.value = ''; s.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"));
    chrome.wait(&format!("{NAME}.value === ''"));
    choose(&mut chrome, NAME, "东村党支部");
    holds(&mut second, NAME, "东村党支部");
    drop(second);
    choose(&mut chrome, NAME, "西村党支部");
    chrome.wait("document.getElementById('confirm-kept').textContent.includes('已选 2 项')");
    chrome.wait("kept.waiting.size === 0");
    assert!(!workspace.join("名称核对.xlsx").exists() || !text(&mut chrome, "confirm-body").contains("此前已确认"), "nothing was sent yet");
    drop((chrome, window));

    let window = Window::open(&home, &[], None);
    let mut chrome = browser(dir.path()).unwrap();
    visit(&mut chrome, &window.address);
    holds(&mut chrome, NAME, "西村党支部");
    holds(&mut chrome, HEADING, "不采用");
    chrome.wait("document.getElementById('period').value === '2017年8月'");
    chrome.click("#confirm-send");
    chrome.wait("document.getElementById('confirm-body').textContent.includes('已确认的名称 1 个') && document.getElementById('confirm-kept').textContent === ''");
    holds(&mut chrome, HEADING, "不采用");
    let kept = window.json("GET", "api/drafts", &json!({}));
    let kinds: Vec<&str> = kept["entries"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["field"], "what was written is kept here no longer: {kept}");
    let answers =
        tree(&home.join("jobs")).into_iter().filter(|(path, _)| path.ends_with("answers.json")).map(|(_, bytes)| bytes).collect::<Vec<_>>();
    let sent: serde_json::Value = serde_json::from_slice(&answers[0]).unwrap();
    assert_eq!((sent["names"][0]["written"].clone(), sent["headings"][0]["choice"].clone()), (json!("西村老党支部"), json!("不采用")));
    assert!(chrome.errors.is_empty(), "{:?}", chrome.errors);
}

#[test]
fn what_waits_no_longer_is_told_and_another_workspace_is_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = browser(dir.path()) else { return };
    let workspace = county(dir.path());
    let window = Window::open(&dir.path().join("home"), &[workspace.to_str().unwrap()], None);
    let gone = json!({ "kind": "names", "key": { "member": "", "written": "早已改名的党支部", "committee": "" }, "choice": "东村党支部" });
    window.json("POST", "api/draft", &gone);
    let elsewhere = "api/draft?path=%2Fother";
    assert_eq!(window.own("POST", elsewhere, gone.to_string().as_bytes()).0, 409);
    assert_eq!(window.own("POST", "api/job?path=%2Fother", br#"{"kind":"look"}"#).0, 409);
    for wrong in [json!({ "kind": "names", "key": "x" }), json!({ "kind": "else", "key": "x", "choice": "y" }), json!([])] {
        assert_eq!(window.own("POST", "api/draft", wrong.to_string().as_bytes()).0, 400, "{wrong}");
    }
    visit(&mut chrome, &window.address);
    chrome.click("#match");
    chrome.wait("document.getElementById('confirm-kept').textContent.includes('早已改名的党支部→东村党支部')");
    chrome.click("#confirm-kept button");
    chrome.wait("document.getElementById('confirm-kept').textContent === ''");
    assert_eq!(window.json("GET", "api/drafts", &json!({}))["entries"], json!([]));
}

#[test]
fn a_run_stopped_from_the_page_leaves_the_earlier_result() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = browser(dir.path()) else { return };
    let workspace = county(dir.path());
    let window = Window::open(&dir.path().join("home"), &[workspace.to_str().unwrap()], None);
    let run = window.job(&json!({ "kind": "run", "place": "chizhou", "period": "2017Q3" }));
    assert_eq!(run["state"], "done", "{run}");
    let result = dir.path().join("池州市三季度台账-结果/2017Q3");
    let before = tree(&result);
    // Enough that there is time to stop it.
    for file in 0..8 {
        let themes: Vec<String> = (0..2_000).map(|n| format!("学习第{file}之{n}")).collect();
        let mut rows: Vec<Vec<&str>> = vec![vec!["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"]];
        rows.extend(themes.iter().map(|theme| vec!["东村党支部", "2017-07-10", theme, "10", "9"]));
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        book(&workspace.join(format!("杏山镇党委/多{file}.xlsx")), &[("台账", &rows)]);
    }
    visit(&mut chrome, &window.address);
    chrome.wait("document.getElementById('place').value === '池州市' && state.jobs.every(job => job.state !== 'running')");
    chrome.eval("document.getElementById('period').value = '2017Q3'");
    chrome.click("#run");
    chrome.wait("!document.getElementById('cancel').hidden && document.getElementById('run').disabled");
    // How far it is is shown meanwhile.
    chrome.wait("document.getElementById('run-state').textContent.includes('正在运行')");
    chrome.click("#cancel");
    chrome.wait(
        "document.getElementById('run-state').textContent === '已停止，以前的结果未改动' && document.getElementById('cancel').hidden",
    );
    assert_eq!(tree(&result), before);
    let beside: Vec<String> =
        fs::read_dir(result.parent().unwrap()).unwrap().flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    assert!(beside.iter().all(|name| name == "2017Q3" || name.starts_with('.')), "nothing unfinished: {beside:?}");
    assert_eq!(window.json("GET", "api/state", &json!({}))["results"][0]["name"], "2017Q3");
}
