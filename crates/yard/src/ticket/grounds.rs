//! Who may open what was written to the house: keepers, as long as it is kept.

use ground::{Caller, Db};
use policy::{Category, Purpose};
use vault::{Answer, Subject};

use super::store;
use crate::grounds::Check;

/// The checks of this feature.
pub fn checks() -> Vec<(Purpose, Check)> {
    vec![(Purpose::Support, support as Check)]
}

fn support<'a>(db: &'a Db, caller: &'a Caller, category: Category, subject: Subject) -> Answer<'a, bool> {
    Box::pin(async move {
        let (Caller::Keeper(_), Category::Feedback, Subject::Person(person)) = (caller, category, subject)
        else {
            return Ok(false);
        };
        store::has_any(&mut db.view().await?, person).await
    })
}
