//! Who may open what for a case: keepers, the fields and people that a reviewed case names, until it closes.

use ground::{Caller, Db, Fault, PersonId, View};
use policy::{Category, Purpose};
use vault::{Answer, Subject};

use super::rules::{Kind, State};
use super::{DisclosureId, store};
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

/// The people of a case of use or of an authority, on a listed ground, that a second keeper approved and that is not closed;
/// nothing where it is no such case.
///
/// # Errors
/// A fault where the cases cannot be read.
pub async fn approved(view: &mut View, id: DisclosureId) -> Result<Option<Vec<PersonId>>, Fault> {
    let Some(case) = store::find(view, id).await? else { return Ok(None) };
    let stands = matches!(case.kind, Kind::Use | Kind::Authority)
        && matches!(case.state, State::Reviewed | State::Released)
        && case.ground.is_some();
    if !stands {
        return Ok(None);
    }
    Ok(Some(store::people(view, id).await?.into_iter().map(|one| one.person).collect()))
}
