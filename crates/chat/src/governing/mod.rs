//! What an organisation orders for the conversations held in it, and what all its members see of that.
//!
//! - Who makes groups there: everybody, or its administrators. Whether links lead into them.
//! - Words that nobody writes there, for organisations that must have such a list. Each member reads the list; a message with
//!   one of them is refused and kept nowhere, and its writer is told which word it was. Nothing is reported to anybody.
//! - Whether the house looks at the pages that messages link to; at first it does not.
//! - Conversations of two, and groups that are held in no organisation, are under none of it.
//!
//! Table: `chat_governing`. `docs/adr/0023r-reports-and-an-organisations-rules.md` says why.

mod actions;
mod http;
mod rules;
pub(crate) mod store;

pub(crate) use actions::{allows_links, may_begin, may_say, wants_previews};
pub use http::routes;
pub(crate) use rules::By;

use ground::{Denied, Erasure, Export, Fault, Problem, TableDecl, Timestamp};

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_governing",
    owner: "org",
    lifetime: "as long as the organisation",
    export: Export::None,
    erasure: Erasure::Nothing,
    plain: &["org", "groups_by", "links", "words", "set_at", "previews"],
    sealed: &[],
}];

/// What an organisation ordered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Ordered {
    /// Who makes groups there.
    pub groups_by: By,
    /// Whether links lead into them.
    pub links: bool,
    /// Whether the house looks at the pages that are linked to there.
    pub previews: bool,
    /// Words that nobody writes there.
    pub words: Vec<String>,
    /// When that was; none where nothing was ordered.
    pub set_at: Option<Timestamp>,
}

impl Default for Ordered {
    fn default() -> Self {
        Self { groups_by: By::Everybody, links: true, previews: false, words: Vec::new(), set_at: None }
    }
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// Too many words, or one that is too short or too long.
    #[error("a list has at most 500 words of 2 to 40 characters")]
    Words,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Words => Self::field("governing.words", "words", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
