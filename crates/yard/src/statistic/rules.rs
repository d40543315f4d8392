//! What a week is, what a band is, and when a group is too small: plain functions on plain values.

use ground::Timestamp;
use policy::StatisticRules;
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

/// A number of people as numbers are told.
pub(super) fn whole(many: usize) -> i64 {
    i64::try_from(many).unwrap_or(i64::MAX)
}

/// Whether a number of people, with its noise on it, is large enough to be told.
pub(super) fn is_enough(seen: i64, rules: &StatisticRules) -> bool {
    seen >= least_seen(rules)
}

/// The least number with noise on it that is told: so far above the least group that the noise lifts a smaller one over it
/// in `slip_ppm` of a million draws at most.
pub(super) fn least_seen(rules: &StatisticRules) -> i64 {
    if rules.slip_ppm == 0 {
        return i64::MAX;
    }
    let step = (-f64::from(rules.epsilon_milli) / 1_000.0).exp();
    let most = f64::from(rules.slip_ppm) / 1_000_000.0;
    let (mut over, mut chance) = (0, 1.0 / (1.0 + step));
    while chance > most {
        chance *= step;
        over += 1;
    }
    i64::from(rules.group) - 1 + over
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

/// The bands of a split. What is too rare to be written down is in none of them.
fn bands(split: &str) -> [&'static str; 4] {
    match split {
        "minutes" => [0, 1, 60, 300].map(long),
        _ => [0, 1, 2, 5].map(several),
    }
}

/// How many people each combination of bands has: every one that there could be, so that none is told by being there.
pub(super) fn groups(facts: &[Fact], by: &[&str]) -> BTreeMap<Vec<String>, usize> {
    let mut every = vec![Vec::new()];
    for split in by {
        let longer =
            |key: &Vec<String>| bands(split).map(|band| [key.as_slice(), &[band.to_owned()]].concat());
        every = every.iter().flat_map(longer).collect();
    }
    let mut people: BTreeMap<Vec<String>, BTreeSet<[u8; 16]>> =
        every.into_iter().map(|key| (key, BTreeSet::new())).collect();
    for fact in facts {
        let key: Vec<String> = by.iter().map(|split| fact.band(split).to_owned()).collect();
        if let Some(who) = people.get_mut(&key) {
            who.insert(fact.who);
        }
    }
    people.into_iter().map(|(key, who)| (key, who.len())).collect()
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
    fn every_combination_is_counted_whether_anybody_has_it_or_not() {
        let facts = [fact(1, "0", "0"), fact(2, "0", "1-59"), fact(3, "1", "0"), fact(4, "*", "1-59")];
        let key = |bands: &[&str]| bands.iter().map(|band| (*band).to_owned()).collect::<Vec<_>>();
        let both = groups(&facts, &["meetings", "minutes"]);
        assert_eq!(both.len(), 16);
        assert_eq!((both[&key(&["0", "0"])], both[&key(&["5+", "300+"])]), (1, 0));
        assert_eq!(both.values().sum::<usize>(), 3, "what was too rare to be written stands in none");
        let nobody = groups(&[], &["meetings", "minutes"]);
        assert!(nobody.keys().eq(both.keys()), "the combinations themselves tell nothing");
    }

    #[test]
    fn one_person_with_many_rows_is_one_person() {
        let facts = [fact(1, "0", "0"), fact(1, "0", "0"), fact(1, "0", "0")];
        assert_eq!(groups(&facts, &["meetings"]).into_values().sum::<usize>(), 1);
    }

    #[test]
    fn noise_lifts_a_small_group_over_the_limit_hardly_ever() {
        let rules =
            StatisticRules { group: 10, epsilon_milli: 500, slip_ppm: 10, ..*StatisticRules::built_in() };
        // exp(-23/2)/(1+exp(-1/2)) is 6 in a million, one step less is 10.4.
        assert_eq!(least_seen(&rules), 9 + 23);
        assert!(is_enough(32, &rules) && !is_enough(31, &rules));
        let never = StatisticRules { slip_ppm: 0, ..rules };
        assert!(!is_enough(1_000_000, &never));
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
