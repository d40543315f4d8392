//! Rows of passwords.

use ground::{Ctx, DbError, Fault, PersonId, Row, Timestamp, View, values};
use policy::Personal;
use vault::{Sealed, Subject};

use super::Login;

/// A row of `yard_password`.
#[derive(Personal)]
#[personal(table = "yard_password")]
pub struct PasswordRow {
    /// Whose.
    pub person: PersonId,
    /// The name to sign in by.
    #[personal(category = "login-name")]
    pub login: Sealed<Login>,
    /// The argon2id verifier.
    #[personal(category = "password-verifier")]
    pub verifier: Sealed<String>,
    /// Since when.
    pub changed_at: Timestamp,
}

fn read(row: &Row) -> Result<PasswordRow, Fault> {
    let person: PersonId = row.get("person")?;
    let subject = Subject::Person(person);
    Ok(PasswordRow {
        person,
        login: Sealed::stored(&PasswordRow::LOGIN, subject, person.bytes(), row.get("login")?),
        verifier: Sealed::stored(&PasswordRow::VERIFIER, subject, person.bytes(), row.get("verifier")?),
        changed_at: row.get("changed_at")?,
    })
}

/// The password of a keeper, by the keyed index of his login.
pub(super) async fn by_login(view: &mut View, index: [u8; 16]) -> Result<Option<PasswordRow>, Fault> {
    let row = view
        .opt(
            "SELECT w.person, w.login, w.verifier, w.changed_at FROM yard_password w \
             JOIN yard_person p ON p.id = w.person WHERE w.login_index = $1 AND p.keeper = 1",
            values![index],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// The password of a person.
pub(super) async fn of(view: &mut View, person: PersonId) -> Result<Option<PasswordRow>, Fault> {
    let row = view
        .opt(
            "SELECT person, login, verifier, changed_at FROM yard_password WHERE person = $1",
            values![person],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// Whether a person has a password.
pub(crate) async fn has(cx: &mut Ctx, person: PersonId) -> Result<bool, Fault> {
    Ok(cx.opt("SELECT 1 AS one FROM yard_password WHERE person = $1", values![person]).await?.is_some())
}

/// Sets login and verifier of a person.
pub(super) async fn save(
    cx: &mut Ctx,
    person: PersonId,
    login: (&Sealed<Login>, [u8; 16]),
    verifier: &Sealed<String>,
) -> Result<(), DbError> {
    let (now, (login, index)) = (cx.now(), login);
    cx.run(
        "INSERT INTO yard_password (person, login, login_index, verifier, changed_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (person) DO UPDATE SET login = excluded.login, login_index = excluded.login_index, \
         verifier = excluded.verifier, changed_at = excluded.changed_at",
        values![person, login, index, verifier, now],
    )
    .await?;
    Ok(())
}

/// The password of an erased person.
pub(super) fn erase<'a>(
    _: &'a crate::House,
    cx: &'a mut Ctx,
    person: PersonId,
    most: i64,
) -> crate::erasure::Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_password WHERE person IN (SELECT person FROM yard_password WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
