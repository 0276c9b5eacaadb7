//! Kinds of value that TOML has no type for: what their JSON Schema says, how they read, and what is told of one that cannot be read. A schema
//! names the kind as its `format`, so that all such faults of a file are told at once, at their lines.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::{Value as Json, json};

use super::figure::{Points, Share};
use super::finding::Code;
use super::time::Month;

/// A clause of the jurisdiction's document (`四.1`), or a word on why the office set the number itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Clause(Arc<str>);

impl Deref for Clause {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Clause {
    fn as_ref(&self) -> &str {
        self
    }
}

impl<T: Into<Arc<str>>> From<T> for Clause {
    fn from(text: T) -> Self {
        Clause(text.into())
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

/// A day of whichever year, written `03-25`: month and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearDay(pub u32, pub u32);

/// A length of time in minutes, written in hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minutes(pub u32);

/// Stands for a date in a schema: written `2017-07-31`.
#[derive(Deserialize)]
pub struct Date(#[allow(dead_code)] NaiveDate);

impl<'de> Deserialize<'de> for YearDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // any leap year will do for asking whether month and day exist
        let text = format!("2016-{}", String::deserialize(deserializer)?);
        let date = NaiveDate::parse_from_str(&text, "%Y-%m-%d").map_err(Error::custom)?;
        Ok(YearDay(date.month(), date.day()))
    }
}

impl<'de> Deserialize<'de> for Minutes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let minutes = f64::deserialize(deserializer)? * 60.0;
        let whole = minutes >= 1.0 && (minutes - minutes.round()).abs() <= 1e-6;
        if whole { Ok(Minutes(minutes.round() as u32)) } else { Err(Error::custom("no whole minutes")) }
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Share::from_f64(f64::deserialize(deserializer)?).ok_or_else(|| Error::custom("no share"))
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Points::from_f64(f64::deserialize(deserializer)?).ok_or_else(|| Error::custom("no points"))
    }
}

macro_rules! schemas {
    ($($kind:ident $schema:tt)*) => {$(
        impl JsonSchema for $kind {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($kind).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )*};
}

schemas! {
    Clause { "description": "条款", "type": "string", "minLength": 1 }
    Code { "type": "string", "enum": codes() }
    Share { "type": "number", "format": "share", "minimum": 0.0, "maximum": 1.0 }
    Points { "type": "number", "format": "points" }
    Minutes { "type": "number", "format": "hours" }
    Month { "type": "string", "format": "month" }
    Date { "type": "string", "format": "date" }
    YearDay { "type": "string", "format": "month-day" }
}

/// All rule codes.
pub fn codes() -> Vec<&'static str> {
    Code::ALL.iter().map(|c| c.as_str()).collect()
}

/// The kinds by the `format` of their schema.
pub const FORMATS: &[&str] = &["share", "points", "hours", "month", "date", "month-day"];

/// What is told of a value that its kind cannot read, and what may stand in its place while the rest of the file is checked. `at` is its path, `about`
/// what its schema says of it.
pub fn misfit(format: &str, value: &Json, at: &str, about: &str) -> Option<(String, Json)> {
    let shown = value.as_f64().map_or_else(|| value.as_str().unwrap_or_default().to_string(), |number| number.to_string());
    // `最迟召开的日期，写作 2017-01-20`
    let example = about.rsplit_once("写作 ").map_or(about, |(_, example)| example);
    let (reads, told, instead) = match format {
        "share" => (reads::<Share>(value), format!("“{at}”应在 0 至 1 之间，至多四位小数，现为 {shown}"), json!(0)),
        "points" => (reads::<Points>(value), format!("“{at}”至多两位小数，现为 {shown}"), json!(0)),
        "hours" => (reads::<Minutes>(value), format!("“{at}”应为正数且折合整分钟，现为 {shown}"), json!(1)),
        "month" => (reads::<Month>(value), format!("“{shown}”不是月份，应写作 2017-10"), json!("2017-10")),
        "date" => (reads::<Date>(value), format!("“{shown}”不是日期，应写作 {example}"), json!("2017-07-31")),
        "month-day" => (reads::<YearDay>(value), format!("“{at}”应写作 {example}，现为“{shown}”"), json!("03-25")),
        _ => return None,
    };
    (!reads).then_some((told, instead))
}

fn reads<T: DeserializeOwned>(value: &Json) -> bool {
    T::deserialize(value).is_ok()
}
