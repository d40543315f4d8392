//! What may happen: for what somebody outside is kept, on which ground, and what fits.

use ground::Fault;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::account::Phone;
use yard::org::Line;

use super::Refusal;

/// Contacts of one organisation, at most.
pub(super) const CONTACTS_MAX: i64 = 100_000;
const NAME_MAX: usize = 64;
const LINE_MAX: usize = 120;
const NOTE_MAX: usize = 500;

/// For what somebody outside is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Use {
    /// A contract is prepared or kept.
    Business,
    /// Somebody is served after it.
    Service,
    /// Somebody supplies.
    Supply,
}

/// On which ground: PIPL, article 13.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Basis {
    /// He agreed.
    Consent,
    /// It is needed for a contract to which he is a party.
    Contract,
    /// He made it public himself, or it lawfully was made so.
    Published,
}

impl Use {
    const ALL: [Self; 3] = [Self::Business, Self::Service, Self::Supply];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Service => "service",
            Self::Supply => "supply",
        }
    }

    pub(crate) fn of_word(word: &str) -> Result<Self, Fault> {
        let found = Self::ALL.into_iter().find(|one| one.word() == word);
        found.ok_or_else(|| Fault::new("a purpose of a contact that nobody knows"))
    }
}

impl Basis {
    const ALL: [Self; 3] = [Self::Consent, Self::Contract, Self::Published];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Contract => "contract",
            Self::Published => "published",
        }
    }

    pub(crate) fn of_word(word: &str) -> Result<Self, Fault> {
        let found = Self::ALL.into_iter().find(|one| one.word() == word);
        found.ok_or_else(|| Fault::new("a ground of a contact that nobody knows"))
    }
}

/// What is written of somebody, each on a line.
pub(super) struct Written {
    pub name: Line,
    pub phone: Option<Line>,
    pub company: Option<Line>,
    pub tags: Option<Line>,
    pub note: Option<Line>,
}

impl Written {
    pub(super) fn read(name: &str, [phone, company, tags, note]: [Option<&str>; 4]) -> Result<Self, Refusal> {
        let line = |field: &'static str, typed: Option<&str>, most| {
            let typed = typed.filter(|typed| !typed.trim().is_empty());
            typed.map(|typed| Line::read(typed, most).map_err(|_| Refusal::Field(field))).transpose()
        };
        let number = phone.filter(|typed| !typed.trim().is_empty());
        let number = number.map(|typed| Phone::read(typed).ok_or(Refusal::Phone)).transpose()?;
        Ok(Self {
            name: line("name", Some(name), NAME_MAX)?.ok_or(Refusal::Field("name"))?,
            phone: line("phone", number.as_ref().map(Phone::e164), LINE_MAX)?,
            company: line("company", company, LINE_MAX)?,
            tags: line("tags", tags, LINE_MAX)?,
            note: line("note", note, NOTE_MAX)?,
        })
    }
}
