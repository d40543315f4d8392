//! How it is refused.

use ground::{Fault, Problem};

/// How something about minors is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// This is no year of birth.
    #[error("this is not a year in which somebody who lives was born")]
    YearWrong,
    /// It was stated already.
    #[error("the age was stated already; a guardian can correct it through the contact")]
    StatedAlready,
    /// Whoever asks is no minor who waits.
    #[error("there is nothing to ask a guardian for")]
    NotWaiting,
    /// The number is none.
    #[error("this is not a phone number that can receive messages")]
    PhoneWrong,
    /// One is not one's own guardian.
    #[error("a guardian has another number than the minor")]
    OwnNumber,
    /// Too many messages to guardians today.
    #[error("too many guardians were asked today")]
    TooMany {
        /// Seconds after which to try again.
        after_s: u64,
    },
    /// There is no such ward of whoever asks.
    #[error("there is no such ward of yours")]
    Unknown,
    /// A minor is nobody's guardian.
    #[error("whoever is a minor himself is nobody's guardian")]
    GuardianMinor,
    /// The rules have changed since they were read.
    #[error("the rules have changed since they were shown")]
    Stale,
    /// This doorplate wants a signed sheet.
    #[error("a signed consent is needed: a PDF, JPEG or PNG of at most 180 KiB")]
    SheetMissing,
    /// What was said to be more than needed is needed, or is nothing of the kind.
    #[error("this is needed for the account itself; close the account instead")]
    Needed,
    /// There is no such reason.
    #[error("an opening needs one of the reasons there are")]
    ReasonUnknown,
    /// There is no such opening that waits.
    #[error("there is no such opening that waits for approval")]
    OpeningUnknown,
    /// Two persons are needed.
    #[error("somebody else has to approve what one asked for oneself")]
    SamePerson,
    /// A guardian has not agreed yet.
    #[error("a guardian has to agree before this can be used")]
    Waiting,
    /// The guardian closed this.
    #[error("a guardian closed this part of the service")]
    Limited,
    /// The proof.
    #[error(transparent)]
    Identity(#[from] crate::identity::Refusal),
    /// The request that was made for a ward.
    #[error(transparent)]
    Request(#[from] crate::rights::Refusal),
    /// The vault says no.
    #[error(transparent)]
    Open(#[from] vault::OpenRefused),
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
            Refusal::YearWrong => Self::field("minor.year_wrong", "born", refusal),
            Refusal::StatedAlready => Self::conflict("minor.stated_already", refusal),
            Refusal::NotWaiting => Self::conflict("minor.not_waiting", refusal),
            Refusal::PhoneWrong => Self::field("account.phone_wrong", "phone", refusal),
            Refusal::OwnNumber => Self::field("minor.own_number", "phone", refusal),
            Refusal::TooMany { after_s } => Self::too_many("minor.limit", refusal, after_s),
            Refusal::Unknown => Self::not_found("minor.unknown", refusal),
            Refusal::GuardianMinor => Self::forbidden("minor.guardian_minor", refusal),
            Refusal::Stale => Self::conflict("consent.version_stale", refusal),
            Refusal::SheetMissing => Self::field("minor.sheet_missing", "sheet", refusal),
            Refusal::Needed => Self::field("minor.needed", "category", refusal),
            Refusal::ReasonUnknown => Self::field("minor.reason_unknown", "reason", refusal),
            Refusal::OpeningUnknown => Self::not_found("minor.opening_unknown", refusal),
            Refusal::SamePerson => Self::forbidden("minor.same_person", refusal),
            Refusal::Waiting => Self::forbidden("minor.waiting", refusal),
            Refusal::Limited => Self::forbidden("minor.limited", refusal),
            Refusal::Identity(refusal) => refusal.into(),
            Refusal::Request(refusal) => refusal.into(),
            Refusal::Open(refusal) => Fault::caused("opening what is held about a ward", refusal).into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
