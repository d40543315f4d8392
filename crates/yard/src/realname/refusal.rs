//! How it is refused.

use axum::http::StatusCode;
use ground::{Fault, Problem};

use super::Unread;

/// The whole vocabulary of no.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Behind this doorplate nobody verifies names.
    #[error("there is no real-name verification here")]
    Off,
    /// There is none, or none for this caller.
    #[error("there is no such verification")]
    Unknown,
    /// He did not agree.
    #[error("name, number and card are taken with your separate consent, or not at all")]
    Consent,
    /// He did not let the identity body have them.
    #[error("name and number go to an identity body with your own authorisation, or not at all")]
    BodyConsent,
    /// No identity body is configured.
    #[error("this house asks no identity body")]
    NoBody,
    /// Nothing that a card shows.
    #[error("a name has 2 to 64 characters")]
    Name,
    /// No card has this number.
    #[error("this is no number of a resident identity card")]
    Number,
    /// It is no picture.
    #[error("this is not a PNG, JPEG or WebP picture of at most 4096 by 4096 pixels")]
    NotPicture,
    /// It has more than one MiB.
    #[error("a picture has at most one MiB")]
    TooLarge,
    /// One side alone proves nothing.
    #[error("both sides of the card are needed")]
    SideMissing,
    /// It waits or was confirmed.
    #[error("this was sent already; take it back before you change it")]
    Sent,
    /// Too many.
    #[error("you tried often today; go on tomorrow")]
    TooMany,
    /// It was decided.
    #[error("this was decided")]
    Decided,
    /// Nobody decides about himself.
    #[error("somebody else who runs the house has to look at this")]
    Own,
    /// No reason was given.
    #[error("say why, in 2 to 200 characters")]
    Reason,
    /// What is done wants a verified name.
    #[error("this wants a verified real name")]
    Needed,
    /// The card was not read.
    #[error(transparent)]
    Unread(#[from] Unread),
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
            Refusal::Off => Self::not_found("real_name.off", refusal),
            Refusal::Unknown => Self::not_found("real_name.not_there", refusal),
            Refusal::Consent => Self::forbidden("real_name.consent", refusal),
            Refusal::BodyConsent => Self::forbidden("real_name.body_consent", refusal),
            Refusal::NoBody => Self::conflict("real_name.no_body", refusal),
            Refusal::Name => Self::field("real_name.name", "name", refusal),
            Refusal::Number => Self::field("real_name.number", "number", refusal),
            Refusal::NotPicture => Self::invalid("real_name.not_picture", refusal),
            Refusal::TooLarge => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "real_name.too_large", refusal),
            Refusal::SideMissing => Self::conflict("real_name.side_missing", refusal),
            Refusal::Sent => Self::conflict("real_name.sent", refusal),
            Refusal::TooMany => Self::conflict("real_name.too_many", refusal),
            Refusal::Decided => Self::conflict("real_name.decided", refusal),
            Refusal::Own => Self::conflict("real_name.own", refusal),
            Refusal::Reason => Self::field("real_name.reason", "reason", refusal),
            Refusal::Needed => Self::forbidden("real_name.needed", refusal),
            Refusal::Unread(why) => why.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
