//! Rows of conversations and of who is in them.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use std::collections::HashSet;
use vault::Sealed;

use super::{Conversation, ConversationId, Kind, Member, Order, Role};
use crate::hold::store::held_at;

macro_rules! conversations {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.kind, c.org, c.name, c.made_at, c.last_seq, c.quiet, c.open, c.asks, c.slow_s, c.sealed \
             FROM chat_conversation c ",
            $rest
        )
    };
}

macro_rules! members {
    ($rest:literal) => {
        concat!(
            "SELECT m.person, m.role, m.from_seq, m.to_seq, m.read_seq, m.silenced_until FROM chat_member m ",
            $rest
        )
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
        order: order(row)?,
        is_sealed: row.get("sealed")?,
    })
}

fn order(row: &Row) -> Result<Order, Fault> {
    let (quiet, open, asks) = (row.get("quiet")?, row.get("open")?, row.get("asks")?);
    Ok(Order { quiet, open, asks, slow_s: row.get("slow_s")? })
}

fn one_member(row: &Row) -> Result<Member, Fault> {
    let role: String = row.get("role")?;
    Ok(Member {
        person: row.get("person")?,
        role: Role::from_word(&role)?,
        from_seq: row.get("from_seq")?,
        to_seq: row.get("to_seq")?,
        read_seq: row.get("read_seq")?,
        silenced_until: row.get("silenced_until")?,
    })
}

/// Writes a new conversation; `false` where the two have one already.
pub(super) async fn add(cx: &mut Ctx, new: &Conversation, pair: Option<Vec<u8>>) -> Result<bool, Fault> {
    let sql = "INSERT INTO chat_conversation (id, kind, org, pair, name, made_at, last_seq, sealed) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    let values = values![
        new.id,
        new.kind.word(),
        new.org,
        pair,
        new.name.as_ref(),
        new.made_at,
        new.last_seq,
        new.is_sealed
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

/// A conversation by id, and what somebody is in it, or was.
pub(crate) async fn find_with(
    view: &mut View,
    id: ConversationId,
    person: PersonId,
) -> Result<Option<(Conversation, Option<Member>)>, Fault> {
    let sql = "SELECT c.id, c.kind, c.org, c.name, c.made_at, c.last_seq, c.quiet, c.open, c.asks, c.slow_s, c.sealed, \
               m.person, m.role, m.from_seq, m.to_seq, m.read_seq, m.silenced_until \
               FROM chat_conversation c LEFT JOIN chat_member m ON m.conversation = c.id AND m.person = $2 WHERE c.id = $1";
    let Some(row) = view.opt(sql, values![id, person]).await? else { return Ok(None) };
    let there: Option<PersonId> = row.get("person")?;
    Ok(Some((conversation(&row)?, there.map(|_| one_member(&row)).transpose()?)))
}

/// The last number of a conversation. Nobody else writes to it until this unit of work is over.
pub(crate) async fn lock(cx: &mut Ctx, id: ConversationId) -> Result<Option<i64>, Fault> {
    // Both engines lock a row that is written, and only that.
    let sql = "UPDATE chat_conversation SET last_seq = last_seq WHERE id = $1 RETURNING last_seq";
    cx.opt(sql, values![id]).await?.map(|row| row.get("last_seq")).transpose()
}

/// The conversation of two.
pub(super) async fn of_pair(cx: &mut Ctx, pair: Vec<u8>) -> Result<Option<Conversation>, Fault> {
    let row = cx.opt(conversations!("WHERE c.pair = $1"), values![pair]).await?;
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

/// The same, and what is ordered there, within a unit of work.
pub(crate) async fn lock_member(
    cx: &mut Ctx,
    id: ConversationId,
    person: PersonId,
) -> Result<Option<(Member, Order)>, Fault> {
    let sql = "SELECT m.person, m.role, m.from_seq, m.to_seq, m.read_seq, m.silenced_until, \
               c.quiet, c.open, c.asks, c.slow_s \
               FROM chat_member m JOIN chat_conversation c ON c.id = m.conversation \
               WHERE m.conversation = $1 AND m.person = $2";
    let row = cx.opt(sql, values![id, person]).await?;
    row.map(|row| Ok((one_member(&row)?, order(&row)?))).transpose()
}

/// What somebody is in it now; who is not there, and a program, is as a member.
pub(crate) async fn rank(cx: &mut Ctx, id: ConversationId, person: PersonId) -> Result<Role, Fault> {
    let found = lock_member(cx, id, person).await?;
    Ok(found.map_or(Role::Member, |(member, _)| if member.is_present() { member.role } else { Role::Member }))
}

/// The owner of a group orders something.
pub(crate) async fn set_order(cx: &mut Ctx, id: ConversationId, order: Order) -> Result<(), Fault> {
    let sql = "UPDATE chat_conversation SET quiet = $2, open = $3, asks = $4, slow_s = $5 WHERE id = $1";
    cx.run(sql, values![id, order.quiet, order.open, order.asks, order.slow_s]).await?;
    Ok(())
}

/// Somebody who is there is something else from now on; whom one names to keep order is not silent.
pub(crate) async fn set_role(
    cx: &mut Ctx,
    id: ConversationId,
    person: PersonId,
    role: Role,
) -> Result<(), Fault> {
    let sql = "UPDATE chat_member SET role = $3, \
               silenced_until = CASE WHEN $3 = 'member' THEN silenced_until END \
               WHERE conversation = $1 AND person = $2";
    cx.run(sql, values![id, person, role.word()]).await?;
    Ok(())
}

/// Somebody says nothing until then, or may again.
pub(crate) async fn silence(
    cx: &mut Ctx,
    id: ConversationId,
    person: PersonId,
    until: Option<Timestamp>,
) -> Result<(), Fault> {
    let sql = "UPDATE chat_member SET silenced_until = $3 WHERE conversation = $1 AND person = $2";
    cx.run(sql, values![id, person, until]).await?;
    Ok(())
}

/// How many moderators a group has.
pub(crate) async fn count_moderators(cx: &mut Ctx, id: ConversationId) -> Result<usize, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM chat_member \
               WHERE conversation = $1 AND to_seq IS NULL AND role = 'moderator'";
    cx.one(sql, values![id]).await?.get("found")
}

/// Who keeps order in it now, and as what.
pub(crate) async fn moderators(view: &mut View, id: ConversationId) -> Result<Vec<(PersonId, Role)>, Fault> {
    let sql = "SELECT person, role FROM chat_member \
               WHERE conversation = $1 AND to_seq IS NULL AND role <> 'member'";
    let rows = view.all(sql, values![id]).await?;
    rows.iter().map(|row| Ok((row.get("person")?, Role::from_word(&row.get::<String>("role")?)?))).collect()
}

/// Who is in it or was, in the order in which they came, as far as somebody sees it: in a channel its editors and himself.
pub(super) async fn members(
    view: &mut View,
    (id, kind): (ConversationId, Kind),
    person: PersonId,
) -> Result<Vec<Member>, Fault> {
    if kind == Kind::Channel {
        let sql = members!(
            "WHERE m.conversation = $1 AND (m.role <> 'member' OR m.person = $2) ORDER BY m.from_seq, m.person"
        );
        return view.all(sql, values![id, person]).await?.iter().map(one_member).collect();
    }
    let sql = members!("WHERE m.conversation = $1 ORDER BY m.from_seq, m.person");
    view.all(sql, values![id]).await?.iter().map(one_member).collect()
}

/// The ids of who is in it now.
pub(crate) async fn present(cx: &mut Ctx, id: ConversationId) -> Result<Vec<PersonId>, Fault> {
    let sql = "SELECT person FROM chat_member WHERE conversation = $1 AND to_seq IS NULL";
    cx.all(sql, values![id]).await?.iter().map(|row| row.get("person")).collect()
}

/// The same, and nobody where there are more than so many.
pub(crate) async fn few_present(
    view: &mut View,
    id: ConversationId,
    most: i64,
) -> Result<Vec<PersonId>, Fault> {
    let sql = "SELECT person FROM chat_member WHERE conversation = $1 AND to_seq IS NULL LIMIT $2";
    let rows = view.all(sql, values![id, most.saturating_add(1)]).await?;
    if i64::try_from(rows.len()).is_ok_and(|found| found > most) {
        return Ok(Vec::new());
    }
    rows.iter().map(|row| row.get("person")).collect()
}

/// The conversations of an organisation in which somebody is now, and what each is.
pub(super) async fn of_org(
    view: &mut View,
    org: OrgId,
    person: PersonId,
) -> Result<Vec<(ConversationId, Kind)>, Fault> {
    let sql = "SELECT c.id, c.kind FROM chat_conversation c JOIN chat_member m ON m.conversation = c.id \
               WHERE c.org = $1 AND m.person = $2 AND m.to_seq IS NULL";
    let rows = view.all(sql, values![org, person]).await?;
    rows.iter().map(|row| Ok((row.get("id")?, Kind::from_word(&row.get::<String>("kind")?)?))).collect()
}

/// Who left a channel edits it no longer; an editor follows its owner.
pub(crate) async fn demote(cx: &mut Ctx, id: ConversationId, person: PersonId) -> Result<(), Fault> {
    let sql = "SELECT 1 AS found FROM chat_member WHERE conversation = $1 AND person = $2 AND role = 'owner'";
    let was_owner = cx.opt(sql, values![id, person]).await?.is_some();
    let sql = "UPDATE chat_member SET role = 'member' WHERE conversation = $1 AND person = $2";
    cx.run(sql, values![id, person]).await?;
    if was_owner { inherit(cx, id).await } else { Ok(()) }
}

/// The channels of an organisation.
pub(super) async fn channels(view: &mut View, org: OrgId) -> Result<Vec<ConversationId>, Fault> {
    let sql = "SELECT id FROM chat_conversation WHERE org = $1 AND kind = 'channel' ORDER BY id";
    view.all(sql, values![org]).await?.iter().map(|row| row.get("id")).collect()
}

/// Somebody is in a channel from now on: he reads all of it, and has nothing of before still to read. Who is there stays as he
/// is; answers whether he was not.
pub(super) async fn come(
    cx: &mut Ctx,
    (id, last): (ConversationId, i64),
    person: PersonId,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO chat_member (conversation, person, role, from_seq, to_seq, read_seq) \
               VALUES ($1, $2, 'member', 1, NULL, $3) ON CONFLICT (conversation, person) \
               DO UPDATE SET role = 'member', to_seq = NULL, read_seq = excluded.read_seq \
               WHERE chat_member.to_seq IS NOT NULL";
    Ok(cx.run(sql, values![id, person, last]).await? == 1)
}

/// Somebody who is in a channel owns it; whoever did until now keeps on as an editor.
pub(super) async fn hand_over(cx: &mut Ctx, id: ConversationId, to: PersonId) -> Result<(), Fault> {
    let sql = "UPDATE chat_member SET silenced_until = CASE WHEN person = $2 THEN NULL ELSE silenced_until END, \
               role = CASE WHEN person = $2 THEN 'owner' ELSE 'moderator' END \
               WHERE conversation = $1 AND (person = $2 OR role = 'owner')";
    cx.run(sql, values![id, to]).await?;
    Ok(())
}

/// Organisations that have channels.
pub(super) async fn followers(cx: &mut Ctx, limit: i64) -> Result<Vec<OrgId>, Fault> {
    let sql = "SELECT DISTINCT org FROM chat_conversation WHERE kind = 'channel' LIMIT $1";
    cx.all(sql, values![limit]).await?.iter().map(|row| row.get("org")).collect()
}

/// What the roster of an organisation said when its channels had all of it, and how many channels these were.
pub(super) type Stamp = (i64, Timestamp, usize);

/// The stamp of an organisation.
pub(super) async fn followed(view: &mut View, org: OrgId) -> Result<Option<Stamp>, Fault> {
    let sql = "SELECT members, changed_at, channels FROM chat_following WHERE org = $1";
    let row = view.opt(sql, values![org]).await?;
    row.map(|row| Ok((row.get("members")?, row.get("changed_at")?, row.get("channels")?))).transpose()
}

/// Its channels have all of it.
pub(super) async fn follows(
    cx: &mut Ctx,
    org: OrgId,
    (members, changed_at, channels): Stamp,
) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_following (org, members, changed_at, channels) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (org) DO UPDATE SET members = excluded.members, changed_at = excluded.changed_at, \
               channels = excluded.channels";
    let channels = i64::try_from(channels).unwrap_or(i64::MAX);
    cx.run(sql, values![org, members, changed_at, channels]).await?;
    Ok(())
}

/// An organisation that is no more has no roster that its channels could follow.
pub(crate) async fn follows_no_longer(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_following WHERE org = $1", values![org]).await?;
    Ok(())
}

/// Whether it is a channel.
pub(crate) async fn is_channel(cx: &mut Ctx, id: ConversationId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM chat_conversation WHERE id = $1 AND kind = 'channel'";
    Ok(cx.opt(sql, values![id]).await?.is_some())
}

/// How many are in it now.
pub(crate) async fn count_present(cx: &mut Ctx, id: ConversationId) -> Result<usize, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM chat_member WHERE conversation = $1 AND to_seq IS NULL";
    cx.one(sql, values![id]).await?.get("found")
}

/// A conversation of somebody, with what he is in it.
pub(super) struct Own {
    pub conversation: Conversation,
    pub member: Member,
    /// The other of two.
    pub with: Option<PersonId>,
    /// Messages of others that he has not read, up to a bound.
    pub unread: i64,
}

macro_rules! own {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.kind, c.org, c.name, c.made_at, c.last_seq, c.quiet, c.open, c.asks, c.slow_s, c.sealed, \
             m.person, m.role, m.from_seq, m.to_seq, m.read_seq, m.silenced_until, \
             (SELECT o.person FROM chat_member o WHERE c.kind = 'direct' AND o.conversation = c.id \
              AND o.person <> m.person LIMIT 1) AS other, \
             (SELECT COUNT(*) FROM (SELECT u.seq FROM chat_event u WHERE u.conversation = c.id \
              AND u.seq > m.read_seq AND u.seq >= m.from_seq AND u.seq <= COALESCE(m.to_seq, c.last_seq) \
              AND u.kind IN ('message', 'missed') AND u.body IS NOT NULL AND u.actor <> m.person \
             AND NOT (c.kind = 'direct' AND EXISTS (SELECT 1 FROM chat_block k WHERE k.person = m.person \
             AND k.blocked = u.actor AND u.at >= k.since AND (k.until IS NULL OR u.at < k.until))) \
             LIMIT 1000) few) AS unread \
             FROM chat_conversation c JOIN chat_member m ON m.conversation = c.id ",
            $rest
        )
    };
}

fn own(row: &Row) -> Result<Own, Fault> {
    let (conversation, member) = (conversation(row)?, one_member(row)?);
    Ok(Own { conversation, member, with: row.get("other")?, unread: row.get("unread")? })
}

/// A person's conversations, those with the latest events first.
pub(super) async fn of_person(view: &mut View, person: PersonId, limit: i64) -> Result<Vec<Own>, Fault> {
    let sql = own!(
        "LEFT JOIN chat_event e ON e.conversation = c.id AND e.seq = c.last_seq \
         WHERE m.person = $1 AND NOT (c.kind = 'direct' AND EXISTS (SELECT 1 FROM chat_block k \
         JOIN chat_member o ON o.conversation = c.id AND o.person = k.blocked \
         WHERE k.person = m.person AND k.until IS NULL AND c.made_at >= k.since)) \
         ORDER BY e.at DESC, c.id DESC LIMIT $2"
    );
    view.all(sql, values![person, limit]).await?.iter().map(own).collect()
}

/// The ids of these.
pub(crate) async fn ids_of(
    view: &mut View,
    person: PersonId,
    limit: i64,
) -> Result<Vec<ConversationId>, Fault> {
    let sql = "SELECT m.conversation FROM chat_member m JOIN chat_conversation c ON c.id = m.conversation \
               LEFT JOIN chat_event e ON e.conversation = c.id AND e.seq = c.last_seq \
               WHERE m.person = $1 ORDER BY e.at DESC, c.id DESC LIMIT $2";
    view.all(sql, values![person, limit]).await?.iter().map(|row| row.get("conversation")).collect()
}

/// One of them.
pub(super) async fn of_person_one(
    view: &mut View,
    person: PersonId,
    id: ConversationId,
) -> Result<Option<Own>, Fault> {
    let sql = own!("WHERE m.person = $1 AND c.id = $2");
    view.opt(sql, values![person, id]).await?.as_ref().map(own).transpose()
}

/// Whether two are in one conversation now.
pub(crate) async fn share_one(view: &mut View, one: PersonId, other: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM chat_member a JOIN chat_member b ON b.conversation = a.conversation \
               JOIN chat_conversation c ON c.id = a.conversation \
               WHERE a.person = $1 AND b.person = $2 AND a.to_seq IS NULL AND b.to_seq IS NULL \
               AND c.kind <> 'channel' LIMIT 1";
    Ok(view.opt(sql, values![one, other]).await?.is_some())
}

/// The people who are, or were, in one conversation with somebody; of a channel its editors.
pub(crate) async fn sharing(view: &mut View, person: PersonId) -> Result<HashSet<PersonId>, Fault> {
    let sql = "SELECT DISTINCT b.person FROM chat_member a JOIN chat_conversation c ON c.id = a.conversation \
               JOIN chat_member b ON b.conversation = a.conversation \
               WHERE a.person = $1 AND (c.kind <> 'channel' OR b.role <> 'member')";
    view.all(sql, values![person]).await?.iter().map(|row| row.get("person")).collect()
}

/// Somebody read up to this number; it never goes back.
pub(crate) async fn read(
    cx: &mut Ctx,
    id: ConversationId,
    person: PersonId,
    seq: i64,
) -> Result<bool, Fault> {
    let sql =
        "UPDATE chat_member SET read_seq = $3 WHERE conversation = $1 AND person = $2 AND read_seq < $3";
    Ok(cx.run(sql, values![id, person, seq]).await? == 1)
}

/// The conversations of somebody who goes, and whether he is in each now and as what.
pub(crate) async fn memberships(
    cx: &mut Ctx,
    person: PersonId,
    most: i64,
) -> Result<Vec<(ConversationId, Member)>, Fault> {
    let sql = "SELECT m.conversation, m.person, m.role, m.from_seq, m.to_seq, m.read_seq, m.silenced_until \
               FROM chat_member m \
               WHERE m.person = $1 ORDER BY m.conversation LIMIT $2";
    let rows = cx.all(sql, values![person, most]).await?;
    rows.iter().map(|row| Ok((row.get("conversation")?, one_member(row)?))).collect()
}

/// Nothing says any longer that somebody was there.
pub(crate) async fn forget(cx: &mut Ctx, id: ConversationId, person: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_member WHERE conversation = $1 AND person = $2", values![id, person]).await?;
    Ok(())
}

/// The moderator who is there the longest runs the group from now on; where there is none, whoever is there the longest.
pub(crate) async fn inherit(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    // Of a channel an editor; where there is none, an administrator of the organisation takes it over.
    let sql = "UPDATE chat_member SET role = 'owner', silenced_until = NULL WHERE conversation = $1 AND person = \
               (SELECT person FROM chat_member WHERE conversation = $1 AND to_seq IS NULL AND role <> 'owner' \
               AND (role = 'moderator' OR NOT EXISTS (SELECT 1 FROM chat_conversation c WHERE c.id = $1 \
               AND c.kind = 'channel')) ORDER BY CASE role WHEN 'moderator' THEN 0 ELSE 1 END, from_seq, person LIMIT 1)";
    cx.run(sql, values![id]).await?;
    Ok(())
}

/// Conversations in which nobody is any longer.
pub(super) async fn deserted(cx: &mut Ctx, limit: i64) -> Result<Vec<ConversationId>, Fault> {
    let now = cx.now();
    let sql = concat!(
        "SELECT c.id FROM chat_conversation c WHERE NOT EXISTS \
         (SELECT 1 FROM chat_member m WHERE m.conversation = c.id AND m.to_seq IS NULL) AND NOT ",
        held_at!("$2"),
        "c.id) LIMIT $1"
    );
    cx.all(sql, values![limit, now]).await?.iter().map(|row| row.get("id")).collect()
}

/// Removes a conversation and who was in it.
pub(super) async fn remove(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_member WHERE conversation = $1", values![id]).await?;
    cx.run("DELETE FROM chat_conversation WHERE id = $1", values![id]).await?;
    Ok(())
}
