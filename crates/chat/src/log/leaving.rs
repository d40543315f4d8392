//! Who closes the account goes from all conversations: the others see that he went.

use ground::{Ctx, PersonId, uuid::Uuid};
use yard::House;
use yard::erasure::Working;

use super::{Event, Kind, store};
use crate::conversation::{Role, store as conversations};

/// Removes the memberships of somebody who goes. A group of his goes on with whoever is there the longest.
pub(crate) fn erase_memberships<'a>(
    _: &'a House,
    cx: &'a mut Ctx,
    person: PersonId,
    most: i64,
) -> Working<'a> {
    Box::pin(async move {
        let memberships = conversations::memberships(cx, person, most).await?;
        let mut gone = 0;
        for (conversation, member) in memberships {
            let is_seen = !conversations::is_channel(cx, conversation).await?;
            if member.is_present() && !is_seen {
                conversations::demote(cx, conversation, person).await?;
            }
            if member.is_present()
                && is_seen
                && let Some(last) = conversations::lock(cx, conversation).await?
            {
                let (seq, id) = (last + 1, *Uuid::now_v7().as_bytes());
                let mut leave = Event::bare(conversation, seq, (id, person, cx.now()), Kind::Leave);
                leave.about = Some(person);
                store::add(cx, &leave, id).await?;
                store::ends_at(cx, conversation, seq).await?;
                if member.role == Role::Owner {
                    conversations::inherit(cx, conversation).await?;
                }
            }
            conversations::forget(cx, conversation, person).await?;
            gone += 1;
        }
        Ok(gone)
    })
}
