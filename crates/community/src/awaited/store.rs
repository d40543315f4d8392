//! Rows of those whom lists name.

use ground::db::Assembled;
use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use vault::{Sealed, Subject};
use yard::account::store as accounts;

use super::{Awaited, AwaitedId};
use crate::household::Relation;
use crate::place::{HomeId, store as places};

/// Homes of one query.
const HOMES_MAX: usize = 400;
/// How long somebody is awaited.
const WAITS: Duration = Duration::from_secs(183 * 86_400);

macro_rules! awaited {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.org, a.home, h.number, a.relation, a.name, a.phone, a.until_at, a.made_at \
             FROM community_awaited a JOIN community_home h ON h.id = a.home ",
            $rest
        )
    };
}

fn awaited(row: &Row) -> Result<Awaited, Fault> {
    let (id, org): (AwaitedId, OrgId) = (row.get("id")?, row.get("org")?);
    let relation: String = row.get("relation")?;
    let subject = Subject::Org(org);
    Ok(Awaited {
        id,
        org,
        home: row.get("home")?,
        home_number: row.get("number")?,
        relation: Relation::from_word(&relation).ok_or_else(|| Fault::new("an unknown relation"))?,
        name: Sealed::stored(&Awaited::NAME, subject, id.bytes(), row.get("name")?),
        phone: Sealed::stored(&Awaited::PHONE, subject, id.bytes(), row.get("phone")?),
        until_at: row.get("until_at")?,
        made_at: row.get("made_at")?,
    })
}

/// Keeps a new one; `false` where he is named for that home already, or the home is gone.
pub(super) async fn add(
    cx: &mut Ctx,
    import: [u8; 16],
    new: &Awaited,
    index: [u8; 16],
) -> Result<bool, Fault> {
    if places::find_now(cx, new.home).await?.is_none() {
        return Ok(false);
    }
    let sql = "INSERT INTO community_awaited (id, org, home, import, relation, name, phone, phone_index, until_at, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";
    let values = values![
        new.id,
        new.org,
        new.home,
        import,
        new.relation.word(),
        &new.name,
        &new.phone,
        index,
        new.until_at,
        new.made_at
    ];
    Ok(cx.run(sql, values).await? == 1)
}

/// All homes and numbers of a community.
pub(super) async fn numbers(view: &mut View, org: OrgId) -> Result<HashSet<(HomeId, Vec<u8>)>, Fault> {
    let sql = "SELECT home, phone_index FROM community_awaited WHERE org = $1";
    let rows = view.all(sql, values![org]).await?;
    rows.iter().map(|row| Ok((row.get("home")?, row.get("phone_index")?))).collect()
}

/// The first whom lists name for each home in this role, with the index of his number; whose time is over is not among them.
pub(crate) async fn reached(
    view: &mut View,
    (org, relation): (OrgId, Relation),
    homes: &[HomeId],
) -> Result<HashMap<HomeId, (AwaitedId, [u8; 16])>, Fault> {
    let now = view.now();
    let mut reached = HashMap::new();
    for homes in homes.chunks(HOMES_MAX) {
        let sql = format!(
            "SELECT id, home, phone_index FROM community_awaited WHERE org = $1 AND relation = $2 \
             AND (until_at IS NULL OR until_at > $3) AND home IN ({}) ORDER BY id",
            ground::db::places(4, homes.len())
        );
        let named = homes.iter().map(|home| (*home).into());
        let values = values![org, relation.word(), now].into_iter().chain(named).collect();
        for row in view.all(Assembled(sql), values).await? {
            let (home, id, index): (HomeId, AwaitedId, [u8; 16]) =
                (row.get("home")?, row.get("id")?, row.get("phone_index")?);
            reached.entry(home).or_insert((id, index));
        }
    }
    Ok(reached)
}

/// One of a community.
pub(crate) async fn one(view: &mut View, org: OrgId, id: AwaitedId) -> Result<Option<Awaited>, Fault> {
    let sql = awaited!("WHERE a.org = $1 AND a.id = $2");
    view.opt(sql, values![org, id]).await?.as_ref().map(awaited).transpose()
}

/// Those of a community after one of them, in the order in which they came.
pub(super) async fn of_org(
    view: &mut View,
    org: OrgId,
    (after, limit): (Option<AwaitedId>, u32),
) -> Result<Vec<Awaited>, Fault> {
    let after = after.map_or([0; 16], |id| id.bytes());
    let sql = awaited!("WHERE a.org = $1 AND a.id > $2 ORDER BY a.id LIMIT $3");
    view.all(sql, values![org, after, limit]).await?.iter().map(awaited).collect()
}

/// Those with the number of this index.
pub(super) async fn of_number(view: &mut View, index: &[u8]) -> Result<Vec<Awaited>, Fault> {
    let sql = awaited!("WHERE a.phone_index = $1 ORDER BY a.id LIMIT 200");
    view.all(sql, values![index.to_vec()]).await?.iter().map(awaited).collect()
}

/// Whether the number that somebody's account has is awaited in a home: as what, and until when. Whose time is over is not awaited.
pub(crate) async fn matching(
    view: &mut View,
    home: HomeId,
    person: PersonId,
) -> Result<Option<Awaited>, Fault> {
    let Some(index) = accounts::number_indexes(view, &[person]).await?.remove(&person) else {
        return Ok(None);
    };
    let now = view.now();
    let sql =
        awaited!("WHERE a.home = $1 AND a.phone_index = $2 AND (a.until_at IS NULL OR a.until_at > $3)");
    view.opt(sql, values![home, index, now]).await?.as_ref().map(awaited).transpose()
}

/// He came: what the list said of him is not needed any more.
pub(crate) async fn drop_match(cx: &mut Ctx, one: &Awaited) -> Result<(), Fault> {
    cx.run("DELETE FROM community_awaited WHERE id = $1", values![one.id]).await?;
    Ok(())
}

/// Removes one; `false` where there is none.
pub(super) async fn remove(cx: &mut Ctx, org: OrgId, id: AwaitedId) -> Result<bool, Fault> {
    let sql = "DELETE FROM community_awaited WHERE org = $1 AND id = $2";
    Ok(cx.run(sql, values![org, id]).await? == 1)
}

/// Those of a list that is taken back.
pub(crate) async fn drop_of_import(cx: &mut Ctx, import: [u8; 16]) -> Result<(), Fault> {
    cx.run("DELETE FROM community_awaited WHERE import = $1", values![import]).await?;
    Ok(())
}

/// Those with the number of somebody who is erased; answers how many.
pub(super) async fn drop_of_number(cx: &mut Ctx, index: &[u8]) -> Result<u64, Fault> {
    let sql = "DELETE FROM community_awaited WHERE phone_index = $1";
    Ok(cx.run(sql, values![index.to_vec()]).await?)
}

/// Removes those who did not come in half a year, or whose own time is over.
pub(crate) async fn sweep(cx: &mut Ctx) -> Result<(), Fault> {
    let now: Timestamp = cx.now();
    let sql = "DELETE FROM community_awaited WHERE made_at < $1 OR until_at < $2";
    cx.run(sql, values![now.minus(WAITS), now]).await?;
    Ok(())
}

/// Removes some of an organisation that is no more; `true` where none is left.
pub(crate) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let sql = "DELETE FROM community_awaited WHERE id IN (SELECT id FROM community_awaited WHERE org = $1 LIMIT $2)";
    Ok(i64::try_from(cx.run(sql, values![org, most]).await?).unwrap_or(i64::MAX) < most)
}
