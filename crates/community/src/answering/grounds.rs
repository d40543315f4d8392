//! May this caller open what a visitor left? Somebody who lives in that community. Of which home it is, is asked where it is opened.

use ground::{Caller, Db};
use policy::Category;
use vault::{Answer, Subject};

use crate::household::store as households;

/// Messages and pictures of visitors, for the purpose `door-messages`.
pub(crate) fn known<'a>(
    db: &'a Db,
    caller: &'a Caller,
    asked: &'a [(Category, Subject)],
) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        let mut view = db.view().await?;
        let mut may = Vec::with_capacity(asked.len());
        for (category, subject) in asked {
            may.push(match (category, subject, caller.person()) {
                (Category::DoorMessage, Subject::Org(org), Some(person)) => {
                    households::lives_in(&mut view, *org, person).await?
                }
                _ => false,
            });
        }
        Ok(may)
    })
}
