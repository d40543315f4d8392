//! How it ends: for one, for whom he entered, for somebody who is erased.

use ground::{Ctx, Fault, OrgId, PersonId};
use serde_json::json;
use std::future::Future;
use std::pin::Pin;
use yard::House;
use yard::erasure::Working;
use yard::notice::{self, Notice};

use super::{Refusal, Resident, ResidentId, What, rules, store};
use crate::place::store as places;

/// Ends what one of a home was given, and what those were whom he entered, in this unit of work. All are told but whoever
/// does it.
pub(super) async fn end(
    cx: &mut Ctx,
    house: &House,
    people: &[Resident],
    id: ResidentId,
    by: Option<PersonId>,
) -> Result<(), Refusal> {
    let first = people.iter().find(|one| one.id == id).ok_or(Refusal::Unknown)?;
    for one in rules::going(first, people) {
        ended(cx, house, one, by).await?;
    }
    Ok(())
}

/// Ends it for one alone, and tells him where he did not do it himself.
async fn ended(cx: &mut Ctx, house: &House, one: &Resident, by: Option<PersonId>) -> Result<(), Fault> {
    if !gone(cx, one).await? {
        return Ok(());
    }
    let Some(person) = one.person else { return Ok(()) };
    cx.tell(person, "home", "home.changed", &json!({ "home": one.home })).await?;
    if by != Some(person) {
        let told = Notice::new("home.ended").about("home", place(cx, one).await?);
        notice::tell(cx, house, person, &told).await?;
    }
    Ok(())
}

/// Ends what some had in the homes of an organisation that is no more; `true` where nobody is left.
pub(crate) async fn end_some(cx: &mut Ctx, house: &House, org: OrgId, most: i64) -> Result<bool, Fault> {
    let some = store::of_org_now(cx, org, most).await?;
    for one in &some {
        ended(cx, house, one, None).await?;
    }
    Ok(i64::try_from(some.len()).unwrap_or(i64::MAX) < most)
}

/// How a home is called in a notice.
async fn place(cx: &mut Ctx, of: &Resident) -> Result<String, Fault> {
    let home = places::find_now(cx, of.home).await?.map(|home| home.number).unwrap_or_default();
    let community = places::of_now(cx, of.org).await?.map(|one| one.name).unwrap_or_default();
    Ok(format!("{community} {home}"))
}

/// The row goes, and the outbox says so where there were rights; `false` where it was gone.
async fn gone(cx: &mut Ctx, one: &Resident) -> Result<bool, Fault> {
    if !store::remove(cx, one.id).await? {
        return Ok(false);
    }
    if one.person.is_some() {
        store::note(cx, one, What::Ended).await?;
    }
    Ok(true)
}

/// What waits for a number goes before it is somebody else's.
pub(crate) fn freed<'a>(
    cx: &'a mut Ctx,
    index: &'a [u8],
) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + 'a>> {
    Box::pin(async move { store::drop_of_number(cx, index).await })
}

/// Where somebody lived who is erased, it ended; so did what waits for his number, and that he entered others is forgotten.
pub(crate) fn erase<'a>(house: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let rows = store::of_person_now(cx, person, most).await?;
        let ended = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        for one in &rows {
            let people = store::of_home_now(cx, one.home).await?;
            match end(cx, house, &people, one.id, Some(person)).await {
                // With another of his homes it went already.
                Ok(()) | Err(Refusal::Unknown) => {}
                Err(refusal) => {
                    return Err(Fault::caused("ending what an erased person had in a home", refusal));
                }
            }
        }
        store::forget_enterer(cx, person).await?;
        if let Some(index) = yard::account::number_index_now(cx, person).await? {
            store::drop_of_number(cx, &index).await?;
        }
        Ok(ended)
    })
}
