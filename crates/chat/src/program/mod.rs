//! Programs that hear: whoever owns a group of an organisation lets one in, with an address and the commands that it answers.
//!
//! - It hears nothing but what is given to it: a command that somebody typed for it, or one message in which he mentions it
//!   where whoever let it in has it hear those. He agreed to that and saw to whom it goes. It knows him by an alias that holds in
//!   this conversation alone.
//! - What is sent is signed (Standard Webhooks) and sent by a job, again for a while where it does not arrive. What fails for
//!   days is switched off, and whoever let it in is told. The log of deliveries says when and how, never what.
//! - Its answer is for whoever asked alone, or is said in the group; at once, or within half an hour at an address that serves
//!   once. The answer to a press on a card may stand in the place of that card. Words and answers are gone after the days that the policy says.
//!
//! Tables: `chat_program`, `chat_ask`. Jobs: `program.deliver`, `program.sweep`. Passes: `conversation.answer`, a hint to who
//! asked. Tells (notice): `program.off`.

mod actions;
mod answering;
mod http;
mod jobs;
mod mentioning;
mod refusal;
mod rules;
mod sending;
pub(crate) mod store;
mod views;

pub use http::routes;
pub(crate) use jobs::jobs;
pub(crate) use mentioning::{Mentioned, mentioned};
pub(crate) use refusal::Refusal;
pub(crate) use views::held;

use ground::{Erasure, Export, PersonId, TableDecl, Timestamp};
use policy::{Category, Personal};
use serde::{Deserialize, Serialize};
use vault::{Field, Plain, Sealed};

use crate::conversation::ConversationId;
use crate::log::Text;

ground::id! {
    /// A program that hears.
    pub struct ProgramId => "program"
}
ground::id! {
    /// Something that was given to a program.
    pub struct AskId => "ask"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "chat_program",
        owner: "conversation",
        lifetime: "until it is taken away, who let it in is erased, or the conversation goes",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &[
            "id",
            "conversation",
            "name",
            "host",
            "made_by",
            "made_at",
            "used_at",
            "failing_since",
            "is_on",
        ],
        sealed: &["reach", "about"],
    },
    TableDecl {
        name: "chat_ask",
        owner: "person",
        lifetime: "who, words and answer as the policy says of commands to programs; when and how it was delivered, 30 days; \
            both removed by program.sweep",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &[
            "id",
            "conversation",
            "program",
            "person",
            "made_at",
            "state",
            "attempts",
            "tried_at",
            "status",
            "answer_until",
        ],
        sealed: &["asked", "answer", "verifier"],
    },
];

/// Addresses for later answers are known by a keyed fingerprint.
const REPLY: Field<String> = Field::declare("chat_ask", "verifier", Category::ProgramCommand);

/// A program that hears.
#[derive(Personal)]
#[personal(table = "chat_program")]
pub(crate) struct Program {
    /// Which.
    pub id: ProgramId,
    /// Where.
    pub conversation: ConversationId,
    /// What it is called: small letters, digits, hyphens.
    pub name: String,
    /// The host that its address leads to.
    pub host: String,
    /// Who let it in.
    pub made_by: PersonId,
    /// When.
    pub made_at: Timestamp,
    /// When something reached it last.
    pub used_at: Option<Timestamp>,
    /// Since when nothing does.
    pub failing_since: Option<Timestamp>,
    /// Whether anything is sent to it.
    pub is_on: bool,
    /// Where and how it is reached.
    #[personal(category = "message-content")]
    pub reach: Sealed<Reach>,
    /// What it answers.
    #[personal(category = "message-content")]
    pub about: Sealed<About>,
}

/// Something that was given to a program.
#[derive(Personal)]
#[personal(table = "chat_ask")]
pub(crate) struct Ask {
    /// Which; the program knows it by this, too.
    pub id: AskId,
    /// Where.
    pub conversation: ConversationId,
    /// To which.
    pub program: ProgramId,
    /// By whom.
    pub person: PersonId,
    /// When.
    pub made_at: Timestamp,
    /// What became of it.
    pub state: State,
    /// How often it was tried.
    pub attempts: i64,
    /// Until when a later answer is taken.
    pub answer_until: Timestamp,
    /// What he typed.
    #[personal(category = "program-command")]
    pub asked: Sealed<Asked>,
    /// What it answered to him alone.
    #[personal(category = "program-command")]
    pub answer: Option<Sealed<Text>>,
}

impl Ask {
    /// One that waits.
    fn fresh(
        id: AskId,
        (conversation, program, person): (ConversationId, ProgramId, PersonId),
        made_at: Timestamp,
        asked: Sealed<Asked>,
    ) -> Self {
        let answer_until = made_at.plus(rules::ANSWER_WITHIN);
        let (state, attempts, answer) = (State::Waiting, 0, None);
        Self { id, conversation, program, person, made_at, state, attempts, answer_until, asked, answer }
    }
}

/// What became of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum State {
    /// It is on its way.
    Waiting,
    /// The program took it, and said nothing yet.
    Taken,
    /// The program answered.
    Answered,
    /// It did not arrive, and is not tried again.
    Failed,
}

impl State {
    const ALL: [Self; 4] = [Self::Waiting, Self::Taken, Self::Answered, Self::Failed];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Taken => "taken",
            Self::Answered => "answered",
            Self::Failed => "failed",
        }
    }

    fn from_word(word: &str) -> Result<Self, ground::Fault> {
        let found = Self::ALL.into_iter().find(|state| state.word() == word);
        found.ok_or_else(|| ground::Fault::new("what became of a command is nothing known"))
    }
}

/// Where and how a program is reached.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Reach {
    address: String,
    /// 32 bytes as base64.
    secret: String,
}

/// What a program hears: the commands that it answers.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct About {
    commands: Vec<Command>,
    /// Whether it hears messages that mention it.
    #[serde(default)]
    mentions: bool,
}

/// A command.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Command {
    /// Without its stroke: small letters, digits, hyphens; 40 at most.
    pub name: String,
    /// What may stand behind it: 80 characters at most.
    pub hint: String,
}

/// What somebody gave to a program, and where a later answer is taken.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Asked {
    command: String,
    text: String,
    /// The last part of the address for a later answer.
    reply: String,
    /// The number of the message that he pressed a button of; of the message that mentions the program, where that is all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<i64>,
}

impl Asked {
    /// The card that an answer may stand in the place of.
    fn card(&self) -> Option<i64> {
        self.message.filter(|_| !self.is_mention())
    }

    /// Whether it is no command, but a message that mentions the program.
    fn is_mention(&self) -> bool {
        self.command.is_empty()
    }
}

macro_rules! as_json {
    ($($kind:ty),*) => {$(
        impl Plain for $kind {
            fn to_plain(&self) -> Vec<u8> {
                serde_json::to_vec(self).unwrap_or_default()
            }

            fn from_plain(bytes: &[u8]) -> Option<Self> {
                serde_json::from_slice(bytes).ok()
            }
        }
    )*};
}
as_json!(Reach, About, Asked);
