//! What a member does: see what he may take and why it is so much, and give back what has not begun.

use ground::{Caller, Member, PersonId, View};
use yard::House;

use super::book::{self, Kept, Ledger, TRIES};
use super::rules::Standing;
use super::{Deed, Entry, Kind, LeaveEntryId, Line, Refusal, resource, store};
use crate::attendance::{self, Day};

/// A view for a member of the organisation.
pub(super) async fn look(house: &House, who: Member) -> Result<View, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "attendance.clock", &resource(who.org))?;
    Ok(view)
}

/// The ledger of somebody, with the kinds of the organisation and the day that it is for him.
pub(super) struct Shown {
    pub person: PersonId,
    pub kinds: Vec<Kind>,
    pub entries: Vec<Entry>,
    pub today: Day,
}

/// The caller's own.
pub(super) async fn mine(house: &House, who: Member) -> Result<Shown, Refusal> {
    let mut view = look(house, who).await?;
    view.permit(who, "attendance.clock", &resource(who.org))?;
    let kinds = store::kinds(&mut view, who.org).await?;
    let today = attendance::today_of(&mut view, (who.org, who.person)).await?;
    drop(view);
    let caller = Caller::from(who);
    let ledger = book::open(house, (&caller, "leave.mine"), (who.org, who.person)).await?;
    Ok(Shown { person: who.person, kinds, entries: ledger.entries, today })
}

/// Gives back what one took and what has not begun: all of it.
pub(super) async fn give_back(house: &House, who: Member, id: LeaveEntryId) -> Result<(), Refusal> {
    let caller = Caller::from(who);
    for _ in 0..TRIES {
        let mut view = look(house, who).await?;
        let kinds = store::kinds(&mut view, who.org).await?;
        let today = attendance::today_of(&mut view, (who.org, who.person)).await?;
        drop(view);
        let ledger = book::open(house, (&caller, "leave.back"), (who.org, who.person)).await?;
        let line = back(&ledger, id, None)?;
        let begins = |deed: &Deed| matches!(deed, Deed::Back { from, .. } if *from > today);
        if !begins(&line.deed) {
            return Err(Refusal::Begun);
        }
        let ready = book::ready(house, &ledger, (Some(line), Some(who.person)), (&kinds, today)).await?;
        let mut cx = house.db.begin().await?;
        cx.permit(who, "attendance.clock", &resource(who.org))?;
        match book::keep(&mut cx, &ready).await? {
            Kept::Yes => return Ok(cx.commit().await?),
            Kept::Gone => return Err(Refusal::Unknown),
            Kept::Stale => {}
        }
    }
    Err(Refusal::Stale)
}

/// The line that gives back what another took, from a day on or all of it. It asks for no permission: whoever calls it opened the
/// ledger by a `.permit(` of his own.
pub(super) fn back(ledger: &Ledger, id: LeaveEntryId, from: Option<Day>) -> Result<Line, Refusal> {
    let entry = ledger.entries.iter().find(|entry| entry.id == id).ok_or(Refusal::Unknown)?;
    let (Deed::Use { days, .. }, Some(kind)) = (&entry.line.deed, entry.line.kind) else {
        return Err(Refusal::Unknown);
    };
    let first = days.first().map(|(day, _)| *day).ok_or(Refusal::Unknown)?;
    let from = from.map_or(first, |from| from.max(first));
    let amount = Standing::of(&ledger.entries, kind).open(entry.number, from);
    if amount == 0 {
        return Err(Refusal::Begun);
    }
    let deed = Deed::Back { of: entry.number, from, amount };
    Ok(Line { kind: Some(kind), deed, reason: None, late: Vec::new() })
}
