//! What people do: look at the periods, ask what a change would remove, shorten one.

use ground::{Ctx, Fault, Person, Timestamp, View};
use policy::{Category, Ending, Keep, Period};

use super::registry::{How, Sweeper};
use super::store::{self, Set};
use super::{Refusal, rules};
use crate::House;
use crate::access::the_house;

/// Rows that one step removes, and steps of one sweeper within one run.
const ROWS_AT_ONCE: i64 = 1_000;
const STEPS: usize = 100;

/// One period as it stands in this house.
pub(super) struct Standing<'a> {
    pub category: Category,
    pub keep: &'a Keep,
    pub end: &'a Ending,
    pub period: Period,
    pub changeable: bool,
}

/// All periods.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<Standing<'_>>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    let set = store::all(&mut view).await?;
    let mut standing = Vec::new();
    for category in Category::ALL.iter().copied().filter(|category| category.stored()) {
        let keep = house.policy.retention(category);
        for end in &keep.ends {
            let period = in_force(&set, category, &end.from, keep).unwrap_or(end.after);
            let changeable = swept(house, category, &end.from).is_some();
            standing.push(Standing { category, keep, end, period, changeable });
        }
    }
    Ok(standing)
}

/// A period that a keeper set for this house: of what, counted from what, how long.
pub type Own = (Category, String, Period);

/// The periods that keepers set.
///
/// # Errors
/// What the database says.
pub async fn own(view: &mut View) -> Result<Vec<Own>, Fault> {
    let set = store::all(view).await?;
    Ok(set.into_iter().map(|one| (one.category, one.event, one.period)).collect())
}

/// What the sweep would remove now if the period were this one.
pub(super) struct Preview {
    pub would_go: i64,
    pub before: Timestamp,
}

/// Counts what a change would remove. Nothing happens.
pub(super) async fn preview(
    house: &House,
    who: Person,
    category: Category,
    event: &str,
    period: Period,
) -> Result<Preview, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    let sweeper = changeable(house, category, event, period)?;
    let How::Swept { count, .. } = sweeper.how else { return Err(Refusal::Unknown) };
    let before = vault::begun_before(period, view.now());
    Ok(Preview { would_go: count(&mut view, before).await?, before })
}

/// Shortens a period for this house; the next sweep obeys it.
pub(super) async fn change(
    house: &House,
    who: Person,
    category: Category,
    event: &str,
    period: Period,
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    changeable(house, category, event, period)?;
    store::save(&mut cx, &Set { category, event: event.to_owned(), period }, who.person).await?;
    Ok(cx.commit().await?)
}

fn changeable<'a>(
    house: &'a House,
    category: Category,
    event: &str,
    period: Period,
) -> Result<&'a Sweeper, Refusal> {
    rules::may_become(house.policy.retention(category), event, period)?;
    swept(house, category, event).ok_or(Refusal::Unknown)
}

fn swept<'a>(house: &'a House, category: Category, event: &str) -> Option<&'a Sweeper> {
    let own = |one: &&Sweeper| one.category == category && one.event == event;
    house.sweepers.iter().filter(own).find(|one| matches!(one.how, How::Swept { .. }))
}

/// The period that holds: the one that was set, as far as the policy still lets it, else the policy's.
fn in_force(set: &[Set], category: Category, event: &str, keep: &Keep) -> Option<Period> {
    let own = set.iter().find(|one| one.category == category && one.event == event);
    own.map(|own| own.period)
        .filter(|period| rules::may_become(keep, event, *period).is_ok())
        .or(keep.from(event))
}

/// Removes everything whose time is over.
pub(super) async fn sweep(house: &House, cx: &mut Ctx) -> Result<u64, Fault> {
    let set = store::current(cx).await?;
    let mut gone = 0;
    for sweeper in &house.sweepers {
        let How::Swept { sweep, .. } = sweeper.how else { continue };
        let keep = house.policy.retention(sweeper.category);
        let Some(period) = in_force(&set, sweeper.category, sweeper.event, keep) else { continue };
        let before = vault::begun_before(period, cx.now());
        for _ in 0..STEPS {
            let removed = sweep(house, cx, before, ROWS_AT_ONCE).await?;
            gone += removed;
            if removed < ROWS_AT_ONCE.unsigned_abs() {
                break;
            }
        }
    }
    ground::metrics::add("courtyard_retention_swept_total", gone);
    Ok(gone)
}

/// Removes whatever can be swept, however young, but what the law wants kept: the service has ended. `true` where rows
/// are left.
pub(crate) async fn sweep_all(house: &House, cx: &mut Ctx) -> Result<bool, Fault> {
    let before = cx.now();
    for sweeper in &house.sweepers {
        let How::Swept { sweep, .. } = sweeper.how else { continue };
        let bound_by_law = house.policy.retention(sweeper.category).floor.is_some();
        if !bound_by_law && sweep(house, cx, before, ROWS_AT_ONCE).await? >= ROWS_AT_ONCE.unsigned_abs() {
            return Ok(true);
        }
    }
    Ok(false)
}
