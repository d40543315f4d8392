//! May this caller open that for the purpose `messaging`? Who is, or was, in a conversation opens what it holds (which
//! numbers are his the log knows), and the names of those in it; and what those say about themselves who let him see it.

use ground::{Caller, Db, PersonId};
use policy::Category;
use vault::{Answer, Subject};

use super::{ConversationId, store};

/// True where the caller is, or was, in the conversation, or in one with that person, or keeps order in one into which that
/// person asks to come.
pub(crate) fn converses<'a>(
    db: &'a Db,
    caller: &'a Caller,
    asked: &'a [(Category, Subject)],
) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        let Some(person) = caller.person() else { return Ok(vec![false; asked.len()]) };
        let mut view = db.view().await?;
        let is_name = |(category, subject): &(Category, Subject)| {
            *category == Category::DisplayName && matches!(subject, Subject::Person(_))
        };
        let others = if asked.iter().any(is_name) {
            let mut others = store::sharing(&mut view, person).await?;
            others.extend(crate::order::store::asking(&mut view, person).await?);
            others
        } else {
            Default::default()
        };
        let speaking: Vec<PersonId> = asked
            .iter()
            .filter_map(|(category, subject)| match subject {
                Subject::Person(other) if *category == Category::StatusText => Some(*other),
                _ => None,
            })
            .collect();
        let heard = crate::status::grounds::read(db, person, &speaking).await?;
        let mut may = Vec::with_capacity(asked.len());
        for (category, subject) in asked {
            may.push(match (subject, category) {
                (
                    Subject::Conversation(id),
                    Category::MessageContent
                    | Category::ChatFile
                    | Category::ConversationName
                    | Category::HeldMessage,
                ) => store::member(&mut view, ConversationId::from_bytes(*id), person).await?.is_some(),
                (Subject::Person(other), Category::DisplayName) => others.contains(other),
                (Subject::Person(other), Category::ImportedConversation) => *other == person,
                (Subject::Person(other), Category::StatusText) => heard.contains(other),
                _ => false,
            });
        }
        Ok(may)
    })
}

/// The same for the list of what is held about oneself: what one wrote stands in conversations, whose key it is under. The
/// list asks for one's own alone; here it is only seen that one is, or was, there.
pub(crate) fn wrote<'a>(
    db: &'a Db,
    caller: &'a Caller,
    asked: &'a [(Category, Subject)],
) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        let is_ours = |(_, subject): &(Category, Subject)| matches!(subject, Subject::Conversation(_));
        let may = converses(db, caller, asked).await?;
        Ok(asked.iter().zip(may).map(|(one, may)| may && is_ours(one)).collect())
    })
}
