//! What is filled in, as it is kept: people stand in it by the case's own numbers. Who a number is stands beside the case and may become a
//! pseudonym, so that nothing that is sealed or signed leads to whoever left or was erased. Plain functions on plain values.

use ground::{Fault, PersonId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

use super::{from_json, json};
use crate::approval::engine::Party;
use crate::approval::form::{Definition, Kind};
use crate::approval::value::{self, Filled};
use crate::approval::who::Parties;

/// People of one case whom its asker may name, with those who stand in it already: each has a row of his own.
const PEOPLE_MAX: usize = 200;

/// What a case holds besides its state, in the open.
#[derive(Clone, PartialEq, Debug, Default)]
pub(in crate::approval) struct Content {
    /// What was filled in.
    pub values: Filled,
    /// Whom the asker chose at which step.
    pub chosen: BTreeMap<String, Vec<PersonId>>,
}

/// The same as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    values: Filled,
    chosen: BTreeMap<String, Vec<Whom>>,
}

/// Somebody as he is kept. Cases from before people had numbers hold ids, and are signed as they are: they are read, and written no more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(in crate::approval) enum Whom {
    /// By the case's own number.
    Party(Party),
    /// By his id.
    Person(PersonId),
}

impl Whom {
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => text.parse().ok().map(Self::Person),
            other => other.as_u64().and_then(|party| Party::try_from(party).ok()).map(Self::Party),
        }
    }

    /// Who it is by what the numbers say now.
    pub(in crate::approval) fn person(self, person: impl Fn(Party) -> Option<PersonId>) -> Option<PersonId> {
        match self {
            Self::Party(party) => person(party),
            Self::Person(id) => Some(id),
        }
    }
}

impl Content {
    /// Everybody whom the values name, as often as they do.
    pub(in crate::approval) fn people_of_values(&self, form: &Definition) -> Vec<PersonId> {
        let named = value::named(form, &self.values).into_iter().flat_map(|place| place.people);
        named.filter_map(value::read).collect()
    }

    /// Everybody whom it names, each once, in the order in which he is named.
    pub(in crate::approval) fn people(&self, form: &Definition) -> Vec<PersonId> {
        let mut people = self.people_of_values(form);
        people.extend(self.chosen.values().flatten());
        let mut seen = BTreeSet::new();
        people.retain(|person| seen.insert(*person));
        people
    }

    /// Whether a case has room for everybody whom it names, beside those who stand in it already.
    ///
    /// # Errors
    /// The first field at which it has not; nothing where it is those whom the asker chose.
    pub(in crate::approval) fn fits(
        &self,
        form: &Definition,
        known: &[PersonId],
    ) -> Result<(), Option<String>> {
        let mut all: BTreeSet<PersonId> = known.iter().copied().collect();
        let mut is_room = |person: PersonId| !all.insert(person) || all.len() <= PEOPLE_MAX;
        if !self.chosen.values().flatten().all(|person| is_room(*person)) {
            return Err(None);
        }
        let full = |place: &value::Named<'_>| !place.people.iter().filter_map(value::read).all(&mut is_room);
        match value::named(form, &self.values).into_iter().find(full) {
            Some(place) => Err(Some(place.field.id.clone())),
            None => Ok(()),
        }
    }

    /// The text that is kept; whoever has no number yet gets one.
    ///
    /// # Errors
    /// A fault where it cannot be written.
    pub(in crate::approval) fn written(
        &self,
        form: &Definition,
        parties: &mut Parties,
    ) -> Result<String, Fault> {
        let mut values = self.values.clone();
        each_person(form, &mut values, &mut |value| {
            if let Some(person) = value.as_str().and_then(|text| text.parse().ok()) {
                *value = parties.number(person).into();
            }
        });
        let mut numbers = |people: &Vec<PersonId>| {
            people.iter().map(|person| Whom::Party(parties.number(*person))).collect()
        };
        let chosen = self.chosen.iter().map(|(step, people)| (step.clone(), numbers(people))).collect();
        json(&Kept { values, chosen })
    }

    /// Reads what is kept; a number that is nobody's is left out.
    ///
    /// # Errors
    /// A fault where it is no such text.
    pub(in crate::approval) fn read(
        form: &Definition,
        text: &str,
        person: &dyn Fn(Party) -> Option<PersonId>,
    ) -> Result<Self, Fault> {
        let Kept { mut values, chosen } = from_json(text)?;
        each_person(form, &mut values, &mut |value| {
            if let Some(whom) = Whom::of(value) {
                *value = whom.person(person).map_or(Value::Null, |person| person.to_string().into());
            }
        });
        let people = |all: Vec<Whom>| all.into_iter().filter_map(|whom| whom.person(person)).collect();
        let chosen = chosen.into_iter().map(|(step, all)| (step, people(all))).collect();
        Ok(Self { values, chosen })
    }
}

/// Only what was filled in, with people as they are kept.
///
/// # Errors
/// A fault where it is no such text.
pub(in crate::approval) fn numbered(text: &str) -> Result<Filled, Fault> {
    let Kept { values, .. } = from_json(text)?;
    Ok(values)
}

/// Whom values as they are kept name.
pub(in crate::approval) fn whom(form: &Definition, values: &Filled) -> Vec<Whom> {
    value::named(form, values).into_iter().flat_map(|place| place.people).filter_map(Whom::of).collect()
}

/// Puts what people are called in the place of their numbers; nobody where a number is nobody's.
pub(in crate::approval) fn call(
    form: &Definition,
    values: &mut Filled,
    name: &dyn Fn(Whom) -> Option<String>,
) {
    each_person(form, values, &mut |value| {
        *value = Whom::of(value).and_then(name).map_or(Value::Null, Value::String);
    });
}

/// Each value that names somebody, to be put otherwise, in the order of the form.
fn each_person(form: &Definition, values: &mut Filled, seen: &mut dyn FnMut(&mut Value)) {
    for field in &form.fields {
        match field.kind {
            Kind::Person => each_of(values.get_mut(&field.id), seen),
            Kind::Table => {
                let rows = values.get_mut(&field.id).and_then(Value::as_array_mut);
                let columns = || field.columns.iter().filter(|column| column.kind == Kind::Person);
                for row in rows.into_iter().flatten() {
                    columns().for_each(|column| each_of(row.get_mut(&column.id), seen));
                }
            }
            _ => {}
        }
    }
}

fn each_of(value: Option<&mut Value>, seen: &mut dyn FnMut(&mut Value)) {
    value.and_then(Value::as_array_mut).into_iter().flatten().for_each(seen);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: u8) -> PersonId {
        PersonId::from_bytes([number; 16])
    }

    #[test]
    fn a_case_has_room_for_so_many_people_and_whoever_stands_in_it_takes_no_more() {
        let form: Definition = serde_json::from_value(serde_json::json!({ "name": "a", "steps": [], "fields": [
            { "id": "with", "kind": "person", "label": "with" },
            { "id": "items", "kind": "table", "label": "items", "columns": [{ "id": "who", "kind": "person", "label": "who" }] },
        ] }))
        .unwrap();
        let all: Vec<PersonId> = (0..=200_u8).map(person).collect();
        let text = |people: &[PersonId]| people.iter().map(ToString::to_string).collect::<Vec<_>>();
        let content = |with: &[PersonId], who: &[PersonId], chosen: &[PersonId]| {
            let values = serde_json::json!({ "with": text(with), "items": [{}, { "who": text(who) }] });
            let chosen = [("one".to_owned(), chosen.to_vec())].into();
            Content { values: values.as_object().unwrap().clone(), chosen }
        };
        assert_eq!(content(&all[..20], &all[..200], &all[..20]).fits(&form, &all[..200]), Ok(()));
        assert_eq!(content(&all[..20], &all, &[]).fits(&form, &[]), Err(Some("items".to_owned())));
        assert_eq!(content(&all[200..], &[], &[]).fits(&form, &all[..200]), Err(Some("with".to_owned())));
        assert_eq!(content(&[], &[], &all).fits(&form, &[]), Err(None));
        assert_eq!(content(&all[..1], &[], &[]).fits(&form, &all), Ok(()), "who stands in it stays");
    }

    #[test]
    fn what_was_kept_before_people_had_numbers_is_read_as_it_is() {
        let form: Definition =
            serde_json::from_value(serde_json::json!({ "name": "a", "steps": [], "fields": [
            { "id": "with", "kind": "person", "label": "with" },
        ] }))
            .unwrap();
        let values = serde_json::json!({ "with": [person(1).to_string()] });
        let text =
            serde_json::json!({ "values": values, "chosen": { "one": [person(2).to_string()] } }).to_string();
        let read = Content::read(&form, &text, &|_| None).unwrap();
        assert_eq!(read.people(&form), [person(1), person(2)]);
        let mut values = numbered(&text).unwrap();
        assert_eq!(whom(&form, &values), [Whom::Person(person(1))]);
        call(&form, &mut values, &|whom| whom.person(|_| None).map(|one| format!("<{one}>")));
        assert_eq!(values["with"], serde_json::json!([format!("<{}>", person(1))]));
    }

    #[test]
    fn people_are_kept_by_number_in_fields_tables_and_choices_and_read_as_whoever_has_the_number_now() {
        let form: Definition = serde_json::from_value(serde_json::json!({ "name": "a", "steps": [], "fields": [
            { "id": "with", "kind": "person", "label": "with" },
            { "id": "items", "kind": "table", "label": "items", "columns": [{ "id": "who", "kind": "person", "label": "who" }] },
            { "id": "what", "kind": "text", "label": "what" },
        ] }))
        .unwrap();
        let values = serde_json::json!({
            "with": [person(1).to_string(), person(2).to_string()],
            "items": [{ "who": [person(3).to_string()] }, {}],
            "what": person(1).to_string(),
        });
        let content = Content {
            values: values.as_object().unwrap().clone(),
            chosen: [("one".to_owned(), vec![person(2), person(4)])].into(),
        };
        assert_eq!(content.people(&form), [person(1), person(2), person(3), person(4)]);
        let mut parties = Parties::default();
        parties.number(person(9));
        let text = content.written(&form, &mut parties).unwrap();
        assert!(!text.contains(&person(2).to_string()), "{text}");
        let same = |party: Party| parties.person(party);
        assert_eq!(Content::read(&form, &text, &same).unwrap(), content);
        let other = |party: Party| if party == 2 { Some(person(77)) } else { parties.person(party) };
        let read = Content::read(&form, &text, &other).unwrap();
        assert_eq!(read.people(&form), [person(1), person(77), person(3), person(4)]);
    }
}
