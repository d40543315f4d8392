//! External contacts: people outside with whom an organisation has business, as its staff enter them.
//!
//! - What is entered is about somebody else. It is said for which purpose and on which ground, sealed under the
//!   organisation, and seen by whoever keeps the contact and by those who run the organisation.
//! - A contact has one keeper. When he leaves, those who run the organisation give it to another.
//! - A contact may be joined to an account of the house that is a friend of its keeper: he is written to as a friend, is
//!   labelled external, and is no member: of the organisation he sees nothing.
//!
//! Table: `chat_contact`.

mod actions;
mod grounds;
mod http;
mod rules;
pub(crate) mod store;

pub(crate) use grounds::kept;
pub use http::routes;

use ground::{Erasure, Export, Fault, OrgId, PersonId, Problem, TableDecl, Timestamp};
use policy::Personal;
use vault::Sealed;

use rules::{Basis, Use};
use yard::org::Line;

ground::id! {
    /// An external contact.
    pub struct ContactId => "contact"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_contact",
    owner: "org",
    lifetime: "until it is removed, or the organisation is closed",
    export: Export::None,
    erasure: Erasure::Keys,
    plain: &["id", "org", "owner", "person", "purpose", "ground", "made_at"],
    sealed: &["name", "phone", "company", "tags", "note"],
}];

/// A contact.
#[derive(Personal)]
#[personal(table = "chat_contact")]
pub(crate) struct Contact {
    /// Which.
    pub id: ContactId,
    /// Whose.
    pub org: OrgId,
    /// Who keeps it.
    pub owner: PersonId,
    /// The account of this person, where it is known.
    pub person: Option<PersonId>,
    /// For what.
    pub purpose: Use,
    /// On which ground.
    pub ground: Basis,
    /// Since when.
    pub made_at: Timestamp,
    /// The name.
    #[personal(category = "external-contact")]
    pub name: Sealed<Line>,
    /// The number.
    #[personal(category = "external-contact")]
    pub phone: Option<Sealed<Line>>,
    /// The company.
    #[personal(category = "external-contact")]
    pub company: Option<Sealed<Line>>,
    /// Tags, with commas between.
    #[personal(category = "external-contact")]
    pub tags: Option<Sealed<Line>>,
    /// A note.
    #[personal(category = "external-contact")]
    pub note: Option<Sealed<Line>>,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is none, or it is not the caller's.
    #[error("there is no such contact, or it is not yours")]
    Unknown,
    /// A field that does not fit.
    #[error("a contact has a name, and every field fits on a line")]
    Field(&'static str),
    /// Not a number.
    #[error("this is no telephone number")]
    Phone,
    /// Somebody who is no friend.
    #[error("a contact is joined to the account of a friend of its keeper")]
    NotFriend,
    /// Somebody who is no member.
    #[error("a contact is kept by a member of the organisation")]
    NotMember,
    /// Too many.
    #[error("an organisation has at most 100,000 contacts")]
    Many,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::not_found("external.unknown", refusal),
            Refusal::Field(field) => Self::field("external.field", field, refusal),
            Refusal::Phone => Self::field("external.phone", "phone", refusal),
            Refusal::NotFriend => Self::field("external.not_friend", "person", refusal),
            Refusal::NotMember => Self::field("external.not_member", "owner", refusal),
            Refusal::Many => Self::conflict("external.many", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
