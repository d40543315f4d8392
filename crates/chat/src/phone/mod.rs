//! Telephone calls and conferences from a page: the house dials numbers over the trunk, and carries what is said between them
//! and the pages of whoever called.
//!
//! - An organisation lets its members dial, or does not; at first it does not. The settings say how numbers may begin, and how
//!   many one person calls in a day. Emergency numbers and those that cost more are not dialled from here.
//! - A call has one leg or several. Each telephone hears all others and not itself; pages hear one another by the media engine.
//! - Whoever began it adds numbers, mutes one, hangs one up and ends it for all. Who is asked to come by his page speaks and
//!   hears, and sees no numbers.
//! - What lies open of a call is in this process: where the house falls, it ends. Each leg leaves one entry, for whoever dialled.
//!
//! Tables: `chat_phone_leg`, `chat_phone_rule`. Passes: `phone.ringing`, `phone.changed`. Job: `phone.sweep`.

mod actions;
mod calling;
mod ending;
mod held;
mod http;
mod jobs;
mod listener;
mod live;
mod media;
mod mixing;
mod refusal;
mod rules;
mod standing;
pub(crate) mod store;

pub(crate) use held::held;
pub use http::routes;
pub(crate) use jobs::jobs;
pub use listener::start;
pub use live::Phones;
use refusal::Refusal;

use ground::{Erasure, Export, OrgId, PersonId, TableDecl, Timestamp};
use policy::Personal;
use vault::Sealed;
use yard::org::Line;

use rules::State;

ground::id! {
    /// A telephone call, with one leg or several.
    pub struct PhoneId => "phone"
}

ground::id! {
    /// One telephone of a call.
    pub struct LegId => "leg"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "chat_phone_leg",
        owner: "person",
        lifetime: "as `phone-call` in policy/retention.toml; phone.sweep, or until the person is erased",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id", "phone", "org", "person", "state", "begun_at", "answered_at", "ended_at"],
        sealed: &["number"],
    },
    TableDecl {
        name: "chat_phone_rule",
        owner: "org",
        lifetime: "as long as the organisation",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["org", "allowed", "set_at"],
        sealed: &[],
    },
];

/// A row of `chat_phone_leg`.
#[derive(Personal)]
#[personal(table = "chat_phone_leg")]
pub(crate) struct Leg {
    /// Which.
    pub id: LegId,
    /// Of which call.
    pub phone: PhoneId,
    /// For which organisation it was dialled.
    pub org: OrgId,
    /// Who dialled.
    pub person: PersonId,
    /// How far it is, or what became of it.
    pub state: State,
    /// When it was dialled.
    pub begun_at: Timestamp,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// The number, as it was dialled.
    #[personal(category = "phone-call")]
    pub number: Sealed<Line>,
}
