//! Rows of faces, and of the boxes that they were handed to.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};

use super::rules::KNOWN_FOR;
use super::{At, Face, FaceId, State};
use crate::agent::AgentId;
use crate::place::DoorId;

/// Boxes that one photo is handed to, at most: no home has more doors.
const BOXES_MAX: i64 = 200;

macro_rules! faces {
    ($rest:literal) => {
        concat!("SELECT id, org, person, photo, given_at FROM community_face ", $rest)
    };
}

fn face(row: &Row) -> Result<Face, Fault> {
    Ok(Face {
        id: row.get("id")?,
        org: row.get("org")?,
        person: row.get("person")?,
        photo: row.get("photo")?,
        given_at: row.get("given_at")?,
    })
}

/// Somebody's in a community.
pub(super) async fn of(view: &mut View, org: OrgId, person: PersonId) -> Result<Option<Face>, Fault> {
    let sql = faces!("WHERE org = $1 AND person = $2");
    view.opt(sql, values![org, person]).await?.as_ref().map(face).transpose()
}

/// The same within a unit of work.
pub(crate) async fn of_now(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<Option<Face>, Fault> {
    let sql = faces!("WHERE org = $1 AND person = $2");
    cx.opt(sql, values![org, person]).await?.as_ref().map(face).transpose()
}

/// One of a community.
pub(super) async fn find(view: &mut View, org: OrgId, id: FaceId) -> Result<Option<Face>, Fault> {
    view.opt(faces!("WHERE org = $1 AND id = $2"), values![org, id]).await?.as_ref().map(face).transpose()
}

/// The same within a unit of work.
pub(super) async fn find_now(cx: &mut Ctx, org: OrgId, id: FaceId) -> Result<Option<Face>, Fault> {
    cx.opt(faces!("WHERE org = $1 AND id = $2"), values![org, id]).await?.as_ref().map(face).transpose()
}

/// Those of somebody.
pub(super) async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<Face>, Fault> {
    let sql = faces!("WHERE person = $1 ORDER BY id LIMIT 200");
    view.all(sql, values![person]).await?.iter().map(face).collect()
}

/// The same within a unit of work, at most so many.
pub(super) async fn of_person_now(cx: &mut Ctx, person: PersonId, most: i64) -> Result<Vec<Face>, Fault> {
    let sql = faces!("WHERE person = $1 ORDER BY id LIMIT $2");
    cx.all(sql, values![person, most]).await?.iter().map(face).collect()
}

/// Those of a community, at most so many.
pub(super) async fn of_org_now(cx: &mut Ctx, org: OrgId, most: i64) -> Result<Vec<Face>, Fault> {
    let sql = faces!("WHERE org = $1 ORDER BY id LIMIT $2");
    cx.all(sql, values![org, most]).await?.iter().map(face).collect()
}

/// All after one of them, at most so many.
pub(super) async fn after(view: &mut View, after: FaceId, most: i64) -> Result<Vec<Face>, Fault> {
    let sql = faces!("WHERE id > $1 ORDER BY id LIMIT $2");
    view.all(sql, values![after, most]).await?.iter().map(face).collect()
}

/// Keeps a new one.
pub(super) async fn add(cx: &mut Ctx, new: &Face) -> Result<(), Fault> {
    let sql = "INSERT INTO community_face (id, org, person, photo, given_at) VALUES ($1, $2, $3, $4, $5)";
    cx.run(sql, values![new.id, new.org, new.person, new.photo.as_str(), new.given_at]).await?;
    Ok(())
}

/// Removes one, and notes that it should be gone at every box; `false` where it was gone.
pub(super) async fn remove(cx: &mut Ctx, id: FaceId) -> Result<bool, Fault> {
    if cx.run("DELETE FROM community_face WHERE id = $1", values![id]).await? == 0 {
        return Ok(false);
    }
    let now = cx.now();
    let sql = "UPDATE community_face_held SET ended_at = $2 WHERE face = $1 AND ended_at IS NULL";
    cx.run(sql, values![id, now]).await?;
    // Where nothing was found in it nothing is left to go.
    let sql =
        "UPDATE community_face_held SET gone_at = $2 WHERE face = $1 AND state = 'unfit' AND gone_at IS NULL";
    cx.run(sql, values![id, now]).await?;
    Ok(true)
}

/// Whether a box found no clear face in a photo.
pub(super) async fn is_unfit(view: &mut View, id: FaceId, at: At) -> Result<bool, Fault> {
    let sql = "SELECT face FROM community_face_held WHERE face = $1 AND agent = $2 AND state = 'unfit'";
    Ok(view.opt(sql, values![id, at.agent]).await?.is_some())
}

/// Notes that a photo goes to a box.
pub(super) async fn hand(cx: &mut Ctx, id: FaceId, at: At) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO community_face_held (face, agent, org, door, state, handed_at) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (face, agent) DO UPDATE SET state = $5, handed_at = $6, ended_at = NULL, gone_at = NULL";
    cx.run(sql, values![id, at.agent, at.org, at.door, State::Sent.word(), now]).await?;
    Ok(())
}

/// Notes what a box made of a photo; `false` where that was known, or the photo was never handed to it.
pub(super) async fn made(cx: &mut Ctx, id: FaceId, at: At, state: State) -> Result<bool, Fault> {
    let sql = "UPDATE community_face_held SET state = $3 WHERE face = $1 AND agent = $2 AND state <> $3";
    Ok(cx.run(sql, values![id, at.agent, state.word()]).await? == 1)
}

/// Notes that a box has it no longer.
pub(super) async fn gone(cx: &mut Ctx, id: FaceId, at: At) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE community_face_held SET gone_at = $3, ended_at = COALESCE(ended_at, $3) \
               WHERE face = $1 AND agent = $2 AND gone_at IS NULL";
    cx.run(sql, values![id, at.agent, now]).await?;
    Ok(())
}

/// Which a box has, as far as is known here.
pub(super) async fn at_agent_now(cx: &mut Ctx, agent: AgentId) -> Result<Vec<FaceId>, Fault> {
    let sql =
        "SELECT face FROM community_face_held WHERE agent = $1 AND gone_at IS NULL AND state <> 'unfit'";
    cx.all(sql, values![agent]).await?.iter().map(|row| row.get("face")).collect()
}

/// Whose a face is.
pub(super) async fn whose(cx: &mut Ctx, id: FaceId) -> Result<Option<PersonId>, Fault> {
    let sql = "SELECT person FROM community_face WHERE id = $1";
    cx.opt(sql, values![id]).await?.map(|row| row.get("person")).transpose()
}

/// At which doors a photo is, and what came of it there.
pub(super) async fn at_doors(view: &mut View, id: FaceId) -> Result<Vec<(DoorId, State)>, Fault> {
    let sql = "SELECT door, state FROM community_face_held WHERE face = $1 AND gone_at IS NULL LIMIT $2";
    let read = |row: &Row| {
        let word: String = row.get("state")?;
        let state = State::from_word(&word).ok_or_else(|| Fault::new("an unknown state of a face"))?;
        Ok((row.get("door")?, state))
    };
    view.all(sql, values![id, BOXES_MAX]).await?.iter().map(read).collect()
}

/// How many faces ended that the boxes of a community did not say are gone, by door.
pub(crate) async fn unconfirmed(view: &mut View, org: OrgId) -> Result<Vec<(DoorId, u64)>, Fault> {
    let sql = "SELECT door, COUNT(*) AS faces FROM community_face_held \
               WHERE org = $1 AND ended_at IS NOT NULL AND gone_at IS NULL GROUP BY door";
    view.all(sql, values![org]).await?.iter().map(|row| Ok((row.get("door")?, row.get("faces")?))).collect()
}

/// What ended long ago is known no longer.
pub(super) async fn sweep(cx: &mut Ctx) -> Result<(), Fault> {
    let before: Timestamp = cx.now().minus(KNOWN_FOR);
    cx.run("DELETE FROM community_face_held WHERE ended_at < $1", values![before]).await?;
    Ok(())
}

/// Nothing is known any more of the boxes of an organisation that is no more.
pub(super) async fn forget_org(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    cx.run("DELETE FROM community_face_held WHERE org = $1", values![org]).await?;
    Ok(())
}
