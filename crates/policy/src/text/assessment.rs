//! How much a purpose may do to people: what the impact assessment says, and what makes a change of the policy major.

use serde::{Deserialize, Serialize};

use crate::facts::{Basis, Lang, PurposeFacts};
use crate::profile::Policy;

/// A level of risk, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Risk {
    /// Nothing sensitive, and nobody outside gets it.
    Low,
    /// Something sensitive passes through, or somebody outside gets something.
    Medium,
    /// Something sensitive that the house can read is stored, or goes outside.
    High,
}

impl Risk {
    pub(super) fn word(self, policy: &Policy, lang: Lang) -> &str {
        let key = match self {
            Risk::Low => "risk.low",
            Risk::Medium => "risk.medium",
            Risk::High => "risk.high",
        };
        policy.templates.word(key, lang)
    }
}

/// The level of the whole policy: that of its riskiest purpose.
pub fn risk(policy: &Policy) -> Risk {
    policy.purposes().iter().map(|facts| risk_of(policy, facts)).max().unwrap_or(Risk::Low)
}

/// The level of one purpose.
pub fn risk_of(policy: &Policy, facts: &PurposeFacts) -> Risk {
    let sent = |category| {
        policy.recipients().any(|recipient| {
            recipient.purposes.contains(&facts.purpose) && recipient.fields.contains(&category)
        })
    };
    // What a person sees of himself is no risk by itself.
    let own = facts.basis == Basis::Legal;
    let sensitive = || facts.needs.iter().copied().filter(|category| category.sensitive());
    if sensitive()
        .any(|category| sent(category) || (!own && category.stored() && policy.category(category).readable))
    {
        Risk::High
    } else if sensitive().next().is_some() || facts.needs.iter().any(|category| sent(*category)) {
        Risk::Medium
    } else {
        Risk::Low
    }
}
