//! How this feature says no.

use ground::{Fault, Problem};
use policy::Purpose;

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such program in this conversation, or nothing is sent to it now.
    #[error("there is no such program in this conversation, or it was switched off")]
    Unknown,
    /// There is nothing at this address for a later answer: none such, used, or too late.
    #[error("there is no such address for an answer, it was used, or it is too late")]
    AnswerUnknown,
    /// This house sends nothing to programs.
    #[error("this house sends nothing to programs; its keeper can change that")]
    OffHere,
    /// The group is of no organisation.
    #[error("only a group of an organisation has programs that hear")]
    NoOrg,
    /// The name is none that a program has.
    #[error("the name of a program has 1 to 40 small letters, digits and hyphens, and begins with a letter")]
    Name,
    /// Another has the name here.
    #[error("another program of this conversation has this name")]
    Taken,
    /// The address leads nowhere that something is sent to.
    #[error("the address of a program begins with https:// and leads to a public host")]
    Address,
    /// No command, too many, or one that is none.
    #[error(
        "a program answers 1 to 20 commands, each once, of small letters, digits and hyphens, with a hint of at most 80 signs"
    )]
    Commands,
    /// There are as many as there may be.
    #[error("a conversation has at most twenty programs that hear; take one away first")]
    Bound,
    /// The program does not answer this command.
    #[error("the program does not answer this command")]
    Command,
    /// Too many words.
    #[error("a command has at most 4,000 characters behind it")]
    Words,
    /// Too many commands in too short a time.
    #[error("too many commands; come again later")]
    TooOften(u64),
    /// Whoever gives it did not agree to that.
    #[error("the consent for `{0}` does not stand")]
    Consent(Purpose),
    /// What was answered says nothing.
    #[error("send an object with `text`, `blocks` or `attachments` that say something")]
    Nothing,
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
            Refusal::Unknown => Self::not_found("command.unknown", refusal),
            Refusal::AnswerUnknown => Self::not_found("command.answer_unknown", refusal),
            Refusal::OffHere => Self::conflict("command.off_here", refusal),
            Refusal::NoOrg => Self::conflict("command.no_org", refusal),
            Refusal::Name => Self::field("command.name", "name", refusal),
            Refusal::Taken => Self::conflict("command.taken", refusal),
            Refusal::Address => Self::field("command.address", "address", refusal),
            Refusal::Commands => Self::field("command.commands", "commands", refusal),
            Refusal::Bound => Self::conflict("command.bound", refusal),
            Refusal::Command => Self::field("command.not_its", "command", refusal),
            Refusal::Words => Self::field("command.words", "text", refusal),
            Refusal::TooOften(wait) => Self::too_many("command.too_often", refusal, wait),
            Refusal::Consent(purpose) => {
                Self::forbidden("consent.needed", refusal).with("purpose", purpose.id())
            }
            Refusal::Nothing => Self::field("command.nothing", "text", refusal),
            Refusal::Log(refusal) => refusal.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
