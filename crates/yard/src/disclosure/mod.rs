//! Cases of disclosure: the one way by which somebody's data are used or handed out without his consent.
//!
//! - A case names its people and its fields, and stands on one ground of the doorplate's list, or on the word of each of its
//!   people. Any other ground is refused. Where the doorplate lists the cases in which a verified identity may be looked up,
//!   such a lookup names one of them, and the log says which.
//! - What authorities and heirs ask for needs papers. Nothing is released before a second keeper has reviewed the case.
//! - Exactly the named fields of the named people are opened, and only between review and closing; each opening is a leaf of
//!   the access log that says the case and its ground. A minor's data need the two keepers of an opening, too.
//! - What is released is signed and rests sealed under the key of each of its people.
//! - It closes with a notice to each of its people, or with the reason why none was sent. Whoever is accused in a complaint
//!   is told at the release.
//! - A breach of the rules is made public only on a ground or with the person's consent, and says the act and the measure.
//! - After somebody's death a close relative may have what the law lets him, unless the person wished otherwise.
//!
//! Tables: `yard_disclosure`, `yard_disclosure_paper`, `yard_disclosure_person`, `yard_after_me`. Tells (notices):
//! `disclosure.asked`, `disclosure.told`, `disclosure.accused`, `disclosure.review`. Job: `disclosure.sweep`.

mod actions;
mod after;
mod fields;
mod grounds;
mod http;
mod jobs;
mod refusal;
mod release;
mod rules;
mod store;
mod views;

pub use grounds::approved;
pub use grounds::checks;
pub use http::routes;
pub use jobs::jobs;
pub use refusal::Refusal;
pub use store::{DisclosureRow, PaperRow, PersonRow};

use ground::{Attr, Erasure, Export, PersonId, Resource, TableDecl};
use policy::Category;

use crate::erasure::{Eraser, Work};
use crate::retention::{How, Sweeper};

ground::id! {
    /// One case.
    pub struct DisclosureId => "disclosure"
}
ground::id! {
    /// One paper of a case.
    pub struct PaperId => "paper"
}

/// A case as the policies see it: whose data it is about.
fn resource(id: DisclosureId, people: &[PersonId]) -> Resource {
    let people = people.iter().map(ToString::to_string).collect();
    Resource { kind: "Disclosure", id: id.to_string(), attrs: vec![("people", Attr::Ids(people))] }
}

const LIFETIME: &str = "as `disclosure-record` in policy/retention.toml, removed by disclosure.sweep";

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "yard_disclosure",
        owner: "house",
        lifetime: LIFETIME,
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &[
            "id",
            "number",
            "kind",
            "ground",
            "identity_case",
            "state",
            "fields",
            "opened_by",
            "opened_at",
            "reviewed_by",
            "reviewed_at",
            "released_by",
            "released_at",
            "closed_by",
            "closed_at",
            "told",
        ],
        sealed: &["facts", "silence"],
    },
    TableDecl {
        name: "yard_disclosure_paper",
        owner: "house",
        lifetime: "as its case",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["id", "disclosure", "filed_by", "filed_at"],
        sealed: &["content"],
    },
    TableDecl {
        name: "yard_disclosure_person",
        owner: "person",
        lifetime: "as its case",
        export: Export::Person,
        erasure: Erasure::Floor,
        plain: &["id", "disclosure", "person", "agreed_at", "told_at"],
        sealed: &["package"],
    },
    TableDecl {
        name: "yard_after_me",
        owner: "person",
        lifetime: "until the person changes it, or the account is erased",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["person", "wish", "at"],
        sealed: &[],
    },
];

/// What becomes of these tables when somebody is erased: that something was released is kept as proof.
pub fn erasers() -> Vec<Eraser> {
    let kept = Work::Floor { category: Category::DisclosureRecord, event: "disclosure-closed" };
    vec![
        Eraser { table: "yard_disclosure_person", work: kept },
        Eraser { table: "yard_after_me", work: Work::AtEnd(store::erase_wish) },
    ]
}

/// What removes cases when their time is over.
pub fn sweepers() -> Vec<Sweeper> {
    let how = How::Job("disclosure.sweep");
    vec![Sweeper { category: Category::DisclosureRecord, event: "disclosure-closed", how }]
}
