//! Attendance: when somebody came to work and went, by the ways that his organisation chose, and what a day and a month come to.
//!
//! - A device answers whether it is within a fence and signs the answer with a key of its own. Coordinates leave it where the
//!   organisation said what for and the person agreed by himself, to this organisation and this reason; refusing costs nothing.
//! - The time is the house's. A challenge is answered once, within a minute; what comes again is refused.
//! - A group has a plan from a day on; a change never turns what was before it. Days are reckoned from the rows whenever somebody looks.
//! - Who runs the organisation or manages the group sees its records; every look is one at a person, who reads it.
//! - A closed month stays as it was; what is put right later stands beside it.
//! - Where the house has a geocoder and the person agreed to that by itself, the address of a signing in is asked for after it is kept.
//! - Who takes an agreement back takes what was kept under it along, within a minute.
//! - Who leaves takes his places, photos and key along at once; that he worked stays for as long as the law asks.
//!
//! Form and dangers: `docs/adr/0045-attendance.md`.
//!
//! Clocking by face has a room of its own: [`face`]; machines and programs that bring clockings, too: [`machine`].
//!
//! Tables: `office_shift`, `office_group`, `office_group_plan`, `office_group_manager`, `office_attendee`, `office_roster`,
//! `office_day`, `office_screen`, `office_closing`, `office_punch`, `office_clock_key`, `office_agreement`, `office_field`,
//! `office_correction`.
//! Tells, as notices, `attendance.asked` and `attendance.decided`. Jobs: `attendance.sweep`, `attendance.taken_back`, `attendance.field.find`.

mod actions;
mod agreeing;
mod asking;
mod asking_http;
mod belonging;
mod desk;
mod desk_http;
mod ending;
pub mod face;
mod field;
mod field_http;
mod finding;
mod grounds;
#[cfg(test)]
mod hard_days;
mod held;
mod http;
mod jobs;
mod looking;
mod looking_http;
pub mod machine;
mod plan;
mod proof;
mod reckoning;
mod refusal;
mod roster;
mod roster_http;
mod rules;
mod screen;
mod screen_http;
mod store;
mod tables;
mod working;
mod zone;

pub(crate) use agreeing::store::erase_agreements;
pub(crate) use belonging::store::{erase_attendees, erase_rosters};
pub(crate) use belonging::zone_of;
pub(crate) use ending::{end_some, parts};
pub(crate) use face::store::{erase_faces, erase_tries};
pub(crate) use grounds::known;
pub(crate) use held::held;
pub(crate) use jobs::jobs;
pub(crate) use machine::{erase_machine_agreements, erase_numbers, router};
pub(crate) use plan::store::{erase_closings, erase_managers};
pub(crate) use refusal::Refusal;
pub(crate) use store::{erase_corrections, erase_fields, erase_keys, erase_punches};
pub(crate) use tables::TABLES;
pub(crate) use working::{closed_among, closed_now, today_of, working};
pub(crate) use zone::Day;

use aide::axum::ApiRouter;
use ground::{OrgId, PersonId, Resource, Timestamp};
use policy::Personal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vault::{Plain, Sealed};
use yard::House;
use yard::org::Line;

use plan::{Spot, Way};

ground::id! {
    /// A shift of an organisation.
    pub struct ShiftId => "shift"
}
ground::id! {
    /// People who clock by one plan.
    pub struct GroupId => "group"
}
ground::id! {
    /// A screen that shows codes.
    pub struct ScreenId => "screen"
}
ground::id! {
    /// One time that somebody clocked.
    pub struct PunchId => "punch"
}
ground::id! {
    /// The key of a device.
    pub struct ClockKeyId => "clockkey"
}
ground::id! {
    /// A signing in from outside.
    pub struct FieldId => "field"
}
ground::id! {
    /// Something to be put right.
    pub struct CorrectionId => "correction"
}

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .merge(http::routes())
        .merge(asking_http::routes())
        .merge(screen_http::routes())
        .merge(field_http::routes())
        .merge(looking_http::routes())
        .merge(desk_http::routes())
        .merge(face::http::routes())
        .merge(machine::routes())
        .merge(machine::push_routes())
}

/// The organisation as the policies see it.
fn resource(org: OrgId) -> Resource {
    let attr = ground::Attr::Id(org.to_string());
    Resource { kind: "Org", id: org.to_string(), attrs: vec![("org", attr)] }
}

/// The records of a group as the policies see them.
fn records(org: OrgId, managers: &[PersonId]) -> Resource {
    let managers = managers.iter().map(ToString::to_string).collect();
    let attrs = vec![("org", ground::Attr::Id(org.to_string())), ("managers", ground::Attr::Ids(managers))];
    Resource { kind: "Clocking", id: org.to_string(), attrs }
}

/// What a device found strange about its own answer, and what the house found strange about the device.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// The place is feigned, or a program that feigns it is there; which one stays on the device.
    Mock,
    /// What its sensors felt does not go with how the place moved.
    Motion,
    /// The key is another than the day before.
    NewDevice,
    /// It was another face.
    OtherFace,
    /// The head did not turn as it was asked to: a photo, perhaps.
    NoTurn,
    /// The pictures had been used before.
    Replayed,
    /// The face is another than the day before.
    NewFace,
}

/// What came of clocking.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It counts.
    Counts,
    /// It counts, and was outside.
    Outside,
    /// It does not count; that it was tried is seen.
    Refused,
}

/// How somebody clocked: what is sealed of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    /// By which way; nothing where it was put right by hand.
    pub way: Option<Way>,
    /// What came of it.
    pub verdict: Verdict,
    /// What is strange about it.
    pub doubts: Vec<Doubt>,
    /// What put it right.
    #[serde(default)]
    pub by: Option<CorrectionId>,
    /// The room whose transmitter was the nearest, where the organisation named one.
    #[serde(default)]
    pub room: Option<String>,
    /// The name of the site, where it is known without coordinates which of them it was; of a machine where it stands.
    #[serde(default)]
    pub site: Option<String>,
    /// What brought it, and on what ground it was taken.
    #[serde(default)]
    pub brought: Option<machine::Brought>,
}

impl Plain for Record {
    fn to_plain(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// Where somebody clocked, to the metre, and what was learnt from that alone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Exact {
    /// Where.
    pub spot: Spot,
    /// The name of the nearest site, where there are several: without the coordinates nobody would know which it was, so that it
    /// goes with them.
    pub site: Option<String>,
}

impl Plain for Exact {
    fn to_plain(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    // What was kept before sites went with it is the spot alone.
    fn from_plain(bytes: &[u8]) -> Option<Self> {
        let spot = || serde_json::from_slice(bytes).map(|spot| Self { spot, site: None });
        serde_json::from_slice(bytes).or_else(|_| spot()).ok()
    }
}

/// A row of `office_punch`.
#[derive(Personal)]
#[personal(table = "office_punch")]
pub(crate) struct Punch {
    /// Which.
    pub id: PunchId,
    /// For which organisation.
    pub org: OrgId,
    /// Who.
    pub person: PersonId,
    /// The instant that counts.
    pub at: Timestamp,
    /// When the row came to be; later than `at` where it was put right.
    pub made_at: Timestamp,
    /// The challenge that it answers.
    pub nonce: [u8; 16],
    /// How.
    #[personal(category = "clock-record")]
    pub record: Sealed<Record>,
    /// Where, to the metre, where that was agreed.
    #[personal(category = "work-place")]
    pub place: Option<Sealed<Exact>>,
}

/// A row of `office_clock_key`.
#[derive(Personal)]
#[personal(table = "office_clock_key")]
pub(crate) struct ClockKey {
    /// Which.
    pub id: ClockKeyId,
    /// For which organisation.
    pub org: OrgId,
    /// Whose device.
    pub person: PersonId,
    /// The public half: a point of P-256 in 65 bytes.
    #[personal(category = "clock-key")]
    pub device_key: Sealed<Vec<u8>>,
    /// Since when.
    pub since: Timestamp,
    /// Whether there was another before.
    pub replaced: bool,
}

/// A place from which somebody signed in, with how far it was from the nearest site.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Standing {
    /// Where.
    pub spot: Spot,
    /// Metres to the nearest site of the group.
    pub from_site_m: Option<u32>,
    /// The place in words, as the person wrote it.
    pub address: Option<String>,
    /// The address that a geocoder says of it, where the person agreed to that.
    #[serde(default)]
    pub found: Option<String>,
}

impl Plain for Standing {
    fn to_plain(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// A row of `office_field`.
#[derive(Personal)]
#[personal(table = "office_field")]
pub(crate) struct Field {
    /// Which.
    pub id: FieldId,
    /// For which organisation.
    pub org: OrgId,
    /// Who.
    pub person: PersonId,
    /// When.
    pub at: Timestamp,
    /// Where.
    #[personal(category = "work-place")]
    pub place: Sealed<Standing>,
    /// The same with its address, where one was found.
    #[personal(category = "work-place")]
    pub found: Option<Sealed<Standing>>,
    /// What he wrote.
    #[personal(category = "field-note")]
    pub note: Option<Sealed<Line>>,
    /// What he photographed.
    #[personal(category = "field-note")]
    pub photo: Option<Sealed<Vec<u8>>>,
}

impl Field {
    /// Where, with its address where one was found.
    fn shown(&self) -> &Sealed<Standing> {
        self.found.as_ref().unwrap_or(&self.place)
    }
}

/// How it stands with something to be put right.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nobody decided yet.
    Waiting,
    /// It was put right.
    Granted,
    /// It stays as it is.
    Declined,
    /// Whoever asked took it back.
    Withdrawn,
}

impl State {
    const ALL: [Self; 4] = [Self::Waiting, Self::Granted, Self::Declined, Self::Withdrawn];

    /// The word in the table and on the wire.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Granted => "granted",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// A row of `office_correction`.
#[derive(Personal)]
#[personal(table = "office_correction")]
pub(crate) struct Correction {
    /// Which.
    pub id: CorrectionId,
    /// For which organisation.
    pub org: OrgId,
    /// Whose day.
    pub person: PersonId,
    /// Who decides; nothing where his account is no more.
    pub approver: Option<PersonId>,
    /// Which day.
    pub day: zone::Day,
    /// The instant at which he says that he came or went.
    pub at: Timestamp,
    /// How it stands.
    pub state: State,
    /// Why.
    #[personal(category = "clock-record")]
    pub reason: Sealed<Line>,
    /// When he asked.
    pub asked_at: Timestamp,
    /// Who decided.
    pub decided_by: Option<PersonId>,
    /// When.
    pub decided_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_of_before_opens_without_a_site() {
        let spot = Spot { latitude_e6: 31_230_000, longitude_e6: 121_470_000, accuracy_m: 12 };
        let before = br#"{"latitude_e6":31230000,"longitude_e6":121470000,"accuracy_m":12}"#;
        let now = Exact { spot, site: Some("总部".to_owned()) };
        assert_eq!(Exact::from_plain(before), Some(Exact { spot, site: None }));
        assert_eq!(Exact::from_plain(&now.to_plain()), Some(now));
        assert_eq!(Exact::from_plain(b"{}"), None);
    }
}
