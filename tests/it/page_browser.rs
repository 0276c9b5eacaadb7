//! 报告.html in a browser, with real keys and clicks: search, sorting, the way down to the cell, the keyboard alone, a phone, paper. Each test
//! says so and ends where no browser is installed.

use serde_json::json;

use crate::page::{hostile_page, sample};
use crate::page_chrome::Chrome;

/// Rows that a table shows, by caption.
fn rows(caption: &str) -> String {
    format!("[...[...document.querySelectorAll('caption')].find(c => c.textContent === '{caption}').closest('table').tBodies[0].rows]")
}

/// What is shown now.
const VIEW: &str = "[...document.querySelectorAll('main > .view')].find(v => !v.hidden)";

/// Goes to an address and waits until the view is there.
pub fn go(chrome: &mut Chrome, hash: &str) {
    chrome.eval(&format!("location.hash = {hash:?}"));
    // the browser tells of the new address after this
    chrome.eval("0");
    std::thread::sleep(std::time::Duration::from_millis(80));
}

/// The address as people read it.
pub fn at(chrome: &mut Chrome) -> String {
    chrome.text("decodeURIComponent(location.hash)")
}

#[test]
fn tables_are_filtered_and_sorted() {
    let dir = tempfile::tempdir().unwrap();
    let page = sample("chizhou", dir.path());
    let Some(mut chrome) = Chrome::open(&page, 1280, 900) else { return };
    go(&mut chrome, "#支部排名");
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
    assert_eq!(chrome.text("getComputedStyle(document.querySelector('#t2-t thead th')).position"), "sticky");
    chrome.quiet();
}

#[test]
fn every_figure_of_the_first_view_leads_to_as_many_rows() {
    let dir = tempfile::tempdir().unwrap();
    let page = sample("chizhou", dir.path());
    let Some(mut chrome) = Chrome::open(&page, 1280, 900) else { return };
    let card = |label: &str| {
        format!(
            "[...document.querySelectorAll('#总览 .card')].find(c => c.querySelector('dt').textContent === '{label}').querySelector('a')"
        )
    };
    let counted = format!("Number(/(?:找到|共) (\\d+) 行/.exec({VIEW}.querySelector('[role=status]').textContent)[1])");
    for label in ["党支部", "开展活动", "缺报月次", "错误", "警告", "本期抽查", "优秀", "良好", "合格"] {
        go(&mut chrome, "#总览");
        let link = card(label);
        let figure: u64 = chrome.text(&format!("{link}.textContent")).parse().unwrap();
        chrome.eval(&format!("{link}.click()"));
        std::thread::sleep(std::time::Duration::from_millis(80));
        assert_ne!(at(&mut chrome), "#总览", "{label}");
        assert_eq!(chrome.eval(&counted), json!(figure), "{label}");
    }
    // and each cell of the heat map to the committee's branches in that month
    go(&mut chrome, "#总览");
    let cell = "[...document.querySelectorAll('table.heat td')].find(t => t.className === 'h-mid').querySelector('a')";
    let (held, due) = {
        let text = chrome.text(&format!("{cell}.textContent"));
        let (held, due) = text.split_once('/').unwrap();
        (held.parse::<u64>().unwrap(), due.parse::<u64>().unwrap())
    };
    chrome.eval(&format!("{cell}.click()"));
    std::thread::sleep(std::time::Duration::from_millis(80));
    let states = "[...document.querySelectorAll('#shown tbody tr')].map(r => r.cells[2].textContent)";
    let states: Vec<String> = serde_json::from_value(chrome.eval(states)).unwrap();
    let missing = states.iter().filter(|s| matches!(s.as_str(), "缺报" | "空报")).count() as u64;
    assert!(missing > 0 && missing == due - held, "{states:?}");
    chrome.quiet();
}

#[test]
fn one_search_finds_whatever_has_a_name() {
    let dir = tempfile::tempdir().unwrap();
    let page = sample("chizhou", dir.path());
    let Some(mut chrome) = Chrome::open(&page, 1280, 900) else { return };
    go(&mut chrome, "#不得评优");
    chrome.type_slash();
    assert_eq!(chrome.text("document.activeElement.id"), "find");
    assert_eq!(chrome.text("document.activeElement.value"), "", "the key itself is not written");
    chrome.write("紫山");
    chrome.wait("decodeURIComponent(location.hash) === '#查找/紫山'");
    let kinds = chrome.text("[...document.querySelectorAll('#shown h3')].map(h => h.textContent.split('（')[0]).join(' ')");
    assert_eq!(kinds, "党委 党支部 党员 问题 文件".replace("党员 ", if kinds.contains("党员") { "党员 " } else { "" }));
    chrome.key("Enter");
    chrome.key("Enter");
    chrome.wait("decodeURIComponent(location.hash) === '#党委/紫山镇党委'");
    chrome.eval("history.back()");
    chrome.wait("decodeURIComponent(location.hash) === '#查找/紫山' && document.querySelectorAll('#shown .hits a').length > 2");
    assert_eq!(chrome.text("document.querySelector('#find').value"), "紫山");
    chrome.eval("history.back()");
    chrome.wait("decodeURIComponent(location.hash) === '#不得评优' && !document.getElementById('不得评优').hidden");
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

    chrome.eval("document.querySelector('#chart-participation a').focus()");
    chrome.key("Enter");
    chrome.wait("location.hash.length > 9 && document.activeElement.id === 'shown-title'");
    let committee = chrome.text("document.activeElement.textContent");
    assert_eq!(at(&mut chrome), format!("#党委/{committee}"));
    let branch_link = "[...document.querySelectorAll('#shown tbody th a')].find(a => decodeURIComponent(a.hash).startsWith('#支部/'))";
    chrome.eval(&format!("{branch_link}.focus()"));
    chrome.key("Enter");
    chrome.wait("decodeURIComponent(location.hash).startsWith('#支部/') && document.activeElement.id === 'shown-title'");
    let branch = chrome.text("document.activeElement.textContent");
    assert!(!branch.is_empty() && branch != committee);
    let shown = chrome.text("document.querySelector('#shown').textContent");
    for word in ["各月情况", "花名册出处", "得分", "允许缺席", "要做什么"] {
        assert!(shown.contains(word), "{word}: {shown}");
    }

    chrome.eval("document.querySelector('#shown .strip a').focus()");
    chrome.key("Enter");
    chrome.wait(
        "/\\/2018-01$/.test(decodeURIComponent(location.hash)) && /　2018年1月$/.test(document.querySelector('#shown-title').textContent)",
    );
    let shown = chrome.text("document.querySelector('#shown').textContent");
    assert!(shown.contains("当月活动及台账单元格") && shown.contains(".xls"), "{shown}");
    let cells = chrome.text("[...document.querySelectorAll('#shown .cellref')].map(e => e.textContent).join(' ')");
    assert!(
        cells.split(' ').any(|c| c.starts_with(|l: char| l.is_ascii_uppercase()) && c.ends_with(|d: char| d.is_ascii_digit())),
        "{cells}"
    );
    chrome.eval("history.back()");
    chrome.wait(&format!("document.querySelector('#shown-title').textContent === {branch:?}"));
    chrome.quiet();
}

#[test]
fn a_finding_shows_its_clause_and_its_cell() {
    let dir = tempfile::tempdir().unwrap();
    let page = sample("chizhou", dir.path());
    let Some(mut chrome) = Chrome::open(&page, 1280, 900) else { return };
    // A month of the matrix that is marked as missing leads to what is wrong with it.
    go(&mut chrome, "#月度矩阵");
    chrome.click("#t3-t td.missing a");
    chrome.wait("/　\\d{4}年\\d+月$/.test(document.querySelector('#shown-title')?.textContent)");
    let shown = chrome.text("document.querySelector('#shown').textContent");
    for word in ["缺报", "规定要求当月至少1次活动", "依据统一要求", "出处党组织花名册.xlsx", "工作表“花名册”", "单元格 B"]
    {
        assert!(shown.contains(word), "{word}: {shown}");
    }
    assert!(chrome.text("document.querySelector('#shown article').className").contains("error"));
    // Back up at the branch, what the missing month has cost is told.
    let branch = at(&mut chrome).rsplit_once('/').unwrap().0.to_string();
    go(&mut chrome, &branch);
    let shown = chrome.text("document.querySelector('#shown').textContent");
    for word in ["得分怎样算出来", "影响 ", "起始分", "缺报月份："] {
        assert!(shown.contains(word), "{word}: {shown}");
    }
    chrome.quiet();
}

#[test]
fn hostile_ledgers_do_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let page = hostile_page(dir.path());
    let Some(mut chrome) = Chrome::open(&page, 1280, 900) else { return };
    let title = chrome.text("document.title");
    assert!(!title.contains('坏'), "{title}");
    let places = chrome.eval("document.querySelectorAll('main a[href^=\"#党委/\"]').length").as_u64().unwrap();
    assert!(places > 0);
    let keys = "[...document.querySelectorAll('#contents a')].map(a => decodeURIComponent(a.hash))";
    let mut all: Vec<String> = serde_json::from_value(chrome.eval(keys)).unwrap();
    let committee = chrome.text("document.querySelector('table.heat tbody a').hash");
    go(&mut chrome, &committee);
    let links = "[...document.querySelectorAll('#shown a')].map(a => a.hash).filter(h => decodeURIComponent(h).startsWith('#支部/'))";
    let branches: Vec<String> = serde_json::from_value(chrome.eval(links)).unwrap();
    assert!(branches.len() > 1, "{branches:?}");
    all.extend([committee]);
    all.extend(branches.iter().cloned());
    all.extend(["#党委/<img src=x onerror=alert(4)>", "#支部/x/%", "#查找/<script>", "#查找/alert", "#问题/规则=<b>"].map(String::from));
    for hash in &all {
        go(&mut chrome, hash);
        assert_eq!(chrome.eval("document.querySelectorAll('img, iframe, object, b, script:not(#data)').length"), json!(1), "{hash}");
    }
    go(&mut chrome, "#查找/alert");
    let all = chrome.text("document.body.textContent");
    assert!(all.contains("<script>alert(1)</script>村党支部") && all.contains("onerror=alert(2)"), "shown as it was written");
    chrome.quiet();
}

#[test]
fn a_phone_scrolls_no_sideways_and_names_everything() {
    let dir = tempfile::tempdir().unwrap();
    let page = sample("quzhou", dir.path());
    let Some(mut chrome) = Chrome::open(&page, 360, 740) else { return };
    let mut hashes: Vec<String> =
        serde_json::from_value(chrome.eval("[...document.querySelectorAll('#contents a, #chart-participation a')].map(a => a.hash)"))
            .unwrap();
    go(&mut chrome, hashes.last().unwrap());
    let branch = "[...document.querySelectorAll('#shown a')].find(a => decodeURIComponent(a.hash).startsWith('#支部/')).hash";
    hashes.push(chrome.text(branch));
    for hash in &hashes {
        go(&mut chrome, hash);
        let wide = chrome.eval("document.documentElement.scrollWidth").as_u64().unwrap();
        assert!(wide <= 360, "{hash} is {wide} wide");
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
    let text = String::from_utf8_lossy(&pdf).into_owned();
    assert!(text.starts_with("%PDF"));
    // A4 across: 842 by 595 points.
    assert!(text.contains("/MediaBox [0 0 841") || text.contains("/MediaBox [0 0 842"), "A4 landscape");
    let pages = text.matches("/Type /Page\n").count();
    assert!((1..4).contains(&pages), "{pages} pages");
    // Paper shows more rows than a screen, and the screen is put back afterwards.
    go(&mut chrome, "#问题");
    let pdf = chrome.pdf();
    assert!(String::from_utf8_lossy(&pdf).matches("/Type /Page\n").count() > pages, "the view that is shown prints");
    assert!(chrome.eval(&format!("{}.length", rows("问题清单"))).as_u64().unwrap() <= 20);
    chrome.quiet();
}
