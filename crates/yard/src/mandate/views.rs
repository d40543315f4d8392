//! What the wire says of mandates.

use ground::{PersonId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::MandateId;
use super::actions::Shown;
use super::store::Act;
use crate::house::Held;
use crate::identity::Proof;

/// A mandate to be given.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GiveMandate {
    /// The number of whoever shall act for me.
    pub phone: String,
    /// In what: `see`, `consent`, or a kind of request as in `rights.ask` (`copy`, `correct`, `delete`, `restrict`,
    /// `explain`, `complain`).
    pub scopes: Vec<String>,
    /// For how many days.
    pub days: u32,
    /// That it is me.
    pub proof: Option<Proof>,
}

/// A mandate.
#[derive(Deserialize, JsonSchema)]
pub(super) struct MandatePath {
    /// Which.
    pub mandate: MandateId,
}

/// A mandate was given.
#[derive(Serialize, JsonSchema)]
pub(super) struct MandateGiven {
    /// Its id.
    pub id: MandateId,
}

/// My mandates.
#[derive(Serialize, JsonSchema)]
pub(super) struct MandateList {
    /// Those that I gave, newest first.
    pub given: Vec<MandateView>,
    /// Those that I hold or am asked to hold, newest first.
    pub held: Vec<MandateView>,
    /// The version of the policy in force, for a consent under a mandate.
    pub version: String,
}

/// A mandate.
#[derive(Serialize, JsonSchema)]
pub(super) struct MandateView {
    /// Its id.
    id: MandateId,
    /// Whom it is from.
    person: PersonId,
    /// The name of the other: of who holds it, or whom it is from; null before he accepted, and afterwards where it ended.
    other: Option<String>,
    /// What it covers.
    scopes: Vec<String>,
    /// `unsigned` (its sheet waits for witnesses), `asked`, `stands` or `over`.
    state: String,
    /// When it was written.
    asked_at: Timestamp,
    /// When it was accepted.
    accepted_at: Option<Timestamp>,
    /// Until when.
    until: Timestamp,
    /// When one of the two ended it.
    ended_at: Option<Timestamp>,
    /// True where it was signed on paper.
    on_paper: bool,
    /// What was done under it, newest first.
    acts: Vec<ActView>,
}

/// Something that was done under a mandate.
#[derive(Serialize, JsonSchema)]
pub(super) struct ActView {
    /// `see`, `ask`, `agree` or `withdraw`.
    act: String,
    /// What was asked, or the purpose.
    detail: String,
    /// When.
    at: Timestamp,
}

impl From<Act> for ActView {
    fn from(act: Act) -> Self {
        let Act { act, detail, at } = act;
        Self { act, detail, at }
    }
}

impl From<Shown> for MandateView {
    fn from(shown: Shown) -> Self {
        let Shown { row, other, acts, stands } = shown;
        let state = match (stands, row.given, row.accepted_at.is_some() || row.ended_at.is_some()) {
            (true, ..) => "stands",
            (false, false, false) => "unsigned",
            (false, true, false) => "asked",
            _ => "over",
        };
        Self {
            id: row.id,
            person: row.person,
            other: other.map(|name| name.as_str().to_owned()),
            scopes: row.scopes.split(' ').map(ToOwned::to_owned).collect(),
            state: state.to_owned(),
            asked_at: row.asked_at,
            accepted_at: row.accepted_at,
            until: row.until,
            ended_at: row.ended_at,
            on_paper: row.on_paper,
            acts: acts.into_iter().map(ActView::from).collect(),
        }
    }
}

/// That it is me who acts for another.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ActorProof {
    /// One of the three ways.
    pub proof: Option<Proof>,
}

/// What is held about somebody for whom I act.
#[derive(Serialize, JsonSchema)]
pub(super) struct MandateData {
    /// By category, then by time.
    pub items: Vec<MandateDatum>,
}

/// One thing that is held about him.
#[derive(Serialize, JsonSchema)]
pub(super) struct MandateDatum {
    /// The kind of personal data.
    category: String,
    /// The value; null where it is shown to nobody.
    value: Option<String>,
    /// When it was collected.
    collected_at: Timestamp,
}

impl From<Held> for MandateDatum {
    fn from(held: Held) -> Self {
        Self { category: held.category.id().to_owned(), value: held.value, collected_at: held.collected_at }
    }
}

/// A request for somebody for whom I act.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MandateAsk {
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
pub(super) struct MandateAsked {
    /// Its id.
    pub id: crate::rights::RequestId,
}

/// A yes or no for somebody for whom I act.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MandateConsent {
    /// The purpose.
    pub purpose: String,
    /// True to agree, false to withdraw.
    pub given: bool,
    /// The version of the text that I read.
    pub version: String,
    /// The language I read it in; zh-CN where nothing is said.
    pub lang: Option<String>,
    /// That it is me.
    pub proof: Option<Proof>,
}
