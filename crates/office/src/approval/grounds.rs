//! May this caller open forms and cases of an organisation, and the names of its members? Its members; which cases, each act says itself.

use ground::{Caller, Db, OrgId, PersonId};
use policy::Category;
use std::collections::HashMap;
use vault::{Answer, Subject};
use yard::org::store as orgs;

use super::part::store as parts;

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

/// What somebody filled in and said himself, for himself: the rows that are asked for are his, and he stands in cases there.
pub(crate) fn took_part<'a>(
    db: &'a Db,
    caller: &'a Caller,
    asked: &'a [(Category, Subject)],
) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        let mut may = Vec::with_capacity(asked.len());
        let mut known: HashMap<OrgId, bool> = HashMap::new();
        for (category, subject) in asked {
            let (Category::ApprovalCase, Subject::Org(org), Some(person)) =
                (category, subject, caller.person())
            else {
                may.push(false);
                continue;
            };
            if !known.contains_key(org) {
                let stands = parts::stands_in(&mut db.glance().await?, *org, person).await?;
                known.insert(*org, stands);
            }
            may.push(known.get(org).copied().unwrap_or(false));
        }
        Ok(may)
    })
}
