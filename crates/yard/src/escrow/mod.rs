//! Escrow: shares of the master key, given out once from the desk, to be printed and handed to different people.
//!
//! - The desk gives one set, and only within the first days of the house: afterwards it takes somebody at the machine
//!   (`courtyard escrow`), so that a keeper's password alone never leads to the master key of a house in use.
//! - Whoever asks proves anew that it is he. The other keepers are told.
//! - A share is shown once and kept nowhere; what is kept is that, when and to how many shares it was given.
//!
//! Table: `yard_escrow`. Tells (keepers): `escrow.given`. What a share is stands in `vault::escrow`.

mod actions;
mod http;
mod rules;
mod store;

pub use http::routes;
pub(crate) use store::given;

use ground::{Erasure, Export, Fault, Problem, TableDecl};

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_escrow",
    owner: "house",
    lifetime: "as long as the house",
    export: Export::None,
    erasure: Erasure::Nothing,
    plain: &["id", "need", "shares", "given_by", "given_at", "one"],
    sealed: &[],
}];

/// How giving shares out is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The numbers make no sense.
    #[error("at least 2 of at most 20 shares, and not more needed than there are")]
    Numbers,
    /// A set was given already.
    #[error("a set of shares was given out already; another one comes from the machine: courtyard escrow")]
    Given,
    /// The first days are over.
    #[error("the first days of this house are over; shares come from the machine: courtyard escrow")]
    TooLate,
    /// The proof.
    #[error(transparent)]
    Identity(#[from] crate::identity::Refusal),
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Numbers => Self::field("escrow.numbers", "need", refusal),
            Refusal::Given => Self::conflict("escrow.given", refusal),
            Refusal::TooLate => Self::conflict("escrow.too_late", refusal),
            Refusal::Identity(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
