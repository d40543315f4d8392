//! What is seen of what is withheld: by whoever said it, and by whom a grant lets in.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use vault::Look;
use yard::{Held, House, own};

use super::store;
use crate::conversation::ConversationId;
use crate::log::Body;

/// Messages of one's own that the list of what is held shows, the newest.
const HELD_MAX: i64 = 10_000;

/// What messages between two numbers said last that are withheld, by their number; as whoever looks may see it.
pub(crate) async fn withheld(
    house: &House,
    look: &Look<'_>,
    id: ConversationId,
    span: (i64, i64),
) -> Result<HashMap<i64, Body>, Fault> {
    let said = store::last_said(&mut house.db.view().await?, id, span).await?;
    let opened = look.open_present(said.values().map(|one| &one.body)).await;
    let opened = opened.map_err(|no| Fault::caused("opening what is withheld", no))?;
    Ok(said.keys().zip(opened).filter_map(|(seq, body)| Some((*seq, body?))).collect())
}

/// What this feature holds about a person: what he took back and is kept, and that his part in a conversation is.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let said = store::said_by(&mut view, person, HELD_MAX).await?;
        let holds = store::on(&mut view, person).await?;
        drop(view);
        let rows = said.iter().map(|one| (one.at, &one.body));
        let of = (Category::HeldMessage, "chat_withheld");
        let mut found =
            own::opened(own::look(house, caller).delivery(), of, rows, |body| body.held()).await?;
        found.extend(holds.iter().map(|hold| Held {
            category: Category::HeldMessage,
            table: "chat_hold",
            value: Some(format!("{} {} – {}", hold.why.word(), hold.conversation, hold.ends_at.rfc3339())),
            collected_at: hold.given_at,
        }));
        Ok(found)
    })
}
