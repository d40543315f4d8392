//! What another room of the wing enters into somebody's calendar: whole days at which he is busy, by what was decided there.

use ground::{OrgId, PersonId};
use jiff::civil::Date;
use yard::House;
use yard::org::Service;

use super::rules::{self, ENTRIES_MAX, TITLE_MAX, When};
use super::{EventId, Refusal, booking, store, telling};
use crate::membership::store as membership;

/// Whole days are those that are named, on any wall; the zone says only when they begin for who is busy. This where nothing is known.
const HOME: &str = "Asia/Shanghai";

/// Whole days of somebody within an organisation.
pub(crate) struct Days<'a> {
    pub org: OrgId,
    pub person: PersonId,
    /// What they are called in his own calendar; others see that he is busy.
    pub title: &'a str,
    /// The first and the last.
    pub span: (Date, Date),
    /// The zone in which they are lived, where it is known.
    pub zone: Option<&'a str>,
}

/// What became of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Entered {
    /// They stand there, or he is a member no longer, or the organisation has no calendars.
    Done,
    /// He has as many entries as there may be.
    Full,
}

/// Enters them, once for each id; nothing where he is a member no longer.
///
/// # Errors
/// The days are none, or a fault of ours.
pub(crate) async fn enter(house: &House, id: EventId, days: &Days<'_>) -> Result<Entered, Refusal> {
    let (org, person) = (days.org, days.person);
    let title: String = days.title.chars().take(TITLE_MAX).collect();
    let said = rules::said(&title, None, None)?;
    let (from, to) = (days.span.0.to_string(), days.span.1.to_string());
    let when = When::read(days.zone.unwrap_or(HOME), (&from, &to), true, None)?;
    let event = booking::sealed(house, id, (Some(person), Some(org)), (when, &said)).await?;
    let mut cx = house.db.begin().await?;
    // Asked here, so that nothing is entered for one who leaves at this moment.
    let is_member = membership::is_member(&mut cx, org, person).await?;
    let is_open = yard::org::is_open_now(&mut cx, org, Service::Calendar).await?;
    if !is_member || !is_open || store::find_now(&mut cx, id).await?.is_some() {
        return Ok(Entered::Done);
    }
    if store::count(&mut cx, Some(person), None).await? >= ENTRIES_MAX {
        return Ok(Entered::Full);
    }
    store::add(&mut cx, &event).await?;
    telling::hint(&mut cx, &[person]).await?;
    cx.commit().await?;
    Ok(Entered::Done)
}
