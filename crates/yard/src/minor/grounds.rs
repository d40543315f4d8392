//! Who may open a minor's data, and what of a minor may leave the house.

use ground::{Caller, Db, Fault, PersonId};
use policy::{Category, Purpose, Recipient};
use vault::{Answer, Subject};

use super::store;
use crate::grounds::Check;

/// The checks of this feature.
pub fn checks() -> Vec<(Purpose, Check)> {
    vec![
        (Purpose::Invitation, guardian_sees_the_name as Check),
        (Purpose::OwnData, guardian_sees_what_is_held as Check),
    ]
}

fn guardian_sees_the_name<'a>(
    db: &'a Db,
    caller: &'a Caller,
    category: Category,
    subject: Subject,
) -> Answer<'a, bool> {
    Box::pin(async move {
        let (Subject::Person(minor), Category::DisplayName, Some(who)) = (subject, category, caller.whole())
        else {
            return Ok(false);
        };
        Ok(store::guards(&mut db.view().await?, who.person, minor).await?.is_some())
    })
}

fn guardian_sees_what_is_held<'a>(
    db: &'a Db,
    caller: &'a Caller,
    _: Category,
    subject: Subject,
) -> Answer<'a, bool> {
    Box::pin(async move {
        let (Subject::Person(minor), Some(who)) = (subject, caller.whole()) else { return Ok(false) };
        Ok(store::guards(&mut db.view().await?, who.person, minor).await? == Some(true))
    })
}

/// Purposes for which those who run the house look at people, not people at one another.
const STAFF: &[Purpose] = &[Purpose::Support, Purpose::Accountability, Purpose::Disclosure];

/// Whether this caller needs no second person to open data of somebody, or has one.
pub async fn may_staff_open(
    db: &Db,
    caller: &Caller,
    purpose: Purpose,
    subject: PersonId,
) -> Result<bool, Fault> {
    let Caller::Keeper(who) = caller else { return Ok(true) };
    if who.person == subject || !STAFF.contains(&purpose) {
        return Ok(true);
    }
    let mut view = db.view().await?;
    match store::standing(&mut view, subject).await? {
        Some(_) => store::is_approved(&mut view, who.person, subject).await,
        None => Ok(true),
    }
}

/// What leaves for the account itself, also before a guardian agreed: codes, the question to the guardian, notices.
const BEFORE: &[Purpose] = &[Purpose::Account, Purpose::Invitation, Purpose::ServiceNotice];

/// Whether something of this person may leave for this recipient. `entrusting` are those who hand work on to others:
/// nothing of a minor goes to them.
pub async fn may_leave(
    db: &Db,
    subject: PersonId,
    purpose: Purpose,
    recipient: Recipient,
    entrusting: &[Recipient],
) -> Result<bool, Fault> {
    let Some(standing) = store::standing(&mut db.view().await?, subject).await? else { return Ok(true) };
    Ok(!entrusting.contains(&recipient) && (!standing.waiting || BEFORE.contains(&purpose)))
}
