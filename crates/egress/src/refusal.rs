//! The gate's whole vocabulary of no.

use ground::{Fault, Problem};
use policy::{Category, Purpose, Recipient};
use reqwest::StatusCode;

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum SendRefused {
    /// There is no way: no connector of this kind is configured.
    #[error("no connector for this is configured")]
    NoWay,
    /// The policy does not let this recipient have this category for this purpose.
    #[error("`{recipient}` may not have `{category}` for `{purpose}`")]
    Undeclared {
        /// Who would have got it.
        recipient: Recipient,
        /// What for.
        purpose: Purpose,
        /// What.
        category: Category,
    },
    /// The purpose rests on consent, and the subject's does not stand.
    #[error("the consent for `{0}` does not stand")]
    Consent(Purpose),
    /// It is about a minor: no guardian agreed to it, or the recipient hands work on to others.
    #[error("what is about a minor may not go to `{0}`")]
    Minor(Recipient),
    /// The service has ended: nothing leaves any more.
    #[error("this service has ended")]
    Over,
    /// The request would leave the address that is configured for the recipient.
    #[error("the request leads away from the recipient's address")]
    Elsewhere,
    /// The recipient could not be reached or did not answer in time; it may be tried again.
    #[error("the recipient could not be reached")]
    Unreachable,
    /// The recipient answered and did not take it; its own word for it is kept.
    #[error("the recipient did not take it: {0}")]
    Refused(connectors::Refused),
    /// The recipient asks to be left alone for so many seconds.
    #[error("the recipient asks to wait {0} seconds")]
    Wait(u32),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl SendRefused {
    /// Whether the same may be sent later. Where the keeper has to change something first, he may have by then.
    pub const fn is_for_later(&self) -> bool {
        match self {
            Self::Refused(refused) => !matches!(refused.next(), connectors::Next::GiveUp),
            Self::Unreachable | Self::Wait(_) | Self::Fault(_) => true,
            Self::NoWay
            | Self::Undeclared { .. }
            | Self::Consent(_)
            | Self::Minor(_)
            | Self::Over
            | Self::Elsewhere => false,
        }
    }
}

impl From<SendRefused> for Problem {
    fn from(refusal: SendRefused) -> Self {
        match refusal {
            SendRefused::NoWay => Self::conflict("egress.no_way", refusal),
            SendRefused::Undeclared { .. } => Self::forbidden("egress.undeclared", refusal),
            SendRefused::Consent(purpose) => {
                Self::forbidden("consent.needed", refusal).with("purpose", purpose.id())
            }
            SendRefused::Minor(_) => Self::forbidden("egress.minor", refusal),
            SendRefused::Over => Self::new(StatusCode::GONE, "shutdown.closed", refusal),
            SendRefused::Elsewhere => Self::forbidden("egress.elsewhere", refusal),
            SendRefused::Unreachable => Self::conflict("egress.unreachable", refusal),
            SendRefused::Refused(ref refused) => {
                let why = refused.why.word();
                Self::conflict("egress.refused", refusal).with("why", why)
            }
            SendRefused::Wait(seconds) => Self::too_many("egress.wait", refusal, seconds.into()),
            SendRefused::Fault(fault) => fault.into(),
        }
    }
}
