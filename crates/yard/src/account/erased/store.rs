//! The rows of an account that go with the person.

use ground::{Ctx, Fault, PersonId, values};

use crate::House;
use crate::erasure::Working;

/// The keyed index of somebody's number within a unit of work, as long as he has one: what else names that number goes with him.
///
/// # Errors
/// What the database says.
pub async fn number_index_now(cx: &mut Ctx, person: PersonId) -> Result<Option<Vec<u8>>, Fault> {
    let row = cx.opt("SELECT phone_index FROM yard_number WHERE person = $1", values![person]).await?;
    row.map(|row| row.get("phone_index")).transpose()
}

/// Sessions of an erased person.
pub(in crate::account) fn erase_sessions<'a>(
    _: &'a House,
    cx: &'a mut Ctx,
    person: PersonId,
    most: i64,
) -> Working<'a> {
    Box::pin(async move {
        let sql =
            "DELETE FROM yard_session WHERE id IN (SELECT id FROM yard_session WHERE person = $1 LIMIT $2)";
        cx.hint(ground::bus::Subject::Person(person));
        Ok(cx.run(sql, values![person, most]).await?)
    })
}

/// The address of an erased person.
pub(in crate::account) fn erase_mail<'a>(
    _: &'a House,
    cx: &'a mut Ctx,
    person: PersonId,
    _: i64,
) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM yard_mail WHERE person = $1", values![person]).await?) })
}

/// The number of an erased person.
pub(in crate::account) fn erase_number<'a>(
    _: &'a House,
    cx: &'a mut Ctx,
    person: PersonId,
    most: i64,
) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_number WHERE person IN (SELECT person FROM yard_number WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}

/// An erased person.
pub(in crate::account) fn erase_person<'a>(
    _: &'a House,
    cx: &'a mut Ctx,
    person: PersonId,
    most: i64,
) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_person WHERE id IN (SELECT id FROM yard_person WHERE id = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
