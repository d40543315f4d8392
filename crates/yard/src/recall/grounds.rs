//! Who may read what a recipient acknowledged: keepers.

use ground::{Caller, Db};
use policy::{Category, Purpose};
use vault::{Answer, Subject};

use super::store;
use crate::grounds::Check;

/// The checks of this feature.
pub fn checks() -> Vec<(Purpose, Check)> {
    vec![(Purpose::Accountability, acknowledged as Check)]
}

fn acknowledged<'a>(
    db: &'a Db,
    caller: &'a Caller,
    category: Category,
    subject: Subject,
) -> Answer<'a, bool> {
    Box::pin(async move {
        let (Caller::Keeper(_), Category::SharingRecord, Subject::Person(person)) =
            (caller, category, subject)
        else {
            return Ok(false);
        };
        // Only once the account is over: before, what was sent is its person's to read.
        store::has(&mut db.view().await?, person).await
    })
}
