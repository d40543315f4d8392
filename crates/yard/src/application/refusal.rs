//! How something about an application is refused.

use ground::{Fault, Problem};

/// How something about an application is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such application, or none for the caller.
    #[error("there is no such application in an organisation of yours, or it is off")]
    Unknown,
    /// This house hands nothing to applications of others.
    #[error("this house hands nothing to applications of others")]
    Off,
    /// The name is none.
    #[error("an application has a name of 1 to 60 characters on one line")]
    Name,
    /// Nobody is named who runs it.
    #[error("say who runs it, in 1 to 100 characters on one line")]
    Runner,
    /// Its rules on privacy have no address.
    #[error("the rules on privacy of an application stand at an address that begins with https://")]
    Policy,
    /// Where it is opened is no address.
    #[error("an application is opened at an address that begins with https://")]
    Start,
    /// No redirect address, too many, or some that are none.
    #[error(
        "an application has 1 to 10 redirect addresses that begin with https://, without user and fragment"
    )]
    Redirects,
    /// The same of where people are led after they signed out.
    #[error("at most 10 addresses that begin with https://, without user and fragment")]
    Logouts,
    /// A client that keeps no secret has none.
    #[error("an application without a secret gets none")]
    NoSecret,
    /// There are too many.
    #[error("an organisation has at most 100 applications")]
    Many,
    /// What the organisation says.
    #[error(transparent)]
    Org(#[from] crate::org::Refusal),
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
            Refusal::Unknown => Self::not_found("app.unknown", refusal),
            Refusal::Off => Self::conflict("app.off", refusal),
            Refusal::Name => Self::field("app.name", "name", refusal),
            Refusal::Runner => Self::field("app.runner", "runner", refusal),
            Refusal::Policy => Self::field("app.policy", "policy", refusal),
            Refusal::Start => Self::field("app.start", "start", refusal),
            Refusal::Redirects => Self::field("app.redirects", "redirects", refusal),
            Refusal::Logouts => Self::field("app.logouts", "logouts", refusal),
            Refusal::NoSecret => Self::conflict("app.no_secret", refusal),
            Refusal::Many => Self::conflict("app.many", refusal),
            Refusal::Org(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
