//! YAML as far as the export needs it: maps, lists and scalars in block style, every string quoted as in JSON.

use serde_json::Value;

/// A value as a YAML document.
pub(super) fn document(value: &Value) -> String {
    let mut out = String::new();
    block(value, 0, &mut out);
    out
}

fn block(value: &Value, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                out.push_str(&format!("{indent}{key}:"));
                nested(value, depth + 1, out);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            for value in list {
                let mut item = String::new();
                block(value, depth + 1, &mut item);
                // The first line of the item stands beside its dash.
                out.push_str(&format!("{indent}- {}", item.trim_start()));
            }
        }
        scalar => out.push_str(&format!("{indent}{scalar}\n")),
    }
}

fn nested(value: &Value, depth: usize, out: &mut String) {
    let is_empty = match value {
        Value::Object(map) => map.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => true,
    };
    if is_empty {
        out.push_str(&format!(" {value}\n"));
    } else {
        out.push('\n');
        block(value, depth, out);
    }
}
