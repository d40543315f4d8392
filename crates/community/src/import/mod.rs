//! Lists of homes brought in, as any property has them: a sheet with a building, a unit and a room in each row.
//!
//! - Which column holds what is found by the words people use, and can be said. A dry run says what would follow, row by row.
//! - A home that is there already stays as it is, so that a list may be brought in twice, or in parts. What is wrong in a row
//!   keeps that row out alone, and goes back in a sheet of the same form with its reason.
//! - What a list made is taken back as a whole, except for what something hangs on by then.
//! - The sheet itself is read and forgotten. Of people it names, name, number, role and end are read where it has columns for them: they are
//!   awaited, and become residents by their own act.
//!
//! Tables: `community_import`, `community_import_place`.

mod actions;
mod http;
mod rules;
mod store;

pub(crate) use http::routes;
pub(crate) use store::end_some;

use ground::{Erasure, Export, Fault, Problem, TableDecl, Timestamp};

use crate::{awaited, place};

ground::id! {
    /// A list that was brought in.
    pub struct ImportId => "import"
}

const fn table(name: &'static str, plain: &'static [&'static str]) -> TableDecl {
    TableDecl {
        name,
        owner: "org",
        lifetime: "until it is taken back, or its organisation ends; erasure.end_org",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain,
        sealed: &[],
    }
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    table("community_import", &["id", "org", "made_at"]),
    table("community_import_place", &["import", "place", "kind"]),
];

/// A list that was brought in.
pub(crate) struct Import {
    /// Which.
    pub id: ImportId,
    /// When.
    pub made_at: Timestamp,
    /// How many homes that it made are still there.
    pub homes: i64,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// The organisation opened no community.
    #[error("this organisation has no community yet")]
    Closed,
    /// Nothing could be read.
    #[error(transparent)]
    Unread(#[from] sheet::Unread),
    /// It is no base64.
    #[error("the sheet comes in base64")]
    Encoding,
    /// No column holds rooms, or one that was named is not there.
    #[error("say which columns hold the building and the room")]
    Columns,
    /// There is no such list.
    #[error("there is no such list")]
    Unknown,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<awaited::Refusal> for Refusal {
    fn from(refusal: awaited::Refusal) -> Self {
        match refusal {
            awaited::Refusal::Denied(denied) => Self::Denied(denied),
            awaited::Refusal::Fault(fault) => Self::Fault(fault),
            other @ awaited::Refusal::Unknown => Self::Fault(Fault::caused("bringing in people", other)),
        }
    }
}

impl From<place::Refusal> for Refusal {
    fn from(refusal: place::Refusal) -> Self {
        match refusal {
            place::Refusal::Closed => Self::Closed,
            place::Refusal::Denied(denied) => Self::Denied(denied),
            place::Refusal::Fault(fault) => Self::Fault(fault),
            other => Self::Fault(Fault::caused("bringing in places", other)),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Closed => Self::not_found("place.closed", refusal),
            Refusal::Unread(why) => Self::field(unread(why), "file", refusal),
            Refusal::Encoding => Self::field("import.encoding", "file", refusal),
            Refusal::Columns => Self::field("import.columns", "columns", refusal),
            Refusal::Unknown => Self::not_found("import.unknown", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}

/// The code of a sheet that was not read.
const fn unread(why: sheet::Unread) -> &'static str {
    match why {
        sheet::Unread::Unknown => "import.unreadable",
        sheet::Unread::Old => "import.old",
        sheet::Unread::Broken => "import.broken",
        sheet::Unread::Empty => "import.empty",
        sheet::Unread::Large => "import.large",
    }
}
