//! Which fields a record has, who may see and change them: plain functions on plain values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::org::Line;
use crate::realname::CardNumber;

/// Characters of a value.
const VALUE_MAX: usize = 120;

/// A field of a member's record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "RecordField")]
pub enum Field {
    /// The real name.
    Name,
    /// The gender, in the words of whoever wrote it.
    Gender,
    /// The mobile number for work.
    Phone,
    /// The company he works for.
    Company,
    /// To whom an invoice is made out.
    InvoiceTitle,
    /// What stands below what he writes at work.
    Signature,
    /// The landline, with its extension.
    Landline,
    /// The e-mail address for work.
    Email,
    /// The position; it stands with the membership.
    Position,
    /// The rank.
    Rank,
    /// The job title.
    Title,
    /// The fax.
    Fax,
    /// The office seat.
    Seat,
    /// The number of the identity card.
    IdNumber,
    /// The staff number.
    StaffNumber,
    /// The day of joining.
    HiredOn,
    /// The day on which the contract ends.
    ContractUntil,
    /// The education.
    Education,
    /// The home address.
    HomeAddress,
}

/// What kind of thing a field holds: who may see it at all, and under which purpose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// What a record is about.
    Record,
    /// The number of the identity card.
    Identity,
    /// What is handed in for personnel matters.
    Personnel,
}

impl Field {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 19] = [
        Self::Name,
        Self::Gender,
        Self::Phone,
        Self::Company,
        Self::InvoiceTitle,
        Self::Signature,
        Self::Landline,
        Self::Email,
        Self::Position,
        Self::Rank,
        Self::Title,
        Self::Fax,
        Self::Seat,
        Self::IdNumber,
        Self::StaffNumber,
        Self::HiredOn,
        Self::ContractUntil,
        Self::Education,
        Self::HomeAddress,
    ];

    /// The word in the table and on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Gender => "gender",
            Self::Phone => "phone",
            Self::Company => "company",
            Self::InvoiceTitle => "invoice_title",
            Self::Signature => "signature",
            Self::Landline => "landline",
            Self::Email => "email",
            Self::Position => "position",
            Self::Rank => "rank",
            Self::Title => "title",
            Self::Fax => "fax",
            Self::Seat => "seat",
            Self::IdNumber => "id_number",
            Self::StaffNumber => "staff_number",
            Self::HiredOn => "hired_on",
            Self::ContractUntil => "contract_until",
            Self::Education => "education",
            Self::HomeAddress => "home_address",
        }
    }

    /// The field of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.word() == word)
    }

    /// What kind of thing it holds.
    pub const fn class(self) -> Class {
        match self {
            Self::IdNumber => Class::Identity,
            Self::StaffNumber | Self::HiredOn | Self::ContractUntil | Self::Education | Self::HomeAddress => {
                Class::Personnel
            }
            _ => Class::Record,
        }
    }
}

/// To whom a field is shown within the organisation, beside its person and those who keep the records.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "RecordAudience")]
pub enum Audience {
    /// To nobody else.
    Keepers,
    /// To those of the same department.
    Department,
    /// To all members.
    Organisation,
}

impl Audience {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Keepers => "keepers",
            Self::Department => "department",
            Self::Organisation => "organisation",
        }
    }

    /// The audience of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Keepers, Self::Department, Self::Organisation].into_iter().find(|one| one.word() == word)
    }
}

/// What an organisation says of one field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    /// To whom it is shown within.
    pub inside: Audience,
    /// Whether people outside who know the member see it, too.
    pub outside: bool,
    /// Whether the member changes it himself.
    pub own: bool,
}

impl Rule {
    /// What holds where the organisation said nothing: as little as can be. Positions are seen within, as they were before
    /// there were rules.
    pub const fn of(field: Field) -> Self {
        let inside = match field {
            Field::Position => Audience::Organisation,
            _ => Audience::Keepers,
        };
        let own = !matches!(
            field,
            Field::Company | Field::InvoiceTitle | Field::Position | Field::Rank | Field::Title
        );
        Self { inside, outside: false, own }
    }

    /// Whether an organisation may say this of a field: what is sensitive or of personnel stays where it is, and what the
    /// position is decides whoever runs it.
    pub const fn fits(self, field: Field) -> bool {
        match field.class() {
            Class::Record => !(matches!(field, Field::Position) && self.own),
            Class::Identity | Class::Personnel => {
                matches!(self.inside, Audience::Keepers) && !self.outside && self.own
            }
        }
    }
}

/// What whoever looks is to the member.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// He himself.
    Own,
    /// Keeps the records: an administrator, or charged with it.
    Keeper,
    /// Of the same department.
    Department,
    /// A member of the organisation.
    Member,
    /// Outside, and acquainted with him.
    Outside,
}

/// Whether whoever stands so sees a field of the record under this rule.
pub fn shows(field: Field, rule: Rule, standing: Standing) -> bool {
    if field.class() != Class::Record {
        return standing == Standing::Own;
    }
    match standing {
        Standing::Own | Standing::Keeper => true,
        Standing::Department => rule.inside != Audience::Keepers,
        Standing::Member => rule.inside == Audience::Organisation,
        Standing::Outside => rule.outside,
    }
}

/// Reads what was typed into a field.
///
/// # Errors
/// [`Refusal::Value`] naming the field.
pub fn value(field: Field, typed: &str) -> Result<Line, Refusal> {
    let wrong = || Refusal::Value { field };
    let line = Line::read(typed, VALUE_MAX).map_err(|_| wrong())?;
    let text = line.as_str();
    let fits = match field {
        Field::Phone | Field::Landline | Field::Fax => {
            let digits = text.chars().filter(char::is_ascii_digit).count();
            let known = |sign: char| {
                sign.is_ascii_digit() || matches!(sign, '+' | '-' | ' ' | '(' | ')' | '#' | 'x' | '转')
            };
            digits >= 3 && text.chars().all(known)
        }
        Field::Email => {
            let halves = text.split_once('@');
            halves.is_some_and(|(name, place)| {
                !name.is_empty() && place.contains('.') && !place.contains('@') && !text.contains(' ')
            })
        }
        Field::HiredOn | Field::ContractUntil => is_day(text),
        _ => true,
    };
    match field {
        Field::IdNumber => {
            let number = CardNumber::read(text).ok_or_else(wrong)?;
            Line::read(number.as_str(), VALUE_MAX).map_err(|_| wrong())
        }
        _ if fits => Ok(line),
        _ => Err(wrong()),
    }
}

/// Whether a text is a day such as `2026-03-05`.
fn is_day(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut part = |len: usize| {
        let part =
            parts.next().filter(|part| part.len() == len && part.bytes().all(|sign| sign.is_ascii_digit()));
        part.and_then(|part| part.parse::<u32>().ok())
    };
    let (Some(year), Some(month), Some(day)) = (part(4), part(2), part(2)) else { return false };
    let last = match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1900..2200).contains(&year) && (1..=last).contains(&day) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_default_a_record_is_of_its_person_and_of_who_keeps_it() {
        for field in Field::ALL {
            let rule = Rule::of(field);
            assert!(rule.fits(field), "{field:?}");
            assert!(shows(field, rule, Standing::Own));
            assert_eq!(shows(field, rule, Standing::Keeper), field.class() == Class::Record);
            assert_eq!(shows(field, rule, Standing::Member), field == Field::Position, "{field:?}");
            assert!(!shows(field, rule, Standing::Outside));
            assert_eq!(Field::from_word(field.word()), Some(field));
        }
    }

    #[test]
    fn what_is_sensitive_is_opened_by_no_rule() {
        let open = Rule { inside: Audience::Organisation, outside: true, own: true };
        for field in Field::ALL {
            assert_eq!(open.fits(field), field.class() == Class::Record && field != Field::Position);
            let seen = [Standing::Department, Standing::Member, Standing::Outside]
                .map(|standing| shows(field, open, standing));
            assert_eq!(seen, [field.class() == Class::Record; 3], "{field:?}");
        }
        let department = Rule { inside: Audience::Department, outside: false, own: true };
        assert!(shows(Field::Seat, department, Standing::Department));
        assert!(!shows(Field::Seat, department, Standing::Member));
    }

    #[test]
    fn a_value_is_what_its_field_holds() {
        for (field, right) in [
            (Field::Phone, "+86 138-0013-8000"),
            (Field::Landline, "010-8888 转 123"),
            (Field::Email, "ana@example.com"),
            (Field::HiredOn, "2024-02-29"),
            (Field::IdNumber, "11010519491231002x"),
            (Field::Seat, "A座 3-17"),
        ] {
            assert!(value(field, right).is_ok(), "{right}");
        }
        for (field, wrong) in [
            (Field::Phone, "zero"),
            (Field::Email, "ana"),
            (Field::Email, "a b@c.d"),
            (Field::HiredOn, "2026-02-29"),
            (Field::HiredOn, "2026-2-1"),
            (Field::IdNumber, "110105194912310021"),
            (Field::Seat, " "),
            (Field::Seat, "a\nb"),
        ] {
            assert!(
                matches!(value(field, wrong), Err(Refusal::Value { field: one }) if one == field),
                "{wrong}"
            );
        }
        assert!(value(Field::Seat, &"长".repeat(121)).is_err());
    }
}
