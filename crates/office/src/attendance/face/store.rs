//! Rows of faces, and of pictures that were used.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use policy::Purpose;
use vault::Sealed;

use super::{Face, FaceId, TryId};

/// Bytes of one mark.
pub(in crate::attendance) const MARK: usize = 16;
/// Clockings of one person whose pictures are held against new ones: more than the bounds of a day let anybody make in a month.
const TRIES_MAX: i64 = 1_000;

fn face(row: &Row) -> Result<Face, Fault> {
    let (id, org, person): (FaceId, OrgId, PersonId) = (row.get("id")?, row.get("org")?, row.get("person")?);
    let (whose, at) = ((org, person), id.bytes());
    Ok(Face {
        id,
        org,
        person,
        photo: Sealed::stored_about(&Face::PHOTO, whose, at, row.get("photo")?),
        template: Sealed::stored_about(&Face::TEMPLATE, whose, at, row.get("template")?),
        given_at: row.get("given_at")?,
        replaced: row.get("replaced")?,
    })
}

/// Somebody's in an organisation.
pub(super) async fn of(view: &mut View, org: OrgId, person: PersonId) -> Result<Option<Face>, Fault> {
    let sql = "SELECT id, org, person, photo, template, given_at, replaced FROM office_face WHERE org = $1 AND person = $2";
    view.opt(sql, values![org, person]).await?.as_ref().map(face).transpose()
}

/// In which organisations there is one of somebody, and since when.
pub(in crate::attendance) async fn of_person(
    view: &mut View,
    person: PersonId,
) -> Result<Vec<(OrgId, Timestamp)>, Fault> {
    let sql = "SELECT org, given_at FROM office_face WHERE person = $1 ORDER BY org LIMIT 1000";
    view.all(sql, values![person])
        .await?
        .iter()
        .map(|row| Ok((row.get("org")?, row.get("given_at")?)))
        .collect()
}

/// How many an organisation has.
pub(super) async fn count(view: &mut View, org: OrgId) -> Result<u64, Fault> {
    view.one("SELECT COUNT(*) AS found FROM office_face WHERE org = $1", values![org]).await?.get("found")
}

/// Some after one of them: which, of which organisation, whose.
pub(super) async fn after(
    cx: &mut Ctx,
    after: FaceId,
    most: i64,
) -> Result<Vec<(FaceId, OrgId, PersonId)>, Fault> {
    let sql = "SELECT id, org, person FROM office_face WHERE id > $1 ORDER BY id LIMIT $2";
    let one = |row: &Row| Ok((row.get("id")?, row.get("org")?, row.get("person")?));
    cx.all(sql, values![after, most]).await?.iter().map(one).collect()
}

/// Whether it is there still.
pub(super) async fn is_there(cx: &mut Ctx, id: FaceId) -> Result<bool, Fault> {
    Ok(cx.opt("SELECT id FROM office_face WHERE id = $1", values![id]).await?.is_some())
}

/// Keeps one in place of the one before, and notes whether there was one: it may have been removed within the month.
pub(super) async fn put(cx: &mut Ctx, new: &Face) -> Result<(), Fault> {
    let gave = "SELECT id FROM office_face_try WHERE org = $1 AND person = $2 AND gave = 1 LIMIT 1";
    let gave = cx.opt(gave, values![new.org, new.person]).await?.is_some();
    let replaced = remove(cx, new.org, new.person).await? || gave;
    let sql = "INSERT INTO office_face (id, org, person, purpose, photo, template, given_at, replaced) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let purpose = Purpose::ClockFace.id();
    let row =
        values![new.id, new.org, new.person, purpose, &new.photo, &new.template, new.given_at, replaced];
    cx.run(sql, row).await?;
    Ok(())
}

/// Removes somebody's; `false` where there is none.
pub(in crate::attendance) async fn remove(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<bool, Fault> {
    Ok(cx.run("DELETE FROM office_face WHERE org = $1 AND person = $2", values![org, person]).await? == 1)
}

/// Removes all of an organisation.
pub(super) async fn remove_all(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    cx.run("DELETE FROM office_face WHERE org = $1", values![org]).await?;
    Ok(())
}

/// The last clocking of somebody by his face, which decides to which side he turns next.
pub(super) async fn last_try(view: &mut View, org: OrgId, person: PersonId) -> Result<Option<TryId>, Fault> {
    let sql =
        "SELECT id FROM office_face_try WHERE org = $1 AND person = $2 ORDER BY at DESC, id DESC LIMIT 1";
    view.opt(sql, values![org, person]).await?.map(|row| row.get("id")).transpose()
}

const USED: &str =
    "SELECT marks FROM office_face_try WHERE org = $1 AND person = $2 ORDER BY at DESC LIMIT $3";

fn are_among(rows: &[Row], marks: &[[u8; MARK]]) -> Result<bool, Fault> {
    for row in rows {
        let used: Vec<u8> = row.get("marks")?;
        if used.as_chunks::<MARK>().0.iter().any(|mark| marks.contains(mark)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether one of these marks is of a picture that somebody used.
pub(super) async fn were_used(
    view: &mut View,
    (org, person): (OrgId, PersonId),
    marks: &[[u8; MARK]],
) -> Result<bool, Fault> {
    are_among(&view.all(USED, values![org, person, TRIES_MAX]).await?, marks)
}

/// The same in the unit of work that notes them.
pub(super) async fn is_used(
    cx: &mut Ctx,
    (org, person): (OrgId, PersonId),
    marks: &[[u8; MARK]],
) -> Result<bool, Fault> {
    are_among(&cx.all(USED, values![org, person, TRIES_MAX]).await?, marks)
}

/// For what pictures were used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// They gave the face by which somebody clocks.
    Gave,
    /// Somebody clocked by them, or tried to clock by them or to give his face.
    Tried,
}

/// Notes which pictures were used.
pub(super) async fn add_try(
    cx: &mut Ctx,
    (org, person): (OrgId, PersonId),
    (id, marks, of): (TryId, &[[u8; MARK]], Use),
) -> Result<(), Fault> {
    let (now, gave) = (cx.now(), of == Use::Gave);
    let sql =
        "INSERT INTO office_face_try (id, org, person, at, marks, gave) VALUES ($1, $2, $3, $4, $5, $6)";
    cx.run(sql, values![id, org, person, now, marks.concat(), gave]).await?;
    Ok(())
}

/// Pictures that were used before are known no longer, some at a time; whether there may be more.
pub(super) async fn sweep_tries(cx: &mut Ctx, before: Timestamp, most: i64) -> Result<bool, Fault> {
    let sql =
        "DELETE FROM office_face_try WHERE id IN (SELECT id FROM office_face_try WHERE at < $1 LIMIT $2)";
    Ok(i64::try_from(cx.run(sql, values![before, most]).await?).is_ok_and(|went| went >= most))
}

/// Somebody leaves: his face goes, and what his pictures are known by.
pub(in crate::attendance) async fn part(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    remove(cx, org, person).await?;
    cx.run("DELETE FROM office_face_try WHERE org = $1 AND person = $2", values![org, person]).await?;
    Ok(())
}

/// Some of an organisation's go; `true` where nothing is left.
pub(in crate::attendance) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let all = [
        "DELETE FROM office_face WHERE id IN (SELECT id FROM office_face WHERE org = $1 LIMIT $2)",
        "DELETE FROM office_face_try WHERE id IN (SELECT id FROM office_face_try WHERE org = $1 LIMIT $2)",
    ];
    super::super::store::end_each(cx, &all, org, most).await
}

yard::erases!(
    /// His faces go, wherever he clocks by them.
    erase_faces,
    "DELETE FROM office_face WHERE person = $1 AND id IN (SELECT id FROM office_face WHERE person = $1 LIMIT $2)"
);
yard::erases!(
    /// What his pictures are known by goes.
    erase_tries,
    "DELETE FROM office_face_try WHERE person = $1 AND id IN (SELECT id FROM office_face_try WHERE person = $1 LIMIT $2)"
);
