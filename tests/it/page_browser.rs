//! 报告.html in a browser, with real keys and clicks: search, sorting, the way down to the cell, the keyboard alone, a phone, paper. Each test
//! says so and ends where no browser is installed.

use serde_json::json;

use crate::page::{hostile_page, sample};
use crate::page_chrome::Chrome;

/// Rows that a table shows, by caption.
fn rows(caption: &str) -> String {
    format!("[...[...document.querySelectorAll('caption')].find(c => c.textContent === '{caption}').closest('table').tBodies[0].rows]")
}

#[test]
fn tables_are_searched_and_sorted() {
    let dir = tempfile::tempdir().unwrap();
    let page = sample("chizhou", dir.path());
    let Some(mut chrome) = Chrome::open(&page, 1280, 900) else { return };
    let ranking = rows("支部排名");
    let all = chrome.eval(&format!("{ranking}.length")).as_u64().unwrap();
    assert!(all > 5, "{all}");

    chrome.click("#t2-q");
    chrome.write("紫山");
    let found = chrome.eval(&format!("{ranking}.length")).as_u64().unwrap();
    assert!(found > 0 && found < all, "{found} of {all}");
    assert_eq!(chrome.eval(&format!("{ranking}.every(r => r.textContent.includes('紫山'))")), json!(true));
    assert!(chrome.text("document.querySelector('#t2-s').textContent").contains(&format!("找到 {found} 行")));
    chrome.write("　没有这个词");
    assert_eq!(chrome.eval(&format!("{ranking}.length")), json!(0));
    assert!(chrome.text("document.querySelector('#t2-s').textContent").contains("没有找到"));
    chrome.eval("(() => { const q = document.querySelector('#t2-q'); q.value = ''; q.dispatchEvent(new Event('input')); })()");
    assert_eq!(chrome.eval(&format!("{ranking}.length")), json!(all));

    let column = "[...document.querySelectorAll('#t2-t thead th')].findIndex(h => h.textContent === '参与率')";
    let values =
        format!("(() => {{ const c = {column}; return {ranking}.map(r => parseFloat(r.cells[c].textContent.replace('▼', ''))); }})()");
    let number = chrome.text("[...document.querySelectorAll('#t2-t thead button')].find(b => b.textContent === '参与率').dataset.column");
    let button = format!("#t2-t [data-column='{number}']");
    for (sort, rising) in [("ascending", true), ("descending", false)] {
        chrome.click(&button);
        assert_eq!(chrome.text(&format!("document.querySelector(\"{button}\").closest('th').getAttribute('aria-sort')")), sort);
        let got: Vec<f64> = serde_json::from_value(chrome.eval(&values)).unwrap();
        assert!(got.windows(2).all(|w| if rising { w[0] <= w[1] } else { w[0] >= w[1] }), "{sort}: {got:?}");
    }
    chrome.quiet();
}

#[test]
fn the_way_leads_down_to_the_cell_by_keyboard_alone() {
    let dir = tempfile::tempdir().unwrap();
    let page = sample("chizhou", dir.path());
    let Some(mut chrome) = Chrome::open(&page, 1280, 900) else { return };
    chrome.key("Tab");
    assert_eq!(chrome.text("document.activeElement.textContent"), "跳到正文", "the first stop leads past the contents");
    assert_eq!(chrome.eval("getComputedStyle(document.activeElement).outlineStyle !== 'none'"), json!(true), "and can be seen");

    chrome.eval("document.querySelector('#drill-body tbody a').focus()");
    chrome.key("Enter");
    chrome.wait("location.hash.startsWith('#c/') && document.activeElement.id === 'drill-title'");
    let committee = chrome.text("document.activeElement.textContent");
    chrome.wait("document.querySelectorAll('#drill-body tbody tr').length > 1");

    // From the committee's heading the next links are its branches and their months.
    for _ in 0..3 {
        chrome.key("Tab");
        if chrome.eval("document.activeElement.getAttribute('href')?.startsWith('#b/') ?? false") == json!(true) {
            break;
        }
    }
    chrome.key("Enter");
    chrome.wait("location.hash.startsWith('#b/') && document.activeElement.id === 'drill-title'");
    let branch = chrome.text("document.activeElement.textContent");
    assert!(!branch.is_empty() && branch != committee);
    let shown = chrome.text("document.querySelector('#drill-body').textContent");
    for word in ["各月情况", "花名册出处", "得分", "允许缺席"] {
        assert!(shown.contains(word), "{word}: {shown}");
    }

    chrome.eval("[...document.querySelectorAll('#drill-body tbody a')].find(a => /\\/2018-0[1-9]$/.test(a.hash)).focus()");
    chrome.key("Enter");
    chrome.wait("/^#b\\/\\d+\\/2018-/.test(location.hash) && /　\\d{4}-\\d\\d$/.test(document.querySelector('#drill-title').textContent)");
    let shown = chrome.text("document.querySelector('#drill-body').textContent");
    assert!(shown.contains("当月活动及台账单元格") && shown.contains(".xls"), "{shown}");
    let cells = chrome.text("[...document.querySelectorAll('#drill-body .cellref')].map(e => e.textContent).join(' ')");
    assert!(
        cells.split(' ').any(|c| c.starts_with(|l: char| l.is_ascii_uppercase()) && c.ends_with(|d: char| d.is_ascii_digit())),
        "{cells}"
    );

    chrome.eval("history.back()");
    chrome.wait(&format!("document.querySelector('#drill-title').textContent === {branch:?}"));
    chrome.quiet();
}

#[test]
fn a_finding_shows_its_clause_and_its_cell() {
    let dir = tempfile::tempdir().unwrap();
    let page = sample("chizhou", dir.path());
    let Some(mut chrome) = Chrome::open(&page, 1280, 900) else { return };
    // A month of the matrix that is marked as missing leads to what is wrong with it.
    chrome.click("#t3-t td.missing a");
    chrome.wait(
        "/^#b\\/\\d+\\/\\d{4}-\\d\\d$/.test(location.hash) && /　\\d{4}-\\d\\d$/.test(document.querySelector('#drill-title').textContent)",
    );
    let shown = chrome.text("document.querySelector('#drill-body').textContent");
    for word in ["SUB001", "缺报", "规定要求当月至少1次活动", "依据统一要求", "出处党组织花名册.xlsx", "工作表：花名册", "单元格：B"]
    {
        assert!(shown.contains(word), "{word}: {shown}");
    }
    assert!(chrome.text("document.querySelector('#drill-body article').className").contains("error"));
    // Back up at the branch, what the missing month has cost is told.
    chrome.eval("location.hash = location.hash.replace(/\\/\\d{4}-\\d\\d$/, '')");
    chrome.wait("/^#b\\/\\d+$/.test(location.hash) && document.querySelector('#drill-body').textContent.includes('各月情况')");
    assert!(chrome.text("document.querySelector('#drill-body').textContent").contains("扣分明细"));
    chrome.quiet();
}

#[test]
fn hostile_ledgers_do_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let page = hostile_page(dir.path());
    let Some(mut chrome) = Chrome::open(&page, 1280, 900) else { return };
    let title = chrome.text("document.title");
    assert!(!title.contains('坏'), "{title}");
    let places = chrome.eval("document.querySelectorAll('main a[href^=\"#b/\"]').length").as_u64().unwrap();
    assert!(places > 0);
    for hash in ["#drill", "#c/0", "#c/1", "#b/0", "#b/1", "#b/0/2018-07", "#b/1/2018-07", "#b/99/<img src=x onerror=alert(4)>", "#b/0/%"] {
        chrome.eval(&format!("location.hash = {hash:?}"));
        std::thread::sleep(std::time::Duration::from_millis(60));
        assert_eq!(chrome.eval("document.querySelectorAll('img, iframe, object, b, script:not(#data)').length"), json!(1), "{hash}");
    }
    chrome.eval("location.hash = '#b/0/2018-07'");
    let all = chrome.text("document.body.textContent");
    assert!(all.contains("<script>alert(1)</script>村党支部") && all.contains("onerror=alert(2)"), "shown as it was written");
    chrome.quiet();
}

#[test]
fn a_phone_scrolls_no_sideways_and_names_everything() {
    let dir = tempfile::tempdir().unwrap();
    let page = sample("quzhou", dir.path());
    let Some(mut chrome) = Chrome::open(&page, 360, 740) else { return };
    for (hash, width) in [("", 360), ("#c/0", 360), ("#b/0", 360), ("#b/0/2018-07", 360), ("#b/0", 1280)] {
        chrome.size(width, 740);
        chrome.eval(&format!("location.hash = {hash:?}"));
        std::thread::sleep(std::time::Duration::from_millis(100));
        let wide = chrome.eval("document.documentElement.scrollWidth").as_u64().unwrap();
        assert!(wide <= u64::from(width), "{hash} is {wide} wide at {width}");
    }
    let nameless = "[...document.querySelectorAll('input, select, button, a, [role=region], section, svg[role=img], nav')].filter(e => \
                    !(e.textContent.trim() || e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.labels?.length)).length";
    assert_eq!(chrome.eval(nameless), json!(0));
    let references = "[...document.querySelectorAll('[aria-labelledby], [aria-controls], [for]')].flatMap(e => ['aria-labelledby', \
                      'aria-controls', 'for'].map(a => e.getAttribute(a)).filter(Boolean)).filter(id => !document.getElementById(id)).length";
    assert_eq!(chrome.eval(references), json!(0), "every reference has its element");
    let ids = "(() => { const all = [...document.querySelectorAll('[id]')].map(e => e.id); return all.length - new Set(all).size; })()";
    assert_eq!(chrome.eval(ids), json!(0), "no id twice");
    chrome.quiet();
}

#[test]
fn the_page_prints_on_a4() {
    let dir = tempfile::tempdir().unwrap();
    let page = sample("chizhou", dir.path());
    let Some(mut chrome) = Chrome::open(&page, 1280, 900) else { return };
    let pdf = chrome.pdf();
    let text = String::from_utf8_lossy(&pdf);
    assert!(text.starts_with("%PDF"));
    // A4 across: 842 by 595 points.
    assert!(text.contains("/MediaBox [0 0 841") || text.contains("/MediaBox [0 0 842"), "A4 landscape");
    let pages = text.matches("/Type /Page\n").count();
    assert!((3..60).contains(&pages), "{pages} pages");
    // Paper shows more rows than a screen, and the screen is put back afterwards.
    assert!(chrome.eval(&format!("{}.length", rows("问题清单"))).as_u64().unwrap() <= 20);
    chrome.quiet();
}
