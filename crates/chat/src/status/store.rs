//! Rows of who sees what, and of what people say about themselves.

use ground::db::Assembled;
use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};
use std::collections::{HashMap, HashSet};
use vault::Sealed;
use yard::House;
use yard::erasure::Working;

use super::rules::Shows;
use super::{Chosen, Status};
use crate::conversation::ConversationId;

fn chosen(row: &Row) -> Result<Chosen, Fault> {
    let shows: Option<String> = row.get("shows")?;
    Ok(Chosen { shows: shows.as_deref().and_then(Shows::from_word), typing: row.get("typing")? })
}

fn status(row: &Row) -> Result<Option<Status>, Fault> {
    let (person, id): (PersonId, Option<[u8; 16]>) = (row.get("person")?, row.get("id")?);
    let Some(id) = id else { return Ok(None) };
    Ok(Some(Status {
        person,
        id,
        at: row.get("at")?,
        until: row.get("until")?,
        words: Sealed::stored(&Status::WORDS, person, id, row.get("words")?),
    }))
}

/// What these people chose; who chose nothing is not there.
pub(super) async fn chosen_by(
    view: &mut View,
    people: &[PersonId],
) -> Result<HashMap<PersonId, Chosen>, Fault> {
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let places = ground::db::places(1, people.len());
    let sql = format!("SELECT person, shows, typing FROM chat_status WHERE person IN ({places})");
    let values = people.iter().map(|person| (*person).into()).collect();
    let rows = view.all(Assembled(sql), values).await?;
    rows.iter().map(|row| Ok((row.get("person")?, chosen(row)?))).collect()
}

/// What these people say now; who says nothing is not there.
pub(super) async fn said_by(
    view: &mut View,
    people: &[PersonId],
) -> Result<HashMap<PersonId, Status>, Fault> {
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let now = view.now();
    let places = ground::db::places(1, people.len());
    let sql = format!(
        "SELECT person, id, at, until, words FROM chat_status WHERE person IN ({places}) AND id IS NOT NULL"
    );
    let values = people.iter().map(|person| (*person).into()).collect();
    let mut said = HashMap::new();
    for row in view.all(Assembled(sql), values).await? {
        let status = status(&row)?.filter(|said| said.until.is_none_or(|until| until > now));
        said.extend(status.map(|status| (status.person, status)));
    }
    Ok(said)
}

/// Keeps what somebody chose; whether it is told that he writes stays as it was where he does not say.
pub(super) async fn choose(
    cx: &mut Ctx,
    person: PersonId,
    (shows, typing): (Shows, Option<bool>),
) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_status (person, shows, typing) VALUES ($1, $2, $3) \
               ON CONFLICT (person) DO UPDATE SET shows = excluded.shows, \
               typing = COALESCE(excluded.typing, chat_status.typing)";
    cx.run(sql, values![person, shows.word(), typing]).await?;
    Ok(())
}

/// Keeps what somebody says, in place of what he said. Who sees it is chosen with it, where it was not before.
pub(super) async fn say(cx: &mut Ctx, new: &Status, unchosen: Shows) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_status (person, id, at, until, words, shows) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (person) DO UPDATE SET id = excluded.id, at = excluded.at, until = excluded.until, \
               words = excluded.words, shows = COALESCE(chat_status.shows, excluded.shows)";
    cx.run(sql, values![new.person, new.id, new.at, new.until, &new.words, unchosen.word()]).await?;
    Ok(())
}

/// He says nothing any longer.
pub(super) async fn unsay(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    let sql = "UPDATE chat_status SET id = NULL, at = NULL, until = NULL, words = NULL WHERE person = $1";
    cx.run(sql, values![person]).await?;
    Ok(())
}

/// What ended before now goes.
pub(super) async fn sweep(cx: &mut Ctx, now: Timestamp) -> Result<(), Fault> {
    let sql = "UPDATE chat_status SET id = NULL, at = NULL, until = NULL, words = NULL WHERE until <= $1";
    cx.run(sql, values![now]).await?;
    Ok(())
}

/// Who of these is in a conversation with somebody now. In a channel nobody sees the others.
pub(super) async fn talking(
    view: &mut View,
    one: PersonId,
    people: &[PersonId],
) -> Result<HashSet<PersonId>, Fault> {
    if people.is_empty() {
        return Ok(HashSet::new());
    }
    let places = ground::db::places(2, people.len());
    let sql = format!(
        "SELECT DISTINCT b.person FROM chat_member a JOIN chat_member b ON b.conversation = a.conversation \
         JOIN chat_conversation c ON c.id = a.conversation AND c.kind <> 'channel' \
         WHERE a.person = $1 AND a.to_seq IS NULL AND b.to_seq IS NULL AND b.person IN ({places})"
    );
    let values = std::iter::once(one.into()).chain(people.iter().map(|person| (*person).into())).collect();
    view.all(Assembled(sql), values).await?.iter().map(|row| row.get("person")).collect()
}

/// Who is in a conversation now, where these are no more than so many and it is no channel.
pub(super) async fn few_in(view: &mut View, id: ConversationId, most: i64) -> Result<Vec<PersonId>, Fault> {
    let sql = "SELECT m.person FROM chat_member m \
               JOIN chat_conversation c ON c.id = m.conversation AND c.kind <> 'channel' \
               WHERE m.conversation = $1 AND m.to_seq IS NULL LIMIT $2";
    let rows = view.all(sql, values![id, most.saturating_add(1)]).await?;
    if i64::try_from(rows.len()).is_ok_and(|found| found > most) {
        return Ok(Vec::new());
    }
    rows.iter().map(|row| row.get("person")).collect()
}

/// Removes what somebody chose and said who is erased.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM chat_status WHERE person = $1", values![person]).await?) })
}
