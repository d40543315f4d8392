//! Whether somebody is there, what he says about himself, and that he is writing just now.
//!
//! - That he is there is known from his open streams and pages, in memory; it is never stored.
//! - Each chooses who sees it: nobody, friends, friends and colleagues, or whoever he talks to. Who may not see it hears the
//!   same as of somebody who is away and says nothing. Whom one blocks sees nothing.
//! - It is told to pages that have the person on their screen and said so, 100 people a page.
//! - Who may see it is decided in the one look that reads what is told. A tie that ends takes effect within seconds: whoever
//!   ends one calls [`turned`].
//! - Whoever wants to be left alone has his devices be quiet until then, as in his quiet hours.
//! - That somebody writes is told in conversations of up to 50, and in no channel. Who tells nobody is told of nobody.
//!
//! Table: `chat_status`. Job: `status.sweep`. Passes: `conversation.presence`, `conversation.typing`.

mod actions;
pub(crate) mod grounds;
mod http;
mod jobs;
mod listener;
mod rules;
pub(crate) mod store;
mod typing;
mod views;
mod watching;

pub use http::routes;
pub(crate) use jobs::jobs;
pub use listener::listen;
pub(crate) use listener::{turned, turned_both};
pub(crate) use views::held;
pub(crate) use watching::Watching;

use ground::{Erasure, Export, Fault, PersonId, Problem, TableDecl, Timestamp};
use policy::Personal;
use vault::Sealed;

pub(crate) use rules::State;
use rules::{Shows, Words};

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_status",
    owner: "person",
    lifetime: "what he chose as long as the account; what he says until he takes it back or its end, removed by status.sweep",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &["person", "shows", "typing", "id", "at", "until"],
    sealed: &["words"],
}];

/// What somebody says about himself.
#[derive(Personal)]
#[personal(table = "chat_status")]
pub(crate) struct Status {
    /// Whose.
    pub person: PersonId,
    /// The row.
    pub id: [u8; 16],
    /// Since when.
    pub at: Timestamp,
    /// Until when; nothing where he gave no end.
    pub until: Option<Timestamp>,
    /// A sign and a few words.
    #[personal(category = "status-text")]
    pub words: Sealed<Words>,
}

/// What somebody chose; nothing where he left it as the doorplate has it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Chosen {
    /// Who sees whether he is there, and his status.
    pub shows: Option<Shows>,
    /// Whether it is told that he writes.
    pub typing: Option<bool>,
}

impl Chosen {
    /// Who sees whether he is there; who chose nothing is seen as the doorplate has it.
    pub(super) fn shows(self, unchosen: Shows) -> Shows {
        self.shows.unwrap_or(unchosen)
    }

    /// Whether it is told that he writes. Whom nobody sees tells it only where he chose so.
    pub(super) fn types(self, unchosen: Shows) -> bool {
        self.typing.unwrap_or(self.shows(unchosen) != Shows::Nobody)
    }
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// Nothing, or too much.
    #[error("a status has a sign of up to eight characters and up to 80 characters of text, or one of them")]
    Text,
    /// A time that is past, or too far.
    #[error("it ends within a year from now, and being left alone within 31 days")]
    When,
    /// Too many people.
    #[error("a page has from 0 to 100 people on its screen")]
    People,
    /// Too many pages.
    #[error("more is on screens than this house follows; try again later")]
    Busy,
    /// The log refused it.
    #[error(transparent)]
    Log(#[from] crate::log::Refusal),
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
            Refusal::Text => Self::field("status.text", "text", refusal),
            Refusal::When => Self::field("status.when", "until", refusal),
            Refusal::People => Self::field("status.people", "people", refusal),
            Refusal::Busy => Self::too_many("status.busy", refusal, 60),
            Refusal::Log(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
