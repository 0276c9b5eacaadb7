//! JSON Schemas, generated from the types that are read. The files under `schemas/*.schema.json` are for editors and are kept equal by a test; the same
//! schemas, held in memory, drive the structure check.

use std::sync::LazyLock;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator, json_schema};
use serde_json::{Map, Value as Json, json};

use super::holidays::RawHolidayYear;
use super::layout_file::RawLayout;
use super::workspace::WorkspaceOptions;
use crate::model::kind::FORMATS;
use crate::model::org::BranchType;
use crate::model::profile::Profile;
use crate::model::section::may_be_off;
use crate::rules;

/// Schema of `jurisdictions/*.toml`: the profile, the sections of the rules, and overrides of these.
pub static JURISDICTION: LazyLock<Json> = LazyLock::new(|| {
    let mut generator = generator();
    let types = generator.subschema_for::<BranchType>();
    let mut defs = Map::new();
    let mut properties = Map::new();
    for section in rules::sections() {
        let mut schema = (section.schema)(&mut generator);
        if schema.get("properties").is_some() {
            if !section.always {
                may_be_off(&mut schema);
            }
            defs.insert(section.key.to_string(), schema.to_value());
            schema = json_schema!({ "$ref": format!("#/$defs/{}", section.key) });
        }
        schema.insert("description".to_string(), json!(section.about));
        properties.insert(section.key.to_string(), schema.to_value());
    }
    let mut of_types = properties.clone();
    of_types.insert("types".to_string(), json!({ "description": "适用的支部类型", "type": "array", "minItems": 1, "items": types }));
    defs.insert("override".to_string(), json!({ "type": "object", "properties": of_types, "required": ["types"] }));
    let about = "按支部类型另定的参数，在通用参数之上合并；先列者优先";
    properties.insert("override".to_string(), json!({ "description": about, "type": "array", "items": { "$ref": "#/$defs/override" } }));

    let mut schema = generator.into_root_schema_for::<Profile>().to_value();
    for (into, more) in [("properties", properties), ("$defs", defs)] {
        schema[into].as_object_mut().into_iter().for_each(|map| map.extend(more.clone()));
    }
    plain(&mut schema);
    loosen_overrides(&mut schema);
    schema
});

/// Schema of `holidays/*.toml`.
pub static HOLIDAY: LazyLock<Json> = LazyLock::new(schema_of::<RawHolidayYear>);

/// Schema of a workspace's `dangri.toml`.
pub static WORKSPACE: LazyLock<Json> = LazyLock::new(schema_of::<WorkspaceOptions>);

/// Schema of `layouts/*.toml`.
pub static LAYOUT: LazyLock<Json> = LazyLock::new(|| {
    let mut schema = schema_of::<RawLayout>();
    // a file either adds to a layout, or is a whole one
    let column = json!({ "items": { "required": ["field", "headings"] } });
    schema["if"] = json!({ "required": ["extends"] });
    schema["then"] = json!({ "propertyNames": { "enum": super::layout_file::ADDED_KEYS } });
    schema["else"] = json!({ "required": ["id", "name", "record", "column"], "properties": { "column": column } });
    schema
});

/// Schema files: name under `schemas/`, what it holds. A further kind of file gets a line here.
pub fn all() -> Vec<(&'static str, &'static Json)> {
    vec![
        ("jurisdiction.schema.json", &*JURISDICTION),
        ("holiday.schema.json", &*HOLIDAY),
        ("layout.schema.json", &*LAYOUT),
        ("workspace.schema.json", &*WORKSPACE),
    ]
}

fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().into_generator()
}

/// The schema of a raw type, in the plain form that `check.rs` reads: unknown keys forbidden, enumerations flat, no nulls (TOML has none).
pub fn schema_of<T: JsonSchema>() -> Json {
    let mut schema = generator().into_root_schema_for::<T>().to_value();
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
            if !map.get("format").and_then(Json::as_str).is_some_and(|format| FORMATS.contains(&format)) {
                map.remove("format");
            }
            for (key, value) in map.iter_mut() {
                match value {
                    // keys in here are names that users write, not words of JSON Schema
                    Json::Object(named) if key == "properties" || key == "$defs" => {
                        named.values_mut().for_each(plain);
                        // the code's own comment on a field hides what its type says of a clause
                        if let Some(Json::Object(clause)) = named.get_mut("clause").filter(|_| key == "properties") {
                            clause.entry("description").or_insert_with(|| json!("条款"));
                        }
                    }
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
    let Some(sections) = defs.get_mut("override").and_then(|d| d["properties"].as_object_mut()) else { return };
    let mut wanted = Vec::new();
    sections.values_mut().for_each(|property| loosen(property, &full, &mut wanted));
    while let Some(name) = wanted.pop() {
        let mut copy = full[&name].clone();
        if let Some(map) = copy.as_object_mut() {
            map.remove("required");
        }
        let inner = copy["properties"].as_object_mut();
        inner.into_iter().flat_map(|map| map.values_mut()).for_each(|property| loosen(property, &full, &mut wanted));
        defs.insert(format!("{name}Partial"), copy);
    }
}

fn loosen(property: &mut Json, defs: &Map<String, Json>, wanted: &mut Vec<String>) {
    let Some(name) = property["$ref"].as_str().map(|r| r.trim_start_matches("#/$defs/").to_string()) else { return };
    // enumerations have nothing to loosen
    if defs.get(&name).is_some_and(|def| def["properties"].is_object()) {
        property["$ref"] = json!(format!("#/$defs/{name}Partial"));
        wanted.push(name);
    }
}
