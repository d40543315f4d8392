//! Hard days, each with what it comes to.

use ground::Timestamp;

use super::plan::{DayKind, Holidays, Outside, Plan, Shift, Span, Way, shift_of};
use super::rules::{Case, Mark, Outcome, Tolerance, outcome};
use super::zone::{Day, Zone};
use super::ShiftId;

const CHINA: &str = "Asia/Shanghai";
const BERLIN: &str = "Europe/Berlin";
const NEW_YORK: &str = "America/New_York";

fn spans(spans: &[(u16, u16)]) -> Shift {
    Shift::Fixed { spans: spans.iter().map(|(begin, end)| Span { begin: begin * 60, end: end * 60 }).collect() }
}

fn at(text: &str) -> Timestamp {
    Timestamp::read(&format!("{text}:00Z")).unwrap()
}

/// A row of the table.
struct Hard {
    why: &'static str,
    zone: &'static str,
    day: &'static str,
    shift: Option<Shift>,
    /// When he clocked, in UTC.
    clocked: &'static [&'static str],
    /// Marks, then minutes late, early, worked and beyond.
    comes_to: (&'static [Mark], u32, u32, u32, u32),
}

const TOLERANCE: Tolerance = Tolerance { grace_min: 5, absent_after_min: Some(120), overtime_from_min: Some(30) };

fn reckoned(hard: &Hard, now: Timestamp) -> Outcome {
    let zone = Zone::named(hard.zone).unwrap();
    let clocked: Vec<Timestamp> = hard.clocked.iter().map(|text| at(text)).collect();
    let case = Case {
        zone: &zone,
        day: Day::read(hard.day).unwrap(),
        shift: hard.shift.as_ref(),
        around: (None, None),
        tolerance: TOLERANCE,
        clocked: &clocked,
        now,
    };
    outcome(&case).unwrap()
}

#[expect(clippy::too_many_lines, reason = "a table of days, a row each")]
fn table() -> Vec<Hard> {
    use Mark::{Absent, Early, Late, Missing, OnTime, Overtime, Rest};
    let day = || Some(spans(&[(9, 18)]));
    let two = || Some(spans(&[(9, 12), (13, 18)]));
    let night = || Some(spans(&[(22, 30)]));
    let flexible = || Some(Shift::Flexible { from: 480, until: 600, minutes: 480, pause: 60 });
    let row = |why, zone, day, shift, clocked, comes_to| Hard { why, zone, day, shift, clocked, comes_to };
    vec![
        row("on time", CHINA, "2026-12-21", day(), &["2026-12-21T00:58", "2026-12-21T10:01"], (&[OnTime], 0, 0, 540, 0)),
        row("within the grace", CHINA, "2026-12-21", day(), &["2026-12-21T01:05", "2026-12-21T10:00"], (&[OnTime], 0, 0, 535, 0)),
        row("a minute beyond it", CHINA, "2026-12-21", day(), &["2026-12-21T01:06", "2026-12-21T10:00"], (&[Late], 6, 0, 534, 0)),
        row("early", CHINA, "2026-12-21", day(), &["2026-12-21T01:00", "2026-12-21T09:30"], (&[Early], 0, 30, 510, 0)),
        row("late and early", CHINA, "2026-12-21", day(), &["2026-12-21T02:00", "2026-12-21T09:00"], (&[Late, Early], 60, 60, 420, 0)),
        row("two hours late is absent", CHINA, "2026-12-21", day(), &["2026-12-21T03:00", "2026-12-21T10:00"], (&[Absent], 0, 0, 0, 0)),
        row("nobody came", CHINA, "2026-12-21", day(), &[], (&[Absent], 0, 0, 0, 0)),
        row("forgot to clock when going", CHINA, "2026-12-21", day(), &["2026-12-21T01:00"], (&[Missing], 0, 0, 0, 0)),
        row("forgot to clock when coming", CHINA, "2026-12-21", day(), &["2026-12-21T10:02"], (&[Missing], 0, 0, 0, 0)),
        row("pressed twice, then forgot", CHINA, "2026-12-21", day(), &["2026-12-21T00:58", "2026-12-21T00:59"], (&[Missing], 0, 0, 0, 0)),
        row("overtime from half an hour", CHINA, "2026-12-21", day(), &["2026-12-21T01:00", "2026-12-21T10:30"], (&[OnTime, Overtime], 0, 0, 540, 30)),
        row("less than half an hour is none", CHINA, "2026-12-21", day(), &["2026-12-21T01:00", "2026-12-21T10:29"], (&[OnTime], 0, 0, 540, 0)),
        row("two spans", CHINA, "2026-12-21", two(), &["2026-12-21T01:00", "2026-12-21T04:00", "2026-12-21T05:00", "2026-12-21T10:00"], (&[OnTime], 0, 0, 480, 0)),
        row("absent in the afternoon", CHINA, "2026-12-21", two(), &["2026-12-21T01:00", "2026-12-21T04:00"], (&[Absent], 0, 0, 180, 0)),
        row("one of four is missing", CHINA, "2026-12-21", two(), &["2026-12-21T01:00", "2026-12-21T04:05", "2026-12-21T10:00"], (&[Missing], 0, 0, 180, 0)),
        row("over midnight", CHINA, "2026-12-21", night(), &["2026-12-21T13:59", "2026-12-21T22:01"], (&[OnTime], 0, 0, 480, 0)),
        row("over midnight, late and after the year's end", CHINA, "2026-12-31", night(), &["2026-12-31T14:30", "2026-12-31T22:00"], (&[Late], 30, 0, 450, 0)),
        row("a night shift that begins on the leap day", CHINA, "2028-02-29", night(), &["2028-02-29T14:00", "2028-02-29T22:00"], (&[OnTime], 0, 0, 480, 0)),
        row("the leap day itself", CHINA, "2028-02-29", day(), &["2028-02-29T01:00", "2028-02-29T10:00"], (&[OnTime], 0, 0, 540, 0)),
        row("the night in which an hour is left out", BERLIN, "2027-03-27", night(), &["2027-03-27T21:00", "2027-03-28T04:00"], (&[OnTime], 0, 0, 420, 0)),
        row("the night in which an hour comes twice", BERLIN, "2026-10-24", night(), &["2026-10-24T20:00", "2026-10-25T05:00"], (&[OnTime], 0, 0, 540, 0)),
        row("the day after the clocks went back", NEW_YORK, "2026-11-02", day(), &["2026-11-02T14:00", "2026-11-02T23:00"], (&[OnTime], 0, 0, 540, 0)),
        row("by the time of before it would be late", NEW_YORK, "2026-10-30", day(), &["2026-10-30T14:00", "2026-10-30T22:00"], (&[Late], 60, 0, 480, 0)),
        row("a day of rest", CHINA, "2026-12-20", None, &[], (&[Rest], 0, 0, 0, 0)),
        row("worked on a day of rest", CHINA, "2026-12-20", None, &["2026-12-20T02:00", "2026-12-20T05:00"], (&[Overtime], 0, 0, 0, 180)),
        row("once on a day of rest is nothing", CHINA, "2026-12-20", None, &["2026-12-20T02:00"], (&[Rest], 0, 0, 0, 0)),
        row("flexible", CHINA, "2026-12-21", flexible(), &["2026-12-21T01:40", "2026-12-21T10:40"], (&[OnTime], 0, 0, 480, 0)),
        row("flexible and too late", CHINA, "2026-12-21", flexible(), &["2026-12-21T02:20", "2026-12-21T11:20"], (&[Late], 20, 0, 480, 0)),
        row("flexible and too short", CHINA, "2026-12-21", flexible(), &["2026-12-21T01:00", "2026-12-21T09:00"], (&[Early], 0, 60, 420, 0)),
        row("free, and there at all", CHINA, "2026-12-21", Some(Shift::Free { minutes: 0 }), &["2026-12-21T03:00", "2026-12-21T05:00"], (&[OnTime], 0, 0, 120, 0)),
        row("free, and too short", CHINA, "2026-12-21", Some(Shift::Free { minutes: 240 }), &["2026-12-21T03:00", "2026-12-21T05:00"], (&[Early], 0, 120, 120, 0)),
        row("free, and nobody came", CHINA, "2026-12-21", Some(Shift::Free { minutes: 0 }), &[], (&[Absent], 0, 0, 0, 0)),
    ]
}

#[test]
fn hard_days_come_to_what_they_should() {
    for hard in table() {
        let came = reckoned(&hard, at("2030-01-01T00:00"));
        let numbers = (came.late_min, came.early_min, came.worked_min, came.overtime_min);
        let (marks, late, early, worked, beyond) = hard.comes_to;
        assert_eq!((came.marks().as_slice(), numbers), (marks, (late, early, worked, beyond)), "{}", hard.why);
    }
}

#[test]
fn nothing_is_missing_in_a_day_that_is_not_over() {
    let shift = || Some(spans(&[(9, 18)]));
    let of = |clocked| Hard { why: "", zone: CHINA, day: "2026-12-21", shift: shift(), clocked, comes_to: (&[], 0, 0, 0, 0) };
    let noon = at("2026-12-21T04:00");
    assert_eq!(reckoned(&of(&["2026-12-21T00:58"]), noon).marks(), [Mark::Open]);
    assert_eq!(reckoned(&of(&[]), noon).marks(), [Mark::Open]);
    assert_eq!(reckoned(&of(&["2026-12-21T01:30"]), noon).marks(), [Mark::Late, Mark::Open]);
}

#[test]
fn a_day_takes_what_is_nearer_to_it_than_to_its_neighbours() {
    let zone = Zone::named(CHINA).unwrap();
    let (night, day) = (spans(&[(22, 30)]), spans(&[(9, 18)]));
    // Went at six in the morning, and comes again at nine: the middle is half past seven.
    let clocked = [at("2026-12-21T14:00"), at("2026-12-21T22:00"), at("2026-12-22T01:00"), at("2026-12-22T10:00")];
    let case = |on, shift, around| {
        let (day, now) = (Day::read(on).unwrap(), at("2030-01-01T00:00"));
        outcome(&Case { zone: &zone, day, shift: Some(shift), around, tolerance: TOLERANCE, clocked: &clocked, now }).unwrap()
    };
    let first = case("2026-12-21", &night, (None, Some(at("2026-12-22T01:00"))));
    let second = case("2026-12-22", &day, (Some(at("2026-12-21T22:00")), None));
    assert_eq!((first.marks(), first.worked_min), (vec![Mark::OnTime], 480));
    assert_eq!((second.marks(), second.worked_min), (vec![Mark::OnTime], 540));
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
        (Shift::Flexible { from: 480, until: 600, minutes: 480, pause: 60 }, true),
        (Shift::Flexible { from: 600, until: 480, minutes: 480, pause: 60 }, false),
        (Shift::Flexible { from: 480, until: 600, minutes: 0, pause: 0 }, false),
    ] {
        assert_eq!(shift.is_sound(), is_sound, "{shift:?}");
    }
}
