//! The gate: who comes unannounced, whom the guard asks, and who says yes.
//!
//! - A visitor says at a poster, or to the guard, whom he wants to see. The home is asked on all its phones; the first answer
//!   counts, and after a few minutes none does. Whether a home is there at all no stranger learns.
//! - On yes the guard opens. Without it he opens with a reason alone, which the home reads.
//! - A home without a phone to ask is named to the guard as such: he rings its landline, and says here what was answered.
//! - Guards are appointed by those who run the community. Who waits is theirs to see, and nothing else of a home.
//! - What was told of a visitor goes within the hour. The orders of the desk keep the number of the visit, which is nobody's then.
//!
//! Tables: `community_knock`, `community_guard`, `community_poster`. Tells: `home.knock`, `gate.changed`, and as notices
//! `visitor.asks`, `visitor.overridden`. Job: `knock.sweep`.

mod actions;
mod answering;
mod asking;
mod http;
mod jobs;
mod mine_http;
mod poster;
mod poster_http;
mod posts;
mod posts_http;
mod rules;
pub(crate) mod store;

pub(crate) use jobs::jobs;
pub(crate) use store::{end_some, erase};

use aide::axum::ApiRouter;
use ground::{Attr, Erasure, Export, Fault, OrgId, PersonId, Problem, Resource, TableDecl, Timestamp};
use policy::{Category, Personal};
use vault::{Field, Sealed};
use yard::House;
use yard::org::Line;

use crate::agent::NotOpened;
use crate::place::{DoorId, HomeId};
use rules::Answered;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    http::routes().merge(mine_http::routes()).merge(poster_http::routes()).merge(posts_http::routes())
}

ground::id! {
    /// Somebody who came unannounced.
    pub struct KnockId => "knock"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "community_knock",
        owner: "org",
        lifetime: "until its time is over, an hour at most; knock.sweep, erasure.end_org",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &[
            "id",
            "org",
            "home",
            "door",
            "asked",
            "answer",
            "resident",
            "opened_at",
            "made_at",
            "until_at",
        ],
        sealed: &["verifier", "name", "reason"],
    },
    TableDecl {
        name: "community_guard",
        owner: "person",
        lifetime: "until those who run the community say otherwise, the account ends, or the organisation; erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["org", "person", "made_at"],
        sealed: &[],
    },
    TableDecl {
        name: "community_poster",
        owner: "org",
        lifetime: "until it is taken down, or its organisation ends; erasure.end_org",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["door", "org", "made_at"],
        sealed: &["verifier"],
    },
];

/// What posters show, and what a waiting visitor's page holds, is known by a keyed fingerprint.
pub(super) const POSTER: Field<String> = Field::declare("community_poster", "verifier", Category::Visitor);
pub(super) const WAITING: Field<String> = Field::declare("community_knock", "verifier", Category::Visitor);

/// A row of `community_knock`.
#[derive(Personal)]
#[personal(table = "community_knock")]
pub(crate) struct Knock {
    /// Which.
    pub id: KnockId,
    /// In which community.
    pub org: OrgId,
    /// Whom he wants to see; nothing where there is no such home.
    pub home: Option<HomeId>,
    /// At which door he stands.
    pub door: Option<DoorId>,
    /// How he is called.
    #[personal(category = "visitor")]
    pub name: Option<Sealed<Line>>,
    /// Why he comes.
    #[personal(category = "visitor")]
    pub reason: Option<Sealed<Line>>,
    /// How many people of the home have a phone that was asked.
    pub asked: i64,
    /// What was said.
    pub answer: Option<Answered>,
    /// When the guard opened.
    pub opened_at: Option<Timestamp>,
    /// When he came.
    pub made_at: Timestamp,
    /// Until when he is waited for.
    pub until_at: Timestamp,
    /// Whether he wrote at a poster himself.
    pub by_poster: bool,
}

/// A gate as the policies see it.
pub(crate) fn gate(org: OrgId, guards: &[PersonId]) -> Resource {
    let guards = guards.iter().map(ToString::to_string).collect();
    Resource {
        kind: "Gate",
        id: org.to_string(),
        attrs: vec![("org", Attr::Id(org.to_string())), ("guards", Attr::Ids(guards))],
    }
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such home, or the caller does not live there.
    #[error("there is no such home")]
    Home,
    /// Nobody like that waits.
    #[error("nobody like that waits, or the time is over")]
    Unknown,
    /// He may not.
    #[error("your rights in this home do not reach so far")]
    Rights,
    /// No name.
    #[error("a name has 1 to 40 characters")]
    Name,
    /// No reason.
    #[error("a reason has 2 to 200 characters")]
    Reason,
    /// There is no such door.
    #[error("there is no such door of this community")]
    Door,
    /// No poster.
    #[error("this poster is not good any longer")]
    Link,
    /// There is none.
    #[error("there is no poster at this door")]
    NoPoster,
    /// As many as there may be.
    #[error("too many wait at this gate")]
    Many,
    /// Too often.
    #[error("that was often; go on later")]
    TooMany,
    /// Somebody answered.
    #[error("somebody answered before, or the time is over")]
    Answered,
    /// Those of the home can still say it themselves.
    #[error("those of the home are being asked; their own word counts")]
    Asked,
    /// The home did not agree.
    #[error("the home did not agree; letting in needs a reason")]
    NotAgreed,
    /// No member.
    #[error("only a member of the organisation can be a guard")]
    Guard,
    /// The organisation opened no community.
    #[error("this organisation has no community yet")]
    Closed,
    /// No agent is there.
    #[error("the door cannot be reached now")]
    Absent,
    /// The agent says no.
    #[error("the door stays shut")]
    Shut(::pass::Reason),
    /// It did not answer.
    #[error("the door did not answer in time; look whether it opened")]
    Late,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<NotOpened> for Refusal {
    fn from(why: NotOpened) -> Self {
        match why {
            NotOpened::Absent => Self::Absent,
            NotOpened::Refused(reason) => Self::Shut(reason),
            NotOpened::Late => Self::Late,
            NotOpened::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Home => Self::not_found("knock.home", refusal),
            Refusal::Unknown => Self::not_found("knock.unknown", refusal),
            Refusal::Rights => Self::forbidden("knock.rights", refusal),
            Refusal::Name => Self::field("knock.name", "name", refusal),
            Refusal::Reason => Self::field("knock.reason", "reason", refusal),
            Refusal::Door => Self::not_found("knock.door", refusal),
            Refusal::Link => Self::not_found("knock.link", refusal),
            Refusal::NoPoster => Self::not_found("knock.no_poster", refusal),
            Refusal::Many => Self::conflict("knock.many", refusal),
            Refusal::TooMany => Self::too_many("knock.too_many", refusal, 600),
            Refusal::Answered => Self::conflict("knock.answered", refusal),
            Refusal::Asked => Self::conflict("knock.asked", refusal),
            Refusal::NotAgreed => Self::conflict("knock.not_agreed", refusal),
            Refusal::Guard => Self::not_found("knock.guard", refusal),
            Refusal::Closed => Self::not_found("knock.closed", refusal),
            Refusal::Absent => Self::conflict("knock.absent", refusal),
            Refusal::Shut(reason) => {
                Self::conflict("knock.shut", &refusal).with("reason", crate::pass::reason_word(reason))
            }
            Refusal::Late => Self::conflict("knock.late", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
