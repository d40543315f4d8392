//! Rows of what people said of themselves.

use ground::{Ctx, Fault, PersonId, Timestamp, View, values};
use policy::Personal;
use vault::{Sealed, Subject};

use super::rules::Gender;
use crate::House;
use crate::erasure::Working;

/// A row of `yard_gender`.
#[derive(Personal)]
#[personal(table = "yard_gender")]
pub struct GenderRow {
    /// Who said it.
    pub person: PersonId,
    /// What he said.
    #[personal(category = "gender")]
    pub gender: Sealed<Gender>,
    /// When.
    pub said_at: Timestamp,
}

/// What somebody said.
pub(super) async fn of(view: &mut View, person: PersonId) -> Result<Option<GenderRow>, Fault> {
    let row = view.opt("SELECT gender, said_at FROM yard_gender WHERE person = $1", values![person]).await?;
    row.map(|row| {
        let subject = Subject::Person(person);
        Ok(GenderRow {
            person,
            gender: Sealed::stored(&GenderRow::GENDER, subject, person.bytes(), row.get("gender")?),
            said_at: row.get("said_at")?,
        })
    })
    .transpose()
}

/// Keeps it.
pub(super) async fn save(cx: &mut Ctx, person: PersonId, gender: &Sealed<Gender>) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_gender (person, gender, said_at) VALUES ($1, $2, $3) \
         ON CONFLICT (person) DO UPDATE SET gender = excluded.gender, said_at = excluded.said_at",
        values![person, gender, now],
    )
    .await?;
    Ok(())
}

/// Forgets it.
pub(super) async fn forget(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_gender WHERE person = $1", values![person]).await?;
    Ok(())
}

/// That of an erased person.
pub(super) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM yard_gender WHERE person = $1", values![person]).await?) })
}
