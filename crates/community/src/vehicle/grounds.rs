//! May this caller open a plate? Those of the same home, and those who run the community.

use ground::{Caller, Db};
use policy::Category;
use vault::{Answer, Subject};
use yard::org::{Role, store as orgs};

use super::store;
use crate::household::store as households;

/// Plates, and what the property wrote of vehicles, for the purpose `vehicle-access`.
pub(crate) fn known<'a>(
    db: &'a Db,
    caller: &'a Caller,
    asked: &'a [(Category, Subject)],
) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        let mut view = db.view().await?;
        let mut may = Vec::with_capacity(asked.len());
        if let Caller::Member(who) = caller {
            let is_staff = orgs::role_of(&mut view, who.org, who.person).await? == Some(Role::Administrator);
            for (category, subject) in asked {
                may.push(match (category, subject) {
                    _ if !is_staff => false,
                    (Category::VehicleBar | Category::VehicleRecord, Subject::Org(org)) => *org == who.org,
                    (Category::VehiclePlate, Subject::Person(person)) => {
                        store::entered_in(&mut view, who.org, *person).await?
                    }
                    _ => false,
                });
            }
            return Ok(may);
        }
        let Some(person) = caller.person() else { return Ok(vec![false; asked.len()]) };
        for (category, subject) in asked {
            may.push(match (category, subject) {
                (Category::VehiclePlate, Subject::Person(other)) => {
                    households::live_together(&mut view, person, *other).await?
                }
                (Category::VehicleBar, Subject::Org(org)) => {
                    households::lives_in(&mut view, *org, person).await?
                }
                _ => false,
            });
        }
        Ok(may)
    })
}
