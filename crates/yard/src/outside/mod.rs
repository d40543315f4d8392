//! People outside the screen: whoever has no account sees and erases what is held of his number.
//!
//! - A code by SMS proves the number; it goes to every number alike, so nobody learns here which ones are known.
//! - The bounds are those of signing in, counted together with them, behind the same proof of work.
//! - A proved number gets a key for ten minutes, kept in memory alone; erasing uses it up.
//! - Who has an account is told to sign in: a number alone, which may have another owner by now, opens nothing of it.
//!
//! Owns no table: it shows what other features hold. Tells: `org.declined`.

mod actions;
mod http;

pub use http::routes;

use ground::{Fault, Problem};
use std::time::Duration;

use crate::account;
use crate::waiting::Waiting;

/// How long a key is good.
const PASS_LIFE: Duration = Duration::from_secs(600);
/// Keys at once.
const PASSES_MAX: usize = 10_000;

/// The keys of those who proved a number, each with the number's index.
pub(crate) struct Passes(Waiting<[u8; 16]>);

impl Default for Passes {
    fn default() -> Self {
        Self(Waiting::new(PASS_LIFE, PASSES_MAX))
    }
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The key is none, was used, or has expired.
    #[error("this key is none, was used or has expired; prove the number again")]
    PassUnknown,
    /// There is an account: it is erased there.
    #[error("this number has an account; sign in to erase what is held")]
    HasAccount,
    /// The number or the code is not right.
    #[error(transparent)]
    Account(#[from] account::Refusal),
    /// An organisation could not be told.
    #[error(transparent)]
    Org(#[from] crate::org::Refusal),
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
            Refusal::PassUnknown => Self::field("outside.pass_unknown", "pass", refusal),
            Refusal::HasAccount => Self::conflict("outside.has_account", refusal),
            Refusal::Account(refusal) => refusal.into(),
            Refusal::Org(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
