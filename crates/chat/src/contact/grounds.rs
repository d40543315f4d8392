//! May this caller open what is written of somebody outside? Members of the organisation, within it.

use ground::{Caller, Db};
use policy::Category;
use vault::{Answer, Subject};

/// Contacts, for the purpose `business-contacts`.
pub(crate) fn kept<'a>(
    db: &'a Db,
    caller: &'a Caller,
    asked: &'a [(Category, Subject)],
) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        let Caller::Member(who) = caller else { return Ok(vec![false; asked.len()]) };
        let belongs = yard::org::store::role_of(&mut db.view().await?, who.org, who.person).await?.is_some();
        let may = |(category, subject): &(Category, Subject)| {
            belongs && *category == Category::ExternalContact && *subject == Subject::Org(who.org)
        };
        Ok(asked.iter().map(may).collect())
    })
}
