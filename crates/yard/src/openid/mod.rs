//! The house as OpenID provider: members open the applications of their organisation with the account that they have here.
//!
//! - Code flow alone (OpenID Connect Core 1.0, RFC 6749), with PKCE by S256 always (RFC 7636), the registered redirect address sign by
//!   sign, and `iss` in every answer (RFC 9207). Errors go to a registered address or to nobody.
//! - Whoever opens an application sees who runs it, where its rules stand and what it would get, and says yes before any of it flows
//!   (YZJ-115). He lets it have each part by itself; number and mail address are never ticked for him.
//! - A code lives a minute and is used once, a token for access ten minutes; a refresh token is good once. What comes a second time ends
//!   all that came of its code.
//! - Each application knows somebody by another name (pairwise subject).
//! - A token is asked for each time: the application is on, its person a member still, his account not frozen, his session there, or he
//!   let it go on without him.
//! - What is told of somebody passes the gate of all that leaves: declared, agreed to, recorded where he reads it.
//! - Signing keys rest sealed; each signs for ninety days, is published a day before, and stays until nothing of it can be asked.
//!
//! Tables: `yard_openid_code`, `yard_openid_token`; the keys stand among the house's own. Job: `openid.sweep`. Knows nothing of what
//! applications do.

mod actions;
mod claims;
mod endpoints;
mod http;
mod jobs;
mod jwt;
mod keys;
mod leaving;
mod refusal;
mod request;
mod store;
mod trade;

pub use endpoints::outside;
pub use http::routes;
pub use jobs::jobs;
pub(crate) use refusal::Refusal;
pub(crate) use store::end_of_application;

use ground::{Erasure, Export, TableDecl};
use std::time::Duration;

/// How long a code waits for whoever may trade it.
const CODE_LIFE: Duration = Duration::from_secs(60);
/// How long a token for access is good, and what is signed of somebody.
const ACCESS_LIFE: Duration = Duration::from_secs(600);
/// How long a refresh token waits to be used.
const REFRESH_LIFE: Duration = Duration::from_secs(30 * 86_400);

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "yard_openid_code",
        owner: "person",
        lifetime: "a minute; goes with what its person let the application have, the rest by openid.sweep",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &[
            "access",
            "family",
            "device",
            "redirect",
            "challenge",
            "nonce",
            "scopes",
            "signed_in_at",
            "ends_at",
            "used_at",
        ],
        sealed: &["secret_hash"],
    },
    TableDecl {
        name: "yard_openid_token",
        owner: "person",
        lifetime: "ten minutes, or thirty days after its last use; goes with what its person let the application have, the rest by openid.sweep",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["access", "family", "device", "kind", "scopes", "signed_in_at", "ends_at", "used_at"],
        sealed: &["secret_hash"],
    },
];

/// What becomes of codes and tokens of somebody who is erased; before what he let applications have.
pub fn erasers() -> Vec<crate::erasure::Eraser> {
    use crate::erasure::{Eraser, Work};
    vec![
        Eraser { table: "yard_openid_code", work: Work::AtOnce(store::erase_codes) },
        Eraser { table: "yard_openid_token", work: Work::AtOnce(store::erase_tokens) },
    ]
}
