//! The hard cases of a ledger, each with what comes of it.

use ground::Timestamp;

use std::collections::BTreeMap;

use super::rules::{self, Costs, Half, Occupied, Part, Standing, WHOLE, amount, costs, due, years};
use super::{Counts, Deed, Entry, LeaveEntryId, LeaveKindId, Line, Named, Step, Unit, Why};
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
    Deed::Use { days, halves: Vec::new(), cause: None, short: 0, of: named(Unit::HalfDay) }
}

fn named(unit: Unit) -> Named {
    Named { name: "年假".to_owned(), unit, paid: true }
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
    let correct = |amount, on| Deed::Correct { amount, on: day(on) };
    assert_eq!(left(&[correct(150, "2026-01-01"), correct(-200, "2026-01-01")]), (vec![0], 50));
}

#[test]
fn nothing_is_owed_beside_what_could_pay_it() {
    let five = grant(500, "2026-01-01", None);
    let all = taken(&[("2026-05-04", 500)]);
    let two = taken(&[("2026-05-11", 200)]);
    let back = Deed::Back { of: 2, from: day("2026-05-04"), amount: 500 };
    let deeds = [five.clone(), all, two, back];
    assert_eq!(left(&deeds), (vec![300], 0), "what is given back pays what another line owes");
    let standing = Standing::of(&ledger(&deeds), KIND);
    assert_eq!(standing.left(day("2026-06-01")), 300);
    assert_eq!(standing.short(&[(day("2026-06-01"), 500)]), 200, "and it is not there a second time");
    // In Shanghai at half past seven: granted and taken back on the same day there.
    let correct = |amount, on| Deed::Correct { amount, on: day(on) };
    for on in ["2026-06-02", "2026-06-01"] {
        let from = grant(500, "2026-06-02", None);
        assert_eq!(left(&[from, correct(-500, on)]), (vec![0], 0), "{on}");
    }
    // What ended before a day pays nothing for it.
    let early = grant(300, "2026-01-01", Some("2026-03-31"));
    assert_eq!(left(&[early.clone(), taken(&[("2026-04-01", 100)])]), (vec![300], 100));
    assert_eq!(left(&[taken(&[("2026-03-31", 100)]), early]), (vec![200], 0));
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
    let correct = Deed::Correct { amount: 5, on: day("2026-01-01") };
    assert_eq!(rules::granted(&ledger(&[correct]), KIND, 2026), 0);
}

#[test]
fn the_cap_holds_for_days_of_the_next_year_whenever_they_are_asked_for() {
    let (carry, until) = (Some((day("2026-12-31"), 200)), Some(day("2027-03-31")));
    let why = Why::Year(2026);
    let lot = Deed::Grant { amount: 500, from: day("2026-01-01"), until, carry, why };
    let standing = Standing::of(&ledger(std::slice::from_ref(&lot)), KIND);
    let days = |month: &str, count: i64| -> Vec<(Day, i64)> {
        (0..count).map(|later| (day(month).plus(later), 100)).collect()
    };
    assert_eq!(standing.short(&days("2027-01-04", 4)), 200, "asked for in December already");
    assert_eq!(standing.short(&days("2026-12-21", 4)), 0);
    let ahead = taken(&[("2027-01-04", 100), ("2027-01-05", 100)]);
    let standing = Standing::of(&ledger(&[lot.clone(), ahead.clone()]), KIND);
    assert_eq!(standing.short(&days("2027-01-06", 1)), 100, "two were carried over");
    assert_eq!(standing.short(&days("2026-12-21", 3)), 0, "the rest is for its own year");
    assert_eq!(standing.over(day("2027-01-01")), [(1, 300)]);
    assert_eq!(standing.left(day("2027-01-01")), 0);
    let expired = Deed::Expire { of: 1, amount: 300 };
    assert_eq!(left(&[lot, ahead, expired]), (vec![0], 0));
}

#[test]
fn single_hours_of_overtime_earn_as_much_as_the_same_at_once() {
    let mut deeds: Vec<Deed> = Vec::new();
    let mut earns = |hours: i64, day_hours: i64| {
        let amount = rules::earned(&ledger(&deeds), KIND, (hours, day_hours));
        let why = Why::Overtime { cause: [0; 16], hours, day_hours };
        deeds.push(Deed::Grant { amount, from: day("2026-01-01"), until: None, carry: None, why });
        amount
    };
    assert_eq!([100; 4].map(|hour| earns(hour, 800)), [12, 13, 12, 13], "half a day");
    assert_eq!([5, 5, 5, 5].map(|part| earns(part, 800)), [0, 1, 0, 1]);
    // A day of other length counts from then on; nothing of before is reckoned anew.
    assert_eq!(earns(700, 700), 100);
}

#[test]
fn days_cost_what_would_have_been_worked() {
    // The week of the National Day in 2026, of somebody who works as offices do; the Saturday after it is worked.
    let works = |is: bool| if is { 480 } else { 0 };
    let week: Vec<(Day, u16)> = (0..14)
        .map(|later| day("2026-09-28").plus(later))
        .map(|day| (day, works(policy::Calendar::china().is_working(day.0))))
        .collect();
    let half = |from_noon, until_noon| Half { from_noon, until_noon };
    let none = BTreeMap::new();
    let cost = |days: &[(Day, u16)], unit, counts, half, hours| {
        costs(days, (unit, counts), (half, hours), &none).days.iter().map(|(_, amount)| amount).sum::<i64>()
    };
    let work = Counts::WorkDays;
    let whole = half(false, false);
    let one = [(day("2026-09-28"), 480)];
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
        // A day has no more hours than it has.
        (cost(&one, Unit::Hour, work, whole, Some(1_600)), 800),
        (cost(&[], Unit::HalfDay, work, whole, None), 0),
    ] {
        assert_eq!(what, expected);
    }
    // A week with a holiday on its Friday costs four days.
    let tomb: Vec<(Day, u16)> = (0..7)
        .map(|later| day("2027-02-01").plus(later))
        .map(|one| (one, works(one.weekday() < 5 && one != day("2027-02-05"))))
        .collect();
    assert_eq!(cost(&tomb, Unit::HalfDay, work, whole, None), 4 * WHOLE);
}

#[test]
fn hours_and_halves_fall_on_the_days_of_which_they_are() {
    let (fri, sat, mon) = (day("2026-06-05"), day("2026-06-06"), day("2026-06-08"));
    let days = [(fri, 480), (sat, 0), (sat.plus(1), 0), (mon, 480)];
    let of = |days: &[(Day, u16)], unit, half, hours, taken: &BTreeMap<Day, Occupied>| {
        costs(days, (unit, Counts::WorkDays), (half, hours), taken)
    };
    let none = BTreeMap::new();
    let said =
        |days: &[(Day, i64)], halves: &[(Day, bool)]| Costs { days: days.to_vec(), halves: halves.to_vec() };
    let whole = Half::default();
    let (noon, both) =
        (Half { from_noon: false, until_noon: true }, Half { from_noon: true, until_noon: true });
    assert_eq!(of(&days, Unit::Hour, whole, Some(1_600), &none), said(&[(fri, 800), (mon, 800)], &[]));
    assert_eq!(of(&days, Unit::Hour, whole, Some(1_000), &none), said(&[(fri, 800), (mon, 200)], &[]));
    // From noon of a Saturday until noon of Monday: the morning of Monday, whatever the Saturday was.
    assert_eq!(of(&days[1..], Unit::HalfDay, both, None, &none), said(&[(mon, 50)], &[(mon, false)]));
    assert_eq!(of(&days[..3], Unit::HalfDay, both, None, &none), said(&[(fri, 50)], &[(fri, true)]));
    // What is taken already is not taken again.
    let occupied = |part: Part| {
        let mut one = Occupied::default();
        one.take(part);
        BTreeMap::from([(mon, one)])
    };
    for (part, unit, half, hours, expected) in [
        (Part::Whole, Unit::HalfDay, whole, None, said(&[], &[])),
        (Part::Whole, Unit::Hour, whole, Some(100), said(&[], &[])),
        (Part::Morning, Unit::HalfDay, whole, None, said(&[(mon, 50)], &[(mon, true)])),
        (Part::Morning, Unit::HalfDay, noon, None, said(&[], &[])),
        (Part::Afternoon, Unit::Day, whole, None, said(&[(mon, 50)], &[(mon, false)])),
        (Part::Morning, Unit::Hour, whole, Some(800), said(&[(mon, 400)], &[])),
        (Part::Minutes(120), Unit::Hour, whole, Some(800), said(&[(mon, 600)], &[])),
        (Part::Minutes(120), Unit::HalfDay, whole, None, said(&[(mon, 75)], &[])),
        (Part::Minutes(480), Unit::HalfDay, whole, None, said(&[], &[])),
    ] {
        assert_eq!(of(&days[3..], unit, half, hours, &occupied(part)), expected, "{part:?} {unit:?}");
    }
}

#[test]
fn what_is_taken_of_a_day_is_known_over_all_kinds() {
    let other = LeaveKindId::from_bytes([8; 16]);
    let mon = day("2026-06-08");
    let one = |unit, amount, halves: &[(Day, bool)]| Deed::Use {
        days: vec![(mon, amount)],
        halves: halves.to_vec(),
        cause: None,
        short: 0,
        of: named(unit),
    };
    let back = Deed::Back { of: 1, from: mon, amount: 50 };
    let mut entries = ledger(&[one(Unit::HalfDay, 50, &[(mon, true)]), one(Unit::Hour, 200, &[]), back]);
    entries[1].line.kind = Some(other);
    let found = |entries: &[Entry]| rules::occupied(entries).remove(&mon).unwrap();
    let hours = Occupied { hours: 200, ..Occupied::default() };
    assert_eq!(found(&entries[..2]), Occupied { afternoon: true, ..hours });
    assert_eq!(found(&entries), hours, "what was given back may be taken again");
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
