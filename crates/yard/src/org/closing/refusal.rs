//! The whole vocabulary of no of ending an organisation.

use ground::{Fault, Problem};

use crate::org;

/// How ending an organisation is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It ends already.
    #[error("this organisation ends already; call it off first")]
    Already,
    /// It does not end.
    #[error("this organisation does not end")]
    Unknown,
    /// Its day has come.
    #[error("its day has come; it cannot be called off any longer")]
    Due,
    /// The name is another one.
    #[error("this is not the name of the organisation")]
    Name,
    /// It was not proved that it is the administrator.
    #[error(transparent)]
    Identity(#[from] crate::identity::Refusal),
    /// What the organisation says.
    #[error(transparent)]
    Org(#[from] org::Refusal),
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// The vault says no.
    #[error(transparent)]
    Sealed(#[from] vault::OpenRefused),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Already => Self::conflict("org.closing_already", refusal),
            Refusal::Unknown => Self::not_found("org.closing_unknown", refusal),
            Refusal::Due => Self::conflict("org.closing_due", refusal),
            Refusal::Name => Self::field("org.closing_name", "name", refusal),
            Refusal::Identity(refusal) => refusal.into(),
            Refusal::Org(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Sealed(refusal) => refusal.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
