//! Rows of who lets himself be found.

use ground::db::Assembled;
use ground::{Ctx, Fault, PersonId, View, values};
use std::collections::HashSet;
use yard::House;
use yard::erasure::Working;

/// Somebody who lets himself be found, as the set needs him.
pub(super) struct Findable {
    pub person: PersonId,
    pub phone_index: Vec<u8>,
    pub entry: Vec<u8>,
}

/// Whether somebody lets himself be found.
pub(super) async fn is_findable(view: &mut View, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM chat_findable WHERE person = $1";
    Ok(view.opt(sql, values![person]).await?.is_some())
}

/// Who of these lets himself be found.
pub(crate) async fn findable(view: &mut View, people: &[PersonId]) -> Result<HashSet<PersonId>, Fault> {
    if people.is_empty() {
        return Ok(HashSet::new());
    }
    let places = ground::db::places(1, people.len());
    let sql = format!("SELECT person FROM chat_findable WHERE person IN ({places})");
    let values = people.iter().map(|person| (*person).into()).collect();
    view.all(Assembled(sql), values).await?.iter().map(|row| row.get("person")).collect()
}

/// Lets somebody be found.
pub(super) async fn save(
    cx: &mut Ctx,
    person: PersonId,
    phone_index: [u8; 16],
    (entry, ticket): (&[u8; 32], [u8; 16]),
) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO chat_findable (person, since, phone_index, entry, ticket) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (person) DO UPDATE SET since = excluded.since, phone_index = excluded.phone_index, \
               entry = excluded.entry, ticket = excluded.ticket";
    cx.run(sql, values![person, now, phone_index, entry.to_vec(), ticket]).await?;
    Ok(())
}

/// Nobody finds him any longer.
pub(super) async fn forget(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_findable WHERE person = $1", values![person]).await?;
    Ok(())
}

/// Everybody who lets himself be found, up to a bound.
pub(super) async fn all(view: &mut View, limit: i64) -> Result<Vec<Findable>, Fault> {
    let sql = "SELECT person, phone_index, entry FROM chat_findable ORDER BY ticket LIMIT $1";
    let rows = view.all(sql, values![limit]).await?;
    rows.iter()
        .map(|row| {
            let (person, phone_index) = (row.get("person")?, row.get("phone_index")?);
            Ok(Findable { person, phone_index, entry: row.get("entry")? })
        })
        .collect()
}

/// Whose ticket it is.
pub(super) async fn of_ticket(view: &mut View, ticket: &[u8]) -> Result<Option<PersonId>, Fault> {
    let sql = "SELECT person FROM chat_findable WHERE ticket = $1";
    view.opt(sql, values![ticket.to_vec()]).await?.map(|row| row.get("person")).transpose()
}

/// Removes somebody who is erased.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM chat_findable WHERE person = $1", values![person]).await?) })
}
