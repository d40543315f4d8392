//! Moving in: somebody comes from another house and brings the archive that it signed for him.
//!
//! - Nothing is taken from an archive that its house did not sign. Whose key that is, the keepers say once; the key of a
//!   house that nobody here knows is taken only where the person says that he compared it.
//! - Looking changes nothing: it says what would come, what would be replaced, and what cannot come, each with why.
//! - What is there already stays, unless the person says of just this that it is to be replaced.
//! - No consent comes along: here everything is asked anew. The old ones are listed, so that one sees them.
//! - An archive that names another number than one's own is taken only where the person says that it is his.
//! - The same archive twice is one.
//!
//! Tables: `yard_brought` (the history of meetings, sealed), `yard_known_house`. Tells: `account.renamed`,
//! `account.avatar_changed`. The format is that of `rights::archive`; ADR 12e describes it.

mod actions;
mod http;
mod read;
mod rules;
mod store;

pub use actions::held;
pub(crate) use http::SignedWish;
pub use http::routes;
pub use read::{Archive, Signed, read};
pub(crate) use read::{CONTENT_MAX, verified};
pub use rules::{Entry, Offer, Why, fingerprint, offer};
pub use store::BroughtRow;
pub(crate) use store::{Known, house as known_house};

use ground::{Erasure, Export, Fault, Problem, TableDecl};
use policy::Category;

use crate::erasure::{Eraser, Work};
use crate::retention::{How, Sweeper};

ground::id! {
    /// One thing that was brought along; it follows from what it is, so that the same twice is one.
    pub struct BroughtId => "brought"
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "yard_brought",
        owner: "person",
        lifetime: "as retention says of meetings, removed by retention.sweep",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["person", "id", "kind", "at", "brought_at"],
        sealed: &["title", "stay"],
    },
    TableDecl {
        name: "yard_known_house",
        owner: "house",
        lifetime: "until a keeper removes it",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["fingerprint", "name", "log_key", "added_by", "added_at"],
        sealed: &[],
    },
];

/// What becomes of these tables when somebody is erased.
pub fn erasers() -> Vec<Eraser> {
    vec![Eraser { table: "yard_brought", work: Work::AtOnce(store::erase) }]
}

/// What removes what was brought when its time is over.
pub fn sweepers() -> Vec<Sweeper> {
    let swept = |category, count, sweep| Sweeper {
        category,
        event: "meeting-ended",
        how: How::Swept { count, sweep },
    };
    vec![
        swept(Category::MeetingTitle, store::count_titles, store::sweep_titles),
        swept(Category::MeetingParticipation, store::count_stays, store::sweep_stays),
    ]
}

/// How an archive is refused.
#[derive(Clone, PartialEq, Eq, Hash, Debug, thiserror::Error)]
pub enum Wrong {
    /// It is of another kind, or newer than this house.
    #[error("this is not an archive that this house can read")]
    Format,
    /// It is cut off, or too much stands in it.
    #[error("the archive is damaged, or more stands in it than an archive of one person holds")]
    Damaged,
    /// It is not what its house signed.
    #[error("the archive was changed since its house signed it, or was never signed")]
    Signature,
}

/// How moving in is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The archive.
    #[error(transparent)]
    Wrong(#[from] Wrong),
    /// Nobody here knows the key of the house, and the person did not say that he compared it.
    #[error("nobody here knows the key of that house; compare it and confirm it")]
    HouseUnknown,
    /// The archive does not name one's own number, and the person did not say that it is his.
    #[error("the archive names another number than yours; confirm that it is your own")]
    NotSurelyYours,
    /// The archive does not offer this.
    #[error("the archive holds nothing of this kind that could be taken")]
    NotOffered,
    /// It is there already, and nobody said that it is to be replaced.
    #[error("there is one already; say that it is to be replaced")]
    WouldReplace,
    /// A known house has a name and a key.
    #[error("a house has a name of 1 to 100 characters and a key of 32 bytes in base64")]
    KeyWrong,
    /// There is no such known house.
    #[error("no such house is known here")]
    NoHouse,
    /// The picture.
    #[error(transparent)]
    Picture(#[from] crate::avatar::Refusal),
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
            Refusal::Wrong(Wrong::Format) => Self::invalid("moving.format", refusal),
            Refusal::Wrong(Wrong::Damaged) => Self::invalid("moving.damaged", refusal),
            Refusal::Wrong(Wrong::Signature) => Self::invalid("moving.signature", refusal),
            Refusal::HouseUnknown => Self::conflict("moving.house_unknown", refusal),
            Refusal::NotSurelyYours => Self::conflict("moving.not_surely_yours", refusal),
            Refusal::NotOffered => Self::field("moving.not_offered", "take", refusal),
            Refusal::WouldReplace => Self::conflict("moving.would_replace", refusal),
            Refusal::KeyWrong => Self::field("moving.key_wrong", "key", refusal),
            Refusal::NoHouse => Self::not_found("moving.no_house", refusal),
            Refusal::Picture(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
