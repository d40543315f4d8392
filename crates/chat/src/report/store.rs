//! Rows of reports.

use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};
use vault::Sealed;
use yard::House;
use yard::erasure::Working;
use yard::ticket::TicketId;

use super::{Outcome, Report, ReportId, Why};
use crate::conversation::{Conversation, ConversationId};

macro_rules! reports {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.conversation, r.seq, r.reporter, r.reported, r.why, r.note, r.ticket, r.at, \
             r.outcome, r.done_at FROM chat_report r ",
            $rest
        )
    };
}

fn report(row: &Row) -> Result<Report, Fault> {
    let (id, conversation): (ReportId, ConversationId) = (row.get("id")?, row.get("conversation")?);
    let (why, outcome): (String, Option<String>) = (row.get("why")?, row.get("outcome")?);
    let note: Option<Vec<u8>> = row.get("note")?;
    let outcome = outcome.map(|word| Outcome::from_word(&word).ok_or(Fault::new("an outcome that is none")));
    let subject = Conversation::subject(conversation);
    Ok(Report {
        id,
        conversation,
        seq: row.get("seq")?,
        reporter: row.get("reporter")?,
        reported: row.get("reported")?,
        why: Why::from_word(&why).ok_or(Fault::new("a reason that is none"))?,
        note: note.map(|note| Sealed::stored(&Report::NOTE, subject, id.bytes(), note)),
        ticket: row.get("ticket")?,
        at: row.get("at")?,
        outcome: outcome.transpose()?,
        done_at: row.get("done_at")?,
    })
}

/// Writes one; `false` where its reporter reported the message before.
pub(super) async fn add(cx: &mut Ctx, new: &Report) -> Result<bool, Fault> {
    let sql = "INSERT INTO chat_report (id, conversation, seq, reporter, reported, why, note, ticket, at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    let values = values![
        new.id,
        new.conversation,
        new.seq,
        new.reporter,
        new.reported,
        new.why.word(),
        new.note.as_ref(),
        new.ticket,
        new.at
    ];
    Ok(cx.run(sql, values).await? == 1)
}

/// How many somebody wrote since an instant.
pub(super) async fn count(cx: &mut Ctx, reporter: PersonId, since: Timestamp) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM chat_report WHERE reporter = $1 AND at >= $2";
    cx.one(sql, values![reporter, since]).await?.get("found")
}

/// One for those who keep order in a conversation.
pub(super) async fn find(
    view: &mut View,
    conversation: ConversationId,
    id: ReportId,
) -> Result<Option<Report>, Fault> {
    let sql = reports!("WHERE r.conversation = $1 AND r.id = $2 AND r.ticket IS NULL");
    view.opt(sql, values![conversation, id]).await?.as_ref().map(report).transpose()
}

/// The one that became a ticket.
pub(super) async fn of_ticket(view: &mut View, ticket: TicketId) -> Result<Option<Report>, Fault> {
    view.opt(reports!("WHERE r.ticket = $1"), values![ticket]).await?.as_ref().map(report).transpose()
}

/// Those for whoever keeps order in a conversation: what waits first, then the newest.
pub(super) async fn of(
    view: &mut View,
    conversation: ConversationId,
    limit: i64,
) -> Result<Vec<Report>, Fault> {
    let sql = reports!(
        "WHERE r.conversation = $1 AND r.ticket IS NULL \
         ORDER BY CASE WHEN r.outcome IS NULL THEN 0 ELSE 1 END, r.at DESC LIMIT $2"
    );
    view.all(sql, values![conversation, limit]).await?.iter().map(report).collect()
}

/// Somebody's own, the newest first.
pub(super) async fn by(view: &mut View, reporter: PersonId, limit: i64) -> Result<Vec<Report>, Fault> {
    let sql = reports!("WHERE r.reporter = $1 ORDER BY r.at DESC LIMIT $2");
    view.all(sql, values![reporter, limit]).await?.iter().map(report).collect()
}

/// Who else reported this message to the same, and was not answered yet.
pub(super) async fn open_beside(
    cx: &mut Ctx,
    (conversation, seq): (ConversationId, i64),
    is_house: bool,
) -> Result<Vec<(ReportId, PersonId)>, Fault> {
    let sql = "SELECT id, reporter FROM chat_report WHERE conversation = $1 AND seq = $2 AND outcome IS NULL \
               AND CASE WHEN ticket IS NULL THEN 0 ELSE 1 END = $3";
    let rows = cx.all(sql, values![conversation, seq, i64::from(is_house)]).await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("reporter")?))).collect()
}

/// Something came of it; `false` where something had before.
pub(super) async fn done(cx: &mut Ctx, id: ReportId, outcome: Outcome, by: PersonId) -> Result<bool, Fault> {
    let sql = "UPDATE chat_report SET outcome = $2, done_by = $3, done_at = $4 \
               WHERE id = $1 AND outcome IS NULL";
    let now = cx.now();
    Ok(cx.run(sql, values![id, outcome.word(), by, now]).await? == 1)
}

/// Removes those that were written before an instant.
pub(super) async fn sweep(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_report WHERE at < $1", values![before]).await?;
    Ok(())
}

/// All of a conversation go.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_report WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// Removes what somebody reported who is erased, and reports of what he wrote.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM chat_report WHERE id IN \
                   (SELECT id FROM chat_report WHERE reporter = $1 OR reported = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
