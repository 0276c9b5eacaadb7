//! A TOML file as a tree in which every value remembers its file and line. Structure checks, merging and `--set` work on this tree, so
//! that a fault found after merging still points at the line that a person wrote.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::Fault;

/// Where a value was written. Line 0: given on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// File as the user knows it, or the `--set` that gave the value.
    pub file: Arc<str>,
    /// Line from 1.
    pub line: usize,
}

impl At {
    /// A fault here.
    pub fn fault(&self, message: impl Into<String>) -> Fault {
        Fault { file: self.file.to_string(), line: self.line, message: message.into() }
    }
}

/// A value with its origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where its key (or, in a list, the value itself) stands.
    pub at: At,
    /// What it is.
    pub data: Data,
}

/// TOML's kinds of value. Dates are kept as written.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Data {
    Table(BTreeMap<String, Node>),
    List(Vec<Node>),
    Text(String),
    Int(i64),
    Float(f64),
    Bool(bool),
    Date(String),
}

impl Node {
    /// Parses a file. Errors: every syntax fault, in Chinese, at most one for a line.
    pub fn parse(file: &str, text: &str) -> Result<Node, Vec<Fault>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut faults: Vec<Fault> =
            errors.iter().map(|e| Fault::at(file, text, e.span().unwrap_or(0..0), syntax_message(e.message()))).collect();
        let reader = Reader::new(Arc::from(file), text);
        let node = reader.table(table.get_ref(), At { file: reader.file.clone(), line: 1 }, &mut faults);
        faults.sort_by_key(|f| f.line);
        faults.dedup_by_key(|f| f.line);
        if faults.is_empty() { Ok(node) } else { Err(faults) }
    }

    /// Parses one value as `--set` gives it.
    pub fn parse_value(text: &str, at: &At) -> Option<Node> {
        let (value, errors) = DeValue::parse_recoverable(text);
        let mut faults = Vec::new();
        let reader = Reader::new(at.file.clone(), "");
        let mut node = reader.value(&value, 0, &mut faults);
        node.move_to(at);
        (errors.is_empty() && faults.is_empty()).then_some(node)
    }

    /// Gives the value and everything in it another origin.
    fn move_to(&mut self, at: &At) {
        self.at = at.clone();
        match &mut self.data {
            Data::Table(map) => map.values_mut().for_each(|n| n.move_to(at)),
            Data::List(list) => list.iter_mut().for_each(|n| n.move_to(at)),
            _ => {}
        }
    }

    /// The table inside, if it is one.
    pub fn table(&self) -> Option<&BTreeMap<String, Node>> {
        if let Data::Table(map) = &self.data { Some(map) } else { None }
    }

    /// The list inside, if it is one.
    pub fn list(&self) -> Option<&[Node]> {
        if let Data::List(list) = &self.data { Some(list) } else { None }
    }

    /// The text inside, if it is one (dates too).
    pub fn text(&self) -> Option<&str> {
        if let Data::Text(t) | Data::Date(t) = &self.data { Some(t) } else { None }
    }

    /// The value under a key of a table.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.table()?.get(key)
    }

    /// Origin of the deepest value that exists on the dotted path; list elements are counted from 0.
    pub fn at(&self, path: &str) -> At {
        let mut node = self;
        for key in path.split('.') {
            let next = match &node.data {
                Data::Table(map) => map.get(key),
                Data::List(list) => key.parse::<usize>().ok().and_then(|i| list.get(i)),
                _ => None,
            };
            match next {
                Some(n) => node = n,
                None => break,
            }
        }
        node.at.clone()
    }

    /// The table with some of its keys.
    pub fn part(&self, wanted: impl Fn(&str) -> bool) -> Node {
        let map = self.table().into_iter().flatten().filter(|(key, _)| wanted(key));
        Node { at: self.at.clone(), data: Data::Table(map.map(|(key, node)| (key.clone(), node.clone())).collect()) }
    }

    /// The table with some keys of another that it does not have itself.
    pub fn completed(&self, general: &Node, keys: &[&str]) -> Node {
        let Some(own) = self.table() else { return self.clone() };
        let mut map = own.clone();
        for (key, node) in general.table().into_iter().flatten().filter(|(key, _)| keys.contains(&key.as_str())) {
            map.entry(key.clone()).or_insert_with(|| node.clone());
        }
        Node { at: self.at.clone(), data: Data::Table(map) }
    }

    /// Without the tables in it that say `off = true`: they ask nothing.
    pub fn without_off(&self) -> Node {
        let Some(map) = self.table() else { return self.clone() };
        let stays = map.iter().filter(|(_, node)| node.get("off").is_none_or(|off| off.data != Data::Bool(true)));
        Node { at: self.at.clone(), data: Data::Table(stays.map(|(key, node)| (key.clone(), node.without_off())).collect()) }
    }

    /// Lays `over` on top: tables are merged key by key, everything else (lists too) is replaced. A day rule is replaced as a whole,
    /// because the days of one rule mean nothing under another.
    pub fn overlay(&self, over: &Node) -> Node {
        let (Data::Table(base), Data::Table(top)) = (&self.data, &over.data) else { return over.clone() };
        let mut merged = base.clone();
        if let Some(rule) = top.get("rule").and_then(Node::text) {
            merged.retain(|key, _| !belongs_to_other_rule(key, rule));
        }
        for (key, value) in top {
            let value = base.get(key).map_or_else(|| value.clone(), |b| b.overlay(value));
            merged.insert(key.clone(), value);
        }
        Node { at: over.at.clone(), data: Data::Table(merged) }
    }

    /// As JSON, for deserialising.
    pub fn to_json(&self) -> Json {
        match &self.data {
            Data::Table(map) => Json::Object(map.iter().map(|(k, v)| (k.clone(), v.to_json())).collect()),
            Data::List(list) => Json::Array(list.iter().map(Node::to_json).collect()),
            Data::Text(t) | Data::Date(t) => Json::String(t.clone()),
            Data::Int(i) => Json::from(*i),
            Data::Float(f) => Json::from(*f),
            Data::Bool(b) => Json::from(*b),
        }
    }

    /// SHA-256 (hex) over the canonical form: keys sorted, no blanks, comments and line numbers out of it.
    pub fn digest(&self) -> String {
        let mut text = String::new();
        self.write_canonical(&mut text);
        sha256(&text)
    }

    fn write_canonical(&self, out: &mut String) {
        match &self.data {
            Data::Table(map) => {
                out.push('{');
                for (n, (key, value)) in map.iter().enumerate() {
                    if n > 0 {
                        out.push(',');
                    }
                    out.push_str(&Json::from(key.as_str()).to_string());
                    out.push(':');
                    value.write_canonical(out);
                }
                out.push('}');
            }
            Data::List(list) => {
                out.push('[');
                for (n, value) in list.iter().enumerate() {
                    if n > 0 {
                        out.push(',');
                    }
                    value.write_canonical(out);
                }
                out.push(']');
            }
            // 3.0 and 3 are the same parameter.
            Data::Float(f) if f.fract() == 0.0 && f.abs() < 1e15 => out.push_str(&format!("{}", *f as i64)),
            _ => out.push_str(&self.to_json().to_string()),
        }
    }

    /// The value as a person would name it in a fault.
    pub fn shown(&self) -> String {
        match &self.data {
            Data::Table(_) => "一组设置".to_string(),
            Data::List(_) => "列表".to_string(),
            Data::Text(t) | Data::Date(t) => format!("“{t}”"),
            Data::Int(i) => i.to_string(),
            Data::Float(f) => f.to_string(),
            Data::Bool(b) => b.to_string(),
        }
    }
}

/// SHA-256 (hex) of a text.
pub fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// Details of an activity day that mean nothing once its `rule` is another: the days themselves, and what holidays do when there is no day.
pub fn belongs_to_other_rule(key: &str, rule: &str) -> bool {
    matches!(key, "days" | "nth" | "weekday") || (rule == "any" && matches!(key, "on_holiday" | "weekend_is_holiday"))
}

/// Turns the parser's tree into ours.
struct Reader {
    file: Arc<str>,
    /// Where lines end.
    ends: Vec<usize>,
}

impl Reader {
    fn new(file: Arc<str>, text: &str) -> Self {
        Reader { file, ends: memchr::memchr_iter(b'\n', text.as_bytes()).collect() }
    }

    fn line(&self, start: usize) -> At {
        At { file: self.file.clone(), line: self.ends.partition_point(|end| *end < start) + 1 }
    }

    fn table(&self, table: &DeTable<'_>, at: At, faults: &mut Vec<Fault>) -> Node {
        let entries = table.iter().map(|(key, value)| {
            let start = key.span().start;
            (key.get_ref().to_string(), self.value(value, start, faults))
        });
        Node { at, data: Data::Table(entries.collect()) }
    }

    fn value(&self, value: &Spanned<DeValue<'_>>, start: usize, faults: &mut Vec<Fault>) -> Node {
        let at = self.line(start);
        let data = match value.get_ref() {
            DeValue::String(s) => Data::Text(s.to_string()),
            DeValue::Integer(i) => match i64::from_str_radix(i.as_str(), i.radix()) {
                Ok(n) => Data::Int(n),
                Err(_) => {
                    faults.push(at.fault(format!("整数 {} 超出范围", i.as_str())));
                    Data::Int(0)
                }
            },
            DeValue::Float(f) => match f.as_str().parse::<f64>() {
                Ok(v) if v.is_finite() => Data::Float(v),
                _ => {
                    faults.push(at.fault(format!("小数 {} 超出范围", f.as_str())));
                    Data::Float(0.0)
                }
            },
            DeValue::Boolean(b) => Data::Bool(*b),
            DeValue::Datetime(d) => Data::Date(d.to_string()),
            DeValue::Array(list) => Data::List(list.iter().map(|v| self.value(v, v.span().start, faults)).collect()),
            DeValue::Table(table) => return self.table(table, at, faults),
        };
        Node { at, data }
    }
}

/// The parser's message in Chinese. It knows its own wording only; anything else is told in general terms.
fn syntax_message(english: &str) -> String {
    let known: &[(&str, &str)] = &[
        ("duplicate key", "同一项写了两次，请删去其中一个"),
        ("cannot extend value", "该项已是一个值或列表，不能再作为一组设置展开"),
        ("string values must be quoted", "文字应加英文双引号"),
        ("invalid basic string", "文字的英文双引号没有配对，或含有不允许的字符"),
        ("invalid literal string", "文字的英文单引号没有配对"),
        ("missing opening quote", "缺少前引号"),
        ("missing value for key", "等号后面缺少值"),
        ("missing value", "等号后面缺少值"),
        ("key with no value", "只有项名，缺少等号和值"),
        ("missing assignment", "项名与值之间缺少等号"),
        ("extra `=`", "多写了等号"),
        ("extra assignment", "多写了等号"),
        ("unexpected `=`", "列表中不应出现等号"),
        ("missing comma", "各元素之间缺少英文逗号"),
        ("extra comma", "多写了逗号"),
        ("unclosed array table", "双方括号标题 [[…]] 没有写全"),
        ("unclosed array", "列表缺少右方括号 ]"),
        ("unclosed inline table", "花括号没有配对，缺少 }"),
        ("unclosed table", "标题缺少右方括号 ]"),
        ("invalid unquoted key", "项名只能用英文字母、数字、下划线和连字符，中文项名应加英文双引号"),
        ("unquoted keys cannot be empty", "缺少项名"),
        ("invalid key-value pair", "此行不是“项名 = 值”的写法"),
        ("invalid inline table element", "花括号内不是“项名 = 值”的写法"),
        ("unexpected leading zero", "数字前面不应有多余的 0"),
        ("invalid integer number", "不是合格的整数"),
        ("invalid float", "不是合格的小数"),
        ("invalid boolean", "只能写 true 或 false"),
        ("invalid date-time", "日期应写作 2017-07-31"),
        ("invalid comment character", "注释中含有不允许的控制字符"),
        ("carriage return", "换行符不规范，请用文本编辑器另存一次"),
        ("recurs", "嵌套过深"),
        ("unexpected", "此处多出了不应有的内容"),
    ];
    let told = known.iter().find(|(e, _)| english.contains(e)).map_or("写法有误", |(_, c)| c);
    format!("不合 TOML 语法：{told}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_the_keys() {
        let tree = Node::parse("a.toml", "x = 1\n\n[t]\ny = [\n 1,\n 2]\n[[o]]\nz = 'a'\n").expect("parses");
        assert_eq!(tree.at("x").line, 1);
        assert_eq!(tree.at("t").line, 3);
        assert_eq!(tree.at("t.y").line, 4);
        assert_eq!(tree.at("t.y.1").line, 6);
        assert_eq!(tree.at("o.0.z").line, 8);
        assert_eq!(tree.at("t.missing").line, 3);
    }

    #[test]
    fn syntax_faults_come_all_at_once_and_in_chinese() {
        let faults = Node::parse("a.toml", "a = 1\na = 2\nb = 中文\nc\nd = [1, 2\n").expect_err("broken");
        let lines: Vec<usize> = faults.iter().map(|f| f.line).collect();
        assert!(lines.contains(&2) && lines.contains(&3) && lines.contains(&4), "{faults:?}");
        assert!(faults.iter().all(|f| f.message.starts_with("不合 TOML 语法：")));
    }

    #[test]
    fn overlay_merges_tables_and_replaces_lists() {
        let base = Node::parse("a", "[a]\nx=1\ny=[1,2]\n[d]\nrule='days'\ndays=[5]").expect("parses");
        let over = Node::parse("b", "[a]\ny=[3]\n[d]\nrule='any'").expect("parses");
        let merged = base.overlay(&over);
        assert_eq!(merged.to_json().to_string(), r#"{"a":{"x":1,"y":[3]},"d":{"rule":"any"}}"#);
        assert_eq!((merged.at("a.x").file.as_ref(), merged.at("a.y").file.as_ref()), ("a", "b"));
    }

    #[test]
    fn digest_ignores_comments_order_and_3_0() {
        let a = Node::parse("a", "x = 3.0\ny = '中' # 注\n").expect("parses");
        let b = Node::parse("b", "y = \"中\"\nx = 3\n").expect("parses");
        assert_eq!(a.digest(), b.digest());
        assert_ne!(a.digest(), Node::parse("c", "x = 4\ny = '中'").expect("parses").digest());
    }
}
