//! How long somebody waits at a gate, and what is said of him: plain functions on plain values.

use ground::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use std::time::Duration;
use yard::account::Bound;
use yard::org::Line;

use super::{Knock, Refusal};
use crate::visit::rules::NAME_MAX;

/// How long a home has to answer.
pub(super) const WAITS: Duration = Duration::from_secs(180);
/// How long whoever was answered for stands at the desk: to be let in, and his slip printed.
pub(super) const STANDS: Duration = Duration::from_secs(3_600);
/// How long a stranger's own word stands there: he waits at the door, or he is gone.
pub(super) const STRANGER: Duration = Duration::from_secs(1_200);
/// How many wait at the gate of a community at a time whom guards entered, how many who wrote at posters, and for how many one
/// home is asked. Strangers fill their own part alone: the guard goes on asking.
pub(super) const OF_GATE: usize = 100;
pub(super) const OF_POSTERS: usize = 60;
pub(super) const OF_HOME: usize = 5;
/// How often a poster asks, and how often from one network.
pub(super) const OF_POSTER: Bound = Bound { kind: "knock.poster", span_s: 600, most: 60 };
pub(super) const OF_ADDRESS: Bound = Bound { kind: "knock.address", span_s: 600, most: 6 };
/// How often a waiting page asks again, from one network.
pub(super) const LOOKS: Bound = Bound { kind: "knock.look.address", span_s: 600, most: 600 };
/// How often one guard opens.
pub(super) const OPENS: Bound = Bound { kind: "knock.open.person", span_s: 600, most: 120 };

/// What the home said.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "KnockAnswer")]
pub(crate) enum Answered {
    /// Let him in.
    Yes,
    /// Do not.
    No,
}

impl Answered {
    /// The word in the table.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
        }
    }

    /// The one of a word.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Yes, Self::No].into_iter().find(|one| one.word() == word)
    }

    /// The one that is meant.
    pub(super) const fn of(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// How it stands with somebody who came.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "KnockState")]
pub(super) enum State {
    /// The home has not answered.
    Waiting,
    /// He may come in.
    Yes,
    /// He may not.
    No,
    /// Nobody answered.
    Over,
}

/// How it stands.
pub(super) fn state(one: &Knock, now: Timestamp) -> State {
    match one.answer {
        Some(Answered::Yes) => State::Yes,
        Some(Answered::No) => State::No,
        None if one.made_at.plus(WAITS) > now => State::Waiting,
        None => State::Over,
    }
}

/// What is said of him.
pub(super) struct Said {
    pub name: Option<Line>,
    pub reason: Option<Line>,
}

/// Reads it. Who writes at a poster gives a name; what the guard leaves empty is nothing.
pub(super) fn said(name: Option<&str>, reason: Option<&str>, is_poster: bool) -> Result<Said, Refusal> {
    let filled = |text: &&str| !text.trim().is_empty();
    let name = name.filter(filled).map(|text| Line::read(text, NAME_MAX).map_err(|_| Refusal::Name));
    let reason = reason.filter(filled).map(|text| Line::reason(Some(text)).ok_or(Refusal::Reason));
    let said = Said { name: name.transpose()?, reason: reason.transpose()? };
    if is_poster && said.name.is_none() { Err(Refusal::Name) } else { Ok(said) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_writes_at_a_poster_gives_a_name_and_the_guard_need_not() {
        assert!(matches!(said(None, Some("送水"), true), Err(Refusal::Name)));
        assert!(said(Some("李师傅"), None, true).is_ok() && said(None, None, false).is_ok());
        assert!(matches!(said(Some(&"名".repeat(41)), None, false), Err(Refusal::Name)));
        assert!(matches!(said(None, Some("x"), false), Err(Refusal::Reason)));
    }
}
