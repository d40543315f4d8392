//! What is filled in: checked against the form, reckoned, and compared by conditions. Plain functions on plain values.

use ground::PersonId;
use jiff::civil::{Date, DateTime, Time};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use yard::org::department::DepartmentId;

use super::form::{ASKER_DEPARTMENT, Definition, Field, Kind, Op, Test};
use super::formula::{self, Formula, Number, Values};
use super::{CaseId, FileId};
use crate::calendar::rules::DAYS_MAX;

/// Characters of one line, and of several.
const LINE_MAX: usize = 200;
const TEXT_MAX: usize = 4_000;
/// Rows of a table.
const ROWS_MAX: usize = 100;
/// People of one field.
const PEOPLE_MAX: usize = 20;
/// Files of one field.
const FILES_MAX: usize = 9;

/// Values by the names of fields.
pub(crate) type Filled = Map<String, Value>;

/// A field that cannot be taken as it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(crate) struct Mistake {
    /// Which field.
    pub field: String,
    /// Of a table: in which row, from 0.
    pub row: Option<usize>,
    /// Of a table: which column.
    pub column: Option<String>,
    /// A stable word: `missing`, `wrong`, `long`, `bound`, `many`, `unknown`.
    pub why: &'static str,
}

/// What a form became.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Checked {
    /// What is kept: nothing of fields that are not shown.
    pub values: Filled,
    /// What cannot be taken.
    pub mistakes: Vec<Mistake>,
}

/// A day as `2026-11-30`.
pub(crate) fn date(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

/// Checks all fields in their order, reckons formulas, and drops what is not shown.
pub(crate) fn checked(form: &Definition, typed: &Filled, within: &dyn Fn(&Test) -> bool) -> Checked {
    let mut values = Filled::new();
    let mut mistakes = Vec::new();
    for id in typed.keys().filter(|id| form.field(id).is_none()) {
        mistakes.push(Mistake {
            field: id.chars().take(LINE_MAX).collect(),
            row: None,
            column: None,
            why: "unknown",
        });
    }
    for field in &form.fields {
        if !holds_all(form, &values, &field.when, within) {
            continue;
        }
        if field.kind == Kind::Formula {
            let value =
                Formula::read(&field.formula).and_then(|one| one.value(&Within { form, values: &values }));
            // Conditions hang on it: what cannot be reckoned is said, never left out.
            match value {
                Some(value) => drop(values.insert(field.id.clone(), formula::written(value).into())),
                None => mistakes.push(mistake(field, "wrong")),
            }
            continue;
        }
        let value = typed.get(&field.id).filter(|value| !is_empty(value));
        match value {
            // What a step fills in is missed there.
            None if field.required && !field.by_step && field.kind != Kind::Note => {
                mistakes.push(mistake(field, "missing"))
            }
            None => {}
            Some(value) => match taken(field, value) {
                // The days on which somebody is away become an entry of a calendar, which is no longer.
                Ok(value) if form.away.as_ref() == Some(&field.id) && days(&value) > Some(DAYS_MAX) => {
                    mistakes.push(mistake(field, "long"));
                }
                Ok(value) => drop(values.insert(field.id.clone(), value)),
                Err(found) => mistakes.extend(found),
            },
        }
    }
    Checked { values, mistakes }
}

/// What whoever asks filled in, with what steps filled in before where it came back to him.
///
/// # Errors
/// The fields of steps that he fills in otherwise.
pub(crate) fn asked(form: &Definition, typed: &Filled, kept: &Filled) -> Result<Filled, Vec<Mistake>> {
    let (mut values, mut mistakes) = (typed.clone(), Vec::new());
    for field in form.fields.iter().filter(|field| field.by_step) {
        let (new, old) = (values.remove(&field.id), kept.get(&field.id));
        if new.as_ref().is_some_and(|new| !is_empty(new) && Some(new) != old) {
            mistakes.push(mistake(field, "unknown"));
        }
        if let Some(old) = old {
            values.insert(field.id.clone(), old.clone());
        }
    }
    if mistakes.is_empty() { Ok(values) } else { Err(mistakes) }
}

/// What a step leaves empty that it has to fill in before it approves.
pub(crate) fn lacking(
    form: &Definition,
    values: &Filled,
    editable: &[String],
    within: &dyn Fn(&Test) -> bool,
) -> Vec<Mistake> {
    let is_left = |field: &&Field| {
        field.by_step
            && field.required
            && editable.contains(&field.id)
            && !values.contains_key(&field.id)
            && holds_all(form, values, &field.when, within)
    };
    form.fields.iter().filter(is_left).map(|field| mistake(field, "missing")).collect()
}

fn mistake(field: &Field, why: &'static str) -> Mistake {
    Mistake { field: field.id.clone(), row: None, column: None, why }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(all) => all.is_empty(),
        Value::Object(all) => all.values().all(is_empty),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The value as it is kept, or what is wrong with it.
fn taken(field: &Field, value: &Value) -> Result<Value, Vec<Mistake>> {
    if field.kind == Kind::Table {
        return rows(field, value);
    }
    one(field, value).map_err(|why| vec![mistake(field, why)])
}

fn rows(field: &Field, value: &Value) -> Result<Value, Vec<Mistake>> {
    let Some(rows) = value.as_array() else { return Err(vec![mistake(field, "wrong")]) };
    if rows.len() > ROWS_MAX {
        return Err(vec![mistake(field, "many")]);
    }
    let (mut kept, mut mistakes) = (Vec::with_capacity(rows.len()), Vec::new());
    for (at, row) in rows.iter().enumerate() {
        let Some(cells) = row.as_object() else { return Err(vec![mistake(field, "wrong")]) };
        let mut taken = Filled::new();
        let mut note = |column: &str, why| {
            let (field, column) = (field.id.clone(), Some(column.chars().take(LINE_MAX).collect()));
            mistakes.push(Mistake { field, row: Some(at), column, why });
        };
        for id in cells.keys().filter(|id| !field.columns.iter().any(|column| column.id == **id)) {
            note(id, "unknown");
        }
        for column in &field.columns {
            match cells.get(&column.id).filter(|value| !is_empty(value)) {
                None if column.required => note(&column.id, "missing"),
                None => {}
                Some(value) => match one(column, value) {
                    Ok(value) => drop(taken.insert(column.id.clone(), value)),
                    Err(why) => note(&column.id, why),
                },
            }
        }
        kept.push(Value::Object(taken));
    }
    if mistakes.is_empty() { Ok(kept.into()) } else { Err(mistakes) }
}

/// The one value of a field that is no table.
fn one(field: &Field, value: &Value) -> Result<Value, &'static str> {
    match field.kind {
        Kind::YesNo => value.as_bool().map(Value::Bool).ok_or("wrong"),
        Kind::Choices => {
            several(value, field.choices.len(), |text| field.choices.iter().any(|one| one == text))
        }
        Kind::Person => several(value, PEOPLE_MAX, |text| text.parse::<PersonId>().is_ok()),
        Kind::File | Kind::Picture => several(value, FILES_MAX, |text| text.parse::<FileId>().is_ok()),
        Kind::Signature => several(value, 1, |text| text.parse::<FileId>().is_ok()),
        Kind::DateRange => range(field, value),
        _ => {
            let text = value.as_str().ok_or("wrong")?.trim();
            let most = if field.kind == Kind::LongText { TEXT_MAX } else { LINE_MAX };
            if text.chars().count() > most {
                return Err("long");
            }
            line(field, text).map(Value::String)
        }
    }
}

fn several(value: &Value, most: usize, fits: impl Fn(&str) -> bool) -> Result<Value, &'static str> {
    let all = value.as_array().ok_or("wrong")?;
    if all.len() > most {
        return Err("many");
    }
    let mut seen = BTreeSet::new();
    let is_whole = all.iter().all(|one| one.as_str().is_some_and(|text| fits(text) && seen.insert(text)));
    if is_whole { Ok(value.clone()) } else { Err("wrong") }
}

fn range(field: &Field, value: &Value) -> Result<Value, &'static str> {
    let (from, to) = span(value).ok_or("wrong")?;
    if to < from || to.year() - from.year() > 20 {
        return Err("wrong");
    }
    within(field, &from.to_string())?;
    within(field, &to.to_string())?;
    Ok(serde_json::json!({ "from": from.to_string(), "to": to.to_string() }))
}

fn line(field: &Field, text: &str) -> Result<String, &'static str> {
    let has_control = |sign: char| sign.is_control() && !(field.kind == Kind::LongText && sign == '\n');
    if text.chars().any(has_control) {
        return Err("wrong");
    }
    let is_fit = match field.kind {
        Kind::Text | Kind::LongText | Kind::Place => true,
        Kind::Number | Kind::Money => return amount(field, text),
        Kind::Date => date(text).is_some(),
        Kind::Time => text.len() == 5 && text.parse::<Time>().is_ok(),
        Kind::DateTime => text.len() == 16 && text.parse::<DateTime>().is_ok(),
        Kind::Choice => field.choices.iter().any(|one| one == text),
        Kind::Department => text.parse::<DepartmentId>().is_ok(),
        Kind::Linked => text.parse::<CaseId>().is_ok(),
        Kind::Phone => yard::account::Phone::read(text).is_some(),
        Kind::Email => {
            text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
        }
        Kind::IdNumber => {
            (5..=40).contains(&text.len()) && text.bytes().all(|sign| sign.is_ascii_alphanumeric())
        }
        _ => false,
    };
    if !is_fit {
        return Err("wrong");
    }
    if matches!(field.kind, Kind::Date | Kind::DateTime) {
        within(field, &text[..10])?;
    }
    Ok(text.to_owned())
}

fn amount(field: &Field, text: &str) -> Result<String, &'static str> {
    let value = formula::number(text).ok_or("wrong")?;
    if field.kind == Kind::Money && value % 100 != 0 {
        return Err("wrong");
    }
    let bound = |text: &Option<String>| text.as_deref().and_then(formula::number);
    if bound(&field.least).is_some_and(|least| value < least)
        || bound(&field.most).is_some_and(|most| value > most)
    {
        return Err("bound");
    }
    Ok(formula::written(value))
}

/// Days as text compare as days.
fn within(field: &Field, day: &str) -> Result<(), &'static str> {
    let early = field.least.as_deref().is_some_and(|least| day < least);
    let late = field.most.as_deref().is_some_and(|most| day > most);
    if early || late { Err("bound") } else { Ok(()) }
}

/// What is filled in, for formulas: what is empty or not shown counts as nothing.
struct Within<'a> {
    form: &'a Definition,
    values: &'a Filled,
}

impl Values for Within<'_> {
    fn number(&self, field: &str) -> Option<Number> {
        match self.form.field(field)?.kind {
            Kind::DateRange => self.days(field).map(|days| i128::from(days) * 10_000),
            _ => self.values.get(field).map_or(Some(0), |value| formula::number(value.as_str()?)),
        }
    }

    fn column(&self, field: &str, column: &str) -> Vec<Number> {
        let rows = self.values.get(field).and_then(Value::as_array);
        let cell = |row: &Value| formula::number(row.get(column)?.as_str()?);
        rows.into_iter().flatten().filter_map(cell).collect()
    }

    fn days(&self, field: &str) -> Option<i64> {
        self.values.get(field).map_or(Some(0), days)
    }
}

/// The first and the last day of a range.
pub(crate) fn span(range: &Value) -> Option<(Date, Date)> {
    let end = |name: &str| range.get(name).and_then(Value::as_str).and_then(date);
    Some((end("from")?, end("to")?))
}

/// How many days a range has, both ends counted.
fn days(range: &Value) -> Option<i64> {
    let (from, to) = span(range)?;
    Some(i64::from(from.until(to).ok()?.get_days()) + 1)
}

/// Whether all these conditions hold of the values; what concerns the asker's department is asked of `within`.
pub(crate) fn holds_all(
    form: &Definition,
    values: &Filled,
    tests: &[Test],
    within: &dyn Fn(&Test) -> bool,
) -> bool {
    tests.iter().all(|test| holds(form, values, test, within))
}

fn holds(form: &Definition, values: &Filled, test: &Test, within: &dyn Fn(&Test) -> bool) -> bool {
    if test.field == ASKER_DEPARTMENT {
        return within(test);
    }
    let Some(field) = form.field(&test.field) else { return false };
    let Some(value) = values.get(&test.field) else { return test.op == Op::Ne };
    let order = match (field.kind, value) {
        (kind, Value::String(text)) if kind.is_number() => {
            match (formula::number(text), formula::number(&test.value)) {
                (Some(own), Some(other)) => own.cmp(&other),
                _ => return false,
            }
        }
        (_, Value::Bool(is)) => return (test.op == Op::Eq) == (is.to_string() == test.value),
        (_, Value::Array(all)) => {
            return test.op == Op::Has && all.iter().any(|one| one.as_str() == Some(&test.value));
        }
        (Kind::Department, Value::String(text)) => return test.op == Op::Has && *text == test.value,
        (_, Value::String(text)) => text.as_str().cmp(&test.value),
        _ => return false,
    };
    match test.op {
        Op::Eq => order == Ordering::Equal,
        Op::Ne => order != Ordering::Equal,
        Op::Lt => order == Ordering::Less,
        Op::Le => order != Ordering::Greater,
        Op::Gt => order == Ordering::Greater,
        Op::Ge => order != Ordering::Less,
        Op::Has => false,
    }
}

/// The people whom a field names.
pub(crate) fn people(values: &Filled, field: &str) -> Vec<PersonId> {
    texts(values.get(field)).filter_map(|text| text.parse().ok()).collect()
}

/// Where the values name somebody who is no member, in fields and in columns of tables.
pub(crate) fn strangers(
    form: &Definition,
    values: &Filled,
    is_member: &dyn Fn(PersonId) -> bool,
) -> Vec<Mistake> {
    let is_strange = |one: &Value| read(one).is_some_and(|person| !is_member(person));
    let strange = named(form, values).into_iter().filter(|place| place.people.iter().any(is_strange));
    strange
        .map(|Named { field, cell, .. }| Mistake {
            row: cell.map(|(row, _)| row),
            column: cell.map(|(_, column)| column.id.clone()),
            ..mistake(field, "unknown")
        })
        .collect()
}

/// A place of the values at which people are named.
pub(crate) struct Named<'a> {
    /// By which field.
    pub field: &'a Field,
    /// Of a table: in which row, from 0, by which column.
    pub cell: Option<(usize, &'a Field)>,
    /// Who, as it stands there.
    pub people: &'a [Value],
}

/// Each place of the values that names people, in the order of the form.
pub(crate) fn named<'a>(form: &'a Definition, values: &'a Filled) -> Vec<Named<'a>> {
    let mut found = Vec::new();
    for field in &form.fields {
        let Some(all) = values.get(&field.id).and_then(Value::as_array) else { continue };
        match field.kind {
            Kind::Person => found.push(Named { field, cell: None, people: all }),
            Kind::Table => {
                for (at, row) in all.iter().enumerate() {
                    for column in field.columns.iter().filter(|column| column.kind == Kind::Person) {
                        if let Some(people) = row.get(&column.id).and_then(Value::as_array) {
                            found.push(Named { field, cell: Some((at, column)), people });
                        }
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// A person as a value names him in the open.
pub(crate) fn read(value: &Value) -> Option<PersonId> {
    value.as_str()?.parse().ok()
}

/// The files that the values name.
pub(crate) fn files(form: &Definition, values: &Filled) -> Vec<FileId> {
    let fields = form.fields.iter().filter(|field| field.kind.is_file());
    fields.flat_map(|field| texts(values.get(&field.id))).filter_map(|text| text.parse().ok()).collect()
}

/// The cases that the values name, with the form that each has to be of.
pub(crate) fn linked(form: &Definition, values: &Filled) -> Vec<(String, CaseId, Option<super::FormId>)> {
    let fields = form.fields.iter().filter(|field| field.kind == Kind::Linked);
    fields
        .filter_map(|field| {
            let case = values.get(&field.id)?.as_str()?.parse().ok()?;
            Some((field.id.clone(), case, field.form))
        })
        .collect()
}

fn texts(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// A number of a document as everybody sees it: the first four and the last two signs.
pub(crate) fn masked(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let shown = |at: usize| signs.len() > 8 && (at < 4 || at + 2 >= signs.len());
    signs.iter().enumerate().map(|(at, sign)| if shown(at) { *sign } else { '*' }).collect()
}

/// The values with what is masked masked.
pub(crate) fn with_masks(form: &Definition, values: &Filled) -> Filled {
    let mut shown = values.clone();
    for field in form.masked() {
        if let Some(Value::String(text)) = shown.get_mut(&field.id) {
            *text = masked(text);
        }
    }
    shown
}

/// The values as typed, where what came masked and was left so is what it was before.
pub(crate) fn unmasked(form: &Definition, typed: &Filled, before: &Filled) -> Filled {
    let mut values = typed.clone();
    for field in form.masked() {
        if let (Some(new), Some(Value::String(old))) = (values.get_mut(&field.id), before.get(&field.id))
            && new.as_str() == Some(&masked(old))
        {
            *new = old.clone().into();
        }
    }
    values
}

/// What a case is called in lists: the first values that say something in a line.
pub(crate) fn summary(form: &Definition, values: &Filled) -> String {
    let says = |field: &Field| {
        let value = values.get(&field.id)?;
        let text = match (field.kind, value) {
            (Kind::DateRange, Value::Object(range)) => {
                let end = |name: &str| range.get(name).and_then(Value::as_str).unwrap_or_default();
                format!("{} – {}", end("from"), end("to"))
            }
            (
                Kind::Text
                | Kind::Number
                | Kind::Money
                | Kind::Date
                | Kind::Choice
                | Kind::Formula
                | Kind::DateTime,
                Value::String(text),
            ) => text.clone(),
            _ => return None,
        };
        Some(format!("{}: {}", field.label, text.chars().take(40).collect::<String>()))
    };
    form.fields.iter().filter_map(says).take(3).collect::<Vec<_>>().join(" · ")
}
