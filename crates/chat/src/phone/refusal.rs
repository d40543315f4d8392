//! How telephones are refused.

use egress::SendRefused;
use ground::{Fault, Problem};

/// Why not.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// The house calls no telephones.
    #[error("this house calls no telephones: sip.trunk or sip.dial_prefixes is not set")]
    Off,
    /// The organisation lets nobody dial.
    #[error("this organisation does not let its members call telephones")]
    Closed,
    /// There is no such call, or the caller is not in it.
    #[error("there is no such call of yours")]
    Unknown,
    /// It has no such leg, or that is over.
    #[error("there is no such telephone in this call")]
    NoLeg,
    /// Only who began it.
    #[error("only who began a call does that")]
    NotYours,
    /// He has one open.
    #[error("you have a telephone call open already")]
    Busy,
    /// No number.
    #[error("this is no telephone number; write it with its area code, or with + and its country")]
    Number,
    /// An emergency number.
    #[error("emergency numbers are dialled on a telephone: from here nobody would know where you are")]
    Emergency,
    /// A number that costs more.
    #[error("numbers that cost more than a call are not dialled from here")]
    Premium,
    /// Not among those that may be dialled.
    #[error("whoever runs this house does not let such numbers be dialled")]
    Prefix,
    /// Nobody is to be called, or too many.
    #[error("a conference takes as many telephones as sip.dial_legs says, and 32 people at pages")]
    Many,
    /// More than one person may in a day.
    #[error("you have called as many telephones in 24 hours as sip.dial_daily says")]
    Daily,
    /// Somebody who is not in the organisation.
    #[error("only members of the organisation are asked to come")]
    Member,
    /// Not a key of a telephone.
    #[error("a telephone has the keys 0 to 9, * and #; at most 32 are pressed at once")]
    Key,
    /// He said that he is not to be heard.
    #[error("speaking in calls is switched off in your settings")]
    Mute,
    /// The media engine takes no more.
    #[error("the house carries no more calls now; try again")]
    Full,
    /// The number may not leave.
    #[error(transparent)]
    Send(#[from] SendRefused),
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
            Refusal::Off => Self::not_found("phone.off", refusal),
            Refusal::Closed => Self::forbidden("phone.closed", refusal),
            Refusal::Unknown => Self::not_found("phone.unknown", refusal),
            Refusal::NoLeg => Self::not_found("phone.no_leg", refusal),
            Refusal::NotYours => Self::forbidden("phone.not_yours", refusal),
            Refusal::Busy => Self::conflict("phone.busy", refusal),
            Refusal::Number => Self::field("phone.number", "numbers", refusal),
            Refusal::Emergency => Self::field("phone.emergency", "numbers", refusal),
            Refusal::Premium => Self::field("phone.premium", "numbers", refusal),
            Refusal::Prefix => Self::field("phone.prefix", "numbers", refusal),
            Refusal::Many => Self::field("phone.many", "numbers", refusal),
            Refusal::Daily => Self::too_many("phone.daily", refusal, 3_600),
            Refusal::Member => Self::field("phone.member", "people", refusal),
            Refusal::Key => Self::field("phone.key", "keys", refusal),
            Refusal::Mute => Self::conflict("phone.mute", refusal),
            Refusal::Full => Self::too_many("phone.full", refusal, 5),
            Refusal::Send(no) => no.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
