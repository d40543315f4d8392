//! Clock machines and programs that bring clockings: what an organisation lets in, and what of a person only where he authorised it.
//!
//! - Nothing of somebody is taken from a machine that he did not authorise: what is brought of him is refused, and nothing is kept,
//!   neither a number nor that it was tried. Whoever is not known at all is refused in the same words.
//! - He authorises one machine, having read what it is, where it stands and what it brings; the consent of the house comes first. Taking
//!   either back ends it at once. What was clocked before stays, as any record of attendance.
//! - A machine brings when, and whether one came or went. Templates, names, photos and cards are not taken, and not read.
//! - What comes again counts once. What lies ahead of the house's clock is refused, so is what is older than a month. What comes late is a
//!   row of its own that says when it came; in a closed month it stands beside it.
//! - A machine never changes: another name, another place is another one, and asks anew.
//!
//! Form and dangers: `docs/adr/0055-clock-machines.md`.
//!
//! Tables: `office_machine`, `office_machine_number`, `office_machine_agreement`. Clockings are rows of `office_punch`.

mod actions;
mod adms;
mod entering;
mod http;
mod own;
mod push;
mod refusal;
mod rules;
pub(in crate::attendance) mod store;
mod taking;
mod wire;

pub(in crate::attendance) use http::routes;
pub(in crate::attendance) use push::routes as push_routes;
pub(in crate::attendance) use refusal::Refusal;
pub(crate) use store::{erase_agreements as erase_machine_agreements, erase_numbers};
pub(crate) use wire::router;

use ground::{Erasure, Export, OrgId, PersonId, TableDecl, Timestamp};
use policy::Personal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vault::Sealed;

ground::id! {
    /// A machine or a program that brings clockings.
    pub struct MachineId => "machine"
}
ground::id! {
    /// By which number one means somebody.
    pub struct NumberId => "clocknumber"
}

impl MachineId {
    /// All machines of an organisation, where a number is the same at each of them.
    const ALL: Self = Self::from_bytes([0; 16]);
}

/// What brings clockings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MachineKind {
    /// A program with a token, by the house's own interface.
    Program,
    /// A machine that speaks ZKTeco's PUSH protocol for attendance, also known as ADMS.
    Zkteco,
}

impl MachineKind {
    const fn word(self) -> &'static str {
        match self {
            Self::Program => "program",
            Self::Zkteco => "zkteco",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Program, Self::Zkteco].into_iter().find(|one| one.word() == word)
    }
}

/// Whether somebody came or went, as the machine says.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// He came.
    In,
    /// He went.
    Out,
    /// It does not say.
    #[default]
    Unknown,
}

/// What brought a clocking, and on what ground it was taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Brought {
    /// Which.
    pub machine: MachineId,
    /// What it was called.
    pub name: String,
    /// Whether he came or went.
    pub direction: Direction,
    /// When its person authorised it: the ground.
    pub agreed_at: Timestamp,
}

/// A row of `office_machine`.
#[derive(Clone)]
pub(in crate::attendance) struct Machine {
    id: MachineId,
    org: OrgId,
    name: String,
    kind: MachineKind,
    place: String,
    /// The zone of times that it tells without one.
    zone: String,
    serial: Option<String>,
    /// From where alone it is taken where it can tell no secret.
    network: Option<String>,
    made_at: Timestamp,
    /// Until when its token is good.
    ends_at: Timestamp,
    pairing_until: Option<Timestamp>,
    paired_at: Option<Timestamp>,
    heard_at: Option<Timestamp>,
    /// Lines that were taken, that were refused for want of authorisation, and that were refused for what they say.
    taken: i64,
    refused: i64,
    unread: i64,
    /// By how many seconds its clock is ahead of the house's, as seen last.
    skew_s: Option<i64>,
}

/// A row of `office_machine_number`.
#[derive(Personal)]
#[personal(table = "office_machine_number")]
pub(in crate::attendance) struct Number {
    /// Which.
    pub id: NumberId,
    /// In which organisation.
    pub org: OrgId,
    /// At which machine, or at all.
    pub machine: MachineId,
    /// Whom it means.
    pub person: PersonId,
    /// The number.
    #[personal(category = "clock-number")]
    pub number: Sealed<String>,
    /// Since when.
    pub put_at: Timestamp,
}

/// The tables of this room.
pub(in crate::attendance) const TABLES: [TableDecl; 3] = [
    TableDecl {
        name: "office_machine",
        owner: "org",
        lifetime: "until it is ended or the organisation ends; attendance.machine.end, erasure.end_org",
        export: Export::Org,
        erasure: Erasure::Nothing,
        plain: &[
            "id",
            "org",
            "name",
            "kind",
            "place",
            "zone",
            "serial",
            "network",
            "made_at",
            "ends_at",
            "pairing_until",
            "paired_at",
            "heard_at",
            "taken",
            "refused",
            "unread",
            "skew_s",
        ],
        sealed: &["token_hash"],
    },
    TableDecl {
        name: "office_machine_number",
        owner: "org",
        lifetime: "until another is put, its machine is ended, he leaves, or the organisation ends; attendance.machine.number.put, \
                   attendance.machine.end, erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id", "org", "machine", "person", "put_at"],
        sealed: &["number_index", "number"],
    },
    TableDecl {
        name: "office_machine_agreement",
        owner: "person",
        lifetime: "until he takes it back, the machine is ended, he leaves, or the organisation ends; attendance.machine.refuse, \
                   attendance.taken_back, erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["machine", "person", "org", "agreed_at"],
        sealed: &[],
    },
];
