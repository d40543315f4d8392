//! What a visitor meets when nobody opens: a sentence that the door speaks, room for a message, a picture that is kept of him.
//!
//! - Nothing is kept unless the community declared it; those who live there see what it declared.
//! - A message is for those of the home who may open, since they live there, and for nobody else: the property neither hears it nor
//!   sees a picture. Any of them deletes both. Thirty days, and with the last who lives there within a minute.
//! - What the door says is made here by a synthesiser of this machine, once for each sentence. Where there is none, the door says
//!   nothing and nobody is asked to leave a message.
//!
//! Form: `docs/adr/0034-intercom.md`. Tables: `community_door_keeping`, `community_door_message`. Tells: as a notice `door.message`.
//! Jobs: `answering.sweep`, `answering.remove_file`.

mod actions;
mod ending;
mod grounds;
mod held;
mod http;
mod jobs;
pub(crate) mod rules;
pub(crate) mod store;
mod voice;

pub(crate) use actions::{Whole, kept, whole};
pub(crate) use ending::{end_some, erase};
pub(crate) use grounds::known;
pub(crate) use held::held;
pub use http::routes;
pub(crate) use jobs::jobs;
pub(crate) use voice::{Frames, Voice};

use ground::{Erasure, Export, OrgId, TableDecl, Timestamp};
use policy::Category;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vault::Field;

use crate::intercom::IntercomId;
use crate::place::HomeId;

ground::id! {
    /// A message of a visitor, or a picture of him.
    pub struct LeftId => "left"
}

/// What a message is sealed for. The column holds its random name.
const FILE: Field<String> = Field::declare("community_door_message", "file", Category::DoorMessage);

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "community_door_keeping",
        owner: "org",
        lifetime: "until its organisation ends; erasure.end_org",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["org", "messages", "stills", "tongue", "changed_at"],
        sealed: &[],
    },
    TableDecl {
        name: "community_door_message",
        owner: "home",
        lifetime: "as `door-message` in policy/retention.toml; answering.sweep, also once nobody lives there; erasure.end_org. The \
                   file goes by answering.remove_file",
        export: Export::Person,
        erasure: Erasure::Rows,
        // `file` is a random name in the store; what lies there is sealed for this column.
        plain: &["id", "org", "home", "intercom", "kind", "length_ms", "made_at", "heard_at"],
        sealed: &["file"],
    },
];

/// In which language the doors of a community speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tongue {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// What a visitor is told in place of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reply {
    /// Somebody comes.
    Soon,
    /// Leave it at the door.
    Leave,
    /// Not today.
    Later,
}

impl Reply {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::Soon, Self::Leave, Self::Later];
}

/// What a door says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Saying {
    /// What somebody of the home chose.
    Reply(Reply),
    /// Nobody answers; speak after the tone.
    Prompt,
}

/// What a community declared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Keeping {
    /// Whether visitors may leave messages.
    pub messages: bool,
    /// Whether a picture is kept of a call that nobody answered.
    pub stills: bool,
    /// What its doors speak.
    pub tongue: Tongue,
}

/// What was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What a visitor said, as `audio/wav`.
    Said,
    /// A picture of him, as `video/mp4` of one frame.
    Seen,
}

impl Kind {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Said => "said",
            Self::Seen => "seen",
        }
    }
}

/// A row of `community_door_message`.
#[derive(Clone, Debug)]
pub(crate) struct Left {
    pub id: LeftId,
    pub org: OrgId,
    pub home: HomeId,
    /// Of which call.
    pub intercom: IntercomId,
    pub is_said: bool,
    /// The name of its file in the store.
    pub file: String,
    /// Milliseconds; 0 for a picture.
    pub length_ms: i64,
    pub made_at: Timestamp,
    /// When it was heard or seen first.
    pub heard_at: Option<Timestamp>,
}
