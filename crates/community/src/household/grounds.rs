//! May this caller open who lives in a home? Those of the same home, those who run its community, and whoever was entered.

use ground::{Caller, Db, Fault, PersonId, View};
use policy::Category;
use vault::{Answer, Subject};
use yard::account::store as accounts;
use yard::org::{Role, store as orgs};

use super::store;

/// Names and entries, for the purpose `household`. Of what waits the rows that are asked for say whose home it is.
pub(crate) fn known<'a>(
    db: &'a Db,
    caller: &'a Caller,
    asked: &'a [(Category, Subject)],
) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        let mut view = db.view().await?;
        let is_staff = match caller {
            Caller::Member(who) => {
                orgs::role_of(&mut view, who.org, who.person).await? == Some(Role::Administrator)
            }
            _ => false,
        };
        let mut may = Vec::with_capacity(asked.len());
        for (category, subject) in asked {
            may.push(match caller {
                Caller::Member(who) => {
                    is_staff
                        && *category == Category::HomeResidence
                        && match subject {
                            Subject::Org(org) => *org == who.org,
                            Subject::Person(person) => store::lives_in(&mut view, who.org, *person).await?,
                            _ => false,
                        }
                }
                _ => match caller.person() {
                    Some(person) => neighbour(&mut view, person, *category, *subject).await?,
                    None => false,
                },
            });
        }
        Ok(may)
    })
}

async fn neighbour(
    view: &mut View,
    person: PersonId,
    category: Category,
    subject: Subject,
) -> Result<bool, Fault> {
    match (category, subject) {
        (Category::HomeResidence, Subject::Person(other)) => store::live_together(view, person, other).await,
        (Category::HomeResidence, Subject::Org(org)) => {
            if store::lives_in(view, org, person).await? {
                return Ok(true);
            }
            let index = accounts::number_indexes(view, &[person]).await?.remove(&person);
            match index {
                Some(index) => store::waits_in(view, org, &index).await,
                None => Ok(false),
            }
        }
        (Category::DisplayName, Subject::Person(other)) => {
            if store::live_together(view, person, other).await? {
                return Ok(true);
            }
            let index = accounts::number_indexes(view, &[person]).await?.remove(&person);
            match index {
                Some(index) => store::entered(view, other, &index).await,
                None => Ok(false),
            }
        }
        _ => Ok(false),
    }
}
