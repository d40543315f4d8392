//! Rows of console passwords and of codes that wait.

use ground::{Caller, Ctx, DeviceId, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use policy::{Category, Personal};
use std::pin::Pin;
use vault::{Field, Sealed, Subject};

use super::{ConsoleCodeId, TRIES};
use crate::House;
use crate::erasure::Working;
use crate::house::Held;

/// By what a screen's secret is known.
pub(super) const SECRET: Field<String> =
    Field::declare("yard_console_code", "secret_hash", Category::DeviceLabel);

/// A row of `yard_console_password`.
#[derive(Personal)]
#[personal(table = "yard_console_password")]
pub struct ConsolePasswordRow {
    /// The argon2id verifier.
    #[personal(category = "password-verifier")]
    pub verifier: Sealed<String>,
    /// Since when.
    pub changed_at: Timestamp,
}

/// A code that waits.
pub(super) struct CodeRow {
    pub secret_hash: [u8; 16],
    pub person: Option<PersonId>,
    pub org: Option<OrgId>,
}

fn code(row: &Row) -> Result<CodeRow, Fault> {
    Ok(CodeRow { secret_hash: row.get("secret_hash")?, person: row.get("person")?, org: row.get("org")? })
}

/// The password of somebody.
pub(super) async fn password(view: &mut View, person: PersonId) -> Result<Option<ConsolePasswordRow>, Fault> {
    let sql = "SELECT verifier, changed_at FROM yard_console_password WHERE person = $1";
    let row = view.opt(sql, values![person]).await?;
    row.map(|row| {
        let subject = Subject::Person(person);
        let verifier =
            Sealed::stored(&ConsolePasswordRow::VERIFIER, subject, person.bytes(), row.get("verifier")?);
        Ok(ConsolePasswordRow { verifier, changed_at: row.get("changed_at")? })
    })
    .transpose()
}

/// Sets it.
pub(super) async fn save(cx: &mut Ctx, person: PersonId, verifier: &Sealed<String>) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO yard_console_password (person, verifier, changed_at) VALUES ($1, $2, $3) \
               ON CONFLICT (person) DO UPDATE SET verifier = excluded.verifier, changed_at = excluded.changed_at";
    cx.run(sql, values![person, verifier, now]).await?;
    Ok(())
}

/// Keeps a code.
pub(super) async fn add(
    cx: &mut Ctx,
    id: ConsoleCodeId,
    secret_hash: [u8; 16],
    expires_at: Timestamp,
) -> Result<(), Fault> {
    let sql = "INSERT INTO yard_console_code (id, secret_hash, tries, expires_at) VALUES ($1, $2, 0, $3)";
    cx.run(sql, values![id, secret_hash, expires_at]).await?;
    Ok(())
}

/// A code that waits still, and bears another password.
pub(super) async fn find(view: &mut View, id: ConsoleCodeId) -> Result<Option<CodeRow>, Fault> {
    let now = view.now();
    let sql = "SELECT secret_hash, person, org FROM yard_console_code \
               WHERE id = $1 AND expires_at > $2 AND tries < $3";
    view.opt(sql, values![id, now, TRIES]).await?.as_ref().map(code).transpose()
}

/// Somebody scanned it; `false` where somebody else did before, or it waits no longer.
pub(super) async fn scan(cx: &mut Ctx, id: ConsoleCodeId, person: PersonId) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_console_code SET person = $2 WHERE id = $1 AND expires_at > $3 \
               AND (person IS NULL OR person = $2)";
    Ok(cx.run(sql, values![id, person, now]).await? == 1)
}

/// Whoever scanned it chose an organisation; `false` where he did not scan it.
pub(super) async fn choose(
    cx: &mut Ctx,
    id: ConsoleCodeId,
    person: PersonId,
    org: OrgId,
) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_console_code SET org = $3 WHERE id = $1 AND person = $2 AND expires_at > $4";
    Ok(cx.run(sql, values![id, person, org, now]).await? == 1)
}

/// Counts a password before it is compared; `false` where the code bears none any longer. However many come at once, no more than
/// it bears pass here.
pub(super) async fn reserve(cx: &mut Ctx, id: ConsoleCodeId) -> Result<bool, Fault> {
    let now = cx.now();
    let sql =
        "UPDATE yard_console_code SET tries = tries + 1 WHERE id = $1 AND expires_at > $2 AND tries < $3";
    Ok(cx.run(sql, values![id, now, TRIES]).await? == 1)
}

/// Says until when the session of a device stands.
pub(super) async fn end_at(cx: &mut Ctx, device: DeviceId, at: Timestamp) -> Result<(), Fault> {
    cx.run("UPDATE yard_session SET ends_at = $1 WHERE id = $2", values![at, device]).await?;
    Ok(())
}

/// Ends the sessions of somebody that a code opened; those of his own devices stand.
pub(super) async fn end_all(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_session WHERE person = $1 AND ends_at IS NOT NULL", values![person]).await?;
    Ok(())
}

/// Takes a code away; `false` where it was gone.
pub(super) async fn take(cx: &mut Ctx, id: ConsoleCodeId) -> Result<bool, Fault> {
    Ok(cx.run("DELETE FROM yard_console_code WHERE id = $1", values![id]).await? == 1)
}

/// The organisations that somebody administers.
pub(super) async fn administered(view: &mut View, person: PersonId) -> Result<Vec<OrgId>, Fault> {
    let sql =
        "SELECT org FROM yard_member WHERE person = $1 AND role = 'administrator' ORDER BY id LIMIT 200";
    view.all(sql, values![person]).await?.iter().map(|row| row.get("org")).collect()
}

/// Codes that wait no longer go.
pub(super) async fn sweep(cx: &mut Ctx) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("DELETE FROM yard_console_code WHERE expires_at <= $1", values![now]).await?;
    Ok(())
}

/// That there is a password; the verifier is shown to nobody.
pub fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let row = password(&mut house.db.view().await?, person).await?;
        let held = row.map(|row| Held {
            category: Category::PasswordVerifier,
            table: "yard_console_password",
            value: None,
            collected_at: row.changed_at,
        });
        Ok(held.into_iter().collect())
    })
}

/// That of an erased person.
pub(super) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        Ok(cx.run("DELETE FROM yard_console_password WHERE person = $1", values![person]).await?)
    })
}

/// Codes that he scanned.
pub(super) fn erase_codes<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(
        async move { Ok(cx.run("DELETE FROM yard_console_code WHERE person = $1", values![person]).await?) },
    )
}
