//! 时限日历.ics: the same deadlines as appointments of a whole day (RFC 5545). Their ids are digests of what is due, so that a calendar that takes the file in
//! again changes its entries and gets none twice.

use sha2::{Digest, Sha256};

use super::about::About;
use super::calendar::holder;
use crate::model::paper_facts::Deadline;
use crate::report::paper::clean;

/// Name of the file.
pub const FILE: &str = "时限日历.ics";
/// Octets of a line without its end.
const LONGEST: usize = 73;

/// The file.
pub fn text(about: &About<'_>) -> String {
    let outcome = about.outcome;
    let mut out = String::new();
    let trial = if about.results.info.is_trial() { "【试算】" } else { "" };
    for text in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//dangri//calendar//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"] {
        line(&mut out, text);
    }
    line(&mut out, &format!("X-WR-CALNAME:{}", escaped(&format!("{trial}{}{}时限", outcome.profile.name, outcome.profile.system))));
    for due in &outcome.papers.deadlines {
        event(&mut out, about, due, trial);
    }
    line(&mut out, "END:VCALENDAR");
    out
}

fn event(out: &mut String, about: &About<'_>, due: &Deadline, trial: &str) {
    let who = holder(about, due);
    let day = due.day.format("%Y%m%d");
    let next = due.day.succ_opt().unwrap_or(due.day).format("%Y%m%d");
    line(out, "BEGIN:VEVENT");
    let id = Sha256::digest(format!("{}\n{day}\n{:?}\n{}\n{who}", about.outcome.unit, due.kind, due.what).as_bytes());
    let id: String = id.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    line(out, &format!("UID:{id}@dangri"));
    line(out, &format!("DTSTAMP:{}T000000Z", about.outcome.corpus.as_of.format("%Y%m%d")));
    line(out, &format!("DTSTART;VALUE=DATE:{day}"));
    line(out, &format!("DTEND;VALUE=DATE:{next}"));
    line(out, &format!("SUMMARY:{}", escaped(&format!("{trial}{}", due.what))));
    line(out, &format!("CATEGORIES:{}", escaped(due.kind.word())));
    line(out, &format!("DESCRIPTION:{}", escaped(&format!("责任单位：{who}\n依据：{}", due.basis))));
    line(out, "TRANSP:TRANSPARENT");
    line(out, "END:VEVENT");
}

fn escaped(text: &str) -> String {
    clean(text).replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// A line, folded at characters so that no part of it is too long.
fn line(out: &mut String, text: &str) {
    let mut length = 0;
    for c in text.chars() {
        if length + c.len_utf8() > LONGEST {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_and_read_as_one_again() {
        let mut out = String::new();
        let text = format!("SUMMARY:{}", "报送季度总结".repeat(12));
        line(&mut out, &text);
        assert!(out.split("\r\n").all(|l| l.len() <= 75) && out.ends_with("\r\n"), "{out}");
        assert_eq!(out.replace("\r\n ", "").trim_end(), text);
        assert_eq!(escaped("甲,乙;丙\n丁\\"), "甲\\,乙\\;丙\\n丁\\\\");
    }
}
