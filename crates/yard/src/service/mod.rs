//! Service accounts: a program from outside comes in with a token of its own, for an organisation or for the house.
//!
//! - An administrator makes those of the organisation, a keeper those of the house; a program makes none.
//! - A program does what its scopes say and nothing else, for its own organisation and no other; Cedar decides.
//! - A token is shown once, its keyed fingerprint is stored; it ends on a day that was named, within a year.
//! - What is revoked or over is refused at once, also on a stream that is open.
//! - What a program opens of people stands in the access log under the program's name. The name is one that programs
//!   have (small letters, digits, hyphens), so that it may be shown to everybody concerned.
//!
//! Table: `yard_service`. Tells administrators: `org.service_created`, `org.service_revoked`. Knows nothing of what
//! programs are for.

mod actions;
mod http;
mod jobs;
mod rules;
pub mod store;

pub use actions::{by_token, listeners, stands, stream_of};
pub use http::routes;
pub use jobs::jobs;
pub use rules::TOKEN_BEGINS;
pub(crate) use store::end_all;

use ground::{Erasure, Export, Fault, Problem, TableDecl};

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_service",
    owner: "org",
    lifetime: "until it is revoked, or thirty days after it is over, removed by service.sweep",
    export: Export::Org,
    erasure: Erasure::Nothing,
    plain: &["id", "owner", "org", "name", "scopes", "created_by", "created_at", "expires_at", "used_at"],
    sealed: &["token_hash"],
}];

/// How something about a service account is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such service account, or not for the caller.
    #[error("there is no such service account")]
    Unknown,
    /// The name is none that a program has.
    #[error("the name of a program has 1 to 40 small letters, digits and hyphens, and begins with a letter")]
    NameWrong,
    /// Another one has the name.
    #[error("another program has this name")]
    NameTaken,
    /// No scopes, unknown ones, or those of another kind of owner.
    #[error("a program needs at least one scope, and only such as there are here")]
    ScopesWrong,
    /// No expiry, or one too far away.
    #[error("a token ends after 1 to 365 days")]
    ExpiryWrong,
    /// There are too many.
    #[error("there are too many programs; revoke one first")]
    TooMany,
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
            Refusal::Unknown => Self::not_found("service.unknown", refusal),
            Refusal::NameWrong => Self::field("service.name_wrong", "name", refusal),
            Refusal::NameTaken => Self::conflict("service.name_taken", refusal),
            Refusal::ScopesWrong => Self::field("service.scopes_wrong", "scopes", refusal),
            Refusal::ExpiryWrong => Self::field("service.expiry_wrong", "expires_in_days", refusal),
            Refusal::TooMany => Self::conflict("service.too_many", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
