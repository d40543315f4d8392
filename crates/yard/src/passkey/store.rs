//! Rows of passkeys.

use ground::{Ctx, DbError, Fault, PersonId, Row, Timestamp, View, values};
use policy::Personal;
use vault::{Plain, Sealed, Subject};
use webauthn_rs::prelude::Passkey;

use super::{Label, PasskeyId};

/// A passkey as it rests: the library's own JSON.
#[derive(Clone)]
pub struct StoredKey(pub(super) Passkey);

impl Plain for StoredKey {
    fn to_plain(&self) -> Vec<u8> {
        // Only fails for maps whose keys are no strings, which a passkey has not; then it does not open again.
        serde_json::to_vec(&self.0).unwrap_or_default()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().map(Self)
    }
}

/// A row of `yard_passkey`.
#[derive(Personal)]
#[personal(table = "yard_passkey")]
pub struct PasskeyRow {
    /// The passkey.
    pub id: PasskeyId,
    /// Whose.
    pub person: PersonId,
    /// Public key and identifier.
    #[personal(category = "passkey")]
    pub credential: Sealed<StoredKey>,
    /// What the person calls it.
    #[personal(category = "passkey")]
    pub label: Sealed<Label>,
    /// Since when.
    pub created_at: Timestamp,
    /// When somebody last signed in by it.
    pub used_at: Option<Timestamp>,
}

fn read(row: &Row) -> Result<PasskeyRow, Fault> {
    let (id, person): (PasskeyId, PersonId) = (row.get("id")?, row.get("person")?);
    let subject = Subject::Person(person);
    Ok(PasskeyRow {
        id,
        person,
        credential: Sealed::stored(&PasskeyRow::CREDENTIAL, subject, id.bytes(), row.get("credential")?),
        label: Sealed::stored(&PasskeyRow::LABEL, subject, id.bytes(), row.get("label")?),
        created_at: row.get("created_at")?,
        used_at: row.get("used_at")?,
    })
}

/// The passkeys of a person, oldest first.
pub(super) async fn of(view: &mut View, person: PersonId) -> Result<Vec<PasskeyRow>, Fault> {
    let rows = view
        .all(
            "SELECT id, person, credential, label, created_at, used_at FROM yard_passkey \
             WHERE person = $1 ORDER BY created_at, id",
            values![person],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// The passkey of a person with this credential, by its keyed index.
pub(super) async fn by_credential(
    view: &mut View,
    person: PersonId,
    index: [u8; 16],
) -> Result<Option<PasskeyRow>, Fault> {
    let row = view
        .opt(
            "SELECT id, person, credential, label, created_at, used_at FROM yard_passkey \
             WHERE credential_index = $1 AND person = $2",
            values![index, person],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// How many a person has.
pub(super) async fn count(cx: &mut Ctx, person: PersonId) -> Result<usize, Fault> {
    let row = cx.one("SELECT COUNT(*) AS many FROM yard_passkey WHERE person = $1", values![person]).await?;
    row.get("many")
}

/// Whether a person has a telephone number to sign in by.
/// Whether a person has a passkey.
///
/// # Errors
/// What the database says.
pub(crate) async fn has(cx: &mut Ctx, person: PersonId) -> Result<bool, Fault> {
    Ok(count(cx, person).await? > 0)
}

pub(super) async fn has_number(cx: &mut Ctx, person: PersonId) -> Result<bool, Fault> {
    Ok(cx.opt("SELECT 1 AS one FROM yard_number WHERE person = $1", values![person]).await?.is_some())
}

/// A passkey to be written.
pub(super) struct New {
    pub id: PasskeyId,
    pub person: PersonId,
    pub index: [u8; 16],
    pub credential: Sealed<StoredKey>,
    pub label: Sealed<Label>,
}

/// Adds a passkey.
pub(super) async fn add(cx: &mut Ctx, new: &New) -> Result<(), DbError> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_passkey (id, person, credential_index, credential, label, created_at, used_at) \
         VALUES ($1, $2, $3, $4, $5, $6, NULL)",
        values![new.id, new.person, new.index, &new.credential, &new.label, now],
    )
    .await?;
    Ok(())
}

/// Notes a sign-in, with the counter that came with it; `false` where the passkey was removed meanwhile.
pub(super) async fn used(cx: &mut Ctx, id: PasskeyId, credential: &Sealed<StoredKey>) -> Result<bool, Fault> {
    let now = cx.now();
    let touched = cx
        .run(
            "UPDATE yard_passkey SET credential = $1, used_at = $2 WHERE id = $3",
            values![credential, now, id],
        )
        .await?;
    Ok(touched == 1)
}

/// Removes a passkey of a person; answers whether there was one.
pub(super) async fn remove(cx: &mut Ctx, person: PersonId, id: PasskeyId) -> Result<bool, Fault> {
    Ok(cx.run("DELETE FROM yard_passkey WHERE id = $1 AND person = $2", values![id, person]).await? == 1)
}

/// Passkeys of an erased person.
pub(super) fn erase<'a>(
    _: &'a crate::House,
    cx: &'a mut Ctx,
    person: PersonId,
    most: i64,
) -> crate::erasure::Working<'a> {
    Box::pin(async move {
        let sql =
            "DELETE FROM yard_passkey WHERE id IN (SELECT id FROM yard_passkey WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
