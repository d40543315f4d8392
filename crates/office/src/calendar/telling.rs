//! Who is told what of an event, within the unit of work of its cause.

use ground::{Ctx, Fault, PersonId};
use yard::House;
use yard::notice::{self, Notice};

/// What is told of an event: what it is, and when.
pub(super) struct Told<'a> {
    pub what: &'a str,
    pub when: &'a str,
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
