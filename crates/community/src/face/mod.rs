//! Faces: whoever lives in a community and agreed is known at its doors by his face.
//!
//! - A consent of its own, asked for by nothing else. Whoever refuses or takes it back opens by every other way as before.
//! - One photo for each person and community, of somebody with a certified home there, or whom somebody with one expects. It lies sealed in the store of files, and
//!   is opened for its owner and for handing it over alone; the property never sees it.
//! - It is handed once to each box that has an eye, at doors that its owner may open. The template is made there and stays
//!   there; not one byte of it comes here.
//! - A face opens by passes, as every way does. With the last of them, with the consent or the account the photo goes in the same
//!   unit of work; the lists change, the boxes drop what is not in their list and say so, and that word is kept.
//!
//! Form and dangers: `docs/adr/0039-faces.md`.
//!
//! Tables: `community_face`, `community_face_held`. Tells: `home.changed`, as a notice `face.unfit`. Jobs: `face.sweep`,
//! `face.remove_file`.

mod actions;
mod ending;
mod handing;
mod held;
mod http;
mod jobs;
mod keeping;
mod rules;
pub(crate) mod store;

pub(crate) use ending::{end_some, erase, passless};
pub(crate) use handing::{heard, of_library, picture, said, stands_now};
pub(crate) use held::held;
pub(crate) use http::FaceDoor;
pub use http::routes;
pub(crate) use jobs::jobs;
pub(crate) use keeping::{AtDoor, Shown, keep, sealed, shown};

use ground::{Erasure, Export, Fault, OrgId, PersonId, Problem, TableDecl, Timestamp};
use policy::Category;
use vault::Field;

use crate::agent::AgentId;
use crate::place::DoorId;

ground::id! {
    /// The face of one person at the doors of one community; a new photo is a new one.
    pub struct FaceId => "face"
}

/// What a photo is sealed for. The column holds its random name.
const PHOTO: Field<String> = Field::declare("community_face", "photo", Category::FacePhoto);

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "community_face",
        owner: "person",
        lifetime: "until its owner removes it or takes his consent back, has no right to open left there, closes his account, or \
                   the organisation ends; face.sweep, erasure.end_org. The file goes by face.remove_file",
        export: Export::Person,
        erasure: Erasure::Rows,
        // `photo` is a random name in the store; what lies there is sealed for this column.
        plain: &["id", "org", "person", "given_at"],
        sealed: &["photo"],
    },
    TableDecl {
        name: "community_face_held",
        owner: "org",
        lifetime: "half a year after it ended, removed by face.sweep; erasure.end_org",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["face", "agent", "org", "door", "state", "handed_at", "ended_at", "gone_at"],
        sealed: &[],
    },
];

/// A row of `community_face`.
pub(crate) struct Face {
    /// Which.
    pub id: FaceId,
    /// In which community.
    pub org: OrgId,
    /// Whose.
    pub person: PersonId,
    /// The name of its photo in the store.
    pub photo: String,
    /// Since when.
    pub given_at: Timestamp,
}

/// What a box made of a photo.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum State {
    /// It was handed over; the box has not answered yet.
    Sent,
    /// The box knows the face.
    Held,
    /// The box found no clear face in the photo.
    Unfit,
}

impl State {
    const ALL: [Self; 3] = [Self::Sent, Self::Held, Self::Unfit];

    /// The word in the table and on the wire.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Held => "held",
            Self::Unfit => "unfit",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// A box, as far as faces go.
#[derive(Clone, Copy)]
pub(crate) struct At {
    pub agent: AgentId,
    pub org: OrgId,
    pub door: DoorId,
}

/// A face as boxes call it.
pub(crate) const fn at_doors(id: FaceId) -> ::pass::FaceId {
    ::pass::FaceId::new(id.bytes())
}

/// The face that a box speaks of.
pub(crate) const fn of_doors(id: ::pass::FaceId) -> FaceId {
    FaceId::from_bytes(*id.bytes())
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such home, or the caller does not live there.
    #[error("there is no such home of yours")]
    Home,
    /// He did not agree to it.
    #[error("the photo is taken by a consent of its own")]
    Consent,
    /// It is no photo.
    #[error("this is no photo in JPEG of at most 4096 pixels a side")]
    Photo,
    /// It is too large.
    #[error("a photo has at most 512 KB")]
    TooLarge,
    /// There is none.
    #[error("there is no photo of yours")]
    None,
    /// Too often.
    #[error("that was often; go on tomorrow")]
    TooMany,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

crate::household::no_opener!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Home => Self::not_found("face.home", refusal),
            Refusal::Consent => Self::forbidden("face.consent", refusal),
            Refusal::Photo => Self::field("face.photo", "photo", refusal),
            Refusal::TooLarge => Self::field("face.too_large", "photo", refusal),
            Refusal::None => Self::not_found("face.none", refusal),
            Refusal::TooMany => Self::too_many("face.too_many", refusal, 86_400),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
