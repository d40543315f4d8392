//! Who may see a picture: people of one organisation. Wings add their own answer for the same purpose.

use ground::{Caller, Db};
use policy::{Category, Purpose};
use vault::{Answer, Subject};

use crate::grounds::Check;
use crate::org;

/// The checks of this feature.
pub fn checks() -> Vec<(Purpose, Check)> {
    vec![(Purpose::AvatarDisplay, of_one_organisation as Check)]
}

fn of_one_organisation<'a>(
    db: &'a Db,
    caller: &'a Caller,
    category: Category,
    subject: Subject,
) -> Answer<'a, bool> {
    Box::pin(async move {
        let (Subject::Person(person), Category::Avatar) = (subject, category) else { return Ok(false) };
        match caller {
            Caller::Person(who) | Caller::Keeper(who) if !who.limited => {
                org::store::share_one(&mut db.view().await?, who.person, person).await
            }
            Caller::Member(who) => org::store::share_one(&mut db.view().await?, who.person, person).await,
            _ => Ok(false),
        }
    })
}
