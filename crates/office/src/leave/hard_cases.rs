//! The hard cases of a ledger, each with what comes of it.

use ground::Timestamp;

use super::rules::{self, Half, Standing, WHOLE, amount, costs, due, years};
use super::{Counts, Deed, Entry, LeaveEntryId, LeaveKindId, Line, Step, Unit, Why};
use crate::attendance::Day;

const KIND: LeaveKindId = LeaveKindId::from_bytes([7; 16]);

fn day(text: &str) -> Day {
    Day::read(text).unwrap()
}

fn grant(amount: i64, from: &str, until: Option<&str>) -> Deed {
    Deed::Grant { amount, from: day(from), until: until.map(day), carry: None, why: Why::Hand }
}

fn taken(days: &[(&str, i64)]) -> Deed {
    let days = days.iter().map(|(at, amount)| (day(at), *amount)).collect();
    Deed::Use { days, half: Half::default(), cause: None, short: 0 }
}

fn ledger(deeds: &[Deed]) -> Vec<Entry> {
    let one = |(at, deed): (usize, &Deed)| Entry {
        id: LeaveEntryId::from_bytes([u8::try_from(at).unwrap(); 16]),
        number: u32::try_from(at + 1).unwrap(),
        at: Timestamp::from_micros(day("2026-01-01").midnight().micros()),
        by: None,
        line: Line { kind: Some(KIND), deed: deed.clone(), reason: None, late: Vec::new() },
    };
    deeds.iter().enumerate().map(one).collect()
}

/// What is left of each lot, what is owed; and that the lines add up to the same.
fn left(deeds: &[Deed]) -> (Vec<i64>, i64) {
    let entries = ledger(deeds);
    let standing = Standing::of(&entries, KIND);
    let sum: i64 = entries.iter().map(|entry| amount(&entry.line)).sum();
    assert_eq!(standing.sum(), sum, "a balance is the sum of its lines: {deeds:?}");
    (standing.lots.iter().map(|lot| lot.left).collect(), standing.owed())
}

#[test]
fn what_expires_first_is_used_first_and_goes_back_to_where_it_came_from() {
    let late = grant(500, "2026-01-01", Some("2027-12-31"));
    let early = grant(300, "2026-01-01", Some("2026-03-31"));
    let never = grant(100, "2026-01-01", None);
    let four = taken(&[("2026-03-30", 100), ("2026-03-31", 100), ("2026-04-01", 100), ("2026-04-02", 50)]);
    let base = [never, late, early, four];
    // The early lot ends with March: April is of the late one. What never ends is last.
    assert_eq!(left(&base), (vec![100, 350, 100], 0));
    let with = |deed: Deed| left(&[base.as_slice(), &[deed]].concat());
    let back = |from: &str, amount| Deed::Back { of: 4, from: day(from), amount };
    assert_eq!(with(back("2026-04-01", 150)), (vec![100, 500, 100], 0), "from April on");
    assert_eq!(with(back("2026-01-01", 350)), (vec![100, 500, 300], 0), "all of it");
    assert_eq!(with(Deed::Expire { of: 3, amount: 100 }), (vec![100, 350, 0], 0));
    let standing = Standing::of(&ledger(&base), KIND);
    assert_eq!(standing.over(day("2026-03-31")), [], "its last day is one of its days");
    assert_eq!(standing.over(day("2026-04-01")), [(3, 100)]);
    assert_eq!(standing.next(day("2026-02-01")), Some(day("2026-04-01")));
    assert_eq!((standing.left(day("2026-03-31")), standing.left(day("2026-04-01"))), (550, 450));
    assert_eq!((standing.open(4, day("2026-03-31")), standing.open(4, day("2026-05-01"))), (250, 0));
}

#[test]
fn what_was_not_there_is_owed_and_paid_by_what_comes() {
    let two = taken(&[("2026-05-04", 100), ("2026-05-05", 100)]);
    let some = grant(100, "2026-01-01", None);
    assert_eq!(left(&[some.clone(), two.clone()]), (vec![0], 100));
    let later = grant(300, "2026-06-01", Some("2026-12-31"));
    assert_eq!(left(&[some.clone(), two.clone(), later.clone()]), (vec![0, 200], 0));
    let back = Deed::Back { of: 2, from: day("2026-05-05"), amount: 100 };
    assert_eq!(left(&[some.clone(), two.clone(), back.clone()]), (vec![0], 0));
    assert_eq!(left(&[some.clone(), two.clone(), later, back]), (vec![0, 300], 0), "to what paid for it");
    let standing = Standing::of(&ledger(&[some]), KIND);
    assert_eq!(standing.short(&[(day("2026-05-04"), 100)]), 0);
    assert_eq!(standing.short(&[(day("2026-05-04"), 100), (day("2026-05-05"), 50)]), 50);
    assert_eq!(standing.short(&[(day("2025-12-31"), 50)]), 50, "it may be taken from its first day on");
    assert_eq!(left(&[Deed::Correct { amount: 150 }, Deed::Correct { amount: -200 }]), (vec![0], 50));
}

#[test]
fn no_more_is_carried_over_than_the_rule_says() {
    let carry = Some((day("2026-12-31"), 200));
    let why = Why::Year(2026);
    let until = Some(day("2027-03-31"));
    let lot = Deed::Grant { amount: 500, from: day("2026-01-01"), until, carry, why };
    let standing = Standing::of(&ledger(&[lot, taken(&[("2026-08-03", 100)])]), KIND);
    assert_eq!((standing.left(day("2026-12-31")), standing.left(day("2027-01-01"))), (400, 200));
    assert_eq!(standing.over(day("2027-01-01")), [(1, 200)]);
    assert_eq!(standing.over(day("2027-04-01")), [(1, 400)]);
    assert_eq!(standing.next(day("2026-09-01")), Some(day("2027-01-01")));
    assert_eq!(rules::granted(&ledger(&[Deed::Correct { amount: 5 }]), KIND, 2026), 0);
}

#[test]
fn days_cost_what_would_have_been_worked() {
    // The week of the National Day in 2026, of somebody who works as offices do; the Saturday after it is worked.
    let week: Vec<(Day, bool)> = (0..14)
        .map(|later| day("2026-09-28").plus(later))
        .map(|day| (day, policy::Calendar::china().is_working(day.0)))
        .collect();
    let half = |from_noon, until_noon| Half { from_noon, until_noon };
    let cost = |days: &[(Day, bool)], unit, counts, half, hours| {
        costs(days, (unit, counts), (half, hours)).iter().map(|(_, amount)| amount).sum::<i64>()
    };
    let work = Counts::WorkDays;
    let whole = half(false, false);
    let one = [(day("2026-09-28"), true)];
    for (what, expected) in [
        (cost(&week, Unit::HalfDay, work, whole, None), 600),
        (cost(&week, Unit::HalfDay, Counts::AllDays, whole, None), 1_400),
        (cost(&week[..3], Unit::HalfDay, work, half(true, false), None), 250),
        (cost(&week[..3], Unit::HalfDay, work, half(true, true), None), 200),
        // It ends at noon of a day of rest: nothing of that day was worked anyway.
        (cost(&week[..4], Unit::HalfDay, work, half(false, true), None), 300),
        (cost(&week[..3], Unit::Day, work, half(true, true), None), 300),
        (cost(&one, Unit::HalfDay, work, half(true, false), None), 50),
        (cost(&one, Unit::HalfDay, work, half(true, true), None), 0),
        (cost(&one, Unit::Hour, work, whole, Some(250)), 250),
        (cost(&[], Unit::HalfDay, work, whole, None), 0),
    ] {
        assert_eq!(what, expected);
    }
    // A week with a holiday on its Friday costs four days.
    let tomb: Vec<(Day, bool)> = (0..7)
        .map(|later| day("2027-02-01").plus(later))
        .map(|one| (one, one.weekday() < 5 && one != day("2027-02-05")))
        .collect();
    assert_eq!(cost(&tomb, Unit::HalfDay, work, whole, None), 4 * WHOLE);
}

#[test]
fn seniority_goes_by_full_years_and_the_first_year_by_its_share() {
    let steps = [(1, 500), (10, 1_000), (20, 1_500)].map(|(years, amount)| Step { years, amount });
    for (work, on, expected) in [
        ("2016-05-10", "2026-05-09", 9),
        ("2016-05-10", "2026-05-10", 10),
        ("2020-02-29", "2021-02-28", 0),
        ("2020-02-29", "2021-03-01", 1),
        ("2020-02-29", "2024-02-28", 3),
        ("2020-02-29", "2024-02-29", 4),
    ] {
        assert_eq!(years(day(work), day(on)), expected, "{work} {on}");
    }
    for (work, hired, (of, today), expected) in [
        // The day before ten years, and the day of them.
        ("2016-05-10", "2018-01-01", (2026, "2026-05-09"), 500),
        ("2016-05-10", "2018-01-01", (2026, "2026-05-10"), 1_000),
        ("2006-05-10", "2018-01-01", (2026, "2026-12-31"), 1_500),
        // Here since the 1st of July: 184 days of 365, of five days two and a half, of which the half falls away.
        ("2015-01-01", "2026-07-01", (2026, "2026-07-01"), 500),
        ("2020-01-01", "2026-07-01", (2026, "2026-07-01"), 200),
        ("2020-01-01", "2026-07-01", (2026, "2026-06-30"), 0),
        ("2020-01-01", "2026-01-01", (2026, "2026-01-01"), 500),
        // The first year is full within the year: its share from then on.
        ("2025-10-01", "2025-10-01", (2026, "2026-09-30"), 0),
        ("2025-10-01", "2025-10-01", (2026, "2026-10-01"), 100),
        ("2020-02-29", "2020-02-29", (2021, "2021-02-28"), 0),
        ("2020-02-29", "2020-02-29", (2021, "2021-03-01"), 400),
        // Of the next year, from its first day on.
        ("2017-01-01", "2018-01-01", (2027, "2026-12-01"), 1_000),
        ("2017-01-02", "2018-01-01", (2027, "2026-12-01"), 500),
    ] {
        let found = due(&steps, (day(work), day(hired)), (of, day(today)));
        assert_eq!(found, expected, "{work} {hired} {of} {today}");
    }
    assert_eq!(due(&[], (day("2000-01-01"), day("2000-01-01")), (2026, day("2026-01-01"))), 0);
}

#[test]
fn months_end_with_their_last_day_and_a_ledger_is_looked_at_when_something_happens() {
    for (from, months, until) in
        [("2026-12-31", 12, "2027-12-31"), ("2027-11-15", 3, "2028-02-29"), ("2026-12-31", 0, "2026-12-31")]
    {
        assert_eq!(rules::months_after(day(from), months), day(until));
    }
    let since = Some((day("2016-02-29"), day("2020-01-01")));
    let again = |ends: Option<&str>, since, today| rules::again(ends.map(day), since, day(today));
    assert_eq!(again(None, since, "2026-01-01"), day("2026-03-01"));
    assert_eq!(again(Some("2026-02-01"), since, "2026-01-01"), day("2026-02-01"));
    assert_eq!(again(None, None, "2026-11-30"), day("2026-12-01"));
    assert_eq!(again(None, None, "2026-12-01"), day("2027-01-01"));
}
