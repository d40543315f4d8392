//! Rows of kept answers.

use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};
use policy::Personal;
use vault::{Sealed, Subject};

use super::rules::Answer;

/// A row of `yard_answer`.
#[derive(Personal)]
#[personal(table = "yard_answer")]
pub struct AnswerRow {
    /// Whose; `None` where nobody was signed in.
    pub person: Option<PersonId>,
    /// The keyed fingerprint of method, path and body.
    pub asked: [u8; 16],
    /// The answer.
    #[personal(category = "idempotent-answer")]
    pub answer: Sealed<Answer>,
    /// When it was given.
    pub at: Timestamp,
}

/// Whose key an answer rests under.
pub(super) fn subject(person: Option<PersonId>) -> Subject {
    person.map_or(Subject::House, Subject::Person)
}

fn read(row: &Row) -> Result<AnswerRow, Fault> {
    let person = row.get("person")?;
    let answer = Sealed::stored(&AnswerRow::ANSWER, subject(person), row.get("slot")?, row.get("answer")?);
    Ok(AnswerRow { person, asked: row.get("asked")?, answer, at: row.get("at")? })
}

/// The answer in a slot, where one was given since.
pub(super) async fn find(
    view: &mut View,
    slot: [u8; 16],
    since: Timestamp,
) -> Result<Option<AnswerRow>, Fault> {
    let row = view
        .opt(
            "SELECT slot, person, asked, answer, at FROM yard_answer WHERE slot = $1 AND at > $2",
            values![slot, since],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// Keeps an answer in its slot; one that stands there is older than a day.
pub(super) async fn save(
    cx: &mut Ctx,
    slot: [u8; 16],
    person: Option<PersonId>,
    asked: [u8; 16],
    answer: &Sealed<Answer>,
) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_answer (slot, person, asked, answer, at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (slot) DO UPDATE SET person = excluded.person, asked = excluded.asked, \
         answer = excluded.answer, at = excluded.at",
        values![slot, person, asked, answer, now],
    )
    .await?;
    Ok(())
}

/// The newest answers kept for a person.
pub(super) async fn of_person(view: &mut View, person: PersonId, most: i64) -> Result<Vec<AnswerRow>, Fault> {
    let rows = view
        .all(
            "SELECT slot, person, asked, answer, at FROM yard_answer WHERE person = $1 ORDER BY at DESC LIMIT $2",
            values![person, most],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Removes what was given before.
pub(super) async fn sweep(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_answer WHERE at <= $1", values![before]).await?;
    Ok(())
}

/// Answers kept for an erased person.
pub(super) fn erase<'a>(
    _: &'a crate::House,
    cx: &'a mut Ctx,
    person: PersonId,
    most: i64,
) -> crate::erasure::Working<'a> {
    Box::pin(async move {
        let sql =
            "DELETE FROM yard_answer WHERE slot IN (SELECT slot FROM yard_answer WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
