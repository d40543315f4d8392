//! Which step follows which: plain functions on plain values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Refusal;

/// Where somebody stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "PersonnelState")]
pub enum State {
    /// He handed in what is wanted, and nobody let him begin yet.
    Joining,
    /// He works.
    Working,
    /// He is to be moved to another department.
    Moving,
    /// He is to leave.
    Leaving,
}

impl State {
    const ALL: [Self; 4] = [Self::Joining, Self::Working, Self::Moving, Self::Leaving];

    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Joining => "joining",
            Self::Working => "working",
            Self::Moving => "moving",
            Self::Leaving => "leaving",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// What is done with somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "PersonnelStep")]
pub enum Step {
    /// Lets him begin.
    Begin,
    /// Has him moved.
    Move,
    /// He is where he was moved to, or stays where he was.
    Settle,
    /// Has him leave.
    Leave,
    /// He left: his membership ends.
    End,
}

/// Where somebody stands after a step; `None` where he is gone.
///
/// # Errors
/// [`Refusal::Step`] where it does not follow.
pub fn after(state: State, step: Step) -> Result<Option<State>, Refusal> {
    match (state, step) {
        (State::Joining, Step::Begin) | (State::Moving | State::Leaving, Step::Settle) => {
            Ok(Some(State::Working))
        }
        (State::Working, Step::Move) => Ok(Some(State::Moving)),
        (State::Joining | State::Working, Step::Leave) => Ok(Some(State::Leaving)),
        (State::Leaving, Step::End) => Ok(None),
        _ => Err(Refusal::Step),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_skips_a_step() {
        let whole = [
            (State::Joining, Step::Begin, Some(State::Working)),
            (State::Working, Step::Move, Some(State::Moving)),
            (State::Moving, Step::Settle, Some(State::Working)),
            (State::Working, Step::Leave, Some(State::Leaving)),
            (State::Leaving, Step::End, None),
        ];
        for (state, step, then) in whole {
            assert_eq!(after(state, step).unwrap(), then);
        }
        for (state, step) in [
            (State::Joining, Step::Move),
            (State::Joining, Step::End),
            (State::Working, Step::Begin),
            (State::Working, Step::End),
            (State::Moving, Step::Leave),
            (State::Leaving, Step::Move),
        ] {
            assert!(matches!(after(state, step), Err(Refusal::Step)), "{state:?} {step:?}");
        }
        assert!(State::ALL.iter().all(|state| State::from_word(state.word()) == Some(*state)));
    }
}
