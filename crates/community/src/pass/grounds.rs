//! May this caller open what a pass is known by, and whose it is? Its holder may anyway; the house's own program that makes lists;
//! and names at doors those who run the community.

use ground::{Caller, Db};
use policy::Category;
use vault::{Answer, Subject};
use yard::org::{Role, store as orgs};

use crate::household::store as households;

/// Names of those who hold passes or passed, and of the desk, for the purpose `door-keeping`.
pub(crate) fn kept<'a>(
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
        let mut may = Vec::with_capacity(asked.len());
        for (category, subject) in asked {
            may.push(match (category, subject) {
                (Category::HomeResidence | Category::DoorRecord, Subject::Org(org)) => *org == who.org,
                (Category::HomeResidence | Category::DoorPass, Subject::Person(person)) => {
                    households::lives_in(&mut view, who.org, *person).await?
                }
                (Category::DisplayName | Category::DoorRecord, Subject::Person(person)) => {
                    orgs::role_of(&mut view, who.org, *person).await?.is_some()
                }
                _ => false,
            });
        }
        Ok(may)
    })
}
