//! May this caller open what devices say? Those of a home of that community, and those who run it. Which devices he sees is asked
//! of the home, or the community, whose they are.

use ground::{Caller, Db};
use policy::Category;
use vault::{Answer, Subject};
use yard::org::{Role, store as orgs};

use crate::household::{self, store as households};

/// Names, states, plans and logs of devices, and the names of those who live there, for the purpose `home-devices`.
pub(crate) fn known<'a>(
    db: &'a Db,
    caller: &'a Caller,
    asked: &'a [(Category, Subject)],
) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        let mut view = db.view().await?;
        let mut may = Vec::with_capacity(asked.len());
        for (category, subject) in asked {
            may.push(match (category, subject) {
                (Category::HomeDevice | Category::HomeDeviceLog, Subject::Org(org)) => match caller {
                    Caller::Member(who) => {
                        who.org == *org
                            && orgs::role_of(&mut view, who.org, who.person).await?
                                == Some(Role::Administrator)
                    }
                    _ => match caller.person() {
                        Some(person) => households::lives_in(&mut view, *org, person).await?,
                        None => false,
                    },
                },
                // Who of the property did something, for the others of it.
                (Category::DisplayName, Subject::Person(person)) => match caller {
                    Caller::Member(who) => {
                        orgs::role_of(&mut view, who.org, who.person).await? == Some(Role::Administrator)
                            && orgs::role_of(&mut view, who.org, *person).await?.is_some()
                    }
                    _ => false,
                },
                _ => false,
            });
        }
        drop(view);
        // The names of those of the same home are asked as the household's.
        for (at, yes) in household::known(db, caller, asked).await?.into_iter().enumerate() {
            if yes
                && asked.get(at).is_some_and(|(category, _)| *category == Category::DisplayName)
                && let Some(may) = may.get_mut(at)
            {
                *may = true;
            }
        }
        Ok(may)
    })
}
