//! Papers as pictures: what somebody adds to an application that waits, so that its property need not see him.
//!
//! - Six at most, each a PNG, JPEG, WebP or PDF of a MiB; what a camera wrote beside a picture is dropped.
//! - Whoever reviews opens them with a reason that the applicant reads, each a leaf. Nobody else sees them.
//! - They go with the decision, with the application, or when their owner takes one away.
//!
//! Table: `community_document`. Category: `home-application`.

mod actions;
mod http;
mod store;

pub(crate) use actions::held;
pub(crate) use http::routes;
pub(crate) use store::{drop_of, erase, of_application};

use axum::http::StatusCode;
use ground::{Erasure, Export, Fault, PersonId, Problem, TableDecl, Timestamp};
use policy::Personal;
use vault::Sealed;

use crate::application;

ground::id! {
    /// A paper of an application.
    pub struct DocumentId => "document"
}

/// Papers of one application.
pub(crate) const OF_APPLICATION: usize = 6;

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "community_document",
    owner: "person",
    lifetime: "until the application is decided, withdrawn or ends, or its owner takes it away; home.sweep, erasure.end_org",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &["id", "application", "person", "put_at"],
    sealed: &["file"],
}];

/// A row of `community_document`.
#[derive(Personal)]
#[personal(table = "community_document")]
pub(crate) struct Document {
    /// Which.
    pub id: DocumentId,
    /// Whose.
    pub person: PersonId,
    /// The bytes.
    #[personal(category = "home-application")]
    pub file: Sealed<Vec<u8>>,
    /// Since when.
    pub put_at: Timestamp,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such paper, or it is not the caller's.
    #[error("there is no such paper")]
    Unknown,
    /// It is neither a picture nor a PDF.
    #[error("a paper is a PNG, JPEG or WebP picture of at most 4096 by 4096 pixels, or a PDF")]
    Kind,
    /// It has more than one MiB.
    #[error("a paper has at most one MiB")]
    TooLarge,
    /// As many as there may be.
    #[error("an application has at most six papers")]
    Many,
    /// As an application is refused.
    #[error(transparent)]
    Application(#[from] application::Refusal),
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
            Refusal::Unknown => Self::not_found("document.unknown", refusal),
            Refusal::Kind => Self::invalid("document.kind", refusal),
            Refusal::TooLarge => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "document.too_large", refusal),
            Refusal::Many => Self::conflict("document.many", refusal),
            Refusal::Application(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
