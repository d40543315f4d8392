//! Who may look at a signed sheet that is not his own: those who run the house, while it waits for a second witness.

use ground::{Caller, Db};
use policy::{Category, Purpose};
use vault::{Answer, Subject};

use super::store;
use crate::grounds::Check;

/// The checks of this feature.
pub fn checks() -> Vec<(Purpose, Check)> {
    vec![(Purpose::Accountability, witnesses as Check)]
}

fn witnesses<'a>(db: &'a Db, caller: &'a Caller, category: Category, subject: Subject) -> Answer<'a, bool> {
    Box::pin(async move {
        match (caller, subject, category) {
            (Caller::Keeper(_), Subject::Person(person), Category::ConsentRecord) => {
                store::waits(&mut db.view().await?, person).await
            }
            _ => Ok(false),
        }
    })
}
