//! What the writer of the log does with mentions, within its unit of work.

use ground::{Ctx, Fault};

use super::{EVERYBODY, Named, What, store};
use crate::conversation::{ConversationId, Member};
use crate::log::Refusal;

/// Whether somebody may mention those.
pub(crate) async fn may(
    cx: &mut Ctx,
    conversation: ConversationId,
    own: &Member,
    named: &Named,
) -> Result<(), Refusal> {
    if named.all { allows(cx, conversation, own, What::MentionAll).await } else { Ok(()) }
}

/// A message that mentions nobody yet mentions those of them who are there.
pub(crate) async fn put(
    cx: &mut Ctx,
    (conversation, seq): (ConversationId, i64),
    named: &Named,
) -> Result<(), Fault> {
    if named.all {
        store::add(cx, (conversation, seq), EVERYBODY).await?;
    }
    for person in &named.people {
        store::add_present(cx, (conversation, seq), *person).await?;
    }
    Ok(())
}

/// Whether somebody may do what the owner may leave to everybody; those who moderate may, and in a conversation of two both.
pub(crate) async fn allows(
    cx: &mut Ctx,
    conversation: ConversationId,
    own: &Member,
    what: What,
) -> Result<(), Refusal> {
    if own.role.moderates() || store::is_of_two(cx, conversation).await? {
        return Ok(());
    }
    let left = store::left_within(cx, conversation).await?;
    let may = match what {
        What::MentionAll => left.mention_all,
        What::Pin => left.pin,
    };
    if may { Ok(()) } else { Err(Refusal::OwnerOnly) }
}
