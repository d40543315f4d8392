//! The gate's whole vocabulary of no.

use ground::{Fault, Problem};
use policy::{Category, Purpose, Recipient};

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
    /// The request would leave the address that is configured for the recipient.
    #[error("the request leads away from the recipient's address")]
    Elsewhere,
    /// The recipient could not be reached or did not answer in time; it may be tried again.
    #[error("the recipient could not be reached")]
    Unreachable,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<SendRefused> for Problem {
    fn from(refusal: SendRefused) -> Self {
        match refusal {
            SendRefused::NoWay => Self::conflict("egress.no_way", refusal),
            SendRefused::Undeclared { .. } => Self::forbidden("egress.undeclared", refusal),
            SendRefused::Consent(purpose) => {
                Self::forbidden("consent.needed", refusal).with("purpose", purpose.id())
            }
            SendRefused::Elsewhere => Self::forbidden("egress.elsewhere", refusal),
            SendRefused::Unreachable => Self::conflict("egress.unreachable", refusal),
            SendRefused::Fault(fault) => fault.into(),
        }
    }
}
