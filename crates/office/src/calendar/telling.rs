//! Who is told what of an event, within the unit of work of its cause.

use ground::{Ctx, Fault, PersonId};
use yard::House;
use yard::account::Bound;
use yard::notice::{self, Notice};

use super::Refusal;
use crate::telling;

/// Acts of one person on one day of which others are told.
const TOLD_PER_DAY: Bound = Bound { kind: "calendar.told.day", span_s: 86_400, most: 100 };

/// What is told of an event: what it is, and when.
pub(super) struct Told<'a> {
    pub what: &'a str,
    pub when: &'a str,
}

/// Counts an act of which others are told: whoever does too much of that waits for the next day.
pub(super) async fn counted(cx: &mut Ctx, who: PersonId, others: &[PersonId]) -> Result<(), Refusal> {
    if others.iter().all(|one| *one == who) {
        return Ok(());
    }
    match telling::counted(cx, TOLD_PER_DAY, who).await? {
        Some(after_s) => Err(Refusal::Often { after_s }),
        None => Ok(()),
    }
}

/// Tells each of these people.
pub(super) async fn tell(
    cx: &mut Ctx,
    house: &House,
    people: &[PersonId],
    (code, told): (&'static str, &Told<'_>),
) -> Result<(), Fault> {
    let notice = Notice::new(code).about("what", told.what).about("when", told.when);
    for person in people {
        notice::tell(cx, house, *person, &notice).await?;
    }
    Ok(())
}

/// Tells the open pages of these people that their calendars changed; nobody has a notice of it.
pub(super) async fn hint(cx: &mut Ctx, people: &[PersonId]) -> Result<(), Fault> {
    for person in people {
        cx.tell(*person, "calendar", "calendar.changed", &()).await?;
    }
    Ok(())
}
