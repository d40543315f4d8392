//! What the wire says of lists.

use ground::{OrgId, PersonId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::actions::{Listed, Seen, Wish};
use super::bringing::Brought;
use super::mine::Mine;
use super::rules::{Attestation, Columns, Wrong};
use super::{Refusal, UploadId, UploadRowId};
use crate::org::record::Field;

/// Rows that are shown of what is wrong; all of them stand in the sheet that goes back.
const WRONG_SHOWN: usize = 200;
/// People that are shown of whom it names.
const FIRST_SHOWN: usize = 5;

/// A list of members.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UploadLookWish {
    /// The sheet (XLSX, CSV in UTF-8, UTF-16 or GB18030), in base64; 10 MB at most.
    file: String,
    /// Which columns hold what, by their place from 0; found by their names where it is absent.
    columns: Option<Columns>,
    /// Columns that shall be left out, since no record has a field for them.
    #[serde(default)]
    left_out: Vec<u16>,
}

impl UploadLookWish {
    pub(super) fn wish(&self) -> Wish<'_> {
        Wish { file: &self.file, columns: self.columns.clone(), left_out: &self.left_out }
    }
}

/// What the organisation attests of a list. Each of them reads it whom the list names.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::org) struct AttestationWish {
    /// That each of them agreed, explicitly.
    agreed: bool,
    /// For what: 2 to 200 characters.
    purpose: String,
    /// How far: which data, of whom.
    scope: String,
    /// For which use.
    #[serde(rename = "use")]
    usage: String,
}

impl AttestationWish {
    /// Reads it.
    ///
    /// # Errors
    /// [`Refusal::Attestation`].
    pub(in crate::org) fn read(wish: Option<&Self>) -> Result<Attestation, Refusal> {
        let wish = wish.ok_or(Refusal::Attestation)?;
        Attestation::read(wish.agreed, [&wish.purpose, &wish.scope, &wish.usage])
    }
}

/// A list that shall come in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UploadWish {
    /// The sheet (XLSX, CSV in UTF-8, UTF-16 or GB18030), in base64; 10 MB at most.
    file: String,
    /// Which columns hold what, by their place from 0; found by their names where it is absent.
    columns: Option<Columns>,
    /// Columns that shall be left out, since no record has a field for them.
    #[serde(default)]
    left_out: Vec<u16>,
    /// What is attested of it; without it nothing comes in.
    pub attestation: Option<AttestationWish>,
}

impl UploadWish {
    pub(super) fn wish(&self) -> Wish<'_> {
        Wish { file: &self.file, columns: self.columns.clone(), left_out: &self.left_out }
    }
}

/// What a list says.
#[derive(Serialize, JsonSchema)]
pub(super) struct UploadLook {
    /// The names of its columns.
    names: Vec<String>,
    /// Which of them hold what.
    columns: Columns,
    /// Those that hold nothing that a record has a field for, by their place; they keep the list out until they are left out.
    unknown: Vec<u16>,
    /// How many people it names rightly.
    people: usize,
    /// How many of them are members already.
    members: usize,
    /// The first of them.
    first: Vec<SaidView>,
    /// How many departments stand in rows of their own.
    departments: usize,
    /// How many rows are wrong.
    wrong: usize,
    /// The first of them.
    wrongs: Vec<UploadRowWrong>,
}

/// Somebody as a list says him.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "UploadSaid")]
struct SaidView {
    /// The number, all but its ends hidden.
    phone_masked: String,
    /// The departments from the top.
    department: Vec<String>,
    /// What goes into his record.
    fields: BTreeMap<Field, String>,
}

/// A row that is wrong.
#[derive(Serialize, JsonSchema)]
struct UploadRowWrong {
    /// Which, as programs for sheets count them, from 1.
    row: usize,
    /// Why.
    why: Wrong,
}

impl From<&Seen> for UploadLook {
    fn from(seen: &Seen) -> Self {
        let first = seen.read.people.iter().take(FIRST_SHOWN).map(|said| SaidView {
            phone_masked: crate::account::mask_phone(said.phone.e164()),
            department: said.path.clone(),
            fields: said.details.fields.clone(),
        });
        let wrong = seen.read.wrong.iter().take(WRONG_SHOWN);
        Self {
            names: seen.head.columns.clone(),
            columns: seen.columns.clone(),
            unknown: seen.unknown.iter().map(|(at, _)| *at).collect(),
            people: seen.read.people.len(),
            members: seen.members.len(),
            first: first.collect(),
            departments: seen.read.paths.len(),
            wrong: seen.read.wrong.len(),
            wrongs: wrong.map(|(row, why)| UploadRowWrong { row: row + 1, why: *why }).collect(),
        }
    }
}

/// What came of a list.
#[derive(Serialize, JsonSchema)]
pub(super) struct UploadDone {
    /// Under which it was brought in; null where nobody was.
    upload: Option<UploadId>,
    /// Who was invited by it.
    invited: usize,
    /// Who was a member, or invited, before.
    there: usize,
    /// Departments that were drawn.
    departments: usize,
    /// How many rows are wrong.
    wrong: usize,
    /// The first of them.
    wrongs: Vec<UploadRowWrong>,
}

impl From<(Seen, Brought)> for UploadDone {
    fn from((seen, brought): (Seen, Brought)) -> Self {
        let look = UploadLook::from(&seen);
        let Brought { upload, invited, there, departments } = brought;
        Self { upload, invited, there, departments, wrong: look.wrong, wrongs: look.wrongs }
    }
}

/// Lists that were brought in.
#[derive(Serialize, JsonSchema)]
pub(super) struct UploadList {
    /// The last first.
    pub items: Vec<UploadView>,
}

/// A list that was brought in.
#[derive(Serialize, JsonSchema)]
pub(super) struct UploadView {
    /// Which.
    id: UploadId,
    /// Who brought it in, and attested.
    made_by: PersonId,
    /// When.
    made_at: Timestamp,
    /// For what.
    purpose: String,
    /// How far.
    scope: String,
    /// For which use.
    #[serde(rename = "use")]
    usage: String,
    /// Who has not answered.
    waiting: i64,
    /// Whose record holds what it says.
    filed: i64,
}

impl From<Listed> for UploadView {
    fn from(Listed { row, texts: [purpose, scope, usage], waiting, filed }: Listed) -> Self {
        Self { id: row.id, made_by: row.made_by, made_at: row.made_at, purpose, scope, usage, waiting, filed }
    }
}

/// What went with a list.
#[derive(Serialize, JsonSchema)]
pub(super) struct UploadUndone {
    /// Invitations that nobody answered.
    pub invitations: u64,
    /// Fields of records.
    pub fields: u64,
}

/// Lists that name me.
#[derive(Serialize, JsonSchema)]
pub(super) struct MyUploads {
    /// The last first.
    pub items: Vec<MyUpload>,
    /// The organisations whose lists bring nothing in of me, since I refused one.
    pub refused: Vec<MyRefusal>,
}

/// An organisation whose lists I refuse.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MyUploadRefusal")]
pub(super) struct MyRefusal {
    /// Which.
    org: OrgId,
    /// Its legal name.
    org_name: String,
}

impl From<(OrgId, String)> for MyRefusal {
    fn from((org, org_name): (OrgId, String)) -> Self {
        Self { org, org_name }
    }
}

/// What one list has of me.
#[derive(Serialize, JsonSchema)]
pub(super) struct MyUpload {
    /// Which row.
    id: UploadRowId,
    /// Of which organisation.
    org: OrgId,
    /// Its legal name.
    org_name: String,
    /// When it was brought in.
    made_at: Timestamp,
    /// For what, as the organisation attests.
    purpose: String,
    /// How far.
    scope: String,
    /// For which use.
    #[serde(rename = "use")]
    usage: String,
    /// Whether it stands in my record; else it waits until I am a member.
    filed: bool,
    /// Which fields it has of me.
    fields: Vec<Field>,
    /// What it says in them, while it waits.
    says: BTreeMap<Field, String>,
    /// Until when it waits.
    expires_at: Timestamp,
}

impl From<Mine> for MyUpload {
    fn from(Mine { row, made_at, org, texts: [purpose, scope, usage], details }: Mine) -> Self {
        Self {
            id: row.id,
            org: row.org,
            org_name: org,
            made_at,
            purpose,
            scope,
            usage,
            filed: row.filed,
            fields: row.fields.split(' ').filter_map(Field::from_word).collect(),
            says: details.into_iter().collect(),
            expires_at: row.expires_at,
        }
    }
}
