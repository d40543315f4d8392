//! A sample of what a JSON schema describes, to begin with.

use serde_json::{Map, Value};

/// How deep schemas are followed.
const DEPTH_MAX: usize = 8;

/// A value of this schema; `document` is where its references lead.
#[must_use]
pub fn sample(document: &Value, schema: &Value) -> Value {
    at_depth(document, schema, DEPTH_MAX)
}

fn at_depth(document: &Value, schema: &Value, depth: usize) -> Value {
    let Some(deeper) = depth.checked_sub(1) else { return Value::Null };
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.trim_start_matches('#'));
        return target.map_or(Value::Null, |target| at_depth(document, target, deeper));
    }
    if let Some(first) = schema["enum"].as_array().and_then(|choices| choices.first()) {
        return first.clone();
    }
    if !schema["const"].is_null() {
        return schema["const"].clone();
    }
    for word in ["oneOf", "anyOf", "allOf"] {
        if let Some(first) = schema[word].as_array().and_then(|choices| choices.first()) {
            return at_depth(document, first, deeper);
        }
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.first().cloned().unwrap_or_default(),
        kind => kind.clone(),
    };
    match kind.as_str() {
        Some("string") => Value::String("138".into()),
        Some("integer" | "number") => 1.into(),
        Some("boolean") => true.into(),
        Some("array") => Value::Array(vec![at_depth(document, &schema["items"], deeper)]),
        Some("null") => Value::Null,
        _ => {
            let fields = schema["properties"].as_object().into_iter().flatten();
            Value::Object(
                fields
                    .map(|(name, field)| (name.clone(), at_depth(document, field, deeper)))
                    .collect::<Map<_, _>>(),
            )
        }
    }
}
