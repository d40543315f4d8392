//! Rows of telephone calls, and of what organisations allow.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use vault::{Sealed, Subject};
use yard::House;
use yard::erasure::Working;

use super::rules::State;
use super::{Leg, LegId};

macro_rules! legs {
    ($rest:literal) => {
        concat!(
            "SELECT id, phone, org, person, state, begun_at, answered_at, ended_at, number FROM chat_phone_leg ",
            $rest
        )
    };
}

fn leg(row: &Row) -> Result<Leg, Fault> {
    let (id, person): (LegId, PersonId) = (row.get("id")?, row.get("person")?);
    let state: String = row.get("state")?;
    Ok(Leg {
        id,
        phone: row.get("phone")?,
        org: row.get("org")?,
        person,
        state: State::of_word(&state)?,
        begun_at: row.get("begun_at")?,
        answered_at: row.get("answered_at")?,
        ended_at: row.get("ended_at")?,
        number: Sealed::stored(&Leg::NUMBER, Subject::Person(person), id.bytes(), row.get("number")?),
    })
}

/// Keeps a new one; it is being dialled.
pub(super) async fn add(cx: &mut Ctx, new: &Leg) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_phone_leg (id, phone, org, person, state, begun_at, number) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = values![new.id, new.phone, new.org, new.person, new.state.word(), new.begun_at, &new.number];
    cx.run(sql, values).await?;
    Ok(())
}

/// It was answered.
pub(super) async fn answered(cx: &mut Ctx, id: LegId, at: Timestamp) -> Result<(), Fault> {
    let sql =
        "UPDATE chat_phone_leg SET answered_at = $2, state = 'talking' WHERE id = $1 AND ended_at IS NULL";
    cx.run(sql, values![id, at]).await?;
    Ok(())
}

/// It is over, as this.
pub(super) async fn ended(cx: &mut Ctx, id: LegId, state: State) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE chat_phone_leg SET ended_at = $2, state = $3 WHERE id = $1 AND ended_at IS NULL";
    cx.run(sql, values![id, now, state.word()]).await?;
    Ok(())
}

/// Ends what a fall or a restart cut off.
pub(super) async fn cut_off(cx: &mut Ctx) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE chat_phone_leg SET ended_at = $1, state = CASE WHEN answered_at IS NULL THEN 'failed' \
               ELSE 'done' END WHERE ended_at IS NULL";
    cx.run(sql, values![now]).await?;
    Ok(())
}

const DIALLED: &str = "SELECT COUNT(*) AS found FROM chat_phone_leg WHERE person = $1 AND begun_at > $2";

/// How many telephones somebody called since then.
pub(super) async fn dialled_since(view: &mut View, who: PersonId, since: Timestamp) -> Result<i64, Fault> {
    view.one(DIALLED, values![who, since]).await?.get("found")
}

/// The same, within a unit of work.
pub(super) async fn dialled_until_now(cx: &mut Ctx, who: PersonId, since: Timestamp) -> Result<i64, Fault> {
    cx.one(DIALLED, values![who, since]).await?.get("found")
}

/// What somebody dialled, the newest first.
pub(super) async fn of_person(view: &mut View, person: PersonId, limit: u32) -> Result<Vec<Leg>, Fault> {
    let sql = legs!("WHERE person = $1 ORDER BY id DESC LIMIT $2");
    view.all(sql, values![person, limit]).await?.iter().map(leg).collect()
}

/// Whether an organisation lets its members dial.
pub(super) async fn is_allowed(view: &mut View, org: OrgId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM chat_phone_rule WHERE org = $1 AND allowed = 1";
    Ok(view.opt(sql, values![org]).await?.is_some())
}

/// The organisations of somebody that let their members dial.
pub(super) async fn allowing(view: &mut View, person: PersonId) -> Result<Vec<OrgId>, Fault> {
    let sql = "SELECT r.org FROM chat_phone_rule r JOIN yard_member m ON m.org = r.org \
               WHERE m.person = $1 AND r.allowed = 1 ORDER BY r.org";
    view.all(sql, values![person]).await?.iter().map(|row| row.get("org")).collect()
}

/// An organisation orders it so.
pub(super) async fn allow(cx: &mut Ctx, org: OrgId, allowed: bool) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO chat_phone_rule (org, allowed, set_at) VALUES ($1, $2, $3) \
               ON CONFLICT (org) DO UPDATE SET allowed = excluded.allowed, set_at = excluded.set_at";
    cx.run(sql, values![org, allowed, now]).await?;
    Ok(())
}

/// What an organisation ordered goes with it.
pub(crate) async fn end(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_phone_rule WHERE org = $1", values![org]).await?;
    Ok(())
}

/// Removes what was dialled before this moment, also where its end could not be written: no call lasts so long.
pub(super) async fn sweep(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_phone_leg WHERE begun_at < $1", values![before]).await?;
    Ok(())
}

/// Removes what somebody dialled who is erased.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(
        async move { Ok(cx.run("DELETE FROM chat_phone_leg WHERE person = $1", values![person]).await?) },
    )
}
