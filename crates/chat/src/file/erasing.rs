//! Files go: with their message, with whoever sent them, with the conversation.

use ground::{Ctx, Fault, PersonId};
use yard::House;
use yard::erasure::Working;

use super::{File, jobs, store};
use crate::conversation::ConversationId;
use crate::hold;

/// These go, to the last piece.
pub(super) async fn these(cx: &mut Ctx, files: &[File]) -> Result<(), Fault> {
    let mut names = Vec::new();
    for file in files {
        names.extend(store::remove(cx, file).await?);
    }
    jobs::remove_later(cx, names).await
}

/// The files of a message that is taken back, or is over; where it is held, they are withheld.
pub(crate) async fn of_message(cx: &mut Ctx, id: ConversationId, seq: i64) -> Result<(), Fault> {
    let files = store::of_message(cx, id, seq).await?;
    let Some(first) = files.first() else { return Ok(()) };
    // All files of a message are its author's.
    if hold::store::covers(cx, id, first.person).await? {
        return store::withhold(cx, id, seq).await;
    }
    these(cx, &files).await
}

/// Files that are withheld and held no longer go, at most so many; answers how many.
pub(crate) async fn release(cx: &mut Ctx, most: i64) -> Result<u64, Fault> {
    let files = store::unheld(cx, most).await?;
    these(cx, &files).await?;
    Ok(u64::try_from(files.len()).unwrap_or(u64::MAX))
}

/// All files of a conversation that goes.
pub(crate) async fn of_conversation(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    let files = store::of_conversation(cx, id).await?;
    these(cx, &files).await
}

/// The files of somebody who is erased.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let files = store::of_person(cx, person, most).await?;
        these(cx, &files).await?;
        Ok(u64::try_from(files.len()).unwrap_or(u64::MAX))
    })
}

/// Pieces of them.
pub(crate) fn erase_pieces<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let names = store::remove_pieces(cx, person, most).await?;
        let gone = u64::try_from(names.len()).unwrap_or(u64::MAX);
        jobs::remove_later(cx, names).await?;
        Ok(gone)
    })
}
