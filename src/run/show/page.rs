//! What is shown, as one page by itself: opens offline, prints on A4.

use super::facts::{Figure, Shown};
use super::text::{DISAGREES, NOT_ASSESSABLE, change_line, deduction_line, finding_lines, head, input_place, rule_line, state, what};

const STYLE: &str = "body{font-family:'FangSong','仿宋',serif;max-width:62em;margin:1.5em auto;padding:0 1em;line-height:1.6}\
h1{font-size:1.3em}h2{font-size:1.1em;margin:1.2em 0 .2em}table{border-collapse:collapse;width:100%;margin:.3em 0}\
th,td{border:1px solid #999;padding:.1em .5em;text-align:left;vertical-align:top;font-size:.9em}p{margin:.2em 0}\
.w{border-left:4px solid #b00;padding-left:.6em}h2,tr{break-after:avoid;break-inside:avoid}@page{size:A4;margin:18mm}";

/// The page.
pub fn page(shown: &Shown) -> String {
    let mut out = String::from("<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">");
    let lines = head(shown);
    let title = lines.join(" ");
    out.push_str(&format!("<title>{}</title><style>{STYLE}</style></head><body>\n", escaped(&title)));
    out.push_str(&format!("<h1>{}</h1>\n", lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("<br>")));
    for line in state(&shown.inputs) {
        out.push_str(&format!("<p class=\"w\">{}</p>\n", escaped(&line)));
    }
    for figure in &shown.figures {
        push_figure(&mut out, figure);
    }
    list(&mut out, "扣分", shown.deductions.iter().map(|d| vec![deduction_line(d)]));
    list(&mut out, "不得评优的情形", shown.grounds.iter().map(|g| vec![format!("{}：{}（依据：{}）", g.rule, g.reason, g.basis)]));
    list(&mut out, NOT_ASSESSABLE, shown.not_assessable.iter().map(|r| vec![rule_line(r)]));
    list(&mut out, "问题", shown.findings.iter().map(finding_lines));
    list(&mut out, "再多一点会怎样（只改这一处，其余不变）", shown.changes.iter().map(|c| vec![change_line(c)]));
    out.push_str("</body></html>\n");
    out
}

fn push_figure(out: &mut String, figure: &Figure) {
    out.push_str(&format!("<h2>{}：{}</h2>\n", escaped(&figure.name), escaped(&figure.value)));
    for (title, text) in [("算法", &figure.formula), ("数字", &figure.numbers), ("依据", &figure.basis)] {
        if !text.is_empty() {
            out.push_str(&format!("<p>{title}：{}</p>\n", escaped(text)));
        }
    }
    if figure.agrees == Some(false) {
        out.push_str(&format!("<p class=\"w\">{}</p>\n", escaped(DISAGREES.trim())));
    }
    if figure.inputs.is_empty() {
        return;
    }
    out.push_str("<table><tr><th>月份</th><th>内容</th><th>数值</th><th>情况</th><th>出处</th></tr>\n");
    for input in &figure.inputs {
        let cells = [&input.month, what(input), &input.value, &input.stands, &input_place(input)];
        let cells: String = cells.iter().map(|cell| format!("<td>{}</td>", escaped(cell))).collect();
        out.push_str(&format!("<tr>{cells}</tr>\n"));
    }
    out.push_str("</table>\n");
}

fn list(out: &mut String, title: &str, items: impl ExactSizeIterator<Item = Vec<String>>) {
    if items.len() == 0 {
        return;
    }
    out.push_str(&format!("<h2>{title}</h2>\n<ul>\n"));
    for lines in items {
        let lines = lines.iter().map(|line| escaped(line.trim())).collect::<Vec<_>>().join("<br>");
        out.push_str(&format!("<li>{lines}</li>\n"));
    }
    out.push_str("</ul>\n");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
