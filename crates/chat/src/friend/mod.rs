//! Friends: two people who agreed to know one another, in one organisation or not.
//!
//! - Nobody becomes a friend without accepting. A request needs a ground: a common organisation or conversation, the other's
//!   personal card, or that he lets himself be found by his number.
//! - Friends may write to one another. A friend sees a public profile of exactly three fields: picture, name and id.
//! - Whom one blocked asks in vain and is not told so.
//!
//! Tables: `chat_friend`, `chat_card`. Tells: `friend.asked`, `friend.accepted`, `friend.removed`.

pub(crate) mod actions;
pub(crate) mod grounds;
mod http;
pub(crate) mod rules;
pub(crate) mod store;
mod views;

pub(crate) use http::PersonPath;
pub use http::routes;

use ground::{Erasure, Export, Fault, PersonId, Problem, TableDecl, Timestamp};
use policy::Category;
use vault::Field;

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "chat_friend",
        owner: "person",
        lifetime: "until it is refused, taken back or removed, or one of the two is erased",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["pair", "asker", "asked", "asked_at", "since"],
        sealed: &[],
    },
    TableDecl {
        name: "chat_card",
        owner: "person",
        lifetime: "as long as the account; a new card takes the place of the old",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["person", "number"],
        sealed: &["code_index"],
    },
];

/// What a personal card is known by.
pub(crate) const CODE: Field<String> = Field::declare("chat_card", "code_index", Category::ContactCode);

/// Two people who are friends, or one of whom asked.
pub(crate) struct Bond {
    /// Who asked.
    pub asker: PersonId,
    /// Who was asked.
    pub asked: PersonId,
    /// Since when they are friends.
    pub since: Option<Timestamp>,
}

impl Bond {
    /// The other of the two.
    pub(crate) fn other(&self, one: PersonId) -> PersonId {
        if self.asker == one { self.asked } else { self.asker }
    }
}

/// How it is refused; also by the features about people beside this one.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is nobody of whom the caller may know.
    #[error("there is nobody like that whom you can reach")]
    Unknown,
    /// Oneself.
    #[error("that is you")]
    Yourself,
    /// There is no such request.
    #[error("nobody asked, or the request was taken back")]
    NotAsked,
    /// A card that is none, or no longer.
    #[error("there is no such card, or it was replaced")]
    CardUnknown,
    /// The number finds nobody, or nobody who allows it.
    #[error("nobody who allows being found has this number")]
    NotFound,
    /// Without a number nobody can be found by it.
    #[error("your account has no number by which it could be found")]
    NoNumber,
    /// Not what the protocol expects.
    #[error("from 1 to 100 blinded elements of ristretto255, each 32 bytes in base64")]
    Elements,
    /// Not four digits.
    #[error("a code has four digits")]
    Digits,
    /// Too many of them.
    #[error("you have as many as one can have")]
    Many,
    /// Too often.
    #[error("that was too often; try again later")]
    TooOften(u64),
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// The log refused it.
    #[error(transparent)]
    Log(#[from] crate::log::Refusal),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::not_found("contact.unknown", refusal),
            Refusal::Yourself => Self::field("contact.yourself", "person", refusal),
            Refusal::NotAsked => Self::not_found("friend.not_asked", refusal),
            Refusal::CardUnknown => Self::not_found("card.unknown", refusal),
            Refusal::NotFound => Self::not_found("contact.not_found", refusal),
            Refusal::NoNumber => Self::conflict("contact.no_number", refusal),
            Refusal::Elements => Self::field("contact.elements", "elements", refusal),
            Refusal::Digits => Self::field("nearby.digits", "code", refusal),
            Refusal::Many => Self::conflict("contact.many", refusal),
            Refusal::TooOften(wait) => Self::too_many("contact.too_often", refusal, wait),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Log(refusal) => refusal.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
