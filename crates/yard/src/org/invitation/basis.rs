//! On which legal ground an organisation brings somebody in.

use ground::Fault;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The legal ground of an invitation; its person reads it before he answers, and with his membership.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A contract of the person with the organisation, such as his employment.
    Contract,
    /// The person's own consent, which the organisation asked for elsewhere.
    Consent,
    /// A duty that the law lays on the organisation.
    Duty,
}

impl Basis {
    /// The word in the table.
    pub(in crate::org) const fn word(self) -> &'static str {
        match self {
            Self::Contract => "contract",
            Self::Consent => "consent",
            Self::Duty => "duty",
        }
    }

    /// The ground of a word.
    pub(in crate::org) fn of(word: &str) -> Result<Self, Fault> {
        [Self::Contract, Self::Consent, Self::Duty]
            .into_iter()
            .find(|basis| basis.word() == word)
            .ok_or_else(|| Fault::new("a legal ground that nobody knows"))
    }
}
