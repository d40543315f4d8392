//! What people do: look at their quiet hours, choose others, want none.

use ground::bus::Subject;
use ground::{Fault, Person, PersonId, Timestamp};
use serde_json::json;

use super::rules::Quiet;
use super::{Refusal, store};
use crate::House;
use crate::access::account_of;

/// My quiet hours.
pub(super) async fn get(house: &House, who: Person) -> Result<Option<Quiet>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "notice.read", &account_of(who.person))?;
    Ok(store::of(&mut view, who.person).await?)
}

/// Keeps others, or none; my other devices hear of it.
pub(super) async fn put(house: &House, who: Person, quiet: Option<Quiet>) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "notice.change", &account_of(who.person))?;
    match &quiet {
        Some(quiet) => store::save(&mut cx, who.person, quiet).await?,
        None => store::forget(&mut cx, who.person).await?,
    }
    cx.commit().await?;
    let frame = json!({ "topic": "quiet", "kind": "quiet.changed", "body": {} }).to_string();
    house.db.bus().pass(Subject::Person(who.person), &frame);
    Ok(())
}

/// When it ends that it is quiet for somebody, where it is now: his quiet hours, or that he wants to be left alone.
///
/// # Errors
/// What the database says.
pub async fn ends(house: &House, person: PersonId) -> Result<Option<Timestamp>, Fault> {
    let mut view = house.db.view().await?;
    let quiet = store::of(&mut view, person).await?;
    let rest = store::rests_until(&mut view, person).await?;
    let now = view.now();
    Ok(quiet.and_then(|quiet| quiet.ends(now)).max(rest))
}
