//! A form as an organisation defines it: fields of some twenty kinds, conditions, and the process behind it.

use ground::PersonId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::FormId;
use super::formula::Formula;
use super::process::{self, Flaw, Known, Node, is_id, is_name};

/// Fields of a form.
const FIELDS_MAX: usize = 60;
/// Columns of a table.
const COLUMNS_MAX: usize = 12;
/// Choices of a field.
const CHOICES_MAX: usize = 50;
/// Characters of an explanation or hint.
const TEXT_MAX: usize = 500;

/// A form and its process.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Definition {
    /// What people call it.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub note: String,
    /// Under which heading it stands.
    #[serde(default)]
    pub group: String,
    /// Who may ask; everybody of the organisation where it is empty.
    #[serde(default)]
    pub askers: Vec<yard::org::department::DepartmentId>,
    /// The field of days by which an approved case stands in the calendar of whoever asked, as busy; nowhere where nothing is said.
    #[serde(default)]
    pub away: Option<String>,
    /// By which fields an approved case takes leave of whoever asked; it takes none where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leave: Option<Takes>,
    /// By which fields an approved case earns time off in lieu; it earns none where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overtime: Option<Earns>,
    /// In the order in which they are shown.
    pub fields: Vec<Field>,
    /// The process.
    pub steps: Vec<Node>,
}

/// By which fields leave is taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Takes {
    /// The choice whose words are kinds of leave.
    pub kind: String,
    /// The days.
    pub span: String,
    /// The choice of whether the first day is whole: its second word says that it begins at noon.
    #[serde(default)]
    pub begins: Option<String>,
    /// The choice of whether the last day is whole: its second word says that it ends at noon.
    #[serde(default)]
    pub ends: Option<String>,
    /// The number of hours, of kinds that are asked for in hours.
    #[serde(default)]
    pub hours: Option<String>,
}

/// By which fields overtime is earned.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Earns {
    /// The day.
    pub day: String,
    /// The number of hours.
    pub hours: String,
    /// The choice of what is given in return: its first word says time off. Always time off where nothing is said.
    #[serde(default)]
    pub pay: Option<String>,
}

/// One field.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Field {
    /// Its name within the form: small letters, digits, underscore.
    pub id: String,
    /// What is filled in.
    pub kind: Kind,
    /// What people call it; of an explanation what it says.
    pub label: String,
    /// What helps to fill it in.
    #[serde(default)]
    pub hint: String,
    /// Whether it must be filled in where it is shown.
    #[serde(default)]
    pub required: bool,
    /// Whether it is left to the steps that may change it: whoever asks does not fill it in, and where it is required such a step does
    /// not approve without it.
    #[serde(default)]
    pub by_step: bool,
    /// Of a choice: what there is to choose.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Of a table: its columns.
    #[serde(default)]
    pub columns: Vec<Field>,
    /// Of a formula: how it is reckoned.
    #[serde(default)]
    pub formula: String,
    /// Of a linked form: which; any where nothing is said.
    #[serde(default)]
    pub form: Option<FormId>,
    /// The least number, amount or date.
    #[serde(default)]
    pub least: Option<String>,
    /// The greatest.
    #[serde(default)]
    pub most: Option<String>,
    /// All of them hold where it is shown.
    #[serde(default)]
    pub when: Vec<Test>,
}

/// What is filled in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A number.
    Number,
    /// An amount of money, with two places.
    Money,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A day and a time.
    DateTime,
    /// From a day to a day, both counted.
    DateRange,
    /// One of several.
    Choice,
    /// Some of several.
    Choices,
    /// Yes or no.
    YesNo,
    /// Members of the organisation.
    Person,
    /// A department.
    Department,
    /// A place in words.
    Place,
    /// A telephone number.
    Phone,
    /// A mail address.
    Email,
    /// A number of a document: shown masked.
    IdNumber,
    /// Files.
    File,
    /// Pictures.
    Picture,
    /// A signature drawn by hand.
    Signature,
    /// Rows of several columns.
    Table,
    /// What is reckoned from other fields.
    Formula,
    /// Another case of mine that was approved.
    Linked,
    /// An explanation; nothing is filled in.
    Note,
}

impl Kind {
    /// Whether it is a number for conditions and formulas.
    pub(crate) const fn is_number(self) -> bool {
        matches!(self, Self::Number | Self::Money | Self::Formula)
    }

    /// Whether it holds files.
    pub(crate) const fn is_file(self) -> bool {
        matches!(self, Self::File | Self::Picture | Self::Signature)
    }

    /// Whether a step may change it: not what is reckoned, explains, or is another case of whoever asks.
    pub(crate) const fn is_changeable(self) -> bool {
        !matches!(self, Self::Formula | Self::Linked | Self::Note)
    }

    const fn is_day(self) -> bool {
        matches!(self, Self::Date | Self::DateTime | Self::DateRange)
    }
}

/// How a condition compares.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Op {
    /// The same.
    Eq,
    /// Not the same.
    Ne,
    /// Less.
    Lt,
    /// Not more.
    Le,
    /// More.
    Gt,
    /// Not less.
    Ge,
    /// Among those chosen, or the department or one below it.
    Has,
}

/// A condition on a field, or on the department of whoever asks (`asker_department`).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Test {
    /// Which field.
    pub field: String,
    /// How.
    pub op: Op,
    /// With what.
    pub value: String,
}

/// The field of conditions that is no field of the form.
pub(crate) const ASKER_DEPARTMENT: &str = "asker_department";

impl Definition {
    /// The field of this name.
    pub(crate) fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// Whether somebody of these departments may ask by it.
    pub(crate) fn is_for(&self, departments: &[yard::org::department::DepartmentId]) -> bool {
        self.askers.is_empty() || self.askers.iter().any(|one| departments.contains(one))
    }

    /// Everybody whom the process names, each once.
    pub(crate) fn people(&self) -> Vec<PersonId> {
        let mut people: Vec<PersonId> = process::named(&self.steps)
            .into_iter()
            .filter_map(|(_, who)| match who {
                process::Who::People { people } => Some(people),
                _ => None,
            })
            .flatten()
            .copied()
            .collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    /// Takes everybody else out of the process.
    pub(crate) fn keep_people(&mut self, stays: &dyn Fn(PersonId) -> bool) {
        process::keep_people(&mut self.steps, stays);
    }

    /// The fields that hold what is masked.
    pub(crate) fn masked(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.kind == Kind::IdNumber)
    }

    /// Everything that is wrong with it; nothing where it can be published.
    pub(crate) fn flaws(&self, has_role: &dyn Fn(&str) -> bool) -> Vec<Flaw> {
        let mut found = Vec::new();
        let mut note = |at: &str, why| found.push(Flaw { at: at.to_owned(), why });
        if !is_name(&self.name) {
            note("", "form.name");
        }
        if self.note.chars().count() > TEXT_MAX || self.group.chars().count() > TEXT_MAX {
            note("", "form.note");
        }
        if self.fields.is_empty() || self.fields.len() > FIELDS_MAX {
            note("", "form.fields");
        }
        if self.askers.len() > CHOICES_MAX {
            note("", "form.askers");
        }
        let is_days = |id: &String| self.field(id).is_some_and(|field| field.kind == Kind::DateRange);
        if self.away.as_ref().is_some_and(|id| !is_days(id)) {
            note("", "form.away");
        }
        if !self.takes_and_earns() {
            note("", "form.leave");
        }
        found.extend(self.field_flaws());
        let known = Known {
            field: &|id| self.field(id).map(|field| field.kind == Kind::Person),
            changes: &|id| self.field(id).is_some_and(|field| field.kind.is_changeable()),
            test: &|test| self.fits(test, self.fields.len()),
            role: has_role,
        };
        found.extend(process::flaws(&self.steps, &known));
        found
    }

    /// Whether the fields by which it takes leave and earns overtime are there, and are such.
    fn takes_and_earns(&self) -> bool {
        let is = |id: &String, kind: Kind| self.field(id).is_some_and(|field| field.kind == kind);
        let may = |id: &Option<String>, kind: Kind| id.as_ref().is_none_or(|id| is(id, kind));
        let takes = |one: &Takes| {
            is(&one.kind, Kind::Choice)
                && is(&one.span, Kind::DateRange)
                && may(&one.begins, Kind::Choice)
                && may(&one.ends, Kind::Choice)
                && may(&one.hours, Kind::Number)
        };
        let earns = |one: &Earns| {
            is(&one.day, Kind::Date) && is(&one.hours, Kind::Number) && may(&one.pay, Kind::Choice)
        };
        self.leave.as_ref().is_none_or(takes) && self.overtime.as_ref().is_none_or(earns)
    }

    fn field_flaws(&self) -> Vec<Flaw> {
        let mut found = Vec::new();
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let steps = process::decisions(&self.steps);
        let is_filled = |id: &String| steps.iter().any(|step| step.editable.contains(id));
        for (at, field) in self.fields.iter().enumerate() {
            if seen.insert(&field.id, at).is_some() || field.id == ASKER_DEPARTMENT {
                found.push(Flaw { at: field.id.clone(), why: "id.twice" });
            }
            // A field hangs on those above it alone, so that no circle comes about.
            let whys = own_flaws(field, false).into_iter();
            let tests = field.when.iter().filter(|test| !self.fits(test, at)).map(|_| "test.wrong");
            let formula =
                (field.kind == Kind::Formula && !self.reckons(field, at)).then_some("formula.wrong");
            // What nobody may fill in is no field.
            let unfilled = (field.by_step && !is_filled(&field.id)).then_some("field.no_step");
            let whys = whys.chain(tests).chain(formula).chain(unfilled);
            found.extend(whys.map(|why| Flaw { at: field.id.clone(), why }));
        }
        found
    }

    /// Whether a condition fits the fields before a place.
    fn fits(&self, test: &Test, before: usize) -> bool {
        if test.field == ASKER_DEPARTMENT {
            return test.op == Op::Has && test.value.parse::<yard::org::department::DepartmentId>().is_ok();
        }
        let Some(field) = self.fields.iter().take(before).find(|field| field.id == test.field) else {
            return false;
        };
        match field.kind {
            kind if kind.is_number() => test.op != Op::Has && super::formula::number(&test.value).is_some(),
            Kind::Choice | Kind::YesNo | Kind::Text => matches!(test.op, Op::Eq | Op::Ne),
            Kind::Choices | Kind::Department => test.op == Op::Has,
            Kind::Date => test.op != Op::Has && super::value::date(&test.value).is_some(),
            _ => false,
        }
    }

    /// Whether a formula is one, and names numbers and days above it.
    fn reckons(&self, field: &Field, before: usize) -> bool {
        let Some(formula) = Formula::read(&field.formula) else { return false };
        formula.names().all(|(name, column)| {
            let above = self.fields.iter().take(before).find(|field| field.id == name);
            match (above, column) {
                (Some(field), None) => field.kind.is_number() || field.kind == Kind::DateRange,
                (Some(field), Some(column)) => {
                    field.kind == Kind::Table
                        && field.columns.iter().any(|one| one.id == column && one.kind.is_number())
                }
                (None, _) => false,
            }
        })
    }
}

fn own_flaws(field: &Field, is_column: bool) -> Vec<&'static str> {
    let mut found = Vec::new();
    if !is_id(&field.id) {
        found.push("id.wrong");
    }
    let is_labelled = match field.kind {
        Kind::Note => (1..=TEXT_MAX).contains(&field.label.trim().chars().count()),
        _ => is_name(&field.label),
    };
    if !is_labelled {
        found.push("name.wrong");
    }
    if field.hint.chars().count() > TEXT_MAX {
        found.push("field.hint");
    }
    if matches!(field.kind, Kind::Choice | Kind::Choices) {
        let mut choices = field.choices.clone();
        choices.sort();
        choices.dedup();
        let is_whole = choices.len() == field.choices.len() && choices.iter().all(|one| is_name(one));
        if !is_whole || choices.is_empty() || choices.len() > CHOICES_MAX {
            found.push("field.choices");
        }
    }
    for bound in [&field.least, &field.most].into_iter().flatten() {
        let is_fit = match field.kind {
            Kind::Number | Kind::Money => super::formula::number(bound).is_some(),
            kind if kind.is_day() => super::value::date(bound).is_some(),
            _ => false,
        };
        if !is_fit {
            found.push("field.bound");
        }
    }
    if field.kind == Kind::Table {
        found.extend(column_flaws(field, is_column));
    }
    found
}

fn column_flaws(table: &Field, is_column: bool) -> Vec<&'static str> {
    let mut found = Vec::new();
    if is_column || table.columns.is_empty() || table.columns.len() > COLUMNS_MAX {
        found.push("table.columns");
    }
    for (at, column) in table.columns.iter().enumerate() {
        let is_plain = !matches!(
            column.kind,
            Kind::Table | Kind::Formula | Kind::Linked | Kind::Note | Kind::Signature | Kind::IdNumber
        ) && !column.kind.is_file();
        let is_twice = table.columns.iter().take(at).any(|one| one.id == column.id);
        let is_bare = column.when.is_empty() && !column.by_step;
        if !is_plain || is_twice || !is_bare || !own_flaws(column, true).is_empty() {
            found.push("table.columns");
        }
    }
    found
}
