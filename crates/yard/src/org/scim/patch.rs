//! Changes of a resource (RFC 7644, 3.5.2): plain functions on plain values. All of them or none.

use serde_json::{Map, Value, json};

use super::filter::{self, Filter, Place, Target, Test};
use super::schema::{self, Attribute, ENTERPRISE, Kind};
use super::wrong::{Kind as Why, Wrong};

/// Changes at once.
const OPERATIONS_MAX: usize = 100;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Act {
    Add,
    Replace,
    Remove,
}

fn no(kind: Why, said: &str) -> Wrong {
    Wrong::bad(kind, said)
}

/// Changes a resource as was asked.
///
/// # Errors
/// What is wrong; then nothing is changed.
pub(super) fn apply(kind: Kind, of: &Map<String, Value>, asked: &Value) -> Result<Map<String, Value>, Wrong> {
    let operations = filter::field(asked, "Operations").and_then(Value::as_array);
    let operations = operations.ok_or_else(|| no(Why::InvalidSyntax, "there are no operations"))?;
    if operations.len() > OPERATIONS_MAX {
        return Err(Wrong::large());
    }
    let mut changed = of.clone();
    for one in operations {
        let word = filter::field(one, "op").and_then(Value::as_str).unwrap_or_default();
        let act = match word.to_ascii_lowercase().as_str() {
            "add" => Act::Add,
            "replace" => Act::Replace,
            "remove" => Act::Remove,
            _ => return Err(no(Why::InvalidSyntax, "an operation adds, replaces or removes")),
        };
        let value = filter::field(one, "value").unwrap_or(&Value::Null);
        match filter::field(one, "path").and_then(Value::as_str).filter(|path| !path.is_empty()) {
            Some(path) => operate(kind, &mut changed, act, (&filter::target(path)?, value))?,
            None => each(kind, &mut changed, act, value)?,
        }
    }
    schema::complete(kind, &changed)?;
    Ok(changed)
}

/// Without a path the value says itself what it is of.
fn each(kind: Kind, of: &mut Map<String, Value>, act: Act, value: &Value) -> Result<(), Wrong> {
    let Value::Object(values) = value else {
        return Err(no(Why::InvalidValue, "without a path the value is an object"));
    };
    if act == Act::Remove {
        return Err(no(Why::NoTarget, "what is removed is named by a path"));
    }
    for (path, value) in values {
        let Ok(target) = filter::target(path) else { continue };
        let is_passed = matches!(path.as_str(), "schemas" | "meta" | "id");
        if is_passed || found(kind, &target.place).is_err() {
            continue;
        }
        operate(kind, of, act, (&target, value))?;
    }
    Ok(())
}

/// The attribute of a place, and the part of it that is meant. In the extension every attribute is a part of it.
fn found(kind: Kind, place: &Place) -> Result<(&'static Attribute, Option<&'static Attribute>), Wrong> {
    let unknown = || no(Why::InvalidPath, "there is no such attribute");
    let (name, part) = match (place.extension, &place.part) {
        (true, None) => (ENTERPRISE, Some(place.name.as_str())),
        (true, Some(_)) => return Err(unknown()),
        (false, part) => (place.name.as_str(), part.as_deref()),
    };
    let attribute = kind.attribute(name).ok_or_else(unknown)?;
    let part = part.map(|part| schema::part(attribute, part).ok_or_else(unknown)).transpose()?;
    Ok((attribute, part))
}

fn operate(
    kind: Kind,
    of: &mut Map<String, Value>,
    act: Act,
    (target, value): (&Target, &Value),
) -> Result<(), Wrong> {
    let (attribute, part) = found(kind, &target.place)?;
    let is_fixed =
        attribute.mutability == "readOnly" || part.is_some_and(|part| part.mutability == "immutable");
    if is_fixed || (act == Act::Remove && attribute.required) {
        return Err(no(Why::Mutability, "this is not changed by you"));
    }
    let before = of.remove(attribute.name);
    let after = match (attribute.many, &target.which) {
        (false, None) => one(attribute, part, (act, value), before)?,
        (false, Some(_)) => return Err(no(Why::InvalidPath, "this has one value")),
        (true, which) => {
            let before = before.and_then(|value| value.as_array().cloned()).unwrap_or_default();
            let after = match which {
                Some(which) => some(attribute, part, (act, value), before, which)?,
                None => all(attribute, part, (act, value), before)?,
            };
            schema::whole(attribute, &Value::Array(after))?
        }
    };
    if let Some(after) = after {
        of.insert(attribute.name.to_owned(), after);
    }
    Ok(())
}

/// An attribute of one value.
fn one(
    attribute: &Attribute,
    part: Option<&Attribute>,
    (act, value): (Act, &Value),
    before: Option<Value>,
) -> Result<Option<Value>, Wrong> {
    let Some(part) = part else {
        if act == Act::Remove {
            return Ok(None);
        }
        let new = schema::single(attribute, value)?;
        return Ok(match (before, new) {
            // Parts that are not said stay as they are (RFC 7644, 3.5.2.3).
            (Some(Value::Object(mut before)), Some(Value::Object(new))) => {
                before.extend(new);
                Some(Value::Object(before))
            }
            (_, new) => new,
        });
    };
    let mut before = before.and_then(|value| value.as_object().cloned()).unwrap_or_default();
    put(&mut before, part, (act, value))?;
    Ok((!before.is_empty()).then_some(Value::Object(before)))
}

/// Puts a part into a value, or takes it out.
fn put(into: &mut Map<String, Value>, part: &Attribute, (act, value): (Act, &Value)) -> Result<(), Wrong> {
    into.remove(part.name);
    if act != Act::Remove
        && let Some(value) = schema::single(part, value)?
    {
        into.insert(part.name.to_owned(), value);
    }
    Ok(())
}

/// Where a new value is the primary one the others are no longer (RFC 7644, 3.5.2).
fn make_room(values: &mut [Value], new: &Value) {
    let is_primary = new["primary"] == true;
    for value in values.iter_mut().filter_map(Value::as_object_mut) {
        if is_primary && value.contains_key("primary") {
            value.insert("primary".to_owned(), json!(false));
        }
    }
}

/// All values of an attribute.
fn all(
    attribute: &Attribute,
    part: Option<&Attribute>,
    (act, value): (Act, &Value),
    mut values: Vec<Value>,
) -> Result<Vec<Value>, Wrong> {
    if let Some(part) = part {
        if values.is_empty() && act != Act::Remove {
            values.push(json!({}));
        }
        for one in values.iter_mut().filter_map(Value::as_object_mut) {
            put(one, part, (act, value))?;
        }
        return Ok(values);
    }
    let sent = match schema::whole(attribute, value)? {
        Some(Value::Array(sent)) => sent,
        _ => Vec::new(),
    };
    match act {
        Act::Replace => Ok(sent),
        // Some directories name by their values which members go.
        Act::Remove if !sent.is_empty() => {
            values.retain(|one| !sent.iter().any(|gone| gone["value"] == one["value"]));
            Ok(values)
        }
        Act::Remove => Ok(Vec::new()),
        Act::Add => {
            for one in sent {
                if !values.contains(&one) {
                    make_room(&mut values, &one);
                    values.push(one);
                }
            }
            Ok(values)
        }
    }
}

/// Those values of an attribute that are so.
fn some(
    attribute: &Attribute,
    part: Option<&Attribute>,
    (act, value): (Act, &Value),
    mut values: Vec<Value>,
    which: &Filter,
) -> Result<Vec<Value>, Wrong> {
    if act == Act::Remove && part.is_none() {
        values.retain(|one| !which.fits(one));
        return Ok(values);
    }
    if !values.iter().any(|one| which.fits(one)) {
        let Some(new) = made(attribute, which).filter(|_| act != Act::Remove) else {
            return Err(no(Why::NoTarget, "no value is so"));
        };
        values.push(new);
    }
    let hit: Vec<usize> =
        (0..values.len()).filter(|at| values.get(*at).is_some_and(|one| which.fits(one))).collect();
    for at in hit {
        let mut new = values.get(at).and_then(Value::as_object).cloned().unwrap_or_default();
        match part {
            Some(part) => put(&mut new, part, (act, value))?,
            None => match schema::single(attribute, value)? {
                Some(Value::Object(sent)) if act == Act::Add => new.extend(sent),
                Some(Value::Object(sent)) => new = sent,
                _ => new = Map::new(),
            },
        }
        let new = Value::Object(new);
        make_room(&mut values, &new);
        if let Some(place) = values.get_mut(at) {
            *place = new;
        }
    }
    Ok(values)
}

/// A value that is as a filter wants it, where that says it by one part: directories set the work address of somebody without any.
fn made(attribute: &Attribute, which: &Filter) -> Option<Value> {
    let Filter::Is(place, Test::Eq, value) = which else { return None };
    let part = schema::part(attribute, &place.name).filter(|part| part.name != "value")?;
    let value = schema::single(part, value).ok()??;
    Some(json!({ part.name: value }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn user() -> Map<String, Value> {
        let sent = json!({
            "userName": "fang", "active": true, "name": { "familyName": "王" },
            "emails": [{ "type": "home", "value": "a@home.example", "primary": true }],
        });
        schema::resource(Kind::User, &sent).unwrap()
    }

    fn changed(operations: Value) -> Result<Value, Wrong> {
        apply(Kind::User, &user(), &json!({ "Operations": operations })).map(Value::Object)
    }

    #[test]
    fn changes_of_the_standard_and_of_large_directories_are_made() {
        let one = changed(json!([
            { "op": "Replace", "path": "active", "value": "False" },
            { "op": "add", "path": "emails[type eq \"work\"].value", "value": "w@work.example" },
            { "op": "add", "value": { "name.givenName": "芳", "title": "Guide", "unknown": 1 } },
            { "op": "add", "path": format!("{ENTERPRISE}:organization"), "value": "四合院" },
        ]))
        .unwrap();
        assert_eq!(one["active"], false);
        assert_eq!(one["name"], json!({ "familyName": "王", "givenName": "芳" }));
        assert_eq!(one["emails"][1], json!({ "type": "work", "value": "w@work.example" }));
        assert_eq!((&one["title"], &one[ENTERPRISE]["organization"]), (&json!("Guide"), &json!("四合院")));
        assert!(one.get("unknown").is_none());
        let one = changed(
            json!([{ "op": "add", "path": "emails", "value": { "value": "b@b.example", "primary": true } }]),
        );
        assert_eq!(one.unwrap()["emails"][0]["primary"], false, "one is the primary one");
        let one = changed(json!([{ "op": "remove", "path": "emails[type eq \"home\"]" }])).unwrap();
        assert!(one.get("emails").is_none());
    }

    #[test]
    fn what_cannot_be_changed_changes_nothing() {
        for operations in [
            json!([{ "op": "move", "path": "title" }]),
            json!([{ "op": "remove" }]),
            json!([{ "op": "remove", "path": "userName" }]),
            json!([{ "op": "replace", "path": "id", "value": "x" }]),
            json!([{ "op": "replace", "path": "nothing", "value": "x" }]),
            json!([{ "op": "replace", "path": "emails[type eq \"fax\" and value pr].value", "value": "x" }]),
            json!([{ "op": "replace", "path": "active", "value": 1 }]),
            json!([{ "op": "add", "value": "x" }]),
            json!({}),
        ] {
            assert!(changed(operations.clone()).is_err(), "{operations}");
        }
    }

    proptest! {
        /// Driven with what strangers could send.
        #[test]
        fn whatever_is_sent_is_done_or_refused(
            op in "(add|replace|remove|x)",
            path in "(emails|name|title|members|id)?(\\[|\\]|\\.|type|value| eq |\"a\"| pr){0,6}",
            value in "(null|1|true|\"a\"|\\[\\]|\\[1,\\{\\}\\]|\\{\"value\":\"a\",\"type\":\"b\"\\}|\\{\"emails[type eq \\\\\"a\\\\\"].value\":1\\})",
        ) {
            let value: Value = serde_json::from_str(&value).unwrap_or_default();
            let asked = json!({ "Operations": [{ "op": op, "path": path, "value": value }] });
            if let Ok(changed) = apply(Kind::User, &user(), &asked) {
                prop_assert!(schema::resource(Kind::User, &Value::Object(changed)).is_ok());
            }
        }
    }
}
