//! The archive: one logical format for both databases, and so also the road from one to the other.
//!
//! ```text
//! head:     magic "CYA\x01"(4) | kind(1) | salt(16) | check(16)          in the clear, bound to every piece
//! pieces:   length and whether it is the last(4) | ciphertext | tag(16)   AES-256-GCM, 64 KiB, counted nonces
//!
//! in them:  entries, each tag(1) | length(4) | body
//!   head      JSON: format, program, profile, engine, instant, migrations
//!   table     JSON: where it stands, its name, its columns with their kinds
//!   row       its cells: 0 null, 1 integer(8), 2 text(4 + n), 3 bytes(4 + n)
//!   file      its name; then pieces of it
//!   end       of a table or file: how much it held and the SHA-256 of it
//!   manifest  JSON: each table with its rows and hash, all files with their bytes and hash; the last entry
//! ```
//!
//! The key of an archive comes from a root that the vault derives from the master key, and from the salt. A piece that is
//! changed, moved, left out or cut off does not open; what was read is held against the manifest. Everything is
//! streamed: neither side holds more than a row or a piece.

mod entry;
mod read;
mod seal;
mod write;

pub use entry::{FileTotals, Head, Manifest, Totals};
pub use read::{ArchiveReader, Entry};
pub use write::ArchiveWriter;

use crate::Fault;

/// The root from which the keys of archives come; whoever holds it reads them.
pub type Root = [u8; 32];

/// The version of the format that this program writes and reads.
pub const FORMAT: u32 = 1;

/// What an archive holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Database and files.
    Data,
    /// Keys, access log and the record of what left.
    Keys,
    /// What the law wants kept of a house that has ended.
    Kept,
}

impl Kind {
    const fn byte(self) -> u8 {
        match self {
            Self::Data => 1,
            Self::Keys => 2,
            Self::Kept => 3,
        }
    }
}

/// Why an archive is refused. Nothing that was read before counts.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// It does not begin like one.
    #[error("this is not an archive of a house, or one of a later format")]
    Unknown,
    /// Data where keys are expected, or the other way round.
    #[error("this is the other archive: data and keys were exchanged")]
    OtherKind,
    /// Another house's, or the wrong master key.
    #[error("the master key does not fit this archive")]
    KeyWrong,
    /// It ends too early.
    #[error("the archive is cut off")]
    Truncated,
    /// A piece does not open, or does not say what the manifest says.
    #[error("the archive is damaged or was changed")]
    Damaged,
    /// A later program wrote it.
    #[error("the archive was written by a later program; this one is older")]
    Newer,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Broken {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "archive.unknown",
            Self::OtherKind => "archive.other_kind",
            Self::KeyWrong => "archive.key_wrong",
            Self::Truncated => "archive.truncated",
            Self::Damaged => "archive.damaged",
            Self::Newer => "archive.newer",
            Self::Fault(_) => "archive.fault",
        }
    }
}

impl From<crate::DbError> for Broken {
    fn from(error: crate::DbError) -> Self {
        Self::Fault(error.into())
    }
}
