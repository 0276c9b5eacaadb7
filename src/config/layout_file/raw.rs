//! What a layout file holds as it is written; the editors' schema is made of it.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::model::record::{Field, RecordKind};
use crate::model::schema::{ColumnType, Shape};

/// A list of texts, each with its place, and the place of the whole.
pub type Texts = Spanned<Vec<Spanned<String>>>;

/// 版式文件：一种台账怎样识别；或者（写明 extends 的）在已有版式上增加几种写法。
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(deny_unknown_fields)]
pub struct RawLayout {
    /// 在哪个版式上增加写法，写已有版式的代码，如 activity_ledger；写了这一项的，只写要增加的内容，其余照旧。
    #[schemars(with = "Option<String>")]
    pub extends: Option<Spanned<String>>,
    /// 版式代码，小写英文，如 activity_ledger。
    #[schemars(with = "Option<String>")]
    pub id: Option<Spanned<String>>,
    /// 版式中文名称。
    #[schemars(with = "Option<String>")]
    pub name: Option<Spanned<String>>,
    /// 每一行成为哪一类记录。
    #[schemars(with = "Option<RecordKind>")]
    pub record: Option<Spanned<String>>,
    /// 表的形状；缺省为 table。
    #[schemars(with = "Option<Shape>")]
    pub shape: Option<Spanned<String>>,
    /// 标题或工作表名中出现时，优先认作本版式的词。
    #[schemars(with = "Option<Vec<String>>")]
    pub title_words: Option<Texts>,
    /// 标题、工作表名或表头中出现时，不认作本版式的词。
    #[schemars(with = "Option<Vec<String>>")]
    pub not_words: Option<Texts>,
    /// 标题、工作表名或文件名中出现时，不认作本版式的词：另一类名单。
    #[schemars(with = "Option<Vec<String>>")]
    pub not_titles: Option<Texts>,
    /// 另一类名单的写法，标题中另有 unless 中的词时不算。
    #[schemars(with = "Option<Vec<RawOtherList>>")]
    pub other_list: Option<Vec<RawOtherList>>,
    /// 若干组，每组列出几种字段组合，至少有一种组合的表头齐全。
    #[schemars(with = "Option<Vec<Vec<Vec<Field>>>>")]
    pub any_of: Option<Spanned<Vec<Spanned<Vec<Texts>>>>>,
    /// 标题、工作表名、文件名中有 title_words 之一时，可代替 any_of 中缺少的组的字段组合。
    #[schemars(with = "Option<Vec<Vec<Field>>>")]
    pub if_titled: Option<Vec<Texts>>,
    /// 标志词：至少一个已识别的表头含有其中一个词，或标题、工作表名、文件名中有 title_words 之一，才认作本版式；不写则不作此要求。
    #[schemars(with = "Option<Vec<String>>")]
    pub signs: Option<Texts>,
    /// 没有标志词和标题词时，全部表头都是本版式的栏目也可认作本版式。
    pub if_whole: Option<bool>,
    /// 标题、工作表名、文件名或“填报单位”已写明党支部时，可以没有党支部一列。
    pub branch_above: Option<bool>,
    /// 标题或“活动时间”等行已写明全表的活动日期时，可以没有活动日期一列。
    pub date_above: Option<bool>,
    /// 各列。
    #[schemars(with = "Option<Vec<RawColumn>>")]
    pub column: Option<Spanned<Vec<Spanned<RawColumn>>>>,
}

/// 标题、工作表名或文件名中的这些词表明是另一类名单。
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RawOtherList {
    /// 表明是另一类名单的词。
    #[schemars(with = "Vec<String>")]
    pub words: Texts,
    /// 除去上述各词后，标题中还有其中一个词的，仍认作本版式。
    #[schemars(with = "Option<Vec<String>>")]
    pub unless: Option<Texts>,
}

/// 一列（记录表为一个栏目）。
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RawColumn {
    /// 字段代码。
    #[schemars(with = "Field")]
    pub field: Spanned<String>,
    /// 内容类型；缺省为 text。
    #[serde(rename = "type")]
    #[schemars(with = "Option<ColumnType>")]
    pub kind: Option<Spanned<String>>,
    /// 没有这一列就不认作本版式。
    #[schemars(with = "Option<bool>")]
    pub required: Option<Spanned<bool>>,
    /// 表头的各种写法，第一个为标准名称；同一字段有两列时，排在前面的写法优先。
    #[schemars(with = "Option<Vec<String>>")]
    pub headings: Option<Texts>,
    /// 同表没有更确切的栏目时才认的表头写法，如已有“党支部名称”时的“单位”。
    #[schemars(with = "Option<Vec<String>>")]
    pub weak: Option<Texts>,
    /// 只有标题、工作表名、文件名中有 title_words 之一时才认的表头写法。
    #[schemars(with = "Option<Vec<String>>")]
    pub loose: Option<Texts>,
}
