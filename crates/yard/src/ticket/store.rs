//! Rows of tickets and their messages.

use ground::{Because, Ctx, Fault, PersonId, Row, Timestamp, View, values};
use policy::{Category, Personal};
use vault::{Field, Sealed, Subject};

use super::{Channel, Kind, MessageId, Side, State, TicketId};
use crate::House;
use crate::erasure::Working;

/// A row of `yard_ticket`.
#[derive(Personal)]
#[personal(table = "yard_ticket")]
pub struct TicketRow {
    /// The ticket.
    pub id: TicketId,
    /// The number that is told.
    pub number: String,
    /// Whose: an account, or a subject of its own.
    pub person: PersonId,
    /// Whether that is an account.
    pub account: bool,
    /// What for.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// Since when.
    pub opened_at: Timestamp,
    /// By when it is answered.
    pub due_at: Timestamp,
    /// When the time ran out without an answer.
    pub overdue_at: Option<Timestamp>,
    /// When it was last answered.
    pub answered_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// How often it was opened again.
    pub reopened: i64,
    /// By which channel it came.
    pub channel: Channel,
    /// When the identity of whoever asks was last checked.
    pub verified_at: Option<Timestamp>,
    /// How to reach whoever wrote it.
    #[personal(category = "feedback")]
    pub contact: Option<Sealed<String>>,
    /// What solved it.
    #[personal(category = "feedback")]
    pub resolution: Option<Sealed<String>>,
}

/// A row of `yard_ticket_message`.
#[derive(Personal)]
#[personal(table = "yard_ticket_message")]
pub struct MessageRow {
    /// The message.
    pub id: MessageId,
    /// Who wrote it.
    pub side: Side,
    /// When.
    pub at: Timestamp,
    /// What.
    #[personal(category = "feedback")]
    pub text: Sealed<String>,
}

/// Codes are compared by a keyed fingerprint, never stored.
pub(super) const CODE: Field<String> = Field::declare("yard_ticket", "code_index", Category::Feedback);

const TICKET: &str = "id, number, person, account, kind, state, opened_at, due_at, overdue_at, answered_at, closed_at, \
     reopened, channel, verified_at, contact, resolution";

fn ticket(row: &Row) -> Result<TicketRow, Fault> {
    let (id, person): (TicketId, PersonId) = (row.get("id")?, row.get("person")?);
    let (kind, state): (String, String) = (row.get("kind")?, row.get("state")?);
    let channel: String = row.get("channel")?;
    let (contact, resolution): (Option<Vec<u8>>, Option<Vec<u8>>) =
        (row.get("contact")?, row.get("resolution")?);
    let sealed = |field: &Field<String>, bytes: Option<Vec<u8>>| {
        bytes.map(|bytes| Sealed::stored(field, Subject::Person(person), id.bytes(), bytes))
    };
    Ok(TicketRow {
        id,
        number: row.get("number")?,
        person,
        account: row.get("account")?,
        kind: Kind::from_word(&kind).because("a ticket of an unknown kind")?,
        state: State::from_word(&state).because("a ticket in an unknown state")?,
        opened_at: row.get("opened_at")?,
        due_at: row.get("due_at")?,
        overdue_at: row.get("overdue_at")?,
        answered_at: row.get("answered_at")?,
        closed_at: row.get("closed_at")?,
        reopened: row.get("reopened")?,
        channel: Channel::from_word(&channel).because("a ticket by an unknown channel")?,
        verified_at: row.get("verified_at")?,
        contact: sealed(&TicketRow::CONTACT, contact),
        resolution: sealed(&TicketRow::RESOLUTION, resolution),
    })
}

fn select(rest: &str) -> ground::db::Assembled<String> {
    ground::db::Assembled(format!("SELECT {TICKET} FROM yard_ticket {rest}"))
}

/// Writes a ticket; the number may be taken.
pub(super) async fn add(
    cx: &mut Ctx,
    row: &TicketRow,
    code_index: Option<[u8; 16]>,
) -> Result<(), ground::DbError> {
    let contact = row.contact.as_ref().map_or(ground::Value::Blob(None), ground::Value::from);
    cx.run(
        "INSERT INTO yard_ticket (id, number, person, account, kind, state, opened_at, due_at, warned_at, overdue_at, \
         answered_at, closed_at, reopened, code_index, contact, channel) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, NULL, $9, $10, 0, $11, $12, $13)",
        vec![
            row.id.into(),
            row.number.clone().into(),
            row.person.into(),
            row.account.into(),
            row.kind.word().into(),
            row.state.word().into(),
            row.opened_at.into(),
            row.due_at.into(),
            row.answered_at.into(),
            row.closed_at.into(),
            code_index.into(),
            contact,
            row.channel.word().into(),
        ],
    )
    .await?;
    Ok(())
}

/// Whether a number is taken.
pub(super) async fn is_taken(cx: &mut Ctx, number: &str) -> Result<bool, Fault> {
    Ok(cx.opt("SELECT 1 AS taken FROM yard_ticket WHERE number = $1", values![number]).await?.is_some())
}

/// A message to be written.
pub(super) struct NewMessage<'a> {
    pub id: MessageId,
    pub ticket: TicketId,
    pub person: PersonId,
    pub side: Side,
    pub author: Option<PersonId>,
    pub text: &'a Sealed<String>,
}

/// Adds a message.
pub(super) async fn add_message(cx: &mut Ctx, new: NewMessage<'_>) -> Result<(), Fault> {
    let now = cx.now();
    let NewMessage { id, ticket, person, side, author, text } = new;
    cx.run(
        "INSERT INTO yard_ticket_message (id, ticket, person, side, author, at, text) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![id, ticket, person, side.word(), author, now, text],
    )
    .await?;
    Ok(())
}

/// A ticket by id.
pub(super) async fn find(view: &mut View, id: TicketId) -> Result<Option<TicketRow>, Fault> {
    let row = view.opt(select("WHERE id = $1"), values![id]).await?;
    row.as_ref().map(ticket).transpose()
}

/// A ticket by id, to be changed.
pub(super) async fn lock(cx: &mut Ctx, id: TicketId) -> Result<Option<TicketRow>, Fault> {
    let row = cx.opt(select("WHERE id = $1"), values![id]).await?;
    row.as_ref().map(ticket).transpose()
}

/// A ticket of somebody without account, by number and the fingerprint of its code.
pub(super) async fn by_code(cx: &mut Ctx, number: &str, code: [u8; 16]) -> Result<Option<TicketRow>, Fault> {
    let row = cx.opt(select("WHERE number = $1 AND code_index = $2"), values![number, code]).await?;
    row.as_ref().map(ticket).transpose()
}

/// Comes before every id.
const FIRST: [u8; 16] = [0; 16];
/// Comes after every id.
const LAST: [u8; 16] = [0xff; 16];

/// A person's tickets before one of them, newest first.
pub(super) async fn of_person(
    view: &mut View,
    person: PersonId,
    before: Option<TicketId>,
    limit: u32,
) -> Result<Vec<TicketRow>, Fault> {
    let before = before.map_or(LAST, |id| id.bytes());
    let rows = view
        .all(
            select("WHERE person = $1 AND id < $2 ORDER BY id DESC LIMIT $3"),
            values![person, before, limit],
        )
        .await?;
    rows.iter().map(ticket).collect()
}

/// Tickets of some kinds in a state after one of them, oldest first.
pub(super) async fn queue(
    view: &mut View,
    kinds: &[Kind],
    state: State,
    after: Option<TicketId>,
    limit: u32,
) -> Result<Vec<TicketRow>, Fault> {
    let after = after.map_or(FIRST, |id| id.bytes());
    let places = ground::db::places(4, kinds.len());
    let rest = format!("WHERE state = $1 AND id > $2 AND kind IN ({places}) ORDER BY id LIMIT $3");
    let mut wanted = values![state.word(), after, limit];
    wanted.extend(kinds.iter().map(|kind| ground::Value::from(kind.word())));
    let rows = view.all(select(&rest), wanted).await?;
    rows.iter().map(ticket).collect()
}

/// The messages of a ticket, oldest first.
pub(super) async fn messages(view: &mut View, of: &TicketRow) -> Result<Vec<MessageRow>, Fault> {
    let rows = view
        .all(
            "SELECT id, side, at, text FROM yard_ticket_message WHERE ticket = $1 AND person = $2 ORDER BY id",
            values![of.id, of.person],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let id: MessageId = row.get("id")?;
            let side: String = row.get("side")?;
            Ok(MessageRow {
                id,
                side: Side::from_word(&side).because("a message of an unknown side")?,
                at: row.get("at")?,
                text: Sealed::stored(
                    &MessageRow::TEXT,
                    Subject::Person(of.person),
                    id.bytes(),
                    row.get("text")?,
                ),
            })
        })
        .collect()
}

/// What somebody himself wrote in his newest tickets.
pub(crate) async fn written_by(
    view: &mut View,
    person: PersonId,
    limit: u32,
) -> Result<Vec<MessageRow>, Fault> {
    let mut written = Vec::new();
    for row in of_person(view, person, None, limit).await? {
        let said = messages(view, &row).await?;
        written.extend(said.into_iter().filter(|message| message.side == Side::Asker));
    }
    Ok(written)
}

/// Notes an answer.
pub(super) async fn answered(cx: &mut Ctx, id: TicketId, closes: bool) -> Result<(), Fault> {
    let now = cx.now();
    let (state, closed) = if closes { (State::Closed, Some(now)) } else { (State::Answered, None) };
    cx.run(
        "UPDATE yard_ticket SET state = $1, answered_at = $2, closed_at = $3 WHERE id = $4",
        values![state.word(), now, closed, id],
    )
    .await?;
    Ok(())
}

/// Closes an answered ticket.
pub(super) async fn close(cx: &mut Ctx, id: TicketId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "UPDATE yard_ticket SET state = 'closed', closed_at = $1 WHERE id = $2 AND state = 'answered'",
        values![now, id],
    )
    .await?;
    Ok(())
}

/// Opens a ticket again with a fresh clock.
pub(super) async fn reopen(cx: &mut Ctx, id: TicketId, due: Timestamp) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "UPDATE yard_ticket SET state = 'open', opened_at = $1, due_at = $2, warned_at = NULL, overdue_at = NULL, \
         closed_at = NULL, reopened = reopened + 1 WHERE id = $3",
        values![now, due, id],
    )
    .await?;
    Ok(())
}

/// The kinds of what a subject wrote and what is still kept of it.
pub(super) async fn kinds_of(view: &mut View, person: PersonId) -> Result<Vec<Kind>, Fault> {
    let rows = view.all("SELECT DISTINCT kind FROM yard_ticket WHERE person = $1", values![person]).await?;
    rows.iter()
        .map(|row| Kind::from_word(&row.get::<String>("kind")?).because("a ticket of an unknown kind"))
        .collect()
}

/// The kinds of an account's tickets in which the identity was checked after an instant.
pub(super) async fn checked_since(
    view: &mut View,
    person: PersonId,
    since: Timestamp,
) -> Result<Vec<Kind>, Fault> {
    let sql = "SELECT DISTINCT kind FROM yard_ticket WHERE person = $1 AND account = 1 AND verified_at > $2";
    let rows = view.all(sql, values![person, since]).await?;
    rows.iter()
        .map(|row| Kind::from_word(&row.get::<String>("kind")?).because("a ticket of an unknown kind"))
        .collect()
}

/// Notes that the identity was checked.
pub(super) async fn verified(cx: &mut Ctx, id: TicketId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE yard_ticket SET verified_at = $1 WHERE id = $2", values![now, id]).await?;
    Ok(())
}

/// Notes what solved a case.
pub(super) async fn resolve(cx: &mut Ctx, id: TicketId, words: &Sealed<String>) -> Result<(), Fault> {
    cx.run("UPDATE yard_ticket SET resolution = $1 WHERE id = $2", values![words, id]).await?;
    Ok(())
}

/// Hands a ticket to the account of whoever proved to be behind it: what was sealed for a subject of its own is sealed for
/// his.
pub(super) async fn hand_over(
    cx: &mut Ctx,
    id: TicketId,
    to: PersonId,
    contact: Option<&Sealed<String>>,
    resolution: Option<&Sealed<String>>,
) -> Result<(), Fault> {
    let sealed =
        |value: Option<&Sealed<String>>| value.map_or(ground::Value::Blob(None), ground::Value::from);
    let sql = "UPDATE yard_ticket SET person = $1, account = 1, contact = $2, resolution = $3, code_index = NULL \
               WHERE id = $4";
    cx.run(sql, vec![to.into(), sealed(contact), sealed(resolution), id.into()]).await?;
    Ok(())
}

/// The same for one of its messages.
pub(super) async fn hand_message(
    cx: &mut Ctx,
    id: MessageId,
    to: PersonId,
    text: &Sealed<String>,
) -> Result<(), Fault> {
    let sql = "UPDATE yard_ticket_message SET person = $1, text = $2 WHERE id = $3";
    cx.run(sql, values![to, text, id]).await?;
    Ok(())
}

/// Open tickets of which the keepers were not warned.
pub(super) async fn unwarned(cx: &mut Ctx, limit: i64) -> Result<Vec<TicketRow>, Fault> {
    let rows = cx
        .all(
            select("WHERE state = 'open' AND warned_at IS NULL ORDER BY due_at, id LIMIT $1"),
            values![limit],
        )
        .await?;
    rows.iter().map(ticket).collect()
}

/// Open tickets whose time is over and of which nobody was told.
pub(super) async fn run_out(cx: &mut Ctx, limit: i64) -> Result<Vec<TicketRow>, Fault> {
    let now = cx.now();
    let rows = cx
        .all(
            select(
                "WHERE state = 'open' AND overdue_at IS NULL AND due_at <= $1 ORDER BY due_at, id LIMIT $2",
            ),
            values![now, limit],
        )
        .await?;
    rows.iter().map(ticket).collect()
}

/// Notes that the keepers were warned.
pub(super) async fn mark_warned(cx: &mut Ctx, id: TicketId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE yard_ticket SET warned_at = $1 WHERE id = $2", values![now, id]).await?;
    Ok(())
}

/// Notes that the time is over.
pub(super) async fn mark_overdue(cx: &mut Ctx, id: TicketId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE yard_ticket SET overdue_at = $1 WHERE id = $2", values![now, id]).await?;
    Ok(())
}

/// Tickets that were last answered before that and are not open.
pub(super) async fn answered_before(
    cx: &mut Ctx,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<TicketRow>, Fault> {
    let rows = cx
        .all(
            select("WHERE state <> 'open' AND answered_at < $1 ORDER BY answered_at, id LIMIT $2"),
            values![before, limit],
        )
        .await?;
    rows.iter().map(ticket).collect()
}

/// Removes a ticket with its messages.
pub(super) async fn remove(cx: &mut Ctx, id: TicketId) -> Result<(), Fault> {
    super::file::store::remove_of(cx, id).await?;
    cx.run("DELETE FROM yard_ticket_message WHERE ticket = $1", values![id]).await?;
    cx.run("DELETE FROM yard_ticket WHERE id = $1", values![id]).await?;
    Ok(())
}

/// What an erased person wrote, with the answers.
pub(super) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql =
            "DELETE FROM yard_ticket WHERE id IN (SELECT id FROM yard_ticket WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}

/// Messages of an erased person.
pub(super) fn erase_messages<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_ticket_message WHERE id IN \
                   (SELECT id FROM yard_ticket_message WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
