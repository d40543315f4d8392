//! What is held of a person here, and how it goes.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::pin::Pin;

use super::{rules, store};
use crate::House;
use crate::erasure::{Eraser, Work};
use crate::house::Held;
use crate::retention::{How, Sweeper};

/// What becomes of what somebody let applications have, when he is erased; codes and tokens go with it.
pub fn erasers() -> Vec<Eraser> {
    vec![Eraser { table: "yard_application_grant", work: Work::AtOnce(store::erase) }]
}

/// What removes it when its time is over.
pub fn sweepers() -> Vec<Sweeper> {
    let one = |event, act| Sweeper { category: Category::ApplicationGrant, event, how: How::Act(act) };
    vec![
        one("removed", "me.application.end"),
        one("organisation-left", "org.member.remove"),
        one("organisation-closed", "me.close"),
    ]
}

/// What this feature holds about a person.
pub fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let rows = store::of_person(&mut house.db.view().await?, person).await?;
        let one = |(application, grant): (super::Application, store::Grant)| Held {
            category: Category::ApplicationGrant,
            table: "yard_application_grant",
            value: Some(format!("{} ({})", application.name, rules::written(&grant.scopes))),
            collected_at: grant.given_at,
        };
        Ok(rows.into_iter().map(one).collect())
    })
}
