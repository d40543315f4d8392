//! How something about a connection is refused on the page.

use ground::{Fault, Problem};

/// How something about a connection is refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// There is no such connection.
    #[error("there is no such connection of this organisation")]
    Unknown,
    /// The name is none.
    #[error("a connection has a name of 1 to 60 characters on one line")]
    Name,
    /// It would end too soon or too late.
    #[error("a token ends after 1 to 366 days")]
    Days,
    /// There are enough.
    #[error("an organisation has at most 10 connections")]
    Many,
    /// What the organisation says.
    #[error(transparent)]
    Org(#[from] crate::org::Refusal),
    /// What is said of what was attested.
    #[error(transparent)]
    Upload(#[from] crate::org::upload::Refusal),
    /// Whoever has a passkey gives it first, where a second factor is wanted.
    #[error(transparent)]
    Factor(Box<crate::factor::Refusal>),
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
            Refusal::Unknown => Self::not_found("scim.unknown", refusal),
            Refusal::Name => Self::field("scim.name", "name", refusal),
            Refusal::Days => Self::field("scim.days", "days", refusal),
            Refusal::Many => Self::conflict("scim.many", refusal),
            Refusal::Org(refusal) => refusal.into(),
            Refusal::Upload(refusal) => refusal.into(),
            Refusal::Factor(refusal) => (*refusal).into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
