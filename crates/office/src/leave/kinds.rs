//! Kinds of leave: what is sound, those that most organisations have, and what rules write by themselves.

use policy::Lang;
use yard::org::Line as Text;

use super::rules::{self, Standing, WHOLE};
use super::{Arranged, Balance, Counts, Deed, Entry, Grant, Kind, Line, Over, Step, Unit, Why};
use crate::attendance::Day;

/// Steps of seniority, and other names of a kind.
const STEPS_MAX: usize = 20;
const ALSO_MAX: usize = 10;
/// Letters of a name.
const NAME_MAX: usize = 60;
/// The most that a line grants or corrects, in hundredths.
pub(super) const AMOUNT_MAX: i64 = 100_000;
/// Days before a year begins on which it is granted ahead, so that its first days can be asked for.
const AHEAD_DAYS: i64 = 31;

/// What is wrong with a kind, as the name of the field; nothing where it is sound.
pub(super) fn flaw(arranged: &Arranged) -> Option<&'static str> {
    let is_name = |name: &String| Text::read(name, NAME_MAX).is_ok_and(|line| line.as_str() == name);
    if !is_name(&arranged.name) {
        return Some("name");
    }
    if arranged.also.len() > ALSO_MAX || !arranged.also.iter().all(is_name) {
        return Some("also");
    }
    let Balance::Kept { grant, .. } = &arranged.balance else { return None };
    let is_sound = match grant {
        Grant::Hand => true,
        Grant::Seniority { steps, carry_months, carry_most } => {
            let grows = |two: &[Step]| matches!(two, [one, next] if one.years < next.years);
            (1..=STEPS_MAX).contains(&steps.len())
                && steps.windows(2).all(grows)
                && steps.iter().all(|one| one.years <= 60 && (1..=366 * WHOLE).contains(&one.amount))
                && *carry_months <= 60
                && carry_most.is_none_or(|most| (0..=366 * WHOLE).contains(&most))
                && arranged.unit != Unit::Hour
        }
        Grant::Overtime { months, day_hours } => *months <= 60 && (WHOLE..=24 * WHOLE).contains(day_hours),
    };
    if is_sound { None } else { Some("balance") }
}

/// Whether a form's word names this kind.
pub(super) fn is_called(kind: &Kind, word: &str) -> bool {
    let names = std::iter::once(&kind.arranged.name).chain(&kind.arranged.also);
    names.into_iter().any(|name| name.trim() == word.trim())
}

/// A kind that is called otherwise keeps the name by which forms know it, as far as there is room.
pub(super) fn renamed(before: &Arranged, mut arranged: Arranged) -> Arranged {
    let is_there = std::iter::once(&arranged.name).chain(&arranged.also).any(|name| *name == before.name);
    if !is_there && arranged.also.len() < ALSO_MAX {
        arranged.also.push(before.name.clone());
    }
    arranged
}

/// Whether two kinds share a name.
pub(super) fn share_a_name(one: &Arranged, other: &Kind) -> bool {
    std::iter::once(&one.name).chain(&one.also).any(|name| is_called(other, name))
}

/// Those that most organisations have, called in a language; by the other name forms find them, too. Annual leave is what the law of
/// China asks at least: 5 days from one full year of work on, 10 from ten, 15 from twenty; it may be taken in the year after.
pub(super) fn usual(lang: Lang) -> Vec<Arranged> {
    let step = |(years, days): (u16, i64)| Step { years, amount: days * WHOLE };
    let steps = [(1, 5), (10, 10), (20, 15)].map(step).to_vec();
    let annual = Grant::Seniority { steps, carry_months: 12, carry_most: None };
    let lieu = Grant::Overtime { months: 6, day_hours: 8 * WHOLE };
    let kept = |grant| Balance::Kept { grant, over: Over::Refuse };
    let one = |(zh, en): (&str, &str), (unit, paid, counts): (Unit, bool, Counts), balance: Balance| {
        let (name, other) = if lang == Lang::ZhCn { (zh, en) } else { (en, zh) };
        Arranged { name: name.to_owned(), also: vec![other.to_owned()], unit, paid, counts, balance }
    };
    let (half, day) = (Unit::HalfDay, Unit::Day);
    vec![
        one(("年假", "Annual"), (half, true, Counts::WorkDays), kept(annual)),
        one(("病假", "Sick"), (half, true, Counts::WorkDays), Balance::None),
        one(("事假", "Personal"), (half, false, Counts::WorkDays), Balance::None),
        one(("调休", "Time off in lieu"), (half, true, Counts::WorkDays), kept(lieu)),
        one(("婚假", "Marriage"), (day, true, Counts::AllDays), Balance::None),
        one(("产假/陪产假", "Maternity or paternity"), (day, true, Counts::AllDays), Balance::None),
        one(("丧假", "Bereavement"), (day, true, Counts::WorkDays), Balance::None),
    ]
}

/// What the rules write in a ledger by a day: what is over ends, and what a year grants is granted.
pub(super) fn settled(entries: &[Entry], kinds: &[Kind], today: Day) -> Vec<Line> {
    let mut lines = Vec::new();
    for kind in kinds {
        let mut line = |deed| lines.push(Line { kind: Some(kind.id), deed, reason: None, late: Vec::new() });
        for (of, amount) in Standing::of(entries, kind.id).over(today) {
            line(Deed::Expire { of, amount });
        }
        let Balance::Kept { grant: Grant::Seniority { steps, carry_months, carry_most }, .. } =
            &kind.arranged.balance
        else {
            continue;
        };
        let Some(since) = rules::since(entries).filter(|_| !kind.has_ended) else { continue };
        let (this, ..) = today.parts();
        let (ahead, ..) = today.plus(AHEAD_DAYS).parts();
        for of in this..=ahead {
            let amount = rules::due(steps, since, (of, today)) - rules::granted(entries, kind.id, of);
            let Some((first, last)) = rules::year(of).filter(|_| amount > 0) else { continue };
            let (from, until) = (first.max(since.1), Some(rules::months_after(last, *carry_months)));
            let carry = carry_most.map(|most| (last, most));
            line(Deed::Grant { amount, from, until, carry, why: Why::Year(of) });
        }
    }
    lines
}

/// When a ledger is to be looked at again.
pub(super) fn again(entries: &[Entry], kinds: &[Kind], today: Day) -> Day {
    let ends = kinds.iter().filter_map(|kind| Standing::of(entries, kind.id).next(today)).min();
    rules::again(ends, rules::since(entries), today)
}
