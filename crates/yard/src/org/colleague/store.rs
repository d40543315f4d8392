//! Who belongs to an organisation, and who shares one with whom.

use ground::db::Assembled;
use ground::{Fault, OrgId, PersonId, View, values};
use std::collections::HashSet;

/// How many people one statement asks for.
const PEOPLE_MAX: usize = 500;

/// Whether two people are in one organisation.
///
/// # Errors
/// What the database says.
pub async fn share_one(view: &mut View, one: PersonId, other: PersonId) -> Result<bool, Fault> {
    let row = view
        .opt(
            "SELECT 1 AS one FROM yard_member a JOIN yard_member b ON b.org = a.org \
             WHERE a.person = $1 AND b.person = $2 LIMIT 1",
            values![one, other],
        )
        .await?;
    Ok(row.is_some())
}

/// Who of these belongs to an organisation.
///
/// # Errors
/// What the database says.
pub async fn members_among(
    view: &mut View,
    org: OrgId,
    people: &[PersonId],
) -> Result<HashSet<PersonId>, Fault> {
    among(view, "SELECT person FROM yard_member WHERE org = $1 AND person IN", org.into(), people).await
}

/// Who of these shares an organisation with somebody.
///
/// # Errors
/// What the database says.
pub async fn colleagues_among(
    view: &mut View,
    one: PersonId,
    people: &[PersonId],
) -> Result<HashSet<PersonId>, Fault> {
    let sql = "SELECT DISTINCT b.person FROM yard_member a JOIN yard_member b ON b.org = a.org \
               WHERE a.person = $1 AND b.person IN";
    among(view, sql, one.into(), people).await
}

/// Whom of these a statement finds that ends before their list and takes one value besides.
async fn among(
    view: &mut View,
    sql: &str,
    value: ground::db::Value,
    people: &[PersonId],
) -> Result<HashSet<PersonId>, Fault> {
    let mut found = HashSet::new();
    for people in people.chunks(PEOPLE_MAX) {
        let sql = format!("{sql} ({})", ground::db::places(2, people.len()));
        let values =
            std::iter::once(value.clone()).chain(people.iter().map(|person| (*person).into())).collect();
        for row in view.all(Assembled(sql), values).await? {
            found.insert(row.get("person")?);
        }
    }
    Ok(found)
}
