//! How paper is refused.

use ground::{Fault, Problem};

use crate::{account, consent, mandate, rights};

/// How paper is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such sheet, or it is not at this point.
    #[error("there is no such sheet, or it is not at this point")]
    Unknown,
    /// Nobody has this number.
    #[error("no account has this number")]
    PersonUnknown,
    /// There is no such kind of sheet.
    #[error("a sheet is a consent, a withdrawal, a request or a mandate")]
    KindUnknown,
    /// It is no scan.
    #[error("the scan has to be a PDF, a JPEG or a PNG of at most 180 KB")]
    SheetMissing,
    /// The second witness has to be somebody else, and nobody witnesses his own sheet.
    #[error("the second witness has to be another person, and nobody witnesses a sheet of his own")]
    SamePerson,
    /// Too many sheets today.
    #[error("too many sheets today")]
    TooMany {
        /// Seconds after which to try again.
        after_s: u64,
    },
    /// The number is none.
    #[error(transparent)]
    Account(#[from] account::Refusal),
    /// The consent.
    #[error(transparent)]
    Consent(#[from] consent::Refusal),
    /// The request.
    #[error(transparent)]
    Rights(#[from] rights::Refusal),
    /// The mandate.
    #[error(transparent)]
    Mandate(#[from] mandate::Refusal),
    /// The vault says no.
    #[error(transparent)]
    Open(#[from] vault::OpenRefused),
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
            Refusal::Unknown => Self::not_found("paper.unknown", refusal),
            Refusal::PersonUnknown => Self::not_found("paper.person_unknown", refusal),
            Refusal::KindUnknown => Self::field("paper.kind_unknown", "what", refusal),
            Refusal::SheetMissing => Self::field("paper.sheet_missing", "sheet", refusal),
            Refusal::SamePerson => Self::conflict("paper.same_person", refusal),
            Refusal::TooMany { after_s } => Self::too_many("paper.too_many", refusal, after_s),
            Refusal::Account(refusal) => refusal.into(),
            Refusal::Consent(refusal) => refusal.into(),
            Refusal::Rights(refusal) => refusal.into(),
            Refusal::Mandate(refusal) => refusal.into(),
            Refusal::Open(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
