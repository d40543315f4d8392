//! What people do: mention one another, see where they are mentioned, leave to others what is the owner's.

use ground::{Ctx, Person};
use yard::House;

use super::{EVERYBODY, Left, Named, What, store};
use crate::conversation::{ConversationId, Kind, Member, Role};
use crate::log::{Found, Refusal, permits, said_at};

/// Mentions of one list, at most.
const LIST_MAX: i64 = 100;

/// Notes whom a message mentions from now on: those who are there.
pub(crate) async fn put(
    cx: &mut Ctx,
    (conversation, seq): (ConversationId, i64),
    own: &Member,
    named: &Named,
) -> Result<(), Refusal> {
    if named.all {
        allows(cx, conversation, own, What::MentionAll).await?;
    }
    store::forget(cx, conversation, seq).await?;
    if named.all {
        store::add(cx, (conversation, seq), EVERYBODY).await?;
    }
    for person in &named.people {
        store::add_present(cx, (conversation, seq), *person).await?;
    }
    Ok(())
}

/// Whether somebody may do what the owner may leave to everybody; in a conversation of two both may.
pub(crate) async fn allows(
    cx: &mut Ctx,
    conversation: ConversationId,
    own: &Member,
    what: What,
) -> Result<(), Refusal> {
    if own.role == Role::Owner || store::is_of_two(cx, conversation).await? {
        return Ok(());
    }
    let left = store::left_within(cx, conversation).await?;
    let may = match what {
        What::MentionAll => left.mention_all,
        What::Pin => left.pin,
    };
    if may { Ok(()) } else { Err(Refusal::OwnerOnly) }
}

/// Where the caller is mentioned, the newest first, and whether he read that far.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<(Found, bool)>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    let rows = store::of_person(&mut view, who.person, LIST_MAX).await?;
    drop(view);
    let places: Vec<(ConversationId, i64)> = rows.iter().map(|row| row.0).collect();
    let found = said_at(house, who, &places).await?;
    let is_read =
        |one: &Found| rows.iter().any(|row| row.0 == (one.event.conversation, one.event.seq) && row.1);
    Ok(found
        .into_iter()
        .map(|one| {
            let read = is_read(&one);
            (one, read)
        })
        .collect())
}

/// What the owner leaves to everybody.
pub(super) async fn left(house: &House, who: Person, id: ConversationId) -> Result<Left, Refusal> {
    let mut view = house.db.view().await?;
    permits(&mut view, who, "conversation.read", id).await?;
    Ok(store::left(&mut view, id).await?)
}

/// Leaves it to them, or no longer: the owner of a group does.
pub(super) async fn leave(house: &House, who: Person, id: ConversationId, left: Left) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, _) = permits(&mut view, who, "conversation.direct", id).await?;
    drop(view);
    if conversation.kind != Kind::Group {
        return Err(Refusal::OwnerOnly);
    }
    let mut cx = house.db.begin().await?;
    store::leave(&mut cx, id, left).await?;
    cx.commit().await?;
    Ok(())
}
