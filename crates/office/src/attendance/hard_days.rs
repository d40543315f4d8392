//! Hard days, each with what it comes to.

use ground::Timestamp;

use super::ShiftId;
use super::plan::{DayKind, Holidays, Outside, Plan, Shift, Span, Way, shift_of};
use super::rules::{Case, Mark, Outcome, Tolerance, excused, outcome};
use super::zone::{Day, Zone};
use crate::leave::{Away, Part};

const CHINA: &str = "Asia/Shanghai";
const TABLE: &str = include_str!("hard_days.txt");
const TOLERANCE: Tolerance =
    Tolerance { grace_min: 5, absent_after_min: Some(120), overtime_from_min: Some(30) };

fn spans(spans: &[(u16, u16)]) -> Shift {
    let span = |(begin, end): &(u16, u16)| Span { begin: begin * 60, end: end * 60 };
    Shift::Fixed { spans: spans.iter().map(span).collect() }
}

fn flexible() -> Shift {
    Shift::Flexible { from: 480, until: 600, minutes: 480, pause: 60 }
}

fn at(text: &str) -> Timestamp {
    Timestamp::read(&format!("{text}:00Z")).unwrap()
}

fn reckoned(zone: &str, day: &str, shift: Option<&Shift>, clocked: &[Timestamp], now: Timestamp) -> Outcome {
    let (zone, day, around) = (Zone::named(zone).unwrap(), Day::read(day).unwrap(), (None, None));
    outcome(&Case { zone: &zone, day, shift, around, tolerance: TOLERANCE, clocked, now }).unwrap()
}

/// A shift as the table writes it: hours of spans, `flexible`, `free-` with minutes, or `rest`.
fn shift(text: &str) -> Option<Shift> {
    match text.split_once('-') {
        None if text == "flexible" => Some(flexible()),
        None => None,
        Some(("free", minutes)) => Some(Shift::Free { minutes: minutes.parse().unwrap() }),
        Some(_) => {
            let span = |text: &str| {
                text.split_once('-').map(|(begin, end)| (begin.parse().unwrap(), end.parse().unwrap()))
            };
            Some(spans(&text.split(',').filter_map(span).collect::<Vec<_>>()))
        }
    }
}

#[test]
fn hard_days_come_to_what_they_should() {
    let rows: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(rows.len() > 30, "{} days", rows.len());
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [why, zone, day, shifts, clocked, marks, minutes] = cells[..] else { panic!("{row}") };
        let instant = |text: &str| match text.split_once('@') {
            Some((later, clock)) => {
                at(&format!("{}T{clock}", Day::read(day).unwrap().plus(later.parse().unwrap())))
            }
            None => at(&format!("{day}T{text}")),
        };
        let clocked: Vec<Timestamp> = clocked.split_whitespace().map(instant).collect();
        let came = reckoned(zone, day, shift(shifts).as_ref(), &clocked, at("2030-01-01T00:00"));
        let said = came.marks().into_iter().map(Mark::word).collect::<Vec<_>>().join(" ");
        let numbers = [came.late_min, came.early_min, came.worked_min, came.overtime_min];
        assert_eq!(
            (said.as_str(), numbers.map(|number| number.to_string()).join(" ").as_str()),
            (marks, minutes),
            "{why}"
        );
    }
}

#[test]
fn nothing_is_missing_in_a_day_that_is_not_over() {
    let (day, noon) = (spans(&[(9, 18)]), at("2026-12-21T04:00"));
    let of = |clocked: &[Timestamp]| reckoned(CHINA, "2026-12-21", Some(&day), clocked, noon).marks();
    assert_eq!(of(&[at("2026-12-21T00:58")]), [Mark::Open]);
    assert_eq!(of(&[]), [Mark::Open]);
    assert_eq!(of(&[at("2026-12-21T01:30")]), [Mark::Late, Mark::Open]);
}

#[test]
fn a_day_takes_what_is_nearer_to_it_than_to_its_neighbours() {
    let zone = Zone::named(CHINA).unwrap();
    let (night, day) = (spans(&[(22, 30)]), spans(&[(9, 18)]));
    // Went at six in the morning, and comes again at nine: the middle is half past seven.
    let clocked =
        [at("2026-12-21T14:00"), at("2026-12-21T22:00"), at("2026-12-22T01:00"), at("2026-12-22T10:00")];
    let case = |on, shift, around| {
        let (day, now) = (Day::read(on).unwrap(), at("2030-01-01T00:00"));
        outcome(&Case {
            zone: &zone,
            day,
            shift: Some(shift),
            around,
            tolerance: TOLERANCE,
            clocked: &clocked,
            now,
        })
        .unwrap()
    };
    let first = case("2026-12-21", &night, (None, Some(at("2026-12-22T01:00"))));
    let second = case("2026-12-22", &day, (Some(at("2026-12-21T22:00")), None));
    assert_eq!((first.marks(), first.worked_min), (vec![Mark::OnTime], 480));
    assert_eq!((second.marks(), second.worked_min), (vec![Mark::OnTime], 540));
}

/// A day in UTC of somebody who was away with leave.
fn with_leave(whole: &Shift, parts: &[Part], clocked: &str) -> (String, u32) {
    let (zone, day) = (Zone::named("UTC").unwrap(), Day::read("2026-12-21").unwrap());
    let away = |part: &Part| Away { part: *part, amount: 0, kind: "事假".to_owned(), paid: false };
    let away: Vec<Away> = parts.iter().map(away).collect();
    let half = parts.iter().find_map(|part| match part {
        Part::Morning => Some(true),
        Part::Afternoon => Some(false),
        Part::Whole | Part::Minutes(_) => None,
    });
    let rest = half.map(|is_first| whole.without(is_first));
    let clocked: Vec<Timestamp> =
        clocked.split_whitespace().map(|clock| at(&format!("2026-12-21T{clock}"))).collect();
    let (tolerance, now) = (Tolerance { absent_after_min: Some(60), ..TOLERANCE }, at("2030-01-01T00:00"));
    let case = Case {
        zone: &zone,
        day,
        shift: Some(rest.as_ref().unwrap_or(whole)),
        around: (None, None),
        tolerance,
        clocked: &clocked,
        now,
    };
    let out = excused(&case, Some(whole), &away).unwrap();
    (out.marks().into_iter().map(Mark::word).collect::<Vec<_>>().join(" "), out.late_min + out.early_min)
}

#[test]
fn hours_of_leave_excuse_what_they_cover_and_no_more() {
    let (one, two, free) = (spans(&[(9, 18)]), spans(&[(9, 12), (13, 18)]), Shift::Free { minutes: 240 });
    let hours = |hours: u32| Part::Minutes(hours * 60);
    for (shift, parts, clocked, marks, minutes, why) in [
        (&one, vec![hours(8)], "", "leave", 0, "eight hours are the day; its pause is no work"),
        (&two, vec![hours(8)], "", "leave", 0, "and of two spans"),
        (&one, vec![hours(3)], "12:00 18:00", "on-time leave", 0, "three hours late on three of leave"),
        (&one, vec![hours(1)], "12:00 18:00", "absent leave", 0, "on one hour it is too late"),
        (&one, vec![hours(3)], "", "absent leave", 0, "the other hours were to be worked"),
        (&one, vec![hours(2)], "09:00 16:00", "on-time leave", 0, "at the end"),
        (&two, vec![hours(2)], "10:00 12:00 13:00 17:00", "on-time leave", 0, "some at each end"),
        (&two, vec![hours(2)], "10:00 12:00 13:00 16:00", "early leave", 60, "one hour more than that"),
        (&two, vec![hours(3)], "13:00 18:00", "on-time leave", 0, "the first span"),
        (&two, vec![hours(5)], "09:00 12:00", "on-time leave", 0, "the second"),
        (&two, vec![Part::Morning, hours(5)], "", "leave", 0, "half a day and the rest by the hour"),
        (&two, vec![Part::Morning, Part::Afternoon], "", "leave", 0, "two halves of two kinds"),
        (&two, vec![Part::Morning], "13:00 18:00", "on-time leave", 0, "the morning"),
        (&free, vec![hours(2)], "09:00 11:00", "on-time leave", 0, "two hours of four"),
        (&flexible(), vec![hours(3)], "13:00 18:00", "on-time leave", 0, "flexible, three hours later"),
    ] {
        assert_eq!(with_leave(shift, &parts, clocked), (marks.to_owned(), minutes), "{why}");
    }
}

fn plan(week: [Option<ShiftId>; 7], holidays: Holidays) -> Plan {
    let (ways, outside) = (vec![Way::Code], Outside::Refuse);
    Plan { week, holidays, tolerance: TOLERANCE, ways, outside, sites: Vec::new(), exact: None }
}

#[test]
fn holidays_and_the_weekends_that_are_worked_for_them_come_before_the_week() {
    let (day, late) = (ShiftId::from_bytes([1; 16]), ShiftId::from_bytes([2; 16]));
    let week = [Some(day), Some(day), Some(day), Some(day), Some(late), None, None];
    let china = plan(week, Holidays::China);
    let on = |text, rostered, own| shift_of(&china, Day::read(text).unwrap(), rostered, own);
    for (text, rostered, own, comes_to, why) in [
        ("2026-09-21", None, None, Some(day), "a Monday"),
        ("2026-09-18", None, None, Some(late), "a Friday"),
        ("2026-09-19", None, None, None, "a Saturday"),
        ("2026-09-20", None, None, Some(day), "a Sunday that is worked"),
        ("2026-09-25", None, None, None, "the holiday for which it is worked"),
        ("2026-10-10", None, None, Some(day), "a Saturday that is worked"),
        ("2026-10-10", None, Some(DayKind::Off), None, "which the organisation does not work"),
        ("2026-09-19", None, Some(DayKind::On), Some(day), "a Saturday that the organisation works"),
        ("2026-09-18", None, Some(DayKind::On), Some(late), "a Friday that it works keeps its own shift"),
        ("2026-10-01", Some(Some(late)), None, Some(late), "a roster is stronger than a holiday"),
        ("2026-09-21", Some(None), Some(DayKind::On), None, "and than everything else"),
    ] {
        assert_eq!(on(text, rostered, own), comes_to, "{text}: {why}");
    }
    let own = plan(week, Holidays::Own);
    assert_eq!(shift_of(&own, Day::read("2026-10-01").unwrap(), None, None), Some(day));
    assert_eq!(shift_of(&own, Day::read("2026-09-20").unwrap(), None, None), None);
}

#[test]
fn a_shift_is_one_or_it_is_refused() {
    for (shift, is_sound) in [
        (spans(&[(9, 18)]), true),
        (spans(&[(22, 30)]), true),
        (spans(&[(8, 11), (12, 15), (16, 19), (20, 23)]), true),
        (spans(&[(18, 9)]), false),
        (spans(&[(9, 13), (12, 18)]), false),
        (spans(&[]), false),
        (spans(&[(9, 40)]), false),
        (spans(&[(25, 30)]), false),
        (Shift::Free { minutes: 0 }, true),
        (flexible(), true),
        (Shift::Flexible { from: 600, until: 480, minutes: 480, pause: 60 }, false),
        (Shift::Flexible { from: 480, until: 600, minutes: 0, pause: 0 }, false),
    ] {
        assert_eq!(shift.is_sound(), is_sound, "{shift:?}");
    }
}
