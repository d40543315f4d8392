//! Rows of roles.

use ground::{Because, Ctx, Fault, PersonId, Row, Timestamp, View, values};

use super::{GrantId, Role};

/// Lines of the list, at most.
const MOST: i64 = 200;

/// Who holds a role: to whom it was given; the first keeper where it was never taken from him; and he again where nobody else
/// is left.
const HOLDERS: &str = "SELECT p.id FROM yard_person p WHERE p.keeper = 1 AND (\
     EXISTS (SELECT 1 FROM yard_staff s WHERE s.person = p.id AND s.role = $1 AND s.ended_at IS NULL) \
     OR (p.id = (SELECT f.id FROM yard_person f WHERE f.keeper = 1 ORDER BY f.created_at, f.id LIMIT 1) \
     AND (NOT EXISTS (SELECT 1 FROM yard_staff s WHERE s.person = p.id AND s.role = $1) \
     OR NOT EXISTS (SELECT 1 FROM yard_staff s JOIN yard_person k ON k.id = s.person \
     WHERE s.role = $1 AND s.ended_at IS NULL AND k.keeper = 1)))) ORDER BY p.created_at, p.id";

/// Who holds a role.
pub(crate) async fn holders(view: &mut View, role: Role) -> Result<Vec<PersonId>, Fault> {
    let rows = view.all(HOLDERS, values![role.word()]).await?;
    rows.iter().map(|row| row.get("id")).collect()
}

/// The same in a unit of work that writes.
pub(crate) async fn holders_now(cx: &mut Ctx, role: Role) -> Result<Vec<PersonId>, Fault> {
    let rows = cx.all(HOLDERS, values![role.word()]).await?;
    rows.iter().map(|row| row.get("id")).collect()
}

/// The keeper of a number.
pub(super) async fn keeper_of(cx: &mut Ctx, phone: [u8; 16]) -> Result<Option<PersonId>, Fault> {
    let sql = "SELECT p.id FROM yard_number n JOIN yard_person p ON p.id = n.person \
               WHERE n.phone_index = $1 AND p.keeper = 1";
    cx.opt(sql, values![phone]).await?.map(|row| row.get("id")).transpose()
}

/// A grant to be written; one that is ended at once says that the first keeper no longer holds what he held by himself.
pub(super) async fn add(
    cx: &mut Ctx,
    person: PersonId,
    role: Role,
    by: PersonId,
    ends: bool,
) -> Result<(), Fault> {
    let (id, now) = (GrantId::fresh(cx.clock()), cx.now());
    let (ended_by, ended_at) = if ends { (Some(by), Some(now)) } else { (None, None) };
    cx.run(
        "INSERT INTO yard_staff (id, person, role, granted_by, granted_at, ended_by, ended_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![id, person, role.word(), by, now, ended_by, ended_at],
    )
    .await?;
    Ok(())
}

/// Ends a grant; answers whether there was one.
pub(super) async fn end(cx: &mut Ctx, person: PersonId, role: Role, by: PersonId) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_staff SET ended_at = $1, ended_by = $2 \
               WHERE person = $3 AND role = $4 AND ended_at IS NULL";
    Ok(cx.run(sql, values![now, by, person, role.word()]).await? > 0)
}

/// A grant that stood or stands.
pub(super) struct Grant {
    pub person: PersonId,
    pub role: Role,
    pub granted_by: PersonId,
    pub granted_at: Timestamp,
    pub ended_by: Option<PersonId>,
    pub ended_at: Option<Timestamp>,
}

/// What was given and taken, newest first.
pub(super) async fn grants(view: &mut View) -> Result<Vec<Grant>, Fault> {
    let sql = "SELECT person, role, granted_by, granted_at, ended_by, ended_at FROM yard_staff \
               ORDER BY granted_at DESC, id DESC LIMIT $1";
    let grant = |row: &Row| {
        let role: String = row.get("role")?;
        Ok(Grant {
            person: row.get("person")?,
            role: Role::from_word(&role).because("an unknown role")?,
            granted_by: row.get("granted_by")?,
            granted_at: row.get("granted_at")?,
            ended_by: row.get("ended_by")?,
            ended_at: row.get("ended_at")?,
        })
    };
    view.all(sql, values![MOST]).await?.iter().map(grant).collect()
}

/// Removes what ended before an instant, but never the last word about somebody who runs the house.
pub(super) async fn sweep(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    let sql = "DELETE FROM yard_staff WHERE ended_at < $1 \
               AND person NOT IN (SELECT id FROM yard_person WHERE keeper = 1)";
    cx.run(sql, values![before]).await?;
    Ok(())
}
