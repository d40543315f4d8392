//! What a day comes to: from the shift, the instants at which somebody clocked and what time it is now. Plain functions on plain
//! values; whose day it is and why the shift is this one is asked elsewhere.
//!
//! - Times of a shift are on the wall, what was worked is what passed: a night in which clocks change is an hour shorter or longer.
//! - Who clocks twice within five minutes clocked once.
//! - What is not over yet is open, and nothing is missing in it.

use ground::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::plan::Shift;
use super::zone::{DAY_MIN, Day, Zone};
use crate::leave::{Away, Part};

/// Clockings of fewer minutes apart are one.
const AGAIN_MIN: i64 = 5;
/// How long before its first beginning a day takes what is clocked, and how long after its last end, where no other day is nearer.
const BEFORE_MIN: i64 = 6 * 60;
const AFTER_MIN: i64 = 8 * 60;
const MINUTE: i64 = 60_000_000;

/// What a group reckons by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// Minutes after the beginning in which nobody is late.
    pub grace_min: u16,
    /// From how many minutes late on a span counts as absent; null: never.
    #[serde(default)]
    pub absent_after_min: Option<u16>,
    /// From how many minutes after the end on it is overtime; null: there is none.
    #[serde(default)]
    pub overtime_from_min: Option<u16>,
}

/// A word that stands beside a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Nothing was to be done.
    Rest,
    /// Everything as it should be.
    OnTime,
    /// He came late.
    Late,
    /// He went early, or worked fewer minutes than he should.
    Early,
    /// One of two clockings is not there.
    Missing,
    /// Neither is there.
    Absent,
    /// He worked longer, or on a day of rest.
    Overtime,
    /// He was away with leave.
    Leave,
    /// The day is not over.
    Open,
}

impl Mark {
    /// Whether it says nothing that is wrong.
    const fn is_good(self) -> bool {
        matches!(self, Self::Overtime | Self::Leave)
    }

    /// The word on the wire and in a sheet.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::OnTime => "on-time",
            Self::Late => "late",
            Self::Early => "early",
            Self::Missing => "missing",
            Self::Absent => "absent",
            Self::Overtime => "overtime",
            Self::Leave => "leave",
            Self::Open => "open",
        }
    }
}

/// What a day came to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Outcome {
    /// Whether something was to be done.
    pub is_work: bool,
    /// Whether it is not over yet.
    pub is_open: bool,
    /// Minutes late, all spans together.
    pub late_min: u32,
    /// How often late.
    pub late_times: u32,
    /// Minutes too few at the end.
    pub early_min: u32,
    /// How often early.
    pub early_times: u32,
    /// Clockings that are not there.
    pub missing: u32,
    /// Spans in which nobody was there, of so many.
    pub absent: (u32, u32),
    /// Minutes worked within the shift.
    pub worked_min: u32,
    /// Minutes beyond it.
    pub overtime_min: u32,
    /// Hundredths of the day for which he was away with leave.
    pub leave: u32,
    /// Whether he was away with leave at all, also for hours.
    pub has_leave: bool,
}

impl Outcome {
    /// Whether nobody was there in any span of it.
    pub(crate) const fn is_absent(&self) -> bool {
        self.absent.1 > 0 && self.absent.0 >= self.absent.1
    }

    /// The words beside the day, the gravest first.
    pub(crate) fn marks(&self) -> Vec<Mark> {
        let mut marks = Vec::new();
        let mut when = |is: bool, mark| {
            if is {
                marks.push(mark)
            }
        };
        when(self.absent.0 > 0, Mark::Absent);
        when(self.missing > 0, Mark::Missing);
        when(self.late_min > 0, Mark::Late);
        when(self.early_min > 0, Mark::Early);
        when(self.overtime_min > 0, Mark::Overtime);
        when(self.has_leave, Mark::Leave);
        if self.is_open {
            marks.push(Mark::Open);
        } else if !self.is_work && marks.is_empty() {
            marks.push(Mark::Rest);
        } else if marks.is_empty()
            || self.leave < 100 && self.is_work && marks.iter().all(|mark| mark.is_good())
        {
            marks.insert(0, Mark::OnTime);
        }
        marks
    }
}

/// A stretch of time, in which `from` is and `until` is not.
pub(crate) type Stretch = (Timestamp, Timestamp);

/// A day to be reckoned.
pub(crate) struct Case<'a> {
    pub zone: &'a Zone,
    pub day: Day,
    /// What is to be done; nothing on a day of rest.
    pub shift: Option<&'a Shift>,
    /// When the shift before ended, and when the one after it begins, where there are such; of a day of rest until when that of the
    /// day before takes what is clocked, and from when that of the day after does.
    pub around: (Option<Timestamp>, Option<Timestamp>),
    pub tolerance: Tolerance,
    /// When he clocked, the earliest first; what is not of this day is passed over.
    pub clocked: &'a [Timestamp],
    pub now: Timestamp,
}

/// From when to when a shift of this day lasts on the wall.
pub(crate) fn extent(zone: &Zone, day: Day, shift: &Shift) -> Option<Stretch> {
    let (from, until) = match shift {
        Shift::Fixed { spans } => (spans.first()?.begin, spans.last()?.end),
        Shift::Flexible { from, until, minutes, .. } => (*from, until.saturating_add(*minutes)),
        Shift::Free { .. } => (0, DAY_MIN),
    };
    Some((zone.at(day, from)?, zone.at(day, until)?))
}

/// From when to when a shift takes what is clocked, where no other day is nearer. Who comes when he likes has his day and no more.
pub(crate) fn reach(zone: &Zone, day: Day, shift: &Shift) -> Option<Stretch> {
    let (from, until) = extent(zone, day, shift)?;
    match shift {
        Shift::Free { .. } => Some((from, until)),
        _ => Some((later(from, -BEFORE_MIN), later(until, AFTER_MIN))),
    }
}

/// Which clockings are of this day: up to half the way to the shift before and after it.
pub(crate) fn window(case: &Case<'_>) -> Option<Stretch> {
    let Some(shift) = case.shift else {
        // A day of rest has what its neighbours leave.
        let (from, until) = (case.zone.at(case.day, 0)?, case.zone.at(case.day, DAY_MIN)?);
        let after = case.around.0.map_or(from, |end| from.max(end.min(until)));
        let before = case.around.1.map_or(until, |begin| until.min(begin.max(after)));
        return Some((after, before));
    };
    let (from, until) = extent(case.zone, case.day, shift)?;
    if matches!(shift, Shift::Free { .. }) {
        return Some((from, until));
    }
    let (early, late) = reach(case.zone, case.day, shift)?;
    let begins = case.around.0.map_or(early, |end| early.max(middle(end.min(from), from)));
    let ends = case.around.1.map_or(late, |begin| late.min(middle(until, begin.max(until))));
    Some((begins, ends))
}

fn later(at: Timestamp, minutes: i64) -> Timestamp {
    later_by(at, minutes * MINUTE)
}

const fn middle(one: Timestamp, other: Timestamp) -> Timestamp {
    Timestamp::from_micros(one.micros() + (other.micros() - one.micros()) / 2)
}

/// Whole minutes from one instant to another; none where it is not after.
fn minutes(from: Timestamp, until: Timestamp) -> u32 {
    u32::try_from(until.micros().saturating_sub(from.micros()).max(0) / MINUTE).unwrap_or(u32::MAX)
}

/// What was worked, to the nearest minute: who is a second late has not worked a minute less.
fn minutes_near(from: Timestamp, until: Timestamp) -> u32 {
    minutes(from, later_by(until, MINUTE / 2))
}

const fn later_by(at: Timestamp, micros: i64) -> Timestamp {
    Timestamp::from_micros(at.micros().saturating_add(micros))
}

/// The same, a minute that has begun being whole: whoever goes half a minute early goes early.
fn minutes_begun(from: Timestamp, until: Timestamp) -> u32 {
    let micros = until.micros().saturating_sub(from.micros()).max(0);
    u32::try_from(micros.saturating_add(MINUTE - 1) / MINUTE).unwrap_or(u32::MAX)
}

/// What the day came to; nothing of a zone in which it cannot be told.
pub(crate) fn outcome(case: &Case<'_>) -> Option<Outcome> {
    let (from, until) = window(case)?;
    let clocked: Vec<Timestamp> =
        case.clocked.iter().copied().filter(|at| (from..until).contains(at)).collect();
    let mut out = Outcome { is_work: case.shift.is_some(), is_open: case.now < until, ..Outcome::default() };
    match case.shift {
        None => {
            if let (Some(first), Some(last)) = pair(&clocked) {
                out.overtime_min = minutes(first, last);
            }
            out.is_open = out.is_open && case.now >= from;
        }
        Some(Shift::Fixed { spans }) => {
            let mut times = Vec::with_capacity(spans.len());
            for span in spans {
                times.push((case.zone.at(case.day, span.begin)?, case.zone.at(case.day, span.end)?));
            }
            fixed(case, &times, &clocked, &mut out);
        }
        Some(Shift::Flexible { until: latest, minutes: asked, pause, .. }) => {
            let latest = case.zone.at(case.day, *latest)?;
            by_length(case, &clocked, (Some(latest), *asked, *pause), &mut out);
        }
        Some(Shift::Free { minutes: asked }) => by_length(case, &clocked, (None, *asked, 0), &mut out),
    }
    Some(out)
}

/// What a day came to where somebody was away with leave: of a whole day nothing is missing; hours are taken off the shift where it is best
/// for him, at its beginning, at its end or a part of them at each. The case has what is left of the whole shift without half a day.
pub(crate) fn excused(case: &Case<'_>, whole: Option<&Shift>, away: &[Away]) -> Option<Outcome> {
    let (mut days, mut minutes) = (0_u32, 0_u32);
    for one in away {
        match one.part {
            Part::Whole => days += 100,
            Part::Morning | Part::Afternoon => days += 50,
            Part::Minutes(more) => minutes += more,
        }
    }
    let by_hour = whole.map_or(0, |shift| minutes.min(1_440) * 100 / u32::from(shift.work_min()).max(1));
    let (leave, has_leave) = ((days + by_hour).min(100), !away.is_empty());
    let out = outcome(case)?;
    let (is_work, is_open) = (out.is_work, out.is_open);
    if is_work && leave >= 100 {
        return Some(Outcome { is_work, is_open, leave, has_leave, ..Outcome::default() });
    }
    let out = match (case.shift, whole) {
        (Some(shift), Some(whole)) if minutes > 0 => best(case, shift, whole.on_the_wall(minutes), out),
        _ => out,
    };
    Some(Outcome { leave, has_leave, ..out })
}

/// The best that a day came to without so many minutes of it.
fn best(case: &Case<'_>, shift: &Shift, minutes: u16, plain: Outcome) -> Outcome {
    // Where he came and went are the only places at which a cut may be better than at the ends.
    let midnight = case.zone.at(case.day, 0);
    let minute = |at: &Timestamp| midnight.and_then(|from| u16::try_from(minutes_begun(from, *at)).ok());
    let came = case.clocked.iter().filter_map(minute).map(|at| shift.before(at)).filter(|at| *at < minutes);
    let outcomes = came.chain([minutes, 0]).filter_map(|begin| {
        let rest = shift.less((begin, minutes - begin));
        outcome(&Case { shift: Some(&rest), ..*case })
    });
    let grave = |out: &Outcome| (out.absent.0, out.missing, out.late_min + out.early_min);
    let Some(found) = outcomes.min_by_key(grave) else { return plain };
    // What he worked he worked; who stays although he need not is not beyond his shift by that.
    let worked_min = found.worked_min.max(plain.worked_min);
    Outcome { worked_min, overtime_min: plain.overtime_min, is_open: plain.is_open, ..found }
}

/// The first clocking, and the last that is not the same once more.
fn pair(clocked: &[Timestamp]) -> (Option<Timestamp>, Option<Timestamp>) {
    let first = clocked.first().copied();
    let last = clocked
        .last()
        .copied()
        .filter(|last| first.is_some_and(|first| last.micros() - first.micros() >= AGAIN_MIN * MINUTE));
    (first, last)
}

/// Spans with a beginning and an end.
fn fixed(case: &Case<'_>, times: &[Stretch], clocked: &[Timestamp], out: &mut Outcome) {
    out.absent.1 = u32::try_from(times.len()).unwrap_or(u32::MAX);
    for (index, (begin, end)) in times.iter().copied().enumerate() {
        let from =
            index.checked_sub(1).and_then(|before| times.get(before)).map(|(_, end)| middle(*end, begin));
        let until = times.get(index + 1).map(|(begin, _)| middle(end, *begin));
        let is_last = until.is_none();
        let here =
            |at: &Timestamp| from.is_none_or(|from| *at >= from) && until.is_none_or(|until| *at < until);
        let here: Vec<Timestamp> = clocked.iter().copied().filter(here).collect();
        let is_open = if is_last { out.is_open } else { until.is_some_and(|until| case.now < until) };
        let (mut came, mut went) = pair(&here);
        // One alone is the one that it is nearer to.
        if went.is_none() && came.is_some_and(|at| at > middle(begin, end)) {
            (came, went) = (None, came);
        }
        span(case, (begin, end), (came, went), is_open, out);
        if let (true, Some(from_min), Some(went)) = (is_last, case.tolerance.overtime_from_min, went) {
            let beyond = minutes(end, went);
            out.overtime_min += if beyond >= u32::from(from_min) { beyond } else { 0 };
        }
    }
}

fn span(
    case: &Case<'_>,
    (begin, end): Stretch,
    (came, went): (Option<Timestamp>, Option<Timestamp>),
    is_open: bool,
    out: &mut Outcome,
) {
    let late = came.map_or(0, |came| minutes(begin, came));
    let is_too_late = case.tolerance.absent_after_min.is_some_and(|most| late >= u32::from(most) && late > 0);
    match (came, went) {
        (None, None) if is_open => {}
        (None, None) => out.absent.0 += 1,
        _ if is_too_late => out.absent.0 += 1,
        _ => {
            if late > u32::from(case.tolerance.grace_min) {
                out.late_min += late;
                out.late_times += 1;
            }
            let early = went.map_or(0, |went| minutes_begun(went, end));
            out.early_min += early;
            out.early_times += u32::from(early > 0);
            let lacks = u32::from(came.is_none()) + u32::from(went.is_none() && !is_open);
            out.missing += lacks;
            if let (Some(came), Some(went)) = (came, went) {
                out.worked_min += minutes_near(came.max(begin), went.min(end));
            }
        }
    }
}

/// A day that is measured by how long somebody was there: the latest beginning, minutes asked, and the pause that does not count.
fn by_length(
    case: &Case<'_>,
    clocked: &[Timestamp],
    (latest, asked, pause): (Option<Timestamp>, u16, u16),
    out: &mut Outcome,
) {
    out.absent.1 = 1;
    let (came, went) = pair(clocked);
    let Some(came) = came else {
        out.absent.0 += u32::from(!out.is_open);
        return;
    };
    let late = latest.map_or(0, |latest| minutes(latest, came));
    if late > u32::from(case.tolerance.grace_min) {
        (out.late_min, out.late_times) = (late, 1);
    }
    let Some(went) = went else {
        out.missing += u32::from(!out.is_open);
        return;
    };
    let there = minutes_near(came, went).saturating_sub(u32::from(pause));
    let asked = u32::from(asked);
    out.worked_min = if asked == 0 { there } else { there.min(asked) };
    if !out.is_open && there < asked {
        (out.early_min, out.early_times) = (asked - there, 1);
    }
    let beyond = there.saturating_sub(asked);
    if asked > 0 && case.tolerance.overtime_from_min.is_some_and(|from| beyond >= u32::from(from)) {
        out.overtime_min = beyond;
    }
}
