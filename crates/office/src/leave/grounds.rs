//! May this caller open ledgers of leave? Those who run the organisation, of its members.

use ground::{Caller, Db, PersonId};
use policy::Category;
use vault::{Answer, Subject};
use yard::org::{Role, store as orgs};

/// Lines and names of members, for the purpose `attendance`.
pub(crate) fn known<'a>(
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
        let person = |(_, subject): &(Category, Subject)| match subject {
            Subject::Person(person) => Some(*person),
            _ => None,
        };
        let people: Vec<PersonId> = asked.iter().filter_map(person).collect();
        let members = orgs::members_among(&mut view, who.org, &people).await?;
        let opens = |one: &(Category, Subject)| {
            matches!(one.0, Category::LeaveRecord | Category::DisplayName)
                && person(one).is_some_and(|person| members.contains(&person))
        };
        Ok(asked.iter().map(opens).collect())
    })
}
