//! Files in conversations: pictures, videos, voice messages and whatever else somebody sends.
//!
//! - An upload goes on where it broke off (tus 1.0.0): what was acknowledged is on the disk. Each piece is sealed under the
//!   conversation's key as it comes, so that any part of a file can be read without the rest.
//! - Only who uploaded a file sends it, once, into the conversation into which he uploaded it.
//! - Who may read the message that carries it may have it, and nobody else. With the message it goes, to the last byte; where it is
//!   held ([`crate::hold`]), when no hold is over it any longer.
//! - Passed on, it is a copy: opened for whoever may read it, sealed under the key of the conversation to which it goes.
//! - What is said in a voice message becomes text where its listener asks for it: by a program on this machine ([`speech`]),
//!   for him alone, and it is kept nowhere.
//! - The house never says that a file is a page: what a browser could run is handed out to be kept, not to be shown.
//!
//! Tables: `chat_file`, `chat_file_piece`. Tells nothing. Jobs: `file.remove`, `file.sweep`.

mod actions;
mod copying;
mod erasing;
mod http;
mod jobs;
mod piece;
pub(crate) mod read;
mod read_http;
mod rules;
mod speech;
mod speech_http;
pub(crate) mod store;
mod tus;
mod views;

pub(crate) use copying::{copy, drop_unsent, files_of};
pub(crate) use erasing::{erase, erase_pieces, of_conversation, of_message, release};
pub(crate) use http::FilePath;
pub use http::routes;
pub(crate) use jobs::jobs;
pub(crate) use read_http::{Handed, handed};
pub(crate) use views::{FileView, held, inspected, of_messages};

use axum::http::StatusCode;
use ground::{Erasure, Export, Fault, PersonId, Problem, TableDecl, Timestamp};
use policy::{Category, Personal};
use vault::{Field, Sealed};

use crate::conversation::ConversationId;
use rules::About;

ground::id! {
    /// A file.
    pub struct FileId => "file"
}

/// Files of one message, at most.
pub(crate) const FILES_MAX: usize = 30;

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "chat_file",
        owner: "conversation",
        lifetime: "a day until it is sent, then as long as its message; removed by file.sweep",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id", "conversation", "person", "size", "kept", "claim", "at", "seq", "place", "withheld"],
        sealed: &["preview", "about"],
    },
    TableDecl {
        name: "chat_file_piece",
        owner: "conversation",
        lifetime: "as long as its file",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["file", "start", "length"],
        sealed: &["blob"],
    },
];

/// What a piece is sealed for. The column holds its random name.
pub(crate) const PIECE: Field<String> = Field::declare("chat_file_piece", "blob", Category::ChatFile);
/// What a small picture is sealed for.
pub(crate) const PREVIEW: Field<String> = Field::declare("chat_file", "preview", Category::ChatFile);

/// A file, or as much of it as has come.
#[derive(Personal)]
#[personal(table = "chat_file")]
pub(crate) struct File {
    /// Its id.
    pub id: FileId,
    /// Where it was uploaded to.
    pub conversation: ConversationId,
    /// By whom.
    pub person: PersonId,
    /// Bytes that it has when it is whole.
    pub size: i64,
    /// Bytes that are kept.
    pub kept: i64,
    /// Whoever writes to it now.
    pub claim: [u8; 16],
    /// When it was begun.
    pub at: Timestamp,
    /// The message that carries it.
    pub seq: Option<i64>,
    /// Where its small picture lies.
    pub preview: Option<String>,
    /// What it is called and what it is.
    #[personal(category = "chat-file")]
    pub about: Sealed<About>,
}

impl File {
    /// Whether all of it has come.
    pub(crate) const fn is_whole(&self) -> bool {
        self.kept == self.size
    }
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is none, or none for this caller.
    #[error("there is no such file, or it went with its message")]
    Unknown,
    /// It says nothing of how long it is, or something that cannot be read.
    #[error("an upload says its length and, in base64, what it is")]
    Head,
    /// Another version of the protocol.
    #[error("uploads speak tus 1.0.0")]
    Version,
    /// It has more bytes than a file may have.
    #[error("the file is too large")]
    Large {
        /// MiB that it may have.
        most: u32,
    },
    /// Nothing.
    #[error("a file has at least one byte")]
    Empty,
    /// More bytes came than were announced.
    #[error("more came than was announced")]
    Over,
    /// It goes on somewhere else.
    #[error("the upload stands at another place")]
    Offset,
    /// What came is no part of an upload.
    #[error("parts come as application/offset+octet-stream with an Upload-Offset")]
    Part,
    /// What came is not what was sent.
    #[error("the checksum does not fit")]
    Checksum,
    /// Too many wait to be sent.
    #[error("too many files wait to be sent")]
    Many,
    /// It is no picture.
    #[error("a preview is a PNG, JPEG or WebP picture of at most 128 KiB")]
    Preview,
    /// There is nothing there.
    #[error("the file has no such part")]
    Range {
        /// Bytes that it has.
        size: i64,
    },
    /// Only voice messages become text.
    #[error("this is no voice message")]
    NoVoice,
    /// It is too long to become text.
    #[error("a voice message of more than five minutes is not turned into text")]
    VoiceLong,
    /// It did not become text.
    #[error(transparent)]
    Unheard(#[from] yard::hearing::Unheard),
    /// The conversation refused it.
    #[error(transparent)]
    Log(#[from] crate::log::Refusal),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::not_found("file.unknown", refusal),
            Refusal::Head => Self::malformed("file.head", refusal),
            Refusal::Version => Self::new(StatusCode::PRECONDITION_FAILED, "file.version", refusal),
            Refusal::Large { most } => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "file.large", refusal).with("most", most)
            }
            Refusal::Empty => Self::invalid("file.empty", refusal),
            Refusal::Over => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "file.over", refusal),
            Refusal::Offset => Self::conflict("file.offset", refusal),
            Refusal::Part => Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "file.part", refusal),
            Refusal::Checksum => Self::new(tus::mismatch(), "file.checksum", refusal),
            Refusal::Many => Self::conflict("file.many", refusal),
            Refusal::Preview => Self::invalid("file.preview", refusal),
            Refusal::Range { size } => {
                Self::new(StatusCode::RANGE_NOT_SATISFIABLE, "file.range", refusal).with("size", size)
            }
            Refusal::NoVoice => Self::invalid("speech.no_voice", refusal),
            Refusal::VoiceLong => Self::invalid("speech.long", refusal),
            Refusal::Unheard(why) => why.into(),
            Refusal::Log(refusal) => refusal.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
