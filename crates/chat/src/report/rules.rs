//! What a report says, and what may come of it. No I/O, no clock.

use ground::PersonId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::Refusal;
use crate::conversation::Role;
use crate::log::Text;

/// Characters that the reporter says of it, at most.
const NOTE_MAX: usize = 1_000;
/// Reports of one person within a day, at most.
pub(super) const OF_DAY: i64 = 30;
/// How long a report stays.
pub(super) const KEPT: Duration = Duration::from_secs(183 * 86_400);
/// Reports that a list shows, the newest.
pub(super) const LIST_MAX: i64 = 200;

/// Why somebody reports a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ReportReason")]
pub(crate) enum Why {
    /// It advertises, or says the same over and over.
    Spam,
    /// It insults or threatens somebody.
    Abuse,
    /// It is meant to deceive somebody.
    Fraud,
    /// A law forbids it.
    Unlawful,
    /// It infringes somebody's rights: likeness, honour, data, works (侵权).
    Infringement,
    /// Something else.
    Other,
}

impl Why {
    const ALL: [Self; 6] =
        [Self::Spam, Self::Abuse, Self::Fraud, Self::Unlawful, Self::Infringement, Self::Other];

    /// The word in the table.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::Abuse => "abuse",
            Self::Fraud => "fraud",
            Self::Unlawful => "unlawful",
            Self::Infringement => "infringement",
            Self::Other => "other",
        }
    }

    /// How it is called in a ticket: in both languages, since whoever opens it may read either.
    pub(super) const fn told(self) -> &'static str {
        match self {
            Self::Spam => "骚扰、广告 / spam",
            Self::Abuse => "辱骂、威胁 / abuse",
            Self::Fraud => "诈骗 / fraud",
            Self::Unlawful => "违法内容 / unlawful",
            Self::Infringement => "侵权 / infringement",
            Self::Other => "其他 / other",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.word() == word)
    }
}

/// What came of a report. Each but the first takes the message away.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ReportOutcome")]
pub(crate) enum Outcome {
    /// Nothing: there is nothing against it.
    Nothing,
    /// The message is gone.
    Removed,
    /// And whoever wrote it is silent there for a day.
    Silenced,
    /// And whoever wrote it was put out of the group.
    PutOut,
}

impl Outcome {
    const ALL: [Self; 4] = [Self::Nothing, Self::Removed, Self::Silenced, Self::PutOut];

    /// The word in the table.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Removed => "removed",
            Self::Silenced => "silenced",
            Self::PutOut => "put_out",
        }
    }

    /// What both are told.
    pub(super) const fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::Nothing => ("未发现问题", "nothing was found against it"),
            Self::Removed => ("消息已删除", "the message was taken away"),
            Self::Silenced => (
                "消息已删除，发送者一天内不能发言",
                "the message was taken away, and its writer is silent for a day",
            ),
            Self::PutOut => (
                "消息已删除，发送者已被移出群聊",
                "the message was taken away, and its writer was put out of the group",
            ),
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }
}

/// What the reporter says of it, where he says something.
pub(super) fn note(typed: Option<&str>) -> Result<Option<Text>, Refusal> {
    let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) else { return Ok(None) };
    if typed.chars().count() > NOTE_MAX {
        return Err(Refusal::Note);
    }
    Ok(Some(Text::read(typed).map_err(|_| Refusal::Note)?))
}

/// Whether somebody of this rank keeps order above another; whoever keeps none there is as a member.
pub(super) fn is_above(role: Role, order: &[(PersonId, Role)], person: PersonId) -> bool {
    let theirs = order.iter().find(|(one, _)| *one == person).map_or(Role::Member, |(_, role)| *role);
    role.outranks(theirs)
}

/// The text of the ticket that a report becomes.
pub(super) fn ticket(why: Why, note: Option<&str>, (writer, at, said): (&str, &str, &str)) -> String {
    let note = note.map(|note| format!("\n\n{note}")).unwrap_or_default();
    // What was said stands as a quotation, line by line, so that nobody takes it for the reporter's own words.
    let said: Vec<String> = said.lines().map(|line| format!("> {line}")).collect();
    format!("举报消息 / A reported message: {}{note}\n\n{writer}, {at}:\n{}", why.told(), said.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_quotes_what_was_said_line_by_line() {
        let text = ticket(Why::Fraud, Some("他要我转账"), ("person_1", "2026-11-29", "一\n二"));
        assert!(text.ends_with("\n> 一\n> 二") && text.contains("诈骗") && text.contains("他要我转账"));
    }

    #[test]
    fn words_lead_back_to_what_they_stand_for() {
        for why in Why::ALL {
            assert_eq!(Why::from_word(why.word()), Some(why));
        }
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_word(outcome.word()), Some(outcome));
        }
    }

    #[test]
    fn a_note_has_a_bound_and_may_be_left_out() {
        assert!(note(None).unwrap().is_none() && note(Some("  ")).unwrap().is_none());
        assert!(note(Some(&"字".repeat(1_000))).unwrap().is_some());
        assert!(note(Some(&"字".repeat(1_001))).is_err());
    }
}
