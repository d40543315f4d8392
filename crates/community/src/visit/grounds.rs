//! May this caller open what is told of visitors? Those of the same home; the guards, of who waits at their gate and of the
//! property's couriers.

use ground::{Caller, Db};
use policy::Category;
use vault::{Answer, Subject};

use crate::household::store as households;
use crate::knock::store as gates;

/// Names, numbers and reasons of visitors, for the purpose `visit-keeping`. The rows that are asked for say whose home it is.
pub(crate) fn known<'a>(
    db: &'a Db,
    caller: &'a Caller,
    asked: &'a [(Category, Subject)],
) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        let mut view = db.view().await?;
        if let Caller::Member(who) = caller {
            let keeps = gates::keeps(&mut view, who.org, who.person).await?;
            let own = |subject: &Subject| matches!(subject, Subject::Org(org) if *org == who.org);
            let may = |(category, subject): &(Category, Subject)| {
                keeps && *category == Category::Visitor && own(subject)
            };
            return Ok(asked.iter().map(may).collect());
        }
        let Some(person) = caller.person() else { return Ok(vec![false; asked.len()]) };
        let mut may = Vec::with_capacity(asked.len());
        for (category, subject) in asked {
            may.push(match (category, subject) {
                (Category::Visitor, Subject::Person(other)) => {
                    households::live_together(&mut view, person, *other).await?
                }
                (Category::Visitor, Subject::Org(org)) => {
                    households::lives_in(&mut view, *org, person).await?
                }
                _ => false,
            });
        }
        Ok(may)
    })
}
