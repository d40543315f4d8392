//! Agents that show their code and were scanned: for three minutes, in memory alone. A restart forgets them, and the code is
//! scanned again.

use ::pass::{Invitation, Nonce, PublicKey, STANDS};
use ground::{OrgId, Timestamp};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Refusal;
use crate::place::DoorId;

/// Invitations that wait at once in the house.
const INVITED_MAX: usize = 256;
/// How often one agent may ask by one code: each two seconds, for three minutes.
const ASKED_MAX: usize = 100;

/// An agent that was scanned.
#[derive(Clone)]
pub(super) struct Invited {
    pub org: OrgId,
    pub door: DoorId,
    pub invitation: Invitation,
    until: Timestamp,
    /// Requests that were answered: one that comes a second time is somebody else's copy.
    asked: BTreeSet<Nonce>,
}

/// All of them.
#[derive(Default)]
pub(super) struct Invitations(Mutex<HashMap<PublicKey, Invited>>);

impl Invitations {
    fn all(&self, now: Timestamp) -> MutexGuard<'_, HashMap<PublicKey, Invited>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, one| one.until > now);
        all
    }

    /// An agent was scanned for a door; whoever waited for that door before does so no more. Answers until when it stands.
    pub(super) fn add(
        &self,
        (org, door): (OrgId, DoorId),
        invitation: Invitation,
        now: Timestamp,
    ) -> Result<Timestamp, Refusal> {
        let mut all = self.all(now);
        all.retain(|_, one| one.door != door);
        if all.len() >= INVITED_MAX {
            return Err(Refusal::Many);
        }
        let until = now.plus(STANDS);
        all.insert(invitation.agent, Invited { org, door, invitation, until, asked: BTreeSet::new() });
        Ok(until)
    }

    /// The invitation of an agent that asks with this number for the first time.
    pub(super) fn asked(&self, agent: PublicKey, nonce: Nonce, now: Timestamp) -> Option<Invited> {
        let mut all = self.all(now);
        let one = all.get_mut(&agent)?;
        (one.asked.len() < ASKED_MAX && !one.asked.contains(&nonce)).then(|| one.clone())
    }

    /// A request was proved: its number is used up.
    pub(super) fn answered(&self, agent: PublicKey, nonce: Nonce, now: Timestamp) -> bool {
        self.all(now).get_mut(&agent).is_some_and(|one| one.asked.insert(nonce))
    }

    /// Nobody waits for this door any longer.
    pub(super) fn forget(&self, door: DoorId, now: Timestamp) {
        self.all(now).retain(|_, one| one.door != door);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::pass::{Signer, random};
    use std::time::Duration;

    #[test]
    fn an_invitation_stands_three_minutes_for_one_door_and_each_request_once() {
        let (all, now) = (Invitations::default(), Timestamp::from_micros(1_795_000_000_000_000));
        let (org, door) = (OrgId::from_bytes([1; 16]), DoorId::from_bytes([2; 16]));
        let first = Invitation::new(&Signer::fresh());
        let (agent, nonce) = (first.agent, Nonce::new(random()));
        all.add((org, door), first, now).unwrap();
        assert!(all.asked(agent, nonce, now).is_some());
        assert!(all.answered(agent, nonce, now) && !all.answered(agent, nonce, now));
        assert!(all.asked(agent, nonce, now).is_none(), "a copy");
        assert!(all.asked(agent, Nonce::new(random()), now).is_some(), "the answer was lost on its way");
        let later = now.plus(STANDS - Duration::from_micros(1));
        assert!(all.asked(agent, Nonce::new(random()), later).is_some());
        assert!(all.asked(agent, Nonce::new(random()), now.plus(STANDS)).is_none());

        let (one, other) = (Invitation::new(&Signer::fresh()), Invitation::new(&Signer::fresh()));
        let (one_key, other_key) = (one.agent, other.agent);
        all.add((org, door), one, now).unwrap();
        all.add((org, door), other, now).unwrap();
        assert!(all.asked(one_key, nonce, now).is_none() && all.asked(other_key, nonce, now).is_some());
        all.forget(door, now);
        assert!(all.asked(other_key, nonce, now).is_none());
    }

    #[test]
    fn no_more_wait_than_may() {
        let (all, now) = (Invitations::default(), Timestamp::from_micros(0));
        let add = |number: usize| {
            let mut door = [0; 16];
            door[..8].copy_from_slice(&number.to_be_bytes());
            let at = (OrgId::from_bytes([1; 16]), DoorId::from_bytes(door));
            all.add(at, Invitation::new(&Signer::fresh()), now)
        };
        assert!((0..INVITED_MAX).all(|number| add(number).is_ok()));
        assert!(add(INVITED_MAX).is_err());
    }
}
