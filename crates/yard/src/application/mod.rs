//! Applications of others in an organisation: third-party and self-built ones, registered, switched on and off by its
//! administrators, and opened by its members with the account that they have here.
//!
//! - An application belongs to one organisation: nobody else's member can open it, and to him there is none.
//! - It says who runs it and where its own rules on privacy stand; who opens it first is shown both before anything is told of him.
//! - Redirect addresses are registered whole and compared sign by sign. Of a secret the house keeps a keyed fingerprint alone.
//! - Switched off, changed in who runs it, or removed, its codes and tokens are gone when the answer is there.
//! - What somebody let an application have is his to take back, and goes with his membership and his account.
//! - What administrators do stands in the acts of the organisation.
//!
//! Tables: `yard_application`, `yard_application_grant`. Signing in itself is `openid`. Decision: `docs/adr/0051-applications.md`.

mod actions;
mod ending;
mod http;
mod refusal;
pub(crate) mod rules;
pub(crate) mod store;

pub use ending::{erasers, held, sweepers};
pub use http::routes;
pub(crate) use refusal::Refusal;
pub(crate) use rules::Scope;
pub(crate) use store::left;

use ground::{Erasure, Export, OrgId, TableDecl, Timestamp};
use rules::Kind;

ground::id! {
    /// An application of others; its name as a client of OpenID Connect.
    pub struct ApplicationId => "app"
}
ground::id! {
    /// What somebody let an application have.
    pub struct GrantId => "appgrant"
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "yard_application",
        owner: "org",
        lifetime: "until it is removed, or the organisation ends",
        export: Export::Org,
        erasure: Erasure::Nothing,
        plain: &[
            "id",
            "org",
            "kind",
            "name",
            "runner",
            "policy",
            "start",
            "redirects",
            "logouts",
            "scopes",
            "is_on",
            "made_at",
            "changed_at",
        ],
        sealed: &["secret_hash"],
    },
    TableDecl {
        name: "yard_application_grant",
        owner: "person",
        lifetime: "until it is taken back, its person leaves the organisation, or the application goes; me.application.end",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id", "application", "person", "scopes", "asked", "given_at", "used_at"],
        sealed: &[],
    },
];

/// An application of others.
pub(crate) struct Application {
    /// Which.
    pub id: ApplicationId,
    /// Of which organisation.
    pub org: OrgId,
    /// Who made it.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// Who runs it.
    pub runner: String,
    /// Where its own rules on privacy stand.
    pub policy: String,
    /// Where it is opened, where it is opened from here at all.
    pub start: Option<String>,
    /// Where people may be led back to.
    pub redirects: Vec<String>,
    /// Where they may be led to after they signed out.
    pub logouts: Vec<String>,
    /// What it may ask for.
    pub scopes: Vec<Scope>,
    /// By what its secret is known; nothing of a client that cannot keep one.
    pub secret_hash: Option<[u8; 16]>,
    /// Whether it is on.
    pub is_on: bool,
    /// Since when it is here.
    pub made_at: Timestamp,
}
