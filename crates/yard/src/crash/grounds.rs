//! Who may open a report: keepers, of people who have one here. Whether the consent stands is asked beside it.

use ground::{Caller, Db};
use policy::{Category, Purpose};
use vault::{Answer, Subject};

use super::store;
use crate::grounds::Check;

/// The checks of this feature.
pub fn checks() -> Vec<(Purpose, Check)> {
    vec![(Purpose::CrashReports, keepers as Check)]
}

fn keepers<'a>(db: &'a Db, caller: &'a Caller, category: Category, subject: Subject) -> Answer<'a, bool> {
    Box::pin(async move {
        let (Caller::Keeper(_), Category::CrashReport, Subject::Person(person)) = (caller, category, subject)
        else {
            return Ok(false);
        };
        store::has_any(&mut db.view().await?, person).await
    })
}
