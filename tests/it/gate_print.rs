//! What comes out of the printer: files are set as pages by LibreOffice, and the pages are read from the PDF by poppler. Sizes are what the PDF says, whatever
//! typeface was at hand: an ideograph is as wide as it is large.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use quick_xml::Reader;
use quick_xml::events::Event;

/// Smallest print, in points.
const SMALLEST: f64 = 7.5;
/// What rounding within a PDF may take from it.
const SLACK: f64 = 0.06;

/// A word as it stands on a page, in points from the upper left corner.
#[derive(Clone, Debug)]
pub struct Word {
    pub text: String,
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Word {
    /// How large it is printed: the width of an ideograph where it consists of them, else no more than its box is high.
    fn size(&self) -> f64 {
        let count = self.text.chars().count();
        if self.square() { (self.right - self.left) / count as f64 } else { self.bottom - self.top }
    }

    /// Does it consist of ideographs alone?
    fn square(&self) -> bool {
        !self.text.is_empty() && self.text.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
    }

    fn overlaps(&self, other: &Word) -> bool {
        self.left < other.right && other.left < self.right
    }
}

/// A page without what stands below its foot.
#[derive(Debug, Default)]
pub struct PrintedPage {
    pub words: Vec<Word>,
    /// Words of the foot: the line with the page's number.
    pub foot: Vec<Word>,
    /// Lines as they stand on the page, each from left to right.
    lines: Vec<Vec<Word>>,
}

/// Files set as pages, by path.
pub type Printed = BTreeMap<PathBuf, Vec<PrintedPage>>;

/// Whether the programs are there; says so where they are not.
pub fn can_print() -> bool {
    let runs = |program: &str, option: &str| Command::new(program).arg(option).output().is_ok_and(|o| o.status.success());
    let there = runs("soffice", "--version") && runs("pdftotext", "-v");
    if !there {
        eprintln!("skipped: no soffice or no pdftotext on this computer, nothing was printed");
    }
    there
}

/// Sets files as pages. Each goes under a name of its own, for files of one name lie in several folders.
pub fn print(files: &[PathBuf], dir: &Path) -> Printed {
    fs::create_dir_all(dir).unwrap();
    let names: Vec<PathBuf> = files
        .iter()
        .enumerate()
        .map(|(at, file)| {
            let name = dir.join(format!("{at}.{}", file.extension().unwrap().to_string_lossy()));
            fs::copy(file, &name).unwrap();
            name
        })
        .collect();
    let own = format!("-env:UserInstallation=file://{}", dir.join("profile").display());
    let mut command = Command::new("soffice");
    command.arg(own).args(["--headless", "--convert-to", "pdf", "--outdir"]).arg(dir).args(&names);
    let output = command.output().expect("soffice starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let pages = |name: &PathBuf| {
        let pdf = name.with_extension("pdf");
        let output = Command::new("pdftotext").arg("-bbox-layout").arg(&pdf).arg("-").output().expect("pdftotext starts");
        assert!(output.status.success(), "{}: {}", pdf.display(), String::from_utf8_lossy(&output.stderr));
        read(&String::from_utf8_lossy(&output.stdout))
    };
    let printed: Printed = files.iter().zip(&names).map(|(file, name)| (file.clone(), pages(name))).collect();
    assert!(printed.values().all(|pages| pages.iter().any(|page| !page.words.is_empty())), "a file printed nothing");
    printed
}

/// Pages of what pdftotext tells.
fn read(text: &str) -> Vec<PrintedPage> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let (mut pages, mut word): (Vec<Vec<Word>>, Option<Word>) = (Vec::new(), None);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) if tag.name().as_ref() == "page" => pages.push(Vec::new()),
            Event::Start(tag) if tag.name().as_ref() == "word" => {
                let at = |name: &str| tag.try_get_attribute(name).unwrap().unwrap().value.parse::<f64>().unwrap();
                let [left, top, right, bottom] = ["xMin", "yMin", "xMax", "yMax"].map(at);
                word = Some(Word { text: String::new(), left, top, right, bottom });
            }
            Event::Text(part) if let Some(word) = &mut word => word.text.push_str(&part),
            Event::GeneralRef(_) if let Some(word) = &mut word => word.text.push('&'),
            Event::End(tag) if tag.name().as_ref() == "word" => pages.last_mut().unwrap().extend(word.take()),
            Event::Eof => return pages.into_iter().map(PrintedPage::new).collect(),
            _ => {}
        }
    }
}

impl PrintedPage {
    fn new(mut words: Vec<Word>) -> Self {
        words.sort_by(|a, b| a.top.total_cmp(&b.top).then(a.left.total_cmp(&b.left)));
        let mut lines: Vec<Vec<Word>> = Vec::new();
        for word in words {
            let middle = f64::midpoint(word.top, word.bottom);
            match lines.last_mut().filter(|line| middle < line[0].bottom) {
                Some(line) => line.push(word),
                None => lines.push(vec![word]),
            }
        }
        lines.iter_mut().for_each(|line| line.sort_by(|a, b| a.left.total_cmp(&b.left)));
        let foot = lines.pop_if(|line| numbers(&joined(line))).unwrap_or_default();
        PrintedPage { words: lines.concat(), foot, lines }
    }

    /// Its words in lines.
    pub fn lines(&self) -> impl Iterator<Item = String> + '_ {
        self.lines.iter().chain([&self.foot]).map(|line| joined(line))
    }

    /// Print that is smaller than so much of the smallest.
    pub fn small(&self, share: f64) -> Option<String> {
        let of = self.words.iter().chain(&self.foot).min_by(|a, b| a.size().total_cmp(&b.size()))?;
        (of.size() < SMALLEST * share - SLACK).then(|| format!("“{}” is printed at {:.2} points", of.text, of.size()))
    }

    /// Whether the texts stand on it side by side, each in one piece or broken into lines one below the other.
    pub fn shows(&self, headings: &[String]) -> bool {
        headings.iter().all(|heading| self.words.iter().any(|word| self.continues(word, heading)))
    }

    fn continues(&self, word: &Word, rest: &str) -> bool {
        let Some(rest) = rest.strip_prefix(word.text.as_str()) else { return false };
        let below = |next: &&Word| next.top > word.top && next.top - word.bottom < word.size() && next.overlaps(word);
        let beside = |next: &&Word| next.left >= word.right - 0.5 && next.left - word.right < word.size() * 1.5 && next.top < word.bottom;
        rest.is_empty()
            || self
                .words
                .iter()
                .filter(|next| next.bottom > word.top && (below(next) || beside(next)))
                .any(|next| self.continues(next, rest))
    }

    /// What its last line is a heading of, where that follows on the next page. A title is larger than what stands below it.
    pub fn alone(&self, headings: &[String]) -> Option<String> {
        let (last, above) = self.lines.split_last()?;
        // what stands further up has blank lines or a picture below it
        let foot = self.foot.first()?.top;
        if last[0].bottom < foot / 2.0 {
            return None;
        }
        // a box is higher than what stands in it: only ideographs are compared
        let size = |line: &[Word]| line.iter().filter(|word| word.square()).map(Word::size).fold(0.0, f64::max);
        let usual = {
            let mut sizes: Vec<f64> = self.lines.iter().map(|line| size(line)).filter(|size| *size > 0.0).collect();
            sizes.sort_by(f64::total_cmp);
            sizes.get(sizes.len() / 2).copied().unwrap_or(f64::MAX)
        };
        let text = joined(last);
        let title = !above.is_empty() && size(last) > usual * 1.25;
        let heads = headings.len() > 2 && last.len() > 2 && last.iter().all(|word| headings.iter().any(|h| h.ends_with(&word.text)));
        (title || heads || section(&text)).then(|| format!("“{text}” stands alone at the foot"))
    }
}

fn joined(line: &[Word]) -> String {
    line.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// 第 1 页，共 2 页; — 1 —.
fn numbers(line: &str) -> bool {
    let bare: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let page = bare.split_once('第').and_then(|(_, rest)| rest.split_once('页')).is_some_and(|(number, _)| number.parse::<u32>().is_ok());
    page || bare.strip_prefix('—').and_then(|rest| rest.strip_suffix('—')).is_some_and(|number| number.parse::<u32>().is_ok())
}

/// 一、总体情况; （一）抓紧核实; 附件1: a heading and not a sentence that begins like one.
fn section(line: &str) -> bool {
    let bare: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let number = |text: &str| !text.is_empty() && text.chars().all(|c| "一二三四五六七八九十".contains(c));
    let numbered = bare.split_once('、').is_some_and(|(before, _)| number(before))
        || bare.strip_prefix('（').and_then(|rest| rest.split_once('）')).is_some_and(|(before, _)| number(before));
    let annex = bare.strip_prefix("附件").is_some_and(|rest| rest.is_empty() || rest.parse::<u32>().is_ok());
    annex || numbered && !bare.contains(['。', '；', '：', '，'])
}

#[test]
fn a_page_tells_its_foot_small_print_and_lost_headings() {
    let word = |text: &str, left: f64, top: f64, size: f64| {
        let right = left + size * text.chars().count() as f64;
        Word { text: text.into(), left, top, right, bottom: top + size * 1.3 }
    };
    let page = |last: Word| {
        let table = [word("序号", 10.0, 20.0, 10.0), word("上级党", 60.0, 14.0, 10.0), word("组织", 65.0, 27.0, 10.0)];
        let foot = [word("第", 50.0, 90.0, 9.0), word("1", 62.0, 90.0, 9.0), word("页，共", 68.0, 90.0, 9.0)];
        PrintedPage::new(table.into_iter().chain(foot).chain([last]).collect())
    };
    let heads = |names: &[&str]| names.iter().map(|n| n.to_string()).collect::<Vec<_>>();
    let good = page(word("完成。", 10.0, 60.0, 8.0));
    assert_eq!((good.small(1.0), good.alone(&[]), good.foot.len()), (None, None, 3));
    assert!(good.shows(&heads(&["序号", "上级党组织"])) && !good.shows(&heads(&["序号", "党支部"])));
    assert!(page(word("一二", 10.0, 60.0, 7.0)).small(1.0).is_some_and(|said| said.contains("7.00")));
    assert!(page(word("二、存在的问题", 10.0, 60.0, 10.0)).alone(&[]).is_some());
    assert!(page(word("通知单", 10.0, 60.0, 16.0)).alone(&[]).is_some());
    assert!(page(word("二、存在的问题", 10.0, 41.0, 2.0)).alone(&[]).is_none());
    assert!(page(word("（一）迟报。涉及2个党支部", 10.0, 60.0, 10.0)).alone(&[]).is_none());
}
