//! Who may read for the purpose of an incident: keepers, once there is one.

use ground::{Caller, Db};
use policy::{Category, Purpose};
use vault::{Answer, Subject};

use super::store;
use crate::grounds::Check;

/// The checks of this feature.
pub fn checks() -> Vec<(Purpose, Check)> {
    vec![(Purpose::IncidentResponse, response as Check)]
}

fn response<'a>(db: &'a Db, caller: &'a Caller, category: Category, subject: Subject) -> Answer<'a, bool> {
    Box::pin(async move {
        let (Caller::Keeper(_), Category::IncidentRecord, Subject::House) = (caller, category, subject)
        else {
            return Ok(false);
        };
        store::any(&mut db.view().await?).await
    })
}
