//! How a report, or a look at reports, is refused.

use ground::{Fault, Problem};

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The person has not agreed to send reports.
    #[error("crash reports are sent only by who agreed to it")]
    NotAgreed,
    /// A field is too long or of another shape.
    #[error("this field is too long or of another shape")]
    Wrong(&'static str),
    /// There is no such group.
    #[error("there is no such crash")]
    Unknown,
    /// Too many within an hour.
    #[error("too many reports at once")]
    TooMany {
        /// Seconds after which to try again.
        after_s: u64,
    },
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
            Refusal::NotAgreed => Self::conflict("crash.not_agreed", refusal),
            Refusal::Wrong(field) => Self::field("crash.field_wrong", field, refusal),
            Refusal::Unknown => Self::not_found("crash.unknown", refusal),
            Refusal::TooMany { after_s } => Self::too_many("crash.limit", refusal, after_s),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
