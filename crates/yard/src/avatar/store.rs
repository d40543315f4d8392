//! Where a person's picture lies.

use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};
use vault::{Sealed, Subject};

use crate::account::PersonRow;

/// The name of a person's picture, and since when.
pub(super) struct Lying {
    pub name: Sealed<String>,
    pub at: Timestamp,
}

const LYING: &str =
    "SELECT avatar, avatar_at, created_at FROM yard_person WHERE id = $1 AND avatar IS NOT NULL";

fn read(person: PersonId, row: &Row) -> Result<Lying, Fault> {
    let name =
        Sealed::stored(&PersonRow::AVATAR, Subject::Person(person), person.bytes(), row.get("avatar")?);
    let at: Option<Timestamp> = row.get("avatar_at")?;
    let at = at.map_or_else(|| row.get("created_at"), Ok)?;
    Ok(Lying { name, at })
}

/// The picture of a person, where there is one.
pub(super) async fn find(view: &mut View, person: PersonId) -> Result<Option<Lying>, Fault> {
    let row = view.opt(LYING, values![person]).await?;
    row.map(|row| read(person, &row)).transpose()
}

/// The same within a unit of work.
pub(super) async fn current(cx: &mut Ctx, person: PersonId) -> Result<Option<Lying>, Fault> {
    let row = cx.opt(LYING, values![person]).await?;
    row.map(|row| read(person, &row)).transpose()
}

/// Says where the picture lies now, or that there is none.
pub(super) async fn save(cx: &mut Ctx, person: PersonId, name: Option<&Sealed<String>>) -> Result<(), Fault> {
    let at = name.map(|_| cx.now());
    cx.run("UPDATE yard_person SET avatar = $1, avatar_at = $2 WHERE id = $3", values![name, at, person])
        .await?;
    Ok(())
}
