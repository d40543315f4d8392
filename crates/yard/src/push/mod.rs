//! Being reached while no page is open: where a device is woken, and the one way to say that something waits there.
//!
//! - A device is woken because its person asked for it on that device, under a consent of its own; withdrawn, or signed
//!   out, its address is gone.
//! - What leaves says that something waits, of which kind, and nothing else. Who wrote or what is asked of the house by
//!   whoever opens it.
//! - Addresses are used only at services that are configured and declared; one that is gone is forgotten at once, and a
//!   service that asks to wait is left alone for so long.
//! - Of one device at most one waking waits: what comes meanwhile is told with it.
//!
//! Table: `yard_push`. Jobs: `push.send`, `push.sweep`.

mod actions;
mod http;
mod jobs;
mod key;
mod rules;
mod store;
mod tell;

pub use actions::held;
pub use http::routes;
pub use jobs::jobs;
pub use key::awaken;
pub use rules::Kind;
pub use store::PushRow;
pub use tell::{has_device, is_looking, is_reachable, is_used, notify};

use ground::{Erasure, Export, Fault, Problem, TableDecl};

ground::id! {
    /// A device that can be woken.
    pub struct PushId => "push"
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_push",
    owner: "person",
    lifetime: "as long as the session of its device and the consent; removed with them, the rest by push.sweep",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &["id", "person", "device", "brand", "since", "told_at", "due"],
    sealed: &["mark", "place"],
}];

/// What becomes of the addresses of somebody who is erased.
pub fn erasers() -> Vec<crate::erasure::Eraser> {
    use crate::erasure::{Eraser, Work};
    vec![Eraser { table: "yard_push", work: Work::AtOnce(store::erase) }]
}

/// What removes addresses when their time is over.
pub fn sweepers() -> Vec<crate::retention::Sweeper> {
    use crate::retention::{How, Sweeper};
    let category = policy::Category::PushAddress;
    vec![
        Sweeper { category, event: "removed", how: How::Act("push.end") },
        Sweeper { category, event: "session-closed", how: How::Act("session.close") },
    ]
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The address is of no service that this house uses.
    #[error("this address is of no push service that this house uses")]
    ServiceUnknown,
    /// The keys are none.
    #[error("the keys of the browser cannot be used")]
    Keys,
    /// No such maker, or none whose gateway this house uses.
    #[error("this house wakes no devices of this maker")]
    BrandUnknown,
    /// What the maker calls the device is empty, too long or has odd signs.
    #[error("this is no name that a maker gives a device")]
    Token,
    /// This device is not woken.
    #[error("this device is not woken")]
    Off,
    /// More devices than are woken.
    #[error("as many devices as may be are woken already")]
    TooMany,
    /// What the consent ledger says.
    #[error(transparent)]
    Consent(#[from] crate::consent::Refusal),
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
            Refusal::ServiceUnknown => Self::field("push.service_unknown", "address", refusal),
            Refusal::Keys => Self::field("push.keys", "p256dh", refusal),
            Refusal::BrandUnknown => Self::field("push.brand_unknown", "brand", refusal),
            Refusal::Token => Self::field("push.token", "token", refusal),
            Refusal::Off => Self::conflict("push.off", refusal),
            Refusal::TooMany => Self::conflict("push.too_many", refusal),
            Refusal::Consent(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
