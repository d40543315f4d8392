//! The directory of an organisation: members find one another by name, by how it is pronounced, by department and by number.
//!
//! - What is shown of a member is what the organisation's display rules permit to who asks; a number finds somebody only
//!   where the rule shows numbers to who asks.
//! - Names are sealed. What is searched is a projection in memory, of a bounded number of organisations, made by the
//!   program `directory.project` and made anew when somebody comes, goes or is renamed; what is shown is opened for
//!   who asks. No column holds a name, or what a name sounds like.
//! - Who is no member does not learn that there is one.
//!
//! Table: `chat_display`. `docs/adr/0020p-finding-people.md` says why.

mod actions;
mod grounds;
mod http;
mod rules;
pub(crate) mod store;

pub(crate) use grounds::numbers;
pub(crate) use http::InPath;
pub use http::routes;

use ground::{Attr, Erasure, Export, Fault, OrgId, Problem, Resource, TableDecl};

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_display",
    owner: "org",
    lifetime: "as long as the organisation",
    export: Export::None,
    erasure: Erasure::Nothing,
    plain: &["org", "phone", "position"],
    sealed: &[],
}];

/// An organisation as the policies see it.
pub(crate) fn resource(org: OrgId) -> Resource {
    Resource { kind: "Org", id: org.to_string(), attrs: vec![("org", Attr::Id(org.to_string()))] }
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// What is looked for is too long.
    #[error("look for at most 64 characters")]
    Text,
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
            Refusal::Text => Self::field("directory.text", "text", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
