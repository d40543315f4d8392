//! What a ledger comes to, what may be taken, and what a rule grants: plain functions on plain values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use super::{Counts, Deed, Entry, LeaveKindId, Line, Named, Step, Unit, Why};
use crate::attendance::Day;

/// A whole day, or a whole hour.
pub(crate) const WHOLE: i64 = 100;
/// Days of a year, as the share of a year is reckoned.
const YEAR_DAYS: i64 = 365;

/// Which half of the first day and of the last stays worked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Half {
    /// It begins at noon of the first day.
    #[serde(default)]
    pub from_noon: bool,
    /// It ends at noon of the last day.
    #[serde(default)]
    pub until_noon: bool,
}

/// What was granted once, and what of it is left.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Lot {
    /// The line that granted it.
    pub number: u32,
    pub from: Day,
    pub until: Option<Day>,
    pub carry: Option<(Day, i64)>,
    pub left: i64,
}

impl Lot {
    /// Whether a day may be taken from it.
    fn is_for(&self, day: Day) -> bool {
        self.from <= day && self.holds(day)
    }

    /// Whether it is not over on a day.
    fn holds(&self, day: Day) -> bool {
        self.until.is_none_or(|until| day <= until)
    }
}

/// What a line took on a day, and of which lot; of none where there was no more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Taken {
    day: Day,
    lot: Option<u32>,
    amount: i64,
}

/// How it stands with a kind of somebody.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Standing {
    pub lots: Vec<Lot>,
    taken: BTreeMap<u32, Vec<Taken>>,
}

impl Standing {
    /// What the lines of a kind come to.
    pub(crate) fn of(entries: &[Entry], kind: LeaveKindId) -> Self {
        let mut standing = Self::default();
        for entry in entries.iter().filter(|entry| entry.line.kind == Some(kind)) {
            standing.write(entry.number, &entry.line.deed);
        }
        standing
    }

    /// Writes one line more.
    pub(crate) fn write(&mut self, number: u32, deed: &Deed) {
        match deed {
            Deed::Since { .. } => {}
            Deed::Grant { amount, from, until, carry, .. } => {
                self.lots.push(Lot { number, from: *from, until: *until, carry: *carry, left: *amount });
            }
            Deed::Use { days, .. } => {
                for (day, amount) in days {
                    self.draw(number, *day, *amount);
                }
            }
            Deed::Back { of, from, amount } => self.give_back(*of, *from, *amount),
            Deed::Expire { of, amount } => {
                if let Some(lot) = self.lots.iter_mut().find(|lot| lot.number == *of) {
                    lot.left -= amount;
                }
            }
            Deed::Correct { amount, on } if *amount < 0 => {
                self.draw(number, *on, -amount);
            }
            Deed::Correct { amount, .. } => {
                self.lots.push(Lot { number, from: Day(0), until: None, carry: None, left: *amount });
            }
        }
        self.settle();
    }

    /// What is left pays what was taken and was not there: nothing is owed beside what could pay it.
    fn settle(&mut self) {
        let debts = self.taken.iter().flat_map(|(number, all)| all.iter().map(move |one| (*number, *one)));
        let debts: Vec<(u32, Taken)> = debts.filter(|(_, one)| one.lot.is_none()).collect();
        for (number, debt) in debts {
            let unpaid = self.pay(number, (debt.day, debt.amount), Lot::holds);
            let all = self.taken.entry(number).or_default();
            if let Some(one) = all.iter_mut().find(|one| **one == debt) {
                one.amount = unpaid;
            }
            all.retain(|one| one.amount > 0);
        }
    }

    /// Takes so much for a day: of what expires first; the rest of nothing. Answers how much that is.
    fn draw(&mut self, number: u32, day: Day, amount: i64) -> i64 {
        let unpaid = self.pay(number, (day, amount), Lot::is_for);
        if unpaid > 0 {
            self.taken.entry(number).or_default().push(Taken { day, lot: None, amount: unpaid });
        }
        unpaid
    }

    /// Takes so much for a day of lots that are fit, of what expires first; answers what is not there.
    fn pay(&mut self, number: u32, (day, mut amount): (Day, i64), fits: fn(&Lot, Day) -> bool) -> i64 {
        let mut lots: Vec<(Day, u32, i64)> = self
            .lots
            .iter()
            .filter(|lot| fits(lot, day))
            .map(|lot| (lot.until.unwrap_or(Day(i64::MAX)), lot.number, self.room(lot, day)))
            .collect();
        lots.sort_unstable();
        for (_, of, room) in lots {
            let part = room.min(amount);
            let lot = self.lots.iter_mut().find(|lot| lot.number == of).filter(|_| part > 0);
            if let Some(lot) = lot {
                lot.left -= part;
                amount -= part;
                self.taken.entry(number).or_default().push(Taken { day, lot: Some(of), amount: part });
            }
        }
        amount
    }

    /// How much of a lot may be taken for a day: after its year no more than is carried over, whenever that is asked for.
    fn room(&self, lot: &Lot, day: Day) -> i64 {
        match lot.carry {
            Some((last, most)) if last < day => lot.left.min(most - self.carried(lot, last)).max(0),
            _ => lot.left,
        }
    }

    /// How much of a lot was taken for days after its year.
    fn carried(&self, lot: &Lot, last: Day) -> i64 {
        let of = |one: &&Taken| one.lot == Some(lot.number) && one.day > last;
        self.taken.values().flatten().filter(of).map(|one| one.amount).sum()
    }

    /// Gives back what a line took from a day on, the latest day first: to the lots from which it came.
    fn give_back(&mut self, of: u32, from: Day, mut amount: i64) {
        let Some(taken) = self.taken.get_mut(&of) else { return };
        taken.sort_by_key(|one| (std::cmp::Reverse(one.day), one.lot.is_some()));
        for one in taken.iter_mut().filter(|one| one.day >= from) {
            let part = one.amount.min(amount);
            one.amount -= part;
            amount -= part;
            let lot = one.lot.and_then(|number| self.lots.iter_mut().find(|lot| lot.number == number));
            if let Some(lot) = lot {
                lot.left += part;
            }
        }
        taken.retain(|one| one.amount > 0);
    }

    /// How much a line took from a day on that was not given back.
    pub(crate) fn open(&self, number: u32, from: Day) -> i64 {
        let taken = self.taken.get(&number).into_iter().flatten();
        taken.filter(|one| one.day >= from).map(|one| one.amount).sum()
    }

    /// What was taken and not given back: the line, the day and how much.
    pub(crate) fn days(&self) -> impl Iterator<Item = (u32, Day, i64)> + '_ {
        self.taken.iter().flat_map(|(number, all)| all.iter().map(|one| (*number, one.day, one.amount)))
    }

    /// How much was taken that was not there.
    pub(crate) fn owed(&self) -> i64 {
        self.taken.values().flatten().filter(|one| one.lot.is_none()).map(|one| one.amount).sum()
    }

    /// What may be taken on a day; less than nothing where something is owed.
    pub(crate) fn left(&self, today: Day) -> i64 {
        let lots = self.lots.iter().filter(|lot| lot.is_for(today));
        lots.map(|lot| self.room(lot, today)).sum::<i64>() - self.owed()
    }

    /// What may be taken later and not yet.
    pub(crate) fn coming(&self, today: Day) -> i64 {
        self.lots.iter().filter(|lot| lot.from > today).map(|lot| lot.left).sum()
    }

    /// All that its lines come to.
    #[cfg(test)]
    pub(crate) fn sum(&self) -> i64 {
        self.lots.iter().map(|lot| lot.left).sum::<i64>() - self.owed()
    }

    /// What is over by a day and stands there still: of which line, and how much.
    pub(crate) fn over(&self, today: Day) -> Vec<(u32, i64)> {
        let over = |lot: &Lot| match (lot.until, lot.carry) {
            (Some(until), _) if until < today => lot.left,
            (_, Some((day, _))) if day < today => lot.left - self.room(lot, today),
            _ => 0,
        };
        self.lots.iter().map(|lot| (lot.number, over(lot))).filter(|(_, amount)| *amount > 0).collect()
    }

    /// By how much these days are more than there is. What is owed already was paid by all that could.
    pub(crate) fn short(&self, days: &[(Day, i64)]) -> i64 {
        let mut then = self.clone();
        days.iter().map(|(day, amount)| then.draw(u32::MAX, *day, *amount)).sum()
    }

    /// On which day something of it ends next.
    pub(crate) fn next(&self, today: Day) -> Option<Day> {
        let ends = |lot: &Lot| [lot.until, lot.carry.map(|(day, _)| day)];
        let days = self.lots.iter().filter(|lot| lot.left > 0).flat_map(ends).flatten();
        days.map(|day| day.plus(1)).filter(|day| *day > today).min()
    }
}

/// What a line adds to the balance of its kind.
pub(crate) fn amount(line: &Line) -> i64 {
    match &line.deed {
        Deed::Since { .. } => 0,
        Deed::Grant { amount, .. } | Deed::Back { amount, .. } | Deed::Correct { amount, .. } => *amount,
        Deed::Use { days, .. } => -days.iter().map(|(_, amount)| amount).sum::<i64>(),
        Deed::Expire { amount, .. } => -amount,
    }
}

/// A day of a stretch: how many minutes would be worked on it, none on a day of rest.
pub(crate) type Worked = (Day, u16);

/// What is taken of a day already, of whatever kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Occupied {
    /// The morning.
    pub morning: bool,
    /// The afternoon.
    pub afternoon: bool,
    /// Hours, in hundredths.
    pub hours: i64,
}

impl Occupied {
    /// Takes a part of a day more.
    pub(crate) fn take(&mut self, part: Part) {
        match part {
            Part::Whole => (self.morning, self.afternoon) = (true, true),
            Part::Morning => self.morning = true,
            Part::Afternoon => self.afternoon = true,
            Part::Minutes(minutes) => self.hours += i64::from(minutes) * WHOLE / 60,
        }
    }

    /// How many hours of a day of so many hours are left to be taken.
    fn hours_left(self, day_hours: i64) -> i64 {
        let halves = i64::from(self.morning) + i64::from(self.afternoon);
        (day_hours * (2 - halves) / 2 - self.hours).max(0)
    }
}

/// Minutes of a day on which nothing would be worked and which counts all the same.
const DAY_MIN: u16 = 480;

/// What part of a day somebody is away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// All of it.
    Whole,
    /// Until noon.
    Morning,
    /// From noon on.
    Afternoon,
    /// So many minutes of it.
    Minutes(u32),
}

/// What a wish costs.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Costs {
    /// Which days how much.
    pub days: Vec<(Day, i64)>,
    /// Of which of them half is taken, and whether that is the afternoon.
    pub halves: Vec<(Day, bool)>,
}

/// Which of these days cost how much: those on which he would have worked, or all; half a day where only half of it is taken. A kind
/// that is asked for in whole days takes no halves. Hours are spread over the days in their order, as many as each has. What is taken of
/// a day already costs nothing once more.
pub(crate) fn costs(
    days: &[Worked],
    (unit, counts): (Unit, Counts),
    (half, hours): (Half, Option<i64>),
    occupied: &BTreeMap<Day, Occupied>,
) -> Costs {
    let mut costs = Costs::default();
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return costs };
    let mut hours = hours.unwrap_or(0);
    for (day, minutes) in days.iter().filter(|(_, minutes)| *minutes > 0 || counts == Counts::AllDays) {
        let there = occupied.get(day).copied().unwrap_or_default();
        let day_hours = i64::from(if *minutes == 0 { DAY_MIN } else { *minutes }) * WHOLE / 60;
        if unit == Unit::Hour {
            let taken = there.hours_left(day_hours).min(hours);
            hours -= taken;
            costs.days.push((*day, taken));
            continue;
        }
        let is_halved = |is: bool, edge: &Worked| is && unit == Unit::HalfDay && *day == edge.0;
        let morning = !is_halved(half.from_noon, first) && !there.morning;
        let afternoon = !is_halved(half.until_noon, last) && !there.afternoon;
        let free = (i64::from(morning) + i64::from(afternoon)) * WHOLE / 2;
        costs.days.push((*day, free - there.hours * WHOLE / day_hours));
        if morning != afternoon {
            costs.halves.push((*day, afternoon));
        }
    }
    costs.days.retain(|(_, amount)| *amount > 0);
    costs
}

/// What is taken of each day already, of all kinds together.
pub(crate) fn occupied(entries: &[Entry]) -> BTreeMap<Day, Occupied> {
    let mut found: BTreeMap<Day, Occupied> = BTreeMap::new();
    for one in away(entries) {
        found.entry(one.day).or_default().take(one.part);
    }
    found
}

/// What a line takes of a day and was not given back.
pub(crate) struct Absent<'a> {
    pub day: Day,
    pub part: Part,
    /// In hundredths of a day; nothing of hours.
    pub amount: i64,
    /// How its kind was arranged when it was taken.
    pub of: &'a Named,
}

/// All that lines take of days.
pub(crate) fn away(entries: &[Entry]) -> Vec<Absent<'_>> {
    let kinds: BTreeSet<LeaveKindId> = entries.iter().filter_map(|entry| entry.line.kind).collect();
    let mut found = Vec::new();
    for kind in kinds {
        let mut sums: BTreeMap<(u32, Day), i64> = BTreeMap::new();
        for (number, day, amount) in Standing::of(entries, kind).days() {
            *sums.entry((number, day)).or_default() += amount;
        }
        for ((number, day), amount) in sums {
            let line = entries.iter().find(|entry| entry.number == number).map(|entry| &entry.line.deed);
            let Some(Deed::Use { halves, of, .. }) = line else { continue };
            let part = match halves.iter().find(|(half, _)| *half == day) {
                _ if of.unit == Unit::Hour => Part::Minutes(u32::try_from(amount * 60 / WHOLE).unwrap_or(0)),
                None => Part::Whole,
                Some((_, true)) => Part::Afternoon,
                Some((_, false)) => Part::Morning,
            };
            let amount = if of.unit == Unit::Hour { 0 } else { amount };
            found.push(Absent { day, part, amount, of });
        }
    }
    found
}

/// What overtime earns in hundredths of a day, where a day is so many hundredths of an hour: what earlier overtime came to and was less
/// than a hundredth counts along, so that four single hours come to as much as four at once.
pub(crate) fn earned(entries: &[Entry], kind: LeaveKindId, (hours, day_hours): (i64, i64)) -> i64 {
    let rest = |entry: &Entry| match entry.line.deed {
        Deed::Grant { amount, why: Why::Overtime { hours, day_hours, .. }, .. } => {
            hours * WHOLE - amount * day_hours
        }
        _ => 0,
    };
    let rest: i64 = entries.iter().filter(|entry| entry.line.kind == Some(kind)).map(rest).sum();
    (hours * WHOLE + rest) / day_hours.max(1)
}

/// How many years are full on a day. Who began on the 29th of February has a full year on the 1st of March of a year without that day.
pub(crate) fn years(since: Day, day: Day) -> i64 {
    let ((year, month, date), (to_year, to_month, to_date)) = (since.parts(), day.parts());
    let years = i64::from(to_year) - i64::from(year);
    if (to_month, to_date) < (month, date) { years - 1 } else { years }
}

/// The day on which so many years are full.
fn full(since: Day, years: u16) -> Option<Day> {
    let (year, month, date) = since.parts();
    let year = year.checked_add(i16::try_from(years).ok()?)?;
    Day::new(year, month, date).or_else(|| Day::new(year, 3, 1))
}

/// The first day and the last of a year.
pub(crate) fn year(year: i16) -> Option<(Day, Day)> {
    Day::new(year, 1, 1).zip(Day::new(year, 12, 31))
}

/// What a rule grants of a year to somebody, as of a day in it, in hundredths of a day. In the year in which he came, or in which he
/// first may have any, it is the share of the days that are left, and what is less than a whole day falls away.
pub(crate) fn due(steps: &[Step], (work, hired): (Day, Day), (of, today): (i16, Day)) -> i64 {
    let Some((first, last)) = year(of) else { return 0 };
    let at = today.max(first);
    if hired > at || at > last {
        return 0;
    }
    let reached = steps.iter().filter(|step| i64::from(step.years) <= years(work, at));
    let Some(step) = reached.max_by_key(|step| step.years) else { return 0 };
    let lowest = steps.iter().map(|step| step.years).min().unwrap_or(0);
    let begins = full(work, lowest).unwrap_or(first).max(hired);
    if begins <= first {
        return step.amount;
    }
    let days = last.0 - begins.0 + 1;
    // Amounts are bounded where a kind is arranged, so that this fits.
    step.amount * days / YEAR_DAYS / WHOLE * WHOLE
}

/// What was granted of a year by the rule already.
pub(crate) fn granted(entries: &[Entry], kind: LeaveKindId, of: i16) -> i64 {
    let of_year = |entry: &&Entry| entry.line.kind == Some(kind);
    let amount = |entry: &Entry| match entry.line.deed {
        Deed::Grant { amount, why: Why::Year(year), .. } if year == of => amount,
        _ => 0,
    };
    entries.iter().filter(of_year).map(amount).sum()
}

/// Since when somebody works at all and here, as it was written last.
pub(crate) fn since(entries: &[Entry]) -> Option<(Day, Day)> {
    entries.iter().rev().find_map(|entry| match entry.line.deed {
        Deed::Since { work, hired } => Some((work, hired)),
        _ => None,
    })
}

/// The last day of the month so many months after that of a day.
pub(crate) fn months_after(day: Day, months: u8) -> Day {
    let (year, month, _) = day.parts();
    let ahead = i32::from(year) * 12 + i32::from(month) - 1 + i32::from(months) + 1;
    let month = i8::try_from(ahead.rem_euclid(12) + 1).unwrap_or(1);
    let next = i16::try_from(ahead.div_euclid(12)).ok().and_then(|year| Day::new(year, month, 1));
    next.map_or(day, |next| next.plus(-1))
}

/// When the ledger of somebody is to be looked at again: where something ends, a year begins or is granted ahead, or a step is reached.
pub(crate) fn again(ends: Option<Day>, since: Option<(Day, Day)>, today: Day) -> Day {
    let (of, _, _) = today.parts();
    let birthday = |since: Day| full(since, u16::try_from(years(since, today) + 1).unwrap_or(0));
    let years = [Day::new(of, 12, 1), Day::new(of + 1, 1, 1)];
    let steps = since.map(|(work, hired)| [birthday(work), Some(hired)]).unwrap_or_default();
    let days = years.into_iter().chain(steps).chain([ends]).flatten();
    days.filter(|day| *day > today).min().unwrap_or(today.plus(365))
}
