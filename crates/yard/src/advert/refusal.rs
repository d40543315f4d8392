//! How something about adverts is refused.

use ground::{Fault, Problem};

/// How something about adverts is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// This doorplate has none.
    #[error("this house has no adverts")]
    Absent,
    /// There is none, it is over, or the mark is not one that was given out.
    #[error("there is no such advert, or it is over")]
    Unknown,
    /// Not asked for.
    #[error("adverts are off; they are shown to who switched them on")]
    Off,
    /// A field of the advert.
    #[error("`{0}` of the advert is missing, too long, or of another shape")]
    Wrong(&'static str),
    /// No agreement binds its partner, or there is no such partner.
    #[error("an advert needs a partner whose agreement is stored")]
    Unbound,
    /// It is no picture, or too large.
    #[error("this is not a picture of at most 200 KiB")]
    NotPicture,
    /// What the numbers say.
    #[error(transparent)]
    Statistic(#[from] crate::statistic::Refusal),
    /// What the consent ledger says.
    #[error(transparent)]
    Consent(#[from] crate::consent::Refusal),
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Absent => Self::not_found("advert.absent", refusal),
            Refusal::Unknown => Self::not_found("advert.unknown", refusal),
            Refusal::Off => Self::conflict("advert.off", refusal),
            Refusal::Wrong(field) => Self::field("advert.wrong", field, refusal),
            Refusal::Unbound => Self::conflict("advert.unbound", refusal),
            Refusal::NotPicture => Self::field("advert.not_picture", "picture", refusal),
            Refusal::Statistic(refusal) => refusal.into(),
            Refusal::Consent(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
