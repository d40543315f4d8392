//! What becomes of the log by an event: the rules, with the log as it stands within the writer's unit of work.

use ground::{Ctx, Fault};
use vault::Sealed;

use super::writer::What;
use super::{Body, Event, Kind, Refusal, store};
use crate::conversation::rules::MEMBERS_MAX;
use crate::conversation::{ConversationId, Member, Role, store as conversations};
use crate::mention::Named;
use crate::search::{Tokens, store as words};
use crate::{file, hold, mention, order, pin, preview, reaction, star, urgent};

/// The event is filled, and what it changes is changed. Answers what a message says, for the pages that are open.
pub(super) async fn fill(cx: &mut Ctx, event: &mut Event, mut what: What) -> Result<Option<Body>, Refusal> {
    let Event { conversation, actor, .. } = *event;
    if let What::Down { target } = what {
        message(cx, conversation, (0, target)).await?;
        destroy(cx, conversation, target).await?;
        (event.kind, event.target) = (Kind::Recall, Some(target));
        return Ok(None);
    }
    let stands = if let What::Post { maker, .. } = &what { *maker } else { actor };
    let own = conversations::lock_member(cx, conversation, stands).await?;
    let (own, order) = own.filter(|(own, _)| own.is_present()).ok_or(Refusal::Unknown)?;
    fits_seal(cx, conversation, &what).await?;
    if matches!(what, What::Say { .. } | What::Post { .. } | What::Edit { .. }) {
        order::may_speak(cx, conversation, (&own, order), matches!(what, What::Say { .. })).await?;
    }
    let live = match &mut what {
        What::Say { live, .. } | What::Post { live, .. } | What::Cipher { live, .. } => {
            Some(std::mem::take(live))
        }
        _ => None,
    };
    let files = live.as_ref().map_or(&[][..], |body| &body.files);
    if !files.is_empty() && file::store::sendable(cx, (conversation, actor), files).await? != files.len() {
        return Err(Refusal::Files);
    }
    match what {
        What::Say { .. } | What::Post { .. } | What::Edit { .. } | What::Recall { .. } => {
            said(cx, event, &own, what).await?
        }
        What::Join { .. } | What::Leave { .. } => passed(cx, event, &own, what).await?,
        What::React { .. } | What::Unreact { .. } | What::Pin { .. } | What::Unpin { .. } => {
            hung(cx, event, &own, what).await?;
        }
        What::Down { .. } => {}
        What::Cipher { body, .. } => event.body = Some(body),
        What::Change { body, change, .. } => {
            crate::sealed::store::change(cx, (conversation, event.seq), change).await?;
            (event.kind, event.body) = (Kind::Change, Some(body));
        }
        What::Call { body, is_missed } => {
            event.kind = if is_missed { Kind::Missed } else { Kind::Call };
            event.body = Some(body);
        }
    }
    // Only now: what is refused leaves nothing behind in a unit of work that it shares with others.
    if !files.is_empty() {
        file::store::send(cx, (conversation, event.seq), files).await?;
    }
    Ok(live)
}

/// In a sealed conversation nothing stands that the house could read, and what stands there was made in the epoch of its place.
async fn fits_seal(cx: &mut Ctx, conversation: ConversationId, what: &What) -> Result<(), Refusal> {
    let wanted = match what {
        What::Cipher { epoch, .. } | What::Change { epoch, .. } => Some(*epoch),
        What::Post { .. } | What::Call { .. } => None,
        // A conversation is sealed for ever or never: what people wish was held against that before it came here.
        _ => return Ok(()),
    };
    match (wanted, crate::sealed::store::epoch(cx, conversation).await?) {
        (None, None) => Ok(()),
        (Some(wanted), Some(now)) if wanted == now => Ok(()),
        (Some(_), Some(now)) => Err(Refusal::Epoch(now)),
        (None, Some(_)) | (Some(_), None) => Err(Refusal::Sealed),
    }
}

/// Something is said, changed or taken back.
async fn said(cx: &mut Ctx, event: &mut Event, own: &Member, what: What) -> Result<(), Refusal> {
    let Event { conversation, seq, actor, .. } = *event;
    match what {
        What::Say { body, tokens, named, reply_to, topic, .. } => {
            if let Some(target) = reply_to {
                message(cx, conversation, (own.from_seq, target)).await?;
            }
            if let Some(topic) = topic {
                let first = message(cx, conversation, (own.from_seq, topic)).await?;
                event.topic = Some(first.topic.unwrap_or(first.seq));
            }
            mention::may(cx, conversation, own, &named).await?;
            mention::put(cx, (conversation, seq), &named).await?;
            words::put(cx, conversation, seq, &tokens).await?;
            (event.target, event.body) = (reply_to, Some(body));
        }
        What::Post { body, tokens, over: None, .. } => {
            words::put(cx, conversation, seq, &tokens).await?;
            event.body = Some(body);
        }
        What::Post { body, tokens, over: Some(target), .. } => {
            changed(cx, (event, own), target, (body, &tokens, &Named { people: Vec::new(), all: false }))
                .await?;
        }
        What::Edit { target, body, tokens, named } => {
            changed(cx, (event, own), target, (body, &tokens, &named)).await?;
        }
        What::Recall { target } => {
            let message = message(cx, conversation, (own.from_seq, target)).await?;
            if message.actor != actor {
                let theirs = conversations::rank(cx, conversation, message.actor).await?;
                if !own.role.outranks(theirs) {
                    return Err(Refusal::NotYours);
                }
            }
            destroy(cx, conversation, target).await?;
            (event.kind, event.target) = (Kind::Recall, Some(target));
        }
        _ => {}
    }
    Ok(())
}

/// A message says something else: only one of whoever, or of the program that, wants it so.
async fn changed(
    cx: &mut Ctx,
    (event, own): (&mut Event, &Member),
    target: i64,
    (body, tokens, named): (Sealed<Body>, &Tokens, &Named),
) -> Result<(), Refusal> {
    let Event { conversation, actor, .. } = *event;
    if message(cx, conversation, (own.from_seq, target)).await?.actor != actor {
        return Err(Refusal::NotYours);
    }
    mention::may(cx, conversation, own, named).await?;
    mention::store::forget(cx, conversation, target).await?;
    words::forget(cx, conversation, target).await?;
    preview::store::outdate(cx, conversation, target).await?;
    mention::put(cx, (conversation, target), named).await?;
    words::put(cx, conversation, target, tokens).await?;
    (event.kind, event.target, event.body) = (Kind::Edit, Some(target), Some(body));
    Ok(())
}

/// Somebody comes or goes.
async fn passed(cx: &mut Ctx, event: &mut Event, own: &Member, what: What) -> Result<(), Refusal> {
    let Event { conversation, seq, actor, .. } = *event;
    match what {
        What::Join { person } => {
            if conversations::count_present(cx, conversation).await? >= MEMBERS_MAX {
                return Err(Refusal::Full);
            }
            conversations::join(cx, conversation, person, Role::Member, seq).await?;
            (event.kind, event.about) = (Kind::Join, Some(person));
        }
        What::Leave { person } => {
            if person != actor {
                let theirs = conversations::rank(cx, conversation, person).await?;
                if !own.role.outranks(theirs) {
                    return Err(Refusal::Denied(ground::Denied));
                }
            }
            conversations::leave(cx, conversation, person, seq).await?;
            crate::draft::forget(cx, conversation, person).await?;
            if person == actor && own.role == Role::Owner {
                conversations::inherit(cx, conversation).await?;
            }
            (event.kind, event.about) = (Kind::Leave, Some(person));
        }
        _ => {}
    }
    Ok(())
}

/// A sign or a pin is put to a message, or taken away.
async fn hung(cx: &mut Ctx, event: &mut Event, own: &Member, what: What) -> Result<(), Refusal> {
    let Event { conversation, seq, actor, .. } = *event;
    let (What::React { target, .. }
    | What::Unreact { target, .. }
    | What::Pin { target }
    | What::Unpin { target }) = what
    else {
        return Ok(());
    };
    message(cx, conversation, (own.from_seq, target)).await?;
    let at = (conversation, target);
    event.target = Some(target);
    match what {
        What::React { body, token, .. } => {
            reaction::store::add(cx, at, actor, (token, seq)).await?;
            (event.kind, event.body) = (Kind::React, Some(body.0));
        }
        What::Unreact { body, token, .. } => {
            reaction::store::remove(cx, at, actor, token).await?;
            (event.kind, event.body) = (Kind::Unreact, Some(body.0));
        }
        What::Pin { .. } => {
            mention::allows(cx, conversation, own, mention::What::Pin).await?;
            pin::store::add(cx, at, seq).await?;
            event.kind = Kind::Pin;
        }
        What::Unpin { .. } => {
            mention::allows(cx, conversation, own, mention::What::Pin).await?;
            pin::store::remove(cx, at).await?;
            event.kind = Kind::Unpin;
        }
        _ => {}
    }
    Ok(())
}

/// What a message said goes, with what it was found by and what hung on it; where it is held, it is withheld. Whoever calls
/// has the lock of the conversation.
pub(crate) async fn destroy(cx: &mut Ctx, conversation: ConversationId, target: i64) -> Result<(), Fault> {
    hold::store::withhold(cx, conversation, target).await?;
    store::destroy(cx, conversation, target).await?;
    words::forget(cx, conversation, target).await?;
    file::of_message(cx, conversation, target).await?;
    mention::store::forget(cx, conversation, target).await?;
    reaction::store::forget(cx, conversation, target).await?;
    pin::store::forget(cx, conversation, target).await?;
    preview::store::forget(cx, conversation, target).await?;
    urgent::store::forget(cx, conversation, target).await?;
    star::store::forget(cx, conversation, target).await
}

/// A message that this member may know, and that was not taken back.
pub(crate) async fn message(
    cx: &mut Ctx,
    conversation: ConversationId,
    (from, target): (i64, i64),
) -> Result<Event, Refusal> {
    let found = store::find(cx, conversation, target).await?;
    found
        .filter(|event| event.kind == Kind::Message && event.body.is_some() && event.seq >= from)
        .ok_or(Refusal::MessageUnknown)
}
