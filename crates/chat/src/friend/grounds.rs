//! May this caller see that name, or that picture? Of friends, of who asked or was asked, of who stands beside him, and of
//! who shows himself: by a card, or by letting himself be found.

use ground::{Caller, Db, PersonId};
use policy::Category;
use std::collections::HashSet;
use vault::{Answer, Subject};

use super::{rules, store};
use crate::{conversation, finding, nearby};

/// Names, for the purpose `contacts`.
pub(crate) fn known<'a>(
    db: &'a Db,
    caller: &'a Caller,
    asked: &'a [(Category, Subject)],
) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        let Some(person) = caller.person() else { return Ok(vec![false; asked.len()]) };
        let mut view = db.view().await?;
        let bonds = store::of(&mut view, person, rules::FRIENDS_MAX).await?;
        let mut known: HashSet<PersonId> = bonds.iter().map(|bond| bond.other(person)).collect();
        let people: Vec<PersonId> = asked
            .iter()
            .filter_map(|(_, subject)| match subject {
                Subject::Person(other) if !known.contains(other) => Some(*other),
                _ => None,
            })
            .take(500)
            .collect();
        known.extend(store::carded(&mut view, &people).await?);
        known.extend(finding::store::findable(&mut view, &people).await?);
        known.extend(nearby::store::beside(&mut view, person).await?);
        known.extend(conversation::store::sharing(&mut view, person).await?);
        known.extend(crate::block::store::blocked_by(&mut view, person).await?);
        let may = |(category, subject): &(Category, Subject)| match subject {
            Subject::Person(other) => *category == Category::DisplayName && known.contains(other),
            _ => false,
        };
        Ok(asked.iter().map(may).collect())
    })
}

/// Whether somebody is a friend of whoever asks, or of one conversation with him, where it is of that kind at all.
fn near<'a>(db: &'a Db, caller: &'a Caller, subject: Subject, of_kind: bool) -> Answer<'a, bool> {
    Box::pin(async move {
        let (true, Subject::Person(other)) = (of_kind, subject) else { return Ok(false) };
        let Some(person) = caller.person() else { return Ok(false) };
        let mut view = db.view().await?;
        if store::are(&mut view, person, other).await? {
            return Ok(true);
        }
        conversation::store::share_one(&mut view, person, other).await
    })
}

/// Pictures, for the purpose `avatar-display`: friends see them, and those of one conversation.
pub(crate) fn pictured<'a>(
    db: &'a Db,
    caller: &'a Caller,
    category: Category,
    subject: Subject,
) -> Answer<'a, bool> {
    near(db, caller, subject, category == Category::Avatar)
}

/// What organisations show of their members outside, for the purpose `member-outside`: to friends, and to those of one
/// conversation. Which fields that are the organisation says.
pub(crate) fn acquainted<'a>(
    db: &'a Db,
    caller: &'a Caller,
    category: Category,
    subject: Subject,
) -> Answer<'a, bool> {
    near(db, caller, subject, category == Category::MemberRecord)
}
