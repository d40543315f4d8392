//! Passkeys (WebAuthn): a person signs in by what his device keeps, without a name, a number or a code.
//!
//! - A passkey is discoverable and always verified by its person (fingerprint, face, screen code): it counts as a
//!   second proof, lifts the limit of a session on a long silent number, and opens sessions without one.
//! - A limited session adds and removes no passkeys: else the new owner of a resold number would make himself at home.
//! - Fingerprint and face stay on the device; here rest a public key, an identifier and a label, sealed.
//! - A ceremony lives five minutes, in memory, is used once and belongs to who began it.
//! - The last way in of a person without number and password is not removed.
//!
//! Table: `yard_passkey`. Tells: `account.passkey_added`, `account.passkey_removed`.

mod actions;
mod ceremony;
mod http;
mod party;
mod rules;
mod store;

pub use actions::held;
pub(crate) use actions::prove;
pub(crate) use ceremony::Ceremonies;
pub use http::routes;
pub use rules::Label;
pub(crate) use store::has;
pub use store::{PasskeyRow, StoredKey};

use ground::{Erasure, Export, Fault, Problem, TableDecl};

ground::id! {
    /// One passkey of a person.
    pub struct PasskeyId => "passkey"
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_passkey",
    owner: "person",
    lifetime: "until it is removed or the account is cancelled",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &["id", "person", "created_at", "used_at"],
    sealed: &["credential_index", "credential", "label"],
}];

/// What becomes of this table when somebody is erased.
pub fn erasers() -> Vec<crate::erasure::Eraser> {
    use crate::erasure::{Eraser, Work};
    vec![Eraser { table: "yard_passkey", work: Work::AtOnce(store::erase) }]
}

/// How a passkey is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such passkey of one's own.
    #[error("there is no such passkey")]
    Unknown,
    /// The ceremony is over, was used, or never was.
    #[error("this took too long or was done before; begin again")]
    CeremonyUnknown,
    /// What the authenticator said does not hold.
    #[error("the authenticator's answer does not hold")]
    CredentialWrong,
    /// The passkey is known already.
    #[error("this passkey is known already")]
    Known,
    /// A person has so many already.
    #[error("there are too many passkeys; remove one first")]
    TooMany,
    /// The label cannot be one.
    #[error("a label has 1 to 64 characters and no control characters")]
    LabelWrong,
    /// It is the last way in.
    #[error("this passkey is the only way to sign in; add another way first")]
    Last,
    /// The session stands on a number that was silent for long.
    #[error("this number was silent for long: prove in a second way that it is you")]
    Limited,
    /// Too many ceremonies were begun from one address.
    #[error("too many tries")]
    TooOften {
        /// Seconds after which to try again.
        after_s: u64,
    },
    /// Passkeys belong to an address, and this house has none.
    #[error("passkeys need the public address of the house: a name, by HTTPS")]
    NoAddress,
    /// Its person froze the account.
    #[error(
        "this account was frozen because somebody else may have used it; lift that with a fresh proof first"
    )]
    Frozen,
    /// He took back what an account with a number from abroad rests on; a code asks him anew.
    #[error("an account with a number from abroad needs agreement to its data being sent to China")]
    NumberAbroad,
    /// Whoever has one gives it before he adds another.
    #[error(transparent)]
    Factor(#[from] Box<crate::factor::Refusal>),
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
            Refusal::Unknown => Self::not_found("passkey.unknown", refusal),
            Refusal::CeremonyUnknown => Self::invalid("passkey.ceremony_unknown", refusal),
            Refusal::CredentialWrong => Self::invalid("passkey.credential_wrong", refusal),
            Refusal::Known => Self::conflict("passkey.known", refusal),
            Refusal::TooMany => Self::conflict("passkey.too_many", refusal),
            Refusal::LabelWrong => Self::field("passkey.label_wrong", "label", refusal),
            Refusal::Last => Self::conflict("passkey.last", refusal),
            Refusal::Limited => Self::forbidden("session.second_proof_needed", refusal),
            Refusal::TooOften { after_s } => Self::too_many("passkey.limit", refusal, after_s),
            Refusal::NoAddress => Self::conflict("passkey.no_address", refusal),
            Refusal::Frozen => Self::forbidden("session.frozen", refusal),
            Refusal::NumberAbroad => Self::conflict("consent.number_abroad", refusal),
            Refusal::Factor(refusal) => (*refusal).into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}

/// What removes these categories when their time is over.
pub fn sweepers() -> Vec<crate::retention::Sweeper> {
    use crate::retention::{How, Sweeper};
    use policy::Category;
    vec![Sweeper { category: Category::Passkey, event: "removed", how: How::Act("me.passkeys.remove") }]
}
