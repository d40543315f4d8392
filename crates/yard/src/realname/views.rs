//! What the wire says of verifications.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::RealNameId;
use super::actions::Own;
use super::desk::{Seen, Waiting};
use super::rules::{Side, State, Way};
use crate::avatar::Kind;

/// My verification.
#[derive(Serialize, JsonSchema)]
pub(super) struct RealNameView {
    /// How far it is; null where I sent nothing.
    state: Option<State>,
    /// How it is found out.
    way: Option<Way>,
    /// The name I gave.
    name: Option<String>,
    /// The first and last sign of the number.
    number: Option<String>,
    /// Why it did not pass, where somebody wrote it.
    reason: Option<String>,
    /// When I sent it.
    sent_at: Option<Timestamp>,
    /// When it was decided.
    decided_at: Option<Timestamp>,
    /// The sides of my card that are here.
    sides: Vec<Side>,
    /// Whether this house asks an identity body for who authorises it.
    has_body: bool,
    /// Whether this house reads cards, so that I need not type.
    is_read: bool,
}

impl From<(Own, bool)> for RealNameView {
    fn from((Own { row, name, number_masked, reason, sides, has_body }, is_read): (Own, bool)) -> Self {
        Self {
            state: row.as_ref().map(|row| row.state),
            way: row.as_ref().map(|row| row.way),
            name,
            number: number_masked,
            reason,
            sent_at: row.as_ref().map(|row| row.sent_at),
            decided_at: row.as_ref().and_then(|row| row.decided_at),
            sides: sides.into_iter().map(|(side, _)| side).collect(),
            has_body,
            is_read,
        }
    }
}

/// What was read on my card.
#[derive(Serialize, JsonSchema)]
pub(super) struct CardRead {
    /// The name.
    pub name: String,
    /// The number.
    pub number: String,
}

/// What I send.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RealNameWish {
    /// The name on my card: 2 to 64 characters.
    pub name: String,
    /// Its number.
    pub number: String,
    /// How it shall be found out.
    pub way: Way,
}

/// What waits.
#[derive(Serialize, JsonSchema)]
pub(super) struct RealNameList {
    /// The oldest first.
    pub items: Vec<RealNameBrief>,
}

/// One that waits.
#[derive(Serialize, JsonSchema)]
pub(super) struct RealNameBrief {
    /// Which.
    id: RealNameId,
    /// The first sign of the name; null where the consent is gone.
    name: Option<String>,
    /// The first and last sign of the number.
    number: Option<String>,
    /// When it was sent.
    sent_at: Timestamp,
}

impl From<Waiting> for RealNameBrief {
    fn from(Waiting { row, name, number }: Waiting) -> Self {
        Self { id: row.id, name, number, sent_at: row.sent_at }
    }
}

/// One that waits, in the open.
#[derive(Serialize, JsonSchema)]
pub(super) struct RealNameSeen {
    /// The name that was given.
    name: String,
    /// The number.
    number: String,
    /// The sides of the card.
    photos: Vec<PhotoView>,
}

/// A side of a card.
#[derive(Serialize, JsonSchema)]
pub(super) struct PhotoView {
    /// Which.
    side: Side,
    /// What kind of picture.
    media_type: &'static str,
    /// The picture in base64.
    base64: String,
}

impl From<Seen> for RealNameSeen {
    fn from(Seen { name, number, photos }: Seen) -> Self {
        let view = |(side, bytes): (Side, Vec<u8>)| PhotoView {
            side,
            media_type: Kind::of(&bytes).map_or("application/octet-stream", Kind::media_type),
            base64: BASE64.encode(&bytes),
        };
        Self { name, number, photos: photos.into_iter().map(view).collect() }
    }
}

/// Which.
#[derive(Deserialize, JsonSchema)]
pub(super) struct RealNamePath {
    /// The verification.
    pub verification: RealNameId,
}

/// Why I look.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LookWish {
    /// 2 to 200 characters; he reads them.
    #[serde(default)]
    pub reason: Option<String>,
}

/// What is decided.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DecisionWish {
    /// True where name, number and card belong together.
    pub verified: bool,
    /// Why not, in 2 to 200 characters; he reads them.
    #[serde(default)]
    pub reason: Option<String>,
}
