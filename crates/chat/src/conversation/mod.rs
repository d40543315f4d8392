//! Conversations: of two, and of a group; who is in them, and since when.
//!
//! - Of two people there is one conversation. People who share an organisation, or are friends, may begin one.
//! - Who leaves an organisation is in none of the groups held in it any longer.
//! - A channel is of all members of an organisation, up to 100,000: its owner and its moderators (the editors) speak, the others
//!   read all of it from the day on which they come. Who is in it follows the roster; nobody sees the others there.
//! - A group has an owner, and moderators whom the owner names. Who comes reads from then on; who went reads up to then.
//!
//! Tables: `chat_conversation`, `chat_member`. Tells: `conversation.begun`. Passes: `conversation.read`. Jobs:
//! `conversation.sweep`, `conversation.part`, `channel.follow`, `channel.follow_org`. Who comes and goes is an event of the log, in its order.

mod actions;
mod channel;
mod following;
mod grounds;
mod http;
mod jobs;
mod parting;
pub(crate) mod rules;
pub(crate) mod store;
mod views;

pub(crate) use actions::{begin_group, belongs, let_in, of_two as begin_of_two, remove};
pub(crate) use grounds::{converses, wrote};
pub(crate) use http::MemberPath;
pub use http::routes;
pub(crate) use jobs::jobs;
pub(crate) use parting::parts;
pub(crate) use rules::GroupName;
pub(crate) use views::{held, name_of, names};

use ground::{
    Attr, Erasure, Export, Fault, Guarded, OrgId, PersonId, Problem, Resource, TableDecl, Timestamp,
};
use policy::Personal;
use vault::{Sealed, Subject};

ground::id! {
    /// A conversation.
    pub struct ConversationId => "conversation"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "chat_conversation",
        owner: "conversation",
        lifetime: "as long as somebody is in it; removed by conversation.sweep",
        export: Export::Person,
        erasure: Erasure::Keys,
        plain: &[
            "id", "kind", "org", "pair", "made_at", "last_seq", "quiet", "open", "asks", "slow_s", "sealed",
        ],
        sealed: &["name"],
    },
    TableDecl {
        name: "chat_member",
        owner: "person",
        lifetime: "as long as the conversation, or until the person is erased",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["conversation", "person", "role", "from_seq", "to_seq", "read_seq", "silenced_until"],
        sealed: &[],
    },
    TableDecl {
        name: "chat_following",
        owner: "org",
        lifetime: "as long as the organisation has channels",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["org", "members", "changed_at", "channels"],
        sealed: &[],
    },
];

/// What a conversation is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Of two.
    Direct,
    /// Of several, with an owner.
    Group,
    /// Of all members of an organisation, who read what its editors announce.
    Channel,
}

impl Kind {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Group => "group",
            Self::Channel => "channel",
        }
    }

    fn from_word(word: &str) -> Result<Self, Fault> {
        [Self::Direct, Self::Group, Self::Channel]
            .into_iter()
            .find(|kind| kind.word() == word)
            .ok_or_else(|| Fault::new("a conversation's kind is none"))
    }
}

/// What somebody is in a conversation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// Runs the group.
    Owner,
    /// Keeps order in it.
    Moderator,
    /// Writes and reads.
    Member,
}

impl Role {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Moderator => "moderator",
            Self::Member => "member",
        }
    }

    /// Whether he keeps order: the owner does, and the moderators.
    pub(crate) const fn moderates(self) -> bool {
        matches!(self, Self::Owner | Self::Moderator)
    }

    /// Whether he may take words from another, silence him or put him out.
    pub(crate) const fn outranks(self, other: Self) -> bool {
        match self {
            Self::Owner => !matches!(other, Self::Owner),
            Self::Moderator => matches!(other, Self::Member),
            Self::Member => false,
        }
    }

    fn from_word(word: &str) -> Result<Self, Fault> {
        [Self::Owner, Self::Moderator, Self::Member]
            .into_iter()
            .find(|role| role.word() == word)
            .ok_or_else(|| Fault::new("a member's role is none"))
    }
}

/// What the owner of a group ordered in it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Order {
    /// Only those who moderate say something.
    pub quiet: bool,
    /// Everybody in it lets people in; else those who moderate.
    pub open: bool,
    /// Who comes by the link waits until somebody lets him in.
    pub asks: bool,
    /// Seconds between two messages of one person; 0 for none.
    pub slow_s: u32,
}

/// A conversation.
#[derive(Personal)]
#[personal(table = "chat_conversation")]
pub(crate) struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// Of two, or of several.
    pub kind: Kind,
    /// The organisation in which it is held.
    pub org: Option<OrgId>,
    /// What a group is called.
    #[personal(category = "conversation-name")]
    pub name: Option<Sealed<GroupName>>,
    /// When it began.
    pub made_at: Timestamp,
    /// The number of its last event.
    pub last_seq: i64,
    /// What its owner ordered.
    pub order: Order,
    /// Whether the house cannot read what is said there.
    pub is_sealed: bool,
}

impl Conversation {
    /// Whose what is written there is.
    pub(crate) const fn subject(id: ConversationId) -> Subject {
        Subject::Conversation(id.bytes())
    }
}

/// Somebody in a conversation, now or before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Member {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// The first number that is his to read.
    pub from_seq: i64,
    /// The last, where he left.
    pub to_seq: Option<i64>,
    /// The last that he read.
    pub read_seq: i64,
    /// Until when he says nothing here, where somebody silenced him.
    pub silenced_until: Option<Timestamp>,
}

impl Member {
    /// The last number that is his to read.
    pub(crate) fn last(&self, conversation: &Conversation) -> i64 {
        self.to_seq.unwrap_or(conversation.last_seq)
    }

    /// Whether he is in it now.
    pub(crate) const fn is_present(&self) -> bool {
        self.to_seq.is_none()
    }
}

/// A conversation as the rules of access see it: what the caller is in it.
pub(crate) struct Seen<'a> {
    pub conversation: &'a Conversation,
    pub member: Option<Member>,
}

impl Guarded for Seen<'_> {
    fn resource(&self) -> Resource {
        let is_member = self.member.is_some();
        let is_present = self.member.is_some_and(|member| member.is_present());
        let is_owner = is_present && self.member.is_some_and(|member| member.role == Role::Owner);
        let moderates = is_present && self.member.is_some_and(|member| member.role.moderates());
        Resource {
            kind: "Conversation",
            id: self.conversation.id.to_string(),
            attrs: vec![
                ("kind", Attr::Word(self.conversation.kind.word())),
                ("member", Attr::Bool(is_member)),
                ("present", Attr::Bool(is_present)),
                ("owner", Attr::Bool(is_owner)),
                ("moderates", Attr::Bool(moderates)),
                ("open", Attr::Bool(self.conversation.order.open)),
            ],
        }
    }
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is none, or the caller is not in it.
    #[error("there is no such conversation, or you are not in it")]
    Unknown,
    /// Somebody with whom the caller shares no organisation.
    #[error("you can write to people of your organisations and to friends")]
    PersonUnknown,
    /// An organisation to which whoever makes a group does not belong.
    #[error("there is no such organisation, or you are not in it")]
    OrgUnknown,
    /// An organisation in which administrators alone make groups.
    #[error("in this organisation its administrators make groups")]
    Groups,
    /// Oneself.
    #[error("a conversation has at least two people")]
    Alone,
    /// Too many, or none.
    #[error("a group has from two to 5,000 members")]
    Size,
    /// No name, or one that is too long.
    #[error("a group's name has from 1 to 60 characters")]
    Name,
    /// The organisation has as many channels as it may.
    #[error("an organisation has at most a hundred channels")]
    Channels,
    /// It was tried in a channel.
    #[error("who is in a channel follows its organisation, and its editors alone speak there")]
    Channel,
    /// It was tried in a conversation of two.
    #[error("nobody joins or leaves a conversation of two")]
    OfTwo,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// The log refused it.
    #[error(transparent)]
    Log(#[from] crate::log::Refusal),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::not_found("conversation.unknown", refusal),
            Refusal::PersonUnknown => Self::field("conversation.person_unknown", "people", refusal),
            Refusal::OrgUnknown => Self::not_found("org.unknown", refusal),
            Refusal::Groups => Self::forbidden("conversation.groups", refusal),
            Refusal::Alone => Self::field("conversation.alone", "people", refusal),
            Refusal::Size => Self::field("conversation.size", "people", refusal),
            Refusal::Name => Self::field("conversation.name", "name", refusal),
            Refusal::Channels => Self::conflict("conversation.channels", refusal),
            Refusal::Channel => Self::conflict("conversation.channel", refusal),
            Refusal::OfTwo => Self::conflict("conversation.of_two", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Log(refusal) => refusal.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
