//! Rows of shared calendars and rooms.

use ground::{Ctx, Fault, OrgId, Row, View, values};
use vault::{Sealed, Subject};

use crate::calendar::rules::Kind;
use crate::calendar::{Calendar, CalendarId};

/// Calendars of one organisation.
const CALENDARS_MAX: i64 = 200;

fn calendar(row: &Row) -> Result<Calendar, Fault> {
    let (id, org): (CalendarId, OrgId) = (row.get("id")?, row.get("org")?);
    let kind: String = row.get("kind")?;
    Ok(Calendar {
        id,
        org,
        kind: Kind::from_word(&kind).ok_or_else(|| Fault::new("an unknown kind of calendar"))?,
        name: Sealed::stored(&Calendar::NAME, Subject::Org(org), id.bytes(), row.get("name")?),
        made_at: row.get("made_at")?,
    })
}

/// Those of an organisation.
pub(in crate::calendar) async fn calendars(view: &mut View, org: OrgId) -> Result<Vec<Calendar>, Fault> {
    let sql = "SELECT id, org, kind, name, made_at FROM office_calendar WHERE org = $1 ORDER BY id LIMIT $2";
    view.all(sql, values![org, CALENDARS_MAX]).await?.iter().map(calendar).collect()
}

/// One of them.
pub(in crate::calendar) async fn calendar_of(
    view: &mut View,
    id: CalendarId,
) -> Result<Option<Calendar>, Fault> {
    let sql = "SELECT id, org, kind, name, made_at FROM office_calendar WHERE id = $1";
    view.opt(sql, values![id]).await?.as_ref().map(calendar).transpose()
}

/// Whoever books the same room waits until this unit of work ends; `false` where there is none.
pub(in crate::calendar) async fn lock_calendar(
    cx: &mut Ctx,
    id: CalendarId,
    kind: Kind,
) -> Result<bool, Fault> {
    let sql = "UPDATE office_calendar SET made_at = made_at WHERE id = $1 AND kind = $2";
    Ok(cx.run(sql, values![id, kind.word()]).await? == 1)
}

/// Keeps a new one; `false` where there are as many as there may be.
pub(in crate::calendar) async fn add_calendar(cx: &mut Ctx, new: &Calendar) -> Result<bool, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM office_calendar WHERE org = $1";
    let found: i64 = cx.one(sql, values![new.org]).await?.get("found")?;
    if found >= CALENDARS_MAX {
        return Ok(false);
    }
    let sql = "INSERT INTO office_calendar (id, org, kind, name, made_at) VALUES ($1, $2, $3, $4, $5)";
    cx.run(sql, values![new.id, new.org, new.kind.word(), &new.name, new.made_at]).await?;
    Ok(true)
}

/// Removes one with what stands in it; `false` where there is none.
pub(in crate::calendar) async fn remove_calendar(
    cx: &mut Ctx,
    org: OrgId,
    id: CalendarId,
) -> Result<bool, Fault> {
    let sql = "DELETE FROM office_calendar WHERE org = $1 AND id = $2";
    Ok(cx.run(sql, values![org, id]).await? == 1)
}
