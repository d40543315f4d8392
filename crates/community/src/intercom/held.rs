//! What somebody finds of calls from doors when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House};

use super::{Call, store};

/// Calls that are shown, the newest.
const SHOWN_MAX: u32 = 1_000;

/// When he answered at a door, and when he opened.
pub(crate) fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let calls = store::of_person(&mut view, person, SHOWN_MAX).await?;
        let one = |call: Call| Held {
            category: Category::DoorCall,
            table: "community_intercom",
            value: Some(line(&call, person)),
            collected_at: call.begun_at,
        };
        Ok(calls.into_iter().map(one).collect())
    })
}

/// When it rang, and what he did.
fn line(call: &Call, person: PersonId) -> String {
    let own = |by: Option<PersonId>, at: Option<ground::Timestamp>, word: &str| {
        at.filter(|_| by == Some(person)).map(|at| format!(" · {word} {}", at.rfc3339())).unwrap_or_default()
    };
    let answered = own(call.answered_by, call.answered_at, "answered");
    let opened = own(call.opened_by, call.opened_at, "opened");
    format!("{}{answered}{opened}", call.begun_at.rfc3339())
}
