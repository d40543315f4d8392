//! Partners: advertisers and agents outside, who get numbers and never people.
//!
//! - A feed to a partner is off until his agreement is stored: its day, and where it lies.
//! - What he gets is what was told of groups anyway: no key, no name, no row that stands for somebody. Each time it is
//!   checked again, and its fingerprint is written down.
//! - Where the doorplate has no advertising at all, there are no partners, and none can be added.
//!
//! Tables: `yard_partner`, `yard_partner_feed`. Tells nothing. Knows nothing of any person.

mod actions;
mod http;
mod rules;
mod store;

pub(crate) use actions::bound;
pub use http::routes;

use ground::{Erasure, Export, Fault, Problem, TableDecl};

ground::id! {
    /// One partner.
    pub struct PartnerId => "partner"
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "yard_partner",
        owner: "house",
        lifetime: "as long as the house: who was bound by what",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["id", "name", "agreed_on", "agreement", "feed_at", "created_at"],
        sealed: &[],
    },
    TableDecl {
        name: "yard_partner_feed",
        owner: "house",
        lifetime: "as long as the house: what was handed over",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["id", "partner", "week", "lines", "hash", "at"],
        sealed: &[],
    },
];

/// How something about a partner is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// This doorplate has no advertising.
    #[error("this house has no advertising, and no partners for it")]
    Absent,
    /// There is none.
    #[error("there is no such partner")]
    Unknown,
    /// A name has 1 to 100 signs.
    #[error("the name of a partner has 1 to 100 characters")]
    NameWrong,
    /// The day or the place of the agreement.
    #[error("an agreement has a day such as 2026-11-28, not in the future, and a place where it lies")]
    AgreementWrong,
    /// Nothing binds him.
    #[error("no agreement of this partner is stored; without one he gets nothing")]
    AgreementMissing,
    /// He gets nothing.
    #[error("the feed to this partner is off")]
    FeedOff,
    /// Nothing was told of that week.
    #[error("nothing was told of this week")]
    NoWeek,
    /// What would go out could name somebody.
    #[error("what would go out could name somebody; nothing went")]
    Identifying,
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
            Refusal::Absent => Self::conflict("partner.absent", refusal),
            Refusal::Unknown => Self::not_found("partner.unknown", refusal),
            Refusal::NameWrong => Self::field("partner.name_wrong", "name", refusal),
            Refusal::AgreementWrong => Self::field("partner.agreement_wrong", "on", refusal),
            Refusal::AgreementMissing => Self::conflict("partner.agreement_missing", refusal),
            Refusal::FeedOff => Self::conflict("partner.feed_off", refusal),
            Refusal::NoWeek => Self::not_found("partner.no_week", refusal),
            Refusal::Identifying => Self::conflict("partner.identifying", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
