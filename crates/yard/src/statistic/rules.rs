//! What a week is, what a band is, and when a group is too small: plain functions on plain values.

use ground::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::Refusal;

const BEIJING: Duration = Duration::from_secs(8 * 3_600);
const DAY_US: i64 = 86_400_000_000;
const WEEK: Duration = Duration::from_secs(7 * 86_400);

/// The week of an instant, counted from the Monday before 1970, in Beijing.
pub(crate) fn week_of(at: Timestamp) -> i64 {
    (at.plus(BEIJING).day() + 3).div_euclid(7)
}

/// When a week begins.
pub(crate) fn start_of(week: i64) -> Timestamp {
    Timestamp::from_micros((week * 7 - 3) * DAY_US).minus(BEIJING)
}

/// When it is over.
pub(super) fn end_of(week: i64) -> Timestamp {
    start_of(week).plus(WEEK)
}

/// The Monday of a week, as `2026-11-23`.
pub(crate) fn monday(week: i64) -> String {
    ground::clock::date(week * 7 - 3)
}

/// A number of meetings or devices, roughly.
pub(super) const fn several(count: u32) -> &'static str {
    match count {
        0 => "0",
        1 => "1",
        2..=4 => "2-4",
        _ => "5+",
    }
}

/// Minutes, roughly.
pub(super) const fn long(minutes: u32) -> &'static str {
    match minutes {
        0 => "0",
        1..=59 => "1-59",
        60..=299 => "60-299",
        _ => "300+",
    }
}

/// What an export can be split by.
pub(super) const SPLITS: [&str; 3] = ["devices", "meetings", "minutes"];

/// One person of a week as the rows have him.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Fact {
    pub who: [u8; 16],
    pub devices: String,
    pub meetings: String,
    pub minutes: String,
}

impl Fact {
    fn band(&self, split: &str) -> &str {
        match split {
            "devices" => &self.devices,
            "meetings" => &self.meetings,
            _ => &self.minutes,
        }
    }
}

/// Bands that fewer than `least` people have become `*`, so that no single mark tells anybody from the rest.
pub(super) fn coarser(facts: &mut [Fact], least: u32) {
    for split in SPLITS {
        let mut people: BTreeMap<String, BTreeSet<[u8; 16]>> = BTreeMap::new();
        for fact in facts.iter() {
            people.entry(fact.band(split).to_owned()).or_default().insert(fact.who);
        }
        let few = |band: &str| people.get(band).is_none_or(|who| is_small(who.len(), least));
        for fact in facts.iter_mut().filter(|fact| few(fact.band(split))) {
            let band = match split {
                "devices" => &mut fact.devices,
                "meetings" => &mut fact.meetings,
                _ => &mut fact.minutes,
            };
            "*".clone_into(band);
        }
    }
}

/// Whether a group of so many tells somebody.
pub(super) fn is_small(people: usize, least: u32) -> bool {
    u32::try_from(people).is_ok_and(|people| people < least)
}

/// The splits of a wish, in their order.
pub(super) fn splits(by: &[String]) -> Result<Vec<&'static str>, Refusal> {
    let chosen: Vec<&'static str> =
        SPLITS.into_iter().filter(|split| by.iter().any(|one| one == split)).collect();
    if chosen.is_empty() || chosen.len() != by.len() {
        return Err(Refusal::SplitWrong);
    }
    Ok(chosen)
}

/// How many people each combination of bands has.
pub(super) fn groups(facts: &[Fact], by: &[&str]) -> BTreeMap<Vec<String>, usize> {
    let mut people: BTreeMap<Vec<String>, BTreeSet<[u8; 16]>> = BTreeMap::new();
    for fact in facts {
        let key = by.iter().map(|split| fact.band(split).to_owned()).collect();
        people.entry(key).or_default().insert(fact.who);
    }
    people.into_iter().map(|(key, who)| (key, who.len())).collect()
}

/// The re-identification test: nobody may stand in a group that is too small, or be what is missing from all.
pub(super) fn check(groups: &BTreeMap<Vec<String>, usize>, least: u32) -> Result<(), Refusal> {
    let small = groups.values().filter(|people| is_small(**people, least)).count();
    if small > 0 { Err(Refusal::GroupSmall { groups: small, least }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(who: u8, meetings: &str, minutes: &str) -> Fact {
        let devices = "1".to_owned();
        Fact { who: [who; 16], devices, meetings: meetings.to_owned(), minutes: minutes.to_owned() }
    }

    #[test]
    fn a_week_begins_on_monday_at_midnight_in_beijing() {
        let sunday = Timestamp::read("2026-11-29T15:59:59.000Z").unwrap();
        let monday_there = Timestamp::read("2026-11-29T16:00:00.000Z").unwrap();
        let week = week_of(monday_there);
        assert_eq!(week_of(sunday), week - 1);
        assert_eq!(start_of(week), monday_there);
        assert_eq!(end_of(week - 1), monday_there);
        assert_eq!(monday(week), "2026-11-30");
    }

    #[test]
    fn a_mark_that_few_have_is_not_written() {
        let mut facts: Vec<Fact> =
            (0..4).map(|who| fact(who, if who == 0 { "5+" } else { "0" }, "0")).collect();
        coarser(&mut facts, 3);
        let meetings: Vec<&str> = facts.iter().map(|fact| fact.meetings.as_str()).collect();
        assert_eq!(meetings, ["*", "0", "0", "0"]);
    }

    #[test]
    fn marks_that_are_common_alone_can_be_rare_together_and_are_refused() {
        let facts = [fact(1, "0", "0"), fact(2, "0", "1-59"), fact(3, "1", "0"), fact(4, "1", "1-59")];
        assert!(check(&groups(&facts, &["meetings"]), 2).is_ok());
        assert!(check(&groups(&facts, &["minutes"]), 2).is_ok());
        let both = groups(&facts, &["meetings", "minutes"]);
        assert!(matches!(check(&both, 2), Err(Refusal::GroupSmall { groups: 4, least: 2 })));
    }

    #[test]
    fn one_person_with_many_rows_is_one_person() {
        let facts = [fact(1, "0", "0"), fact(1, "0", "0"), fact(1, "0", "0")];
        assert_eq!(groups(&facts, &["meetings"]).into_values().collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn an_export_is_split_by_what_is_there_once() {
        let wish = |by: &[&str]| splits(&by.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
        assert_eq!(wish(&["minutes", "devices"]).unwrap(), ["devices", "minutes"]);
        for wrong in [&[][..], &["who"], &["minutes", "minutes"], &["minutes", "person"]] {
            assert!(wish(wrong).is_err(), "{wrong:?}");
        }
    }
}
