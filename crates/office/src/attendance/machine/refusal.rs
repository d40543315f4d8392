//! How machines, and what is asked about them, are refused.

use axum::http::StatusCode;
use ground::{Fault, Problem};

use super::super::refusal::Refusal as Attendance;

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(in crate::attendance) enum Refusal {
    /// No token, or one that opens nothing.
    #[error("the token is not of a machine that stands")]
    Token,
    /// Wrong tokens came too often from there, or a machine comes too often.
    #[error("that was often; go on later")]
    Often(u64),
    /// Its person did not authorise it, or there is nobody.
    #[error("nobody whom this number means authorised this; nothing was kept")]
    Unauthorised,
    /// Ahead of the house's clock.
    #[error("this time lies ahead of the house's clock")]
    Future,
    /// Too old.
    #[error("this is older than a machine may bring it")]
    Late,
    /// No time.
    #[error(
        "this is no time: an instant as 2026-12-21T08:59:03+08:00, or without a zone as the machine's clock shows it"
    )]
    Time,
    /// No number or mark.
    #[error("a number and a mark have 1 to 64 letters, digits or signs of -_.:/ and no blanks")]
    Mark,
    /// Too many at once.
    #[error("from one to 500 clockings are taken at once")]
    Many,
    /// What is said of a machine.
    #[error("this is no sound description of a machine: {0}")]
    Sound(&'static str),
    /// As many as there may be.
    #[error("there are as many machines as there may be")]
    Full,
    /// For how long.
    #[error("a token is good for 1 to 366 days")]
    Days,
    /// Another has this number.
    #[error("another member has this number there")]
    Taken,
    /// It needs no pairing.
    #[error("this one has a secret address and is not paired")]
    Pairing,
    /// A second factor is wanted, or was refused.
    #[error(transparent)]
    Factor(Box<yard::factor::Refusal>),
    /// As the rest of attendance.
    #[error(transparent)]
    Attendance(#[from] Attendance),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Attendance(fault.into())
    }
}

impl From<ground::DbError> for Refusal {
    fn from(error: ground::DbError) -> Self {
        Self::Attendance(Fault::from(error).into())
    }
}

impl From<ground::Denied> for Refusal {
    fn from(denied: ground::Denied) -> Self {
        Self::Attendance(denied.into())
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Token => Self::new(StatusCode::UNAUTHORIZED, "attendance.machine_token", refusal),
            Refusal::Often(after_s) => Self::too_many("attendance.machine_often", refusal, after_s),
            Refusal::Unauthorised => Self::forbidden("attendance.machine_unauthorised", refusal),
            Refusal::Future => Self::field("attendance.machine_future", "at", refusal),
            Refusal::Late => Self::field("attendance.machine_late", "at", refusal),
            Refusal::Time => Self::field("attendance.machine_time", "at", refusal),
            Refusal::Mark => Self::field("attendance.machine_mark", "number", refusal),
            Refusal::Many => Self::field("attendance.machine_many", "clockings", refusal),
            Refusal::Sound(field) => Self::field("attendance.machine_sound", field, refusal),
            Refusal::Full => Self::conflict("attendance.many", refusal),
            Refusal::Days => Self::field("attendance.machine_days", "days", refusal),
            Refusal::Taken => Self::conflict("attendance.machine_taken", refusal),
            Refusal::Pairing => Self::conflict("attendance.machine_pairing", refusal),
            Refusal::Factor(refusal) => (*refusal).into(),
            Refusal::Attendance(refusal) => refusal.into(),
        }
    }
}

/// There is no such machine here.
pub(super) fn unknown() -> Refusal {
    Refusal::Attendance(Attendance::Unknown)
}
