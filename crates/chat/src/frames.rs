//! What open pages and programs hear of conversations on the stream, and what programs send in: said with types, for the
//! document of the stream. The house is held against it by a test.

use ground::PersonId;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use crate::call::{CallId, CallKind};
use crate::conversation::ConversationId;
use crate::log::EventView;
use crate::phone::PhoneId;
use crate::status::State;

/// A kind of frame.
pub struct Frame {
    /// Its kind, as the frame says it.
    pub kind: &'static str,
    /// What it means.
    pub says: &'static str,
    /// Whether it has a number and an instant: whoever was away gets it later. The others are told to who is there.
    pub is_numbered: bool,
    /// Its body.
    pub body: fn(&mut SchemaGenerator) -> Schema,
}

/// A telephone call that I am asked into.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PhoneRings {
    /// Which.
    pub phone: PhoneId,
    /// Who asks me.
    pub by: PersonId,
    /// Whether it makes no sound: I rest.
    pub silent: bool,
}

/// A telephone call.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PhoneIs {
    /// Which.
    pub phone: PhoneId,
}

/// Nothing.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Nothing {}

/// Which conversation it is about.
#[derive(Serialize, JsonSchema)]
pub(crate) struct OfConversation {
    /// Which.
    pub conversation: ConversationId,
}

/// How far a conversation goes now.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ConversationWent {
    /// Which.
    pub conversation: ConversationId,
    /// The number of its last event; whoever has not all before it asks for them (`message.after`).
    pub seq: i64,
    /// What was said, where that is all that happened and it is short; in order, the last has the number above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<EventView>>,
}

/// How far I read, on another of my devices.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ConversationRead {
    /// Which.
    pub conversation: ConversationId,
    /// The number of the last event that was read.
    pub seq: i64,
}

/// How far somebody else read, who lets others see it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ConversationSeen {
    /// Which.
    pub conversation: ConversationId,
    /// Who.
    pub person: PersonId,
    /// The number of the last event that he read.
    pub seq: i64,
}

/// A message that is urgent for me, or one that I marked so.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MessageUrged {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Its number.
    pub seq: i64,
}

/// A message whose preview of a link is another now, or gone.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MessagePreviewed {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Its number; what the preview shows stands with the message (`message.after`).
    pub seq: i64,
}

/// How somebody is there whom a page of mine shows.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PersonIs {
    /// Who.
    pub person: PersonId,
    /// How.
    pub state: State,
    /// Whether he says something about himself; whoever knows it not asks (`status.watch`).
    pub speaks: bool,
}

/// Somebody writes just now.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PersonTypes {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Who.
    pub person: PersonId,
}

/// Somebody calls me.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CallRings {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Which call.
    pub call: CallId,
    /// Who calls.
    pub by: PersonId,
    /// By voice, or with pictures.
    pub call_kind: CallKind,
    /// Whether it makes no sound: the conversation is muted, or it is night for me.
    pub silent: bool,
}

/// A call that rings or runs is another now.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CallChanged {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Which call.
    pub call: CallId,
}

const fn passing(kind: &'static str, says: &'static str, body: fn(&mut SchemaGenerator) -> Schema) -> Frame {
    Frame { kind, says, is_numbered: false, body }
}

/// All kinds of frames of this wing's topic `conversation`.
pub fn frames() -> Vec<Frame> {
    vec![
        Frame {
            kind: "conversation.begun",
            says: "A conversation began in which I am.",
            is_numbered: true,
            body: SchemaGenerator::subschema_for::<OfConversation>,
        },
        passing(
            "conversation.event",
            "Something happened in a conversation of mine.",
            SchemaGenerator::subschema_for::<ConversationWent>,
        ),
        passing(
            "conversation.read",
            "I read on another device.",
            SchemaGenerator::subschema_for::<ConversationRead>,
        ),
        passing(
            "conversation.seen",
            "Somebody read, who lets others see it.",
            SchemaGenerator::subschema_for::<ConversationSeen>,
        ),
        passing(
            "conversation.keeping",
            "For how long a conversation is kept changed.",
            SchemaGenerator::subschema_for::<OfConversation>,
        ),
        passing(
            "conversation.granted",
            "Who besides its people may read a conversation changed.",
            SchemaGenerator::subschema_for::<OfConversation>,
        ),
        passing(
            "conversation.held",
            "Whether what is said in a conversation is kept as evidence changed.",
            SchemaGenerator::subschema_for::<OfConversation>,
        ),
    ]
    .into_iter()
    .chain(ordered())
    .chain(people())
    .chain(own())
    .collect()
}

/// Of what is done about messages, and of order in groups.
fn ordered() -> Vec<Frame> {
    vec![
        passing(
            "conversation.report",
            "A message of a group was reported, or a report answered; to those who keep order.",
            SchemaGenerator::subschema_for::<OfConversation>,
        ),
        passing(
            "conversation.order",
            "Something is ordered otherwise in a group, or somebody asks to come in.",
            SchemaGenerator::subschema_for::<OfConversation>,
        ),
        passing(
            "conversation.urgent",
            "A message is urgent for me, or what became of one that I marked so changed.",
            SchemaGenerator::subschema_for::<MessageUrged>,
        ),
        passing(
            "conversation.preview",
            "The preview of a link of a message is there, or gone.",
            SchemaGenerator::subschema_for::<MessagePreviewed>,
        ),
    ]
}

/// Of how others are there, and of calls.
fn people() -> Vec<Frame> {
    vec![
        passing(
            "conversation.presence",
            "Somebody whom a page of mine shows is there otherwise than before, or says something else.",
            SchemaGenerator::subschema_for::<PersonIs>,
        ),
        passing(
            "conversation.typing",
            "Somebody writes in a conversation of mine; for six seconds.",
            SchemaGenerator::subschema_for::<PersonTypes>,
        ),
        passing("call.ringing", "Somebody calls me.", SchemaGenerator::subschema_for::<CallRings>),
        passing(
            "call.changed",
            "A call that rings or runs is another now.",
            SchemaGenerator::subschema_for::<CallChanged>,
        ),
        passing(
            "phone.ringing",
            "Somebody asks me into a telephone call.",
            SchemaGenerator::subschema_for::<PhoneRings>,
        ),
        passing(
            "phone.changed",
            "A telephone call that I am in is another now, or over.",
            SchemaGenerator::subschema_for::<PhoneIs>,
        ),
    ]
}

/// Of what I did myself, on another device.
fn own() -> Vec<Frame> {
    vec![
        passing(
            "conversation.draft",
            "A draft of mine changed on another device.",
            SchemaGenerator::subschema_for::<OfConversation>,
        ),
        passing(
            "conversation.topic",
            "I read a topic on another device.",
            SchemaGenerator::subschema_for::<OfConversation>,
        ),
        passing(
            "conversation.settings",
            "I set a conversation otherwise on another device.",
            SchemaGenerator::subschema_for::<OfConversation>,
        ),
        passing(
            "conversation.scheduled",
            "What I send later changed.",
            SchemaGenerator::subschema_for::<OfConversation>,
        ),
        passing(
            "conversation.answer",
            "What became of a command that I gave to a program changed.",
            SchemaGenerator::subschema_for::<OfConversation>,
        ),
        passing("conversation.stars", "What I keep changed.", SchemaGenerator::subschema_for::<Nothing>),
        passing(
            "conversation.choices",
            "What I let others see changed.",
            SchemaGenerator::subschema_for::<Nothing>,
        ),
    ]
}

/// What a program sends to a webhook.
pub fn hook_payload(generator: &mut SchemaGenerator) -> Schema {
    crate::hook::payload(generator)
}
