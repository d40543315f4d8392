//! May this member see that number? Where the organisation's rule says so, of members of the same organisation.

use ground::{Caller, Db};
use policy::Category;
use vault::{Answer, Subject};

use super::store;

/// Numbers, for the purpose `directory`.
pub(crate) fn numbers<'a>(
    db: &'a Db,
    caller: &'a Caller,
    asked: &'a [(Category, Subject)],
) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        let Caller::Member(who) = caller else { return Ok(vec![false; asked.len()]) };
        let mut view = db.view().await?;
        let role = yard::org::store::role_of(&mut view, who.org, who.person).await?;
        let shown = store::display(&mut view, who.org).await?.phone;
        let sees = role.is_some_and(|role| shown.has(role == yard::org::Role::Administrator));
        let mut may = Vec::with_capacity(asked.len());
        for (category, subject) in asked {
            may.push(match subject {
                Subject::Person(person) if sees && *category == Category::PhoneNumber => {
                    yard::org::store::role_of(&mut view, who.org, *person).await?.is_some()
                }
                _ => false,
            });
        }
        Ok(may)
    })
}
