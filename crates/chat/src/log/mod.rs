//! The log of a conversation: what was said, changed, taken back, and who came and went, in one order for all.
//!
//! - Numbers begin at 1 and have no gap. An event is acknowledged when it is durable, and never lost then.
//! - The same event sent twice (by its mark) is stored once, and answered with the number that it has.
//! - An edit and a recall are events of their own, so that who was away hears of them; a recall destroys the body.
//!
//! Table: `chat_event`. Passes: `conversation.event`, the newest number and perhaps what was said,
//! to who is there now, and `conversation.seen`, how far somebody read who lets others see it. The log is the truth.

mod actions;
pub(crate) mod body;
mod deeds;
mod event_view;
mod filling;
mod http;
mod inspecting;
mod leaving;
mod live;
mod pace;
mod rules;
mod standing;
mod sticker;
pub(crate) mod store;
mod views;
mod writer;

pub(crate) use actions::{
    Wish, act, has_words, is_closed, permits, said_under, seal, write as write_message,
};
pub(crate) use body::{Body, Card, Program, Sheet, SheetButton, SheetField};
pub(crate) use deeds::deeds;
pub(crate) use event_view::EventView;
pub(crate) use filling::{destroy, message};
pub use http::routes;
pub(crate) use http::{ConversationPath, Marked, MessagePath, WrittenView};
pub(crate) use inspecting::{Inspected, inspected};
pub(crate) use leaving::erase_memberships;
pub(crate) use live::{Told, tell};
pub(crate) use rules::{TEXT_MAX, Text};
pub(crate) use standing::standing;
pub(crate) use store::says_by;
pub(crate) use views::{Found, before, calls_of, held, is_shown, said_at, span_of, texts_of};
pub use writer::{Chat, write};
pub(crate) use writer::{Draft, What, Written, append_now, append_within};

use ground::{Erasure, Export, Fault, PersonId, Problem, TableDecl, Timestamp};
use policy::{Category, Personal, Purpose};
use vault::{Field, Sealed};

use crate::conversation::ConversationId;

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_event",
    owner: "conversation",
    lifetime: "a body until it is recalled, its author is erased, or the conversation goes; that something was there, as \
        long as the conversation",
    export: Export::Person,
    erasure: Erasure::Keys,
    plain: &["conversation", "seq", "id", "actor", "at", "kind", "target", "about", "topic"],
    sealed: &["mark", "body"],
}];

/// The column of the keyed index of what a client calls an event.
pub(crate) const MARK: Field<String> = Field::declare("chat_event", "mark", Category::MessageContent);

/// What kind of event it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// The conversation began.
    Made,
    /// Something was said.
    Message,
    /// A message says something else now.
    Edit,
    /// A message was taken back.
    Recall,
    /// Somebody came.
    Join,
    /// Somebody went.
    Leave,
    /// A sign was put to a message.
    React,
    /// A sign was taken from a message.
    Unreact,
    /// A message was pinned.
    Pin,
    /// A message is pinned no longer.
    Unpin,
    /// A call that is over.
    Call,
    /// A call that nobody took: those who were called do not know of it yet.
    Missed,
    /// The group of a sealed conversation is another.
    Change,
}

impl Kind {
    const ALL: [Self; 13] = [
        Self::Made,
        Self::Message,
        Self::Edit,
        Self::Recall,
        Self::Join,
        Self::Leave,
        Self::React,
        Self::Unreact,
        Self::Pin,
        Self::Unpin,
        Self::Call,
        Self::Missed,
        Self::Change,
    ];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Message => "message",
            Self::Edit => "edit",
            Self::Recall => "recall",
            Self::Join => "join",
            Self::Leave => "leave",
            Self::React => "react",
            Self::Unreact => "unreact",
            Self::Pin => "pin",
            Self::Unpin => "unpin",
            Self::Call => "call",
            Self::Missed => "missed",
            Self::Change => "change",
        }
    }

    fn from_word(word: &str) -> Result<Self, Fault> {
        let found = Self::ALL.into_iter().find(|kind| kind.word() == word);
        found.ok_or_else(|| Fault::new("an event of a kind that nobody knows"))
    }
}

/// An event.
#[derive(Personal)]
#[personal(table = "chat_event")]
pub(crate) struct Event {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its number there.
    pub seq: i64,
    /// The row.
    pub id: [u8; 16],
    /// Who did it.
    pub actor: PersonId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: Kind,
    /// The number that it is about.
    pub target: Option<i64>,
    /// Whom it is about.
    pub about: Option<PersonId>,
    /// The number of the first message of the topic that it belongs to.
    pub topic: Option<i64>,
    /// What was said; nothing where it was taken back.
    #[personal(category = "message-content")]
    pub body: Option<Sealed<Body>>,
}

impl Event {
    /// An event of this kind that says nothing yet.
    pub(crate) const fn bare(
        conversation: ConversationId,
        seq: i64,
        (id, actor, at): ([u8; 16], PersonId, Timestamp),
        kind: Kind,
    ) -> Self {
        Self { conversation, seq, id, actor, at, kind, target: None, about: None, topic: None, body: None }
    }
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such conversation, or the caller is not in it now.
    #[error("there is no such conversation, or you are not in it")]
    Unknown,
    /// There is no such message.
    #[error("there is no such message, or it was taken back")]
    MessageUnknown,
    /// It is somebody else's.
    #[error("only who wrote a message changes it or takes it back")]
    NotYours,
    /// Nothing, or too much.
    #[error("a message has from 1 to 20,000 characters")]
    Text,
    /// A place that is none, or too many mentions.
    #[error(
        "a place has a name of up to 100 characters and a point of the earth; a message mentions 100 people at most"
    )]
    Card,
    /// A sticker that is none, or one with something beside it.
    #[error("a sticker is one of the list and stands alone")]
    Sticker,
    /// A program that is not there, or does not hear mentions.
    #[error(
        "a program that is mentioned is not in this conversation, is switched off, or does not hear mentions"
    )]
    Program,
    /// Whoever writes did not agree to what that needs.
    #[error("the consent for `{0}` does not stand")]
    Consent(Purpose),
    /// A time that is past, or too far.
    #[error("a message is sent later at a time within a year from now")]
    When,
    /// A sign that is none.
    #[error("a reaction is a sign of one to eight characters")]
    Sign,
    /// It stands there already, or stands there no longer.
    #[error("it is so already")]
    Already,
    /// More than one may put there.
    #[error("there are as many as there may be")]
    Bound,
    /// Days that are none, or more than the organisation's.
    #[error("an owner sets from one day on, and not more than the organisation")]
    Days,
    /// The owner keeps it to himself.
    #[error("in this group only its owner does that, and for mentions and pins its moderators")]
    OwnerOnly,
    /// Those who keep order in the group silenced the caller.
    #[error("you were silenced in this group for a time")]
    Silenced(Timestamp),
    /// Only those who keep order in the group speak.
    #[error("in this group only its owner and its moderators speak")]
    Quiet,
    /// It is too soon after the caller's last message.
    #[error("in this group there is a time between two messages of one person")]
    Slow(u64),
    /// More than one person may write in so short a time.
    #[error("you wrote very much in a short time; go on a little later")]
    Pace(u64),
    /// The organisation refuses this word in its conversations.
    #[error("the organisation refuses a word of this message")]
    Word(String),
    /// More files than one act copies into other conversations.
    #[error("one act passes on 100 files and 256 MiB at most; download them and send them")]
    FilesStay,
    /// Files that are not there to be sent.
    #[error(
        "a message carries at most 30 files, each whole, uploaded here by its sender, and not sent before"
    )]
    Files,
    /// A search for nothing, or for too much.
    #[error("a search has from 1 to 100 characters, and a letter among them")]
    Query,
    /// It needs words that the house cannot read, or is not sealed where all is.
    #[error("this conversation is sealed: the house cannot do that there")]
    Sealed,
    /// It was made for another epoch of the group.
    #[error("the group is another by now; look at it and try again")]
    Epoch(i64),
    /// A mark that is none.
    #[error("a mark has from 8 to 64 letters, digits, `-` and `_`")]
    Mark,
    /// The group has as many as it may.
    #[error("the group is full")]
    Full,
    /// The writer is at its bound, or has stopped.
    #[error("the house is busy; try again")]
    Busy,
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
            Refusal::Unknown => Self::not_found("conversation.unknown", refusal),
            Refusal::MessageUnknown => Self::not_found("message.unknown", refusal),
            Refusal::NotYours => Self::forbidden("message.not_yours", refusal),
            Refusal::Text => Self::field("message.text", "text", refusal),
            Refusal::Card => Self::field("message.card", "card", refusal),
            Refusal::Sticker => Self::field("message.sticker", "card", refusal),
            Refusal::Program => Self::field("message.program", "programs", refusal),
            Refusal::Consent(purpose) => {
                Self::forbidden("consent.needed", refusal).with("purpose", purpose.id())
            }
            Refusal::When => Self::field("message.when", "due_at", refusal),
            Refusal::Sign => Self::field("message.sign", "sign", refusal),
            Refusal::Already => Self::conflict("message.already", refusal),
            Refusal::Bound => Self::conflict("message.bound", refusal),
            Refusal::Days => Self::field("conversation.days", "message_days", refusal),
            Refusal::OwnerOnly => Self::forbidden("message.owner_only", refusal),
            Refusal::Word(ref word) => {
                let word = word.clone();
                Self::field("message.word", "text", refusal).with("word", word)
            }
            Refusal::Silenced(until) => {
                Self::forbidden("message.silenced", refusal).with("until", until.rfc3339())
            }
            Refusal::Quiet => Self::forbidden("message.quiet", refusal),
            Refusal::Slow(wait_s) => Self::too_many("message.slow", refusal, wait_s),
            Refusal::Pace(wait_s) => Self::too_many("message.pace", refusal, wait_s),
            Refusal::FilesStay => Self::conflict("message.files_stay", refusal),
            Refusal::Files => Self::field("message.files", "files", refusal),
            Refusal::Query => Self::field("message.query", "text", refusal),
            Refusal::Sealed => Self::conflict("conversation.sealed", refusal),
            Refusal::Epoch(epoch) => Self::conflict("sealed.epoch", refusal).with("epoch", epoch.to_string()),
            Refusal::Mark => Self::field("message.mark", "mark", refusal),
            Refusal::Full => Self::conflict("conversation.full", refusal),
            Refusal::Busy => Self::too_many("message.busy", refusal, 1),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
