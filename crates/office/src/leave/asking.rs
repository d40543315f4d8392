//! What a case asks of a ledger: whether there is enough, before it is sent and when it is decided; and what is written when it was.

use ground::{Caller, Ctx, Fault, OrgId, PersonId};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use yard::House;

use super::book::{self, Kept, Ledger, Ready, TRIES};
use super::rules::{self, Costs, Half, Occupied, Standing};
use super::{Arranged, Balance, Deed, Grant, Kind, Line, Named, Over, Refusal, Unit, Why, kinds, store};
use crate::attendance::{self, Day};

/// Days of one leave.
const DAYS_MAX: i64 = 400;

/// What is asked for.
pub(crate) struct Wish<'a> {
    /// The word of the form.
    pub kind: &'a str,
    /// The first day and the last.
    pub span: (Date, Date),
    /// Which half of them stays worked.
    pub half: Half,
    /// How many hours, in hundredths, of a kind that is asked for in hours.
    pub hours: Option<i64>,
}

/// What it comes to. Amounts are in hundredths of a day, or of an hour.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(crate) struct Weighed {
    /// What the kind is called.
    pub kind: String,
    /// In what it is asked for.
    pub unit: Unit,
    /// What it costs: on days off nothing.
    pub asked: i64,
    /// What is left before it; null where the kind has no balance.
    pub left: Option<i64>,
    /// By how much it is more than there is.
    pub short: i64,
    /// Whether it is refused for that; else it is taken and marked.
    pub is_refused: bool,
    /// Whether it costs nothing because all of it is taken already.
    #[serde(skip)]
    pub is_taken: bool,
}

/// A wish with what it costs.
struct Costed {
    kind: Kind,
    all: Vec<Kind>,
    costs: Costs,
    /// Whether it would cost something were nothing of it taken already.
    has_cost: bool,
    ledger: Ledger,
    today: Day,
}

impl Costed {
    fn asked(&self) -> i64 {
        self.costs.days.iter().map(|(_, amount)| amount).sum()
    }

    /// Whether a case takes something by it that it did not take yet.
    fn is_to_take(&self, cause: [u8; 16]) -> bool {
        let is_there = self.ledger.entries.iter().any(|entry| is_of(&entry.line.deed, cause));
        !is_there && !self.costs.days.is_empty()
    }

    /// The line by which a case takes it, with what it is written on.
    fn line(self, cause: [u8; 16]) -> (Ledger, Line, Vec<Kind>, Day) {
        let short = self.short();
        let Costs { days, halves } = self.costs;
        let Arranged { name, unit, paid, .. } = self.kind.arranged;
        let deed = Deed::Use { days, halves, cause: Some(cause), short, of: Named { name, unit, paid } };
        let line = Line { kind: Some(self.kind.id), deed, reason: None, late: Vec::new() };
        (self.ledger, line, self.all, self.today)
    }

    /// Whether it is more than there is, and the kind refuses that.
    fn is_refused(&self) -> bool {
        self.short() > 0 && matches!(self.kind.arranged.balance, Balance::Kept { over: Over::Refuse, .. })
    }

    /// By how much it is more than there is; nothing where nobody counts.
    fn short(&self) -> i64 {
        match self.kind.arranged.balance {
            Balance::None => 0,
            Balance::Kept { .. } => Standing::of(&self.ledger.entries, self.kind.id).short(&self.costs.days),
        }
    }
}

/// Reckons what a wish costs; nothing where the organisation has no kinds at all.
///
/// # Errors
/// [`Refusal::Unknown`] where it has some and none of this name.
async fn costed(
    house: &House,
    by: (&Caller, &'static str),
    whose: (OrgId, PersonId),
    wish: &Wish<'_>,
) -> Result<Option<Costed>, Refusal> {
    let mut view = house.db.view().await?;
    let all = store::kinds(&mut view, whose.0).await?;
    let kind = all.iter().find(|kind| !kind.has_ended && kinds::is_called(kind, wish.kind)).cloned();
    let Some(kind) = kind else {
        return if all.iter().all(|kind| kind.has_ended) { Ok(None) } else { Err(Refusal::Unknown) };
    };
    let (first, last) = (Day::of(wish.span.0), Day::of(wish.span.1));
    if last < first || last.0 - first.0 >= DAYS_MAX {
        return Err(Refusal::Day);
    }
    let days: Vec<Day> = (first.0..=last.0).map(Day).collect();
    let working = attendance::working(&mut view, whose, days).await?;
    let today = attendance::today_of(&mut view, whose).await?;
    drop(view);
    let (unit, counts) = (kind.arranged.unit, kind.arranged.counts);
    let ledger = book::open(house, by, whose).await?;
    let of = |occupied: &BTreeMap<Day, Occupied>| {
        rules::costs(&working, (unit, counts), (wish.half, wish.hours), occupied)
    };
    let costs = of(&rules::occupied(&ledger.entries));
    let has_cost = !of(&BTreeMap::new()).days.is_empty();
    Ok(Some(Costed { kind, all, costs, has_cost, ledger, today }))
}

/// What a wish comes to; nothing where the organisation keeps no such kind.
///
/// # Errors
/// Where the days are none, or a fault of ours.
pub(crate) async fn weigh(
    house: &House,
    by: (&Caller, &'static str),
    whose: (OrgId, PersonId),
    wish: &Wish<'_>,
) -> Result<Option<Weighed>, Refusal> {
    let Some(costed) = costed(house, by, whose, wish).await? else { return Ok(None) };
    let arranged = &costed.kind.arranged;
    let standing = Standing::of(&costed.ledger.entries, costed.kind.id);
    let short = costed.short();
    Ok(Some(Weighed {
        kind: arranged.name.clone(),
        unit: arranged.unit,
        asked: costed.asked(),
        left: (arranged.balance != Balance::None).then(|| standing.left(costed.today)),
        short,
        is_taken: costed.has_cost && costed.costs.days.is_empty(),
        is_refused: costed.is_refused(),
    }))
}

/// Whether a case wrote this line.
fn is_of(deed: &Deed, cause: [u8; 16]) -> bool {
    match deed {
        Deed::Use { cause: Some(one), .. } => *one == cause,
        Deed::Grant { why: Why::Overtime { cause: one, .. }, .. } => *one == cause,
        _ => false,
    }
}

/// Writes a line on behalf of a case, once, where its person is a member still.
async fn write(house: &House, ledger: &Ledger, line: Line, within: (&[Kind], Day)) -> Result<bool, Refusal> {
    let ready = book::ready(house, ledger, (Some(line), None), within).await?;
    let mut cx = house.db.begin().await?;
    match book::keep(&mut cx, &ready).await? {
        Kept::Yes => cx.commit().await?,
        Kept::Gone => {}
        Kept::Stale => return Ok(false),
    }
    Ok(true)
}

/// Takes what a case was approved for. It is taken once, however often it is told; what is more than there is is marked.
///
/// # Errors
/// Where the days are none, or a fault of ours.
pub(crate) async fn take(
    house: &House,
    act: &'static str,
    (whose, cause): ((OrgId, PersonId), [u8; 16]),
    wish: &Wish<'_>,
) -> Result<(), Refusal> {
    for _ in 0..TRIES {
        let by = (&Caller::Program(act), act);
        let Some(costed) = costed(house, by, whose, wish).await?.filter(|one| one.is_to_take(cause)) else {
            return Ok(());
        };
        let (ledger, line, all, today) = costed.line(cause);
        if write(house, &ledger, line, (&all, today)).await? {
            return Ok(());
        }
    }
    Err(Refusal::Stale)
}

/// What a case takes when it is approved, sealed before the unit of work in which it is.
pub(crate) struct Taken(Ready);

/// What comes of preparing it.
pub(crate) enum Prepared {
    /// It takes nothing that a ledger knows.
    Nothing,
    /// It is more than there is, and the kind refuses that.
    TooMuch,
    /// It is kept with the case.
    This(Taken),
}

/// The same, to be kept in the unit of work in which the case is approved, so that of two that are decided at once the second is held
/// against the first.
///
/// # Errors
/// As [`take`].
pub(crate) async fn prepare(
    house: &House,
    act: &'static str,
    (whose, cause): ((OrgId, PersonId), [u8; 16]),
    wish: &Wish<'_>,
) -> Result<Prepared, Refusal> {
    let by = (&Caller::Program(act), act);
    let Some(costed) = costed(house, by, whose, wish).await?.filter(|one| one.is_to_take(cause)) else {
        return Ok(Prepared::Nothing);
    };
    if costed.is_refused() {
        return Ok(Prepared::TooMuch);
    }
    let (ledger, line, all, today) = costed.line(cause);
    let ready = book::ready(house, &ledger, (Some(line), None), (&all, today)).await?;
    Ok(Prepared::This(Taken(ready)))
}

/// Keeps it; `false` where others wrote in the ledger meanwhile. Of whoever left, and where attendance is shut, nothing is written.
///
/// # Errors
/// A fault of ours.
pub(crate) async fn keep(cx: &mut Ctx, taken: &Taken) -> Result<bool, Fault> {
    Ok(book::keep(cx, &taken.0).await? != Kept::Stale)
}

/// Grants the time that a case of overtime earned, in hundredths of an hour, from the day on which it was worked; nothing where the
/// organisation has no kind for it.
///
/// # Errors
/// A fault of ours.
pub(crate) async fn earn(
    house: &House,
    act: &'static str,
    (whose, cause): ((OrgId, PersonId), [u8; 16]),
    (day, hours): (Date, i64),
) -> Result<(), Refusal> {
    for _ in 0..TRIES {
        let mut view = house.db.view().await?;
        let all = store::kinds(&mut view, whose.0).await?;
        let today = attendance::today_of(&mut view, whose).await?;
        let from = Day::of(day);
        drop(view);
        let earns = |kind: &Kind| match kind.arranged.balance {
            Balance::Kept { grant: Grant::Overtime { months, day_hours }, .. } if !kind.has_ended => {
                Some((kind.id, kind.arranged.unit, months, day_hours))
            }
            _ => None,
        };
        let Some((kind, unit, months, day_hours)) = all.iter().find_map(earns) else {
            return Ok(());
        };
        let by = Caller::Program(act);
        let ledger = book::open(house, (&by, act), whose).await?;
        let in_days = || rules::earned(&ledger.entries, kind, (hours, day_hours));
        let amount = if unit == Unit::Hour { hours } else { in_days() };
        if hours <= 0 || ledger.entries.iter().any(|entry| is_of(&entry.line.deed, cause)) {
            return Ok(());
        }
        let until = Some(rules::months_after(from, months));
        // In hours nothing is less than a part.
        let day_hours = if unit == Unit::Hour { rules::WHOLE } else { day_hours };
        let why = Why::Overtime { cause, hours, day_hours };
        let deed = Deed::Grant { amount, from, until, carry: None, why };
        let line = Line { kind: Some(kind), deed, reason: None, late: Vec::new() };
        if write(house, &ledger, line, (&all, today)).await? {
            return Ok(());
        }
    }
    Err(Refusal::Stale)
}
