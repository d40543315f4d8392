//! Rows of calls from doors, and what a dialled number names.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};

use super::{By, Call, IntercomId, Outcome};
use crate::household::ResidentId;
use crate::place::{BuildingId, DoorId, Home, HomeId, UnitId, store as places};

macro_rules! calls {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.org, c.home, c.station, c.begun_at, c.answered_at, c.answered_by, c.opened_at, \
             c.opened_by, c.ended_at, c.outcome FROM community_intercom c ",
            $rest
        )
    };
}

fn call(row: &Row) -> Result<Call, Fault> {
    Ok(Call {
        id: row.get("id")?,
        org: row.get("org")?,
        home: row.get("home")?,
        station: row.get("station")?,
        begun_at: row.get("begun_at")?,
        answered_at: row.get("answered_at")?,
        answered_by: row.get("answered_by")?,
        opened_at: row.get("opened_at")?,
        opened_by: row.get("opened_by")?,
        ended_at: row.get("ended_at")?,
        outcome: row.get("outcome")?,
    })
}

/// The homes that a number names at a door, two at most: in a unit the room alone does, elsewhere the whole number.
pub(super) async fn dialled(
    view: &mut View,
    org: OrgId,
    door: DoorId,
    signs: &str,
) -> Result<Vec<Home>, Fault> {
    let sql = "SELECT building, unit FROM community_door WHERE org = $1 AND id = $2";
    let Some(row) = view.opt(sql, values![org, door]).await? else { return Ok(Vec::new()) };
    let (building, unit): (Option<BuildingId>, Option<UnitId>) = (row.get("building")?, row.get("unit")?);
    let sql = "SELECT h.id FROM community_home h JOIN community_unit u ON u.id = h.unit \
               WHERE h.org = $1 AND (h.unit = $2 OR ($2 IS NULL AND (u.building = $3 OR $3 IS NULL))) \
               AND (LOWER(REPLACE(REPLACE(h.number, '-', ''), ' ', '')) = $4 \
               OR (h.unit = $2 AND LOWER(REPLACE(h.room, '-', '')) = $4)) ORDER BY h.id LIMIT 2";
    let mut homes = Vec::new();
    for row in view.all(sql, values![org, unit, building, signs]).await? {
        homes.extend(places::find(view, row.get("id")?).await?);
    }
    Ok(homes)
}

/// Keeps a new one; it rings.
pub(super) async fn add(cx: &mut Ctx, new: &Call) -> Result<(), Fault> {
    let sql = "INSERT INTO community_intercom (id, org, home, station, begun_at) VALUES ($1, $2, $3, $4, $5)";
    cx.run(sql, values![new.id, new.org, new.home, new.station, new.begun_at]).await?;
    Ok(())
}

/// A call.
pub(super) async fn find(view: &mut View, id: IntercomId) -> Result<Option<Call>, Fault> {
    view.opt(calls!("WHERE c.id = $1"), values![id]).await?.as_ref().map(call).transpose()
}

/// It is answered; `false` where somebody did before, or it is over.
pub(super) async fn answer(cx: &mut Ctx, id: IntercomId, by: By) -> Result<bool, Fault> {
    let (now, (person, phone)) = (cx.now(), by.parts());
    let sql = "UPDATE community_intercom SET answered_at = $2, answered_by = $3, answered_on = $4 \
               WHERE id = $1 AND answered_at IS NULL AND ended_at IS NULL";
    Ok(cx.run(sql, values![id, now, person, phone]).await? == 1)
}

/// The door is opened in it; `false` where it was before, or the call is over.
pub(super) async fn open(cx: &mut Ctx, id: IntercomId, by: By) -> Result<bool, Fault> {
    let (now, (person, phone)) = (cx.now(), by.parts());
    let sql = "UPDATE community_intercom SET opened_at = $2, opened_by = $3, opened_on = $4 \
               WHERE id = $1 AND opened_at IS NULL AND ended_at IS NULL";
    Ok(cx.run(sql, values![id, now, person, phone]).await? == 1)
}

/// It did not open after all.
pub(super) async fn not_opened(cx: &mut Ctx, id: IntercomId) -> Result<(), Fault> {
    let sql =
        "UPDATE community_intercom SET opened_at = NULL, opened_by = NULL, opened_on = NULL WHERE id = $1";
    cx.run(sql, values![id]).await?;
    Ok(())
}

/// It is over; `false` where it was before.
pub(super) async fn end(cx: &mut Ctx, id: IntercomId, outcome: Outcome) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE community_intercom SET ended_at = $2, outcome = $3 WHERE id = $1 AND ended_at IS NULL";
    Ok(cx.run(sql, values![id, now, outcome.word()]).await? == 1)
}

/// What rang or ran when the house fell is over since then.
pub(super) async fn cut_off(cx: &mut Ctx) -> Result<(), Fault> {
    let sql = "UPDATE community_intercom SET ended_at = COALESCE(answered_at, begun_at), \
               outcome = CASE WHEN answered_at IS NULL THEN 'missed' ELSE 'done' END WHERE ended_at IS NULL";
    cx.run(sql, values![]).await?;
    Ok(())
}

/// A call with what its home, its station and who answered and opened are called by.
pub(super) struct Told {
    pub call: Call,
    /// Nothing where the station was removed since.
    pub station: Option<String>,
    pub number: String,
    /// Rows of those who live there still.
    pub answered_by: Option<ResidentId>,
    pub opened_by: Option<ResidentId>,
    /// On a phone of the home or of the desk.
    pub answered_on: Option<String>,
    pub opened_on: Option<String>,
}

/// Calls of a home since an instant, the newest first.
pub(super) async fn of_home(
    view: &mut View,
    home: HomeId,
    (since, limit): (Timestamp, u32),
) -> Result<Vec<Told>, Fault> {
    let sql = "SELECT c.id, c.org, c.home, c.station, c.begun_at, c.answered_at, c.answered_by, c.opened_at, \
               c.opened_by, c.ended_at, c.outcome, s.name AS station_name, h.number AS number, \
               a.id AS answerer, o.id AS opener, p.name AS phone, q.name AS taken FROM community_intercom c \
               JOIN community_home h ON h.id = c.home LEFT JOIN community_station s ON s.id = c.station \
               LEFT JOIN community_station p ON p.id = c.opened_on \
               LEFT JOIN community_station q ON q.id = c.answered_on \
               LEFT JOIN community_resident a ON a.home = c.home AND a.person = c.answered_by \
               LEFT JOIN community_resident o ON o.home = c.home AND o.person = c.opened_by \
               WHERE c.home = $1 AND c.begun_at >= $2 ORDER BY c.id DESC LIMIT $3";
    let told = |row: &Row| {
        Ok(Told {
            call: call(row)?,
            station: row.get("station_name")?,
            number: row.get("number")?,
            answered_by: row.get("answerer")?,
            opened_by: row.get("opener")?,
            answered_on: row.get("taken")?,
            opened_on: row.get("phone")?,
        })
    };
    view.all(sql, values![home, since, limit]).await?.iter().map(told).collect()
}

/// Calls that somebody answered or in which he opened, the newest first.
pub(super) async fn of_person(view: &mut View, person: PersonId, limit: u32) -> Result<Vec<Call>, Fault> {
    let sql = calls!("WHERE c.answered_by = $1 OR c.opened_by = $1 ORDER BY c.id DESC LIMIT $2");
    view.all(sql, values![person, limit]).await?.iter().map(call).collect()
}

/// Nobody who is erased is known as who answered or opened.
pub(super) async fn forget(cx: &mut Ctx, person: PersonId) -> Result<u64, Fault> {
    let sql = "UPDATE community_intercom SET answered_by = NULL WHERE answered_by = $1";
    let answered = cx.run(sql, values![person]).await?;
    let sql = "UPDATE community_intercom SET opened_by = NULL WHERE opened_by = $1";
    Ok(answered + cx.run(sql, values![person]).await?)
}

/// Removes what is older.
pub(super) async fn sweep(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM community_intercom WHERE begun_at < $1", values![before]).await?;
    Ok(())
}

/// Those of an organisation that is no more.
pub(crate) async fn end_all(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    cx.run("DELETE FROM community_intercom WHERE org = $1", values![org]).await?;
    Ok(())
}
