//! Versions of the policy: what was published when, what changed, and what people said to it.
//!
//! - The first version comes into force when the house is set up. A build whose policy differs begins another one.
//! - A major change is a draft until a keeper publishes it; objections are taken for the promised period; then it is
//!   notified, and comes into force after the promised notice. Any other change is notified at once.
//! - A new use of personal data waits for two things: that its version is in force, and that the person agreed to it
//!   (or signed up when it was already shown). Who objects, or says nothing, keeps the old terms: that use stays closed
//!   for his data, everything else works.
//! - While a version is not in force yet, the published text is that of the version before it.
//!
//! Tables: `yard_policy_version`, `yard_policy_word` (append-only). Tells: `policy.publicity`, `policy.notified`,
//! `policy.in_force`, `policy.withdrawn`, `policy.answered`.

mod actions;
mod http;
mod jobs;
mod rules;
mod settle;
mod store;
mod terms;

pub use actions::held;
pub(crate) use actions::{risk_found, waiting};
pub use http::routes;
pub use jobs::jobs;
pub(crate) use settle::load as reload;
pub use settle::settle;
pub(crate) use settle::{card, text_in_force};
pub use terms::Terms;

use ground::{Erasure, Export, Fault, Problem, TableDecl, Timestamp};

ground::id! {
    /// One version of the policy.
    pub struct PolicyVersionId => "policy"
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "yard_policy_version",
        owner: "house",
        lifetime: "as long as the house: the history of what was promised",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &[
            "id",
            "number",
            "version",
            "state",
            "kinds",
            "reduces",
            "hash",
            "snapshot",
            "changes",
            "fresh",
            "text_zh",
            "text_en",
            "made_at",
            "published_at",
            "objections_until",
            "notified_at",
            "in_force_at",
            "ended_at",
        ],
        sealed: &[],
    },
    TableDecl {
        name: "yard_policy_word",
        owner: "person",
        lifetime: "three years after the account ends, as proof",
        export: Export::Person,
        erasure: Erasure::Floor,
        plain: &["person", "seq", "version", "number", "word", "at"],
        sealed: &[],
    },
];

/// What becomes of somebody's word on a version, when he is erased.
pub fn erasers() -> Vec<crate::erasure::Eraser> {
    use crate::erasure::{Eraser, Work};
    let work = Work::Floor { category: policy::Category::ConsentRecord, event: "account-closed" };
    vec![Eraser { table: "yard_policy_word", work }]
}

/// What removes such words when their time is over.
pub fn sweepers() -> Vec<crate::retention::Sweeper> {
    use crate::retention::{How, Sweeper};
    let how = How::Swept { count: store::count_over, sweep: store::sweep_over };
    vec![Sweeper { category: policy::Category::ConsentRecord, event: "account-closed", how }]
}

/// How an act on a version is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such version, or it is not published.
    #[error("there is no such version of the policy")]
    Unknown,
    /// It is not at the step that this act belongs to.
    #[error("this version is not at that step")]
    WrongStep,
    /// Objections are still being taken.
    #[error("objections are taken until {}", until.rfc3339())]
    PublicityRunning {
        /// Until then.
        until: Timestamp,
    },
    /// It would come into force before people had the promised time.
    #[error("it comes into force {} at the earliest", earliest.rfc3339())]
    TooEarly {
        /// Not before then.
        earliest: Timestamp,
    },
    /// It brings a use of sensitive data whose impact nobody assessed.
    #[error("a new use of sensitive data needs an impact assessment first")]
    Unassessed {
        /// For which purposes.
        purposes: Vec<&'static str>,
    },
    /// A major change is agreed to or objected to; going on is no answer.
    #[error("a major change needs an explicit answer")]
    ExplicitAnswer,
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
            Refusal::Unknown => Self::not_found("policy.unknown", refusal),
            Refusal::WrongStep => Self::conflict("policy.wrong_step", refusal),
            Refusal::PublicityRunning { until } => {
                Self::conflict("policy.publicity_running", refusal).with("until", until.rfc3339())
            }
            Refusal::TooEarly { earliest } => {
                Self::conflict("policy.too_early", refusal).with("earliest", earliest.rfc3339())
            }
            Refusal::Unassessed { ref purposes } => {
                let purposes = purposes.clone();
                Self::conflict("policy.unassessed", refusal).with("purposes", purposes)
            }
            Refusal::ExplicitAnswer => Self::conflict("policy.explicit_answer", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
