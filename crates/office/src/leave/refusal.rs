//! How leave says no.

use ground::{Fault, Problem};

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such thing here, or it is not the caller's to see.
    #[error("there is no such thing in the leave of this organisation")]
    Unknown,
    /// A kind is not sound; the word names where.
    #[error("this kind of leave is not sound: {0}")]
    Kind(&'static str),
    /// Another kind is called so.
    #[error("another kind of leave is called so")]
    Named,
    /// There are kinds already.
    #[error("there are kinds of leave already")]
    Arranged,
    /// As many as there may be.
    #[error("there are as many of these as there may be")]
    Many,
    /// No amount.
    #[error("this is no amount that can be granted or corrected")]
    Amount,
    /// Of this kind there is no balance.
    #[error("of this kind there is no balance")]
    NoBalance,
    /// No day.
    #[error("this is no day, or none that fits")]
    Day,
    /// No reason.
    #[error("say why, in 2 to 200 characters")]
    Reason,
    /// It began, or was given back.
    #[error("this began already, or was given back; ask those who run your organisation")]
    Begun,
    /// Others wrote meanwhile.
    #[error("others wrote in this ledger at the same time; try again")]
    Stale,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<crate::attendance::Refusal> for Refusal {
    fn from(refusal: crate::attendance::Refusal) -> Self {
        match refusal {
            crate::attendance::Refusal::Fault(fault) => Self::Fault(fault),
            _ => Self::Day,
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::not_found("leave.unknown", refusal),
            Refusal::Kind(field) => Self::field("leave.kind", field, refusal),
            Refusal::Named => Self::conflict("leave.named", refusal),
            Refusal::Arranged => Self::conflict("leave.arranged", refusal),
            Refusal::Many => Self::conflict("leave.many", refusal),
            Refusal::Amount => Self::field("leave.amount", "amount", refusal),
            Refusal::NoBalance => Self::conflict("leave.no_balance", refusal),
            Refusal::Day => Self::field("leave.day", "day", refusal),
            Refusal::Reason => Self::field("leave.reason", "reason", refusal),
            Refusal::Begun => Self::conflict("leave.begun", refusal),
            Refusal::Stale => Self::conflict("leave.stale", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
