//! What the property does: see how its doors are, pair an agent by the code that it shows, strike one off.

use ::pass::Invitation;
use ground::{Ctx, Member, Timestamp};
use std::collections::HashMap;
use yard::House;

use super::links::Links;
use super::{Agent, Refusal, orders, rules, store};
use crate::face::store as faces;
use crate::place::{self, Door, DoorId, store as places};
use crate::terminal;

/// A door, the agent at it, and whether that is linked.
pub(super) struct Health {
    pub door: Door,
    pub agent: Option<Agent>,
    pub is_linked: bool,
    /// Faces that ended and are not said to be gone from it.
    pub faces_to_go: u64,
}

/// The doors of the community and how their agents are.
pub(super) async fn list(house: &House, who: Member) -> Result<Vec<Health>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &place::resource(who.org))?;
    let doors = places::doors(&mut view, who.org).await?;
    let agents = store::of_org(&mut view, who.org).await?;
    let mut agents: HashMap<DoorId, Agent> = agents.into_iter().map(|agent| (agent.door, agent)).collect();
    let to_go: HashMap<DoorId, u64> = faces::unconfirmed(&mut view, who.org).await?.into_iter().collect();
    let health = |door: Door| {
        let is_linked = orders::is_linked(house, door.id);
        let faces_to_go = to_go.get(&door.id).copied().unwrap_or(0);
        Health { agent: agents.remove(&door.id), door, is_linked, faces_to_go }
    };
    Ok(doors.into_iter().map(health).collect())
}

/// An agent that may come now.
pub(super) struct Awaited {
    /// By which two people compare that it is the right one.
    pub fingerprint: String,
    /// Until when it has to come.
    pub until: Timestamp,
}

/// Somebody scanned what an agent shows: for three minutes that agent may come and be the one of this door.
pub(super) async fn pair(
    house: &House,
    links: &Links,
    who: Member,
    (door, code): (DoorId, &str),
) -> Result<Awaited, Refusal> {
    let mut cx = begin(house, who).await?;
    of_community(&mut cx, who, door).await?;
    let invitation: Invitation = code.parse().map_err(|_| Refusal::Code)?;
    let fingerprint = invitation.agent.fingerprint();
    let until = links.invited().add((who.org, door), invitation, cx.now())?;
    Ok(Awaited { fingerprint, until })
}

/// Strikes off the agent of a door, and whoever was scanned for it: a link that stands is hung up at once.
pub(super) async fn strike(house: &House, links: &Links, who: Member, door: DoorId) -> Result<(), Refusal> {
    let mut cx = begin(house, who).await?;
    of_community(&mut cx, who, door).await?;
    links.invited().forget(door, cx.now());
    if !store::strike(&mut cx, who.org, door).await? {
        return Err(Refusal::None);
    }
    terminal::struck(&mut cx, door).await?;
    rules::wake(&mut cx, &[door]);
    Ok(cx.commit().await?)
}

async fn begin(house: &House, who: Member) -> Result<Ctx, Refusal> {
    let cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &place::resource(who.org))?;
    Ok(cx)
}

async fn of_community(cx: &mut Ctx, who: Member, door: DoorId) -> Result<(), Refusal> {
    let there = places::door_now(cx, door).await?;
    if there.is_some_and(|(org, _)| org == who.org) { Ok(()) } else { Err(Refusal::Door) }
}
