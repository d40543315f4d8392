//! The list of a door: made of the passes that are there now, and given the next version where it is other than before.

use ::pass::{DoorSecret, PASSES_MAX, SignedHead, Signer};
use yard::House;

use super::line::Ended;
use super::rules::{self, Passes};
use super::{Agent, Listed, store, taking};

/// A list as it is told.
pub(super) struct Made {
    pub version: u64,
    pub passes: Passes,
    pub head: SignedHead,
    /// What is set at the door beside its list.
    pub set: (bool, u8),
}

/// Makes the list of an agent's door, which says that it holds this version.
pub(super) async fn make(
    house: &House,
    agent: &Agent,
    holds: u64,
    (secret, signer): (&DoorSecret, &Signer),
) -> Result<Made, Ended> {
    let now = house.clock.now();
    let all = crate::pass::held_at(house, agent.door, secret, now).await?;
    let is_full = all.len() > PASSES_MAX;
    let passes: Passes = all.into_iter().take(PASSES_MAX).map(|pass| (pass.id, pass)).collect();
    match (is_full, agent.full_at.is_some()) {
        (true, false) => taking::full(house, agent).await?,
        (false, true) => taking::fits(house, agent).await?,
        (true, true) | (false, false) => {}
    }
    let mut head = rules::head(agent.door, agent.listed.version, now, &passes);
    let set = crate::pass::set_at(house, agent.door).await?;
    (head.closed, head.card_bits) = set;
    // A house that came back from a backup has made newer lists than it knows of.
    if agent.listed.digest != Some(head.digest) || holds > agent.listed.version {
        let version = rules::next_version(agent.listed, holds, now);
        let mut cx = house.db.begin().await?;
        let new = Listed { version, digest: Some(head.digest) };
        if !store::list(&mut cx, agent.id, agent.listed, new).await? {
            return Err(Ended::Newer);
        }
        cx.commit().await?;
        head.version = version;
    }
    Ok(Made { version: head.version, passes, head: head.sign(signer), set })
}
