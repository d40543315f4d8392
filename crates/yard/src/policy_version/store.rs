//! Rows of versions and of what people said to them. Words are only ever added.

use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};
use policy::change::Kind;
use policy::{Category, Purpose};

use super::PolicyVersionId;
use super::rules::{State, Times, Version, Word};

/// What stands in a version's row beside the version itself.
pub(super) struct Written {
    pub snapshot: String,
    pub changes: String,
    pub text_zh: String,
    pub text_en: String,
}

/// Versions told on one page; there are few in the life of a house.
const PAGE: i64 = 200;

fn version(row: &Row) -> Result<Version, Fault> {
    let word: String = row.get("state")?;
    let state = State::of(&word).ok_or_else(|| Fault::new("a policy version in no known state"))?;
    let kinds: String = row.get("kinds")?;
    let fresh: String = row.get("fresh")?;
    Ok(Version {
        id: row.get("id")?,
        number: row.get("number")?,
        version: row.get("version")?,
        state,
        kinds: kinds.split_whitespace().filter_map(Kind::from_id).collect(),
        reduces: row.get("reduces")?,
        hash: row.get("hash")?,
        fresh: fresh.split_whitespace().filter_map(fresh_use).collect(),
        times: Times {
            made_at: Some(row.get("made_at")?),
            published_at: row.get("published_at")?,
            objections_until: row.get("objections_until")?,
            notified_at: row.get("notified_at")?,
            in_force_at: row.get("in_force_at")?,
            ended_at: row.get("ended_at")?,
        },
    })
}

/// `purpose:category`; what a later build no longer knows cannot be used and need not wait.
fn fresh_use(word: &str) -> Option<(Purpose, Category)> {
    let (purpose, category) = word.split_once(':')?;
    Some((Purpose::from_id(purpose)?, Category::from_id(category)?))
}

fn kinds_words(kinds: &[Kind]) -> String {
    kinds.iter().map(|kind| kind.id()).collect::<Vec<_>>().join(" ")
}

fn fresh_words(fresh: &[(Purpose, Category)]) -> String {
    fresh.iter().map(|(purpose, category)| format!("{purpose}:{category}")).collect::<Vec<_>>().join(" ")
}

/// All versions, newest first.
const VERSIONS: &str = "SELECT id, number, version, state, kinds, reduces, hash, fresh, made_at, published_at, \
    objections_until, notified_at, in_force_at, ended_at FROM yard_policy_version ORDER BY number DESC LIMIT $1";

/// All versions, newest first.
pub(super) async fn versions(view: &mut View) -> Result<Vec<Version>, Fault> {
    view.all(VERSIONS, values![PAGE]).await?.iter().map(version).collect()
}

/// The same within a unit of work.
pub(super) async fn versions_now(cx: &mut Ctx) -> Result<Vec<Version>, Fault> {
    cx.all(VERSIONS, values![PAGE]).await?.iter().map(version).collect()
}

/// What is remembered of a version, within a unit of work.
pub(super) async fn snapshot_now(cx: &mut Ctx, id: PolicyVersionId) -> Result<Option<String>, Fault> {
    let row = cx.opt("SELECT snapshot FROM yard_policy_version WHERE id = $1", values![id]).await?;
    row.map(|row| row.get("snapshot")).transpose()
}

/// A version, in a unit of work that may change it.
pub(super) async fn lock(cx: &mut Ctx, id: PolicyVersionId) -> Result<Option<Version>, Fault> {
    let row = cx
        .opt(
            "UPDATE yard_policy_version SET number = number WHERE id = $1 RETURNING id, number, version, state, \
             kinds, reduces, hash, fresh, made_at, published_at, objections_until, notified_at, in_force_at, \
             ended_at",
            values![id],
        )
        .await?;
    row.as_ref().map(version).transpose()
}

/// What was published and remembered of a version.
pub(super) async fn written(view: &mut View, id: PolicyVersionId) -> Result<Option<Written>, Fault> {
    view.opt(WRITTEN, values![id]).await?.as_ref().map(as_written).transpose()
}

/// The same in a unit of work that writes.
pub(super) async fn written_now(cx: &mut Ctx, id: PolicyVersionId) -> Result<Option<Written>, Fault> {
    cx.opt(WRITTEN, values![id]).await?.as_ref().map(as_written).transpose()
}

const WRITTEN: &str = "SELECT snapshot, changes, text_zh, text_en FROM yard_policy_version WHERE id = $1";

fn as_written(row: &Row) -> Result<Written, Fault> {
    Ok(Written {
        snapshot: row.get("snapshot")?,
        changes: row.get("changes")?,
        text_zh: row.get("text_zh")?,
        text_en: row.get("text_en")?,
    })
}

/// Adds a version.
pub(super) async fn add(cx: &mut Ctx, version: &Version, written: &Written) -> Result<(), Fault> {
    let times = version.times;
    cx.run(
        "INSERT INTO yard_policy_version (id, number, version, state, kinds, reduces, hash, snapshot, changes, fresh, \
         text_zh, text_en, made_at, published_at, objections_until, notified_at, in_force_at, ended_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        values![
            version.id,
            version.number,
            version.version.as_str(),
            version.state.word(),
            kinds_words(&version.kinds),
            version.reduces,
            version.hash.as_str(),
            written.snapshot.as_str(),
            written.changes.as_str(),
            fresh_words(&version.fresh),
            written.text_zh.as_str(),
            written.text_en.as_str(),
            times.made_at,
            times.published_at,
            times.objections_until,
            times.notified_at,
            times.in_force_at,
            times.ended_at
        ],
    )
    .await?;
    Ok(())
}

/// Writes down where a version stands now.
pub(super) async fn save(cx: &mut Ctx, version: &Version) -> Result<(), Fault> {
    let times = version.times;
    cx.run(
        "UPDATE yard_policy_version SET state = $1, published_at = $2, objections_until = $3, notified_at = $4, \
         in_force_at = $5, ended_at = $6 WHERE id = $7",
        values![
            version.state.word(),
            times.published_at,
            times.objections_until,
            times.notified_at,
            times.in_force_at,
            times.ended_at,
            version.id
        ],
    )
    .await?;
    Ok(())
}

/// Says which kinds of major change it brings.
pub(super) async fn save_kinds(cx: &mut Ctx, version: &Version) -> Result<(), Fault> {
    cx.run(
        "UPDATE yard_policy_version SET kinds = $1 WHERE id = $2",
        values![kinds_words(&version.kinds), version.id],
    )
    .await?;
    Ok(())
}

/// Adds what a person said.
pub(super) async fn add_word(
    cx: &mut Ctx,
    person: PersonId,
    version: &Version,
    word: Word,
) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_policy_word (person, seq, version, number, word, at) VALUES ($1, \
         (SELECT COALESCE(MAX(seq), 0) + 1 FROM yard_policy_word WHERE person = $1), $2, $3, $4, $5)",
        values![person, version.id, version.number, word.word(), now],
    )
    .await?;
    Ok(())
}

/// The last thing a person said to the version of this number or a later one; going on does not undo an answer.
pub(super) async fn last_word(view: &mut View, person: PersonId, number: i64) -> Result<Option<Word>, Fault> {
    let row = view
        .opt(
            "SELECT word FROM yard_policy_word WHERE person = $1 AND number >= $2 AND word <> 'continue' \
             ORDER BY seq DESC LIMIT 1",
            values![person, number],
        )
        .await?;
    row.map(|row| row.get::<String>("word")).transpose().map(|word| word.as_deref().and_then(Word::of))
}

/// One thing that a person said.
pub(super) struct Said {
    pub version: String,
    pub id: PolicyVersionId,
    pub word: Word,
    pub at: Timestamp,
}

/// Everything a person said, oldest first.
pub(super) async fn words(view: &mut View, person: PersonId) -> Result<Vec<Said>, Fault> {
    let rows = view
        .all(
            "SELECT v.version AS version, v.id AS id, w.word AS word, w.at AS at FROM yard_policy_word w \
             JOIN yard_policy_version v ON v.id = w.version WHERE w.person = $1 ORDER BY w.seq",
            values![person],
        )
        .await?;
    let mut said = Vec::with_capacity(rows.len());
    for row in &rows {
        let word: String = row.get("word")?;
        let word = Word::of(&word).ok_or_else(|| Fault::new("a word on a policy that is none"))?;
        said.push(Said { version: row.get("version")?, id: row.get("id")?, word, at: row.get("at")? });
    }
    Ok(said)
}

/// How many people's last word on a version is this one.
pub(super) async fn count(view: &mut View, id: PolicyVersionId, word: Word) -> Result<i64, Fault> {
    let row = view
        .one(
            "SELECT COUNT(*) AS many FROM yard_policy_word w WHERE w.version = $1 AND w.word = $2 AND w.seq = \
             (SELECT MAX(o.seq) FROM yard_policy_word o WHERE o.person = w.person AND o.version = $1)",
            values![id, word.word()],
        )
        .await?;
    row.get("many")
}

/// How many people there are.
pub(super) async fn people(view: &mut View) -> Result<i64, Fault> {
    view.one("SELECT COUNT(*) AS many FROM yard_person", values![]).await?.get("many")
}

/// Since when a person has an account; `None` for who has none.
pub(super) async fn person_since(view: &mut View, person: PersonId) -> Result<Option<Timestamp>, Fault> {
    let row = view.opt("SELECT created_at FROM yard_person WHERE id = $1", values![person]).await?;
    row.map(|row| row.get("created_at")).transpose()
}

/// People after this one, in the order of their ids.
pub(super) async fn people_after(
    cx: &mut Ctx,
    after: Option<PersonId>,
    many: i64,
) -> Result<Vec<PersonId>, Fault> {
    let floor = after.map_or([0; 16], |person| person.bytes());
    let rows =
        cx.all("SELECT id FROM yard_person WHERE id > $1 ORDER BY id LIMIT $2", values![floor, many]).await?;
    rows.iter().map(|row| row.get("id")).collect()
}

/// Words of people whose account was closed before an instant.
pub(super) fn count_over(view: &mut View, before: Timestamp) -> crate::retention::Counting<'_> {
    Box::pin(async move {
        let sql = "SELECT COUNT(*) AS words FROM yard_policy_word w JOIN yard_closing c ON c.person = w.person \
                   WHERE c.closed_at < $1";
        view.one(sql, values![before]).await?.get("words")
    })
}

/// Removes the words of people whose account was closed before an instant.
pub(super) fn sweep_over<'a>(
    _: &'a crate::House,
    cx: &'a mut Ctx,
    before: Timestamp,
    most: i64,
) -> crate::erasure::Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_policy_word WHERE (person, seq) IN (SELECT w.person, w.seq FROM yard_policy_word w \
                   JOIN yard_closing c ON c.person = w.person WHERE c.closed_at < $1 LIMIT $2)";
        Ok(cx.run(sql, values![before, most]).await?)
    })
}
