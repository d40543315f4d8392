//! Things: smart devices of homes, and equipment of the community, over one broker.
//!
//! - A device has a credential of its own and reads and writes its own topics alone; a topic is a random token. What it announces
//!   of itself becomes parts with states (`things`); a part that points outside its device's topics is not taken.
//! - A token binds one new device, once, within a quarter of an hour. The credential is shown in that answer and never again.
//! - Those who live in a home see its devices and have them obey; what unlocks wants the right to open, what adds, removes and
//!   plans wants the right to add others. Equipment is its property's, and no device of a home is.
//! - A command that nobody hears within seconds is over. What was done and what happened is in the home's log for thirty days.
//! - Smoke, gas and water raise an alarm always, motion and doors where the home is watched; a bell rings for all of a home.
//! - Devices of a maker's cloud are carried by the house itself, once somebody of the home authorised it there (`cloud`).
//! - A bell with a camera leads straight into a look through it, for those of the home alone; nothing that it shows is kept.
//! - Nobody lives there any longer: its devices, plans and log go, and the credentials end.
//!
//! Tables: `community_thing` and those that hang on it. Tells: `home.device`, and as notices `home.device.alarm`,
//! `home.device.rang`, `home.equipment.alarm`. Passes: `bell.rang`. Jobs: `home.device.sweep`, `home.device.mark`. Task: the link.

mod actions;
mod cloud;
mod bell {
    pub(super) mod store;
}
mod bell_http;
mod bells;
mod codes;
mod ending;
mod equipment;
mod equipment_http;
mod grounds;
mod hearing;
mod held;
mod http;
mod jobs;
mod known;
mod link;
mod marking;
mod plan_http;
mod plan {
    pub(super) mod store;
}
mod plans;
mod provision;
mod rules;
pub(crate) mod store;
mod views;

pub(crate) use bells::rung;
pub(crate) use ending::{end_some, erase_clouds, erase_codes, erase_events, erase_invites, erase_things};
pub(crate) use grounds::known;
pub(crate) use held::held;
pub(crate) use jobs::jobs;
pub use link::{Link, listen};

use aide::axum::ApiRouter;
use ground::{Erasure, Export, Fault, OrgId, PersonId, Problem, TableDecl, Timestamp};
use policy::Personal;
use vault::Sealed;
use yard::House;
use yard::org::Line;

use crate::place::HomeId;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    http::routes()
        .merge(equipment_http::routes())
        .merge(plan_http::routes())
        .merge(bell_http::routes())
        .merge(cloud::routes())
}

ground::id! {
    /// A device, by its credential; behind a gateway there are more.
    pub struct ThingId => "thing"
}
ground::id! {
    /// One thing of a device that can be read or set.
    pub struct PartId => "part"
}
ground::id! {
    /// A token for one new device.
    pub struct InviteId => "invite"
}
ground::id! {
    /// One entry of the log.
    pub struct ThingEventId => "happening"
}
ground::id! {
    /// A look through a camera. It stands in no table.
    pub struct LookId => "look"
}
ground::id! {
    /// A code that unlocks once.
    pub struct CodeId => "code"
}
ground::id! {
    /// A scene.
    pub struct SceneId => "scene"
}
ground::id! {
    /// A rule.
    pub struct RuleId => "rule"
}

const UNTIL: &str = "until it is removed, nobody lives there any longer, or the organisation ends; home.device.sweep, erasure.end_org";

const fn table(
    name: &'static str,
    erasure: Erasure,
    plain: &'static [&'static str],
    sealed: &'static [&'static str],
) -> TableDecl {
    let export = match erasure {
        Erasure::Nothing => Export::None,
        _ => Export::Person,
    };
    TableDecl { name, owner: "org", lifetime: UNTIL, export, erasure, plain, sealed }
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    table(
        "community_thing",
        Erasure::Rows,
        &["id", "org", "home", "token", "added_by", "added_at"],
        &["name", "mac_mark"],
    ),
    table(
        "community_thing_part",
        Erasure::Nothing,
        &["id", "thing", "org", "state_at"],
        &["mark", "at_mark", "config", "state"],
    ),
    table("community_thing_reach", Erasure::Nothing, &["thing", "is_up"], &["mark"]),
    table(
        "community_thing_invite",
        Erasure::Rows,
        &["id", "org", "home", "invited_by", "until_at"],
        &["hash", "name"],
    ),
    TableDecl {
        lifetime: "thirty days, removed by home.device.sweep",
        ..table(
            "community_thing_event",
            Erasure::Rows,
            &["id", "org", "home", "thing", "person", "what", "at"],
            &["detail"],
        )
    },
    TableDecl {
        lifetime: "until it is removed, the consent is taken back, whoever linked it moves out or the organisation ends; the link's task, home.device.sweep, erasure.end_org",
        ..table(
            "community_thing_cloud",
            Erasure::Rows,
            &["thing", "org", "home", "person", "until_at", "due_at", "asked_at"],
            &["tokens", "uid_mark"],
        )
    },
    table("community_thing_camera", Erasure::Nothing, &["thing", "org", "set_at"], &["address", "mark"]),
    table("community_thing_watch", Erasure::Nothing, &["home", "org", "armed_at"], &[]),
    table(
        "community_thing_code",
        Erasure::Rows,
        &["id", "org", "home", "part", "made_by", "until_at"],
        &["mark"],
    ),
    table("community_thing_scene", Erasure::Nothing, &["id", "org", "home", "made_at"], &["plan"]),
    table(
        "community_thing_rule",
        Erasure::Nothing,
        &["id", "org", "home", "part", "is_on", "fired", "fired_at", "made_at"],
        &["plan"],
    ),
];

/// A row of `community_thing`.
#[derive(Clone, Personal)]
#[personal(table = "community_thing")]
pub(crate) struct Thing {
    /// Which.
    pub id: ThingId,
    /// In which community.
    pub org: OrgId,
    /// In which home; nothing where it is equipment of the community.
    pub home: Option<HomeId>,
    /// Its name on the broker.
    pub token: String,
    /// How people call it.
    #[personal(category = "home-device")]
    pub name: Sealed<Line>,
    /// Who added it.
    pub added_by: Option<PersonId>,
    /// When.
    pub added_at: Timestamp,
}

/// A row of `community_thing_part`.
#[derive(Clone, Personal)]
#[personal(table = "community_thing_part")]
pub(crate) struct PartRow {
    /// Which.
    pub id: PartId,
    /// Of which device.
    pub thing: ThingId,
    /// A keyed index of where it was announced.
    pub at_mark: [u8; 16],
    /// A keyed index of its key.
    pub mark: [u8; 16],
    /// What it is: a [`things::Part`] as JSON.
    #[personal(category = "home-device")]
    pub config: Sealed<String>,
    /// What is so: a [`things::State`] as JSON.
    #[personal(category = "home-device")]
    pub state: Option<Sealed<String>>,
    /// Since when.
    pub state_at: Option<Timestamp>,
}

/// A row of `community_thing_camera`.
#[derive(Personal)]
#[personal(table = "community_thing_camera")]
pub(crate) struct Camera {
    /// Of which device.
    pub thing: ThingId,
    /// In which community.
    pub org: OrgId,
    /// Where it is, with what it wants to be told: `sip::rtsp::Address` as text.
    #[personal(category = "home-device")]
    pub address: Sealed<String>,
}

/// That a bell rang.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rang {
    /// At which home.
    pub home: HomeId,
    /// Which device.
    pub thing: ThingId,
    /// When.
    pub at: Timestamp,
    /// Whether one can look through it.
    pub has_camera: bool,
}

/// A row of `community_thing_invite`.
#[derive(Personal)]
#[personal(table = "community_thing_invite")]
pub(crate) struct Invite {
    /// Which.
    pub id: InviteId,
    /// In which community.
    pub org: OrgId,
    /// For which home; nothing where it is for equipment.
    pub home: Option<HomeId>,
    /// How the device will be called.
    #[personal(category = "home-device")]
    pub name: Sealed<Line>,
    /// By whom.
    pub invited_by: PersonId,
    /// Until when.
    pub until_at: Timestamp,
}

/// A row of `community_thing_event`.
#[derive(Personal)]
#[personal(table = "community_thing_event")]
pub(crate) struct Happening {
    /// Which.
    pub id: ThingEventId,
    /// In which community.
    pub org: OrgId,
    /// In which home.
    pub home: Option<HomeId>,
    /// At which device.
    pub thing: Option<ThingId>,
    /// By whom; nobody where it happened by itself.
    pub person: Option<PersonId>,
    /// What: `added`, `removed`, `command`, `alarm`, `rang`, `armed`, `disarmed`, `code`, `code_used`, `code_wrong`, `scene`, `rule`,
    /// `rule_stopped`, `looked`.
    pub what: String,
    /// Of what, and with which words.
    #[personal(category = "home-device-log")]
    pub detail: Option<Sealed<String>>,
    /// When.
    pub at: Timestamp,
}

/// A row of `community_thing_scene`.
#[derive(Personal)]
#[personal(table = "community_thing_scene")]
pub(crate) struct Scene {
    /// Which.
    pub id: SceneId,
    /// In which community.
    pub org: OrgId,
    /// Name and commands, as JSON.
    #[personal(category = "home-device")]
    pub plan: Sealed<String>,
}

/// A row of `community_thing_rule`.
#[derive(Personal)]
#[personal(table = "community_thing_rule")]
pub(crate) struct Rule {
    /// Which.
    pub id: RuleId,
    /// In which community.
    pub org: OrgId,
    /// In which home.
    pub home: HomeId,
    /// What it watches.
    pub part: PartId,
    /// Name, condition and commands, as JSON.
    #[personal(category = "home-device")]
    pub plan: Sealed<String>,
    /// Whether it is on.
    pub is_on: bool,
    /// How often it fired in the minute that began then.
    pub fired: i64,
    /// When that minute began.
    pub fired_at: Timestamp,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such home, or the caller does not live there.
    #[error("there is no such home of yours")]
    Home,
    /// There is no such device, part, scene or rule.
    #[error("there is no such device")]
    Unknown,
    /// The token is unknown, was used or is over.
    #[error("this token is unknown, was used or is over")]
    Token,
    /// What was written is empty or too long.
    #[error("this is empty or too long")]
    Field(&'static str),
    /// The device does not do that.
    #[error(transparent)]
    Unsupported(#[from] things::Unsupported),
    /// The broker, or the device, does not hear.
    #[error("the device cannot be reached")]
    Away,
    /// This house has no broker.
    #[error("this house has no broker for devices")]
    NoBroker,
    /// This house reaches no maker's cloud.
    #[error("this house reaches no cloud of a maker")]
    NoCloud,
    /// Whoever wants it did not agree that the cloud is asked.
    #[error("the consent to asking the maker's cloud does not stand")]
    NoConsent,
    /// The cloud did not take what its page gave.
    #[error("the maker's cloud did not take it")]
    Cloud(#[source] egress::SendRefused),
    /// The account is linked with another home, or was a moment ago.
    #[error("this account is linked with another home already")]
    CloudLinked,
    /// There is no camera behind this device.
    #[error("there is no camera behind this device")]
    NoCamera,
    /// The camera is in no network that the keeper named, or at another port; or it is another home's, which is said in the same words.
    #[error("this is no address of a camera that this home may use")]
    Network,
    /// As many as there may be.
    #[error("there are as many as there may be")]
    Many,
    /// Too often.
    #[error("that was often; go on later")]
    TooMany,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Home => Self::not_found("home_device.home", refusal),
            Refusal::Unknown => Self::not_found("home_device.unknown", refusal),
            Refusal::Token => Self::not_found("home_device.token", refusal),
            Refusal::Field(field) => Self::field("home_device.field", field, refusal),
            Refusal::Unsupported(_) => Self::conflict("home_device.unsupported", refusal),
            Refusal::Away => Self::conflict("home_device.away", refusal),
            Refusal::NoBroker => Self::conflict("home_device.no_broker", refusal),
            Refusal::NoCloud => Self::conflict("home_device.no_cloud", refusal),
            Refusal::NoConsent => Self::conflict("home_device.no_consent", refusal),
            Refusal::Cloud(egress::SendRefused::Fault(fault)) => fault.into(),
            Refusal::Cloud(_) => Self::conflict("home_device.cloud", refusal),
            Refusal::CloudLinked => Self::conflict("home_device.cloud_linked", refusal),
            Refusal::NoCamera => Self::not_found("home_device.no_camera", refusal),
            Refusal::Network => Self::field("home_device.camera", "address", refusal),
            Refusal::Many => Self::conflict("home_device.many", refusal),
            Refusal::TooMany => Self::too_many("home_device.too_many", refusal, 3_600),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
