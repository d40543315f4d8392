//! Avatars: a person's own picture, shown to others only where he agreed and they share something with him.
//!
//! - PNG, JPEG or WebP, one MiB and 4096 pixels a side at most, recognised by its bytes and not by its name.
//! - What a camera wrote beside the picture (place, time, device) is dropped before anything is kept.
//! - The file rests sealed under a random name; the one before it goes after the commit.
//! - Others see it where the consent to `avatar-display` stands and they are in one organisation with the person, or
//!   a wing says so for its meetings. Otherwise there is no picture, whatever the reason.
//!
//! Columns: `yard_person.avatar` (the file's name, sealed), `yard_person.avatar_at`. Tells: `account.avatar_changed`.

mod actions;
mod grounds;
mod http;
mod jobs;
mod rules;
mod store;

pub use actions::held;
pub(crate) use actions::{file_of, picture_of, put, take_down};
pub use grounds::checks;
pub(crate) use http::Shown;
pub use http::routes;
pub use jobs::jobs;
pub use rules::{Kind, Picture};

use axum::http::StatusCode;
use ground::{Fault, Problem};

/// How a picture is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It is no picture of a kind we know, or larger than 4096 pixels.
    #[error("this is not a PNG, JPEG or WebP picture of at most 4096 by 4096 pixels")]
    NotPicture,
    /// It has more than one MiB.
    #[error("a picture has at most one MiB")]
    TooLarge,
    /// There is none, or none for this caller.
    #[error("there is no picture")]
    None,
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
            Refusal::NotPicture => Self::invalid("avatar.not_picture", refusal),
            Refusal::TooLarge => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "avatar.too_large", refusal),
            Refusal::None => Self::not_found("avatar.none", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}

/// What removes these categories when their time is over.
pub fn sweepers() -> Vec<crate::retention::Sweeper> {
    use crate::retention::{How, Sweeper};
    use policy::Category;
    vec![Sweeper { category: Category::Avatar, event: "removed", how: How::Act("me.avatar.remove") }]
}
