//! What may stand in a task: plain functions on plain values.

use ground::{PersonId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::calendar::rules::text;

/// Signs of a title, or of a step.
pub(crate) const TITLE_MAX: usize = 200;
/// Signs of notes.
pub(crate) const NOTES_MAX: usize = 4_000;
const STEPS_MAX: usize = 50;
const DOERS_MAX: usize = 50;

/// A step of a check-list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// What is to be done.
    pub text: String,
    /// Whether it is done.
    #[serde(default)]
    pub done: bool,
}

/// What is said of a task, checked.
pub(super) struct Said {
    pub title: String,
    pub notes: Option<String>,
    pub steps: Vec<Step>,
}

/// Reads what is said of a task.
pub(super) fn said(title: &str, notes: Option<&str>, typed: &[Step]) -> Result<Said, Refusal> {
    let title = text(Some(title), TITLE_MAX).flatten().ok_or(Refusal::Title)?;
    Ok(Said {
        title: title.replace('\n', " "),
        notes: text(notes, NOTES_MAX).ok_or(Refusal::Notes)?,
        steps: steps(typed)?,
    })
}

/// Reads a check-list.
pub(super) fn steps(typed: &[Step]) -> Result<Vec<Step>, Refusal> {
    if typed.len() > STEPS_MAX {
        return Err(Refusal::Steps);
    }
    let step = |step: &Step| {
        let text = text(Some(&step.text), TITLE_MAX).flatten().ok_or(Refusal::Steps)?;
        Ok(Step { text, done: step.done })
    };
    typed.iter().map(step).collect()
}

/// A check-list as somebody ticks it who saw it so; where it is otherwise by now, nobody undoes what another did.
pub(super) fn ticked(now: &[Step], seen: &[Step], wished: Vec<Step>) -> Result<Vec<Step>, Refusal> {
    if !same_steps(now, &wished) {
        return Err(Refusal::Steps);
    }
    if now == seen { Ok(wished) } else { Err(Refusal::Ticked) }
}

/// Whether two check-lists say the same but for what is done.
fn same_steps(one: &[Step], other: &[Step]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.text == other.text)
}

/// Who is to do it, each once.
pub(super) fn doers(wished: &[PersonId]) -> Result<Vec<PersonId>, Refusal> {
    let mut all = wished.to_vec();
    all.sort_unstable();
    all.dedup();
    if all.len() > DOERS_MAX { Err(Refusal::Doers) } else { Ok(all) }
}

/// When somebody is reminded: later than now.
pub(super) fn reminder(wished: Option<Timestamp>, now: Timestamp) -> Result<Option<Timestamp>, Refusal> {
    if wished.is_some_and(|at| at <= now) { Err(Refusal::Reminder) } else { Ok(wished) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_undoes_what_another_ticked_meanwhile() {
        let list = |done: [bool; 2]| {
            let step = |(text, done): (&str, bool)| Step { text: text.to_owned(), done };
            ["scan", "send"].into_iter().zip(done).map(step).collect::<Vec<_>>()
        };
        let (none, first, second) = (list([false, false]), list([true, false]), list([false, true]));
        assert_eq!(ticked(&none, &none, first.clone()).unwrap(), first);
        assert!(matches!(ticked(&first, &none, second.clone()), Err(Refusal::Ticked)));
        assert!(matches!(ticked(&none, &none, second[..1].to_vec()), Err(Refusal::Steps)));
    }
}
