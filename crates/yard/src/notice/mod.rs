//! Notices: how the yard tells a person something, in his language, and how he says what he does not want to be told.
//!
//! - A notice is a code and arguments; its words come from `words/notices.toml` when it is read. The kind stands with the
//!   code, so that nothing promotional can go out as a service notice.
//! - Service notices reach everyone and cannot be switched off, but for events at home (see `reminder`). News and promotions reach those whose consent stands at the
//!   moment of telling; one tap stops them, also from a text message without signing in.
//! - Where the doorplate has no promotions, there is no way to send one.
//! - Arguments that are about a person are sealed under his key.
//!
//! Tables: `yard_notice`, `yard_publication`, `yard_reply`. Tells: `notice.new`. Jobs: `notice.publish`, `notice.text`, `notice.mail`, `notice.sweep`.

mod actions;
mod http;
mod jobs;
mod mail;
mod reply;
mod rules;
mod stop;
mod store;
mod tell;
mod words;

pub use actions::held;
pub(crate) use actions::spread;
pub use http::routes;
pub use jobs::jobs;
pub use rules::{Args, Kind, Notice};
pub use store::NoticeRow;
pub(crate) use store::people;
pub use tell::{tell, tell_keepers};
pub use words::{both, instant};
pub(crate) use words::{fill, say};

use ground::{Erasure, Export, Fault, Problem, TableDecl};

ground::id! {
    /// One notice to one person.
    pub struct NoticeId => "notice"
}
ground::id! {
    /// Something that keepers told everyone.
    pub struct PublicationId => "publication"
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "yard_notice",
        owner: "person",
        lifetime: "as `notice` in policy/retention.toml, removed by notice.sweep",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &[
            "id",
            "person",
            "kind",
            "code",
            "args",
            "publication",
            "at",
            "read_at",
            "texted_at",
            "mailed_at",
        ],
        sealed: &["personal"],
    },
    TableDecl {
        name: "yard_reply",
        owner: "house",
        lifetime: "a month, removed by notice.sweep",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["mark", "at"],
        sealed: &[],
    },
    TableDecl {
        name: "yard_publication",
        owner: "house",
        lifetime: "as long as the notices it became; removed by notice.sweep",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &[
            "id",
            "kind",
            "code",
            "args",
            "published_by",
            "at",
            "done_at",
            "told",
            "tag",
            "stop_code",
            "stopped",
        ],
        sealed: &[],
    },
];

/// What becomes of the notices of somebody who is erased.
pub fn erasers() -> Vec<crate::erasure::Eraser> {
    use crate::erasure::{Eraser, Work};
    vec![Eraser { table: "yard_notice", work: Work::AtOnce(store::erase) }]
}

/// What removes notices when their time is over.
pub fn sweepers() -> Vec<crate::retention::Sweeper> {
    use crate::retention::{How, Sweeper};
    let how = How::Job("notice.sweep");
    vec![Sweeper { category: policy::Category::Notice, event: "collected", how }]
}

/// How telling, or not wanting to be told, is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such code for everyone.
    #[error("there is no such notice for everyone")]
    CodeUnknown,
    /// The code is of another kind: nothing promotional goes out as a service notice.
    #[error("this notice is of another kind than was asked for")]
    KindWrong,
    /// This doorplate has no such notices.
    #[error("this house sends no notices of this kind")]
    KindAbsent,
    /// There is no such tag, or promotions go by none.
    #[error("there is no such tag, or notices of this kind go by none")]
    TagWrong,
    /// The words lack something.
    #[error("an argument of the notice is missing, unknown or too long")]
    ArgumentWrong {
        /// Which.
        name: String,
    },
    /// Service notices cannot be switched off.
    #[error("service notices cannot be switched off")]
    NotSwitchable,
    /// The link is not one of ours.
    #[error("this link is not one of this house")]
    LinkWrong,
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

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::CodeUnknown => Self::field("notice.code_unknown", "code", refusal),
            Refusal::KindWrong => Self::field("notice.kind_wrong", "kind", refusal),
            Refusal::KindAbsent => Self::conflict("notice.kind_absent", refusal),
            Refusal::ArgumentWrong { ref name } => {
                let name = name.clone();
                Self::field("notice.argument_wrong", "args", refusal).with("name", name)
            }
            Refusal::TagWrong => Self::field("notice.tag_wrong", "tag", refusal),
            Refusal::NotSwitchable => Self::conflict("notice.not_switchable", refusal),
            Refusal::LinkWrong => Self::not_found("notice.link_wrong", refusal),
            Refusal::Consent(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
