//! What goes over the wire.

use ground::{PersonId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::care::Ward;
use super::store::OpeningRow;
use super::{MinorRow, OpeningId};
use crate::house::Held;
use crate::identity::Proof;

/// What the house knows of my age.
#[derive(Serialize, JsonSchema)]
pub(super) struct AgeView {
    /// `child` or `youth`; null where I am grown or said nothing.
    pub band: Option<String>,
    /// True while a guardian has to agree.
    pub waiting: bool,
    /// True where a guardian was asked.
    pub asked: bool,
    /// When a guardian agreed.
    pub agreed_at: Option<Timestamp>,
    /// Parts of the service that the guardian closed: `meetings`, `organisations`.
    pub closed: Vec<String>,
}

fn parts(closed: &str) -> Vec<String> {
    closed.split_whitespace().map(str::to_owned).collect()
}

impl From<Option<MinorRow>> for AgeView {
    fn from(row: Option<MinorRow>) -> Self {
        let row = row.as_ref();
        Self {
            band: row.map(|row| row.band.word().to_owned()),
            waiting: row.is_some_and(|row| row.waiting),
            asked: row.is_some_and(|row| row.asked),
            agreed_at: row.and_then(|row| row.agreed_at),
            closed: row.map_or_else(Vec::new, |row| parts(&row.closed)),
        }
    }
}

/// My age.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AgeWish {
    /// The year in which I was born; it is not kept.
    pub born: u32,
}

/// My guardian.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GuardianWish {
    /// His number.
    pub phone: String,
}

/// Those whose guardian I am, or am asked to be.
#[derive(Serialize, JsonSchema)]
pub(super) struct WardList {
    /// The oldest question first.
    pub items: Vec<WardView>,
    /// The version of the policy and its rules for children that I agree to.
    pub version: String,
}

/// A ward.
#[derive(Serialize, JsonSchema)]
pub(super) struct WardView {
    /// Who.
    pub person: PersonId,
    /// What he calls himself.
    pub name: Option<String>,
    /// `child` or `youth`.
    pub band: String,
    /// True while I have to answer.
    pub waiting: bool,
    /// How I agree: `guided`, `authorised` (with a proof) or `written` (with a proof and a signed sheet).
    pub proof: String,
    /// Since when the house knows.
    pub stated_at: Timestamp,
    /// When I agreed.
    pub agreed_at: Option<Timestamp>,
    /// Parts of the service that I closed.
    pub closed: Vec<String>,
    /// When he was last here.
    pub seen_at: Option<Timestamp>,
    /// On how many devices he is signed in.
    pub devices: Option<i64>,
    /// To how many organisations he belongs.
    pub organisations: Option<i64>,
}

impl From<Ward> for WardView {
    fn from(ward: Ward) -> Self {
        let Ward { row, name, proof, activity } = ward;
        Self {
            person: row.person,
            name: name.map(|name| name.as_str().to_owned()),
            band: row.band.word().to_owned(),
            waiting: row.waiting,
            proof: proof.id().to_owned(),
            stated_at: row.stated_at,
            agreed_at: row.agreed_at,
            closed: parts(&row.closed),
            seen_at: activity.map(|(seen_at, _, _)| seen_at),
            devices: activity.map(|(_, devices, _)| devices),
            organisations: activity.map(|(_, _, orgs)| orgs),
        }
    }
}

/// A ward.
#[derive(Deserialize, JsonSchema)]
pub(super) struct WardPath {
    /// Who.
    pub person: PersonId,
}

/// I agree.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AgreeWish {
    /// The version of the rules that I read.
    pub version: String,
    /// That it is me, where this is asked for.
    pub proof: Option<Proof>,
    /// The signed sheet in base64 (PDF, JPEG or PNG), where this is asked for.
    pub sheet: Option<String>,
}

/// That it is me.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProofWish {
    /// One of the three ways.
    pub proof: Option<Proof>,
}

/// What is held about a ward.
#[derive(Serialize, JsonSchema)]
pub(super) struct WardData {
    /// By category, then by time.
    pub items: Vec<WardDatum>,
}

/// One thing that is held about a ward.
#[derive(Serialize, JsonSchema)]
pub(super) struct WardDatum {
    /// The kind of personal data.
    pub category: String,
    /// The value; null where it is shown to nobody.
    pub value: Option<String>,
    /// When it was collected.
    pub collected_at: Timestamp,
}

impl From<Held> for WardDatum {
    fn from(held: Held) -> Self {
        Self { category: held.category.id().to_owned(), value: held.value, collected_at: held.collected_at }
    }
}

/// A request for a ward.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AskWish {
    /// What, as in `rights.ask`.
    pub kind: String,
    /// In my words.
    #[serde(default)]
    pub words: String,
    /// That it is me.
    pub proof: Option<Proof>,
}

/// A request was made.
#[derive(Serialize, JsonSchema)]
pub(super) struct AskedView {
    /// Its id.
    pub id: crate::rights::RequestId,
}

/// What is closed to a ward.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitWish {
    /// No meetings.
    #[serde(default)]
    pub meetings: bool,
    /// No organisations.
    #[serde(default)]
    pub organisations: bool,
}

/// What was more than needed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RemoveWish {
    /// The kind of data, such as `avatar`.
    pub category: String,
}

/// Why a minor's data have to be opened.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OpeningWish {
    /// `request`, `incident`, `legal` or `protection`.
    pub reason: String,
}

/// An opening was asked for.
#[derive(Serialize, JsonSchema)]
pub(super) struct OpeningAsked {
    /// Its id.
    pub id: OpeningId,
}

/// An opening.
#[derive(Deserialize, JsonSchema)]
pub(super) struct OpeningPath {
    /// Which.
    pub opening: OpeningId,
}

/// Openings of minors' data.
#[derive(Serialize, JsonSchema)]
pub(super) struct OpeningsView {
    /// Newest first.
    pub items: Vec<OpeningView>,
}

/// An opening of a minor's data.
#[derive(Serialize, JsonSchema)]
pub(super) struct OpeningView {
    /// Its id.
    pub id: OpeningId,
    /// Whose data.
    pub person: PersonId,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: PersonId,
    /// When.
    pub asked_at: Timestamp,
    /// Who approved; null while nobody did.
    pub approved_by: Option<PersonId>,
    /// Until when it stands.
    pub until: Option<Timestamp>,
}

impl From<OpeningRow> for OpeningView {
    fn from(row: OpeningRow) -> Self {
        let OpeningRow { id, person, reason, asked_by, asked_at, approved_by, until } = row;
        Self { id, person, reason, asked_by, asked_at, approved_by, until }
    }
}
