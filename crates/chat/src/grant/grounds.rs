//! May this keeper open that for the purpose `conversation-access`? Where a grant stands.

use ground::{Caller, Db};
use policy::Category;
use vault::{Answer, Subject};

use super::actions;
use crate::conversation::ConversationId;

/// True for what is said and sent in a conversation of which a grant stands.
pub(crate) fn granted<'a>(
    db: &'a Db,
    caller: &'a Caller,
    asked: &'a [(Category, Subject)],
) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        if !matches!(caller, Caller::Keeper(_)) {
            return Ok(vec![false; asked.len()]);
        }
        let standing = actions::in_force(&mut db.view().await?, None).await?;
        let stands = |id: ConversationId| standing.iter().any(|grant| grant.conversation == id);
        let may = |(category, subject): &(Category, Subject)| match (category, subject) {
            (
                Category::MessageContent | Category::ChatFile | Category::HeldMessage,
                Subject::Conversation(id),
            ) => stands(ConversationId::from_bytes(*id)),
            _ => false,
        };
        Ok(asked.iter().map(may).collect())
    })
}
