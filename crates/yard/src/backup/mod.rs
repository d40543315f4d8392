//! Backup and restore: the house copied while it runs, and brought back on a bare machine.
//!
//! - A backup is two archives and a list: data (database and files), keys (keys, access log, record of what left), and who
//!   was erased. They lie in two places; of keys and list only the newest is kept. None opens without the master key.
//! - The data are one consistent read; files that it counts on are not removed until they are copied. Keys are copied after
//!   the data, so that none is missing.
//! - One logical format for both databases: bringing back is also the road from one to the other.
//! - The erasure list is applied before anybody is let in: a copy from before an erasure forgets, too. It is written anew
//!   within a minute of an erasure, the key archive within an hour.
//! - An archive that is changed, cut off, or under another master key is refused, and nothing is half brought back.
//! - Once a month the house rehearses: it brings its newest backup back into a folder, holds it against the manifest, and
//!   removes it. Keepers are told when the newest backup is too old.
//!
//! Table: `yard_backup`. Tells: `backup.late`, `backup.failed`.

mod actions;
mod copy;
mod http;
mod jobs;
mod rehearse;
mod restore;
mod rules;
mod store;
mod target;

pub use actions::{note_backup, warning};
pub use copy::{Copied, Source, copy};
pub use http::routes;
pub use jobs::jobs;
pub use restore::{Bring, Brought, Lying, Place, RestoreRefused, restore};
pub use rules::{ARCHIVE_PREFIX, ERASURES, KEYS};
pub use target::{Shelf, Targets};

use ground::db::Migration;
use ground::{Denied, Erasure, Export, Fault, Problem, TableDecl};

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_backup",
    owner: "house",
    lifetime: "a year, removed by backup.watch",
    export: Export::None,
    erasure: Erasure::Nothing,
    plain: &["id", "kind", "state", "began_at", "ended_at", "archive", "bytes", "held", "files", "why"],
    sealed: &[],
}];

/// What the tables of a house are made by, and what they are.
#[derive(Clone, Default)]
pub struct Schema {
    /// All migrations of the house.
    pub migrations: Vec<Migration>,
    /// All its tables.
    pub tables: Vec<TableDecl>,
}

/// How asking for a backup is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// No target is configured.
    #[error("there is no place for backups; set backup.folder and backup.keys_folder, or S3")]
    NoTarget,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NoTarget => Self::conflict("backup.no_target", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
