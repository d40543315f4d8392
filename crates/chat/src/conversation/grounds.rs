//! May this caller open that for the purpose `messaging`? Who is, or was, in a conversation opens what it holds (which
//! numbers are his the log knows), and the names of those in it.

use ground::{Caller, Db};
use policy::Category;
use vault::{Answer, Subject};

use super::{ConversationId, store};

/// True where the caller is, or was, in the conversation, or in one with that person.
pub(crate) fn converses<'a>(
    db: &'a Db,
    caller: &'a Caller,
    category: Category,
    subject: Subject,
) -> Answer<'a, bool> {
    Box::pin(async move {
        let Some(person) = caller.person() else { return Ok(false) };
        let mut view = db.view().await?;
        match (subject, category) {
            (Subject::Conversation(id), Category::MessageContent | Category::ConversationName) => {
                Ok(store::member(&mut view, ConversationId::from_bytes(id), person).await?.is_some())
            }
            (Subject::Person(other), Category::DisplayName) => store::share(&mut view, person, other).await,
            _ => Ok(false),
        }
    })
}
