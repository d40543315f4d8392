//! Approvals: an organisation draws forms and processes, its members ask, and those whom the process names decide.
//!
//! - A case goes on by the version of the form with which it began; what is published later is for later cases.
//! - No case is stuck: where a step finds nobody, those who run the organisation decide; whoever leaves or is away is stood in for.
//! - Each deed is a record in the case's own chain, signed by the house. Records name people by the case's own numbers, so that they
//!   stay whole when somebody becomes a pseudonym.
//! - What is filled in, opinions and files are sealed under the organisation's key: they are the organisation's. Those who take part
//!   see a case, and those who run the organisation; nobody else learns that it is there.
//!
//! Tables: `office_approval_*`. Tells (notice): `approval.*`; to the wing: `office.approval.decided`, in the unit of work in which a case
//! ends (`decided`). Jobs: `approval.sweep`, `approval.part`, `approval.forget`,
//! `approval.plan`. Knows no payroll, and of attendance only in which zone somebody's days are.

mod asking;
mod beside_http;
mod chain;
mod changing;
pub(crate) mod decided;
mod deciding;
mod desk;
mod desk_http;
mod ending;
mod engine;
mod facts;
mod files;
mod form;
mod formula;
mod grounds;
mod handing;
mod held;
mod http;
mod jobs;
mod matter;
mod naming;
mod part;
mod planning;
mod process;
mod reading;
mod refusal;
mod seeing;
mod settings;
mod state;
mod stay;
mod store;
mod taking;
mod telling;
mod templates;
mod value;
mod verify;
mod views;
mod who;

pub(crate) use ending::end_some;
pub(crate) use grounds::{known, took_part};
pub(crate) use held::{erase_absences, erase_files, erase_parts, held};
pub(crate) use http::routes;
pub(crate) use jobs::{jobs, parts};
pub(crate) use naming::erase_named;
pub(crate) use planning::Plan;
pub(crate) use refusal::Refusal;
pub(crate) use taking::Enter;

use ground::{Erasure, Export, OrgId, PersonId, Resource, TableDecl, Timestamp};
use policy::Personal;
use std::collections::BTreeMap;
use vault::Sealed;

use engine::{Party, State};

ground::id! {
    /// A form with its process.
    pub struct FormId => "approvalform"
}
ground::id! {
    /// A published version of one.
    pub struct VersionId => "approvalversion"
}
ground::id! {
    /// A case: somebody asked, others decide.
    pub struct CaseId => "approval"
}
ground::id! {
    /// A record of what was done in a case.
    pub struct RecordId => "approvalrecord"
}
ground::id! {
    /// A file of a case.
    pub struct FileId => "approvalfile"
}

/// An organisation as the policies see it.
pub(crate) fn resource(org: OrgId) -> Resource {
    Resource { kind: "Org", id: org.to_string(), attrs: vec![("org", ground::Attr::Id(org.to_string()))] }
}

const WITH_CASE: &str = "as long as its case; approval.sweep, erasure.end_org";

const fn table(
    name: &'static str,
    lifetime: &'static str,
    erasure: Erasure,
    plain: &'static [&'static str],
    sealed: &'static [&'static str],
) -> TableDecl {
    TableDecl { name, owner: "org", lifetime, export: Export::Org, erasure, plain, sealed }
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    table(
        "office_approval_form",
        "until the organisation ends; erasure.end_org",
        Erasure::Nothing,
        &["id", "org", "state", "version", "stamp", "made_at", "changed_at", "named_at"],
        &["draft"],
    ),
    table(
        "office_approval_version",
        "as long as its form; erasure.end_org",
        Erasure::Nothing,
        &["id", "form", "org", "number", "published_at", "named_at"],
        &["definition"],
    ),
    table(
        "office_approval_case",
        "as `approval-case` in policy/retention.toml; approval.sweep, erasure.end_org",
        Erasure::Nothing,
        &[
            "id", "org", "form", "version", "number", "standing", "state", "stamp", "records", "head",
            "asked_at", "moved_at", "ended_at",
        ],
        &["body"],
    ),
    table(
        "office_approval_counter",
        "until the organisation ends; erasure.end_org",
        Erasure::Nothing,
        &["org", "last"],
        &[],
    ),
    table(
        "office_approval_part",
        "as long as its case; the person is a pseudonym once he left or is erased",
        Erasure::Rows,
        &[
            "case_id",
            "party",
            "org",
            "person",
            "former",
            "named",
            "salt",
            "asks",
            "waits",
            "decided",
            "copied",
            "dues",
            "due_at",
            "looked_at",
        ],
        &[],
    ),
    table(
        "office_approval_record",
        WITH_CASE,
        Erasure::Nothing,
        &["id", "case_id", "org", "seq", "hash", "signature", "signer", "made_at"],
        &["body"],
    ),
    table(
        "office_approval_file",
        "as long as its case; one that no case names for a day; approval.sweep, erasure.end_org",
        Erasure::Rows,
        &["id", "org", "person", "case_id", "put_at"],
        &["content"],
    ),
    table(
        "office_approval_setting",
        "until the organisation ends; whoever left goes from it by approval.forget",
        Erasure::Nothing,
        &["org", "stamp", "named_at"],
        &["body"],
    ),
    table(
        "office_approval_stay",
        WITH_CASE,
        Erasure::Nothing,
        &["case_id", "step", "seq", "org", "form", "began_at", "ended_at"],
        &[],
    ),
    table(
        "office_approval_named",
        "as long as what names him, and he is a member; approval.sweep, erasure.end_org",
        Erasure::Rows,
        &["holder", "kind", "person", "org"],
        &[],
    ),
    table(
        "office_approval_absence",
        "until it is over, or he leaves; approval.sweep",
        Erasure::Rows,
        &["org", "person", "stand_in", "said_at", "until_at"],
        &[],
    ),
];

/// A row of `office_approval_form`.
#[derive(Personal)]
#[personal(table = "office_approval_form")]
pub(crate) struct FormRow {
    pub id: FormId,
    pub org: OrgId,
    pub state: FormState,
    /// The newest published version; 0 where there is none.
    pub version: u32,
    pub stamp: i64,
    /// The definition as it is being drawn.
    #[personal(category = "approval-form")]
    pub draft: Sealed<String>,
    pub changed_at: Timestamp,
}

/// A row of `office_approval_version`.
#[derive(Personal)]
#[personal(table = "office_approval_version")]
pub(crate) struct VersionRow {
    pub id: VersionId,
    pub form: FormId,
    pub org: OrgId,
    pub number: u32,
    #[personal(category = "approval-form")]
    pub definition: Sealed<String>,
    pub published_at: Timestamp,
}

/// A row of `office_approval_case`.
#[derive(Personal)]
#[personal(table = "office_approval_case")]
pub(crate) struct CaseRow {
    pub id: CaseId,
    pub org: OrgId,
    pub form: FormId,
    pub version: u32,
    /// Within the organisation, from 1.
    pub number: u32,
    pub state: State,
    pub stamp: i64,
    /// How many records it has.
    pub records: u32,
    /// The hash of the last.
    pub head: [u8; 32],
    /// What was filled in.
    #[personal(category = "approval-case")]
    pub body: Sealed<String>,
    pub asked_at: Timestamp,
    pub moved_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

/// A row of `office_approval_part`: somebody who takes part in a case.
#[derive(Clone, PartialEq)]
pub(crate) struct Part {
    pub party: Party,
    /// Who; a pseudonym where `is_former`.
    pub person: PersonId,
    pub is_former: bool,
    /// He stands in what is filled in, and takes no part: he sees nothing of the case by that.
    pub is_named: bool,
    pub salt: Option<[u8; 16]>,
    pub asks: bool,
    pub waits: bool,
    pub decided: bool,
    pub copied: bool,
    /// When his time is over at a step that has a limit, of those at which it is his turn.
    pub dues: BTreeMap<String, Timestamp>,
    /// When the house looks whether his time is over; nothing where he has no limit.
    pub due_at: Option<Timestamp>,
}

impl Part {
    /// Whether it is somebody who takes part, by his own id.
    pub(crate) const fn takes_part(&self) -> bool {
        !self.is_former && !self.is_named
    }
}

/// A row of `office_approval_record`.
#[derive(Personal)]
#[personal(table = "office_approval_record")]
pub(crate) struct RecordRow {
    pub id: RecordId,
    pub org: OrgId,
    pub seq: u32,
    /// Of any length, so that one that was tampered with reads and is found.
    pub hash: Vec<u8>,
    pub signature: Vec<u8>,
    pub signer: Vec<u8>,
    #[personal(category = "approval-case")]
    pub body: Sealed<String>,
    pub made_at: Timestamp,
}

/// A row of `office_approval_file`.
#[derive(Personal)]
#[personal(table = "office_approval_file")]
pub(crate) struct FileRow {
    pub id: FileId,
    pub org: OrgId,
    #[personal(category = "approval-case")]
    pub content: Sealed<Vec<u8>>,
}

/// A row of `office_approval_setting`.
#[derive(Personal)]
#[personal(table = "office_approval_setting")]
pub(crate) struct SettingRow {
    pub org: OrgId,
    pub stamp: i64,
    #[personal(category = "approval-form")]
    pub body: Sealed<String>,
}

/// How a form stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FormState {
    /// Nothing of it was published.
    Draft,
    /// Members ask by its newest version.
    Live,
    /// Nobody asks by it now; cases that run go on.
    Resting,
}

impl FormState {
    /// The word in the table.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Live => "live",
            Self::Resting => "resting",
        }
    }

    /// The state of a word.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Draft, Self::Live, Self::Resting].into_iter().find(|one| one.word() == word)
    }
}
