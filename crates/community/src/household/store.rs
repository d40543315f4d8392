//! Rows of those who live in homes, and the outbox of rights.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use vault::{Sealed, Subject};
use yard::org::Line;

use super::rules::{self, EVENTS_KEPT, PEOPLE_MAX};
use super::{Relation, Resident, ResidentId, Rights, What};
use crate::place::HomeId;

/// Rows of one list, at most; of one home there are no more than [`PEOPLE_MAX`].
const LIST_MAX: i64 = 200;

macro_rules! residents {
    ($rest:literal) => {
        concat!(
            "SELECT id, org, home, person, relation, name, phone, may_add, may_invite, may_open, from_at, until_at, \
             entered_by, entered_at, answer_by FROM community_resident ",
            $rest
        )
    };
}

fn resident(row: &Row) -> Result<Resident, Fault> {
    let (id, org): (ResidentId, OrgId) = (row.get("id")?, row.get("org")?);
    let person: Option<PersonId> = row.get("person")?;
    let (relation, phone): (String, Option<Vec<u8>>) = (row.get("relation")?, row.get("phone")?);
    let subject = Resident::subject(org, person);
    let may = |column: &str| Ok::<bool, Fault>(row.get::<i64>(column)? == 1);
    Ok(Resident {
        id,
        org,
        home: row.get("home")?,
        person,
        relation: Relation::from_word(&relation).ok_or_else(|| Fault::new("an unknown relation"))?,
        name: Sealed::stored(&Resident::NAME, subject, id.bytes(), row.get("name")?),
        phone: phone.map(|bytes| Sealed::stored(&Resident::PHONE, subject, id.bytes(), bytes)),
        rights: Rights { add: may("may_add")?, invite: may("may_invite")?, open: may("may_open")? },
        from_at: row.get("from_at")?,
        until_at: row.get("until_at")?,
        entered_by: row.get("entered_by")?,
        entered_at: row.get("entered_at")?,
        answer_by: row.get("answer_by")?,
    })
}

/// Keeps a new one; `false` where he, or his number, is there already.
pub(crate) async fn add(cx: &mut Ctx, new: &Resident, index: Option<[u8; 16]>) -> Result<bool, Fault> {
    let sql = "INSERT INTO community_resident (id, org, home, person, relation, name, phone, phone_index, may_add, \
               may_invite, may_open, from_at, until_at, entered_by, entered_at, answer_by) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING";
    let values = values![
        new.id,
        new.org,
        new.home,
        new.person,
        new.relation.word(),
        &new.name,
        new.phone.as_ref(),
        index,
        i64::from(new.rights.add),
        i64::from(new.rights.invite),
        i64::from(new.rights.open),
        new.from_at,
        new.until_at,
        new.entered_by,
        new.entered_at,
        new.answer_by
    ];
    Ok(cx.run(sql, values).await? == 1)
}

/// All of a home, the longest there first.
pub(crate) async fn of_home(view: &mut View, home: HomeId) -> Result<Vec<Resident>, Fault> {
    let sql = residents!("WHERE home = $1 ORDER BY id LIMIT $2");
    view.all(sql, values![home, LIST_MAX]).await?.iter().map(resident).collect()
}

/// The same within a unit of work.
pub(crate) async fn of_home_now(cx: &mut Ctx, home: HomeId) -> Result<Vec<Resident>, Fault> {
    let sql = residents!("WHERE home = $1 ORDER BY id LIMIT $2");
    cx.all(sql, values![home, LIST_MAX]).await?.iter().map(resident).collect()
}

/// Whether a home has as many as it may, those entered among them. Whoever else adds somebody to it waits until this unit of
/// work ends.
pub(crate) async fn is_full_now(cx: &mut Ctx, home: HomeId) -> Result<bool, Fault> {
    cx.run("UPDATE community_home SET number = number WHERE id = $1", values![home]).await?;
    let sql = "SELECT COUNT(*) AS found FROM community_resident WHERE home = $1";
    Ok(cx.one(sql, values![home]).await?.get::<i64>("found")? >= PEOPLE_MAX)
}

/// Those of a community, at most so many.
pub(super) async fn of_org_now(cx: &mut Ctx, org: OrgId, most: i64) -> Result<Vec<Resident>, Fault> {
    let sql = residents!("WHERE org = $1 ORDER BY id LIMIT $2");
    cx.all(sql, values![org, most]).await?.iter().map(resident).collect()
}

/// Where somebody lives.
pub(super) async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<Resident>, Fault> {
    let sql = residents!("WHERE person = $1 ORDER BY id LIMIT $2");
    view.all(sql, values![person, LIST_MAX]).await?.iter().map(resident).collect()
}

/// Where he lives, within a unit of work; at most so many.
pub(super) async fn of_person_now(cx: &mut Ctx, person: PersonId, most: i64) -> Result<Vec<Resident>, Fault> {
    let sql = residents!("WHERE person = $1 ORDER BY id LIMIT $2");
    cx.all(sql, values![person, most]).await?.iter().map(resident).collect()
}

/// Entries that wait for the number of this index.
pub(super) async fn of_number(view: &mut View, index: &[u8]) -> Result<Vec<Resident>, Fault> {
    let now = view.now();
    let sql = residents!("WHERE phone_index = $1 AND person IS NULL AND answer_by > $2 ORDER BY id LIMIT $3");
    view.all(sql, values![index.to_vec(), now, LIST_MAX]).await?.iter().map(resident).collect()
}

/// One entry that waits for the number of this index.
pub(super) async fn waiting(
    view: &mut View,
    id: ResidentId,
    index: &[u8],
) -> Result<Option<Resident>, Fault> {
    let now = view.now();
    let sql = residents!("WHERE id = $1 AND phone_index = $2 AND person IS NULL AND answer_by > $3");
    view.opt(sql, values![id, index.to_vec(), now]).await?.as_ref().map(resident).transpose()
}

/// He accepted: name and number as they were entered go, his name stands under his own key. `false` where the entry is gone.
pub(super) async fn accept(
    cx: &mut Ctx,
    id: ResidentId,
    person: PersonId,
    name: &Sealed<Line>,
) -> Result<bool, Fault> {
    let sql = "UPDATE community_resident SET person = $2, name = $3, phone = NULL, phone_index = NULL, \
               answer_by = NULL WHERE id = $1 AND person IS NULL";
    Ok(cx.run(sql, values![id, person, name]).await? == 1)
}

/// Changes rights and dates.
pub(super) async fn save(
    cx: &mut Ctx,
    id: ResidentId,
    rights: Rights,
    (from, until): rules::Span,
) -> Result<(), Fault> {
    let sql = "UPDATE community_resident SET may_add = $2, may_invite = $3, may_open = $4, from_at = $5, \
               until_at = $6 WHERE id = $1";
    let may = [rights.add, rights.invite, rights.open].map(i64::from);
    cx.run(sql, values![id, may[0], may[1], may[2], from, until]).await?;
    Ok(())
}

/// Removes one; `false` where he is gone already.
pub(super) async fn remove(cx: &mut Ctx, id: ResidentId) -> Result<bool, Fault> {
    Ok(cx.run("DELETE FROM community_resident WHERE id = $1", values![id]).await? == 1)
}

/// Whether somebody lives in a home.
pub(crate) async fn lives_now(cx: &mut Ctx, home: HomeId, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM community_resident WHERE home = $1 AND person = $2";
    Ok(cx.opt(sql, values![home, person]).await?.is_some())
}

/// Those whose time is over, and those who did not answer in time.
pub(super) async fn over(cx: &mut Ctx, limit: i64) -> Result<Vec<Resident>, Fault> {
    let now = cx.now();
    let sql = residents!("WHERE until_at <= $1 OR answer_by <= $1 ORDER BY id LIMIT $2");
    cx.all(sql, values![now, limit]).await?.iter().map(resident).collect()
}

/// Nobody who is erased is known as who entered somebody.
pub(super) async fn forget_enterer(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    let sql = "UPDATE community_resident SET entered_by = NULL WHERE entered_by = $1";
    cx.run(sql, values![person]).await?;
    Ok(())
}

/// Entries that wait for the number of somebody go.
pub(super) async fn drop_of_number(cx: &mut Ctx, index: &[u8]) -> Result<(), Fault> {
    let sql = "DELETE FROM community_resident WHERE person IS NULL AND phone_index = $1";
    cx.run(sql, values![index.to_vec()]).await?;
    Ok(())
}

/// Whether somebody lives in a community; whoever runs it may know.
pub(crate) async fn lives_in(view: &mut View, org: OrgId, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM community_resident WHERE org = $1 AND person = $2 LIMIT 1";
    Ok(view.opt(sql, values![org, person]).await?.is_some())
}

/// Whether two live in one home.
pub(super) async fn live_together(view: &mut View, one: PersonId, other: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM community_resident a JOIN community_resident b ON b.home = a.home \
               WHERE a.person = $1 AND b.person = $2 LIMIT 1";
    Ok(view.opt(sql, values![one, other]).await?.is_some())
}

/// Whether somebody entered the number of this index somewhere, and waits.
pub(super) async fn entered(view: &mut View, by: PersonId, index: &[u8]) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM community_resident WHERE entered_by = $1 AND phone_index = $2 LIMIT 1";
    Ok(view.opt(sql, values![by, index.to_vec()]).await?.is_some())
}

/// Whether an entry of this community waits for the number of this index.
pub(super) async fn waits_in(view: &mut View, org: OrgId, index: &[u8]) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM community_resident WHERE org = $1 AND phone_index = $2 LIMIT 1";
    Ok(view.opt(sql, values![org, index.to_vec()]).await?.is_some())
}

ground::id! {
    /// One event of the outbox of rights; later ones are greater.
    pub struct RightEventId => "right"
}

/// What became of the rights of one row; who that was, the outbox does not say.
#[derive(Clone, Copy, Debug)]
pub struct RightEvent {
    /// Which; to be given as `after` for what comes next.
    pub id: RightEventId,
    /// In which community.
    pub org: OrgId,
    /// In which home.
    pub home: HomeId,
    /// Of whom: a row of those who live there, gone where it ended.
    pub resident: ResidentId,
    /// What.
    pub what: What,
    /// When.
    pub at: Timestamp,
}

/// Notes what became of somebody's rights, in the unit of work in which it did.
pub(crate) async fn note(cx: &mut Ctx, of: &Resident, what: What) -> Result<(), Fault> {
    let (id, now) = (RightEventId::fresh(cx.clock()), cx.now());
    let sql = "INSERT INTO community_right_event (id, org, home, resident, what, at) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    cx.run(sql, values![id, of.org, of.home, of.id, what.word(), now]).await?;
    Ok(())
}

/// What became of rights after an event, the earliest first; all that is kept where none is given.
///
/// # Errors
/// What the database says.
pub async fn events_after(
    view: &mut View,
    after: Option<RightEventId>,
    limit: u32,
) -> Result<Vec<RightEvent>, Fault> {
    let after = after.map_or([0; 16], |id| id.bytes());
    let sql = "SELECT id, org, home, resident, what, at FROM community_right_event WHERE id > $1 \
               ORDER BY id LIMIT $2";
    let event = |row: &Row| {
        let what: String = row.get("what")?;
        Ok(RightEvent {
            id: row.get("id")?,
            org: row.get("org")?,
            home: row.get("home")?,
            resident: row.get("resident")?,
            what: What::from_word(&what).ok_or_else(|| Fault::new("an unknown event of rights"))?,
            at: row.get("at")?,
        })
    };
    view.all(sql, values![after, limit]).await?.iter().map(event).collect()
}

/// Removes events that everybody has heard of long ago.
pub(crate) async fn sweep_events(cx: &mut Ctx) -> Result<(), Fault> {
    let before = cx.now().minus(EVENTS_KEPT);
    cx.run("DELETE FROM community_right_event WHERE at < $1", values![before]).await?;
    Ok(())
}

/// Under whose key something is sealed that somebody accepts.
pub(super) const fn own(person: PersonId) -> Subject {
    Subject::Person(person)
}
