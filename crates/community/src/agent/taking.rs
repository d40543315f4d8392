//! Taking over what a door wrote down: once, in order, and durable before the agent hears so.

use ::pass::{Batch, Broken, Chain, Trust};
use ground::Ctx;
use yard::House;
use yard::notice::{self, Notice};
use yard::org::store as orgs;

use super::line::Ended;
use super::{Agent, AgentId, Trouble, store};
use crate::place::store as places;

/// Takes over what is new of a batch; answers how far the log goes then. Where it does not follow on what is here, that is told
/// and nothing is taken.
pub(super) async fn take(house: &House, id: AgentId, batch: &Batch) -> Result<Chain, Ended> {
    let mut cx = house.db.begin().await?;
    let agent = store::find_now(&mut cx, id).await?.ok_or(Ended::Struck)?;
    let mut chain = agent.chain;
    let trouble = match batch.merge(&mut chain, agent.key) {
        Ok(new) => {
            let Some(last) = new.last() else { return Ok(chain) };
            crate::opening::take(&mut cx, agent.org, agent.door, new).await?;
            let knows_time = last.trust == Trust::Sure;
            if !store::follow(&mut cx, id, (agent.chain.n, chain), knows_time).await? {
                return Err(Ended::Newer);
            }
            cx.commit().await?;
            return Ok(chain);
        }
        Err(Broken::Gap) => Trouble::Gap,
        Err(Broken::Fork) => Trouble::Changed,
        Err(Broken::Unsigned | Broken::TooMany) => return Err(Ended::Log),
    };
    drop(cx);
    self::trouble(house, &agent, trouble).await?;
    Ok(agent.chain)
}

/// Keeps what is not right with the log of an agent, and tells those who run its community where that is new.
pub(super) async fn trouble(house: &House, agent: &Agent, what: Trouble) -> Result<(), Ended> {
    let mut cx = house.db.begin().await?;
    if store::trouble(&mut cx, agent.id, what).await? {
        let code = match what {
            Trouble::Gap => "door.gap",
            Trouble::Changed => "door.changed",
        };
        tell(house, &mut cx, agent, code).await?;
    }
    Ok(cx.commit().await?)
}

/// The list of an agent has more passes than fit into it: kept and told in the same way.
pub(super) async fn full(house: &House, agent: &Agent) -> Result<(), Ended> {
    let mut cx = house.db.begin().await?;
    if store::full(&mut cx, agent.id).await? {
        tell(house, &mut cx, agent, "door.full").await?;
    }
    Ok(cx.commit().await?)
}

/// It fits again.
pub(super) async fn fits(house: &House, agent: &Agent) -> Result<(), Ended> {
    let mut cx = house.db.begin().await?;
    store::fits(&mut cx, agent.id).await?;
    Ok(cx.commit().await?)
}

async fn tell(house: &House, cx: &mut Ctx, agent: &Agent, code: &'static str) -> Result<(), Ended> {
    let door = places::door_now(cx, agent.door).await?.map(|(_, door)| door.name).unwrap_or_default();
    let told = Notice::new(code).with("door", door);
    for administrator in orgs::administrators(cx, agent.org).await? {
        notice::tell(cx, house, administrator, &told).await?;
    }
    Ok(())
}
