//! Rows of agents and of keys for doors.

use ::pass::{Chain, Digest, DoorSecret, PublicKey};
use ground::{Ctx, Fault, OrgId, Row, View, values};
use vault::Sealed;

use super::{Agent, AgentId, DoorKey, Eye, Listed, Trouble, subject};
use crate::place::DoorId;

/// Agents of one community, at most: no community has more doors.
const LIST_MAX: i64 = 5_000;

macro_rules! agents {
    ($rest:literal) => {
        concat!(
            "SELECT id, org, door, public_key, secret, paired_at, heard_at, list_version, list_digest, held_version, \
             log_number, log_last, knows_time, trouble, trouble_at, eye, full_at FROM community_agent ",
            $rest
        )
    };
}

fn agent(row: &Row) -> Result<Agent, Fault> {
    let (id, org): (AgentId, OrgId) = (row.get("id")?, row.get("org")?);
    let trouble: Option<String> = row.get("trouble")?;
    let trouble = trouble.as_deref().and_then(Trouble::from_word).zip(row.get("trouble_at")?);
    let digest: Option<[u8; 32]> = row.get("list_digest")?;
    let eye: Option<String> = row.get("eye")?;
    Ok(Agent {
        id,
        org,
        door: row.get("door")?,
        key: PublicKey::new(row.get("public_key")?),
        secret: Sealed::stored(&Agent::SECRET, subject(org), id.bytes(), row.get("secret")?),
        paired_at: row.get("paired_at")?,
        heard_at: row.get("heard_at")?,
        listed: Listed { version: row.get("list_version")?, digest: digest.map(Digest::new) },
        holds: row.get("held_version")?,
        chain: Chain { n: row.get("log_number")?, last: Digest::new(row.get("log_last")?) },
        knows_time: row.get("knows_time")?,
        trouble,
        full_at: row.get("full_at")?,
        eye: eye.as_deref().and_then(Eye::from_word),
    })
}

/// A number as columns hold it; what is beyond no list and no log ever had.
fn number(of: u64) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

/// The agent at a door.
pub(super) async fn at(view: &mut View, door: DoorId) -> Result<Option<Agent>, Fault> {
    view.opt(agents!("WHERE door = $1"), values![door]).await?.as_ref().map(agent).transpose()
}

/// An agent that was not struck off.
pub(super) async fn find(view: &mut View, id: AgentId) -> Result<Option<Agent>, Fault> {
    view.opt(agents!("WHERE id = $1"), values![id]).await?.as_ref().map(agent).transpose()
}

/// The same within a unit of work.
pub(super) async fn find_now(cx: &mut Ctx, id: AgentId) -> Result<Option<Agent>, Fault> {
    cx.opt(agents!("WHERE id = $1"), values![id]).await?.as_ref().map(agent).transpose()
}

/// The agents of a community.
pub(super) async fn of_org(view: &mut View, org: OrgId) -> Result<Vec<Agent>, Fault> {
    let rows = view.all(agents!("WHERE org = $1 ORDER BY id LIMIT $2"), values![org, LIST_MAX]).await?;
    rows.iter().map(agent).collect()
}

/// The agent of this key is the one of its door from now on; whoever was there before is struck off, and so is this key at
/// another door.
pub(super) async fn pair(cx: &mut Ctx, new: &Agent) -> Result<(), Fault> {
    let sql = "DELETE FROM community_agent WHERE door = $1 OR public_key = $2";
    cx.run(sql, values![new.door, new.key.bytes().to_vec()]).await?;
    let sql = "INSERT INTO community_agent (id, org, door, public_key, secret, paired_at, list_version, held_version, \
               log_number, log_last) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let values = values![
        new.id,
        new.org,
        new.door,
        new.key.bytes().to_vec(),
        &new.secret,
        new.paired_at,
        number(new.listed.version),
        number(new.holds),
        number(new.chain.n),
        new.chain.last.bytes().to_vec()
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// Strikes the agent of a door off; `false` where there is none.
pub(super) async fn strike(cx: &mut Ctx, org: OrgId, door: DoorId) -> Result<bool, Fault> {
    let sql = "DELETE FROM community_agent WHERE org = $1 AND door = $2";
    Ok(cx.run(sql, values![org, door]).await? > 0)
}

/// Notes that an agent was heard, and which list it holds.
pub(super) async fn heard(cx: &mut Ctx, id: AgentId, holds: u64) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE community_agent SET heard_at = $2, held_version = $3 WHERE id = $1";
    cx.run(sql, values![id, now, number(holds)]).await?;
    Ok(())
}

/// Keeps which list was made; `false` where another was made meanwhile.
pub(super) async fn list(cx: &mut Ctx, id: AgentId, before: Listed, new: Listed) -> Result<bool, Fault> {
    let sql =
        "UPDATE community_agent SET list_version = $3, list_digest = $4 WHERE id = $1 AND list_version = $2";
    let digest = new.digest.map(|digest| digest.bytes().to_vec());
    Ok(cx.run(sql, values![id, number(before.version), number(new.version), digest]).await? == 1)
}

/// Keeps how far a log was taken over; `false` where that was done meanwhile.
pub(super) async fn follow(
    cx: &mut Ctx,
    id: AgentId,
    (before, now): (u64, Chain),
    knows_time: bool,
) -> Result<bool, Fault> {
    let at = cx.now();
    let sql = "UPDATE community_agent SET log_number = $3, log_last = $4, knows_time = $5, heard_at = $6 \
               WHERE id = $1 AND log_number = $2";
    let values =
        values![id, number(before), number(now.n), now.last.bytes().to_vec(), i64::from(knows_time), at];
    Ok(cx.run(sql, values).await? == 1)
}

/// Notes what is not right with its log, until it is paired anew; `false` where that was known.
pub(super) async fn trouble(cx: &mut Ctx, id: AgentId, what: Trouble) -> Result<bool, Fault> {
    let at = cx.now();
    let sql = "UPDATE community_agent SET trouble = $2, trouble_at = $3 WHERE id = $1 AND COALESCE(trouble, '') <> $2";
    Ok(cx.run(sql, values![id, what.word(), at]).await? == 1)
}

/// Notes that its list has more than it can hold; `false` where that was known.
pub(super) async fn full(cx: &mut Ctx, id: AgentId) -> Result<bool, Fault> {
    let at = cx.now();
    let sql = "UPDATE community_agent SET full_at = $2 WHERE id = $1 AND full_at IS NULL";
    Ok(cx.run(sql, values![id, at]).await? == 1)
}

/// Notes that its list fits again.
pub(super) async fn fits(cx: &mut Ctx, id: AgentId) -> Result<(), Fault> {
    cx.run("UPDATE community_agent SET full_at = NULL WHERE id = $1", values![id]).await?;
    Ok(())
}

/// Keeps what an agent says of its eye.
pub(super) async fn see(cx: &mut Ctx, id: AgentId, eye: Option<Eye>) -> Result<(), Fault> {
    cx.run("UPDATE community_agent SET eye = $2 WHERE id = $1", values![id, eye.map(Eye::word)]).await?;
    Ok(())
}

/// The eye of the agent at a door; nothing where it has none, or no agent is there.
pub(crate) async fn eye_at(view: &mut View, door: DoorId) -> Result<Option<Eye>, Fault> {
    Ok(at(view, door).await?.and_then(|agent| agent.eye))
}

/// The key of a community for its doors.
pub(super) async fn key(view: &mut View, org: OrgId) -> Result<Option<DoorKey>, Fault> {
    let sql = "SELECT seed FROM community_door_key WHERE org = $1";
    let key = |row: Row| {
        let seed = Sealed::stored(&DoorKey::SEED, subject(org), org.bytes(), row.get("seed")?);
        Ok(DoorKey { org, seed })
    };
    view.opt(sql, values![org]).await?.map(key).transpose()
}

/// Keeps the first key of a community.
pub(super) async fn add_key(cx: &mut Ctx, new: &DoorKey) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO community_door_key (org, seed, made_at) VALUES ($1, $2, $3) ON CONFLICT (org) DO NOTHING";
    cx.run(sql, values![new.org, &new.seed, now]).await?;
    Ok(())
}

/// Nothing of a community's agents is left: their links hang up.
pub(crate) async fn end_all(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    cx.run("DELETE FROM community_agent WHERE org = $1", values![org]).await?;
    cx.run("DELETE FROM community_door_key WHERE org = $1", values![org]).await?;
    super::wake_all(cx, org);
    Ok(())
}

/// What was sealed, as the secret that it is.
pub(super) fn secret(bytes: &[u8]) -> Result<DoorSecret, Fault> {
    let bytes: [u8; 32] =
        bytes.try_into().map_err(|_| Fault::new("a secret of a door is of another length"))?;
    Ok(DoorSecret::new(::pass::Secret::new(bytes)))
}
