//! JSON Schemas, generated from the raw types. The files under `schemas/*.schema.json` are for editors and are kept equal by a test; the same
//! schemas, held in memory, drive the structure check.

use std::sync::LazyLock;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value as Json, json};

use super::holidays::RawHolidayYear;
use super::layouts::RawLayout;
use super::raw::RawProfile;
use super::workspace::RawWorkspace;

/// Schema of `jurisdictions/*.toml`.
pub static JURISDICTION: LazyLock<Json> = LazyLock::new(|| {
    let mut schema = schema_of::<RawProfile>();
    loosen_overrides(&mut schema);
    // the rest may be left to defaults.toml
    schema["required"] = json!(["id", "name", "system", "document"]);
    if let Some(member) = schema["$defs"]["RawMember"].as_object_mut() {
        member.remove("required");
    }
    schema
});

/// Schema of `holidays/*.toml`.
pub static HOLIDAY: LazyLock<Json> = LazyLock::new(schema_of::<RawHolidayYear>);

/// Schema of a workspace's `dangri.toml`.
pub static WORKSPACE: LazyLock<Json> = LazyLock::new(schema_of::<RawWorkspace>);

/// Schema of `layouts/*.toml`.
pub static LAYOUT: LazyLock<Json> = LazyLock::new(schema_of::<RawLayout>);

/// Schema files: name under `schemas/`, what it holds. A further kind of file gets a line here.
pub fn all() -> Vec<(&'static str, &'static Json)> {
    vec![
        ("jurisdiction.schema.json", &*JURISDICTION),
        ("holiday.schema.json", &*HOLIDAY),
        ("layout.schema.json", &*LAYOUT),
        ("workspace.schema.json", &*WORKSPACE),
    ]
}

/// The schema of a raw type, in the plain form that `check.rs` reads: unknown keys forbidden, enumerations flat, no nulls (TOML has none).
pub fn schema_of<T: JsonSchema>() -> Json {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().to_value();
    plain(&mut schema);
    schema
}

fn plain(schema: &mut Json) {
    match schema {
        Json::Array(list) => list.iter_mut().for_each(plain),
        Json::Object(map) => {
            without_null(map);
            flat_enum(map);
            if map.contains_key("properties") && !map.contains_key("additionalProperties") {
                map.insert("additionalProperties".to_string(), json!(false));
            }
            // the code's own English comments are not for the readers of the files
            if map.get("description").and_then(Json::as_str).is_some_and(|d| !d.chars().any(is_han)) {
                map.remove("description");
            }
            map.remove("default");
            map.remove("format");
            for (key, value) in map.iter_mut() {
                match value {
                    // keys in here are names that users write, not words of JSON Schema
                    Json::Object(named) if key == "properties" || key == "$defs" => named.values_mut().for_each(plain),
                    _ => plain(value),
                }
            }
        }
        _ => {}
    }
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// `["string", "null"]` → `"string"`, `anyOf: [X, null]` → X.
fn without_null(map: &mut Map<String, Json>) {
    if let Some(Json::Array(types)) = map.get("type") {
        let one = types.iter().find(|t| t.as_str() != Some("null")).cloned();
        map.insert("type".to_string(), one.unwrap_or(Json::Null));
    }
    if let Some(Json::Array(choices)) = map.remove("anyOf") {
        let one = choices.into_iter().find(|c| c["type"].as_str() != Some("null"));
        if let Some(Json::Object(inner)) = one {
            map.extend(inner);
        }
    }
}

/// `oneOf` of constants (how documented enums come out) → `enum`.
fn flat_enum(map: &mut Map<String, Json>) {
    let Some(Json::Array(choices)) = map.remove("oneOf") else { return };
    let values = choices.iter().flat_map(|choice| match (choice.get("const"), choice.get("enum")) {
        (Some(value), _) => vec![value.clone()],
        (None, Some(Json::Array(several))) => several.clone(),
        _ => Vec::new(),
    });
    map.insert("enum".to_string(), values.collect());
    map.insert("type".to_string(), json!("string"));
}

/// An override may give a section in part: its sections refer to copies of the definitions without required keys. List elements stay whole,
/// because lists are replaced, not merged.
fn loosen_overrides(schema: &mut Json) {
    let Some(defs) = schema.get_mut("$defs").and_then(Json::as_object_mut) else { return };
    let full = defs.clone();
    let Some(rule) = defs.get_mut("RawOverride").and_then(|d| d["properties"].as_object_mut()) else { return };
    let mut wanted = Vec::new();
    for (key, property) in rule.iter_mut() {
        if key != "types" {
            loosen(property, &mut wanted);
        }
    }
    while let Some(name) = wanted.pop() {
        let partial = format!("{name}Partial");
        if defs.contains_key(&partial) {
            continue;
        }
        let mut copy = full.get(&name).cloned().unwrap_or(Json::Null);
        if let Some(map) = copy.as_object_mut() {
            map.remove("required");
            if let Some(properties) = map.get_mut("properties").and_then(Json::as_object_mut) {
                properties.values_mut().for_each(|p| loosen(p, &mut wanted));
            }
        }
        defs.insert(partial, copy);
    }
    // the whole set of parameters, for checking what comes out of merging
    let mut whole = json!({});
    if let (Some(target), Some(source)) = (whole.as_object_mut(), full.get("RawOverride").and_then(Json::as_object)) {
        target.extend(source.clone());
        if let Some(properties) = target.get_mut("properties").and_then(Json::as_object_mut) {
            properties.remove("types");
        }
        target.insert("required".to_string(), json!(["activity_day", "participation", "due_count", "member"]));
    }
    defs.insert("RawParams".to_string(), whole);
}

fn loosen(property: &mut Json, wanted: &mut Vec<String>) {
    let Some(name) = property["$ref"].as_str().map(|r| r.trim_start_matches("#/$defs/").to_string()) else { return };
    // enumerations have nothing to loosen
    if name.starts_with("Raw") && name != "RawDayRule" {
        property["$ref"] = json!(format!("#/$defs/{name}Partial"));
        wanted.push(name);
    }
}
