//! What may be written, by when it is answered, and how a ticket goes on: plain functions on plain values.

use ground::Timestamp;
use policy::{Period, calendar};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::staff::Role;

/// Signs of a message at most.
const TEXT_MAX: usize = 4_000;
/// Signs of a contact at most.
const CONTACT_MAX: usize = 200;

/// What somebody turns to the house for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An opinion, or something that does not work.
    Feedback,
    /// A question.
    Question,
    /// A complaint about personal data.
    Privacy,
    /// A report about the security of the service, or of an account.
    Security,
    /// A message that somebody else wrote, reported from a conversation.
    Report,
    /// The house asked, on its own account, how somebody fares with it (回访).
    FollowUp,
}

impl Kind {
    const ALL: [Self; 6] =
        [Self::Feedback, Self::Question, Self::Privacy, Self::Security, Self::Report, Self::FollowUp];

    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Feedback => "feedback",
            Self::Question => "question",
            Self::Privacy => "privacy",
            Self::Security => "security",
            Self::Report => "report",
            Self::FollowUp => "follow_up",
        }
    }

    /// At whose queue it waits.
    pub const fn role(self) -> Role {
        match self {
            Self::Feedback | Self::Question | Self::Report | Self::FollowUp => Role::Support,
            Self::Privacy | Self::Security => Role::Protection,
        }
    }

    /// What waits at a queue.
    pub fn of(role: Role) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |kind| kind.role() == role)
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether somebody writes it at the counter; the others come from elsewhere in the house.
    pub const fn is_written(self) -> bool {
        !matches!(self, Self::Report | Self::FollowUp)
    }

    /// The number of the policy by which it is answered.
    pub const fn clock(self) -> &'static str {
        match self {
            Self::Feedback | Self::Question | Self::Report | Self::FollowUp => "contact-reply",
            Self::Privacy | Self::Security => "request-reply",
        }
    }
}

/// By which channel somebody turned to the house, or the house to him.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "TicketChannel")]
pub enum Channel {
    /// The pages of the house.
    App,
    /// A telephone call.
    Phone,
    /// An e-mail.
    Mail,
    /// A letter.
    Letter,
}

impl Channel {
    const ALL: [Self; 4] = [Self::App, Self::Phone, Self::Mail, Self::Letter];

    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Phone => "phone",
            Self::Mail => "mail",
            Self::Letter => "letter",
        }
    }

    /// The channel of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.word() == word)
    }
}

/// Where a ticket stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It waits for an answer.
    Open,
    /// It was answered.
    Answered,
    /// It is closed.
    Closed,
}

impl State {
    const ALL: [Self; 3] = [Self::Open, Self::Answered, Self::Closed];

    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// Who wrote a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Whoever turned to the house.
    Asker,
    /// The house.
    House,
}

impl Side {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Asker => "asker",
            Self::House => "house",
        }
    }

    /// The side of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Asker, Self::House].into_iter().find(|side| side.word() == word)
    }
}

/// A message that can be one.
///
/// # Errors
/// [`Refusal::TextWrong`].
pub fn text(typed: &str) -> Result<String, Refusal> {
    let text = typed.trim();
    let right = !text.is_empty() && text.chars().count() <= TEXT_MAX && !text.contains('\0');
    if right { Ok(text.to_owned()) } else { Err(Refusal::TextWrong) }
}

/// What a reported message becomes: what is beyond the bound of a message is cut off, and says so.
pub fn reported(text: &str) -> String {
    if text.chars().count() <= TEXT_MAX {
        return text.to_owned();
    }
    let kept: String = text.chars().take(TEXT_MAX - 1).collect();
    format!("{kept}…")
}

/// What solved a case, where something was said of it.
///
/// # Errors
/// [`Refusal::TextWrong`].
pub fn resolution(typed: Option<&str>) -> Result<Option<String>, Refusal> {
    typed.map(str::trim).filter(|words| !words.is_empty()).map(text).transpose()
}

/// A contact that can be one; none where nothing was typed.
///
/// # Errors
/// [`Refusal::ContactWrong`].
pub fn contact(typed: Option<&str>) -> Result<Option<String>, Refusal> {
    let contact = typed.map(str::trim).filter(|contact| !contact.is_empty());
    match contact {
        Some(contact) if contact.chars().count() > CONTACT_MAX || contact.chars().any(char::is_control) => {
            Err(Refusal::ContactWrong)
        }
        other => Ok(other.map(str::to_owned)),
    }
}

/// When a message that came now must be answered.
pub fn due(period: Period, now: Timestamp) -> Timestamp {
    Timestamp::from_micros(calendar::due(period, now.micros()))
}

/// The instant at which four fifths of the time are over.
pub fn warned(opened: Timestamp, due: Timestamp) -> Timestamp {
    opened.plus(due.since(opened) / 5 * 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::Unit;
    use std::time::Duration;

    #[test]
    fn a_message_says_something_and_not_too_much() {
        assert_eq!(text("  没有声音 ").unwrap(), "没有声音");
        assert!(text(" ").is_err() && text(&"长".repeat(4_001)).is_err() && text("a\0b").is_err());
        assert!(matches!(contact(Some(" ")), Ok(None)));
        assert!(contact(Some("a\nb")).is_err());
    }

    #[test]
    fn the_warning_comes_at_four_fifths() {
        let opened = Timestamp::from_micros(0);
        let due = due(Period::new(15, Unit::Days), opened);
        assert_eq!(warned(opened, due), opened.plus(Duration::from_secs(12 * 86_400)));
    }
}
