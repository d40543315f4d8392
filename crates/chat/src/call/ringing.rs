//! Calling somebody: what he is in the call, whether he hears it, and who wakes his devices.

use ground::bus::Subject;
use ground::{Ctx, Fault, PersonId};
use std::collections::HashSet;
use yard::House;
use yard::{push, quiet};

use super::rules::{CallKind, State};
use super::{Call, store};
use crate::conversation;
use crate::frames::CallRings;

/// Somebody whose devices ring.
pub(super) struct Rung {
    person: PersonId,
    /// His quiet hours, or he muted the conversation: it is shown and makes no sound.
    is_silent: bool,
}

/// Who does not hear a call, or hears it without a sound; asked before the unit of work in which it rings.
pub(super) struct Ears {
    /// Those who block the caller.
    pub deaf: HashSet<PersonId>,
    /// Those who have quiet hours.
    pub quiet: HashSet<PersonId>,
}

impl Ears {
    /// Those of these people, with whom is known to block the caller.
    pub async fn of(house: &House, people: &[PersonId], deaf: HashSet<PersonId>) -> Result<Self, Fault> {
        let mut quiet = HashSet::new();
        for person in people {
            if quiet::ends(house, *person).await?.is_some() {
                quiet.insert(*person);
            }
        }
        Ok(Self { deaf, quiet })
    }
}

/// Calls somebody: he rings, is busy, or does not hear of it.
pub(super) async fn ring(
    cx: &mut Ctx,
    house: &House,
    (call, kind): (&Call, conversation::Kind),
    (person, ears): (PersonId, &Ears),
) -> Result<Option<Rung>, Fault> {
    let is_heard = !ears.deaf.contains(&person) && house.vault.held(person).is_none();
    if !is_heard {
        // Of two, the caller is not told; of several, it simply does not ring there.
        if kind == conversation::Kind::Direct {
            store::put(cx, call.id, (person, State::Unheard), None).await?;
        }
        return Ok(None);
    }
    if store::is_busy(cx, person, call.id).await? {
        store::put(cx, call.id, (person, State::Busy), None).await?;
        return Ok(None);
    }
    store::put(cx, call.id, (person, State::Ringing), None).await?;
    let is_silent = ears.quiet.contains(&person) || store::is_muted(cx, call.conversation, person).await?;
    if !is_silent && push::is_reachable(cx, house, person).await? {
        push::notify(cx, house, person, push::Kind::Call).await?;
    }
    Ok(Some(Rung { person, is_silent }))
}

/// Has the open pages of those who are called ring.
pub(super) fn sound(house: &House, call: &Call, by: PersonId, rung: &[Rung]) {
    for Rung { person, is_silent } in rung {
        let body = CallRings {
            conversation: call.conversation,
            call: call.id,
            by,
            call_kind: CallKind::of(call.video),
            silent: *is_silent,
        };
        house.db.bus().pass(Subject::Person(*person), &crate::hint("call.ringing", &body));
    }
}
