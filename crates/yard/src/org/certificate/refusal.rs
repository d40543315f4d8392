//! The whole vocabulary of no of certification.

use axum::http::StatusCode;
use ground::{Fault, Problem};

use crate::{avatar, org};

/// How something about a certification is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is none.
    #[error("there is no such certification")]
    Unknown,
    /// It waits or is decided.
    #[error("it was sent already; take it back before you change it")]
    Sent,
    /// Somebody decided it.
    #[error("it is decided")]
    Decided,
    /// There is no picture of the licence.
    #[error("a picture of the business licence is needed")]
    LicenceMissing,
    /// The code is another one than the organisation was founded with.
    #[error("this is not the credit code with which the organisation was founded")]
    OtherCode,
    /// The contact is unreadable.
    #[error("a contact has a name of 2 to 64 characters and a number that can be called")]
    Contact,
    /// Whoever decides belongs to it.
    #[error("nobody decides about his own organisation")]
    Own,
    /// A reason is wanted.
    #[error("say why, in 2 to 200 characters")]
    Reason,
    /// It is no picture.
    #[error("this is not a PNG, JPEG or WebP picture of at most 4096 by 4096 pixels")]
    NotPicture,
    /// It has more than one MiB.
    #[error("a picture has at most one MiB")]
    TooLarge,
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
            Refusal::Unknown => Self::not_found("certificate.unknown", refusal),
            Refusal::Sent => Self::conflict("certificate.sent", refusal),
            Refusal::Decided => Self::conflict("certificate.decided", refusal),
            Refusal::LicenceMissing => Self::conflict("certificate.licence_missing", refusal),
            Refusal::OtherCode => Self::field("certificate.other_code", "credit_code", refusal),
            Refusal::Contact => Self::field("certificate.contact", "contact_name", refusal),
            Refusal::Own => Self::conflict("certificate.own", refusal),
            Refusal::Reason => Self::field("certificate.reason", "reason", refusal),
            Refusal::NotPicture => Self::invalid("certificate.not_picture", refusal),
            Refusal::TooLarge => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "certificate.too_large", refusal),
            Refusal::Org(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Sealed(refusal) => refusal.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
