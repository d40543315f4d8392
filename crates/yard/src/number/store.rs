//! Rows of appeals, and the numbers that a granted one moves.

use ground::{Ctx, Fault, PersonId, Timestamp, View, values};
use vault::{Sealed, Subject};

use crate::House;
use crate::account::{self, NumberRow, Phone};
use crate::erasure::Working;
use crate::rights::RequestId;

/// What an appeal asks for; the number is sealed as that of its person.
pub(super) struct Appeal {
    pub number: Vec<u8>,
    pub index: [u8; 16],
    pub asked_at: Timestamp,
}

/// Whether an appeal of a person waits.
pub(super) async fn waits(cx: &mut Ctx, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT request FROM yard_appeal WHERE person = $1";
    Ok(cx.opt(sql, values![person]).await?.is_some())
}

/// Adds an appeal; `false` where one of this person waits.
pub(super) async fn add(
    cx: &mut Ctx,
    request: RequestId,
    person: PersonId,
    number: &Sealed<Phone>,
    index: [u8; 16],
) -> Result<bool, Fault> {
    let now = cx.now();
    let added = cx
        .run(
            "INSERT INTO yard_appeal (request, person, number, number_index, asked_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT DO NOTHING",
            values![request, person, number, index, now],
        )
        .await?;
    Ok(added == 1)
}

/// The number that a person appealed for, and when.
pub(super) async fn of(
    view: &mut View,
    person: PersonId,
) -> Result<Option<(Sealed<Phone>, Timestamp)>, Fault> {
    let row = view.opt("SELECT number, asked_at FROM yard_appeal WHERE person = $1", values![person]).await?;
    row.map(|row| {
        let subject = Subject::Person(person);
        let number = Sealed::stored(&NumberRow::PHONE, subject, person.bytes(), row.get("number")?);
        Ok((number, row.get("asked_at")?))
    })
    .transpose()
}

/// Takes the appeal of a request away.
pub(super) async fn take(cx: &mut Ctx, request: RequestId) -> Result<Option<Appeal>, Fault> {
    let sql = "DELETE FROM yard_appeal WHERE request = $1 RETURNING number, number_index, asked_at";
    let row = cx.opt(sql, values![request]).await?;
    row.map(|row| {
        let (number, index) = (row.get("number")?, row.get("number_index")?);
        Ok(Appeal { number, index, asked_at: row.get("asked_at")? })
    })
    .transpose()
}

/// Takes a number from the account that holds it.
pub(super) async fn free(cx: &mut Ctx, holder: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_number WHERE person = $1", values![holder]).await?;
    Ok(())
}

/// Puts the number into the place of the one that the account had; its sessions end, and codes that wait for it go.
pub(super) async fn put(
    cx: &mut Ctx,
    person: PersonId,
    number: Vec<u8>,
    index: [u8; 16],
) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_number (person, phone, phone_index, since) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (person) DO UPDATE SET phone = excluded.phone, phone_index = excluded.phone_index, \
         since = excluded.since",
        values![person, number, index, now],
    )
    .await?;
    account::end_sessions_of(cx, person).await?;
    cx.run("DELETE FROM yard_code WHERE phone_index = $1", values![index]).await?;
    Ok(())
}

/// The appeal of an erased person.
pub(super) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM yard_appeal WHERE person = $1", values![person]).await?) })
}
