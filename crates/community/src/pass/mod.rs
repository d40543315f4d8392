//! Passes: one model for every way in. Who, which doors, when, how often, until when; revocable at once.
//!
//! - Whoever has the right to open the doors of a home has a code for his phone and the button of the client by himself. A PIN
//!   he sets or the property gives him, cards the property gives him, and a telephone opens where he says so.
//! - All ways have the same rights, and no way is the only one: who has no phone has a card or a PIN.
//! - A pass opens by somebody's right: that row and the clock are asked whenever a list is made. No job is needed for an end to
//!   hold; what ended is removed, told to doors that are cut off, and forgotten.
//! - A word that is said opens the one door of one's own that it names. The sound becomes words on this machine; neither is kept.
//! - What a pass is known by is sealed. Doors get what follows from it under a secret of their own.
//!
//! Tables: `community_pass`, `community_pass_door`, `community_pass_gone`. Tells: `home.changed`. Jobs: `pass.begin`, `pass.sweep`.

mod desk;
mod desk_http;
mod ending;
mod grounds;
mod handed;
mod held;
mod holding;
mod http;
mod issuing;
mod jobs;
mod mine;
mod rules;
mod say;
mod say_http;
mod spoken;
pub(crate) mod store;
mod views;

pub(crate) use ending::{end_some, erase};
pub(crate) use grounds::kept;
pub(crate) use handed::{KnownBy, code_of, doors_of, known_by, stands_now};
pub(crate) use held::held;
pub use holding::held_at;
pub(crate) use holding::set_at;
pub(crate) use http::OwnCode;
pub use issuing::{Doors, New, end_pass, issue};
pub(crate) use issuing::{beside, end_faces, ensured, follow, has_face, of_desk, with_face};
pub(crate) use jobs::jobs;
pub(crate) use mine::ordered;
pub use rules::{Holder, Kind};
pub(crate) use rules::{drawn_pin, reason_word};

use aide::axum::ApiRouter;
use ground::{Erasure, Export, Fault, OrgId, PersonId, Problem, TableDecl, Timestamp};
use policy::Personal;
use vault::{Sealed, Subject};
use yard::House;

use crate::agent::NotOpened;
use crate::household::ResidentId;
use crate::place::HomeId;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    http::routes().merge(say_http::routes()).merge(desk_http::routes())
}

ground::id! {
    /// One way in of one holder.
    pub struct PassId => "pass"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "community_pass",
        owner: "person",
        lifetime: "until it is ended, its time is over, the right that it opens by ends, or the organisation; pass.sweep, \
                   erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &[
            "id",
            "org",
            "holder",
            "person",
            "resident",
            "home",
            "scope",
            "way",
            "cut",
            "card_index",
            "from_at",
            "until_at",
            "week",
            "uses",
            "made_at",
        ],
        sealed: &["secret"],
    },
    TableDecl {
        name: "community_pass_door",
        owner: "org",
        lifetime: "as long as its pass",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["pass", "door"],
        sealed: &[],
    },
    TableDecl {
        name: "community_pass_gone",
        owner: "org",
        lifetime: "thirty days, removed by pass.sweep",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["id", "org", "resident", "home", "at"],
        sealed: &[],
    },
];

/// A row of `community_pass`.
#[derive(Personal)]
#[personal(table = "community_pass")]
pub(crate) struct Row {
    /// Which.
    pub id: PassId,
    /// In which community.
    pub org: OrgId,
    /// Who holds it.
    pub holder: Holder,
    /// Whose it is; nobody where it is the desk's or somebody's without an account.
    pub person: Option<PersonId>,
    /// By whose right it opens: his own row, or that of whoever let him in.
    pub resident: Option<ResidentId>,
    /// The doors of which home.
    pub home: Option<HomeId>,
    /// Which way.
    pub kind: Kind,
    /// What a door does with it that is cut off.
    pub cut: ::pass::Cut,
    /// What it is known by: a key, the number of a card, a PIN. Telephones, the client and the desk need none.
    #[personal(category = "door-pass")]
    pub secret: Option<Sealed<Vec<u8>>>,
    /// From when.
    pub from_at: Option<Timestamp>,
    /// Before when.
    pub until_at: Option<Timestamp>,
    /// When in the week; always where there is none.
    pub week: Vec<::pass::Span>,
    /// How often altogether.
    pub uses: Option<u32>,
    /// Since when.
    pub made_at: Timestamp,
}

impl Row {
    /// Under whose key its secret is.
    fn subject(org: OrgId, person: Option<PersonId>) -> Subject {
        person.map_or(Subject::Org(org), Subject::Person)
    }

    /// Whether it is what a visit opens by, beside which a face may open.
    fn is_of_visit(&self) -> bool {
        self.kind != Kind::Face && !matches!(self.holder, Holder::Resident | Holder::Desk)
    }
}

/// A pass as doors call it.
pub(crate) const fn at_doors(id: PassId) -> ::pass::PassId {
    ::pass::PassId::new(id.bytes())
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such home, or the caller does not live there.
    #[error("there is no such home of yours")]
    Home,
    /// There is no such door, or it is not one of this home.
    #[error("there is no such door of this home")]
    Door,
    /// There is no such pass.
    #[error("there is no such pass")]
    Unknown,
    /// Nobody like that lives there, or he may not open.
    #[error("nobody with the right to open lives there like that")]
    NoRight,
    /// No PIN.
    #[error("a PIN has six to eight digits")]
    Pin,
    /// One that is tried first.
    #[error("this PIN is easily guessed")]
    Weak(rules::Weak),
    /// No number of a card.
    #[error("this is no number of a card, as the reader gives it")]
    Card,
    /// Somebody in this community has it.
    #[error("somebody holds this card; end that pass first")]
    CardTaken,
    /// No reason.
    #[error("a reason has 2 to 200 characters")]
    Reason,
    /// What was written is no access point.
    #[error(
        "an access point is six bytes in hexadecimal digits, eight of a door and sixty-four of a scan at most"
    )]
    Points,
    /// No number of bits of a card that a door counts.
    #[error("a door counts 24 or 32 bits of a card")]
    Bits,
    /// He did not agree to be called.
    #[error("agree to doors by ordinary telephone first: without it your telephone is not called")]
    NoConsent,
    /// As many as there may be.
    #[error("nobody has more than eight cards in a home")]
    Many,
    /// Too often.
    #[error("that was often; go on in a few minutes")]
    TooMany,
    /// No agent is there.
    #[error("the door cannot be reached now; show a code, a card or a PIN there")]
    Absent,
    /// The agent says no.
    #[error("the door stays shut")]
    Shut(::pass::Reason),
    /// More than some seconds.
    #[error("what is said to a door takes some seconds, and no more")]
    Sound,
    /// It was not heard.
    #[error(transparent)]
    Unheard(#[from] yard::hearing::Unheard),
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

crate::household::no_opener!(Refusal);

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
            Refusal::Home => Self::not_found("pass.home", refusal),
            Refusal::Door => Self::not_found("pass.door", refusal),
            Refusal::Unknown => Self::not_found("pass.unknown", refusal),
            Refusal::NoRight => Self::not_found("pass.no_right", refusal),
            Refusal::Pin => Self::field("pass.pin", "pin", refusal),
            Refusal::Weak(why) => Self::field(why.code(), "pin", refusal),
            Refusal::Card => Self::field("pass.card", "number", refusal),
            Refusal::CardTaken => Self::conflict("pass.card_taken", refusal),
            Refusal::Reason => Self::field("pass.reason", "reason", refusal),
            Refusal::Points => Self::field("pass.points", "points", refusal),
            Refusal::Bits => Self::field("pass.bits", "card_bits", refusal),
            Refusal::NoConsent => Self::conflict("pass.no_consent", refusal),
            Refusal::Many => Self::conflict("pass.many", refusal),
            Refusal::TooMany => Self::too_many("pass.too_many", refusal, 300),
            Refusal::Absent => Self::conflict("pass.absent", refusal),
            Refusal::Shut(reason) => {
                Self::conflict("pass.shut", &refusal).with("reason", rules::reason_word(reason))
            }
            Refusal::Late => Self::conflict("pass.late", refusal),
            Refusal::Sound => Self::invalid("pass.sound", refusal),
            Refusal::Unheard(why) => why.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
