//! The whole vocabulary of no of records.

use axum::http::StatusCode;
use ground::{Fault, Problem};

use super::Field;
use crate::avatar;

/// How something about a record is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such member, or no record that the caller may see.
    #[error("there is no such member")]
    Unknown,
    /// The value is none that the field holds.
    #[error("this field does not hold such a value")]
    Value {
        /// Which.
        field: Field,
    },
    /// The organisation keeps this field itself.
    #[error("the organisation keeps this field itself; ask who runs it")]
    NotYours,
    /// The person did not agree that the organisation keeps his number.
    #[error("its person has not agreed that the organisation keeps this number")]
    Consent,
    /// What is sensitive is opened by no rule.
    #[error("no rule opens this field to more people, or closes it to its person")]
    RuleFixed,
    /// A reason is wanted.
    #[error("say why, in 2 to 200 characters; the person reads it")]
    Reason,
    /// The organisation did not open it, or this doorplate has no such thing.
    #[error("the organisation has not opened personnel matters")]
    Off,
    /// It is no picture.
    #[error("this is not a PNG, JPEG or WebP picture of at most 4096 by 4096 pixels")]
    NotPicture,
    /// It has more than one MiB.
    #[error("a picture has at most one MiB")]
    TooLarge,
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

impl From<avatar::Refusal> for Refusal {
    fn from(refusal: avatar::Refusal) -> Self {
        match refusal {
            avatar::Refusal::TooLarge => Self::TooLarge,
            avatar::Refusal::Denied(denied) => Self::Denied(denied),
            avatar::Refusal::Fault(fault) => Self::Fault(fault),
            avatar::Refusal::NotPicture | avatar::Refusal::None => Self::NotPicture,
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::not_found("org.member_unknown", refusal),
            Refusal::Value { field } => Self::field("record.value", field.word(), refusal),
            Refusal::NotYours => Self::forbidden("record.not_yours", refusal),
            Refusal::Consent => Self::conflict("record.consent", refusal),
            Refusal::RuleFixed => Self::conflict("record.rule_fixed", refusal),
            Refusal::Reason => Self::field("record.reason", "reason", refusal),
            Refusal::Off => Self::not_found("record.off", refusal),
            Refusal::NotPicture => Self::invalid("record.not_picture", refusal),
            Refusal::TooLarge => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "record.too_large", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Sealed(refusal) => refusal.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
