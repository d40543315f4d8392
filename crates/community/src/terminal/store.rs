//! Rows of terminals, and of what was written into their libraries.

use ::pass::LibraryKey;
use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};

use super::rules::{KNOWN_FOR, Kind, Maker, SHOWN_MAX, State};
use super::{At, Item, Known, Place, Setting};
use crate::place::DoorId;

/// Doors of one community, at most.
const DOORS_MAX: i64 = 5_000;
/// Rows of one door that are looked at together: more are in no library.
const ROWS_MAX: i64 = 20_000;

fn unknown(_: &str) -> Fault {
    Fault::new("an unknown word of a terminal")
}

fn setting(row: &Row) -> Result<Setting, Fault> {
    let maker: String = row.get("maker")?;
    Ok(Setting {
        door: row.get("door")?,
        maker: Maker::from_word(&maker).ok_or_else(|| unknown(&maker))?,
        faces: row.get::<i64>("faces")? == 1,
        set_at: row.get("set_at")?,
    })
}

/// The terminal that is set at a door.
pub(crate) async fn at_door(view: &mut View, door: DoorId) -> Result<Option<Setting>, Fault> {
    let sql = "SELECT door, maker, faces, set_at FROM community_terminal WHERE door = $1";
    view.opt(sql, values![door]).await?.as_ref().map(setting).transpose()
}

/// The same within a unit of work.
pub(super) async fn at_door_now(cx: &mut Ctx, door: DoorId) -> Result<Option<Setting>, Fault> {
    let sql = "SELECT door, maker, faces, set_at FROM community_terminal WHERE door = $1";
    cx.opt(sql, values![door]).await?.as_ref().map(setting).transpose()
}

/// Those that are set in a community.
pub(super) async fn of_org(view: &mut View, org: OrgId) -> Result<Vec<Setting>, Fault> {
    let sql =
        "SELECT door, maker, faces, set_at FROM community_terminal WHERE org = $1 ORDER BY door LIMIT $2";
    view.all(sql, values![org, DOORS_MAX]).await?.iter().map(setting).collect()
}

/// Sets one.
pub(super) async fn set(cx: &mut Ctx, org: OrgId, new: &Setting) -> Result<(), Fault> {
    let sql = "INSERT INTO community_terminal (door, org, maker, faces, set_at) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (door) DO UPDATE SET maker = $3, faces = $4, set_at = $5";
    cx.run(sql, values![new.door, org, new.maker.word(), i64::from(new.faces), new.set_at]).await?;
    Ok(())
}

/// Takes one away; `false` where there was none.
pub(super) async fn unset(cx: &mut Ctx, org: OrgId, door: DoorId) -> Result<bool, Fault> {
    let sql = "DELETE FROM community_terminal WHERE org = $1 AND door = $2";
    Ok(cx.run(sql, values![org, door]).await? > 0)
}

/// What an agent says of its terminal.
pub(super) async fn see(
    cx: &mut Ctx,
    at: &At,
    maker: Maker,
    (reached, people, removed): (bool, usize, u32),
) -> Result<(), Fault> {
    let now = cx.now();
    let people = i64::try_from(people).unwrap_or(i64::MAX);
    let (reached_at, lost_at) = if reached { (Some(now), None) } else { (None, Some(now)) };
    let sql = "INSERT INTO community_terminal_state (agent, org, door, maker, reached_at, lost_at, people, removed) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (agent) DO UPDATE SET maker = $4, reached_at = $5, \
               lost_at = COALESCE(community_terminal_state.lost_at, $6), people = $7, removed = $8";
    let values =
        values![at.agent, at.org, at.door, maker.word(), reached_at, lost_at, people, i64::from(removed)];
    cx.run(sql, values).await?;
    if reached {
        cx.run("UPDATE community_terminal_state SET lost_at = NULL WHERE agent = $1", values![at.agent])
            .await?;
    }
    Ok(())
}

/// An agent says nothing of a terminal any more.
pub(super) async fn blind(cx: &mut Ctx, at: &At) -> Result<(), Fault> {
    cx.run("DELETE FROM community_terminal_state WHERE agent = $1", values![at.agent]).await?;
    Ok(())
}

/// What the agent at a door says of its terminal.
pub(super) async fn known(view: &mut View, door: DoorId) -> Result<Option<Known>, Fault> {
    let sql = "SELECT s.maker, s.reached_at, s.lost_at, s.people, s.removed FROM community_terminal_state s \
               JOIN community_agent a ON a.id = s.agent WHERE s.door = $1";
    let Some(row) = view.opt(sql, values![door]).await? else { return Ok(None) };
    let maker: String = row.get("maker")?;
    Ok(Some(Known {
        maker: Maker::from_word(&maker).ok_or_else(|| unknown(&maker))?,
        reached_at: row.get("reached_at")?,
        lost_at: row.get("lost_at")?,
        people: row.get("people")?,
        removed: row.get("removed")?,
    }))
}

/// Notes that something goes into the library of the device at a door.
pub(super) async fn hand(cx: &mut Ctx, at: &At, item: &Item) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO community_terminal_held (item, door, device, org, kind, person, state, handed_at) \
               VALUES ($1, $2, $3, $4, $5, $6, 'sent', $7) ON CONFLICT (item, door, device) \
               DO UPDATE SET state = 'sent', handed_at = $7, ended_at = NULL, gone_at = NULL";
    let values = values![*item.key.bytes(), at.door, &*at.device, at.org, item.kind.word(), item.person, now];
    cx.run(sql, values).await?;
    Ok(())
}

/// Whether a terminal did not take something.
pub(super) async fn is_unfit(view: &mut View, at: &At, key: LibraryKey) -> Result<bool, Fault> {
    let sql = "SELECT item FROM community_terminal_held \
               WHERE item = $1 AND door = $2 AND device = $3 AND state = 'unfit'";
    Ok(view.opt(sql, values![*key.bytes(), at.door, &*at.device]).await?.is_some())
}

/// Notes what a terminal made of something; whose it is and what, where that is new. What it holds is there, whatever it said before.
pub(super) async fn made(
    cx: &mut Ctx,
    at: &At,
    key: LibraryKey,
    state: State,
) -> Result<Option<(Option<PersonId>, Kind)>, Fault> {
    if state == State::Held {
        let sql =
            "UPDATE community_terminal_held SET gone_at = NULL WHERE item = $1 AND door = $2 AND device = $3";
        cx.run(sql, values![*key.bytes(), at.door, &*at.device]).await?;
    }
    let sql = "UPDATE community_terminal_held SET state = $4 \
               WHERE item = $1 AND door = $2 AND device = $3 AND state <> $4";
    if cx.run(sql, values![*key.bytes(), at.door, &*at.device, state.word()]).await? == 0 {
        return Ok(None);
    }
    whose(cx, at, key).await
}

async fn whose(cx: &mut Ctx, at: &At, key: LibraryKey) -> Result<Option<(Option<PersonId>, Kind)>, Fault> {
    let sql =
        "SELECT person, kind FROM community_terminal_held WHERE item = $1 AND door = $2 AND device = $3";
    let Some(row) = cx.opt(sql, values![*key.bytes(), at.door, &*at.device]).await? else { return Ok(None) };
    let kind: String = row.get("kind")?;
    Ok(Some((row.get("person")?, Kind::from_word(&kind).ok_or_else(|| unknown(&kind))?)))
}

/// Notes that a terminal, asked for it, does not know something any more; whose it was, what, and whether that was awaited. Of what
/// another device has it says nothing.
pub(super) async fn gone(
    cx: &mut Ctx,
    at: &At,
    key: LibraryKey,
) -> Result<Option<((Option<PersonId>, Kind), bool)>, Fault> {
    let now = cx.now();
    let sql = "UPDATE community_terminal_held SET gone_at = $4 WHERE item = $1 AND door = $2 AND device = $3 \
               AND gone_at IS NULL AND ended_at IS NOT NULL";
    if cx.run(sql, values![*key.bytes(), at.door, &*at.device, now]).await? == 1 {
        return Ok(whose(cx, at, key).await?.map(|whose| (whose, true)));
    }
    let sql = "UPDATE community_terminal_held SET gone_at = $4, ended_at = $4 \
               WHERE item = $1 AND door = $2 AND device = $3 AND gone_at IS NULL";
    if cx.run(sql, values![*key.bytes(), at.door, &*at.device, now]).await? == 1 {
        return Ok(whose(cx, at, key).await?.map(|whose| (whose, false)));
    }
    Ok(None)
}

/// What was written into the library of the device at a door and is not said to be gone.
pub(super) async fn there_now(cx: &mut Ctx, at: &At) -> Result<Vec<LibraryKey>, Fault> {
    let sql = "SELECT item, kind FROM community_terminal_held WHERE door = $1 AND device = $2 \
               AND gone_at IS NULL AND state <> 'unfit' ORDER BY item LIMIT $3";
    let rows = cx.all(sql, values![at.door, &*at.device, ROWS_MAX]).await?;
    rows.iter().map(|row| Ok(key(row.get("item")?, &row.get::<String>("kind")?))).collect()
}

/// Of these, what should be there no longer.
pub(super) async fn ended_now(cx: &mut Ctx, at: &At) -> Result<Vec<LibraryKey>, Fault> {
    let sql = "SELECT item, kind FROM community_terminal_held WHERE door = $1 AND device = $2 \
               AND gone_at IS NULL AND ended_at IS NOT NULL AND state <> 'unfit' ORDER BY item LIMIT $3";
    let rows = cx.all(sql, values![at.door, &*at.device, ROWS_MAX]).await?;
    rows.iter().map(|row| Ok(key(row.get("item")?, &row.get::<String>("kind")?))).collect()
}

/// Something may be in the library of a device after all.
pub(super) async fn reopen(cx: &mut Ctx, at: &At, key: LibraryKey) -> Result<(), Fault> {
    let sql = "UPDATE community_terminal_held SET ended_at = NULL \
               WHERE item = $1 AND door = $2 AND device = $3 AND gone_at IS NULL";
    cx.run(sql, values![*key.bytes(), at.door, &*at.device]).await?;
    Ok(())
}

/// Another device stands at a door: from now on nothing should be in one that stood there before. What it has waits until it is asked.
pub(super) async fn end_others(cx: &mut Ctx, at: &At) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE community_terminal_held SET ended_at = $3 \
               WHERE door = $1 AND device <> $2 AND ended_at IS NULL";
    cx.run(sql, values![at.door, &*at.device, now]).await?;
    absent(cx, at.door).await
}

/// What a terminal at a door did not take is in none: where it ended, it is gone.
async fn absent(cx: &mut Ctx, door: DoorId) -> Result<(), Fault> {
    let sql = "UPDATE community_terminal_held SET gone_at = ended_at \
               WHERE door = $1 AND state = 'unfit' AND ended_at IS NOT NULL AND gone_at IS NULL";
    cx.run(sql, values![door]).await?;
    Ok(())
}

/// What terminals at a door did not take may be tried again.
pub(super) async fn retry(cx: &mut Ctx, door: DoorId) -> Result<(), Fault> {
    cx.run("DELETE FROM community_terminal_held WHERE door = $1 AND state = 'unfit'", values![door]).await?;
    Ok(())
}

fn key(item: [u8; 16], kind: &str) -> LibraryKey {
    if kind == Kind::Face.word() {
        LibraryKey::Face(::pass::FaceId::new(item))
    } else {
        LibraryKey::Pass(::pass::PassId::new(item))
    }
}

/// From now on something should be in no library.
pub(super) async fn end(cx: &mut Ctx, item: [u8; 16]) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE community_terminal_held SET ended_at = $2 WHERE item = $1 AND ended_at IS NULL";
    cx.run(sql, values![item, now]).await?;
    // What the terminal did not take is not there.
    let sql = "UPDATE community_terminal_held SET gone_at = $2 WHERE item = $1 AND state = 'unfit' AND gone_at IS NULL";
    cx.run(sql, values![item, now]).await?;
    Ok(())
}

/// From now on nothing should be in the library at a door.
pub(super) async fn end_at(cx: &mut Ctx, door: DoorId) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE community_terminal_held SET ended_at = $2 WHERE door = $1 AND ended_at IS NULL";
    cx.run(sql, values![door, now]).await?;
    absent(cx, door).await
}

/// From now on no faces should be in the library at a door.
pub(super) async fn end_faces_at(cx: &mut Ctx, door: DoorId) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE community_terminal_held SET ended_at = $2 WHERE door = $1 AND kind = 'face' AND ended_at IS NULL";
    cx.run(sql, values![door, now]).await?;
    absent(cx, door).await
}

/// A face that is in the library at a door.
pub(super) struct FaceThere {
    pub item: [u8; 16],
    pub door: DoorId,
    pub person: PersonId,
    /// The maker of the terminal that is set there, where faces go into it.
    pub maker: Option<Maker>,
}

/// Faces that are in libraries, in the order of their numbers and doors, after one of them.
pub(super) async fn faces(
    view: &mut View,
    (item, door): ([u8; 16], DoorId),
    most: i64,
) -> Result<Vec<FaceThere>, Fault> {
    let sql = "SELECT DISTINCT h.item, h.door, h.person, t.maker FROM community_terminal_held h \
               LEFT JOIN community_terminal t ON t.door = h.door AND t.faces = 1 \
               WHERE (h.item > $1 OR h.item = $1 AND h.door > $2) AND h.kind = 'face' \
               AND h.ended_at IS NULL AND h.person IS NOT NULL ORDER BY h.item, h.door LIMIT $3";
    let read = |row: &Row| {
        let maker: Option<String> = row.get("maker")?;
        let maker = maker.map(|word| Maker::from_word(&word).ok_or_else(|| unknown(&word))).transpose()?;
        Ok(FaceThere { item: row.get("item")?, door: row.get("door")?, person: row.get("person")?, maker })
    };
    view.all(sql, values![item, door, most]).await?.iter().map(read).collect()
}

/// Something at one door should be there no longer.
pub(super) async fn end_one(cx: &mut Ctx, item: [u8; 16], door: DoorId) -> Result<(), Fault> {
    let now = cx.now();
    let sql =
        "UPDATE community_terminal_held SET ended_at = $3 WHERE item = $1 AND door = $2 AND ended_at IS NULL";
    cx.run(sql, values![item, door, now]).await?;
    absent(cx, door).await
}

macro_rules! places {
    ($rest:literal) => {
        concat!("SELECT door, kind, state, handed_at, ended_at, gone_at FROM community_terminal_held ", $rest)
    };
}

fn place(row: &Row) -> Result<Place, Fault> {
    let (kind, state): (String, String) = (row.get("kind")?, row.get("state")?);
    Ok(Place {
        door: row.get("door")?,
        kind: Kind::from_word(&kind).ok_or_else(|| unknown(&kind))?,
        state: State::from_word(&state).ok_or_else(|| unknown(&state))?,
        handed_at: row.get("handed_at")?,
        ended_at: row.get("ended_at")?,
        gone_at: row.get("gone_at")?,
    })
}

/// What somebody has or had in the libraries of a community.
pub(super) async fn of_person(view: &mut View, org: OrgId, person: PersonId) -> Result<Vec<Place>, Fault> {
    let sql = places!("WHERE org = $1 AND person = $2 ORDER BY handed_at DESC LIMIT 200");
    view.all(sql, values![org, person]).await?.iter().map(place).collect()
}

/// The same in all of them.
pub(super) async fn of_anywhere(view: &mut View, person: PersonId) -> Result<Vec<Place>, Fault> {
    let sql = places!("WHERE person = $1 ORDER BY handed_at DESC LIMIT 200");
    view.all(sql, values![person]).await?.iter().map(place).collect()
}

/// What ended at a door, the newest first.
pub(super) async fn ended_at(view: &mut View, door: DoorId) -> Result<Vec<Place>, Fault> {
    let sql = places!(
        "WHERE door = $1 AND ended_at IS NOT NULL AND state <> 'unfit' ORDER BY ended_at DESC, item LIMIT $2"
    );
    view.all(sql, values![door, i64::from(SHOWN_MAX)]).await?.iter().map(place).collect()
}

/// How much of each kind is in the library at a door, as the terminal took it.
pub(super) async fn counts(view: &mut View, door: DoorId) -> Result<Vec<(Kind, u64)>, Fault> {
    let sql = "SELECT kind, COUNT(*) AS items FROM community_terminal_held \
               WHERE door = $1 AND state = 'held' AND gone_at IS NULL GROUP BY kind";
    let read = |row: &Row| {
        let kind: String = row.get("kind")?;
        Ok((Kind::from_word(&kind).ok_or_else(|| unknown(&kind))?, row.get("items")?))
    };
    view.all(sql, values![door]).await?.iter().map(read).collect()
}

/// How much ended that is not said to be gone, and since when the oldest of it.
pub(super) async fn waiting(view: &mut View, door: DoorId) -> Result<(u64, Option<Timestamp>), Fault> {
    let sql = "SELECT COUNT(*) AS items, MIN(ended_at) AS since FROM community_terminal_held \
               WHERE door = $1 AND ended_at IS NOT NULL AND gone_at IS NULL AND state <> 'unfit'";
    let row = view.one(sql, values![door]).await?;
    Ok((row.get("items")?, row.get("since")?))
}

/// Whose was erased: the number stays until it is gone from the terminal, and is nobody's.
pub(super) async fn forget(cx: &mut Ctx, person: PersonId, most: i64) -> Result<u64, Fault> {
    let now = cx.now();
    let sql = "SELECT item, door, device FROM community_terminal_held WHERE person = $1 \
               ORDER BY item, door, device LIMIT $2";
    let rows = cx.all(sql, values![person, most]).await?;
    for row in &rows {
        let (item, door): ([u8; 16], DoorId) = (row.get("item")?, row.get("door")?);
        let device: String = row.get("device")?;
        let sql = "UPDATE community_terminal_held SET person = NULL, ended_at = COALESCE(ended_at, $4) \
                   WHERE item = $1 AND door = $2 AND device = $3";
        cx.run(sql, values![item, door, &*device, now]).await?;
        absent(cx, door).await?;
    }
    Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
}

/// What is gone and ended long ago is known no longer, nor what agents said that were struck off. What is not said to be gone from a
/// terminal is waited for, however long.
pub(super) async fn sweep(cx: &mut Ctx) -> Result<(), Fault> {
    let before = cx.now().minus(KNOWN_FOR);
    cx.run(
        "DELETE FROM community_terminal_held WHERE ended_at < $1 AND gone_at IS NOT NULL",
        values![before],
    )
    .await?;
    let sql = "DELETE FROM community_terminal_state WHERE NOT EXISTS \
               (SELECT 1 FROM community_agent a WHERE a.id = community_terminal_state.agent)";
    cx.run(sql, values![]).await?;
    Ok(())
}

/// Nothing is left of an organisation that is no more.
pub(super) async fn forget_org(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    cx.run("DELETE FROM community_terminal_held WHERE org = $1", values![org]).await?;
    cx.run("DELETE FROM community_terminal_state WHERE org = $1", values![org]).await?;
    cx.run("DELETE FROM community_terminal WHERE org = $1", values![org]).await?;
    Ok(())
}
