//! Passwords, for those who run the house: a login name and a password, where no telephone is at hand.
//!
//! - A password has ten characters or more and is not one that others try first (`common.txt`, read with the program;
//!   nobody is asked about it).
//! - What rests is an argon2id verifier, sealed; the login name is found by a keyed index.
//! - A login that nobody has takes as long as a wrong password, and the answer is the same.
//! - Tries are counted per login, per address and per both, before anything is compared.
//!
//! Table: `yard_password`. Tells: `account.password_changed`. Knows nothing of how somebody became a keeper.

mod actions;
pub(crate) mod hashing;
mod http;
mod rules;
mod store;

pub use actions::held;
pub(crate) use actions::{own, prepare, prove, replace, save};
pub use http::routes;
pub use rules::{Login, Password};
pub use store::PasswordRow;
pub(crate) use store::has;

use ground::{Erasure, Export, Fault, Problem, TableDecl};

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_password",
    owner: "person",
    lifetime: "until it is removed or the account is cancelled",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &["person", "changed_at"],
    sealed: &["login", "login_index", "verifier"],
}];

/// What becomes of this table when somebody is erased.
pub fn erasers() -> Vec<crate::erasure::Eraser> {
    use crate::erasure::{Eraser, Work};
    vec![Eraser { table: "yard_password", work: Work::AtOnce(store::erase) }]
}

/// How signing in by password, or setting one, is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The login name is missing.
    #[error("a login name is needed")]
    LoginMissing,
    /// The login name cannot be one.
    #[error("a login name has 3 to 64 letters, digits and . _ - @ +")]
    LoginWrong,
    /// Somebody else has it.
    #[error("this login name is taken")]
    LoginTaken,
    /// The password is too short.
    #[error("a password has at least 10 characters")]
    Short,
    /// The password is longer than any that is typed.
    #[error("a password has at most 512 bytes")]
    Long,
    /// The password is among those that are tried first.
    #[error("this password is one of those that are tried first; choose another")]
    Common,
    /// Login and password do not fit.
    #[error("login name and password do not fit together")]
    Wrong,
    /// The present password is not the one that was typed.
    #[error("this is not the present password")]
    CurrentWrong,
    /// Too many tries.
    #[error("too many tries")]
    TooMany {
        /// Seconds after which to try again.
        after_s: u64,
    },
    /// A session that stands on a resold number changes no way to sign in.
    #[error("this number was silent for long: prove in a second way that it is you")]
    Limited,
    /// Its person froze the account.
    #[error(
        "this account was frozen because somebody else may have used it; lift that with a fresh proof first"
    )]
    Frozen,
    /// He took back what an account with a number from abroad rests on; a code asks him anew.
    #[error("an account with a number from abroad needs agreement to its data being sent to China")]
    NumberAbroad,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::LoginMissing => Self::field("password.login_missing", "login", refusal),
            Refusal::LoginWrong => Self::field("password.login_wrong", "login", refusal),
            Refusal::LoginTaken => Self::conflict("password.login_taken", refusal).with("field", "login"),
            Refusal::Short => {
                Self::field("password.short", "password", refusal).with("least", rules::SIGNS_MIN)
            }
            Refusal::Long => Self::field("password.long", "password", refusal),
            Refusal::Common => Self::field("password.common", "password", refusal),
            Refusal::Wrong => Self::field("session.password_wrong", "password", refusal),
            Refusal::CurrentWrong => Self::field("password.current_wrong", "current", refusal),
            Refusal::TooMany { after_s } => Self::too_many("session.password_limit", refusal, after_s),
            Refusal::Limited => Self::forbidden("session.second_proof_needed", refusal),
            Refusal::Frozen => Self::forbidden("session.frozen", refusal),
            Refusal::NumberAbroad => Self::conflict("consent.number_abroad", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}

/// What removes these categories when their time is over.
pub fn sweepers() -> Vec<crate::retention::Sweeper> {
    use crate::retention::{How, Sweeper};
    use policy::Category;
    vec![Sweeper { category: Category::PasswordVerifier, event: "removed", how: How::Act("me.password") }]
}
