//! Rows of who came, of guards, and of posters.

use ground::{Ctx, Fault, OrgId, PersonId, Row, View, values};
use vault::{Sealed, Subject};
use yard::House;
use yard::erasure::Working;
use yard::org::{Role, store as orgs};

use super::rules::Answered;
use super::{Knock, KnockId};
use crate::household::ResidentId;
use crate::place::{DoorId, HomeId};

/// Rows of one list, at most.
const LIST_MAX: i64 = 200;

macro_rules! knocks {
    ($rest:literal) => {
        concat!(
            "SELECT k.id, k.org, k.home, k.door, k.name, k.reason, k.asked, k.answer, k.opened_at, k.made_at, k.until_at, \
             CAST(CASE WHEN k.verifier IS NULL THEN 0 ELSE 1 END AS BIGINT) AS by_poster \
             FROM community_knock k ",
            $rest
        )
    };
}

fn knock(row: &Row) -> Result<Knock, Fault> {
    let (id, org): (KnockId, OrgId) = (row.get("id")?, row.get("org")?);
    let (name, reason): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get("name")?, row.get("reason")?);
    let answer: Option<String> = row.get("answer")?;
    let (subject, at) = (Subject::Org(org), id.bytes());
    Ok(Knock {
        id,
        org,
        home: row.get("home")?,
        door: row.get("door")?,
        name: name.map(|bytes| Sealed::stored(&Knock::NAME, subject, at, bytes)),
        reason: reason.map(|bytes| Sealed::stored(&Knock::REASON, subject, at, bytes)),
        asked: row.get("asked")?,
        answer: answer.as_deref().and_then(Answered::from_word),
        opened_at: row.get("opened_at")?,
        made_at: row.get("made_at")?,
        until_at: row.get("until_at")?,
        by_poster: row.get::<i64>("by_poster")? == 1,
    })
}

/// Who came to a gate and is not gone, the newest first.
pub(super) async fn of_org(view: &mut View, org: OrgId) -> Result<Vec<Knock>, Fault> {
    let now = view.now();
    let sql = knocks!("WHERE k.org = $1 AND k.until_at > $2 ORDER BY k.id DESC LIMIT $3");
    view.all(sql, values![org, now, LIST_MAX]).await?.iter().map(knock).collect()
}

/// The same within a unit of work.
pub(super) async fn of_org_now(cx: &mut Ctx, org: OrgId) -> Result<Vec<Knock>, Fault> {
    let now = cx.now();
    let sql = knocks!("WHERE k.org = $1 AND k.until_at > $2 ORDER BY k.id DESC LIMIT $3");
    cx.all(sql, values![org, now, LIST_MAX]).await?.iter().map(knock).collect()
}

/// Who wants to see a home, the newest first.
pub(super) async fn of_home(view: &mut View, home: HomeId) -> Result<Vec<Knock>, Fault> {
    let now = view.now();
    let sql = knocks!("WHERE k.home = $1 AND k.until_at > $2 ORDER BY k.id DESC LIMIT $3");
    view.all(sql, values![home, now, LIST_MAX]).await?.iter().map(knock).collect()
}

/// One of a gate.
pub(super) async fn find_now(cx: &mut Ctx, org: OrgId, id: KnockId) -> Result<Option<Knock>, Fault> {
    let now = cx.now();
    let sql = knocks!("WHERE k.org = $1 AND k.id = $2 AND k.until_at > $3");
    cx.opt(sql, values![org, id, now]).await?.as_ref().map(knock).transpose()
}

/// The one that a waiting page asks for.
pub(super) async fn waiting(view: &mut View, verifier: [u8; 16]) -> Result<Option<Knock>, Fault> {
    view.opt(knocks!("WHERE k.verifier = $1"), values![verifier]).await?.as_ref().map(knock).transpose()
}

/// Keeps a new one.
pub(super) async fn add(cx: &mut Ctx, new: &Knock, verifier: Option<[u8; 16]>) -> Result<(), Fault> {
    let sql = "INSERT INTO community_knock (id, org, home, door, verifier, name, reason, asked, made_at, until_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let values = values![
        new.id,
        new.org,
        new.home,
        new.door,
        verifier,
        new.name.as_ref(),
        new.reason.as_ref(),
        new.asked,
        new.made_at,
        new.until_at
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// Keeps the first answer; `false` where there is one.
pub(super) async fn answer(
    cx: &mut Ctx,
    id: KnockId,
    (answer, by): (Answered, Option<ResidentId>),
) -> Result<bool, Fault> {
    let sql = "UPDATE community_knock SET answer = $2, resident = $3 WHERE id = $1 AND answer IS NULL";
    Ok(cx.run(sql, values![id, answer.word(), by]).await? == 1)
}

/// Notes that he was let in.
pub(super) async fn opened(cx: &mut Ctx, id: KnockId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE community_knock SET opened_at = $2 WHERE id = $1", values![id, now]).await?;
    Ok(())
}

/// Removes one; `false` where there is none.
pub(super) async fn remove(cx: &mut Ctx, org: OrgId, id: KnockId) -> Result<bool, Fault> {
    Ok(cx.run("DELETE FROM community_knock WHERE org = $1 AND id = $2", values![org, id]).await? == 1)
}

/// Who is waited for no longer goes.
pub(super) async fn sweep(cx: &mut Ctx) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("DELETE FROM community_knock WHERE until_at <= $1", values![now]).await?;
    Ok(())
}

/// The guards of a community.
pub(super) async fn guards(view: &mut View, org: OrgId) -> Result<Vec<PersonId>, Fault> {
    let sql = "SELECT person FROM community_guard WHERE org = $1 ORDER BY made_at, person LIMIT $2";
    view.all(sql, values![org, LIST_MAX]).await?.iter().map(|row| row.get("person")).collect()
}

/// The same within a unit of work.
pub(super) async fn guards_now(cx: &mut Ctx, org: OrgId) -> Result<Vec<PersonId>, Fault> {
    let sql = "SELECT person FROM community_guard WHERE org = $1 ORDER BY made_at, person LIMIT $2";
    cx.all(sql, values![org, LIST_MAX]).await?.iter().map(|row| row.get("person")).collect()
}

/// Whether somebody keeps a gate: as a guard who still belongs to the organisation, or as one of those who run it.
pub(crate) async fn keeps(view: &mut View, org: OrgId, person: PersonId) -> Result<bool, Fault> {
    Ok(match orgs::role_of(view, org, person).await? {
        Some(Role::Administrator) => true,
        Some(Role::Member) => {
            let sql = "SELECT 1 AS found FROM community_guard WHERE org = $1 AND person = $2";
            view.opt(sql, values![org, person]).await?.is_some()
        }
        None => false,
    })
}

/// The communities whose gate somebody keeps as a guard.
pub(super) async fn gates_of(view: &mut View, person: PersonId) -> Result<Vec<(OrgId, String)>, Fault> {
    let sql = "SELECT c.org, c.name FROM community_community c JOIN yard_member m ON m.org = c.org AND m.person = $1 \
               WHERE m.role = 'administrator' OR EXISTS (SELECT 1 FROM community_guard g WHERE g.org = c.org \
               AND g.person = $1) ORDER BY c.name, c.org LIMIT $2";
    let rows = view.all(sql, values![person, LIST_MAX]).await?;
    rows.iter().map(|row| Ok((row.get("org")?, row.get("name")?))).collect()
}

/// Appoints a guard.
pub(super) async fn appoint(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO community_guard (org, person, made_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    cx.run(sql, values![org, person, now]).await?;
    Ok(())
}

/// Dismisses one; `false` where he is none.
pub(super) async fn dismiss(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<bool, Fault> {
    let sql = "DELETE FROM community_guard WHERE org = $1 AND person = $2";
    Ok(cx.run(sql, values![org, person]).await? == 1)
}

/// Somebody who is erased is no guard any more.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(
        async move { Ok(cx.run("DELETE FROM community_guard WHERE person = $1", values![person]).await?) },
    )
}

/// The doors of a community that have a poster.
pub(super) async fn posters(view: &mut View, org: OrgId) -> Result<Vec<DoorId>, Fault> {
    let sql = "SELECT door FROM community_poster WHERE org = $1 ORDER BY door LIMIT $2";
    view.all(sql, values![org, LIST_MAX]).await?.iter().map(|row| row.get("door")).collect()
}

/// The door of a poster.
pub(super) async fn poster(view: &mut View, verifier: [u8; 16]) -> Result<Option<(OrgId, DoorId)>, Fault> {
    let sql = "SELECT org, door FROM community_poster WHERE verifier = $1";
    let row = view.opt(sql, values![verifier]).await?;
    row.map(|row| Ok((row.get("org")?, row.get("door")?))).transpose()
}

/// Puts a poster up; what hung there before is good no longer.
pub(super) async fn put_up(
    cx: &mut Ctx,
    (org, door): (OrgId, DoorId),
    verifier: [u8; 16],
) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO community_poster (door, org, verifier, made_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (door) DO UPDATE SET verifier = excluded.verifier, made_at = excluded.made_at";
    cx.run(sql, values![door, org, verifier, now]).await?;
    Ok(())
}

/// Takes it down; `false` where there is none.
pub(super) async fn take_down(cx: &mut Ctx, org: OrgId, door: DoorId) -> Result<bool, Fault> {
    let sql = "DELETE FROM community_poster WHERE org = $1 AND door = $2";
    Ok(cx.run(sql, values![org, door]).await? == 1)
}

/// What hangs on the gate of an organisation that is no more goes; `true` where nothing is left.
pub(crate) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let sql =
        "DELETE FROM community_knock WHERE id IN (SELECT id FROM community_knock WHERE org = $1 LIMIT $2)";
    let gone = cx.run(sql, values![org, most]).await?;
    cx.run("DELETE FROM community_poster WHERE org = $1", values![org]).await?;
    cx.run("DELETE FROM community_guard WHERE org = $1", values![org]).await?;
    Ok(i64::try_from(gone).unwrap_or(i64::MAX) < most)
}
