//! Why an event of a calendar file is left out, for whoever brought the file.

use schemars::JsonSchema;
use serde::Serialize;

use super::lines::Line;

/// Why it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Why {
    /// It has no time that can be read, or lasts longer than a year.
    Time,
    /// Its zone is neither known nor described.
    Zone,
    /// It recurs within a day, by more rules than one, or by one that cannot be read.
    Rule,
    /// It is one time of a series that is not in the file, or has no such time.
    Alone,
    /// The file has another event of the same number.
    Twice,
    /// It is an event to which one is invited here: that is answered, not brought in.
    Invited,
    /// It is cancelled.
    Cancelled,
    /// It changes one time of its series and all that follow.
    Following,
}

/// Why an event is left out, whatever else it says (RFC 5545, 3.8.1.11 and 3.2.13).
pub(super) fn left(lines: &[Line]) -> Option<Why> {
    let is_cancelled =
        |line: &Line| line.name == "STATUS" && line.value.trim().eq_ignore_ascii_case("CANCELLED");
    if lines.iter().any(|line| line.name == "RECURRENCE-ID" && line.says("RANGE").is_some()) {
        return Some(Why::Following);
    }
    lines.iter().any(is_cancelled).then_some(Why::Cancelled)
}

/// An event that is left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Unread {
    /// What it is called in the file.
    pub title: String,
    /// Why.
    pub why: Why,
}
