//! The whole vocabulary of no of lists.

use ground::{Fault, Problem};

use crate::org;

/// How something about a list is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Nobody attested that those on the list agreed.
    #[error(
        "say that everybody on the list agreed, for what, how far and for which use; 2 to 200 characters each"
    )]
    Attestation,
    /// Nothing could be read.
    #[error(transparent)]
    Unread(#[from] sheet::Unread),
    /// It is no base64.
    #[error("the sheet comes in base64")]
    Encoding,
    /// No column holds telephones or departments, or one that was named is not there.
    #[error("say which column holds the telephone")]
    Columns,
    /// There are columns that no record has a field for.
    #[error(
        "there are columns that a record has no field for: leave them out, or take them out of the sheet"
    )]
    Unknown {
        /// Which, by their names.
        columns: Vec<String>,
    },
    /// There is no such list, or no such row of the caller.
    #[error("there is no such list")]
    Absent,
    /// What the organisation says.
    #[error(transparent)]
    Org(#[from] org::Refusal),
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// The vault says no.
    #[error(transparent)]
    Sealed(#[from] vault::OpenRefused),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Attestation => Self::field("upload.attestation", "attestation", refusal),
            Refusal::Unread(why) => Self::field(unread(why), "file", refusal),
            Refusal::Encoding => Self::field("import.encoding", "file", refusal),
            Refusal::Columns => Self::field("upload.columns", "columns", refusal),
            Refusal::Unknown { ref columns } => {
                let names = columns.join(", ");
                Self::field("upload.columns_unknown", "columns", refusal).with("columns", names)
            }
            Refusal::Absent => Self::not_found("upload.unknown", refusal),
            Refusal::Org(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Sealed(refusal) => refusal.into(),
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
