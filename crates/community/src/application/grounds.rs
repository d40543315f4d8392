//! May this caller open what stands in an application? Those who run the community in which he applied.

use ground::{Caller, Db, PersonId};
use policy::Category;
use std::collections::HashMap;
use vault::{Answer, Subject};
use yard::org::{Role, store as orgs};

use super::store;

/// Applications, for the purposes `home-certification` and `home-identity`.
pub(crate) fn reviewed<'a>(
    db: &'a Db,
    caller: &'a Caller,
    asked: &'a [(Category, Subject)],
) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        let Caller::Member(who) = caller else { return Ok(vec![false; asked.len()]) };
        let mut view = db.view().await?;
        if orgs::role_of(&mut view, who.org, who.person).await? != Some(Role::Administrator) {
            return Ok(vec![false; asked.len()]);
        }
        let mut known: HashMap<PersonId, bool> = HashMap::new();
        let mut may = Vec::with_capacity(asked.len());
        for (category, subject) in asked {
            may.push(match subject {
                Subject::Person(person)
                    if matches!(category, Category::HomeApplication | Category::IdentityNumber) =>
                {
                    match known.get(person) {
                        Some(applied) => *applied,
                        None => {
                            let applied = store::applied(&mut view, who.org, *person).await?;
                            known.insert(*person, applied);
                            applied
                        }
                    }
                }
                _ => false,
            });
        }
        Ok(may)
    })
}
