//! Rows of requests and restrictions.

use ground::{Ctx, Fault, PersonId, Row, Timestamp, Value, View, values};
use policy::Personal;
use vault::{Sealed, Subject};

use super::rules::Clock;
use super::{Ground, Kind, RequestId};
use crate::House;
use crate::erasure::Working;
use crate::retention::Counting;

/// A row of `yard_request`.
#[derive(Personal)]
#[personal(table = "yard_request")]
pub struct RequestRow {
    /// The request.
    pub id: RequestId,
    /// Who asks.
    pub person: PersonId,
    /// What.
    pub kind: Kind,
    /// In his words.
    #[personal(category = "feedback")]
    pub words: Option<Sealed<String>>,
    /// When it came.
    pub opened_at: Timestamp,
    /// When it was proved that it is the person.
    pub verified_at: Option<Timestamp>,
    /// By when it has to be answered.
    pub due_at: Option<Timestamp>,
    /// The same in working days.
    pub working_due_at: Option<Timestamp>,
    /// When it was over time, where it was.
    pub overdue_at: Option<Timestamp>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// True where it was granted.
    pub granted: bool,
    /// Why it was not.
    pub ground: Option<Ground>,
    /// The answer.
    #[personal(category = "feedback")]
    pub answer: Option<Sealed<String>>,
}

macro_rules! requests {
    ($rest:literal) => {
        concat!(
            "SELECT id, person, kind, words, opened_at, verified_at, due_at, working_due_at, overdue_at, answered_at, \
             outcome, ground, answer FROM yard_request ",
            $rest
        )
    };
}

fn request(row: &Row) -> Result<RequestRow, Fault> {
    let (id, person): (RequestId, PersonId) = (row.get("id")?, row.get("person")?);
    let subject = Subject::Person(person);
    let (kind, outcome, ground): (String, Option<String>, Option<String>) =
        (row.get("kind")?, row.get("outcome")?, row.get("ground")?);
    let (words, answer): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get("words")?, row.get("answer")?);
    Ok(RequestRow {
        id,
        person,
        kind: Kind::from_word(&kind).ok_or_else(|| Fault::new("a request of a kind that nobody knows"))?,
        words: words.map(|bytes| Sealed::stored(&RequestRow::WORDS, subject, id.bytes(), bytes)),
        opened_at: row.get("opened_at")?,
        verified_at: row.get("verified_at")?,
        due_at: row.get("due_at")?,
        working_due_at: row.get("working_due_at")?,
        overdue_at: row.get("overdue_at")?,
        answered_at: row.get("answered_at")?,
        granted: outcome.as_deref() == Some("granted"),
        ground: ground.as_deref().and_then(Ground::from_word),
        answer: answer.map(|bytes| Sealed::stored(&RequestRow::ANSWER, subject, id.bytes(), bytes)),
    })
}

fn cell(sealed: Option<&Sealed<String>>) -> Value {
    Sealed::cell(sealed)
}

/// Adds a request.
pub(super) async fn add(
    cx: &mut Ctx,
    id: RequestId,
    person: PersonId,
    kind: Kind,
    words: Option<&Sealed<String>>,
) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_request (id, person, kind, words, opened_at) VALUES ($1, $2, $3, $4, $5)",
        vec![id.into(), person.into(), kind.word().into(), cell(words), now.into()],
    )
    .await?;
    Ok(())
}

/// Starts the clock of a request of this person; `false` where it runs already or there is no such request.
pub(super) async fn start(
    cx: &mut Ctx,
    person: PersonId,
    id: RequestId,
    clock: Clock,
) -> Result<bool, Fault> {
    let now = cx.now();
    let started = cx
        .run(
            "UPDATE yard_request SET verified_at = $1, due_at = $2, working_due_at = $3, warn_at = $4 \
             WHERE id = $5 AND person = $6 AND verified_at IS NULL AND answered_at IS NULL",
            values![now, clock.due_at, clock.working_due_at, clock.warn_at, id, person],
        )
        .await?;
    Ok(started == 1)
}

/// The requests of a person, newest first.
pub(super) async fn of(view: &mut View, person: PersonId, limit: i64) -> Result<Vec<RequestRow>, Fault> {
    let sql = requests!("WHERE person = $1 ORDER BY opened_at DESC, id DESC LIMIT $2");
    view.all(sql, values![person, limit]).await?.iter().map(request).collect()
}

/// The requests that wait for an answer, the most urgent first.
pub(super) async fn open(view: &mut View, limit: i64) -> Result<Vec<RequestRow>, Fault> {
    let sql = requests!("WHERE answered_at IS NULL AND verified_at IS NOT NULL ORDER BY due_at, id LIMIT $1");
    view.all(sql, values![limit]).await?.iter().map(request).collect()
}

/// A request, for looking.
pub(super) async fn find(view: &mut View, id: RequestId) -> Result<Option<RequestRow>, Fault> {
    view.opt(requests!("WHERE id = $1"), values![id]).await?.as_ref().map(request).transpose()
}

/// Whether a person waits for an answer: then whoever answers may read what he wrote.
pub(super) async fn waits(view: &mut View, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT id FROM yard_request WHERE person = $1 AND answered_at IS NULL LIMIT 1";
    Ok(view.opt(sql, values![person]).await?.is_some())
}

/// How often a person asked for the same since.
pub(super) async fn asked(
    view: &mut View,
    person: PersonId,
    kind: Kind,
    since: Timestamp,
) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS asked FROM yard_request WHERE person = $1 AND kind = $2 AND opened_at > $3";
    view.one(sql, values![person, kind.word(), since]).await?.get("asked")
}

/// An answer to be written.
pub(super) struct Verdict<'a> {
    pub granted: bool,
    pub ground: Option<Ground>,
    pub words: Option<&'a Sealed<String>>,
    pub by: PersonId,
}

/// Answers a request; `false` where somebody else was first.
pub(super) async fn answer(cx: &mut Ctx, id: RequestId, verdict: &Verdict<'_>) -> Result<bool, Fault> {
    let now = cx.now();
    let outcome = if verdict.granted { "granted" } else { "refused" };
    let answered = cx
        .run(
            "UPDATE yard_request SET answered_at = $1, outcome = $2, ground = $3, answer = $4, answered_by = $5 \
             WHERE id = $6 AND answered_at IS NULL AND verified_at IS NOT NULL",
            vec![
                now.into(),
                outcome.into(),
                verdict.ground.map(Ground::word).into(),
                cell(verdict.words),
                verdict.by.into(),
                id.into(),
            ],
        )
        .await?;
    Ok(answered == 1)
}

/// Takes a request of a person back.
pub(super) async fn remove(cx: &mut Ctx, person: PersonId, id: RequestId) -> Result<bool, Fault> {
    Ok(cx.run("DELETE FROM yard_request WHERE id = $1 AND person = $2", values![id, person]).await? == 1)
}

/// Requests of which four fifths of the time are over and nobody was told; they count as told from now on.
pub(super) async fn take_due_soon(cx: &mut Ctx) -> Result<Vec<RequestId>, Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_request SET warned_at = $1 WHERE answered_at IS NULL AND warned_at IS NULL \
               AND warn_at <= $1 RETURNING id";
    cx.all(sql, values![now]).await?.iter().map(|row| row.get("id")).collect()
}

/// Requests whose time is over; they count as noted from now on.
pub(super) async fn take_overdue(cx: &mut Ctx) -> Result<Vec<RequestId>, Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_request SET overdue_at = $1 WHERE answered_at IS NULL AND overdue_at IS NULL \
               AND due_at <= $1 RETURNING id";
    cx.all(sql, values![now]).await?.iter().map(|row| row.get("id")).collect()
}

/// Those who run the house.
pub(crate) async fn keepers(cx: &mut Ctx) -> Result<Vec<PersonId>, Fault> {
    let rows = cx.all("SELECT id FROM yard_person WHERE keeper = 1 ORDER BY id LIMIT 100", values![]).await?;
    rows.iter().map(|row| row.get("id")).collect()
}

/// Restricts a person's data; the same twice is one.
pub(super) async fn restrict(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_restriction (person, since) VALUES ($1, $2) ON CONFLICT (person) DO NOTHING",
        values![person, now],
    )
    .await?;
    Ok(())
}

/// Lifts the restriction.
pub(super) async fn unrestrict(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_restriction WHERE person = $1", values![person]).await?;
    Ok(())
}

/// Since when a person's data are restricted.
pub(super) async fn restricted(view: &mut View, person: PersonId) -> Result<Option<Timestamp>, Fault> {
    let row = view.opt("SELECT since FROM yard_restriction WHERE person = $1", values![person]).await?;
    row.map(|row| row.get("since")).transpose()
}

/// Everybody whose data are restricted.
pub(super) async fn all_restricted(view: &mut View) -> Result<Vec<PersonId>, Fault> {
    let rows = view.all("SELECT person FROM yard_restriction ORDER BY person", values![]).await?;
    rows.iter().map(|row| row.get("person")).collect()
}

/// Requests of an erased person.
pub(super) fn erase_requests<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql =
            "DELETE FROM yard_request WHERE id IN (SELECT id FROM yard_request WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}

/// The restriction of an erased person.
pub(super) fn erase_restriction<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(
        async move { Ok(cx.run("DELETE FROM yard_restriction WHERE person = $1", values![person]).await?) },
    )
}

/// Requests that were answered before an instant.
pub(super) fn count_over(view: &mut View, before: Timestamp) -> Counting<'_> {
    Box::pin(async move {
        let sql = "SELECT COUNT(*) AS found FROM yard_request WHERE answered_at < $1";
        view.one(sql, values![before]).await?.get("found")
    })
}

/// Removes them.
pub(super) fn sweep_over<'a>(_: &'a House, cx: &'a mut Ctx, before: Timestamp, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_request WHERE id IN \
                   (SELECT id FROM yard_request WHERE answered_at < $1 ORDER BY answered_at LIMIT $2)";
        Ok(cx.run(sql, values![before, most]).await?)
    })
}
