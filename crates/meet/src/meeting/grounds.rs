//! May this caller open that for the purpose `meeting`? Who is in one meeting with somebody may see the name, and
//! the title of a meeting that somebody holds.

use ground::{Caller, Db, PersonId, ServiceScope};
use policy::Category;
use std::collections::BTreeSet;
use vault::{Answer, Subject};

use super::sharing::store;

/// True where the caller was admitted to a meeting with the subject, or to one held in the organisation's name.
pub(crate) fn shares_a_meeting<'a>(
    db: &'a Db,
    caller: &'a Caller,
    asked: &'a [(Category, Subject)],
) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        if let Caller::Service(program) = caller {
            // A program reads the titles of meetings in its organisation's name: what it may start or look at.
            let scopes = [ServiceScope::MeetingStart, ServiceScope::MeetingRead, ServiceScope::MeetingDirect];
            let may = |(category, subject): &(Category, Subject)| match (subject, category) {
                (Subject::Org(org), Category::MeetingTitle) => {
                    scopes.into_iter().any(|scope| program.may(*org, scope))
                }
                _ => false,
            };
            return Ok(asked.iter().map(may).collect());
        }
        let Some(person) = caller.person() else { return Ok(vec![false; asked.len()]) };
        let mut view = db.glance().await?;
        let others: BTreeSet<PersonId> = asked.iter().filter_map(other).collect();
        let others: Vec<PersonId> = others.into_iter().collect();
        let sharing = store::sharing(&mut view, person, &others).await?;
        let mut may = Vec::with_capacity(asked.len());
        for one in asked {
            may.push(match one {
                (Category::MeetingTitle, Subject::Org(org)) => {
                    store::shares_with_org(&mut view, person, *org).await?
                }
                _ => other(one).is_some_and(|other| sharing.contains(&other)),
            });
        }
        Ok(may)
    })
}

/// The person of whom something is asked that people in one meeting see of one another.
fn other((category, subject): &(Category, Subject)) -> Option<PersonId> {
    let seen = matches!(category, Category::DisplayName | Category::GuestName | Category::MeetingTitle);
    match subject {
        Subject::Person(person) if seen => Some(*person),
        _ => None,
    }
}
