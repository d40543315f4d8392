//! What people do: make a webhook, look which there are, take one away. And what a program says through it.

use ground::uuid::Uuid;
use ground::{Person, PersonId};
use yard::House;
use yard::account::store as accounts;

use super::slack::Payload;
use super::{Hook, HookId, Refusal, SECRET, rules, store};
use crate::conversation::{ConversationId, store as conversations};
use crate::log::{self, Chat, Draft, MARK, What, Written};
use crate::preview;

/// One that was made: what stands in its address is told once.
pub(super) struct Made {
    pub hook: Hook,
    pub secret: String,
}

/// Makes one.
pub(super) async fn make(
    house: &House,
    who: Person,
    conversation: ConversationId,
    name: &str,
) -> Result<Made, Refusal> {
    let mut view = house.db.view().await?;
    log::permits(&mut view, who, "conversation.programs", conversation).await?;
    drop(view);
    let name = rules::name(name)?;
    let (secret, verifier) = yard::token::fresh(house, &SECRET)?;
    // The key of the conversation's tokens is made here, where no program waits for it.
    crate::search::tokens_of(house, conversation, "").await?;
    let mut cx = house.db.begin().await?;
    if store::count(&mut cx, conversation).await? >= rules::MOST {
        return Err(Refusal::Bound);
    }
    let (id, made_at) = (HookId::fresh(cx.clock()), cx.now());
    let hook = Hook { id, conversation, name, made_by: who.person, made_at, used_at: None };
    match store::add(&mut cx, &hook, verifier).await {
        Err(error) if error.is_unique_on("chat_hook") => return Err(Refusal::Taken),
        other => other?,
    }
    cx.commit().await?;
    Ok(Made { hook, secret })
}

/// Those of a conversation, and whether each speaks; for everybody in it.
pub(super) async fn list(
    house: &House,
    who: Person,
    conversation: ConversationId,
) -> Result<Vec<(Hook, bool)>, Refusal> {
    let mut view = house.db.view().await?;
    let (_, member) = log::permits(&mut view, who, "conversation.read", conversation).await?;
    if !member.is_present() {
        return Err(log::Refusal::Unknown.into());
    }
    Ok(store::of(&mut view, conversation).await?)
}

/// Takes one away: from the commit on its address leads nowhere.
pub(super) async fn remove(
    house: &House,
    who: Person,
    conversation: ConversationId,
    id: HookId,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    log::permits(&mut view, who, "conversation.programs", conversation).await?;
    drop(view);
    let mut cx = house.db.begin().await?;
    if !store::remove(&mut cx, conversation, id).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// Says what came to an address; durable when this returns. Under the same key it is said once.
pub(super) async fn post(
    house: &House,
    chat: &Chat,
    (secret, key): (&str, Option<&str>),
    payload: &Payload,
) -> Result<Written, Refusal> {
    if secret.len() != rules::SECRET_LEN {
        return Err(Refusal::Unknown);
    }
    let mut view = house.db.view().await?;
    let found = store::by_verifier(&mut view, house.vault.index(&SECRET, secret)).await?;
    drop(view);
    let hook = found.ok_or(Refusal::Unknown)?;
    let mut cx = house.db.begin().await?;
    let count = accounts::count(&mut cx, rules::POSTS, hook.id.bytes()).await?;
    store::touch(&mut cx, hook.id).await?;
    cx.commit().await?;
    if count > i64::from(rules::POSTS.most) {
        return Err(Refusal::TooOften(u64::from(rules::POSTS.span_s)));
    }
    let mut live = payload.read(&hook.name).ok_or(Refusal::Nothing)?;
    // Sixteen bytes of its own: whoever looks for a person by them finds none.
    let actor = PersonId::from_bytes(hook.id.bytes());
    let over = match payload.replaces() {
        Some(key) => {
            let before = log::said_under(house, (hook.conversation, actor), key).await?;
            Some(before.ok_or(Refusal::NothingBefore)?)
        }
        None => None,
    };
    // Nobody hears of a press at a webhook.
    if let Some(sheet) = &mut live.sheet {
        sheet.buttons.clear();
    }
    let id = *Uuid::now_v7().as_bytes();
    let found = conversations::find(&mut house.db.view().await?, hook.conversation).await?;
    let found = found.ok_or(Refusal::Unknown)?;
    let wanted = preview::wanted(house, &found, (&live, false)).await?;
    let (body, tokens) = log::seal(house, (hook.conversation, found.org), id, &live).await?;
    let fresh = Uuid::now_v7().to_string();
    let mark = house.vault.index(&MARK, key.unwrap_or(&fresh));
    let what = What::Post { maker: hook.made_by, body, live, tokens, over };
    let written = match chat.append(Draft { conversation: hook.conversation, id, actor, mark, what }).await {
        Err(log::Refusal::Unknown) => return Err(Refusal::Unknown),
        Err(log::Refusal::MessageUnknown) => return Err(Refusal::NothingBefore),
        other => other?,
    };
    let (seq, maker) = (over.unwrap_or(written.seq), Some(hook.made_by));
    wanted.carry_out_for(house, (hook.conversation, actor), (seq, maker)).await?;
    Ok(written)
}
