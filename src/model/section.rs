//! Sections of a jurisdiction's file. What a rule asks is one type: serde reads it, its JSON Schema is what editors show and what the structure
//! check goes by, and it tells by itself what no schema can say. A part that only one rule asks lies in that rule's file, the others in `duties`;
//! `Params` holds them by their type.

use std::any::{Any, TypeId};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

/// A section, or another part of the file that is read in one go.
pub trait Section: DeserializeOwned + JsonSchema + Send + Sync + 'static {
    /// Tells what is wrong although every value by itself may stand.
    fn check(&self, _tell: &mut Tell) {}
}

/// Takes down what is wrong, and where in the file.
#[derive(Debug, Default)]
pub struct Tell {
    within: String,
    faults: Vec<(String, String)>,
}

impl Tell {
    /// A fault at a place within the section: `exceptions.0.due`, counted from 0; empty for the section itself.
    pub fn at(&mut self, path: impl AsRef<str>, message: impl Into<String>) {
        self.faults.push((joined(&self.within, path.as_ref()), message.into()));
    }

    /// Faults told in there are those of a part.
    pub fn within<T>(&mut self, part: &str, told: impl FnOnce(&mut Tell) -> T) -> T {
        let whole = std::mem::replace(&mut self.within, part.to_string());
        self.within = joined(&whole, part);
        let result = told(self);
        self.within = whole;
        result
    }

    /// Tells names that stand twice in a list: `what` is what they name, `place` where the n-th stands.
    pub fn twice<'a>(&mut self, names: impl IntoIterator<Item = &'a Arc<str>>, what: &str, place: impl Fn(usize) -> String) {
        let mut seen = BTreeSet::new();
        for (n, name) in names.into_iter().enumerate().filter(|(_, name)| !seen.insert(*name)) {
            self.at(place(n), format!("{what}“{name}”重复"));
        }
    }

    /// The section, as its key in the file.
    pub fn section(&self) -> &str {
        &self.within
    }

    /// What was told, with the dotted path in the file.
    pub fn into_faults(self) -> Vec<(String, String)> {
        self.faults
    }
}

/// `report.within_days` of `report` and `within_days`; either may be empty.
fn joined(whole: &str, part: &str) -> String {
    let dot = if whole.is_empty() || part.is_empty() { "" } else { "." };
    format!("{whole}{dot}{part}")
}

/// A section as the file knows it, whatever its type.
#[derive(Clone, Copy, Debug)]
pub struct SectionKind {
    /// Its key.
    pub key: &'static str,
    /// What it is, in Chinese, for editors.
    pub about: &'static str,
    /// It stands in every profile and is never switched off.
    pub always: bool,
    /// The schema of what is under the key.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
    /// Reads it, checks it and puts it among the parameters. Errors: what the structure check should not have let through.
    pub read: fn(Json, &mut Tell, &mut Params) -> Result<(), serde_json::Error>,
}

impl SectionKind {
    /// A section that a file may leave out or, in an override, switch off.
    pub const fn of<S: Section>(key: &'static str, about: &'static str) -> Self {
        SectionKind { key, about, always: false, schema: S::json_schema, read: read::<S> }
    }

    /// A section that `defaults.toml` gives to every profile.
    pub const fn always<S: Section>(key: &'static str, about: &'static str) -> Self {
        SectionKind { always: true, ..SectionKind::of::<S>(key, about) }
    }
}

fn read<S: Section>(json: Json, tell: &mut Tell, params: &mut Params) -> Result<(), serde_json::Error> {
    let section: S = serde_json::from_value(json)?;
    section.check(tell);
    params.set(section);
    Ok(())
}

/// Gives a table the key that says that nothing is asked.
pub fn may_be_off(schema: &mut Schema) {
    if let Some(properties) = schema.get_mut("properties").and_then(Json::as_object_mut) {
        // one that only says that something is wanted is left out of a file, and switched off in an override alone
        let more = if properties.len() == 1 { "，用于在按类型另定的参数中取消通用要求" } else { "" };
        properties.insert("off".to_string(), json!({ "description": format!("true 表示不适用{more}"), "type": "boolean" }));
    }
}

/// Restricts the elements of a list to certain words.
pub fn list_of(schema: &mut Schema, words: Vec<&str>) {
    schema.insert("items".to_string(), json!({ "type": "string", "enum": words }));
}

/// What the rules ask of a type of branch. An absent section means that the document asks nothing: the rules that need it do not apply.
#[derive(Clone, Debug, Default)]
pub struct Params(BTreeMap<TypeId, Arc<dyn Any + Send + Sync>>);

impl Params {
    /// A section, if it is asked.
    pub fn get<S: Section>(&self) -> Option<&S> {
        self.0.get(&TypeId::of::<S>())?.downcast_ref()
    }

    /// A section that stands in every profile (its default where a test or a run without profile gives none).
    pub fn the<S: Section + Default + Clone>(&self) -> Cow<'_, S> {
        self.get().map_or_else(|| Cow::Owned(S::default()), Cow::Borrowed)
    }

    /// The elements of a section that is a list.
    pub fn list<T>(&self) -> &[T]
    where
        Vec<T>: Section,
    {
        self.get::<Vec<T>>().map_or(&[], Vec::as_slice)
    }

    /// Puts a section in, in place of what was there of its type.
    pub fn set<S: Section>(&mut self, section: S) {
        self.0.insert(TypeId::of::<S>(), Arc::new(section));
    }
}

#[cfg(test)]
impl Params {
    /// With a section.
    pub fn with<S: Section>(mut self, section: S) -> Self {
        self.set(section);
        self
    }

    /// Takes a section away.
    pub fn clear<S: Section>(&mut self) {
        self.0.remove(&TypeId::of::<S>());
    }

    /// A section that is there, to be changed.
    pub fn edit<S: Section + Clone>(&mut self) -> &mut S {
        let section = self.get::<S>().unwrap().clone();
        self.set(section);
        self.0.get_mut(&TypeId::of::<S>()).and_then(Arc::get_mut).and_then(|s| s.downcast_mut()).unwrap()
    }
}
