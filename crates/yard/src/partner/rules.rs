//! What binds a partner, and what may go to him: plain functions on plain values.

use schemars::JsonSchema;
use serde::Serialize;

use super::Refusal;

const NAME_MAX: usize = 100;
const PLACE_MAX: usize = 300;

/// One line of a feed: a number about a group.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(super) struct FeedLine {
    /// What is counted: `members`, `active`, `meetings` or `minutes`.
    pub measure: String,
    /// The number, with noise.
    pub value: i64,
    /// The scale of the noise.
    pub scale: i64,
}

/// A name without blanks at its ends.
pub(super) fn name(text: &str) -> Result<&str, Refusal> {
    let name = text.trim();
    let fits = !name.is_empty() && name.chars().count() <= NAME_MAX && !name.chars().any(char::is_control);
    if fits { Ok(name) } else { Err(Refusal::NameWrong) }
}

/// The day and the place of an agreement.
pub(super) fn agreement<'a>(on: &str, place: &'a str, today: &str) -> Result<&'a str, Refusal> {
    let place = place.trim();
    let fits = !place.is_empty() && place.chars().count() <= PLACE_MAX;
    // Days of this shape compare as texts.
    if policy::is_day(on) && on <= today && fits { Ok(place) } else { Err(Refusal::AgreementWrong) }
}

/// What a line may speak of: known measures alone, so that no key and no name gets in by a new kind of number.
const MEASURES: [&str; 4] = ["members", "active", "meetings", "minutes"];

/// The last look before something goes: known measures, each once, and no number of people below the least.
pub(super) fn check(lines: &[FeedLine], least: u32) -> Result<(), Refusal> {
    let known = |line: &FeedLine| MEASURES.contains(&line.measure.as_str());
    let once = |line: &FeedLine| lines.iter().filter(|other| other.measure == line.measure).count() == 1;
    let counts_people = |line: &FeedLine| ["members", "active"].contains(&line.measure.as_str());
    let enough = |line: &FeedLine| !counts_people(line) || line.value >= i64::from(least);
    if lines.iter().all(|line| known(line) && once(line) && enough(line)) {
        Ok(())
    } else {
        Err(Refusal::Identifying)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agreement_has_a_day_that_came_and_a_place() {
        let today = "2026-11-28";
        assert!(agreement("2026-11-28", "safe 3", today).is_ok());
        for (on, place) in [("2026-11-29", "safe 3"), ("2026-11-28", " "), ("yesterday", "x"), ("", "x")] {
            assert!(agreement(on, place, today).is_err(), "{on} {place}");
        }
        assert!(agreement("2026-11-28", &"x".repeat(301), today).is_err());
    }

    #[test]
    fn what_could_name_somebody_does_not_go() {
        let line = |measure: &str, value| FeedLine { measure: measure.to_owned(), value, scale: 2 };
        assert!(check(&[line("members", 12), line("meetings", 3)], 10).is_ok());
        assert!(check(&[line("members", 9)], 10).is_err());
        assert!(check(&[line("person_0192", 12)], 10).is_err());
        assert!(check(&[line("members", 12), line("members", 13)], 10).is_err());
    }
}
