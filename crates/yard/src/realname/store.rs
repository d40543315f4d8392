//! Rows of verifications and of pictures of cards.

use ground::{Because, Ctx, Fault, PersonId, Row, Timestamp, View, values};
use policy::{Category, Personal, Purpose};
use vault::{Sealed, Subject};

use super::rules::{Side, State, Way};
use super::{CardNumber, RealNameId};
use crate::House;
use crate::consent::store::{self as consents, Scope};
use crate::erasure::Working;
use crate::org::Line;

/// A row of `yard_real_name`.
#[derive(Personal)]
#[personal(table = "yard_real_name")]
pub struct RealNameRow {
    /// Which.
    pub id: RealNameId,
    /// Whose.
    pub person: PersonId,
    /// How far it is.
    pub state: State,
    /// How it is found out.
    pub way: Way,
    /// The name on the card; gone where it did not pass.
    #[personal(category = "real-name")]
    pub name: Option<Sealed<Line>>,
    /// The number on it, alike.
    #[personal(category = "real-name")]
    pub number: Option<Sealed<CardNumber>>,
    /// Why it did not pass.
    #[personal(category = "real-name")]
    pub reason: Option<Sealed<Line>>,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
}

/// A row of `yard_identity_photo`.
#[derive(Personal)]
#[personal(table = "yard_identity_photo")]
pub struct PhotoRow {
    /// Whose.
    pub person: PersonId,
    /// Which side.
    pub side: Side,
    /// The picture.
    #[personal(category = "identity-photo")]
    pub photo: Sealed<Vec<u8>>,
    /// Since when.
    pub put_at: Timestamp,
}

macro_rules! rows {
    ($rest:literal) => {
        concat!(
            "SELECT id, person, state, way, name, number, reason, sent_at, decided_at FROM yard_real_name ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<RealNameRow, Fault> {
    let (id, person): (RealNameId, PersonId) = (row.get("id")?, row.get("person")?);
    let (state, way): (String, String) = (row.get("state")?, row.get("way")?);
    let (subject, at) = (Subject::Person(person), id.bytes());
    let (name, number): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get("name")?, row.get("number")?);
    let reason: Option<Vec<u8>> = row.get("reason")?;
    Ok(RealNameRow {
        id,
        person,
        state: State::from_word(&state).because("a verification of an unknown state")?,
        way: Way::from_word(&way).because("a verification of an unknown way")?,
        name: name.map(|bytes| Sealed::stored(&RealNameRow::NAME, subject, at, bytes)),
        number: number.map(|bytes| Sealed::stored(&RealNameRow::NUMBER, subject, at, bytes)),
        reason: reason.map(|bytes| Sealed::stored(&RealNameRow::REASON, subject, at, bytes)),
        sent_at: row.get("sent_at")?,
        decided_at: row.get("decided_at")?,
    })
}

/// Whether somebody agreed to this purpose, to each of these by name.
pub(super) async fn agreed(
    view: &mut View,
    person: PersonId,
    purpose: Purpose,
    categories: &[Category],
) -> Result<bool, Fault> {
    for category in categories {
        if !consents::stands_for(view, person, purpose, Scope::Category(*category)).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Somebody's own.
pub(super) async fn of(view: &mut View, person: PersonId) -> Result<Option<RealNameRow>, Fault> {
    view.opt(rows!("WHERE person = $1"), values![person]).await?.as_ref().map(read).transpose()
}

/// The same within a unit of work.
pub(super) async fn of_now(cx: &mut Ctx, person: PersonId) -> Result<Option<RealNameRow>, Fault> {
    cx.opt(rows!("WHERE person = $1"), values![person]).await?.as_ref().map(read).transpose()
}

/// One of them.
pub(super) async fn find(view: &mut View, id: RealNameId) -> Result<Option<RealNameRow>, Fault> {
    view.opt(rows!("WHERE id = $1"), values![id]).await?.as_ref().map(read).transpose()
}

/// Those that wait to be looked at, the oldest first.
pub(super) async fn waiting(view: &mut View, most: i64) -> Result<Vec<RealNameRow>, Fault> {
    let sql = rows!("WHERE state = 'waiting' AND way = 'card' ORDER BY sent_at, id LIMIT $1");
    view.all(sql, values![most]).await?.iter().map(read).collect()
}

/// Whether what this person sent waits to be looked at.
pub(super) async fn waits(view: &mut View, person: PersonId) -> Result<bool, Fault> {
    let sql =
        "SELECT 1 AS waits FROM yard_real_name WHERE person = $1 AND state = 'waiting' AND way = 'card'";
    Ok(view.opt(sql, values![person]).await?.is_some())
}

/// Whether his name is confirmed.
pub(super) async fn is_verified(view: &mut View, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM yard_real_name WHERE person = $1 AND state = 'verified'";
    Ok(view.opt(sql, values![person]).await?.is_some())
}

/// Writes what somebody sent, in the place of what did not pass before.
pub(super) async fn send(cx: &mut Ctx, new: &RealNameRow) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_real_name WHERE person = $1", values![new.person]).await?;
    let sql = "INSERT INTO yard_real_name (person, id, state, way, name, number, sent_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = values![
        new.person,
        new.id,
        new.state.word(),
        new.way.word(),
        new.name.as_ref(),
        new.number.as_ref(),
        new.sent_at
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// Writes what came of it; `false` where it does not wait any longer. The pictures go; what did not pass goes, too.
pub(super) async fn decide(
    cx: &mut Ctx,
    row: &RealNameRow,
    state: State,
    reason: Option<&Sealed<Line>>,
    by: Option<PersonId>,
) -> Result<bool, Fault> {
    let now = cx.now();
    let kept = state == State::Verified;
    let (name, number) = (row.name.as_ref().filter(|_| kept), row.number.as_ref().filter(|_| kept));
    let sql = "UPDATE yard_real_name SET state = $2, name = $3, number = $4, reason = $5, decided_at = $6, \
               decided_by = $7 WHERE id = $1 AND state = 'waiting'";
    let changed = cx.run(sql, values![row.id, state.word(), name, number, reason, now, by]).await?;
    cx.run("DELETE FROM yard_identity_photo WHERE person = $1", values![row.person]).await?;
    Ok(changed == 1)
}

/// Removes all of somebody's; answers how much that was.
pub(crate) async fn forget(cx: &mut Ctx, person: PersonId) -> Result<u64, Fault> {
    let photos = cx.run("DELETE FROM yard_identity_photo WHERE person = $1", values![person]).await?;
    Ok(photos + cx.run("DELETE FROM yard_real_name WHERE person = $1", values![person]).await?)
}

/// Keeps a side; the one before it goes.
pub(super) async fn put_photo(
    cx: &mut Ctx,
    person: PersonId,
    side: Side,
    photo: &Sealed<Vec<u8>>,
) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO yard_identity_photo (person, side, photo, put_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (person, side) DO UPDATE SET photo = excluded.photo, put_at = excluded.put_at";
    cx.run(sql, values![person, side.word(), photo, now]).await?;
    Ok(())
}

/// Which sides are there, and since when.
pub(super) async fn sides(view: &mut View, person: PersonId) -> Result<Vec<(Side, Timestamp)>, Fault> {
    let sql = "SELECT side, put_at FROM yard_identity_photo WHERE person = $1 ORDER BY side";
    let rows = view.all(sql, values![person]).await?;
    rows.iter().map(|row| Ok((side(row)?, row.get("put_at")?))).collect()
}

/// The same within a unit of work.
pub(super) async fn sides_now(cx: &mut Ctx, person: PersonId) -> Result<Vec<(Side, Timestamp)>, Fault> {
    let sql = "SELECT side, put_at FROM yard_identity_photo WHERE person = $1 ORDER BY side";
    let rows = cx.all(sql, values![person]).await?;
    rows.iter().map(|row| Ok((side(row)?, row.get("put_at")?))).collect()
}

fn side(row: &Row) -> Result<Side, Fault> {
    let word: String = row.get("side")?;
    Side::from_word(&word).because("a picture of an unknown side")
}

/// The pictures of somebody's card.
pub(super) async fn photos(view: &mut View, person: PersonId) -> Result<Vec<PhotoRow>, Fault> {
    let sql = "SELECT side, photo, put_at FROM yard_identity_photo WHERE person = $1 ORDER BY side DESC";
    let rows = view.all(sql, values![person]).await?;
    let read = |row: &Row| {
        let (subject, at) = (Subject::Person(person), person.bytes());
        let photo = Sealed::stored(&PhotoRow::PHOTO, subject, at, row.get("photo")?);
        Ok(PhotoRow { person, side: side(row)?, photo, put_at: row.get("put_at")? })
    };
    rows.iter().map(read).collect()
}

/// Who has something here that was put or sent before an instant and not decided, at most so many.
pub(super) async fn stale(cx: &mut Ctx, before: Timestamp, most: i64) -> Result<Vec<PersonId>, Fault> {
    let sql = "SELECT person FROM yard_real_name WHERE state = 'waiting' AND sent_at < $1 \
               UNION SELECT person FROM yard_identity_photo WHERE put_at < $1 LIMIT $2";
    cx.all(sql, values![before, most]).await?.iter().map(|row| row.get("person")).collect()
}

/// Whose is kept here, after the last that was looked at.
pub(super) async fn people(cx: &mut Ctx, after: PersonId, most: i64) -> Result<Vec<PersonId>, Fault> {
    let sql = "SELECT person FROM yard_real_name WHERE person > $1 \
               UNION SELECT person FROM yard_identity_photo WHERE person > $1 ORDER BY person LIMIT $2";
    cx.all(sql, values![after, most]).await?.iter().map(|row| row.get("person")).collect()
}

/// That of an erased person.
pub(super) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(
        async move { Ok(cx.run("DELETE FROM yard_real_name WHERE person = $1", values![person]).await?) },
    )
}

/// His pictures.
pub(super) fn erase_photos<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        Ok(cx.run("DELETE FROM yard_identity_photo WHERE person = $1", values![person]).await?)
    })
}
