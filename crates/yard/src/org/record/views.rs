//! What the wire says of records.

use ground::{OrgId, PersonId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::Refusal;
use super::actions::{Change, Record, Shown};
use super::outside::Card;
use super::rules::{self, Audience, Field, Rule, Standing};
use super::store::{self, Source};
use crate::org::department::DepartmentId;

/// One record of an organisation.
#[derive(Deserialize, JsonSchema)]
pub(super) struct RecordPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Whose.
    pub person: PersonId,
}

/// One field of the records of an organisation.
#[derive(Deserialize, JsonSchema)]
pub(super) struct RulePath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    pub field: Field,
}

/// What whoever looks is to the member.
#[derive(Serialize, JsonSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "RecordStanding")]
pub(super) enum StandingView {
    /// He himself.
    Own,
    /// Keeps the records.
    Keeper,
    /// Of the same department.
    Department,
    /// A member of the organisation.
    Member,
}

impl From<Standing> for StandingView {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Own => Self::Own,
            Standing::Keeper => Self::Keeper,
            Standing::Department => Self::Department,
            Standing::Member | Standing::Outside => Self::Member,
        }
    }
}

/// A record, as far as the rules show it to me.
#[derive(Serialize, JsonSchema)]
pub(super) struct RecordView {
    /// Whose.
    person: PersonId,
    /// The name others see; null where the account is closed.
    name: Option<String>,
    /// What I am to him.
    standing: StandingView,
    /// In which department.
    department: Option<DepartmentId>,
    /// Whether there is a photo that I may see.
    photo: bool,
    /// The fields that are filled and shown to me.
    fields: Vec<FieldView>,
    /// The fields that I may change.
    mine: Vec<Field>,
}

/// A field of a record.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RecordFieldView")]
pub(super) struct FieldView {
    /// Which.
    field: Field,
    /// What stands in it.
    value: String,
    /// Whether all but its ends is hidden.
    masked: bool,
    /// From whom it came; null for what stands with the membership.
    source: Option<Source>,
    /// When it was written.
    changed_at: Option<Timestamp>,
}

impl From<Shown> for FieldView {
    fn from(Shown { field, value, masked, row }: Shown) -> Self {
        let (source, changed_at) = row.unzip();
        Self { field, value, masked, source, changed_at }
    }
}

impl RecordView {
    /// The record with what is masked beside it.
    pub(super) fn of(record: Record, administers: bool) -> Self {
        let Record { member, standing, name, fields, rules: said, has_photo, masked, personnel, identity } =
            record;
        let mine = Field::ALL.into_iter().filter(|field| match (standing, field.class()) {
            (Standing::Own, rules::Class::Personnel) => personnel,
            (Standing::Own, _) => administers || store::rule(&said, *field).own,
            (Standing::Keeper, rules::Class::Record) => true,
            (Standing::Keeper, rules::Class::Identity) => identity,
            _ => false,
        });
        let mine = mine.collect();
        let mut fields: Vec<FieldView> = fields.into_iter().map(FieldView::from).collect();
        fields.extend(masked.map(|value| FieldView {
            field: Field::IdNumber,
            value,
            masked: true,
            source: None,
            changed_at: None,
        }));
        Self {
            person: member.person,
            name,
            standing: standing.into(),
            department: member.department,
            photo: has_photo,
            fields,
            mine,
        }
    }
}

/// What shall stand in the fields of a record; what is absent stays, null empties.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordWish {
    /// By field.
    fields: BTreeMap<Field, Option<String>>,
}

impl RecordWish {
    pub(super) fn read(self) -> Result<Change, Refusal> {
        let one = |(field, typed): (Field, Option<String>)| match typed.filter(|text| !text.trim().is_empty())
        {
            Some(text) => Ok((field, Some(rules::value(field, &text)?))),
            None => Ok((field, None)),
        };
        self.fields.into_iter().map(one).collect()
    }
}

/// Why I look.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IdentityWish {
    /// 2 to 200 characters; the person reads it.
    pub reason: Option<String>,
}

/// The whole number.
#[derive(Serialize, JsonSchema)]
pub(super) struct IdentityView {
    /// The number of the identity card.
    pub number: String,
}

/// What the organisation says of its members' fields.
#[derive(Serialize, JsonSchema)]
pub(super) struct RuleList {
    /// Each field once.
    pub items: Vec<RuleView>,
}

/// What it says of one.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RecordRuleView")]
pub(super) struct RuleView {
    /// Which field.
    field: Field,
    /// To whom it is shown within, beside its person and those who keep records.
    inside: Audience,
    /// Whether acquaintances outside see it.
    outside: bool,
    /// Whether its person changes it himself.
    own: bool,
    /// Whether it may be opened to more at all.
    opens: bool,
}

impl From<(Field, Rule)> for RuleView {
    fn from((field, Rule { inside, outside, own }): (Field, Rule)) -> Self {
        Self { field, inside, outside, own, opens: field.class() == rules::Class::Record }
    }
}

/// What shall hold of a field.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RecordRuleWish")]
pub(super) struct RuleWish {
    /// To whom it is shown within.
    inside: Audience,
    /// Whether acquaintances outside see it.
    outside: bool,
    /// Whether its person changes it himself.
    own: bool,
}

impl From<RuleWish> for Rule {
    fn from(RuleWish { inside, outside, own }: RuleWish) -> Self {
        Self { inside, outside, own }
    }
}

/// The cards of somebody.
#[derive(Serialize, JsonSchema)]
pub(super) struct CardList {
    /// One for each of his organisations that shows something.
    pub items: Vec<CardView>,
}

/// A card.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MemberCard")]
pub(super) struct CardView {
    /// Of which organisation.
    org: OrgId,
    /// What it shows outside.
    fields: BTreeMap<Field, String>,
}

impl From<Card> for CardView {
    fn from(Card { org, fields }: Card) -> Self {
        Self { org, fields: fields.into_iter().collect() }
    }
}
