//! What an office asks of 报告.html, each in three clicks at most from opening it: who missed which months, why is one last, who is barred and why, what
//! a township must put right, what has changed. And whether it can be read: contrast in the light and in the dark, names, headings of tables.

use serde_json::json;

use crate::page::sample;
use crate::page_browser::{at, go};
use crate::page_chrome::Chrome;

/// Clicks what is shown now and says so much; fails where there is none.
fn click(chrome: &mut Chrome, text: &str) {
    let link = format!(
        "[...document.querySelectorAll('main > .view:not([hidden]) a, #contents a')].find(a => a.textContent.trim() === {text:?} && a.checkVisibility())"
    );
    assert_eq!(chrome.eval(&format!("Boolean({link})")), json!(true), "nothing to click says {text}");
    chrome.eval(&format!("{link}.click()"));
    std::thread::sleep(std::time::Duration::from_millis(100));
}

/// What the view says now.
fn said(chrome: &mut Chrome) -> String {
    chrome.text("document.querySelector('main > .view:not([hidden])').innerText")
}

#[test]
fn questions_of_an_office_are_answered_in_three_clicks() {
    let dir = tempfile::tempdir().unwrap();
    let page = sample("chizhou", dir.path());
    let Some(mut chrome) = Chrome::open(&page, 1280, 900) else { return };

    // who missed which months: one click
    click(&mut chrome, "谁哪些月份缺报");
    let text = said(&mut chrome);
    assert!(text.contains("紫山镇平集社区党支部") && text.contains("2018年10月"), "{text}");

    // why is one last: two clicks
    click(&mut chrome, "总览");
    click(&mut chrome, "名次靠后的党支部");
    let last = chrome.text("document.querySelector('#t2-t tbody tr th').textContent");
    click(&mut chrome, &last);
    assert!(at(&mut chrome).ends_with(&last));
    let text = said(&mut chrome);
    for word in ["得分：由 100 分到", "扣后余分", "要做什么", "名次"] {
        assert!(text.contains(word), "{word}: {text}");
    }
    // the score goes down by what each line cost, to the score itself
    let rests = "[...document.querySelectorAll('#shown table')][0].tBodies[0].rows";
    let first = chrome.text(&format!("{rests}[0].cells[3].textContent"));
    let end = chrome.text(&format!("[...{rests}].at(-1).cells[3].textContent"));
    let score = chrome.text("document.querySelector('#shown .card .value').textContent");
    assert!(first == "100" && end == score && score != "100", "{first} {end} {score}");

    // who is barred and why: one click
    click(&mut chrome, "总览");
    click(&mut chrome, "谁不得评优、为什么");
    let text = said(&mut chrome);
    assert!(text.contains("理由") && text.contains("紫山镇同庆包装有限公司党支部") && text.contains("督查问题逾期"), "{text}");

    // what a township must put right: two clicks
    click(&mut chrome, "总览");
    click(&mut chrome, "紫山镇党委");
    let text = said(&mut chrome);
    for word in
        ["缺报的党支部和月份", "退回的数据", "要整改的问题和办法", "怎样改", "工作表", "所属党支部", "报送的文件和处理结果", "部分识别"]
    {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert!(chrome.eval("document.querySelectorAll('#shown .cellref').length").as_u64().unwrap() > 3);
    let months = "[...document.querySelectorAll('#shown tbody a')].filter(a => /\\/\\d{4}-\\d\\d$/.test(a.hash)).map(a => a.textContent)";
    let months: Vec<String> = serde_json::from_value(chrome.eval(months)).unwrap();
    assert!(months.contains(&"2018年10月".to_string()) && !text.contains("file:"), "links, and not what they lead to: {months:?}");

    // what has changed: one click; here nothing is known of earlier periods, and that is said
    click(&mut chrome, "总览");
    click(&mut chrome, "与上期相比");
    assert!(said(&mut chrome).contains("没有上一统计期的运行记录，未作比较"));
    chrome.quiet();
}

#[test]
fn changes_are_told_against_the_period_before() {
    let dir = tempfile::tempdir().unwrap();
    sample("chizhou", dir.path());
    let workspace = dir.path().join("chizhou");
    for (period, day, out) in [("2018Q3", "2018-10-15", "三季度"), ("2018Q4", "2019-01-15", "四季度")] {
        crate::page::page(&workspace, &dir.path().join(out), &["-p", period, "--as-of", day]);
    }
    let Some(mut chrome) = Chrome::open(&dir.path().join("四季度/报告.html"), 1280, 900) else { return };
    click(&mut chrome, "与上期相比");
    let text = said(&mut chrome);
    assert!(text.contains("本期为2018年第四季度，与2018年第三季度相比") && text.contains("参与率") && !text.contains("2018Q"), "{text}");
    let courses = "[...document.querySelectorAll('#变化 table')][0].tBodies[0].rows";
    let courses = chrome.text(&format!("[...{courses}].map(r => [...r.cells].at(-1).textContent).join(' ')"));
    assert!(courses.split(' ').count() == 3 && courses.split(' ').all(|c| ["上升", "下降", "持平"].contains(&c)), "{courses}");
    chrome.quiet();
}

#[test]
fn a_branch_is_told_in_plain_words_for_a_message() {
    let dir = tempfile::tempdir().unwrap();
    let page = sample("chizhou", dir.path());
    let Some(mut chrome) = Chrome::open(&page, 375, 740) else { return };
    go(&mut chrome, "#支部/紫山镇党委/紫山镇平集社区党支部");
    chrome.click("#shown .copy");
    let text = chrome.text("document.querySelector('#shown .plain').value");
    for word in ["紫山镇平集社区党支部", "2018年", "缺报月份：", "需要做的：", "1. ", "目前不得评优："] {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert!(!text.contains("SUB001") && !text.contains("dangri") && !text.contains("--"), "no codes, no commands: {text}");
    assert!(!chrome.text("document.querySelector('#shown .told').textContent").is_empty(), "and it is told whether it was copied");
    chrome.quiet();
}

/// Texts that can hardly be read: contrast below what the guidelines ask of their size, as `text: contrast`.
const FAINT: &str = "(() => { \
    const parse = c => { const m = c.match(/[\\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1]; }; \
    const lum = c => { const f = c.slice(0, 3).map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); \
        return .2126 * f[0] + .7152 * f[1] + .0722 * f[2]; }; \
    const ground = e => { for (let at = e; at; at = at.parentElement) { const c = parse(getComputedStyle(at).backgroundColor); if (c[3] === 1) return c; } \
        return [255, 255, 255, 1]; }; \
    const bad = new Set(); let seen = 0; \
    for (const e of document.querySelectorAll('body *')) { \
        if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || !e.checkVisibility() || e.closest('.quiet, svg, script, :disabled')) continue; \
        const s = getComputedStyle(e); const [a, b] = [lum(parse(s.color)), lum(ground(e))]; seen += 1; \
        const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05); \
        const large = parseFloat(s.fontSize) >= 24 || (parseFloat(s.fontSize) >= 18.66 && Number(s.fontWeight) >= 700); \
        if (ratio < (large ? 3 : 4.5)) bad.add(`${e.tagName}.${e.className} ${e.textContent.slice(0, 12)}: ${ratio.toFixed(2)}`); } \
    return seen < 20 ? ['too little was looked at'] : [...bad]; })()";

#[test]
fn every_view_can_be_read_in_the_light_and_in_the_dark() {
    let dir = tempfile::tempdir().unwrap();
    let page = sample("chizhou", dir.path());
    let Some(mut chrome) = Chrome::open(&page, 1280, 900) else { return };
    let links = "[...document.querySelectorAll('#contents a, #chart-participation a')].map(a => a.hash)";
    let mut hashes: Vec<String> = serde_json::from_value(chrome.eval(links)).unwrap();
    hashes.extend(["#支部/紫山镇党委/紫山镇平集社区党支部", "#支部/紫山镇党委/紫山镇平集社区党支部/2018-10", "#查找/村"].map(String::from));
    let mut grounds = Vec::new();
    for dark in [false, true] {
        chrome.dark(dark);
        grounds.push(chrome.text("getComputedStyle(document.body).backgroundColor"));
        for hash in &hashes {
            go(&mut chrome, hash);
            assert_eq!(chrome.eval(FAINT), json!([]), "{hash} dark: {dark}");
            let unheaded = "[...document.querySelectorAll('th')].filter(h => !h.getAttribute('scope') && h.checkVisibility()).length";
            assert_eq!(chrome.eval(unheaded), json!(0), "{hash}: headings say what they head");
            assert_eq!(chrome.eval("document.querySelectorAll('main > .view:not([hidden])').length"), json!(1), "{hash}: one view");
            let heading = "document.querySelector('main > .view:not([hidden]) h2').textContent";
            assert!(!chrome.text(heading).is_empty() && chrome.text("document.title").contains("池州市"), "{hash}");
        }
    }
    assert_ne!(grounds[0], grounds[1], "the dark is dark");
    chrome.quiet();
}
