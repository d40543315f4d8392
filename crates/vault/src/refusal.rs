//! The door's whole vocabulary of no.

use ground::{Fault, Problem};
use policy::{Category, Purpose};

/// Why something stays sealed.
#[derive(Debug, thiserror::Error)]
pub enum OpenRefused {
    /// The policy does not let this purpose use this category.
    #[error("the policy does not let the purpose `{purpose}` use `{category}`")]
    Purpose {
        /// The purpose that was named.
        purpose: Purpose,
        /// The category that was asked for.
        category: Category,
    },
    /// The purpose rests on consent, and the subject's does not stand.
    #[error("the consent for `{0}` does not stand")]
    Consent(Purpose),
    /// The access rules do not let this caller.
    #[error("not permitted")]
    NotPermitted,
    /// The key has been destroyed: the data are gone.
    #[error("erased")]
    Erased,
    /// It is only stored any longer (a closed account, a restriction): the purpose is neither security nor legal hold.
    #[error("it is only stored and not used")]
    StoreOnly,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl OpenRefused {
    /// What a feature answers: our fault where it is one, else its own word for a door that stays shut.
    pub fn or<R: From<Fault>>(self, shut: R) -> R {
        match self {
            Self::Fault(fault) => fault.into(),
            Self::Purpose { .. } | Self::Consent(_) | Self::NotPermitted | Self::Erased | Self::StoreOnly => {
                shut
            }
        }
    }

    pub(crate) fn count(&self) {
        ground::metrics::count(match self {
            Self::Purpose { .. } => "courtyard_open_refused_total{why=\"purpose\"}",
            Self::Consent(_) => "courtyard_open_refused_total{why=\"consent\"}",
            Self::NotPermitted => "courtyard_open_refused_total{why=\"access\"}",
            Self::Erased => "courtyard_open_refused_total{why=\"erased\"}",
            Self::StoreOnly => "courtyard_open_refused_total{why=\"store_only\"}",
            Self::Fault(_) => "courtyard_open_refused_total{why=\"fault\"}",
        });
    }
}

impl From<OpenRefused> for Problem {
    fn from(refusal: OpenRefused) -> Self {
        match refusal {
            OpenRefused::Purpose { purpose, .. } => {
                Self::forbidden("vault.purpose", refusal).with("purpose", purpose.id())
            }
            OpenRefused::Consent(purpose) => {
                Self::forbidden("consent.needed", refusal).with("purpose", purpose.id())
            }
            OpenRefused::NotPermitted => Self::forbidden("access.denied", refusal),
            OpenRefused::Erased => Self::not_found("vault.erased", refusal),
            OpenRefused::StoreOnly => Self::forbidden("vault.store_only", refusal),
            OpenRefused::Fault(fault) => fault.into(),
        }
    }
}

/// Where a refusal was not to be expected: the house opens for itself what its own rules allow.
impl From<OpenRefused> for Fault {
    fn from(refusal: OpenRefused) -> Self {
        match refusal {
            OpenRefused::Fault(fault) => fault,
            other => Self::caused("opening a sealed value", other),
        }
    }
}
