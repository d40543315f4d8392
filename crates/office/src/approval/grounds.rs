//! May this caller open forms and cases of an organisation, and the names of its members? Its members; which cases, each act says itself.

use ground::{Caller, Db, PersonId};
use policy::Category;
use vault::{Answer, Subject};
use yard::org::store as orgs;

/// Forms, cases and names, for the purpose `approval`.
pub(crate) fn known<'a>(
    db: &'a Db,
    caller: &'a Caller,
    asked: &'a [(Category, Subject)],
) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        let Caller::Member(who) = caller else { return Ok(vec![false; asked.len()]) };
        let mut view = db.glance().await?;
        if orgs::role_of(&mut view, who.org, who.person).await?.is_none() {
            return Ok(vec![false; asked.len()]);
        }
        let people: Vec<PersonId> = asked
            .iter()
            .filter_map(|(_, subject)| match subject {
                Subject::Person(person) => Some(*person),
                _ => None,
            })
            .collect();
        let members = orgs::members_among(&mut view, who.org, &people).await?;
        let may = |(category, subject): &(Category, Subject)| match subject {
            Subject::Org(org) => {
                *org == who.org
                    && matches!(
                        category,
                        Category::ApprovalForm | Category::ApprovalCase | Category::Department
                    )
            }
            Subject::Person(person) => *category == Category::DisplayName && members.contains(person),
            _ => false,
        };
        Ok(asked.iter().map(may).collect())
    })
}
