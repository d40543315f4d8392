//! The feature's whole vocabulary of no.

use ground::{Fault, Problem};

/// How handling an incident is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such incident.
    #[error("there is no such incident")]
    Unknown,
    /// There is no such severity.
    #[error("there is no such severity")]
    SeverityUnknown,
    /// The times contradict one another.
    #[error("an incident begins before it ends, and is found before it is registered")]
    TimesWrong,
    /// A text is missing or too long.
    #[error("a text is missing in one of the languages, or too long")]
    TextWrong {
        /// Which.
        field: &'static str,
    },
    /// Parts of the notice are missing.
    #[error("a notice says what happened, what was done, what people can do, and what is made good")]
    PartMissing {
        /// Which.
        parts: Vec<&'static str>,
    },
    /// It was not found out yet who is touched.
    #[error("it was not found out yet who is touched")]
    NotAssessed,
    /// People were not told yet.
    #[error("people were not told yet")]
    NotTold,
    /// They were told already.
    #[error("people were told already")]
    ToldAlready,
    /// No report was filed.
    #[error("no report to an authority was filed")]
    ReportMissing,
    /// It is closed.
    #[error("this incident is closed")]
    Closed,
    /// What the vault says.
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
            Refusal::Unknown => Self::not_found("incident.unknown", refusal),
            Refusal::SeverityUnknown => Self::field("incident.severity_unknown", "severity", refusal),
            Refusal::TimesWrong => Self::field("incident.times_wrong", "from", refusal),
            Refusal::TextWrong { field } => Self::field("incident.text_wrong", field, refusal),
            Refusal::PartMissing { ref parts } => {
                let parts = parts.clone();
                Self::invalid("incident.part_missing", refusal).with("parts", parts)
            }
            Refusal::NotAssessed => Self::conflict("incident.not_assessed", refusal),
            Refusal::NotTold => Self::conflict("incident.not_told", refusal),
            Refusal::ToldAlready => Self::conflict("incident.told_already", refusal),
            Refusal::ReportMissing => Self::conflict("incident.report_missing", refusal),
            Refusal::Closed => Self::conflict("incident.closed", refusal),
            Refusal::Sealed(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
