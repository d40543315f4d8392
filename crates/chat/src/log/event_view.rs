//! An event as the wire has it.

use ground::{PersonId, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::body::{Card, Forwarded, Program, Sheet};
use super::views::Shown;
use crate::call::CallEntry;
use crate::file::FileView;
use crate::preview::PreviewView;

/// An event.
#[derive(Serialize, JsonSchema)]
pub(crate) struct EventView {
    /// Its number.
    seq: i64,
    /// Who did it.
    by: PersonId,
    /// When.
    at: Timestamp,
    /// `made`, `message`, `edit`, `recall`, `join`, `leave`, `react`, `unreact`, `pin`, `unpin`, `call`, `missed` or
    /// `change`: of the group of a sealed conversation.
    kind: &'static str,
    /// The number that an edit, a recall, a sign or a pin is about, or that a message replies to.
    target: Option<i64>,
    /// The number of the first message of the topic that a message belongs to.
    topic: Option<i64>,
    /// Who came or went.
    about: Option<PersonId>,
    /// What is said, of a message what it says now; of a sign which; null where nothing is, or where it is gone. Empty where
    /// a message only carries something.
    text: Option<String>,
    /// In a sealed conversation, what only the devices of its people open, in base64.
    cipher: Option<String>,
    /// Whom it mentions.
    mentions: Vec<PersonId>,
    /// Whether it mentions everybody.
    all: bool,
    /// A place or somebody that its writer attached.
    card: Option<Card>,
    /// What was said elsewhere.
    forwarded: Option<Forwarded>,
    /// The signs that are put to it now.
    reactions: Vec<ReactionView>,
    /// The number of the edit by which a message says this.
    edit: Option<i64>,
    /// Whether a message was taken back.
    recalled: bool,
    /// The files that a message carries.
    files: Vec<FileView>,
    /// What the house found at a link of a message, where its organisation wants that.
    preview: Option<PreviewView>,
    /// A call that is over: what it was and what became of it.
    call: Option<CallEntry>,
    /// The program that says it, where it is none of the people; `by` is nobody's then.
    program: Option<Program>,
    /// What a program shows beside its words.
    sheet: Option<Sheet>,
}

/// A sign, and who put it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ReactionView {
    /// Which.
    sign: String,
    /// Who, the first first.
    people: Vec<PersonId>,
}

impl From<Shown> for EventView {
    fn from(Shown { event, body, edit, is_recalled, reactions, files, preview }: Shown) -> Self {
        let is_there = body.is_some();
        let body = body.unwrap_or_default();
        let reactions = reactions.into_iter().map(|(sign, people)| ReactionView { sign, people }).collect();
        Self {
            seq: event.seq,
            by: event.actor,
            at: event.at,
            kind: event.kind.word(),
            target: event.target,
            about: event.about,
            topic: event.topic,
            text: is_there.then_some(body.text),
            cipher: body.cipher,
            mentions: body.mentions,
            all: body.all,
            card: body.card,
            forwarded: body.forwarded,
            reactions,
            edit,
            recalled: is_recalled,
            files,
            preview,
            call: body.call,
            program: body.program,
            sheet: body.sheet,
        }
    }
}
