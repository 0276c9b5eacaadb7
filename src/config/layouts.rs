//! `schemas/layouts/*.toml`: how each kind of ledger is recognised. A layout is data: a new one, or another heading for a column, needs no code.
//! All faults of a file are told at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::Fault;
use crate::model::record::{Field, RecordKind};
use crate::model::schema::{Column, ColumnType, LayoutSchema, OtherList, Shape};
use crate::model::text::fold_heading;

/// The layouts built into the binary: file name and text.
pub fn builtin() -> &'static [(&'static str, &'static str)] {
    &[
        ("activity_form.toml", include_str!("../../schemas/layouts/activity_form.toml")),
        ("activity_ledger.toml", include_str!("../../schemas/layouts/activity_ledger.toml")),
        ("adjustment.toml", include_str!("../../schemas/layouts/adjustment.toml")),
        ("alias.toml", include_str!("../../schemas/layouts/alias.toml")),
        ("annual_plan.toml", include_str!("../../schemas/layouts/annual_plan.toml")),
        ("attendance_matrix.toml", include_str!("../../schemas/layouts/attendance_matrix.toml")),
        ("branch_roster.toml", include_str!("../../schemas/layouts/branch_roster.toml")),
        ("cadre.toml", include_str!("../../schemas/layouts/cadre.toml")),
        ("filing.toml", include_str!("../../schemas/layouts/filing.toml")),
        ("inspection.toml", include_str!("../../schemas/layouts/inspection.toml")),
        ("member_roster.toml", include_str!("../../schemas/layouts/member_roster.toml")),
        ("volunteer.toml", include_str!("../../schemas/layouts/volunteer.toml")),
        ("waiver.toml", include_str!("../../schemas/layouts/waiver.toml")),
    ]
}

/// 版式文件：一种台账怎样识别。
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(deny_unknown_fields)]
pub struct RawLayout {
    /// 版式代码，小写英文，如 activity_ledger。
    #[schemars(with = "String")]
    id: Spanned<String>,
    /// 版式中文名称。
    #[schemars(with = "String")]
    name: Spanned<String>,
    /// 每一行成为哪一类记录。
    #[schemars(with = "RecordKind")]
    record: Spanned<String>,
    /// 表的形状；缺省为 table。
    #[schemars(with = "Option<Shape>")]
    shape: Option<Spanned<String>>,
    /// 标题或工作表名中出现时，优先认作本版式的词。
    #[serde(default)]
    title_words: Vec<String>,
    /// 标题、工作表名或表头中出现时，不认作本版式的词。
    #[serde(default)]
    not_words: Vec<String>,
    /// 标题、工作表名或文件名中出现时，不认作本版式的词：另一类名单。
    #[serde(default)]
    not_titles: Vec<String>,
    /// 另一类名单的写法，标题中另有 unless 中的词时不算。
    #[serde(default)]
    other_list: Vec<RawOtherList>,
    /// 若干组，每组列出几种字段组合，至少有一种组合的表头齐全。
    #[serde(default)]
    #[schemars(with = "Vec<Vec<Vec<Field>>>")]
    any_of: Vec<Vec<Vec<Spanned<String>>>>,
    /// 标题、工作表名、文件名中有 title_words 之一时，可代替 any_of 中缺少的组的字段组合。
    #[serde(default)]
    #[schemars(with = "Vec<Vec<Field>>")]
    if_titled: Vec<Vec<Spanned<String>>>,
    /// 标志词：至少一个已识别的表头含有其中一个词，或标题、工作表名、文件名中有 title_words 之一，才认作本版式；不写则不作此要求。
    #[serde(default)]
    signs: Vec<String>,
    /// 没有标志词和标题词时，全部表头都是本版式的栏目也可认作本版式。
    #[serde(default)]
    if_whole: bool,
    /// 标题、工作表名、文件名或“填报单位”已写明党支部时，可以没有党支部一列。
    #[serde(default)]
    branch_above: bool,
    /// 各列。
    #[schemars(with = "Vec<RawColumn>")]
    column: Spanned<Vec<Spanned<RawColumn>>>,
}

/// 标题、工作表名或文件名中的这些词表明是另一类名单。
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RawOtherList {
    /// 表明是另一类名单的词。
    words: Vec<String>,
    /// 除去上述各词后，标题中还有其中一个词的，仍认作本版式。
    #[serde(default)]
    unless: Vec<String>,
}

/// 一列（记录表为一个栏目）。
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RawColumn {
    /// 字段代码。
    #[schemars(with = "Field")]
    field: Spanned<String>,
    /// 内容类型；缺省为 text。
    #[serde(rename = "type")]
    #[schemars(with = "Option<ColumnType>")]
    kind: Option<Spanned<String>>,
    /// 没有这一列就不认作本版式。
    #[serde(default)]
    required: bool,
    /// 表头的各种写法，第一个为标准名称；同一字段有两列时，排在前面的写法优先。
    #[schemars(with = "Vec<String>")]
    headings: Spanned<Vec<Spanned<String>>>,
    /// 同表没有更确切的栏目时才认的表头写法，如已有“党支部名称”时的“单位”。
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    weak: Vec<Spanned<String>>,
    /// 只有标题、工作表名、文件名中有 title_words 之一时才认的表头写法。
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    loose: Vec<Spanned<String>>,
}

const TOP_KEYS: &[&str] = &[
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
];
const SHAPES: &[&str] = &["table", "form", "matrix"];
const TYPES: &[&str] = &["text", "date", "month", "day", "time", "duration", "count", "identity"];

/// Reads one layout. On failure every fault of the file, in order of lines.
pub fn parse(file_name: &str, text: &str) -> Result<LayoutSchema, Vec<Fault>> {
    let mut check = Check { file: file_name, text, faults: Vec::new() };
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        check.fault(error.span().unwrap_or(0..0), format!("TOML 写法有误：{}", error.message()));
    }
    if !errors.is_empty() {
        return Err(check.sorted());
    }
    check.unknown_keys(document.get_ref());
    let layout = match toml::from_str::<RawLayout>(text) {
        Ok(raw) => Some(check.layout(raw)),
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            check.fault(
                span,
                format!("内容不完整或类型不符：{}；必填的键为 id、name、record、column，每个 column 必填 field、headings", error.message()),
            );
            None
        }
    };
    match layout {
        Some(layout) if check.faults.is_empty() => Ok(layout),
        _ => Err(check.sorted()),
    }
}

struct Check<'t> {
    file: &'t str,
    text: &'t str,
    faults: Vec<Fault>,
}

impl Check<'_> {
    fn fault(&mut self, span: std::ops::Range<usize>, message: String) {
        self.faults.push(Fault::at(self.file, self.text, span, message));
    }

    fn sorted(mut self) -> Vec<Fault> {
        self.faults.sort();
        self.faults.dedup();
        self.faults
    }

    fn unknown_keys(&mut self, table: &DeTable<'_>) {
        self.unknown_in(table, TOP_KEYS);
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
            self.fault(key.span(), format!("未知的键“{}”，可用的键为 {}", key.get_ref(), allowed.join("、")));
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

    fn layout(&mut self, raw: RawLayout) -> LayoutSchema {
        let id = raw.id.get_ref();
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            self.fault(raw.id.span(), format!("版式代码“{id}”只能由小写英文字母、数字和下划线组成"));
        }
        if raw.name.get_ref().trim().is_empty() {
            self.fault(raw.name.span(), "版式名称不能为空".to_string());
        }
        let record = self.word("记录类别", &raw.record, RECORDS);
        let shape = raw.shape.as_ref().map(|s| self.word("形状", s, SHAPES));
        if raw.column.get_ref().is_empty() {
            self.fault(raw.column.span(), "至少要有一个 column".to_string());
        }
        let mut seen = Seen::default();
        let columns = raw.column.get_ref().iter().filter_map(|c| self.column(c, &mut seen)).collect();
        let any_of = raw.any_of.iter().map(|group| group.iter().map(|set| self.set(set, &seen)).collect()).collect();
        let if_titled = raw.if_titled.iter().map(|set| self.set(set, &seen)).collect();
        let folded = |words: &[String]| -> Vec<Arc<str>> {
            words.iter().map(|w| Arc::from(fold_heading(w))).filter(|w: &Arc<str>| !w.is_empty()).collect()
        };
        let other = |raw: &RawOtherList| {
            let mut words: Vec<Arc<str>> = folded(&raw.words);
            words.sort_by_key(|word| std::cmp::Reverse(word.len()));
            OtherList { words, unless: folded(&raw.unless) }
        };
        LayoutSchema {
            id: Arc::from(id.as_str()),
            name: Arc::from(raw.name.get_ref().trim()),
            record: record.unwrap_or(RecordKind::Activity),
            shape: shape.flatten().unwrap_or_default(),
            columns,
            title_words: folded(&raw.title_words),
            not_words: folded(&raw.not_words),
            not_titles: folded(&raw.not_titles),
            other_lists: raw.other_list.iter().map(other).collect(),
            any_of,
            if_titled,
            signs: folded(&raw.signs),
            if_whole: raw.if_whole,
            branch_above: raw.branch_above,
        }
    }

    fn set(&mut self, raw: &[Spanned<String>], seen: &Seen) -> Vec<Field> {
        let mut fields = Vec::new();
        for name in raw {
            let Some(field) = self.field(name) else { continue };
            if !seen.fields.contains_key(&field) {
                self.fault(name.span(), format!("字段组合中的“{}”没有对应的 column", name.get_ref()));
            }
            fields.push(field);
        }
        fields
    }

    fn column(&mut self, raw: &Spanned<RawColumn>, seen: &mut Seen) -> Option<Column> {
        let column = raw.get_ref();
        let kind = column.kind.as_ref().and_then(|k| self.word("类型", k, TYPES)).unwrap_or_default();
        let field = self.field(&column.field);
        if let Some(field) = field
            && seen.fields.insert(field, ()).is_some()
        {
            self.fault(column.field.span(), format!("字段“{}”出现了两次，请把表头写法并到一个 column 里", column.field.get_ref()));
        }
        if column.headings.get_ref().is_empty() {
            self.fault(column.headings.span(), "headings 不能为空，至少写一个表头".to_string());
        }
        let headings = self.headings(column, column.headings.get_ref(), seen);
        let weak = self.headings(column, &column.weak, seen);
        let loose = self.headings(column, &column.loose, seen);
        Some(Column { field: field?, kind, required: column.required, headings, weak, loose })
    }

    /// Headings, folded; each may name one field of the layout.
    fn headings(&mut self, column: &RawColumn, raw: &[Spanned<String>], seen: &mut Seen) -> Vec<Arc<str>> {
        let mut headings = Vec::new();
        for heading in raw {
            let folded = fold_heading(heading.get_ref());
            if folded.is_empty() {
                self.fault(heading.span(), format!("表头“{}”去掉空格和括号后为空", heading.get_ref()));
                continue;
            }
            if let Some(other) = seen.headings.insert(folded.clone(), column.field.get_ref().clone()) {
                self.fault(heading.span(), format!("表头“{}”重复，字段 {other} 已用过同样的写法", heading.get_ref()));
            }
            headings.push(Arc::from(folded));
        }
        headings
    }
}

#[derive(Default)]
struct Seen {
    fields: BTreeMap<Field, ()>,
    headings: BTreeMap<String, String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builtin_layouts_are_valid() {
        for (file, text) in builtin() {
            let layout = parse(file, text).unwrap_or_else(|faults| panic!("{faults:?}"));
            assert_eq!(*file, format!("{}.toml", layout.id));
            assert!(!layout.columns.is_empty());
        }
    }

    #[test]
    fn all_faults_come_at_once_with_their_lines() {
        let text = "id = \"X\"\nname = \"表\"\nrecord = \"diary\"\ncolour = 1\n[[column]]\nfield = \"shoe\"\nheadings = []\n\
                    [[column]]\nfield = \"date\"\nwidth = 3\nheadings = [\"日期\", \"日 期\"]\n";
        let faults = parse("x.toml", text).expect_err("must fail");
        let lines: Vec<usize> = faults.iter().map(|f| f.line).collect();
        assert_eq!(lines, [1, 3, 4, 6, 7, 10, 11]);
        assert!(faults[1].message.contains("branch_roster"));
        assert!(faults[6].message.contains("重复"));
    }
}
