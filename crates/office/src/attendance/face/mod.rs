//! Clocking by face, where a group chose it: by some pictures and a turn of the head, compared with one's own photo and nobody else's.
//!
//! - Nobody has to. A consent of its own, and a word to this organisation; a group that takes faces takes another way, too.
//! - What is kept is one photo and the numbers made of it, sealed under the organisation's key and bound to the one purpose. Only its
//!   owner gets the photo back; whoever runs the organisation or the house gets neither, and counts or removes them.
//! - Pictures are looked at and dropped. One that was used, to clock or to give a face, is known again for a month by a keyed fingerprint
//!   of what was found in it.
//! - Who gives another face than before is seen for a day at what he clocks.
//! - The side to which a head is to be turned is drawn by the house, and stays the same until it was answered.
//! - A face goes with its owner's word, the consent, the membership, the account, the order of the organisation, the group's choice of
//!   other ways, its shutting attendance, and the organisation's end.
//!
//! What it cannot tell: `docs/adr/0050-attendance-faces.md`.
//!
//! Tables: `office_face`, `office_face_try`. Job: `attendance.face.sweep`. How faces are found is the port [`FindFaces`].

pub(super) mod actions;
mod finding;
pub(super) mod http;
pub(super) mod jobs;
mod rules;
pub(super) mod store;

pub use finding::{Eyes, FindFaces, Finding, Unseen};

use ground::{OrgId, PersonId, Timestamp};
use policy::Personal;
use vault::Sealed;

ground::id! {
    /// The face by which somebody clocks for an organisation; a new photo is a new one.
    pub struct FaceId => "clockface"
}
ground::id! {
    /// One time that somebody clocked by his face, or tried to.
    pub struct TryId => "facetry"
}

/// A row of `office_face`.
#[derive(Personal)]
#[personal(table = "office_face")]
pub(crate) struct Face {
    /// Which.
    pub id: FaceId,
    /// Whose key seals it.
    pub org: OrgId,
    /// Whose face it is.
    pub person: PersonId,
    /// The photo, a JPEG.
    #[personal(category = "clock-face")]
    pub photo: Sealed<Vec<u8>>,
    /// What it looks like: the numbers of a template, four bytes each, the lowest first.
    #[personal(category = "clock-face")]
    pub template: Sealed<Vec<u8>>,
    /// Since when.
    pub given_at: Timestamp,
    /// Whether there was another before.
    pub replaced: bool,
}
