//! Rows of closings, and the erasers of what ground keeps.

use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};

use super::registry::Working;
use super::{Closing, ClosingId, State};
use crate::House;

macro_rules! closings {
    ($rest:literal) => {
        concat!(
            "SELECT id, person, state, closed_at, due_at, erased_at, leaf, statement FROM yard_closing ",
            $rest
        )
    };
}

fn closing(row: &Row) -> Result<Closing, Fault> {
    let state: String = row.get("state")?;
    Ok(Closing {
        id: row.get("id")?,
        person: row.get("person")?,
        state: State::from_word(&state)?,
        closed_at: row.get("closed_at")?,
        due_at: row.get("due_at")?,
        erased_at: row.get("erased_at")?,
        leaf: row.get("leaf")?,
        statement: row.get("statement")?,
    })
}

/// Writes a closing; one of this person stands already where nothing is written.
pub(super) async fn add(cx: &mut Ctx, new: &Closing) -> Result<(), Fault> {
    let leaf = new.leaf.map(|leaf| i64::try_from(leaf).unwrap_or(i64::MAX));
    cx.run(
        "INSERT INTO yard_closing (id, person, state, closed_at, due_at, erased_at, leaf, statement) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (person) DO NOTHING",
        vec![
            new.id.into(),
            new.person.into(),
            new.state.word().into(),
            new.closed_at.into(),
            new.due_at.into(),
            new.erased_at.into(),
            leaf.into(),
            new.statement.clone().into(),
        ],
    )
    .await?;
    Ok(())
}

/// Says how far a closing is.
pub(super) async fn save(cx: &mut Ctx, changed: &Closing) -> Result<(), Fault> {
    let leaf = changed.leaf.map(|leaf| i64::try_from(leaf).unwrap_or(i64::MAX));
    cx.run(
        "UPDATE yard_closing SET state = $1, erased_at = $2, leaf = $3, statement = $4 WHERE id = $5",
        vec![
            changed.state.word().into(),
            changed.erased_at.into(),
            leaf.into(),
            changed.statement.clone().into(),
            changed.id.into(),
        ],
    )
    .await?;
    Ok(())
}

/// A closing, for looking.
pub(super) async fn find(view: &mut View, id: ClosingId) -> Result<Option<Closing>, Fault> {
    view.opt(closings!("WHERE id = $1"), values![id]).await?.as_ref().map(closing).transpose()
}

/// A closing, for going on with it.
pub(super) async fn lock(cx: &mut Ctx, id: ClosingId) -> Result<Option<Closing>, Fault> {
    cx.opt(closings!("WHERE id = $1"), values![id]).await?.as_ref().map(closing).transpose()
}

/// The closing of a person, where there is one.
pub(super) async fn of(cx: &mut Ctx, person: PersonId) -> Result<Option<Closing>, Fault> {
    cx.opt(closings!("WHERE person = $1"), values![person]).await?.as_ref().map(closing).transpose()
}

/// Closings with something to do: begun some time ago and not ended, or locked and due.
pub(super) async fn unfinished(
    cx: &mut Ctx,
    begun_before: Timestamp,
    most: i64,
) -> Result<Vec<ClosingId>, Fault> {
    let now = cx.now();
    let rows = cx
        .all(
            "SELECT id FROM yard_closing WHERE (state = 'closing' AND closed_at <= $1) OR state = 'erasing' \
             OR (state = 'locked' AND due_at <= $2) ORDER BY due_at, id LIMIT $3",
            values![begun_before, now, most],
        )
        .await?;
    rows.iter().map(|row| row.get("id")).collect()
}

/// Everybody whose account was closed.
pub(super) async fn all(view: &mut View) -> Result<Vec<Closing>, Fault> {
    view.all(closings!("ORDER BY closed_at, id"), values![]).await?.iter().map(closing).collect()
}

/// How many run the house.
pub(super) async fn keepers(cx: &mut Ctx) -> Result<i64, Fault> {
    cx.one("SELECT COUNT(*) AS keepers FROM yard_person WHERE keeper = 1", values![]).await?.get("keepers")
}

/// Frames of the person's stream.
pub(super) fn frames<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM ground_stream WHERE person = $1 AND seq IN \
                   (SELECT seq FROM ground_stream WHERE person = $1 ORDER BY seq LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}

/// The head of the person's stream.
pub(super) fn stream_head<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(
        async move { Ok(cx.run("DELETE FROM ground_stream_head WHERE person = $1", values![person]).await?) },
    )
}

/// Jobs that name the person.
pub(super) fn waiting_jobs<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        let names = format!("%{person}%");
        Ok(cx.run("DELETE FROM ground_job WHERE payload LIKE $1", values![names]).await?)
    })
}
