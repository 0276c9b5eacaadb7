//! 报告.html on paper, as `pdftotext` sees it: the view alone, nothing smaller than 7.5 points, nothing beyond the right margin, headings on every page
//! of a table. Says so and ends where no browser or no `pdftotext` is installed.

use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::page::sample;
use crate::page_browser::go;
use crate::page_chrome::Chrome;

/// A4 across, and what is left at its sides, in points.
const WIDTH: f64 = 841.9;
const MARGIN: f64 = 28.3;
/// Smallest type that can be read on paper.
const SMALLEST: f64 = 7.5;

/// A word on paper.
struct Word {
    left: f64,
    right: f64,
    height: f64,
    text: String,
}

impl Word {
    /// Size of its type, where it shows by itself: a Han character is as wide as it is high.
    fn size(&self) -> Option<f64> {
        let han = self.text.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        han.then(|| (self.right - self.left) / self.text.chars().count() as f64)
    }
}

fn reader_is_there() -> bool {
    let there = Command::new("pdftotext").arg("-v").output().is_ok_and(|o| o.status.success());
    if !there {
        eprintln!("skipped: no pdftotext is installed, the paper was not read");
    }
    there
}

/// What `pdftotext` says of a file.
fn read(pdf: &Path, flag: &str) -> String {
    let made = Command::new("pdftotext").args([flag, pdf.to_str().unwrap(), "-"]).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    String::from_utf8(made.stdout).unwrap()
}

fn words(pdf: &Path) -> Vec<Word> {
    let number = |line: &str, name: &str| {
        let from = line.split_once(&format!("{name}=\"")).unwrap().1;
        from.split('"').next().unwrap().parse::<f64>().unwrap()
    };
    let word = |line: &str| {
        let line = line.trim().strip_prefix("<word ")?;
        let text = line.split_once('>')?.1.strip_suffix("</word>")?.to_string();
        let height = number(line, "yMax") - number(line, "yMin");
        Some(Word { left: number(line, "xMin"), right: number(line, "xMax"), height, text })
    };
    read(pdf, "-bbox").lines().filter_map(word).collect()
}

/// The view on paper, in a file.
fn printed(chrome: &mut Chrome, hash: &str, file: &Path) {
    go(chrome, hash);
    std::fs::write(file, chrome.pdf()).unwrap();
}

/// Prints every view of a sample and tells what is wrong with each.
fn every_view_fits(name: &str) {
    let dir = tempfile::tempdir().unwrap();
    if !reader_is_there() {
        return;
    }
    let page = sample(name, dir.path());
    let Some(mut chrome) = Chrome::open(&page, 1280, 900) else { return };
    let links = "[...document.querySelectorAll('#contents a, #chart-participation a')].map(a => a.hash)";
    let mut hashes: Vec<String> = serde_json::from_value(chrome.eval(links)).unwrap();
    hashes.push(chrome.text("document.querySelector('table.heat td a').hash"));
    go(&mut chrome, "#支部排名");
    hashes.push(chrome.text("document.querySelector('#支部排名 tbody th a').hash"));
    assert!(hashes.len() > 15, "{hashes:?}");
    let title = chrome.text("document.querySelector('h1').textContent");
    let file = dir.path().join("纸.pdf");
    for hash in &hashes {
        printed(&mut chrome, hash, &file);
        let words = words(&file);
        let said: String = words.iter().map(|w| w.text.as_str()).collect();
        let heading = chrome.text("document.querySelector('main > .view:not([hidden]) h2').textContent").replace(['　', ' '], "");
        assert!(said.contains(&heading), "{hash}: the view is on paper");
        assert!(!said.contains("按/键可随时查找") && !said.contains("上一页") && !said.contains("在本表中筛选"), "{hash}: nothing else is");
        // the height of a word tells the size of its type, once a word of Han characters has told how
        let head = words.iter().find(|w| w.size().is_some() && title.contains(&w.text)).expect("a title");
        let points = head.size().unwrap() / head.height;
        let wrong: Vec<String> = words
            .iter()
            .filter(|w| w.height * points < SMALLEST - 0.05 || w.right > WIDTH - MARGIN + 0.5 || w.left < MARGIN - 0.5)
            .map(|w| format!("{} {:.2} pt, {:.1}–{:.1}", w.text, w.height * points, w.left, w.right))
            .take(5)
            .collect();
        assert!(wrong.is_empty(), "{hash}: {wrong:?}");
    }
    chrome.quiet();
}

#[test]
fn every_view_of_a_county_fits_its_paper() {
    every_view_fits("chizhou");
}

#[test]
fn every_view_of_a_prefecture_fits_its_paper() {
    every_view_fits("quzhou");
}

#[test]
fn a_view_prints_alone_and_its_headings_on_every_page() {
    let dir = tempfile::tempdir().unwrap();
    if !reader_is_there() {
        return;
    }
    let page = sample("chizhou", dir.path());
    let Some(mut chrome) = Chrome::open(&page, 1280, 900) else { return };
    let file = dir.path().join("纸.pdf");
    printed(&mut chrome, "#活动", &file);
    let text = read(&file, "-layout");
    let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
    assert!(pages.len() > 2, "{} pages", pages.len());
    for (number, page) in pages.iter().enumerate() {
        let rows = page.matches("党支部").count();
        assert!(rows == 0 || page.contains("活动主题") && page.contains("统计口径"), "page {}: {page}", number + 1);
    }
    for other in ["支部排名", "缺报清单", "党支部等次"] {
        assert!(!text.contains(other), "{other} is of another view");
    }
    // what paper has no room for is named
    printed(&mut chrome, "#问题", &file);
    assert!(read(&file, "-layout").replace([' ', '\n'], "").contains("纸上不列台账明细、工作表、规定要求、依据"));
    assert_eq!(
        chrome.eval("document.querySelector('#问题 thead').textContent.includes('规定要求')"),
        json!(true),
        "and is back on the screen"
    );
    chrome.quiet();
}
