//! Who may open what under a mandate: the two see each other's names, and the holder what is held where it covers that.

use ground::{Caller, Db};
use policy::{Category, Purpose};
use vault::{Answer, Subject};

use super::store;
use crate::grounds::Check;

/// The checks of this feature.
pub fn checks() -> Vec<(Purpose, Check)> {
    vec![(Purpose::Invitation, sees_the_name as Check), (Purpose::OwnData, sees_what_is_held as Check)]
}

fn sees_the_name<'a>(
    db: &'a Db,
    caller: &'a Caller,
    category: Category,
    subject: Subject,
) -> Answer<'a, bool> {
    Box::pin(async move {
        let (Subject::Person(other), Category::DisplayName, Some(who)) = (subject, category, caller.whole())
        else {
            return Ok(false);
        };
        store::knows(&mut db.view().await?, who.person, other).await
    })
}

fn sees_what_is_held<'a>(
    db: &'a Db,
    caller: &'a Caller,
    category: Category,
    subject: Subject,
) -> Answer<'a, bool> {
    Box::pin(async move {
        let (Subject::Person(person), Some(who)) = (subject, caller.whole()) else { return Ok(false) };
        if category.sensitive() {
            return Ok(false);
        }
        store::covers(&mut db.view().await?, who.person, person, "see").await
    })
}
