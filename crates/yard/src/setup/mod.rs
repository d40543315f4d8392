//! The keeper's first day: from an empty data folder to a house that may open.
//!
//! - An empty house prints one link; its key works once and for a day. A later start prints another and ends the first.
//! - Until the set-up is finished the API answers nothing but who the house is and what its policy says.
//! - A house whose contact card does not satisfy its policy is not set up.
//! - The profile is chosen once and remembered in the data folder; a start under another one is refused.
//! - Who runs the machine can have a lost keeper let in: one link, one hour, once, and the access log knows.
//!
//! Table: `yard_setup_key`. File: `profile` in the data folder. Tells: `account.recovered`.

mod actions;
mod dev;
mod guard;
mod http;
mod key;
mod link;
mod profile;
mod rules;
mod store;

pub use actions::{Finished, Setup, finish, profile_changed};
pub use dev::dev_particulars;
pub use guard::guard;
pub use http::routes;
pub use link::{recovery_link, setup_link};
pub use profile::{
    DEFAULT as DEFAULT_PROFILE, remember as remember_profile, remembered as remembered_profile,
    settle as settle_profile,
};
pub use rules::{HouseWish, KeeperWish};

use axum::http::StatusCode;
use ground::{Erasure, Export, Fault, Problem, TableDecl};

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_setup_key",
    owner: "house",
    lifetime: "until it is used or replaced; a set-up key works for a day, a recovery key for an hour",
    export: Export::None,
    erasure: Erasure::Nothing,
    plain: &["kind", "made_at", "expires_at"],
    sealed: &["hash"],
}];

/// How many links of set-up and recovery work now.
pub(crate) async fn count_keys(cx: &mut ground::Ctx) -> Result<i64, Fault> {
    store::count(cx).await
}

/// Ends every link of set-up and recovery.
pub(crate) async fn drop_keys(cx: &mut ground::Ctx) -> Result<(), Fault> {
    store::drop_all(cx).await
}

/// How setting up is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The key is not the one that was printed last.
    #[error("this key is not the one that the house printed last")]
    KeyWrong,
    /// The key is too old.
    #[error("this key has expired; start the house again for another")]
    KeyExpired,
    /// It was done before.
    #[error("this house is set up already")]
    Done,
    /// Something that must be stated is missing or wrong.
    #[error("something that must be stated is missing or wrong")]
    Incomplete {
        /// The fields, such as `house.contact.email`.
        fields: Vec<&'static str>,
    },
    /// There is no such profile.
    #[error("there is no such profile")]
    ProfileUnknown,
    /// There is nobody to recover.
    #[error("this house has no keeper")]
    NoKeeper,
    /// The name of the keeper cannot be one.
    #[error(transparent)]
    Name(crate::account::Refusal),
    /// Login or password cannot be used.
    #[error(transparent)]
    Password(#[from] crate::password::Refusal),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::KeyWrong => Self::forbidden("setup.key_wrong", refusal),
            Refusal::KeyExpired => Self::new(StatusCode::GONE, "setup.key_expired", refusal),
            Refusal::Done => Self::new(StatusCode::GONE, "setup.done", refusal),
            Refusal::Incomplete { ref fields } => {
                let fields = fields.clone();
                Self::invalid("setup.incomplete", refusal).with("fields", fields)
            }
            Refusal::ProfileUnknown => Self::field("setup.profile_unknown", "profile", refusal),
            Refusal::NoKeeper => Self::conflict("setup.no_keeper", refusal),
            Refusal::Name(refusal) => refusal.into(),
            Refusal::Password(refusal) => refusal.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
