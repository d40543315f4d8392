//! The whole vocabulary of no of personnel matters.

use ground::{Fault, Problem};

use crate::org;

/// How something about personnel matters is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such member, or he handed nothing in.
    #[error("there is no such member, or nothing was handed in")]
    Unknown,
    /// The step does not follow.
    #[error("this step does not follow from where this person stands")]
    Step,
    /// A department is wanted.
    #[error("say to which department")]
    Department,
    /// It is about an administrator, and whoever asks is none.
    #[error("personnel matters of an administrator are seen to by administrators")]
    Administrator,
    /// The department is none that the caller is charged with.
    #[error("a charge moves people only within the departments that it covers")]
    Beyond,
    /// The organisation did not open it, or this doorplate has no such thing.
    #[error("the organisation has not opened personnel matters")]
    Off,
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
            Refusal::Unknown => Self::not_found("personnel.unknown", refusal),
            Refusal::Step => Self::conflict("personnel.step", refusal),
            Refusal::Department => Self::field("personnel.department", "department", refusal),
            Refusal::Administrator => Self::forbidden("personnel.administrator", refusal),
            Refusal::Beyond => Self::forbidden("personnel.beyond", refusal),
            Refusal::Off => Self::not_found("record.off", refusal),
            Refusal::Org(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Sealed(refusal) => refusal.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
