//! May this caller open what somebody clocked? Those who run the organisation, and whoever looks after the group in which he is.

use ground::{Caller, Db, PersonId};
use policy::Category;
use vault::{Answer, Subject};

use super::belonging::store as belonging;
use super::plan::store as plans;
use yard::org::{Role, store as orgs};

/// Records, places, notes and names of people in groups, for the purposes of attendance. The rows say who is in which group; a
/// membership that ended meanwhile opens nothing.
pub(crate) fn known<'a>(
    db: &'a Db,
    caller: &'a Caller,
    asked: &'a [(Category, Subject)],
) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        let Caller::Member(who) = caller else { return Ok(vec![false; asked.len()]) };
        let mut view = db.view().await?;
        let Some(role) = orgs::role_of(&mut view, who.org, who.person).await? else {
            return Ok(vec![false; asked.len()]);
        };
        let person = |(_, subject): &(Category, Subject)| match subject {
            Subject::Person(person) => Some(*person),
            _ => None,
        };
        let mut people: Vec<PersonId> = asked.iter().filter_map(person).collect();
        people.sort_unstable();
        people.dedup();
        let managed = plans::managed(&mut view, who.org, who.person).await?;
        let managed: Vec<_> = managed.into_iter().map(|(group, _)| group).collect();
        let within = if role == Role::Administrator { None } else { Some(managed.as_slice()) };
        let may = belonging::attending(&mut view, who.org, &people, within).await?;
        let opens = |one: &(Category, Subject)| {
            let kept = matches!(
                one.0,
                Category::ClockRecord
                    | Category::ClockNumber
                    | Category::LeaveRecord
                    | Category::WorkPlace
                    | Category::FieldNote
                    | Category::DisplayName
            );
            kept && person(one).is_some_and(|person| may.contains(&person))
        };
        Ok(asked.iter().map(opens).collect())
    })
}
