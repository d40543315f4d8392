//! What a resource says: for the record of a member, and to the connection. Plain functions on plain values.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

use super::filter::{self, Place};
use super::schema::{ENTERPRISE, Kind};
use super::wrong::Wrong;
use crate::account::Phone;
use crate::org::record::{Field, rules as records};

/// Attributes of one wish.
const WISHES_MAX: usize = 50;

/// What a resource says of somebody: his number, and what goes into his record.
#[derive(Default)]
pub(super) struct Said {
    pub phone: Option<Phone>,
    pub fields: BTreeMap<Field, String>,
}

fn text<'v>(of: &'v Value, name: &str) -> Option<&'v str> {
    of.get(name)?.as_str()
}

/// The value of those of one type; of those without the wish for a type the primary one, or the first.
fn of_type<'v>(of: &'v Map<String, Value>, name: &str, kinds: &[&str]) -> Option<&'v str> {
    let values = of.get(name)?.as_array()?;
    let is = |one: &&Value| {
        kinds.iter().any(|kind| text(one, "type").is_some_and(|is| is.eq_ignore_ascii_case(kind)))
    };
    text(values.iter().find(is)?, "value")
}

fn first<'v>(of: &'v Map<String, Value>, name: &str) -> Option<&'v str> {
    let values = of.get(name)?.as_array()?;
    text(values.iter().find(|one| one["primary"] == true).or_else(|| values.first())?, "value")
}

fn number(written: &str) -> Option<Phone> {
    let plain = written.strip_prefix("tel:").unwrap_or(written);
    Phone::read(plain.split(';').next().unwrap_or_default())
}

/// The name as one line: as it is written, as it is shown, or of its parts, the family name first where it is written so.
fn name(of: &Map<String, Value>) -> Option<String> {
    let parts = of.get("name").unwrap_or(&Value::Null);
    if let Some(whole) = text(parts, "formatted").or_else(|| of.get("displayName")?.as_str()) {
        return Some(whole.to_owned());
    }
    let (family, given) = (text(parts, "familyName"), text(parts, "givenName"));
    let is_han = |text: &str| text.chars().all(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign));
    match (family, given) {
        (Some(family), Some(given)) if is_han(family) && is_han(given) => Some(format!("{family}{given}")),
        (Some(family), Some(given)) => Some(format!("{given} {family}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

/// What a resource says for the record; what a field does not hold is left out. Staff numbers and what else is of personnel come from
/// their person alone, and are not among what is taken.
pub(super) fn said(of: &Map<String, Value>) -> Said {
    let mobile = of_type(of, "phoneNumbers", &["mobile", "cell"]).and_then(number);
    let listed = of.get("phoneNumbers").and_then(Value::as_array).into_iter().flatten();
    let phone = mobile.or_else(|| listed.filter_map(|one| text(one, "value")).find_map(number));
    let landline = of_type(of, "phoneNumbers", &["work"]).filter(|text| number(text) != phone);
    let organization = of.get(ENTERPRISE).and_then(|more| text(more, "organization"));
    let wanted = [
        (Field::Name, name(of)),
        (Field::Email, of_type(of, "emails", &["work"]).or_else(|| first(of, "emails")).map(str::to_owned)),
        (Field::Landline, landline.map(str::to_owned)),
        (Field::Fax, of_type(of, "phoneNumbers", &["fax"]).map(str::to_owned)),
        (Field::Title, of.get("title").and_then(Value::as_str).map(str::to_owned)),
        (Field::Company, organization.map(str::to_owned)),
    ];
    let fits = |(field, text): (Field, Option<String>)| {
        let line = records::value(field, &text?).ok()?;
        Some((field, line.as_str().to_owned()))
    };
    Said { phone, fields: wanted.into_iter().filter_map(fits).collect() }
}

/// Whether it is to be a member: what says nothing is active.
pub(super) fn is_active(of: &Map<String, Value>) -> bool {
    of.get("active") != Some(&Value::Bool(false))
}

/// What the connection wants to see of each resource (RFC 7644, 3.9).
#[derive(Default)]
pub(super) struct Wanted {
    only: Vec<Place>,
    without: Vec<Place>,
}

impl Wanted {
    /// Reads it.
    ///
    /// # Errors
    /// That it names no attributes, too many, or both what is wanted and what is not.
    pub(super) fn read(only: &[String], without: &[String]) -> Result<Self, Wrong> {
        if only.len() + without.len() > WISHES_MAX {
            return Err(Wrong::large());
        }
        if !only.is_empty() && !without.is_empty() {
            return Err(Wrong::bad(super::wrong::Kind::InvalidValue, "name what is wanted or what is not"));
        }
        let places =
            |list: &[String]| list.iter().map(|one| filter::place(one)).collect::<Result<Vec<_>, _>>();
        Ok(Self { only: places(only)?, without: places(without)? })
    }

    /// A resource as far as it is wanted; its number and schemas always.
    pub(super) fn of(&self, resource: Value) -> Value {
        let Value::Object(mut all) = resource else { return resource };
        if self.only.is_empty() {
            for place in &self.without {
                without(&mut all, place);
            }
            return Value::Object(all);
        }
        let mut kept = Map::new();
        for name in ["schemas", "id"] {
            kept.extend(all.get(name).map(|value| (name.to_owned(), value.clone())));
        }
        for place in &self.only {
            with(&all, place, &mut kept);
        }
        Value::Object(kept)
    }
}

/// The key of an object by which something stands there, whatever the case of its letters.
fn key(of: &Map<String, Value>, name: &str) -> Option<String> {
    of.keys().find(|key| key.eq_ignore_ascii_case(name)).cloned()
}

fn without(all: &mut Map<String, Value>, place: &Place) {
    let (name, part) = named(place);
    let Some(key) = key(all, name) else { return };
    if ["id", "schemas"].contains(&key.as_str()) {
        return;
    }
    let Some(part) = part else {
        all.remove(&key);
        return;
    };
    match all.get_mut(&key) {
        Some(Value::Array(values)) => values.iter_mut().for_each(|one| drop_part(one, part)),
        Some(one) => drop_part(one, part),
        None => {}
    }
}

fn drop_part(of: &mut Value, part: &str) {
    let Some(of) = of.as_object_mut() else { return };
    if let Some(key) = key(of, part) {
        of.remove(&key);
    }
}

fn with(all: &Map<String, Value>, place: &Place, kept: &mut Map<String, Value>) {
    let (name, part) = named(place);
    let Some(key) = key(all, name) else { return };
    let Some(value) = all.get(&key) else { return };
    let Some(part) = part else {
        kept.insert(key, value.clone());
        return;
    };
    let only = |one: &Value| {
        let of = one.as_object();
        of.and_then(|of| Some((self::key(of, part)?, filter::field(one, part)?.clone())))
    };
    match value {
        Value::Array(values) => {
            let mut parts = kept.get(&key).and_then(Value::as_array).cloned();
            let parts = parts.get_or_insert_with(|| vec![json!({}); values.len()]);
            for (into, (key, value)) in
                parts.iter_mut().zip(values.iter().map(only)).filter_map(|(into, one)| Some((into, one?)))
            {
                into[key] = value;
            }
            let parts = std::mem::take(parts);
            kept.insert(key, Value::Array(parts));
        }
        one => {
            if let Some((part, value)) = only(one) {
                let into = kept.entry(key).or_insert_with(|| json!({}));
                into[part] = value;
            }
        }
    }
}

/// Where a place stands in a resource: the extension is an object of its own.
fn named(place: &Place) -> (&str, Option<&str>) {
    if place.extension { (ENTERPRISE, Some(&place.name)) } else { (&place.name, place.part.as_deref()) }
}

/// A resource as it is told.
pub(super) fn told(
    kind: Kind,
    mut of: Map<String, Value>,
    (id, at): (&str, &str),
    (tag, made_at, changed_at): (&str, ground::Timestamp, ground::Timestamp),
) -> Value {
    of.insert("schemas".to_owned(), json!(kind.schemas(&of)));
    of.insert("id".to_owned(), json!(id));
    let meta = json!({
        "resourceType": kind.name(),
        "created": made_at,
        "lastModified": changed_at,
        "location": format!("{at}/{}/{id}", kind.path()),
        "version": tag,
    });
    of.insert("meta".to_owned(), meta);
    Value::Object(of)
}

#[cfg(test)]
mod tests {
    use super::super::schema;
    use super::*;

    #[test]
    fn a_resource_says_what_a_record_has_fields_for() {
        let sent = json!({
            "userName": "fang", "name": { "familyName": "王", "givenName": "芳" }, "title": "工程师",
            "emails": [{ "value": "home@a.example", "type": "home", "primary": true }, { "value": "work@a.example", "type": "work" }],
            "phoneNumbers": [{ "value": "010-12345678", "type": "work" }, { "value": "tel:+86-13800138000", "type": "mobile" }],
            ENTERPRISE: { "organization": "四合院", "employeeNumber": "7" },
        });
        let said = said(&schema::resource(Kind::User, &sent).unwrap());
        assert_eq!(said.phone.unwrap().e164(), "+8613800138000");
        let fields: Vec<(&str, &str)> =
            said.fields.iter().map(|(field, text)| (field.word(), text.as_str())).collect();
        assert_eq!(
            fields,
            [
                ("name", "王芳"),
                ("company", "四合院"),
                ("landline", "010-12345678"),
                ("email", "work@a.example"),
                ("title", "工程师")
            ]
        );
    }

    #[test]
    fn what_is_wanted_is_told_and_what_is_not_is_left_out() {
        let one = json!({ "id": "1", "schemas": [], "title": "t", "name": { "givenName": "g", "familyName": "f" },
            "emails": [{ "value": "v", "type": "work" }] });
        let read = |only: &[&str], without: &[&str]| {
            let own = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
            Wanted::read(&own(only), &own(without)).map(|wanted| wanted.of(one.clone()))
        };
        assert_eq!(
            read(&["NAME.givenName", "emails.value"], &[]).unwrap(),
            json!({ "id": "1", "schemas": [], "name": { "givenName": "g" }, "emails": [{ "value": "v" }] })
        );
        assert_eq!(
            read(&[], &["id", "emails.type", "name"]).unwrap(),
            json!({ "id": "1", "schemas": [], "title": "t", "emails": [{ "value": "v" }] })
        );
        assert!(read(&["a"], &["b"]).is_err() && read(&["a b"], &[]).is_err());
    }
}
