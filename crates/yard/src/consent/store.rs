//! Rows of the consent ledger. There is no UPDATE here, and no DELETE but those that end the ledger of somebody who
//! is gone, when no claim can be made any longer, and of somebody without an account, when what he agreed to is over.

use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};
use policy::{Category, Purpose, Recipient};

use super::shown::Shown;
use crate::succession::store as succession;

/// What was done about a purpose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// Given (or, for a contract, acknowledged).
    Given,
    /// Asked, and refused.
    Refused,
    /// Withdrawn.
    Withdrawn,
}

impl Act {
    /// The word in the table and on the wire.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    fn of(word: &str) -> Result<Self, Fault> {
        [Self::Given, Self::Refused, Self::Withdrawn]
            .into_iter()
            .find(|act| act.word() == word)
            .ok_or_else(|| Fault::new("the consent ledger says an unknown word"))
    }
}

/// What an entry speaks of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// The purpose as a whole.
    Purpose,
    /// One sensitive category of it.
    Category(Category),
    /// Passing it on to one recipient.
    Recipient(Recipient),
}

impl Scope {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Purpose => ("", ""),
            Self::Category(category) => (category.id(), ""),
            Self::Recipient(recipient) => ("", recipient.id()),
        }
    }

    /// `None` for what an older policy named and this one does not know.
    fn of(category: &str, recipient: &str) -> Option<Self> {
        match (category, recipient) {
            ("", "") => Some(Self::Purpose),
            (category, "") => Category::from_id(category).map(Self::Category),
            (_, recipient) => Recipient::from_id(recipient).map(Self::Recipient),
        }
    }
}

/// One entry of the ledger.
#[derive(Clone, Debug)]
pub struct Entry {
    /// About what.
    pub purpose: Purpose,
    /// About which part of it.
    pub scope: Scope,
    /// The version that was shown.
    pub version: String,
    /// What was done.
    pub act: Act,
    /// When.
    pub at: Timestamp,
    /// The hash of the text that was shown, where it was kept.
    pub shown: Option<[u8; 32]>,
    /// The language it was read in, where that is known.
    pub lang: String,
    /// True where it was signed on paper.
    pub on_paper: bool,
}

/// An entry before it is written.
#[derive(Clone, Copy)]
pub(super) struct New<'a> {
    pub person: PersonId,
    pub purpose: Purpose,
    pub scope: Scope,
    pub version: &'a str,
    pub act: Act,
    pub shown: &'a Shown,
    /// The sheet on which it was signed, where it was.
    pub paper: Option<[u8; 16]>,
}

/// Writes an entry, and the text it refers to where nobody was shown it before.
pub(super) async fn add(cx: &mut Ctx, new: New<'_>) -> Result<(), Fault> {
    let now = cx.now();
    let id = ground::DeviceId::fresh(cx.clock()).bytes();
    let (category, recipient) = new.scope.words();
    cx.run(
        "INSERT INTO yard_consent_text (hash, body) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING",
        values![new.shown.hash.to_vec(), new.shown.body.as_str()],
    )
    .await?;
    cx.run(
        "INSERT INTO yard_consent (id, person, purpose, version, act, at, category, recipient, shown, lang, paper, seq) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
         (SELECT COALESCE(MAX(seq), 0) + 1 FROM yard_consent WHERE person = $2))",
        values![
            id,
            new.person,
            new.purpose.id(),
            new.version,
            new.act.word(),
            now,
            category,
            recipient,
            new.shown.hash.to_vec(),
            new.shown.lang,
            new.paper
        ],
    )
    .await?;
    Ok(())
}

/// Removes what somebody without an account agreed to.
pub(super) async fn forget(cx: &mut Ctx, guest: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_consent WHERE person = $1", values![guest]).await?;
    Ok(())
}

/// A person's entries, oldest first.
///
/// # Errors
/// What the database says.
pub async fn entries(view: &mut View, person: PersonId) -> Result<Vec<Entry>, Fault> {
    let sql = "SELECT purpose, version, act, at, category, recipient, shown, lang, paper FROM yard_consent \
               WHERE person = $1 ORDER BY seq";
    let rows = view.all(sql, values![person]).await?;
    // What an older policy asked for is no longer asked for; its entry stays in the ledger.
    rows.iter().filter_map(|row| entry(row).transpose()).collect()
}

fn entry(row: &Row) -> Result<Option<Entry>, Fault> {
    let (purpose, category, recipient): (String, String, String) =
        (row.get("purpose")?, row.get("category")?, row.get("recipient")?);
    let (Some(purpose), Some(scope)) = (Purpose::from_id(&purpose), Scope::of(&category, &recipient)) else {
        return Ok(None);
    };
    let (act, shown): (String, Option<Vec<u8>>) = (row.get("act")?, row.get("shown")?);
    let shown = shown.map(|hash| {
        <[u8; 32]>::try_from(hash).map_err(|_| Fault::new("the consent ledger has a hash that is none"))
    });
    Ok(Some(Entry {
        purpose,
        scope,
        version: row.get("version")?,
        act: Act::of(&act)?,
        at: row.get("at")?,
        shown: shown.transpose()?,
        lang: row.get("lang")?,
        on_paper: row.get::<Option<[u8; 16]>>("paper")?.is_some(),
    }))
}

/// The text with this hash, as it was shown to this person.
pub(super) async fn text(view: &mut View, person: PersonId, hash: [u8; 32]) -> Result<Option<String>, Fault> {
    let sql = "SELECT t.body FROM yard_consent_text t WHERE t.hash = $1 AND EXISTS \
               (SELECT 1 FROM yard_consent e WHERE e.person = $2 AND e.shown = t.hash)";
    let row = view.opt(sql, values![hash.to_vec(), person]).await?;
    row.map(|row| row.get("body")).transpose()
}

/// The last entry about a purpose, or a part of it.
///
/// # Errors
/// What the database says.
pub(crate) async fn last(
    cx: &mut Ctx,
    person: PersonId,
    purpose: Purpose,
    scope: Scope,
) -> Result<Option<(Act, String)>, Fault> {
    last_of(cx, person, purpose, scope).await?.as_ref().map(said).transpose()
}

/// The same, but for a consent that does not count while the house goes to somebody else.
///
/// # Errors
/// What the database says.
pub(crate) async fn last_counting(
    cx: &mut Ctx,
    person: PersonId,
    purpose: Purpose,
    scope: Scope,
) -> Result<Option<(Act, String)>, Fault> {
    let Some(row) = last_of(cx, person, purpose, scope).await? else { return Ok(None) };
    let found = said(&row)?;
    Ok((found.0 != Act::Given || counts(&row)?).then_some(found))
}

/// The last entry about a part of a purpose, and since when consents count only if they are given anew.
const LAST: &str = concat!(
    "SELECT act, version, seq, at, ",
    succession::anew_since!(),
    " AS anew_since FROM yard_consent WHERE person = $1 AND purpose = $2 AND category = $3 AND recipient = $4 \
     ORDER BY seq DESC LIMIT 1"
);

async fn last_of(
    cx: &mut Ctx,
    person: PersonId,
    purpose: Purpose,
    scope: Scope,
) -> Result<Option<Row>, Fault> {
    let (category, recipient) = scope.words();
    Ok(cx.opt(LAST, values![person, purpose.id(), category, recipient]).await?)
}

fn said(row: &Row) -> Result<(Act, String), Fault> {
    Ok((Act::of(&row.get::<String>("act")?)?, row.get("version")?))
}

/// Whether an entry is a consent that counts: while the house goes to somebody else, only what was given since does.
fn counts(row: &Row) -> Result<bool, Fault> {
    let (act, at): (String, Timestamp) = (row.get("act")?, row.get("at")?);
    let since: Option<Timestamp> = row.get("anew_since")?;
    Ok(act == "given" && since.is_none_or(|since| at >= since))
}

/// Does the consent to a purpose stand now?
///
/// # Errors
/// What the database says.
pub async fn stands(view: &mut View, person: PersonId, purpose: Purpose) -> Result<bool, Fault> {
    Ok(given_at(view, person, purpose, Scope::Purpose).await?.is_some())
}

/// Does the consent to a purpose stand, and that to this part of it, given with it or since?
///
/// # Errors
/// What the database says.
pub async fn stands_for(
    view: &mut View,
    person: PersonId,
    purpose: Purpose,
    scope: Scope,
) -> Result<bool, Fault> {
    let Some(whole) = given_at(view, person, purpose, Scope::Purpose).await? else { return Ok(false) };
    Ok(given_at(view, person, purpose, scope).await?.is_some_and(|part| part >= whole))
}

/// Does the consent to this part stand, whatever the purpose itself rests on?
///
/// # Errors
/// What the database says.
pub async fn stands_by_itself(
    view: &mut View,
    person: PersonId,
    purpose: Purpose,
    scope: Scope,
) -> Result<bool, Fault> {
    Ok(given_at(view, person, purpose, scope).await?.is_some())
}

/// Did the person refuse or withdraw this purpose, and not agree since?
///
/// # Errors
/// What the database says.
pub async fn is_declined(view: &mut View, person: PersonId, purpose: Purpose) -> Result<bool, Fault> {
    let row = last_row(view, person, purpose, Scope::Purpose).await?;
    row.map_or(Ok(false), |row| Ok(row.get::<String>("act")? != "given"))
}

/// The number of the entry by which it stands.
async fn given_at(
    view: &mut View,
    person: PersonId,
    purpose: Purpose,
    scope: Scope,
) -> Result<Option<i64>, Fault> {
    let Some(row) = last_row(view, person, purpose, scope).await? else { return Ok(None) };
    if counts(&row)? { row.get("seq").map(Some) } else { Ok(None) }
}

async fn last_row(
    view: &mut View,
    person: PersonId,
    purpose: Purpose,
    scope: Scope,
) -> Result<Option<Row>, Fault> {
    let (category, recipient) = scope.words();
    Ok(view.opt(LAST, values![person, purpose.id(), category, recipient]).await?)
}

/// Entries of people whose account was closed before an instant.
pub(super) fn count_over(view: &mut View, before: Timestamp) -> crate::retention::Counting<'_> {
    Box::pin(async move {
        let sql = "SELECT COUNT(*) AS entries FROM yard_consent e JOIN yard_closing c ON c.person = e.person \
                   WHERE c.closed_at < $1";
        view.one(sql, values![before]).await?.get("entries")
    })
}

/// Removes the ledgers of people whose account was closed before an instant, the last of their keys, and the texts that
/// no entry refers to any longer.
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
        let sql = "DELETE FROM yard_consent_text WHERE NOT EXISTS \
                   (SELECT 1 FROM yard_consent e WHERE e.shown = yard_consent_text.hash)";
        cx.run(sql, vec![]).await?;
        for person in people {
            house.vault.destroy_all(person).await?;
        }
        Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
    })
}
