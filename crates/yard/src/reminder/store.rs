//! Rows of events that were switched off.

use ground::{Ctx, Fault, PersonId, View, values};

use super::rules::Event;
use crate::House;
use crate::erasure::Working;

/// The words of what somebody switched off.
pub(super) async fn off(view: &mut View, person: PersonId) -> Result<Vec<String>, Fault> {
    let rows = view.all("SELECT event FROM yard_reminder_off WHERE person = $1", values![person]).await?;
    rows.iter().map(|row| row.get("event")).collect()
}

/// Whether somebody switched an event off.
pub(crate) async fn is_off(cx: &mut Ctx, person: PersonId, event: Event) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM yard_reminder_off WHERE person = $1 AND event = $2";
    Ok(cx.opt(sql, values![person, event.word()]).await?.is_some())
}

/// Switches one on or off.
pub(super) async fn set(cx: &mut Ctx, person: PersonId, event: Event, on: bool) -> Result<(), Fault> {
    let sql = if on {
        "DELETE FROM yard_reminder_off WHERE person = $1 AND event = $2"
    } else {
        "INSERT INTO yard_reminder_off (person, event) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    };
    cx.run(sql, values![person, event.word()]).await?;
    Ok(())
}

/// Those of an erased person.
pub(super) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(
        async move { Ok(cx.run("DELETE FROM yard_reminder_off WHERE person = $1", values![person]).await?) },
    )
}
