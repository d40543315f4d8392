//! What a ledger comes to, what may be taken, and what a rule grants: plain functions on plain values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::{Counts, Deed, Entry, LeaveKindId, Line, Step, Unit, Why};
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
        self.from <= day && self.until.is_none_or(|until| day <= until)
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
            standing.write(entry.number, Day(entry.at.day()), &entry.line.deed);
        }
        standing
    }

    /// Writes one line more.
    pub(crate) fn write(&mut self, number: u32, written: Day, deed: &Deed) {
        match deed {
            Deed::Since { .. } => {}
            Deed::Grant { amount, from, until, carry, .. } => {
                self.add(Lot { number, from: *from, until: *until, carry: *carry, left: *amount });
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
            Deed::Correct { amount } if *amount < 0 => self.draw(number, written, -amount),
            Deed::Correct { amount } => {
                self.add(Lot { number, from: Day(0), until: None, carry: None, left: *amount });
            }
        }
    }

    /// A new lot pays first what was taken and was not there.
    fn add(&mut self, mut lot: Lot) {
        for all in self.taken.values_mut() {
            let mut paid = Vec::new();
            for one in all.iter_mut().filter(|one| one.lot.is_none() && one.amount > 0) {
                let amount = one.amount.min(lot.left);
                if amount > 0 {
                    one.amount -= amount;
                    lot.left -= amount;
                    paid.push(Taken { day: one.day, lot: Some(lot.number), amount });
                }
            }
            all.retain(|one| one.amount > 0);
            all.extend(paid);
        }
        self.lots.push(lot);
    }

    /// Takes so much for a day: of what expires first; the rest of nothing.
    fn draw(&mut self, number: u32, day: Day, mut amount: i64) {
        let taken = self.taken.entry(number).or_default();
        let mut lots: Vec<&mut Lot> =
            self.lots.iter_mut().filter(|lot| lot.is_for(day) && lot.left > 0).collect();
        lots.sort_by_key(|lot| (lot.until.unwrap_or(Day(i64::MAX)), lot.number));
        for lot in lots {
            let part = lot.left.min(amount);
            if part > 0 {
                lot.left -= part;
                amount -= part;
                taken.push(Taken { day, lot: Some(lot.number), amount: part });
            }
        }
        if amount > 0 {
            taken.push(Taken { day, lot: None, amount });
        }
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
        let kept = |lot: &Lot| match lot.carry {
            Some((day, most)) if day < today => lot.left.min(most),
            _ => lot.left,
        };
        lots.map(kept).sum::<i64>() - self.owed()
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
            (_, Some((day, most))) if day < today => lot.left - most,
            _ => 0,
        };
        self.lots.iter().map(|lot| (lot.number, over(lot))).filter(|(_, amount)| *amount > 0).collect()
    }

    /// By how much these days are more than there is.
    pub(crate) fn short(&self, days: &[(Day, i64)]) -> i64 {
        let mut then = self.clone();
        let before = then.owed();
        for (day, amount) in days {
            then.draw(u32::MAX, *day, *amount);
        }
        // What is owed already is paid by nothing that is left.
        then.owed() - before
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
        Deed::Grant { amount, .. } | Deed::Back { amount, .. } | Deed::Correct { amount } => *amount,
        Deed::Use { days, .. } => -days.iter().map(|(_, amount)| amount).sum::<i64>(),
        Deed::Expire { amount, .. } => -amount,
    }
}

/// Which of these days cost how much: those on which he would have worked, or all; half a day where only half of it is taken. A kind
/// that is asked for in whole days takes no halves. In hours it is as many as were said, on the first day that counts.
pub(crate) fn costs(
    days: &[(Day, bool)],
    (unit, counts): (Unit, Counts),
    (half, hours): (Half, Option<i64>),
) -> Vec<(Day, i64)> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Vec::new() };
    let counted = days.iter().filter(|(_, is_work)| *is_work || counts == Counts::AllDays);
    if unit == Unit::Hour {
        let each = |(day, _): &(Day, bool)| (*day, hours.unwrap_or(0));
        return counted.take(1).map(each).filter(|(_, amount)| *amount > 0).collect();
    }
    let cost = |(day, _): &(Day, bool)| {
        let halves =
            i64::from(half.from_noon && *day == first.0) + i64::from(half.until_noon && *day == last.0);
        let taken = if unit == Unit::Day { WHOLE } else { WHOLE - halves * WHOLE / 2 };
        (*day, taken)
    };
    counted.map(cost).filter(|(_, amount)| *amount > 0).collect()
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
