//! Rows of devices, their parts, tokens, codes and log.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use vault::Sealed;
use yard::org::Line;

use super::{CodeId, Happening, Invite, InviteId, PartId, PartRow, Thing, ThingEventId, ThingId, rules};
use crate::place::HomeId;

/// Rows of one list, at most.
const LIST_MAX: i64 = 200;
/// Entries of the log in one list.
const LOG_MAX: i64 = 100;
/// Rows of one step of a sweep.
const STEP: i64 = 500;

macro_rules! things {
    ($rest:literal) => {
        concat!("SELECT id, org, home, token, name, added_by, added_at FROM community_thing ", $rest)
    };
}

macro_rules! parts {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.thing, p.org, p.mark, p.at_mark, p.config, p.state, p.state_at FROM community_thing_part p ",
            $rest
        )
    };
}

fn thing(row: &Row) -> Result<Thing, Fault> {
    let (id, org): (ThingId, OrgId) = (row.get("id")?, row.get("org")?);
    Ok(Thing {
        id,
        org,
        home: row.get("home")?,
        token: row.get("token")?,
        name: Sealed::stored(&Thing::NAME, org, id.bytes(), row.get("name")?),
        added_by: row.get("added_by")?,
        added_at: row.get("added_at")?,
    })
}

fn part(row: &Row) -> Result<PartRow, Fault> {
    let (id, org): (PartId, OrgId) = (row.get("id")?, row.get("org")?);
    let state: Option<Vec<u8>> = row.get("state")?;
    Ok(PartRow {
        id,
        thing: row.get("thing")?,
        mark: row.get("mark")?,
        at_mark: row.get("at_mark")?,
        config: Sealed::stored(&PartRow::CONFIG, org, id.bytes(), row.get("config")?),
        state: state.map(|bytes| Sealed::stored(&PartRow::STATE, org, id.bytes(), bytes)),
        state_at: row.get("state_at")?,
    })
}

/// Keeps a new device.
pub(super) async fn add(cx: &mut Ctx, new: &Thing, mac_mark: Option<[u8; 16]>) -> Result<bool, Fault> {
    let sql = "INSERT INTO community_thing (id, org, home, token, mac_mark, name, added_by, added_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    let values = values![
        new.id,
        new.org,
        new.home,
        new.token.as_str(),
        mac_mark,
        &new.name,
        new.added_by,
        new.added_at
    ];
    Ok(cx.run(sql, values).await? == 1)
}

/// Devices of a home.
pub(super) async fn of_home(view: &mut View, home: HomeId) -> Result<Vec<Thing>, Fault> {
    let sql = things!("WHERE home = $1 ORDER BY id LIMIT $2");
    view.all(sql, values![home, LIST_MAX]).await?.iter().map(thing).collect()
}

/// Equipment of a community.
pub(super) async fn equipment(view: &mut View, org: OrgId) -> Result<Vec<Thing>, Fault> {
    let sql = things!("WHERE org = $1 AND home IS NULL ORDER BY id LIMIT $2");
    view.all(sql, values![org, LIST_MAX]).await?.iter().map(thing).collect()
}

/// The device of this token.
pub(super) async fn by_token(view: &mut View, token: &str) -> Result<Option<Thing>, Fault> {
    view.opt(things!("WHERE token = $1"), values![token]).await?.as_ref().map(thing).transpose()
}

/// The device of this MAC.
pub(super) async fn by_mac(view: &mut View, mark: [u8; 16]) -> Result<Option<Thing>, Fault> {
    view.opt(things!("WHERE mac_mark = $1"), values![mark]).await?.as_ref().map(thing).transpose()
}

/// The device that has a part.
pub(super) async fn of_part(view: &mut View, part: PartId) -> Result<Option<Thing>, Fault> {
    let sql = things!("WHERE id = (SELECT thing FROM community_thing_part WHERE id = $1)");
    view.opt(sql, values![part]).await?.as_ref().map(thing).transpose()
}

/// One device.
pub(super) async fn find(view: &mut View, id: ThingId) -> Result<Option<Thing>, Fault> {
    view.opt(things!("WHERE id = $1"), values![id]).await?.as_ref().map(thing).transpose()
}

/// Whether a device of this token is there.
pub(super) async fn has_token(view: &mut View, token: &str) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM community_thing WHERE token = $1";
    Ok(view.opt(sql, values![token]).await?.is_some())
}

/// Tokens after one, in their order.
pub(super) async fn tokens_after(view: &mut View, after: &str) -> Result<Vec<String>, Fault> {
    let sql = "SELECT token FROM community_thing WHERE token > $1 ORDER BY token LIMIT $2";
    view.all(sql, values![after, STEP]).await?.iter().map(|row| row.get("token")).collect()
}

/// How many devices a home has, or a community as equipment.
pub(super) async fn count_now(cx: &mut Ctx, org: OrgId, home: Option<HomeId>) -> Result<i64, Fault> {
    let row = match home {
        Some(home) => {
            let sql = "SELECT COUNT(*) AS found FROM community_thing WHERE home = $1";
            cx.one(sql, values![home]).await?
        }
        None => {
            let sql = "SELECT COUNT(*) AS found FROM community_thing WHERE org = $1 AND home IS NULL";
            cx.one(sql, values![org]).await?
        }
    };
    row.get("found")
}

/// Removes a device and all that hangs on it.
pub(super) async fn remove(cx: &mut Ctx, id: ThingId) -> Result<(), Fault> {
    for sql in [
        "DELETE FROM community_thing_code WHERE part IN (SELECT id FROM community_thing_part WHERE thing = $1)",
        "DELETE FROM community_thing_rule WHERE part IN (SELECT id FROM community_thing_part WHERE thing = $1)",
        "DELETE FROM community_thing_part WHERE thing = $1",
        "DELETE FROM community_thing_reach WHERE thing = $1",
        "DELETE FROM community_thing WHERE id = $1",
    ] {
        cx.run(sql, values![id]).await?;
    }
    Ok(())
}

/// Parts of a device.
pub(super) async fn parts(view: &mut View, thing: ThingId) -> Result<Vec<PartRow>, Fault> {
    let sql = parts!("WHERE p.thing = $1 ORDER BY p.id LIMIT $2");
    let most = i64::try_from(rules::THING_PARTS_MAX).unwrap_or(i64::MAX);
    view.all(sql, values![thing, most]).await?.iter().map(part).collect()
}

/// Keeps a part, or what it is from now on.
pub(super) async fn put_part(cx: &mut Ctx, org: OrgId, new: &PartRow) -> Result<(), Fault> {
    let sql = "INSERT INTO community_thing_part (id, thing, org, mark, at_mark, config, state, state_at) \
               VALUES ($1, $2, $3, $4, $5, $6, NULL, NULL) ON CONFLICT (thing, mark) DO UPDATE SET \
               at_mark = excluded.at_mark, config = excluded.config";
    let values = values![new.id, new.thing, org, new.mark, new.at_mark, &new.config];
    cx.run(sql, values).await?;
    Ok(())
}

/// Removes parts.
pub(super) async fn drop_part(cx: &mut Ctx, id: PartId) -> Result<(), Fault> {
    for sql in [
        "DELETE FROM community_thing_code WHERE part = $1",
        "DELETE FROM community_thing_rule WHERE part = $1",
        "DELETE FROM community_thing_part WHERE id = $1",
    ] {
        cx.run(sql, values![id]).await?;
    }
    Ok(())
}

/// Keeps what is so.
pub(super) async fn save_state(cx: &mut Ctx, id: PartId, state: &Sealed<String>) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE community_thing_part SET state = $2, state_at = $3 WHERE id = $1";
    cx.run(sql, values![id, state, now]).await?;
    Ok(())
}

/// Keeps whether something can be reached.
pub(super) async fn put_reach(
    cx: &mut Ctx,
    thing: ThingId,
    mark: [u8; 16],
    is_up: bool,
) -> Result<(), Fault> {
    let sql = "INSERT INTO community_thing_reach (thing, mark, is_up) VALUES ($1, $2, $3) \
               ON CONFLICT (thing, mark) DO UPDATE SET is_up = excluded.is_up";
    cx.run(sql, values![thing, mark, i64::from(is_up)]).await?;
    Ok(())
}

/// Forgets it: no part speaks of it any longer.
pub(super) async fn drop_reach(cx: &mut Ctx, thing: ThingId, mark: [u8; 16]) -> Result<(), Fault> {
    let sql = "DELETE FROM community_thing_reach WHERE thing = $1 AND mark = $2";
    cx.run(sql, values![thing, mark]).await?;
    Ok(())
}

/// What of a device can be reached.
pub(super) async fn reach(view: &mut View, thing: ThingId) -> Result<Vec<([u8; 16], bool)>, Fault> {
    let sql = "SELECT mark, is_up FROM community_thing_reach WHERE thing = $1 LIMIT $2";
    let rows = view.all(sql, values![thing, 1_000i64]).await?;
    rows.iter().map(|row| Ok((row.get("mark")?, row.get("is_up")?))).collect()
}

/// Keeps a token for a new device.
pub(super) async fn invite(cx: &mut Ctx, new: &Invite, hash: [u8; 32]) -> Result<(), Fault> {
    let sql = "INSERT INTO community_thing_invite (id, org, home, hash, name, invited_by, until_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = values![new.id, new.org, new.home, hash, &new.name, new.invited_by, new.until_at];
    cx.run(sql, values).await?;
    Ok(())
}

/// Tokens that wait, of a home or of a community's equipment.
pub(super) async fn invites_now(cx: &mut Ctx, org: OrgId, home: Option<HomeId>) -> Result<i64, Fault> {
    let now = cx.now();
    let row = match home {
        Some(home) => {
            let sql =
                "SELECT COUNT(*) AS found FROM community_thing_invite WHERE home = $1 AND until_at > $2";
            cx.one(sql, values![home, now]).await?
        }
        None => {
            let sql = "SELECT COUNT(*) AS found FROM community_thing_invite WHERE org = $1 AND home IS NULL \
                       AND until_at > $2";
            cx.one(sql, values![org, now]).await?
        }
    };
    row.get("found")
}

/// The token of this hash, where it waits still.
pub(super) async fn invited(view: &mut View, hash: [u8; 32]) -> Result<Option<Invite>, Fault> {
    let now = view.now();
    let sql = "SELECT id, org, home, name, invited_by, until_at FROM community_thing_invite \
               WHERE hash = $1 AND until_at > $2";
    let read = |row: &Row| {
        let (id, org): (InviteId, OrgId) = (row.get("id")?, row.get("org")?);
        Ok(Invite {
            id,
            org,
            home: row.get("home")?,
            name: Sealed::<Line>::stored(&Invite::NAME, org, id.bytes(), row.get("name")?),
            invited_by: row.get("invited_by")?,
            until_at: row.get("until_at")?,
        })
    };
    view.opt(sql, values![hash, now]).await?.as_ref().map(read).transpose()
}

/// Uses a token; `false` where somebody was faster, or it is over.
pub(super) async fn use_invite(cx: &mut Ctx, id: InviteId) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "DELETE FROM community_thing_invite WHERE id = $1 AND until_at > $2";
    Ok(cx.run(sql, values![id, now]).await? == 1)
}

/// Writes an entry of the log.
pub(super) async fn log(cx: &mut Ctx, new: &Happening) -> Result<(), Fault> {
    let sql = "INSERT INTO community_thing_event (id, org, home, thing, person, what, detail, at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = values![
        new.id,
        new.org,
        new.home,
        new.thing,
        new.person,
        new.what.as_str(),
        new.detail.as_ref(),
        new.at
    ];
    cx.run(sql, values).await?;
    Ok(())
}

fn happening(row: &Row) -> Result<Happening, Fault> {
    let (id, org): (ThingEventId, OrgId) = (row.get("id")?, row.get("org")?);
    let detail: Option<Vec<u8>> = row.get("detail")?;
    Ok(Happening {
        id,
        org,
        home: row.get("home")?,
        thing: row.get("thing")?,
        person: row.get("person")?,
        what: row.get("what")?,
        detail: detail.map(|bytes| Sealed::stored(&Happening::DETAIL, org, id.bytes(), bytes)),
        at: row.get("at")?,
    })
}

macro_rules! events {
    ($rest:literal) => {
        concat!("SELECT id, org, home, thing, person, what, detail, at FROM community_thing_event ", $rest)
    };
}

/// The log of a home since an instant, the newest first.
pub(super) async fn log_of_home(
    view: &mut View,
    home: HomeId,
    since: Timestamp,
) -> Result<Vec<Happening>, Fault> {
    let sql = events!("WHERE home = $1 AND at >= $2 ORDER BY id DESC LIMIT $3");
    view.all(sql, values![home, since, LOG_MAX]).await?.iter().map(happening).collect()
}

/// The log of a community's equipment, the newest first.
pub(super) async fn log_of_equipment(view: &mut View, org: OrgId) -> Result<Vec<Happening>, Fault> {
    let sql = events!("WHERE org = $1 AND home IS NULL ORDER BY id DESC LIMIT $2");
    view.all(sql, values![org, LOG_MAX]).await?.iter().map(happening).collect()
}

/// What somebody did.
pub(super) async fn log_of_person(view: &mut View, person: PersonId) -> Result<Vec<Happening>, Fault> {
    let sql = events!("WHERE person = $1 ORDER BY id DESC LIMIT $2");
    view.all(sql, values![person, LIST_MAX]).await?.iter().map(happening).collect()
}

/// Watches a home, or does not any longer.
pub(super) async fn watch(cx: &mut Ctx, org: OrgId, home: HomeId, on: bool) -> Result<(), Fault> {
    let now = cx.now();
    if on {
        let sql = "INSERT INTO community_thing_watch (home, org, armed_at) VALUES ($1, $2, $3) \
                   ON CONFLICT (home) DO NOTHING";
        cx.run(sql, values![home, org, now]).await?;
    } else {
        cx.run("DELETE FROM community_thing_watch WHERE home = $1", values![home]).await?;
    }
    Ok(())
}

/// Since when a home is watched.
pub(super) async fn watched(view: &mut View, home: HomeId) -> Result<Option<Timestamp>, Fault> {
    let sql = "SELECT armed_at FROM community_thing_watch WHERE home = $1";
    view.opt(sql, values![home]).await?.map(|row| row.get("armed_at")).transpose()
}

/// Whether it is, within a unit of work.
pub(super) async fn is_watched_now(cx: &mut Ctx, home: HomeId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM community_thing_watch WHERE home = $1";
    Ok(cx.opt(sql, values![home]).await?.is_some())
}

/// A code that unlocks once.
pub(super) struct NewCode {
    pub id: CodeId,
    pub org: OrgId,
    pub home: HomeId,
    pub part: PartId,
    pub mark: [u8; 16],
    pub made_by: PersonId,
    pub until_at: Timestamp,
}

/// Keeps a code; `false` where the home has the same.
pub(super) async fn add_code(cx: &mut Ctx, new: &NewCode) -> Result<bool, Fault> {
    let sql = "INSERT INTO community_thing_code (id, org, home, part, mark, made_by, until_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    let values = values![new.id, new.org, new.home, new.part, new.mark, new.made_by, new.until_at];
    Ok(cx.run(sql, values).await? == 1)
}

/// Codes of a home that wait.
pub(super) async fn codes_now(cx: &mut Ctx, home: HomeId) -> Result<i64, Fault> {
    let now = cx.now();
    let sql = "SELECT COUNT(*) AS found FROM community_thing_code WHERE home = $1 AND until_at > $2";
    cx.one(sql, values![home, now]).await?.get("found")
}

/// What a code of a home unlocks; nothing where there is none like that.
pub(super) async fn code(view: &mut View, home: HomeId, mark: [u8; 16]) -> Result<Option<PartId>, Fault> {
    let now = view.now();
    let sql = "SELECT part FROM community_thing_code WHERE home = $1 AND mark = $2 AND until_at > $3";
    view.opt(sql, values![home, mark, now]).await?.map(|row| row.get("part")).transpose()
}

/// Uses a code of a home: who made it; nothing where there is none like that.
pub(super) async fn use_code(cx: &mut Ctx, home: HomeId, mark: [u8; 16]) -> Result<Option<PersonId>, Fault> {
    let now = cx.now();
    let sql = "DELETE FROM community_thing_code WHERE home = $1 AND mark = $2 AND until_at > $3 \
               RETURNING made_by";
    cx.opt(sql, values![home, mark, now]).await?.map(|row| row.get("made_by")).transpose()
}

/// Removes tokens and codes that are over, and what is older in the log.
pub(super) async fn sweep(cx: &mut Ctx, log_before: Timestamp) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("DELETE FROM community_thing_invite WHERE until_at <= $1", values![now]).await?;
    cx.run("DELETE FROM community_thing_code WHERE until_at <= $1", values![now]).await?;
    cx.run("DELETE FROM community_thing_event WHERE at < $1", values![log_before]).await?;
    Ok(())
}

/// Homes that have something here and in which nobody lives any longer.
pub(super) async fn left_homes(cx: &mut Ctx) -> Result<Vec<HomeId>, Fault> {
    let sql = "SELECT home FROM (SELECT home FROM community_thing UNION SELECT home FROM community_thing_event \
               UNION SELECT home FROM community_thing_invite UNION SELECT home FROM community_thing_watch \
               UNION SELECT home FROM community_thing_scene) AS held \
               WHERE home IS NOT NULL AND NOT EXISTS (SELECT 1 FROM community_resident r WHERE r.home = held.home \
               AND r.person IS NOT NULL) ORDER BY home LIMIT $1";
    cx.all(sql, values![STEP]).await?.iter().map(|row| row.get("home")).collect()
}

/// Removes all of a home; answers the tokens that were there.
pub(super) async fn clear_home(cx: &mut Ctx, home: HomeId) -> Result<Vec<String>, Fault> {
    let sql = "SELECT id, token FROM community_thing WHERE home = $1 ORDER BY id LIMIT $2";
    let rows = cx.all(sql, values![home, LIST_MAX]).await?;
    let mut tokens = Vec::with_capacity(rows.len());
    for row in &rows {
        remove(cx, row.get("id")?).await?;
        tokens.push(row.get("token")?);
    }
    for sql in [
        "DELETE FROM community_thing_scene WHERE home = $1",
        "DELETE FROM community_thing_rule WHERE home = $1",
        "DELETE FROM community_thing_code WHERE home = $1",
        "DELETE FROM community_thing_invite WHERE home = $1",
        "DELETE FROM community_thing_watch WHERE home = $1",
        "DELETE FROM community_thing_event WHERE home = $1",
    ] {
        cx.run(sql, values![home]).await?;
    }
    Ok(tokens)
}

/// Some of an organisation's devices.
pub(super) async fn some_of_org(
    cx: &mut Ctx,
    org: OrgId,
    most: i64,
) -> Result<Vec<(ThingId, String)>, Fault> {
    let sql = "SELECT id, token FROM community_thing WHERE org = $1 ORDER BY id LIMIT $2";
    let rows = cx.all(sql, values![org, most]).await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("token")?))).collect()
}

/// The rest of what an organisation has here, once its devices are gone.
pub(super) async fn clear_org(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    for sql in [
        "DELETE FROM community_thing_scene WHERE org = $1",
        "DELETE FROM community_thing_rule WHERE org = $1",
        "DELETE FROM community_thing_code WHERE org = $1",
        "DELETE FROM community_thing_invite WHERE org = $1",
        "DELETE FROM community_thing_watch WHERE org = $1",
        "DELETE FROM community_thing_event WHERE org = $1",
    ] {
        cx.run(sql, values![org]).await?;
    }
    Ok(())
}

/// Nobody who is erased is known as who added something; the devices stay with the home.
pub(super) async fn forget_adder(cx: &mut Ctx, person: PersonId) -> Result<u64, Fault> {
    let sql = "UPDATE community_thing SET added_by = NULL WHERE added_by = $1";
    Ok(cx.run(sql, values![person]).await?)
}

/// What somebody did goes, at most so many entries.
pub(super) async fn erase_events(cx: &mut Ctx, person: PersonId, most: i64) -> Result<u64, Fault> {
    let sql = "DELETE FROM community_thing_event WHERE id IN (SELECT id FROM community_thing_event \
               WHERE person = $1 ORDER BY id LIMIT $2)";
    Ok(cx.run(sql, values![person, most]).await?)
}

/// Tokens that somebody asked for go.
pub(super) async fn erase_invites(cx: &mut Ctx, person: PersonId) -> Result<u64, Fault> {
    Ok(cx.run("DELETE FROM community_thing_invite WHERE invited_by = $1", values![person]).await?)
}

/// Codes that somebody made go.
pub(super) async fn erase_codes(cx: &mut Ctx, person: PersonId) -> Result<u64, Fault> {
    Ok(cx.run("DELETE FROM community_thing_code WHERE made_by = $1", values![person]).await?)
}
