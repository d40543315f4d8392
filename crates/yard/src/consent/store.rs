//! Rows of the consent ledger. There is no UPDATE here, and no DELETE but the one that ends the ledger of somebody who
//! is gone, when no claim can be made any longer.

use ground::{Ctx, Fault, PersonId, Timestamp, View, values};
use policy::Purpose;

/// What was done about a purpose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// Given (or, for a contract, acknowledged).
    Given,
    /// Withdrawn.
    Withdrawn,
}

impl Act {
    const fn word(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// One entry of the ledger.
#[derive(Clone, Debug)]
pub struct Entry {
    /// About what.
    pub purpose: Purpose,
    /// The version that was shown.
    pub version: String,
    /// What was done.
    pub act: Act,
    /// When.
    pub at: Timestamp,
}

/// Writes an entry.
pub(super) async fn add(
    cx: &mut Ctx,
    person: PersonId,
    purpose: Purpose,
    version: &str,
    act: Act,
) -> Result<(), Fault> {
    let now = cx.now();
    let id = ground::DeviceId::fresh(cx.clock()).bytes();
    cx.run(
        "INSERT INTO yard_consent (id, person, purpose, version, act, at, seq) VALUES ($1, $2, $3, $4, $5, $6, \
         (SELECT COALESCE(MAX(seq), 0) + 1 FROM yard_consent WHERE person = $2))",
        values![id, person, purpose.id(), version, act.word(), now],
    )
    .await?;
    Ok(())
}

/// A person's entries, oldest first.
///
/// # Errors
/// What the database says.
pub async fn entries(view: &mut View, person: PersonId) -> Result<Vec<Entry>, Fault> {
    let rows = view
        .all(
            "SELECT purpose, version, act, at FROM yard_consent WHERE person = $1 ORDER BY seq",
            values![person],
        )
        .await?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in &rows {
        let id: String = row.get("purpose")?;
        // A purpose of an older policy is no longer asked for; its entry stays in the ledger.
        let Some(purpose) = Purpose::from_id(&id) else { continue };
        let act: String = row.get("act")?;
        let act = if act == "given" { Act::Given } else { Act::Withdrawn };
        entries.push(Entry { purpose, version: row.get("version")?, act, at: row.get("at")? });
    }
    Ok(entries)
}

/// The last entry about a purpose.
///
/// # Errors
/// What the database says.
pub async fn last(cx: &mut Ctx, person: PersonId, purpose: Purpose) -> Result<Option<(Act, String)>, Fault> {
    let row = cx
        .opt(
            "SELECT act, version FROM yard_consent WHERE person = $1 AND purpose = $2 ORDER BY seq DESC LIMIT 1",
            values![person, purpose.id()],
        )
        .await?;
    row.map(|row| {
        let act: String = row.get("act")?;
        Ok((if act == "given" { Act::Given } else { Act::Withdrawn }, row.get("version")?))
    })
    .transpose()
}

/// Does the consent to a purpose stand now?
///
/// # Errors
/// What the database says.
pub async fn stands(view: &mut View, person: PersonId, purpose: Purpose) -> Result<bool, Fault> {
    let row = view
        .opt(
            "SELECT act FROM yard_consent WHERE person = $1 AND purpose = $2 ORDER BY seq DESC LIMIT 1",
            values![person, purpose.id()],
        )
        .await?;
    row.map_or(Ok(false), |row| Ok(row.get::<String>("act")? == "given"))
}

/// Entries of people whose account was closed before an instant.
pub(super) fn count_over(view: &mut View, before: Timestamp) -> crate::retention::Counting<'_> {
    Box::pin(async move {
        let sql = "SELECT COUNT(*) AS entries FROM yard_consent e JOIN yard_closing c ON c.person = e.person \
                   WHERE c.closed_at < $1";
        view.one(sql, values![before]).await?.get("entries")
    })
}

/// Removes the ledgers of people whose account was closed before an instant, and the last of their keys.
pub(super) fn sweep_over<'a>(
    house: &'a crate::House,
    cx: &'a mut Ctx,
    before: Timestamp,
    most: i64,
) -> crate::erasure::Working<'a> {
    Box::pin(async move {
        let sql = "SELECT e.id, e.person FROM yard_consent e JOIN yard_closing c ON c.person = e.person \
                   WHERE c.closed_at < $1 ORDER BY c.closed_at, e.person LIMIT $2";
        let rows = cx.all(sql, values![before, most]).await?;
        let mut people = std::collections::BTreeSet::new();
        for row in &rows {
            let (id, person): ([u8; 16], PersonId) = (row.get("id")?, row.get("person")?);
            cx.run("DELETE FROM yard_consent WHERE id = $1", values![id]).await?;
            people.insert(person);
        }
        for person in people {
            house.vault.destroy_all(person).await?;
        }
        Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
    })
}
