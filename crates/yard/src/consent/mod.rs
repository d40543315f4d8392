//! The consent ledger: per person, purpose, sensitive category and recipient, with the version and the very text that
//! was shown; append-only.
//!
//! - What is withdrawn stands withdrawn until it is given anew; nothing is ever overwritten.
//! - Withdrawing takes one act, as giving does.
//! - A refusal is an entry, too. Nobody is asked again after it, unless the question changes or he goes there himself.
//! - Each kind of sensitive data needs a yes of its own, and so does passing such data on to somebody.
//! - What runs under a consent ends with it: it hears of it at once and asks before each step ([`Standing`]).
//! - A purpose that rests on a contract is acknowledged at sign-up and cannot be withdrawn by itself.
//!
//! Tables: `yard_consent`, `yard_consent_text`. Tells: `consent.given`, `consent.refused`, `consent.withdrawn`.

mod actions;
mod guest;
mod http;
mod paper;
mod rules;
mod shown;
mod standing;
pub mod store;
mod views;

pub use actions::{asked, held, record_asked};
pub(crate) use actions::{asked_of_numbers_abroad, switch_off, switch_on, took_back_abroad};
pub use guest::{GuestYes, guest_gives, guest_is_gone};
pub use http::routes;
pub(crate) use paper::{Signed, enter, may_be_signed};
pub(crate) use rules::in_words;
pub(crate) use standing::changed as look_again;
pub use standing::{Changed, Standing};

use ground::{Erasure, Export, Fault, Problem, TableDecl};

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[LEDGER, TEXTS];

const LEDGER: TableDecl = TableDecl {
    name: "yard_consent",
    owner: "person",
    lifetime: "three years after the account ends, as proof; of a visitor without an account as long as his photo, visit.forget",
    export: Export::Person,
    erasure: Erasure::Floor,
    plain: &[
        "id",
        "person",
        "purpose",
        "version",
        "act",
        "at",
        "seq",
        "category",
        "recipient",
        "shown",
        "lang",
        "paper",
    ],
    sealed: &[],
};

/// What the house itself asked, in its own words: nothing of anybody.
const TEXTS: TableDecl = TableDecl {
    name: "yard_consent_text",
    owner: "house",
    lifetime: "as long as an entry of the ledger refers to it, removed by retention.sweep",
    export: Export::Person,
    erasure: Erasure::Nothing,
    plain: &["hash", "body"],
    sealed: &[],
};

/// What becomes of this table when somebody is erased: it proves what was agreed, for as long as claims can be made.
pub fn erasers() -> Vec<crate::erasure::Eraser> {
    use crate::erasure::{Eraser, Work};
    let work = Work::Floor { category: policy::Category::ConsentRecord, event: "account-closed" };
    vec![Eraser { table: "yard_consent", work }]
}

/// How giving or withdrawing is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// This house has no such purpose.
    #[error("there is no such purpose here")]
    Unknown,
    /// The texts have changed since they were shown.
    #[error("the policy has changed since it was shown")]
    Stale,
    /// It rests on a contract or on the law, not on consent.
    #[error("this purpose does not rest on consent; it ends with the account")]
    NotConsent,
    /// A kind of sensitive data was not named, or one that the purpose does not use.
    #[error("each kind of sensitive data needs a yes of its own, and no other may be named")]
    Unnamed,
    /// The version of the policy that brings this purpose is not in force yet.
    #[error("the version of the policy that brings this purpose is not in force yet")]
    NotInForce,
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
            Refusal::Unknown => Self::not_found("consent.unknown", refusal),
            Refusal::Stale => Self::conflict("consent.version_stale", refusal),
            Refusal::NotConsent => Self::conflict("consent.not_withdrawable", refusal),
            Refusal::Unnamed => Self::field("consent.category_unnamed", "categories", refusal),
            Refusal::NotInForce => Self::conflict("consent.not_in_force", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}

/// What removes the ledger of somebody whose account was closed, once no claim can be made any longer.
pub fn sweepers() -> Vec<crate::retention::Sweeper> {
    use crate::retention::{How, Sweeper};
    let how = How::Swept { count: store::count_over, sweep: store::sweep_over };
    vec![Sweeper { category: policy::Category::ConsentRecord, event: "account-closed", how }]
}
