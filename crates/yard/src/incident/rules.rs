//! Clocks and states: plain functions on plain values.

use ground::Timestamp;
use policy::Severity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::Refusal;

/// Whom an incident touches.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Scope {
    /// Whose data were opened in that span, as the access log says.
    Log,
    /// Everyone with an account: a copy of everything was lost.
    Everyone,
}

impl Scope {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Everyone => "everyone",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Log, Self::Everyone].into_iter().find(|scope| scope.word() == word)
    }
}

/// How somebody who is touched stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reach {
    /// Not told yet.
    Waiting,
    /// Told.
    Told,
    /// There is no way to reach him: the public notice speaks to him.
    Unreached,
}

impl Reach {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Told => "told",
            Self::Unreached => "unreached",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Told, Self::Unreached].into_iter().find(|told| told.word() == word)
    }
}

/// From when to when something happened, and when it was found.
#[derive(Clone, Copy)]
pub(super) struct Times {
    pub from: Timestamp,
    pub until: Timestamp,
    pub found: Timestamp,
}

/// Whether the times can be: nothing is found before it begins, and nothing lies in the future.
pub(super) fn check_times(times: Times, now: Timestamp) -> Result<Times, Refusal> {
    let Times { from, until, found } = times;
    let until = until.min(now);
    if from <= until && from <= found && found <= now {
        Ok(Times { until, ..times })
    } else {
        Err(Refusal::TimesWrong)
    }
}

/// When the report is due; where the law sets no hour, with the notice to people.
pub(super) fn report_due(severity: &Severity, found: Timestamp, notice_due: Timestamp) -> Timestamp {
    match severity.report_hours {
        0 => notice_due,
        hours => found.plus(Duration::from_secs(u64::from(hours) * 3_600)).min(notice_due),
    }
}

/// The instant at which four fifths of a clock have run.
pub(super) fn warned(found: Timestamp, due: Timestamp) -> Timestamp {
    found.plus(due.since(found) / 5 * 4)
}

/// What an incident needs before it is closed.
pub(super) struct Handled {
    pub assessed: bool,
    pub told: bool,
    pub reported: bool,
}

/// Whether it may be closed.
pub(super) const fn may_close(handled: &Handled) -> Result<(), Refusal> {
    match handled {
        Handled { assessed: false, .. } => Err(Refusal::NotAssessed),
        Handled { told: false, .. } => Err(Refusal::NotTold),
        Handled { reported: false, .. } => Err(Refusal::ReportMissing),
        Handled { .. } => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::IncidentRules;

    const HOUR: i64 = 3_600_000_000;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_micros(hours * HOUR)
    }

    #[test]
    fn the_report_is_due_by_severity_and_never_after_the_notice() {
        let rules = IncidentRules::built_in();
        let due = |id: &str, notice| report_due(rules.severity(id).unwrap(), at(0), at(notice));
        assert_eq!(due("general", 720), at(720));
        assert_eq!(due("large", 720), at(i64::from(rules.severity("large").unwrap().report_hours)));
        assert_eq!(due("extreme", 1), at(1));
        assert_eq!(warned(at(0), at(10)), at(8));
    }

    #[test]
    fn times_that_contradict_one_another_are_refused() {
        let times = |from, until, found| Times { from: at(from), until: at(until), found: at(found) };
        assert!(check_times(times(1, 2, 3), at(4)).is_ok());
        assert_eq!(check_times(times(1, 9, 3), at(4)).unwrap().until, at(4));
        for wrong in [times(2, 1, 3), times(1, 2, 5), times(3, 4, 2), times(5, 6, 4)] {
            assert!(matches!(check_times(wrong, at(4)), Err(Refusal::TimesWrong)));
        }
    }

    #[test]
    fn nothing_is_closed_before_people_and_authorities_know() {
        let handled = |assessed, told, reported| may_close(&Handled { assessed, told, reported });
        assert!(matches!(handled(false, true, true), Err(Refusal::NotAssessed)));
        assert!(matches!(handled(true, false, true), Err(Refusal::NotTold)));
        assert!(matches!(handled(true, true, false), Err(Refusal::ReportMissing)));
        assert!(handled(true, true, true).is_ok());
    }
}
