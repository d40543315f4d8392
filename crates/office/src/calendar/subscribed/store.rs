//! Rows of calendars elsewhere.

use ground::{Ctx, DbError, Fault, PersonId, Row, Timestamp, View, values};
use vault::{Sealed, Subject};

use super::rules::{Tone, Why};
use super::{Subscription, SubscriptionId};

macro_rules! subscriptions {
    ($rest:literal) => {
        concat!(
            "SELECT id, person, address, name, tone, marks, file, failures, why, brought_at, next_at, made_at \
             FROM office_subscription ",
            $rest
        )
    };
}

fn subscription(row: &Row) -> Result<Subscription, Fault> {
    let (id, person): (SubscriptionId, PersonId) = (row.get("id")?, row.get("person")?);
    let (subject, at) = (Subject::Person(person), id.bytes());
    let (marks, file): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get("marks")?, row.get("file")?);
    let (tone, why): (String, Option<String>) = (row.get("tone")?, row.get("why")?);
    Ok(Subscription {
        id,
        person,
        address: Sealed::stored(&Subscription::ADDRESS, subject, at, row.get("address")?),
        name: Sealed::stored(&Subscription::NAME, subject, at, row.get("name")?),
        tone: Tone::from_word(&tone).ok_or_else(|| Fault::new("an unknown colour of a calendar"))?,
        marks: marks.map(|bytes| Sealed::stored(&Subscription::MARKS, subject, at, bytes)),
        file: file.map(|bytes| Sealed::stored(&Subscription::FILE, subject, at, bytes)),
        failures: row.get("failures")?,
        why: why.as_deref().and_then(Why::from_word),
        brought_at: row.get("brought_at")?,
        next_at: row.get("next_at")?,
        made_at: row.get("made_at")?,
    })
}

/// Those of somebody, the oldest first.
pub(super) async fn of(view: &mut View, person: PersonId) -> Result<Vec<Subscription>, Fault> {
    let sql = subscriptions!("WHERE person = $1 ORDER BY made_at, id LIMIT 100");
    view.all(sql, values![person]).await?.iter().map(subscription).collect()
}

/// One of somebody's.
pub(super) async fn find(
    view: &mut View,
    (person, id): (PersonId, SubscriptionId),
) -> Result<Option<Subscription>, Fault> {
    let sql = subscriptions!("WHERE person = $1 AND id = $2");
    view.opt(sql, values![person, id]).await?.as_ref().map(subscription).transpose()
}

/// How many somebody has.
pub(super) async fn count(cx: &mut Ctx, person: PersonId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM office_subscription WHERE person = $1";
    cx.one(sql, values![person]).await?.get("found")
}

/// Keeps a new one.
pub(super) async fn add(cx: &mut Ctx, new: &Subscription, index: [u8; 16]) -> Result<(), DbError> {
    let sql = "INSERT INTO office_subscription (id, person, address, address_index, name, tone, failures, next_at, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)";
    let tone = new.tone.word();
    let values = values![new.id, new.person, &new.address, index, &new.name, tone, new.next_at, new.made_at];
    cx.run(sql, values).await?;
    Ok(())
}

/// One of somebody's goes; whether there was one.
pub(super) async fn remove(cx: &mut Ctx, (person, id): (PersonId, SubscriptionId)) -> Result<bool, Fault> {
    let sql = "DELETE FROM office_subscription WHERE person = $1 AND id = $2";
    Ok(cx.run(sql, values![person, id]).await? > 0)
}

/// It is asked for now, unless it was since an instant; whether it is.
pub(super) async fn again(
    cx: &mut Ctx,
    (person, id): (PersonId, SubscriptionId),
    (since, next): (Timestamp, Timestamp),
) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE office_subscription SET tried_at = $3, next_at = $5 WHERE person = $1 AND id = $2 \
               AND (tried_at IS NULL OR tried_at < $4)";
    Ok(cx.run(sql, values![person, id, now, since, next]).await? > 0)
}

/// Those whose time has come, the longest waiting first; they are not due again before an instant.
pub(super) async fn due(
    cx: &mut Ctx,
    next: Timestamp,
    most: i64,
) -> Result<Vec<(PersonId, SubscriptionId)>, Fault> {
    let now = cx.now();
    let sql = "SELECT person, id FROM office_subscription WHERE next_at <= $1 ORDER BY next_at, id LIMIT $2";
    let mut due = Vec::new();
    for row in cx.all(sql, values![now, most]).await? {
        let (person, id): (PersonId, SubscriptionId) = (row.get("person")?, row.get("id")?);
        let sql = "UPDATE office_subscription SET tried_at = $2, next_at = $3 WHERE id = $1";
        cx.run(sql, values![id, now, next]).await?;
        due.push((person, id));
    }
    Ok(due)
}

/// What was brought is kept.
pub(super) async fn keep(
    cx: &mut Ctx,
    id: SubscriptionId,
    (file, marks): (&Sealed<String>, &Sealed<String>),
) -> Result<(), Fault> {
    cx.run("UPDATE office_subscription SET file = $2, marks = $3 WHERE id = $1", values![id, file, marks])
        .await?;
    Ok(())
}

/// It was brought, or found to be as it was.
pub(super) async fn brought(cx: &mut Ctx, id: SubscriptionId, next: Option<Timestamp>) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE office_subscription SET failures = 0, why = NULL, brought_at = $2, next_at = $3 WHERE id = $1";
    cx.run(sql, values![id, now, next]).await?;
    Ok(())
}

/// It failed once more.
pub(super) async fn failed(
    cx: &mut Ctx,
    id: SubscriptionId,
    (failures, why, next): (u32, Why, Option<Timestamp>),
) -> Result<(), Fault> {
    let sql = "UPDATE office_subscription SET failures = $2, why = $3, next_at = $4 WHERE id = $1";
    cx.run(sql, values![id, failures, why.word(), next]).await?;
    Ok(())
}

yard::erases!(
    /// What he subscribed to goes.
    erase,
    "DELETE FROM office_subscription WHERE id IN (SELECT id FROM office_subscription WHERE person = $1 LIMIT $2)"
);

/// Whether there is this one of somebody's.
pub(super) async fn exists(cx: &mut Ctx, (person, id): (PersonId, SubscriptionId)) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM office_subscription WHERE person = $1 AND id = $2";
    Ok(cx.opt(sql, values![person, id]).await?.is_some())
}
