//! Who may look at a card that is not his own: those who run the house, while it waits for them.

use ground::{Caller, Db};
use policy::{Category, Purpose};
use vault::{Answer, Subject};

use super::store;
use crate::grounds::Check;

/// The checks of this feature.
pub fn checks() -> Vec<(Purpose, Check)> {
    vec![(Purpose::RealName, reviews as Check)]
}

fn reviews<'a>(db: &'a Db, caller: &'a Caller, category: Category, subject: Subject) -> Answer<'a, bool> {
    Box::pin(async move {
        match (caller, subject, category) {
            (Caller::Keeper(_), Subject::Person(person), Category::RealName | Category::IdentityPhoto) => {
                store::waits(&mut db.view().await?, person).await
            }
            _ => Ok(false),
        }
    })
}
