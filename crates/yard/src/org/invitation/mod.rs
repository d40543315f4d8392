//! Invitations: an administrator invites a number; its person accepts or declines, and nobody for him.
//!
//! - Nobody becomes a member without accepting. Declining leaves nothing of the number.
//! - An invitation finds its person by the keyed index of the number alone; whoever invites does not learn whether the
//!   number has an account.
//! - It names the legal ground on which the organisation brings somebody in, also where it is one of a whole list; the
//!   person reads it before he answers.
//! - It waits as long as the policy keeps the number (`invitation-phone`, counted from `collected`), then it is gone.
//!
//! Table: `yard_invitation`. Tells: `org.invited`, `org.joined`, `org.member_joined`, `org.declined`,
//! `org.invitation_withdrawn`.

mod actions;
mod basis;
mod http;
mod import;
mod jobs;
mod outside;
mod sealing;
pub mod store;

pub(super) use actions::held;
pub use actions::is_invited;
pub use basis::Basis;
pub(super) use http::routes;
pub(super) use import::{Put, invite_listed, put_listed};
pub use jobs::jobs;
pub(crate) use outside::{Invited, forget_number, of_number};
pub(super) use sealing::sealed;
pub use store::InvitationRow;
pub(super) use store::decline_of as decline_listed;

use ground::{Attr, Erasure, Export, Resource, TableDecl};
use schemars::JsonSchema;
use serde::Serialize;

ground::id! {
    /// One invitation.
    pub struct InvitationId => "invitation"
}

/// Whether an invitation still waits. One that was accepted is a membership.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It waits for an answer.
    Open,
    /// The answer was no.
    Declined,
}

impl State {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Declined => "declined",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Open, Self::Declined].into_iter().find(|state| state.word() == word)
    }
}

/// The table of invitations.
pub(super) const TABLE: TableDecl = TableDecl {
    name: "yard_invitation",
    owner: "org",
    lifetime: "until it is accepted or withdrawn, or as long as the policy keeps the number; removed by org.sweep",
    export: Export::Org,
    erasure: Erasure::Keys,
    plain: &["id", "org", "role", "state", "invited_by", "invited_at", "expires_at", "basis"],
    sealed: &["phone", "phone_index"],
};

/// An open invitation of the caller's own number, as the policies see it.
fn resource(row: &InvitationRow) -> Resource {
    Resource {
        kind: "Invitation",
        id: row.id.to_string(),
        attrs: vec![("org", Attr::Id(row.org.to_string())), ("open", Attr::Bool(row.state == State::Open))],
    }
}
