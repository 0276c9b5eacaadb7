//! A layout file looked over: unknown keys and fields, headings that two fields claim or that rule their own layout out, lists without words; every
//! fault at its line.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::added::Placed;
use super::raw::{RawColumn, RawLayout, RawOtherList, Texts};
use super::{ADDED_KEYS, Addition, Spot, Words};
use crate::config::check::nearest;
use crate::config::fault::Fault;
use crate::model::record::{Field, RecordKind};
use crate::model::schema::{Column, LayoutSchema, OtherList};
use crate::model::text::fold_heading;

const TOP_KEYS: &[&str] = &[
    "extends",
    "id",
    "name",
    "record",
    "shape",
    "title_words",
    "not_words",
    "not_titles",
    "other_list",
    "any_of",
    "if_titled",
    "signs",
    "if_whole",
    "branch_above",
    "date_above",
    "column",
];
const OTHER_KEYS: &[&str] = &["words", "unless"];
const COLUMN_KEYS: &[&str] = &["field", "type", "required", "headings", "weak", "loose"];
const RECORDS: &[&str] = &[
    "branch_roster",
    "member_roster",
    "activity",
    "attendance",
    "adjustment",
    "alias",
    "plan",
    "inspection",
    "service",
    "cadre",
    "filing",
    "waiver",
    "task",
];
const SHAPES: &[&str] = &["table", "form", "matrix"];
const TYPES: &[&str] = &["text", "date", "month", "day", "time", "duration", "count", "identity"];

/// A file as it is looked over.
pub struct Check<'t> {
    pub file: &'t str,
    pub text: &'t str,
    pub faults: Vec<Fault>,
}

impl Check<'_> {
    pub fn fault(&mut self, span: std::ops::Range<usize>, message: String) {
        self.faults.push(Fault::at(self.file, self.text, span, message));
    }

    pub fn sorted(mut self) -> Vec<Fault> {
        self.faults.sort();
        self.faults.dedup();
        self.faults
    }

    pub fn spot(&self, span: Range<usize>) -> Spot {
        let Fault { file, line, .. } = Fault::at(self.file, self.text, span, "");
        Spot { file, line }
    }

    pub fn unknown_keys(&mut self, table: &DeTable<'_>) {
        self.unknown_in(table, if table.contains_key("extends") { ADDED_KEYS } else { TOP_KEYS });
        for (part, keys) in [("column", COLUMN_KEYS), ("other_list", OTHER_KEYS)] {
            if let Some(DeValue::Array(parts)) = table.get(part).map(|v| v.get_ref()) {
                for part in parts.iter() {
                    if let DeValue::Table(part) = part.get_ref() {
                        self.unknown_in(part, keys);
                    }
                }
            }
        }
    }

    fn unknown_in(&mut self, table: &DeTable<'_>, allowed: &[&str]) {
        for key in table.keys().filter(|k| !allowed.contains(&k.get_ref().as_ref())) {
            let name: &str = key.get_ref();
            let told = match TOP_KEYS.contains(&name) && allowed == ADDED_KEYS {
                true => format!("写了 extends 的文件只能增加写法，不能有“{name}”，可用的键为 {}", allowed.join("、")),
                false => format!("未知的键“{name}”，可用的键为 {}{}", allowed.join("、"), nearest(name, allowed)),
            };
            self.fault(key.span(), told);
        }
    }

    /// A word of a closed list, by the model's own serde names.
    fn word<T: DeserializeOwned>(&mut self, what: &str, raw: &Spanned<String>, allowed: &[&str]) -> Option<T> {
        let value = T::deserialize(serde::de::value::StrDeserializer::<serde::de::value::Error>::new(raw.get_ref()));
        if value.is_err() {
            self.fault(raw.span(), format!("{what}“{}”不在可用范围内，可用的为 {}", raw.get_ref(), allowed.join("、")));
        }
        value.ok()
    }

    fn field(&mut self, raw: &Spanned<String>) -> Option<Field> {
        let keys: Vec<&str> = Field::ALL.iter().map(|f| f.key()).collect();
        self.word("字段", raw, &keys)
    }

    /// What stands under a key that must be there.
    fn needed<'r>(&mut self, key: &str, value: &'r Option<Spanned<String>>) -> Option<&'r Spanned<String>> {
        if value.is_none() {
            self.fault(0..0, format!("缺少必填的键“{key}”"));
        }
        value.as_ref()
    }

    pub fn layout(&mut self, raw: &RawLayout) -> LayoutSchema {
        let id = self.needed("id", &raw.id);
        if let Some(id) = id.filter(|id| id.get_ref().is_empty() || !id.get_ref().chars().all(is_plain)) {
            self.fault(id.span(), format!("版式代码“{}”只能由小写英文字母、数字和下划线组成", id.get_ref()));
        }
        let name = self.needed("name", &raw.name);
        if let Some(name) = name.filter(|name| name.get_ref().trim().is_empty()) {
            self.fault(name.span(), "版式名称不能为空".to_string());
        }
        let record = self.needed("record", &raw.record);
        let record = record.and_then(|record| self.word("记录类别", record, RECORDS));
        let shape = raw.shape.as_ref().map(|s| self.word("形状", s, SHAPES));
        match &raw.column {
            None => self.fault(0..0, "缺少必填的键“column”".to_string()),
            Some(columns) if columns.get_ref().is_empty() => self.fault(columns.span(), "至少要有一个 column".to_string()),
            Some(_) => {}
        }
        let words = self.words(raw);
        let mut seen = Seen { not_words: words.not.clone(), ..Seen::default() };
        let columns = self.columns(raw, &mut seen, words.title.is_empty());
        let any_of = self.any_of(raw, &seen);
        let if_titled = raw.if_titled.iter().flatten().map(|set| self.set(set.get_ref(), &seen)).collect();
        let other_lists = raw.other_list.iter().flatten().map(|list| self.other_list(list)).collect();
        let Words { title, not, not_titles, signs } = words;
        let said = |text: Option<&Spanned<String>>| text.map_or("", |t| t.get_ref().trim()).to_string();
        LayoutSchema {
            id: Arc::from(said(id)),
            name: Arc::from(said(name)),
            record: record.unwrap_or(RecordKind::Activity),
            shape: shape.flatten().unwrap_or_default(),
            columns: columns.into_iter().map(|(column, _)| column).collect(),
            title_words: title,
            not_words: not,
            not_titles,
            other_lists,
            any_of,
            if_titled,
            signs,
            if_whole: raw.if_whole.unwrap_or(false),
            branch_above: raw.branch_above.unwrap_or(false),
            date_above: raw.date_above.unwrap_or(false),
            declined: Vec::new(),
        }
    }

    pub fn addition(&mut self, base: &Spanned<String>, raw: &RawLayout) -> Addition {
        let words = self.words(raw);
        let mut seen = Seen { adds: true, ..Seen::default() };
        let columns = self.columns(raw, &mut seen, false);
        let none = columns.is_empty() && [&words.title, &words.not, &words.not_titles, &words.signs].iter().all(|list| list.is_empty());
        if none && self.faults.is_empty() {
            self.fault(base.span(), "文件没有增加任何写法，请写明要增加的 column 或词".to_string());
        }
        Addition { base: (base.get_ref().clone(), self.spot(base.span())), words, columns }
    }

    fn words(&mut self, raw: &RawLayout) -> Words {
        let title = self.list("title_words", &raw.title_words);
        let not = self.list("not_words", &raw.not_words);
        let not_titles = self.list("not_titles", &raw.not_titles);
        let signs = self.list("signs", &raw.signs);
        // a title that names this list and another one is never this list's
        let titled = raw.title_words.iter().flat_map(|list| list.get_ref()).map(|word| (word.span(), fold_heading(word.get_ref())));
        for (span, word) in titled.collect::<Vec<_>>() {
            if let Some(other) = not_titles.iter().find(|other| word.contains(&***other)) {
                self.fault(span, format!("title_words 中的“{word}”含有 not_titles 中的“{other}”，永远不会认作本版式"));
            }
        }
        Words { title, not, not_titles, signs }
    }

    /// A list of words, folded, each once.
    fn list(&mut self, key: &str, raw: &Option<Texts>) -> Vec<Arc<str>> {
        raw.as_ref().map(|raw| self.texts(key, raw)).unwrap_or_default()
    }

    fn texts(&mut self, key: &str, raw: &Texts) -> Vec<Arc<str>> {
        if raw.get_ref().is_empty() {
            self.fault(raw.span(), format!("{key} 是空的，请写上词语或删去这一行"));
        }
        let mut words: Vec<Arc<str>> = Vec::new();
        for word in raw.get_ref() {
            let folded = fold_heading(word.get_ref());
            if folded.is_empty() {
                self.fault(word.span(), format!("{key} 中的“{}”去掉空格和括号后为空", word.get_ref()));
            } else if words.iter().any(|w| **w == *folded) {
                self.fault(word.span(), format!("{key} 中的“{}”重复", word.get_ref()));
            } else {
                words.push(Arc::from(folded));
            }
        }
        words
    }

    fn other_list(&mut self, raw: &RawOtherList) -> OtherList {
        let mut words = self.texts("words", &raw.words);
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        OtherList { words, unless: self.list("unless", &raw.unless) }
    }

    fn any_of(&mut self, raw: &RawLayout, seen: &Seen) -> Vec<Vec<Vec<Field>>> {
        let Some(groups) = &raw.any_of else { return Vec::new() };
        let mut all = Vec::new();
        for group in groups.get_ref() {
            if group.get_ref().is_empty() || group.get_ref().iter().any(|set| set.get_ref().is_empty()) {
                self.fault(group.span(), "any_of 中有空的组合，请写上字段或删去".to_string());
            }
            all.push(group.get_ref().iter().map(|set| self.set(set.get_ref(), seen)).collect());
        }
        if all.is_empty() {
            self.fault(groups.span(), "any_of 是空的，请写上组合或删去这一行".to_string());
        }
        all
    }

    fn set(&mut self, raw: &[Spanned<String>], seen: &Seen) -> Vec<Field> {
        let mut fields = Vec::new();
        for name in raw {
            let Some(field) = self.field(name) else { continue };
            if !seen.fields.contains(&field) {
                self.fault(name.span(), format!("字段组合中的“{}”没有对应的 column", name.get_ref()));
            }
            fields.push(field);
        }
        fields
    }

    /// `untitled`: the layout has no title words, by which loose headings are known.
    fn columns(&mut self, raw: &RawLayout, seen: &mut Seen, untitled: bool) -> Vec<Placed> {
        let all = raw.column.iter().flat_map(|columns| columns.get_ref());
        all.filter_map(|column| self.column(column, seen, untitled)).collect()
    }

    fn column(&mut self, raw: &Spanned<RawColumn>, seen: &mut Seen, untitled: bool) -> Option<Placed> {
        let column = raw.get_ref();
        let kind = column.kind.as_ref().and_then(|k| self.word("类型", k, TYPES)).unwrap_or_default();
        let field = self.field(&column.field);
        if let Some(field) = field
            && !seen.fields.insert(field)
        {
            self.fault(column.field.span(), format!("字段“{}”出现了两次，请把表头写法并到一个 column 里", column.field.get_ref()));
        }
        if let Some(required) = column.required.as_ref().filter(|_| seen.adds) {
            self.fault(required.span(), "写了 extends 的文件只能增加写法，不能改变哪些栏目必填".to_string());
        }
        let mut spots = Vec::new();
        let mut list = |check: &mut Self, key: &str, raw: &Option<Texts>| {
            let Some(raw) = raw else { return Vec::new() };
            if raw.get_ref().is_empty() {
                check.fault(raw.span(), format!("{key} 不能为空，至少写一个表头"));
            }
            check.headings(column, (key, raw.get_ref()), seen, &mut spots)
        };
        let headings = list(self, "headings", &column.headings);
        let weak = list(self, "weak", &column.weak);
        let loose = list(self, "loose", &column.loose);
        let any = column.weak.is_some() || column.loose.is_some();
        if column.headings.is_none() && !(seen.adds && any) {
            self.fault(raw.span(), format!("字段“{}”缺少 headings，至少写一个表头", column.field.get_ref()));
        }
        if let Some(loose) = column.loose.as_ref().filter(|_| untitled) {
            self.fault(loose.span(), "loose 的写法只在标题有 title_words 之一时才认，而本版式没有 title_words".to_string());
        }
        let required = column.required.as_ref().is_some_and(|r| *r.get_ref());
        Some((Column { field: field?, kind, required, headings, weak, loose, taught: Vec::new() }, spots))
    }

    /// Headings, folded; each may name one field of the layout.
    fn headings(
        &mut self,
        column: &RawColumn,
        (key, raw): (&str, &[Spanned<String>]),
        seen: &mut Seen,
        spots: &mut Vec<(Arc<str>, Spot)>,
    ) -> Vec<Arc<str>> {
        let mut headings = Vec::new();
        for heading in raw {
            let folded: Arc<str> = Arc::from(fold_heading(heading.get_ref()));
            if folded.is_empty() {
                self.fault(heading.span(), format!("表头“{}”去掉空格和括号后为空", heading.get_ref()));
                continue;
            }
            // a loose heading counts where a title has spoken for the layout, and rules it out where none has
            if key != "loose" && seen.not_words.contains(&folded) {
                self.fault(heading.span(), format!("表头“{}”同时在 not_words 中，两者矛盾", heading.get_ref()));
            }
            if let Some(other) = seen.headings.insert(folded.to_string(), column.field.get_ref().clone()) {
                self.fault(heading.span(), format!("表头“{}”重复，字段 {other} 已用过同样的写法", heading.get_ref()));
            }
            spots.push((folded.clone(), self.spot(heading.span())));
            headings.push(folded);
        }
        headings
    }
}

fn is_plain(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'
}

#[derive(Default)]
struct Seen {
    fields: BTreeSet<Field>,
    headings: BTreeMap<String, String>,
    /// Headings that rule the layout out.
    not_words: Vec<Arc<str>>,
    /// The file adds to a layout.
    adds: bool,
}
