//! When a period is over: the same question asked backwards.

use ground::Timestamp;
use policy::Period;

/// The instant before which everything that a period was counted from has seen its end by `now`.
pub fn begun_before(period: Period, now: Timestamp) -> Timestamp {
    // Months and years are not of one length, so the first instant whose period still runs is searched for.
    let runs = |micros: i64| period.after(micros) > now.micros();
    let end = now.micros().max(0).saturating_add(1);
    let found = first_that_runs(0, end, runs);
    // At the end of a month the calendar runs backwards: what began on the 28th in the evening ends later than what began
    // on the 31st in the morning. Within a day it does not, so each day that could hold an earlier one is searched by itself.
    for back in (1..=BACKWARDS_DAYS).rev() {
        let day = (found.div_euclid(DAY_MICROS) - back).saturating_mul(DAY_MICROS).max(0);
        let first = first_that_runs(day, day.saturating_add(DAY_MICROS).min(found), runs);
        if first < found && runs(first) {
            return Timestamp::from_micros(first);
        }
    }
    let today = found.div_euclid(DAY_MICROS).saturating_mul(DAY_MICROS);
    let first = first_that_runs(today, found, runs);
    Timestamp::from_micros(first)
}

const DAY_MICROS: i64 = 86_400_000_000;
/// The 31st ends with the 28th where the month it ends in is February.
const BACKWARDS_DAYS: i64 = 4;

/// The first instant of a span in which `runs` turns true once; its end where it never does.
fn first_that_runs(from: i64, to: i64, runs: impl Fn(i64) -> bool) -> i64 {
    if to <= from || runs(from) {
        return from.min(to);
    }
    let (mut over, mut running) = (from, to);
    while running - over > 1 {
        let middle = over + (running - over) / 2;
        if runs(middle) { running = middle } else { over = middle }
    }
    running
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::Unit;

    const HOUR_MICROS: i64 = DAY_MICROS / 24;

    /// Whatever the day and the hour: nothing goes that is not over, and what is over for a day goes.
    #[test]
    fn nothing_goes_before_its_end_and_nothing_stays_a_day_after_it() {
        let periods = [
            (1, Unit::Months),
            (6, Unit::Months),
            (12, Unit::Months),
            (4, Unit::Years),
            (15, Unit::WorkingDays),
            (30, Unit::Days),
        ];
        for period in periods.map(|(number, unit)| Period::new(number, unit)) {
            // From 2027 over the leap day of 2028, at an hour that moves with the days.
            for day in 20_800_i64..21_300 {
                let now = day * DAY_MICROS + day.rem_euclid(24) * HOUR_MICROS;
                let before = begun_before(period, Timestamp::from_micros(now)).micros();
                for at in ((before - 5 * DAY_MICROS)..(before + 5 * DAY_MICROS)).step_by(5 * 3_600_000_000) {
                    let ends = period.after(at);
                    assert!(at >= before || ends <= now, "{period:?}: {at} goes at {now} and ends at {ends}");
                    assert!(
                        at < before || ends + DAY_MICROS > now,
                        "{period:?}: {at} stays at {now}, over at {ends}"
                    );
                }
                assert!(period.after(before) > now, "{period:?}: the first that stays still runs");
                assert!(period.after(before - 1) <= now, "{period:?}: the last that goes is over");
            }
        }
    }
}
