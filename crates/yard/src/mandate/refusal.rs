//! How a mandate is refused.

use ground::{Fault, Problem};

use crate::{account, consent, identity, rights};

/// How a mandate is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such mandate of one's own, or it has ended.
    #[error("there is no such mandate, or it has ended")]
    Unknown,
    /// It does not cover this.
    #[error("the mandate does not cover this")]
    NotCovered,
    /// There is no such scope.
    #[error("name at least one scope, and none that does not exist")]
    ScopeUnknown,
    /// It lasts too long, or not at all.
    #[error("a mandate lasts 1 to 1096 days")]
    DaysWrong,
    /// One's own number.
    #[error("nobody holds a mandate from himself")]
    OwnNumber,
    /// One of the two is a minor.
    #[error("minors have guardians, and give and hold no mandates")]
    Minor,
    /// Too many today.
    #[error("too many mandates today")]
    TooMany {
        /// Seconds after which to try again.
        after_s: u64,
    },
    /// The number.
    #[error(transparent)]
    Account(#[from] account::Refusal),
    /// The proof.
    #[error(transparent)]
    Identity(#[from] identity::Refusal),
    /// The consent.
    #[error(transparent)]
    Consent(#[from] consent::Refusal),
    /// The request.
    #[error(transparent)]
    Rights(#[from] rights::Refusal),
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
            Refusal::Unknown => Self::not_found("mandate.unknown", refusal),
            Refusal::NotCovered => Self::forbidden("mandate.not_covered", refusal),
            Refusal::ScopeUnknown => Self::field("mandate.scope_unknown", "scopes", refusal),
            Refusal::DaysWrong => Self::field("mandate.days_wrong", "days", refusal),
            Refusal::OwnNumber => Self::field("mandate.own_number", "phone", refusal),
            Refusal::Minor => Self::conflict("mandate.minor", refusal),
            Refusal::TooMany { after_s } => Self::too_many("mandate.too_many", refusal, after_s),
            Refusal::Account(refusal) => refusal.into(),
            Refusal::Identity(refusal) => refusal.into(),
            Refusal::Consent(refusal) => refusal.into(),
            Refusal::Rights(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
