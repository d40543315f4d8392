//! What people do: call somebody, answer, come back, go on in a meeting.

use ground::{Because, Ctx, Person, PersonId};
use sfu::fresh_identity;
use std::collections::HashSet;
use yard::House;

use super::ringing::{self, Ears, Rung};
use super::rules::{CallKind, PEOPLE_MAX, RINGS, State};
use super::{Call, CallId, Calls, Party, Refusal, ending, jobs, store};
use crate::conversation::{Conversation, ConversationId, Kind, store as conversations};
use crate::log::permits;
use crate::{block, order};

/// A place in a call.
pub(super) struct Seat {
    pub call: CallId,
    /// What opens the room; nothing where the call is over already.
    pub token: Option<String>,
}

/// Calls the others of a conversation, or these of them. Where one rings or runs there, it is answered.
pub(super) async fn start(
    house: &House,
    calls: &Calls,
    who: Person,
    (id, kind, people): (ConversationId, CallKind, &[PersonId]),
) -> Result<Seat, Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, own) = permits(&mut view, who, "call.start", id).await?;
    let running = store::open_in(&mut view, id).await?;
    if let Some(call) = running {
        let parties = store::parties(&mut view, call.id).await?;
        drop(view);
        // Who blocked the caller finds nothing there; he has to wait until it rings no longer.
        let is_hidden = parties.iter().any(|one| one.person == who.person && one.state.is_hidden());
        return if is_hidden {
            Err(Refusal::Nobody)
        } else {
            answer(house, calls, who, (call.id, true)).await
        };
    }
    order::speaks(&own, conversation.order, view.now())?;
    let others = wanted(&mut view, who, &conversation, people).await?;
    let deaf = block::store::blocking(&mut view, who.person).await?;
    drop(view);
    let new = fresh(house, id, who, kind);
    if !calls.media.open(new.id).await {
        return Err(Refusal::Full);
    }
    let begun = begin(house, who, (&new, conversation.kind), (&others, deaf)).await;
    match begun {
        Ok((settled, identity)) => {
            let may_send = may_send(house, who.person).await?;
            let token = (!settled.is_over).then(|| calls.media.token(new.id, &identity, may_send));
            if settled.is_over {
                calls.media.close(new.id).await;
            }
            ending::tell(house, &new, settled).await?;
            Ok(Seat { call: new.id, token })
        }
        Err(refusal) => {
            calls.media.close(new.id).await;
            Err(refusal)
        }
    }
}

fn fresh(house: &House, conversation: ConversationId, who: Person, kind: CallKind) -> Call {
    let now = house.clock.now();
    Call {
        id: CallId::fresh(&house.clock),
        conversation,
        starter: who.person,
        video: kind.is_video(),
        begun_at: now,
        answered_at: None,
        seen_at: now,
        ended_at: None,
        meeting: None,
    }
}

/// Whom somebody calls: the others, or those of them whom he names.
async fn wanted(
    view: &mut ground::View,
    who: Person,
    conversation: &Conversation,
    people: &[PersonId],
) -> Result<Vec<PersonId>, Refusal> {
    let most = i64::try_from(PEOPLE_MAX).unwrap_or(i64::MAX);
    let mut others = if people.is_empty() || conversation.kind == Kind::Direct {
        let present = conversations::few_present(view, conversation.id, most).await?;
        if present.is_empty() {
            return Err(Refusal::Many);
        }
        present
    } else if people.len() > PEOPLE_MAX {
        return Err(Refusal::Many);
    } else {
        for person in people {
            let member = conversations::member(view, conversation.id, *person).await?;
            if member.is_none_or(|member| !member.is_present()) {
                return Err(Refusal::Nobody);
            }
        }
        people.to_vec()
    };
    others.retain(|person| *person != who.person);
    others.sort_unstable();
    others.dedup();
    if others.is_empty() {
        return Err(Refusal::Nobody);
    }
    if others.len() >= PEOPLE_MAX { Err(Refusal::Many) } else { Ok(others) }
}

/// Writes the call and rings, in one unit of work; rings are heard once it is committed.
async fn begin(
    house: &House,
    who: Person,
    (new, kind): (&Call, Kind),
    (others, deaf): (&[PersonId], HashSet<PersonId>),
) -> Result<(ending::Settled, String), Refusal> {
    let identity = fresh_identity().because("no randomness")?;
    let ears = Ears::of(house, others, deaf).await?;
    let mut cx = house.db.begin().await?;
    if store::is_elsewhere(&mut cx, who.person, new.id).await? {
        return Err(Refusal::InCall);
    }
    if !store::add(&mut cx, new).await? {
        return Err(Refusal::InCall);
    }
    store::put(&mut cx, new.id, (who.person, State::Joined), Some((&identity, who.device))).await?;
    let mut rung = Vec::with_capacity(others.len());
    for person in others {
        rung.extend(ringing::ring(&mut cx, house, (new, kind), (*person, &ears)).await?);
    }
    let settled = ending::settle(&mut cx, house, (new, kind)).await?;
    expires(&mut cx, new.id).await?;
    cx.commit().await?;
    if !settled.is_over {
        ringing::sound(house, new, who.person, &rung);
    }
    Ok((settled, identity))
}

async fn expires(cx: &mut Ctx, id: CallId) -> Result<(), Refusal> {
    let at = cx.now().plus(RINGS);
    Ok(jobs::Expire::at(cx, id, at).await?)
}

/// Rings those of the conversation whom somebody in the call wants there, too, or once more.
pub(super) async fn ring(
    house: &House,
    who: Person,
    (id, people): (CallId, &[PersonId]),
) -> Result<(), Refusal> {
    let (call, conversation) = known(house, who, id, "call.start").await?;
    let mut view = house.db.view().await?;
    let parties = store::parties(&mut view, id).await?;
    is_in(&parties, who)?;
    if people.is_empty() {
        return Err(Refusal::Nobody);
    }
    let others = wanted(&mut view, who, &conversation, people).await?;
    let deaf = block::store::blocking(&mut view, who.person).await?;
    drop(view);
    let ears = Ears::of(house, &others, deaf).await?;
    let mut cx = house.db.begin().await?;
    let call =
        store::lock(&mut cx, call.id).await?.filter(|call| call.ended_at.is_none()).ok_or(Refusal::Over)?;
    let parties = store::lock_parties(&mut cx, id).await?;
    let (mut rung, mut count): (Vec<Rung>, usize) = (Vec::new(), parties.len());
    for person in others {
        let there = parties.iter().find(|one| one.person == person);
        if there.is_some_and(|one| one.state == State::Joined || one.state.is_waited_for()) {
            continue;
        }
        count += usize::from(there.is_none());
        if count > PEOPLE_MAX {
            return Err(Refusal::Many);
        }
        rung.extend(ringing::ring(&mut cx, house, (&call, conversation.kind), (person, &ears)).await?);
    }
    expires(&mut cx, id).await?;
    cx.commit().await?;
    ringing::sound(house, &call, who.person, &rung);
    Ok(ending::tell(house, &call, ending::Settled::default()).await?)
}

/// Answers a call, joins one that runs, or comes back; with `take`, from the device where one answered.
pub(super) async fn answer(
    house: &House,
    calls: &Calls,
    who: Person,
    (id, take): (CallId, bool),
) -> Result<Seat, Refusal> {
    let (call, _) = known(house, who, id, "call.start").await?;
    if call.ended_at.is_some() {
        return Err(Refusal::Over);
    }
    if !calls.media.open(id).await {
        return Err(Refusal::Full);
    }
    let mut cx = house.db.begin().await?;
    let call = store::lock(&mut cx, id).await?.filter(|call| call.ended_at.is_none()).ok_or(Refusal::Over)?;
    let parties = store::lock_parties(&mut cx, id).await?;
    if store::is_elsewhere(&mut cx, who.person, id).await? {
        return Err(Refusal::InCall);
    }
    let own = parties.iter().find(|one| one.person == who.person && one.state == State::Joined);
    let (identity, gone) = match own.map(|own| (own.device == Some(who.device), own.identity.clone())) {
        // A page that was loaded anew is the same in the room.
        Some((true, Some(identity))) => (identity, None),
        Some(_) if !take => return Err(Refusal::Elsewhere),
        Some((_, before)) => (fresh_identity().because("no randomness")?, before),
        None if parties.iter().filter(|one| one.state == State::Joined).count() >= PEOPLE_MAX => {
            return Err(Refusal::Many);
        }
        None => (fresh_identity().because("no randomness")?, None),
    };
    if own.is_none() || gone.is_some() {
        store::put(&mut cx, id, (who.person, State::Joined), Some((&identity, who.device))).await?;
    }
    if who.person != call.starter {
        store::answered(&mut cx, id).await?;
    }
    cx.commit().await?;
    if let Some(gone) = gone {
        calls.media.remove(id, &gone).await;
    }
    ending::tell(house, &call, ending::Settled::default()).await?;
    let token = calls.media.token(id, &identity, may_send(house, who.person).await?);
    Ok(Seat { call: id, token: Some(token) })
}

/// Whether sound and pictures of somebody may be sent: unless he said no to it, or withdrew.
pub(super) async fn may_send(house: &House, person: PersonId) -> Result<bool, ground::Fault> {
    let mut view = house.db.view().await?;
    Ok(!yard::consent::store::is_declined(&mut view, person, policy::Purpose::Call).await?)
}

/// A call and its conversation, where the caller may do this there and the call is not hidden from him.
pub(super) async fn known(
    house: &House,
    who: Person,
    id: CallId,
    act: &'static str,
) -> Result<(Call, Conversation), Refusal> {
    let mut view = house.db.view().await?;
    let call = store::find(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    let permitted = permits(&mut view, who, act, call.conversation).await;
    let (conversation, _) = permitted.map_err(|refusal| match refusal {
        crate::log::Refusal::Unknown => Refusal::Unknown,
        other => other.into(),
    })?;
    let parties = store::parties(&mut view, id).await?;
    if parties.iter().any(|one| one.person == who.person && one.state.is_hidden()) {
        return Err(Refusal::Unknown);
    }
    Ok((call, conversation))
}

/// Whether somebody is in the call now.
pub(super) fn is_in(parties: &[Party], who: Person) -> Result<(), Refusal> {
    let is_there = parties.iter().any(|one| one.person == who.person && one.state == State::Joined);
    if is_there { Ok(()) } else { Err(Refusal::NotIn) }
}
