//! The whole vocabulary of no of coming into the console.

use ground::{Fault, Problem};

use crate::{account, identity, org, password};

/// How coming into the console is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such code, or it waits no longer.
    #[error("there is no such code, or it waits no longer; show a new one")]
    Unknown,
    /// Nobody scanned it and chose an organisation yet.
    #[error("scan the code with your phone and choose an organisation first")]
    NotChosen,
    /// Somebody else scanned it.
    #[error("somebody else scanned this code")]
    Taken,
    /// Whoever asks administers nothing.
    #[error("you administer no organisation")]
    NoOrg,
    /// The password does not fit.
    #[error("this is not your console password")]
    Wrong,
    /// Too many codes.
    #[error("too many codes were shown here; try again later")]
    TooMany {
        /// Seconds after which to try again.
        after_s: u64,
    },
    /// What the account says.
    #[error(transparent)]
    Account(#[from] account::Refusal),
    /// What the organisation says.
    #[error(transparent)]
    Org(#[from] org::Refusal),
    /// What the password says.
    #[error(transparent)]
    Password(#[from] password::Refusal),
    /// It was not proved that it is he.
    #[error(transparent)]
    Identity(#[from] identity::Refusal),
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
            Refusal::Unknown => Self::not_found("console.unknown", refusal),
            Refusal::NotChosen => Self::conflict("console.not_chosen", refusal),
            Refusal::Taken => Self::conflict("console.taken", refusal),
            Refusal::NoOrg => Self::forbidden("console.no_org", refusal),
            Refusal::Wrong => Self::field("console.wrong", "password", refusal),
            Refusal::TooMany { after_s } => Self::too_many("console.limit", refusal, after_s),
            Refusal::Account(refusal) => refusal.into(),
            Refusal::Org(refusal) => refusal.into(),
            Refusal::Password(refusal) => refusal.into(),
            Refusal::Identity(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
