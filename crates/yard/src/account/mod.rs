//! Accounts: a person signs up and signs in, keeps a list of his devices, and signs out of each.
//!
//! - A code goes to a number by SMS, or, where the house names mail domains, to an address of theirs.
//!
//! - The consent screen comes before the number; nothing is stored of a number whose code was not given.
//! - A code lives five minutes and five tries; only keyed fingerprints of number and code are stored.
//! - A number that was silent for sixty days does not open organisations or old content by SMS alone:
//!   carriers resell numbers. A second proof lifts that.
//! - A session token is shown once; its fingerprint is stored.
//!
//! Tables: `yard_person`, `yard_number`, `yard_mail`, `yard_code`, `yard_rate`, `yard_session`.
//! Tells: `account.opened`, `account.device_added`. Knows nothing of organisations.

mod actions;
mod counting;
mod erased;
mod frozen;
mod http;
mod identity;
mod jobs;
mod mail;
mod outside;
mod phone;
mod place;
mod proof;
mod proving;
mod rules;
pub mod serving;
pub mod sessions;
pub mod store;
mod words;

pub use actions::{Arrival, Opened, held, name_if_permitted, name_of, names_of, open_session};
pub(crate) use actions::{close_device, sign_out_everywhere};
pub use erased::store::number_index_now;
pub(crate) use frozen::{
    Reached, end_sessions_of, freeze, is_frozen, prove_at_desk, prove_thaw, send_desk_code, send_thaw_code,
    thaw,
};
pub use http::routes;
pub(crate) use http::{CodeSent, ProofGiven, SessionView, answer, answer_here};
pub(crate) use identity::{number_of, prove_by_code, send_identity_code, shut};
pub use jobs::jobs;
pub use mail::{Mail, mask_mail};
pub(crate) use outside::{has_account, prove_number, prove_outside, send_number_code, send_outside_code};
pub use phone::Phone;
pub(crate) use place::mail_is_open;
pub use proof::{Proofs, solve};
pub use rules::{Bound, Name, mask_phone};
pub use sessions::Fresh;
pub use store::{MailRow, NumberRow, PersonRow, SessionRow};

use axum::http::StatusCode;
use ground::{Ctx, Erasure, Export, Fault, Problem, TableDecl};
use std::future::Future;
use std::pin::Pin;

use crate::erasure::{Eraser, Work};

/// What follows in a wing when a number is about to be nobody's, within the unit of work that closes its account: what names the
/// number, by its keyed index, goes. The gate brings them along.
pub type Freeing =
    for<'a> fn(&'a mut Ctx, &'a [u8]) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + 'a>>;

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "yard_person",
        owner: "person",
        lifetime: "until the account is cancelled",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id", "keeper", "created_at", "seen_at", "named_at", "avatar_at", "frozen_at"],
        sealed: &["name", "avatar"],
    },
    TableDecl {
        name: "yard_number",
        owner: "person",
        lifetime: "until the number is changed or the account is cancelled",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["person", "since"],
        sealed: &["phone", "phone_index"],
    },
    TableDecl {
        name: "yard_mail",
        owner: "person",
        lifetime: "until the account is cancelled",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["person", "since"],
        sealed: &["mail", "mail_index"],
    },
    TableDecl {
        name: "yard_code",
        owner: "house",
        lifetime: "five minutes, removed by account.sweep",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["tries_left", "sent_at", "expires_at", "consent_version", "purposes"],
        sealed: &["phone_index", "code_index"],
    },
    TableDecl {
        name: "yard_rate",
        owner: "house",
        lifetime: "two days, removed by account.sweep",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["kind", "began_at", "span_s", "count"],
        sealed: &["key"],
    },
    TableDecl {
        name: "yard_session",
        owner: "person",
        lifetime: "until signed out, 180 days unused, or its own end, removed by account.sweep",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id", "person", "guest_of", "limited", "created_at", "seen_at", "ends_at", "serves"],
        sealed: &["token_hash", "label"],
    },
];

/// What becomes of these tables when somebody is erased. The person goes last: others look him up.
pub fn erasers() -> Vec<Eraser> {
    vec![
        Eraser { table: "yard_session", work: Work::AtOnce(erased::store::erase_sessions) },
        Eraser { table: "yard_number", work: Work::AtEnd(erased::store::erase_number) },
        Eraser { table: "yard_mail", work: Work::AtEnd(erased::store::erase_mail) },
        Eraser { table: "yard_person", work: Work::AtEnd(erased::store::erase_person) },
    ]
}

/// How signing up or in is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The number is missing.
    #[error("a phone number is needed")]
    PhoneMissing,
    /// The number is none.
    #[error("this is not a phone number that can receive codes")]
    PhoneWrong,
    /// The address is none.
    #[error("this is not a mail address that can receive codes")]
    MailWrong,
    /// The address is of another domain.
    #[error("this house takes mail addresses of its own domains only")]
    MailDomain,
    /// Number and address at once.
    #[error("give a number or a mail address, not both")]
    TwoPlaces,
    /// A new person has no name yet.
    #[error("a name is needed")]
    NameMissing,
    /// The name cannot be one.
    #[error("a name has 1 to 64 characters and no control characters")]
    NameWrong,
    /// The proof of work is missing, wrong, used or too old.
    #[error("the proof of work is missing, wrong or was used before")]
    ProofWrong,
    /// The texts have changed since they were shown.
    #[error("the policy has changed since it was shown")]
    ConsentStale,
    /// A purpose without which there can be no account was not accepted.
    #[error("an account needs the required purposes to be accepted")]
    ConsentMissing,
    /// What is asked of numbers from abroad was not accepted.
    #[error("an account with a number from abroad needs agreement to its data being sent to China")]
    NumberAbroad,
    /// The code is wrong; so many tries are left.
    #[error("the code is wrong")]
    CodeWrong {
        /// Tries left.
        left: i64,
    },
    /// The device gives nothing by which it is known again.
    #[error(
        "to keep accounts safe this house knows devices again, and this one gives no name: sign in from one that does"
    )]
    DeviceUnnamed,
    /// There is no code, or no longer.
    #[error("the code has expired")]
    CodeExpired,
    /// Too many codes were asked for.
    #[error("too many codes were asked for")]
    TooMany {
        /// Seconds after which to try again.
        after_s: u64,
    },
    /// SMS is not connected.
    #[error("this house cannot send text messages; sign in another way")]
    NoSms,
    /// The provider did not take the message.
    #[error("the code could not be sent; try again later, or sign in another way")]
    NotSent,
    /// Mail is not connected, or no domain is named.
    #[error("this house does not sign people in by mail; sign in another way")]
    NoMail,
    /// There is no such device of one's own.
    #[error("there is no such device")]
    DeviceUnknown,
    /// Its person said that somebody else may be using it.
    #[error(
        "this account was frozen because somebody else may have used it; lift that with a fresh proof first"
    )]
    Frozen,
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
            Refusal::PhoneMissing => Self::field("account.phone_missing", "phone", refusal),
            Refusal::PhoneWrong => Self::field("account.phone_wrong", "phone", refusal),
            Refusal::MailWrong => Self::field("account.mail_wrong", "mail", refusal),
            Refusal::MailDomain => Self::field("account.mail_domain", "mail", refusal),
            Refusal::TwoPlaces => Self::field("account.two_places", "mail", refusal),
            Refusal::NameMissing => Self::field("account.name_missing", "name", refusal),
            Refusal::NameWrong => Self::field("account.name_wrong", "name", refusal),
            Refusal::ProofWrong => Self::field("session.proof_wrong", "proof", refusal),
            Refusal::ConsentStale => Self::conflict("consent.version_stale", refusal),
            Refusal::ConsentMissing => Self::field("consent.required_missing", "consent", refusal),
            Refusal::NumberAbroad => Self::conflict("consent.number_abroad", refusal),
            Refusal::CodeWrong { left } => {
                Self::field("session.code_wrong", "code", refusal).with("left", left)
            }
            Refusal::DeviceUnnamed => Self::field("session.device_unnamed", "device", refusal),
            Refusal::CodeExpired => Self::field("session.code_expired", "code", refusal),
            Refusal::TooMany { after_s } => Self::too_many("session.code_limit", refusal, after_s),
            Refusal::NoSms => Self::conflict("session.no_sms", refusal),
            Refusal::NotSent => Self::new(StatusCode::SERVICE_UNAVAILABLE, "session.code_not_sent", refusal),
            Refusal::NoMail => Self::conflict("session.no_mail", refusal),
            Refusal::DeviceUnknown => Self::not_found("device.unknown", refusal),
            Refusal::Frozen => Self::forbidden("session.frozen", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}

/// What removes these categories when their time is over.
pub fn sweepers() -> Vec<crate::retention::Sweeper> {
    use crate::retention::{How, Sweeper};
    use policy::Category;
    vec![
        Sweeper { category: Category::EmailAddress, event: "removed", how: How::Act("me.close") },
        Sweeper { category: Category::DeviceLabel, event: "session-closed", how: How::Act("session.close") },
        Sweeper { category: Category::VerificationCode, event: "collected", how: How::Job("account.sweep") },
        Sweeper { category: Category::AttemptCount, event: "collected", how: How::Job("account.sweep") },
        Sweeper { category: Category::AccessRecord, event: "collected", how: How::Job("house.records") },
        Sweeper { category: Category::AccessRecord, event: "account-closed", how: How::Act("me.close") },
        Sweeper { category: Category::SharingRecord, event: "collected", how: How::Job("house.records") },
    ]
}
