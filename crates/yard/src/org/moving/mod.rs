//! Moving house: an administrator takes his organisation along, and another house takes it in.
//!
//! - The archive holds what an administrator sees anyway: company, departments, what each member is here, and the rules that
//!   the organisation set. It holds no number and no address of anybody, and nothing of what people wrote or did.
//! - Whoever takes it proves that it is he; the house signs it. The administrators are told.
//! - Another house takes it into an organisation of the same company. Departments that are there already stay as they are;
//!   rules that would be looser than that house's are left out, each with why. The same archive twice is one.
//! - Nobody becomes a member by standing in it: the administrator names the number and the legal ground of each row, and its
//!   person is invited. Until he accepts nothing about him is taken in; then the same archive fills in what he was.
//!
//! Owns no table. Tells: `org.archived`. The format is described in `docs/adr/0019g-an-organisation-moves.md`.

mod actions;
mod archive;
mod http;
mod read;
mod store;
mod take;

pub(super) use http::routes;
pub(super) use store::member_of;

use ground::{Fault, Problem};

use crate::moving::Wrong;

/// How moving an organisation is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The archive.
    #[error(transparent)]
    Wrong(#[from] Wrong),
    /// It is another company's.
    #[error("this archive is another company's: its credit code is not that of this organisation")]
    OtherCompany,
    /// Nobody here knows the key of the house, and the administrator did not say that he compared it.
    #[error("nobody here knows the key of that house; compare it and confirm it")]
    HouseUnknown,
    /// More people or departments than an archive holds.
    #[error("an organisation of this size is moved with a backup")]
    TooLarge,
    /// Too many rows.
    #[error("at most 500 rows at once")]
    RowsWrong,
    /// The identity was not proved.
    #[error(transparent)]
    Identity(#[from] crate::identity::Refusal),
    /// The organisation says no.
    #[error(transparent)]
    Org(#[from] super::Refusal),
    /// The vault says no.
    #[error(transparent)]
    Sealed(#[from] vault::OpenRefused),
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
            Refusal::Wrong(wrong) => crate::moving::Refusal::Wrong(wrong).into(),
            Refusal::OtherCompany => Self::conflict("org.archive_other", refusal),
            Refusal::HouseUnknown => Self::conflict("moving.house_unknown", refusal),
            Refusal::TooLarge => Self::conflict("org.archive_large", refusal),
            Refusal::RowsWrong => Self::field("org.rows_wrong", "rows", refusal),
            Refusal::Identity(refusal) => refusal.into(),
            Refusal::Org(refusal) => refusal.into(),
            Refusal::Sealed(vault::OpenRefused::Fault(fault)) => fault.into(),
            Refusal::Sealed(refused) => Fault::caused("opening what an organisation is", refused).into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
