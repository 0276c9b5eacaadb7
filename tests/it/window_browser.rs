//! The window in a real browser: from a double click to a handed-out report without a command being typed. It says so and ends where no browser is
//! installed. With `DANGRI_PICTURES` pictures of each step are put there.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use serde_json::json;

use crate::door::book;
use crate::page_chrome::Chrome;
use crate::window::{Window, county};

pub fn picture(chrome: &mut Chrome, name: &str) {
    let Some(dir) = std::env::var_os("DANGRI_PICTURES").map(PathBuf::from) else { return };
    let made = chrome.call("Page.captureScreenshot", json!({ "captureBeyondViewport": true }));
    let bytes = base64::engine::general_purpose::STANDARD.decode(made["data"].as_str().unwrap()).unwrap();
    fs::write(dir.join(format!("{name}.png")), bytes).unwrap();
}

/// A program that notes what it was asked to open.
pub fn opener(dir: &Path) -> (PathBuf, PathBuf) {
    use std::os::unix::fs::PermissionsExt;
    let (program, heard) = (dir.join("opener"), dir.join("opened"));
    fs::write(&program, format!("#!/bin/sh\nprintf %s \"$1\" > '{}'\n", heard.display())).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    (program, heard)
}

pub fn text(chrome: &mut Chrome, id: &str) -> String {
    chrome.text(&format!("document.getElementById('{id}').textContent"))
}

/// A browser that shows nothing yet; `None` where none is installed.
pub fn browser(dir: &Path) -> Option<Chrome> {
    let blank = dir.join("blank.html");
    fs::write(&blank, "<!doctype html><title>x</title>").unwrap();
    Chrome::open(&blank, 1280, 900)
}

/// Goes to an address and waits until the page has its state.
pub fn visit(chrome: &mut Chrome, address: &str) {
    chrome.call("Page.navigate", json!({ "url": address }));
    chrome.wait("document.getElementById('about')?.textContent.includes('不联网')");
}

/// What an opener has heard.
pub fn opened(heard: &Path) -> PathBuf {
    for _ in 0..200 {
        if let Some(path) = fs::read_to_string(heard).ok().filter(|path| !path.is_empty()) {
            fs::remove_file(heard).unwrap();
            return PathBuf::from(path);
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("nothing was opened");
}

/// More committees beside the one: with headings of their own, and a file that is no workbook.
fn more(workspace: &Path) {
    let roster: &[&[&str]] = &[
        &["上级党组织", "党支部名称", "党员人数"],
        &["杏山镇党委", "东村党支部", "10"],
        &["杏山镇党委", "西村党支部", "12"],
        &["青山镇党委", "青山镇南村党支部", "10"],
        &["青山镇党委", "青山镇北村党支部", "8"],
        &["白沙镇党委", "白沙镇南村党支部", "10"],
        &["白沙镇党委", "白沙镇北村党支部", "8"],
        &["石门镇党委", "石门镇南村党支部", "10"],
        &["石门镇党委", "石门镇北村党支部", "8"],
    ];
    book(&workspace.join("党组织花名册.xlsx"), &[("花名册", roster)]);
    for committee in ["青山镇党委", "白沙镇党委", "石门镇党委"] {
        for (month, day) in [("7", "2017-07-12"), ("8", "2017-08-12"), ("9", "2017-09-12")] {
            let rows: &[&[&str]] = &[
                &["所在党支部", "开展日期", "主题", "应到", "实到", "本月得分"],
                &[&committee.replace("党委", "南村党支部"), day, "学习党章", "10", "9", "95"],
                &[&committee.replace("党委", "北村党支部"), day, "志愿服务", "8", "8", "90"],
            ];
            book(&workspace.join(format!("{committee}/{month}月台账.xlsx")), &[("台账", rows)]);
        }
    }
    fs::write(workspace.join("青山镇党委/损坏.xlsx"), "x").unwrap();
}

/// The width of the page fits at a size, in light and dark.
fn fits(chrome: &mut Chrome, width: u32, name: &str) {
    chrome.size(width, 800);
    chrome.wait(&format!("innerWidth === {width}"));
    assert_eq!(chrome.eval("document.documentElement.scrollWidth <= innerWidth"), json!(true), "{name} at {width}");
    picture(chrome, &format!("{name}-{width}"));
}

#[test]
fn from_a_double_click_to_a_report_without_a_command() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = browser(dir.path()) else { return };
    let workspace = county(dir.path());
    more(&workspace);
    let (program, heard) = opener(dir.path());
    let window = Window::double_clicked(&dir.path().join("home"), &program);
    // What the system opens is a file that leads to the page.
    let door = opened(&heard);
    assert_eq!(door.extension().unwrap(), "html");
    chrome.call("Page.navigate", json!({ "url": format!("file://{}", door.display()) }));
    chrome.wait(&format!("location.href === {:?} && document.getElementById('about')?.textContent.includes('不联网')", window.address));
    picture(&mut chrome, "1-start");

    // By keyboard alone: past the contents, then into the field for the path.
    chrome.key("Tab");
    assert_eq!(chrome.text("document.activeElement.textContent"), "跳到正文");
    chrome.eval("document.getElementById('path').focus()");
    chrome.write(workspace.to_str().unwrap());
    chrome.key("Enter");
    chrome.wait("document.querySelector('#found-body table') !== null");
    let found = text(&mut chrome, "found-body");
    for words in ["党组织花名册.xlsx", "杏山镇党委", "青山镇党委", "2017年7月", "2017年9月", "损坏.xlsx", "未识别"]
    {
        assert!(found.contains(words), "{words}: {found}");
    }
    assert_eq!(chrome.text("document.getElementById('place').value"), "池州市");
    assert!(text(&mut chrome, "look-line").starts_with("dangri check "));
    picture(&mut chrome, "2-found");

    chrome.click("#match");
    chrome.wait("document.querySelector('#confirm-body select') !== null");
    for words in ["西村老党支部", "本月得分"] {
        assert!(text(&mut chrome, "confirm-body").contains(words), "{words}");
    }
    picture(&mut chrome, "3-match");
    chrome.eval("(() => { const s = [...document.querySelectorAll('#confirm-body select')].find(s => s.dataset.key.includes('西村老党支部')); s.value = [...s.options].find(o => o.value.includes('西村党支部')).value; s.dispatchEvent(new Event('change', { bubbles: true })); })()");
    chrome.wait("document.getElementById('confirm-kept').textContent.includes('已选 1 项')");
    chrome.click("#confirm-send");
    chrome.wait("document.getElementById('match-line').textContent.includes('dangri match') && document.getElementById('confirm-body').textContent.includes('已确认的名称 1 个')");
    chrome.wait("document.getElementById('confirm-kept').textContent === ''");
    assert!(workspace.join("名称核对.xlsx").is_file());

    chrome.eval("(() => { document.getElementById('period').value = ''; document.getElementById('period').focus(); })()");
    chrome.write("２０１７年第三季度");
    chrome.key("Enter");
    chrome.wait("document.querySelector('a.report') !== null && document.getElementById('run-state').textContent === '已完成'");
    picture(&mut chrome, "4-run");
    let result = dir.path().join("池州市三季度台账-结果/2017Q3");
    assert!(result.join("结果清单.json").is_file());
    chrome.wait("document.getElementById('run-said').textContent.includes('结果已写入')");
    let summary = crate::door::json(&result.join("data/summary.json"));
    // Eight of the roster, the choice itself, three and eighteen activities.
    assert_eq!((&summary["rows"]["accepted"], &summary["rows"]["rejected"]), (&json!(30), &json!(0)), "the confirmed name counts");
    // Seven of them lie in July, when the document was not yet in force.
    assert_eq!(summary["activities"], json!(14));
    assert!(text(&mut chrome, "log-body").contains("--period=２０１７年第三季度"));

    // What is handed out: the folder, the papers, and what goes to each committee; each with the line that opens it.
    for (selector, below) in
        [("button.folder", ""), ("button.paper:nth-of-type(3)", "公文/通报.docx"), ("details button.back", "反馈/杏山镇党委")]
    {
        chrome.eval("document.querySelectorAll('#results-body details').forEach(d => { d.open = true; })");
        chrome.click(&format!("#results-body {selector}"));
        let wanted = if below.is_empty() { result.clone() } else { result.join(below) };
        assert_eq!(opened(&heard), wanted);
        let line = format!("{} \"{}\"", if cfg!(target_os = "macos") { "open" } else { "xdg-open" }, wanted.display());
        chrome.wait(&format!("document.getElementById('open-line').textContent === {line:?}"));
    }

    // A page twice as large, or on a narrow screen, asks for no moving sideways; nothing is lost by a reload.
    chrome.call("Page.reload", json!({}));
    chrome.wait("document.querySelector('a.report') !== null && document.querySelector('#found-body table') !== null");
    for dark in [false, true] {
        chrome.dark(dark);
        for width in [375, 640] {
            fits(&mut chrome, width, if dark { "5-dark" } else { "5-light" });
        }
    }
    chrome.dark(false);
    chrome.size(1280, 900);

    let report = chrome.text("document.querySelector('a.report').href");
    assert!(chrome.errors.is_empty(), "{:?}", chrome.errors);
    let ours = format!("http://{}/", window.host());
    let foreign: Vec<&String> = chrome.requests.iter().filter(|url| !url.contains(&ours) && !url.contains("file://")).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    chrome.call("Page.navigate", json!({ "url": report }));
    chrome.wait("document.readyState === 'complete' && document.body.textContent.includes('杏山镇党委')");
    assert_eq!(chrome.text("origin"), "null", "whatever a report holds, it is a stranger to the window");
    assert!(!chrome.text("location.href").contains(window.token()), "and cannot tell anybody how to get in");
    chrome.wait("document.querySelectorAll('caption').length > 1");
    picture(&mut chrome, "7-report");
}

#[test]
fn a_trial_a_comparison_and_a_draw_are_ordered_from_the_page() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = browser(dir.path()) else { return };
    let workspace = county(dir.path());
    let window = Window::open(&dir.path().join("home"), &[workspace.to_str().unwrap()], None);
    let run = window.job(&json!({ "kind": "run", "place": "chizhou", "period": "2017Q3" }));
    assert_eq!(run["state"], "done", "{run}");
    visit(&mut chrome, &window.address);
    chrome.wait("document.getElementById('place').value === '池州市' && document.querySelector('a.report') !== null");
    chrome.eval("document.getElementById('period').value = '2017Q3'");
    let ended = |chrome: &mut Chrome, line: &str| {
        chrome.wait(&format!("document.getElementById('more-line').textContent.includes({line:?}) && document.getElementById('more-state').textContent === '已完成' && !document.getElementById('more-said').hidden"));
        text(chrome, "more-said")
    };
    assert_eq!(chrome.eval("document.getElementById('diff-send').disabled"), json!(true), "there is nothing to compare yet");
    chrome.eval("document.getElementById('set').focus()");
    chrome.write("participation.min=0.95");
    chrome.key("Enter");
    let said = ended(&mut chrome, "--set=participation.min=0.95");
    assert!(said.contains("试算"), "{said}");
    chrome.wait("document.querySelectorAll('#results-body article').length === 2");

    chrome.eval("(() => { const pick = (id, name) => { const s = document.getElementById(id); s.value = [...s.options].find(o => o.textContent === name).value; }; pick('before', '2017Q3'); pick('after', '2017Q3-试算'); })()");
    chrome.click("#diff-send");
    let said = ended(&mut chrome, "dangri diff");
    assert!(said.contains("participation.min=0.95"), "{said}");
    picture(&mut chrome, "6-diff");

    chrome.click("#draw-form button");
    let first = ended(&mut chrome, "--draw=1");
    chrome.eval("(() => { const d = document.getElementById('draw'); d.value = '2'; d.dispatchEvent(new Event('change')); document.getElementById('seed').focus(); })()");
    chrome.write("二〇一七");
    chrome.click("#draw-form button");
    let second = ended(&mut chrome, "--seed=二〇一七 --draw=2");
    assert!(first.contains("党支部") && first != second, "{first}\n{second}");

    let formal = "article[data-name=\"2017Q3\"]";
    chrome.click(&format!("{formal} button.verify-draw"));
    ended(&mut chrome, "dangri sample --verify=");
    chrome.click(&format!("{formal} button.verify"));
    ended(&mut chrome, "dangri verify ");
    assert!(chrome.errors.is_empty(), "{:?}", chrome.errors);
}
