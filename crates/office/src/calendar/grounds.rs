//! May this caller open what stands in somebody's calendar? Whoever takes part in it, whom its person lets see all, and of an
//! organisation its members.

use ground::{Caller, Db};
use policy::Category;
use std::collections::HashMap;
use vault::{Answer, Subject};

use super::store;
use crate::{availability, task};

/// Entries, tasks and names, for the purpose `calendar`. Which rows are shown is the matter of whoever asks.
pub(crate) fn known<'a>(
    db: &'a Db,
    caller: &'a Caller,
    asked: &'a [(Category, Subject)],
) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        let Some(person) = caller.person() else { return Ok(vec![false; asked.len()]) };
        let mut view = db.view().await?;
        let mut may = Vec::with_capacity(asked.len());
        // A page asks the same again and again.
        let mut known: HashMap<(Category, Subject), bool> = HashMap::new();
        for asked in asked {
            if let Some(answer) = known.get(asked) {
                may.push(*answer);
                continue;
            }
            let answer = match *asked {
                (Category::CalendarEntry, Subject::Org(org)) => {
                    yard::org::store::role_of(&mut view, org, person).await?.is_some()
                }
                (Category::CalendarEntry, Subject::Person(other)) => {
                    // Whoever is invited reads what he is invited to, which is its organiser's, and no more of anybody.
                    store::invited_by(&mut view, person, other).await?
                        || availability::sees_all(&mut view, person, other).await?
                }
                (Category::TaskEntry, Subject::Person(other)) => {
                    task::works_for(&mut view, person, other).await?
                }
                (Category::DisplayName, Subject::Person(other)) => {
                    store::meet(&mut view, person, other).await?
                        || task::works_for(&mut view, person, other).await?
                        || task::works_for(&mut view, other, person).await?
                        || task::work_together(&mut view, person, other).await?
                        || yard::org::store::share_one(&mut view, person, other).await?
                }
                _ => false,
            };
            known.insert(*asked, answer);
            may.push(answer);
        }
        Ok(may)
    })
}
