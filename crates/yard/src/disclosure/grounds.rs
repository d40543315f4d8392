//! Who may open what for a case: keepers, the fields and people that a reviewed case names, until it closes.

use ground::{Caller, Db};
use policy::{Category, Purpose};
use vault::{Answer, Subject};

use super::store;
use crate::grounds::Check;

/// The checks of this feature.
pub fn checks() -> Vec<(Purpose, Check)> {
    vec![(Purpose::Disclosure, within_a_case as Check)]
}

fn within_a_case<'a>(
    db: &'a Db,
    caller: &'a Caller,
    category: Category,
    subject: Subject,
) -> Answer<'a, bool> {
    Box::pin(async move {
        let Caller::Keeper(_) = caller else { return Ok(false) };
        let mut view = db.view().await?;
        match (category, subject) {
            (Category::DisclosureRecord, Subject::House) => store::any(&mut view).await,
            (Category::DisclosureRecord, Subject::Person(person)) => {
                store::is_in_any(&mut view, person).await
            }
            (_, Subject::Person(person)) => store::is_open_for(&mut view, person, category).await,
            _ => Ok(false),
        }
    })
}
