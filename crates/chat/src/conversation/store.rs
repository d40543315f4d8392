//! Rows of conversations and of who is in them.

use ground::{Ctx, Fault, PersonId, Row, View, values};
use vault::Sealed;
use yard::House;
use yard::erasure::Working;

use super::{Conversation, ConversationId, Kind, Member, Role};

macro_rules! conversations {
    ($rest:literal) => {
        concat!("SELECT c.id, c.kind, c.org, c.name, c.made_at, c.last_seq FROM chat_conversation c ", $rest)
    };
}

macro_rules! members {
    ($rest:literal) => {
        concat!("SELECT m.person, m.role, m.from_seq, m.to_seq, m.read_seq FROM chat_member m ", $rest)
    };
}

fn conversation(row: &Row) -> Result<Conversation, Fault> {
    let id: ConversationId = row.get("id")?;
    let (kind, name): (String, Option<Vec<u8>>) = (row.get("kind")?, row.get("name")?);
    Ok(Conversation {
        id,
        kind: Kind::from_word(&kind)?,
        org: row.get("org")?,
        name: name
            .map(|name| Sealed::stored(&Conversation::NAME, Conversation::subject(id), id.bytes(), name)),
        made_at: row.get("made_at")?,
        last_seq: row.get("last_seq")?,
    })
}

fn one_member(row: &Row) -> Result<Member, Fault> {
    let role: String = row.get("role")?;
    Ok(Member {
        person: row.get("person")?,
        role: Role::from_word(&role)?,
        from_seq: row.get("from_seq")?,
        to_seq: row.get("to_seq")?,
        read_seq: row.get("read_seq")?,
    })
}

/// Writes a new conversation; `false` where the two have one already.
pub(super) async fn add(cx: &mut Ctx, new: &Conversation, pair: Option<[u8; 32]>) -> Result<bool, Fault> {
    let sql = "INSERT INTO chat_conversation (id, kind, org, pair, name, made_at, last_seq) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    let pair = pair.map(|pair| pair.to_vec());
    let values = values![
        new.id,
        new.kind.word(),
        new.org,
        pair,
        new.name.as_ref(),
        new.made_at,
        new.last_seq
    ];
    Ok(cx.run(sql, values).await? == 1)
}

/// Somebody is in it from this number on; who comes again reads on where he came back.
pub(crate) async fn join(
    cx: &mut Ctx,
    conversation: ConversationId,
    person: PersonId,
    role: Role,
    from_seq: i64,
) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_member (conversation, person, role, from_seq, to_seq, read_seq) \
               VALUES ($1, $2, $3, $4, NULL, $4 - 1) ON CONFLICT (conversation, person) \
               DO UPDATE SET role = excluded.role, from_seq = excluded.from_seq, to_seq = NULL";
    cx.run(sql, values![conversation, person, role.word(), from_seq]).await?;
    Ok(())
}

/// Somebody leaves with this number.
pub(crate) async fn leave(
    cx: &mut Ctx,
    conversation: ConversationId,
    person: PersonId,
    to_seq: i64,
) -> Result<(), Fault> {
    let sql = "UPDATE chat_member SET to_seq = $3 WHERE conversation = $1 AND person = $2 AND to_seq IS NULL";
    cx.run(sql, values![conversation, person, to_seq]).await?;
    Ok(())
}

/// A conversation by id.
pub(crate) async fn find(view: &mut View, id: ConversationId) -> Result<Option<Conversation>, Fault> {
    view.opt(conversations!("WHERE c.id = $1"), values![id]).await?.as_ref().map(conversation).transpose()
}

/// A conversation by id, within a unit of work.
pub(crate) async fn lock(cx: &mut Ctx, id: ConversationId) -> Result<Option<Conversation>, Fault> {
    cx.opt(conversations!("WHERE c.id = $1"), values![id]).await?.as_ref().map(conversation).transpose()
}

/// The conversation of two.
pub(super) async fn of_pair(cx: &mut Ctx, pair: [u8; 32]) -> Result<Option<Conversation>, Fault> {
    let row = cx.opt(conversations!("WHERE c.pair = $1"), values![pair.to_vec()]).await?;
    row.as_ref().map(conversation).transpose()
}

/// What somebody is in a conversation, or was.
pub(crate) async fn member(
    view: &mut View,
    id: ConversationId,
    person: PersonId,
) -> Result<Option<Member>, Fault> {
    let sql = members!("WHERE m.conversation = $1 AND m.person = $2");
    view.opt(sql, values![id, person]).await?.as_ref().map(one_member).transpose()
}

/// The same, within a unit of work.
pub(crate) async fn lock_member(
    cx: &mut Ctx,
    id: ConversationId,
    person: PersonId,
) -> Result<Option<Member>, Fault> {
    let sql = members!("WHERE m.conversation = $1 AND m.person = $2");
    cx.opt(sql, values![id, person]).await?.as_ref().map(one_member).transpose()
}

/// Who is in it now.
pub(super) async fn members(view: &mut View, id: ConversationId) -> Result<Vec<Member>, Fault> {
    let sql = members!("WHERE m.conversation = $1 AND m.to_seq IS NULL ORDER BY m.from_seq, m.person");
    view.all(sql, values![id]).await?.iter().map(one_member).collect()
}

/// The ids of who is in it now.
pub(crate) async fn present(cx: &mut Ctx, id: ConversationId) -> Result<Vec<PersonId>, Fault> {
    let sql = "SELECT person FROM chat_member WHERE conversation = $1 AND to_seq IS NULL";
    cx.all(sql, values![id]).await?.iter().map(|row| row.get("person")).collect()
}

/// A person's conversations, those with the latest events first, with what he is in each.
pub(super) async fn of_person(
    view: &mut View,
    person: PersonId,
    limit: i64,
) -> Result<Vec<(Conversation, Member)>, Fault> {
    let sql = "SELECT c.id, c.kind, c.org, c.name, c.made_at, c.last_seq, \
               m.person, m.role, m.from_seq, m.to_seq, m.read_seq FROM chat_conversation c \
               JOIN chat_member m ON m.conversation = c.id \
               LEFT JOIN chat_event e ON e.conversation = c.id AND e.seq = c.last_seq \
               WHERE m.person = $1 ORDER BY e.at DESC, c.id DESC LIMIT $2";
    let rows = view.all(sql, values![person, limit]).await?;
    rows.iter().map(|row| Ok((conversation(row)?, one_member(row)?))).collect()
}

/// The other of a conversation of two.
pub(super) async fn other(
    view: &mut View,
    id: ConversationId,
    person: PersonId,
) -> Result<Option<PersonId>, Fault> {
    let sql = "SELECT person FROM chat_member WHERE conversation = $1 AND person <> $2";
    view.opt(sql, values![id, person]).await?.map(|row| row.get("person")).transpose()
}

/// Whether two people are, or were, in one conversation.
pub(super) async fn share(view: &mut View, one: PersonId, other: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS one FROM chat_member a JOIN chat_member b ON b.conversation = a.conversation \
               WHERE a.person = $1 AND b.person = $2 LIMIT 1";
    Ok(view.opt(sql, values![one, other]).await?.is_some())
}

/// Somebody read up to this number; it never goes back.
pub(super) async fn read(
    cx: &mut Ctx,
    id: ConversationId,
    person: PersonId,
    seq: i64,
) -> Result<bool, Fault> {
    let sql = "UPDATE chat_member SET read_seq = $3 WHERE conversation = $1 AND person = $2 AND read_seq < $3";
    Ok(cx.run(sql, values![id, person, seq]).await? == 1)
}

/// Removes the memberships of somebody who is erased.
pub(crate) fn erase_memberships<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM chat_member WHERE person = $1 AND conversation IN \
                   (SELECT conversation FROM chat_member WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
