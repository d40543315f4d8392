//! The shapes on the wire, and what a case says.

use ground::{PersonId, Timestamp};
use policy::{Ground, Lang};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vault::Plain;

use super::rules::{AfterMe, Kind, State};
use super::store::{DisclosureRow, PersonRow};
use super::{DisclosureId, PaperId};

/// What a case says: for whom, why, and of a breach the act and the measure.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// For whom: the authority, the complainant, the successor, the relative, the place of publication.
    pub to: String,
    /// The number of his letter.
    #[serde(default)]
    pub reference: String,
    /// Why.
    pub why: String,
    /// What was done, where a breach is made public.
    #[serde(default)]
    pub act: String,
    /// What was done about it.
    #[serde(default)]
    pub measure: String,
}

impl Plain for Facts {
    fn to_plain(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// One case.
#[derive(Deserialize, JsonSchema)]
pub(super) struct DisclosurePath {
    /// Its id.
    pub disclosure: DisclosureId,
}

/// A case to be opened.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenWish {
    /// What it is.
    pub kind: Kind,
    /// On which ground of this house's list; absent where everybody in it is asked.
    #[serde(default)]
    pub ground: Option<String>,
    /// In which of the listed cases a verified identity is looked up, where this house lists such cases.
    #[serde(default)]
    pub identity_case: Option<String>,
    /// About whom: ids of accounts, or their numbers.
    pub people: Vec<String>,
    /// Which categories.
    #[serde(default)]
    pub fields: Vec<String>,
    /// What it says.
    pub facts: Facts,
}

/// A case was opened.
#[derive(Serialize, JsonSchema)]
pub(super) struct Opened {
    /// Its id.
    pub id: DisclosureId,
    /// Its number.
    pub number: i64,
}

/// A paper.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PaperWish {
    /// The file in base64: PDF, PNG or JPEG.
    pub content: String,
}

/// The second keeper's word.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReviewWish {
    /// Yes or no.
    pub approve: bool,
}

/// What a relative has corrected.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CorrectWish {
    /// Of whom; he stands in the case.
    pub person: PersonId,
    /// The name as it should be.
    pub name: String,
}

/// How a case closes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CloseWish {
    /// Whether its people are told.
    pub tell: bool,
    /// Why not.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A ground that holds here.
#[derive(Serialize, JsonSchema)]
pub(super) struct GroundView {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub title: String,
}

/// The grounds that hold here.
#[derive(Serialize, JsonSchema)]
pub(super) struct GroundsView {
    /// To use data in the house without consent.
    pub r#use: Vec<GroundView>,
    /// To disclose data without consent.
    pub share: Vec<GroundView>,
    /// In which cases verified identities may be looked up; empty where any ground will do.
    pub identity: Vec<GroundView>,
    /// Which fields are verified identities.
    pub verified: Vec<String>,
    /// What a case may name.
    pub fields: Vec<String>,
}

/// Codes with their titles.
pub(super) fn titled(codes: &[String], lang: Lang) -> Vec<GroundView> {
    let title =
        |code: &String| Ground::of(code).map_or_else(|| code.clone(), |known| known.title(lang).to_owned());
    codes.iter().map(|code| GroundView { code: code.clone(), title: title(code) }).collect()
}

/// A case in a list; it names nobody.
#[derive(Serialize, JsonSchema)]
pub(super) struct CaseBrief {
    /// Its id.
    pub id: DisclosureId,
    /// Its number.
    pub number: i64,
    /// What it is.
    pub kind: Kind,
    /// The code of its ground.
    pub ground: Option<String>,
    /// The listed case in which a verified identity is looked up.
    pub identity_case: Option<String>,
    /// Where it stands.
    pub state: State,
    /// Which categories.
    pub fields: Vec<&'static str>,
    /// Since when.
    pub opened_at: Timestamp,
    /// When it was released.
    pub released_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Whether its people were told at the end.
    pub told: Option<bool>,
}

impl From<&DisclosureRow> for CaseBrief {
    fn from(row: &DisclosureRow) -> Self {
        Self {
            id: row.id,
            number: row.number,
            kind: row.kind,
            ground: row.ground.clone(),
            identity_case: row.identity_case.clone(),
            state: row.state,
            fields: row.fields.iter().map(|category| category.id()).collect(),
            opened_at: row.opened_at,
            released_at: row.released_at,
            closed_at: row.closed_at,
            told: row.told,
        }
    }
}

/// Cases.
#[derive(Serialize, JsonSchema)]
pub(super) struct CaseList {
    /// The newest first.
    pub items: Vec<CaseBrief>,
}

/// One of the people of a case.
#[derive(Serialize, JsonSchema)]
pub(super) struct CasePerson {
    /// The account.
    pub person: PersonId,
    /// When he agreed.
    pub agreed_at: Option<Timestamp>,
    /// When he was told.
    pub told_at: Option<Timestamp>,
}

impl From<&PersonRow> for CasePerson {
    fn from(row: &PersonRow) -> Self {
        Self { person: row.person, agreed_at: row.agreed_at, told_at: row.told_at }
    }
}

/// A paper in a case.
#[derive(Serialize, JsonSchema)]
pub(super) struct PaperView {
    /// Its id.
    pub id: PaperId,
    /// When it was filed.
    pub filed_at: Timestamp,
    /// The file in base64.
    pub content: String,
}

/// A case as the keepers read it.
#[derive(Serialize, JsonSchema)]
pub(super) struct CaseView {
    #[serde(flatten)]
    pub brief: CaseBrief,
    /// Who opened it.
    pub opened_by: PersonId,
    /// Who reviewed it.
    pub reviewed_by: Option<PersonId>,
    /// When.
    pub reviewed_at: Option<Timestamp>,
    /// What it says.
    pub facts: Facts,
    /// Why its people were not told.
    pub silence: Option<String>,
    /// About whom.
    pub people: Vec<CasePerson>,
    /// The papers.
    pub papers: Vec<PaperView>,
}

/// What is released of one person: signed, as it rests.
#[derive(Serialize, JsonSchema)]
pub(super) struct PartView {
    /// About whom.
    pub person: PersonId,
    /// `courtyard-disclosure-1`, signed, in JSON: `content` is the exact text that is signed, after the line
    /// `courtyard disclosure 1`.
    pub content: String,
    /// Ed25519, in base64.
    pub signature: String,
    /// The key that signs the access log, in base64.
    pub key: String,
}

/// What a case releases.
#[derive(Serialize, JsonSchema)]
pub(super) struct ReleaseView {
    /// Person by person.
    pub parts: Vec<PartView>,
}

/// A case that concerns me.
#[derive(Serialize, JsonSchema)]
pub(super) struct MyCase {
    /// Its id.
    pub id: DisclosureId,
    /// Its number.
    pub number: i64,
    /// What it is.
    pub kind: Kind,
    /// Which of my data.
    pub fields: Vec<&'static str>,
    /// Whether it waits for my word.
    pub asks_me: bool,
    /// When I agreed.
    pub agreed_at: Option<Timestamp>,
    /// When I was told that it was done.
    pub told_at: Option<Timestamp>,
}

/// Cases that concern me.
#[derive(Serialize, JsonSchema)]
pub(super) struct MyCases {
    /// The newest first.
    pub items: Vec<MyCase>,
}

/// My wish for afterwards.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AfterMeView {
    /// What may be done with my data after my death.
    pub wish: AfterMe,
}
