//! Who may open what was written to the house: whoever sits at its queue, as long as it is kept. And, for an hour after the
//! identity was checked, by whom the account behind it is known.

use ground::{Caller, Db};
use policy::{Category, Purpose};
use std::time::Duration;
use vault::{Answer, Subject};

use super::{Kind, store};
use crate::grounds::Check;
use crate::staff;

/// How long a checked identity is good.
pub(super) const CHECKED: Duration = Duration::from_secs(3_600);

/// The checks of this feature.
pub fn checks() -> Vec<(Purpose, Check)> {
    vec![(Purpose::Support, support as Check)]
}

fn support<'a>(db: &'a Db, caller: &'a Caller, category: Category, subject: Subject) -> Answer<'a, bool> {
    Box::pin(async move {
        let (Caller::Keeper(who), Subject::Person(person)) = (caller, subject) else { return Ok(false) };
        let mut view = db.view().await?;
        let kinds: Vec<Kind> = match category {
            Category::Feedback => store::kinds_of(&mut view, person).await?,
            Category::DisplayName | Category::PhoneNumber | Category::EmailAddress => {
                let since = view.now().minus(CHECKED);
                store::checked_since(&mut view, person, since).await?
            }
            _ => Vec::new(),
        };
        for role in staff::Role::ALL {
            if kinds.iter().any(|kind| kind.role() == role)
                && staff::holders(&mut view, role).await?.contains(&who.person)
            {
                return Ok(true);
            }
        }
        Ok(false)
    })
}
