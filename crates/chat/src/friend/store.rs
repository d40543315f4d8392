//! Rows of friends, of requests, and of cards.

use ground::db::Assembled;
use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};
use std::collections::HashSet;
use yard::House;
use yard::erasure::Working;

use super::{Bond, rules};

fn bond(row: &Row) -> Result<Bond, Fault> {
    Ok(Bond { asker: row.get("asker")?, asked: row.get("asked")?, since: row.get("since")? })
}

/// Everybody who is a friend, asked, or was asked; the latest first.
pub(crate) async fn of(view: &mut View, person: PersonId, limit: i64) -> Result<Vec<Bond>, Fault> {
    let sql = "SELECT asker, asked, since FROM chat_friend WHERE asker = $1 OR asked = $1 \
               ORDER BY asked_at DESC, pair LIMIT $2";
    view.all(sql, values![person, limit]).await?.iter().map(bond).collect()
}

/// What there is between two.
pub(crate) async fn between(view: &mut View, one: PersonId, other: PersonId) -> Result<Option<Bond>, Fault> {
    let pair = rules::pair(one, other).to_vec();
    let row = view.opt("SELECT asker, asked, since FROM chat_friend WHERE pair = $1", values![pair]).await?;
    row.as_ref().map(bond).transpose()
}

/// Whether two are friends.
pub(crate) async fn are(view: &mut View, one: PersonId, other: PersonId) -> Result<bool, Fault> {
    Ok(between(view, one, other).await?.is_some_and(|bond| bond.since.is_some()))
}

/// Who of these is a friend of somebody.
pub(crate) async fn friends_among(
    view: &mut View,
    one: PersonId,
    people: &[PersonId],
) -> Result<HashSet<PersonId>, Fault> {
    if people.is_empty() {
        return Ok(HashSet::new());
    }
    let places = ground::db::places(1, people.len());
    let sql =
        format!("SELECT asker, asked, since FROM chat_friend WHERE pair IN ({places}) AND since IS NOT NULL");
    let values = people.iter().map(|other| rules::pair(one, *other).to_vec().into()).collect();
    view.all(Assembled(sql), values).await?.iter().map(|row| Ok(bond(row)?.other(one))).collect()
}

/// How many friends and requests somebody has.
pub(super) async fn count(cx: &mut Ctx, person: PersonId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM chat_friend WHERE asker = $1 OR asked = $1";
    cx.one(sql, values![person]).await?.get("found")
}

/// One asks the other; `false` where something is between them already.
pub(super) async fn ask(cx: &mut Ctx, asker: PersonId, asked: PersonId) -> Result<bool, Fault> {
    let (pair, now) = (rules::pair(asker, asked).to_vec(), cx.now());
    let sql = "INSERT INTO chat_friend (pair, asker, asked, asked_at, since) VALUES ($1, $2, $3, $4, NULL) \
               ON CONFLICT DO NOTHING";
    Ok(cx.run(sql, values![pair, asker, asked, now]).await? == 1)
}

/// Whoever was asked says yes; `false` where he was not.
pub(super) async fn accept(cx: &mut Ctx, asker: PersonId, asked: PersonId) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE chat_friend SET since = $1 WHERE asker = $2 AND asked = $3 AND since IS NULL";
    Ok(cx.run(sql, values![now, asker, asked]).await? == 1)
}

/// Nothing is between them any longer; tells whether they were friends.
pub(super) async fn remove(
    cx: &mut Ctx,
    one: PersonId,
    other: PersonId,
) -> Result<Option<Option<Timestamp>>, Fault> {
    let pair = rules::pair(one, other).to_vec();
    let row = cx.opt("DELETE FROM chat_friend WHERE pair = $1 RETURNING since", values![pair]).await?;
    row.map(|row| row.get("since")).transpose()
}

/// The number of somebody's card.
pub(super) async fn card(view: &mut View, person: PersonId) -> Result<Option<i64>, Fault> {
    let row = view.opt("SELECT number FROM chat_card WHERE person = $1", values![person]).await?;
    row.map(|row| row.get("number")).transpose()
}

/// Keeps a card in place of the one before.
pub(super) async fn save_card(
    cx: &mut Ctx,
    person: PersonId,
    number: i64,
    index: [u8; 16],
) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_card (person, number, code_index) VALUES ($1, $2, $3) ON CONFLICT (person) \
               DO UPDATE SET number = excluded.number, code_index = excluded.code_index";
    cx.run(sql, values![person, number, index]).await?;
    Ok(())
}

/// Whose card a code is.
pub(super) async fn of_code(view: &mut View, index: [u8; 16]) -> Result<Option<PersonId>, Fault> {
    let row = view.opt("SELECT person FROM chat_card WHERE code_index = $1", values![index]).await?;
    row.map(|row| row.get("person")).transpose()
}

/// Who of these has a card, and so shows his name to whoever has its code.
pub(super) async fn carded(view: &mut View, people: &[PersonId]) -> Result<HashSet<PersonId>, Fault> {
    if people.is_empty() {
        return Ok(HashSet::new());
    }
    let places = ground::db::places(1, people.len());
    let sql = format!("SELECT person FROM chat_card WHERE person IN ({places})");
    let values = people.iter().map(|person| (*person).into()).collect();
    view.all(Assembled(sql), values).await?.iter().map(|row| row.get("person")).collect()
}

/// Removes the friends and requests of somebody who is erased.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM chat_friend WHERE pair IN \
                   (SELECT pair FROM chat_friend WHERE asker = $1 OR asked = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}

/// Removes the card of somebody who is erased.
pub(crate) fn erase_card<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM chat_card WHERE person = $1", values![person]).await?) })
}
