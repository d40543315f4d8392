//! Rows of cases, their papers and their people, and of wishes for afterwards.

use ground::db::Assembled;
use ground::{Because, Ctx, Fault, PersonId, Row, Timestamp, View, values};
use policy::{Category, Personal};
use vault::{Sealed, Subject};

use super::rules::{AfterMe, Kind, State};
use super::views::Facts;
use super::{DisclosureId, PaperId};
use crate::House;
use crate::erasure::Working;

/// A row of `yard_disclosure`.
#[derive(Personal)]
#[personal(table = "yard_disclosure")]
pub struct DisclosureRow {
    pub(super) id: DisclosureId,
    pub(super) number: i64,
    pub(super) kind: Kind,
    pub(super) ground: Option<String>,
    pub(super) identity_case: Option<String>,
    pub(super) state: State,
    pub(super) fields: Vec<Category>,
    pub(super) opened_by: PersonId,
    pub(super) opened_at: Timestamp,
    pub(super) reviewed_by: Option<PersonId>,
    pub(super) reviewed_at: Option<Timestamp>,
    pub(super) released_at: Option<Timestamp>,
    pub(super) closed_at: Option<Timestamp>,
    pub(super) told: Option<bool>,
    #[personal(category = "disclosure-record")]
    pub(super) facts: Sealed<Facts>,
    #[personal(category = "disclosure-record")]
    pub(super) silence: Option<Sealed<String>>,
}

/// A row of `yard_disclosure_paper`.
#[derive(Personal)]
#[personal(table = "yard_disclosure_paper")]
pub struct PaperRow {
    pub(super) id: PaperId,
    pub(super) filed_at: Timestamp,
    #[personal(category = "disclosure-record")]
    pub(super) content: Sealed<Vec<u8>>,
}

/// A row of `yard_disclosure_person`.
#[derive(Personal)]
#[personal(table = "yard_disclosure_person")]
pub struct PersonRow {
    pub(super) id: [u8; 16],
    pub(super) person: PersonId,
    pub(super) agreed_at: Option<Timestamp>,
    pub(super) told_at: Option<Timestamp>,
    #[personal(category = "disclosure-record")]
    pub(super) package: Option<Sealed<String>>,
}

const COLUMNS: &str = "id, number, kind, ground, state, fields, opened_by, opened_at, reviewed_by, reviewed_at, \
     released_at, closed_at, told, facts, silence, identity_case";

fn select(rest: &str) -> Assembled<String> {
    Assembled(format!("SELECT {COLUMNS} FROM yard_disclosure {rest}"))
}

fn case(row: &Row) -> Result<DisclosureRow, Fault> {
    let (id, kind, state): (DisclosureId, String, String) =
        (row.get("id")?, row.get("kind")?, row.get("state")?);
    let (fields, silence): (String, Option<Vec<u8>>) = (row.get("fields")?, row.get("silence")?);
    Ok(DisclosureRow {
        id,
        number: row.get("number")?,
        kind: Kind::from_word(&kind).because("a case of an unknown kind")?,
        ground: row.get("ground")?,
        identity_case: row.get("identity_case")?,
        state: State::from_word(&state).because("a case in an unknown state")?,
        fields: fields.split_whitespace().filter_map(Category::from_id).collect(),
        opened_by: row.get("opened_by")?,
        opened_at: row.get("opened_at")?,
        reviewed_by: row.get("reviewed_by")?,
        reviewed_at: row.get("reviewed_at")?,
        released_at: row.get("released_at")?,
        closed_at: row.get("closed_at")?,
        told: row.get("told")?,
        facts: Sealed::stored(&DisclosureRow::FACTS, Subject::House, id.bytes(), row.get("facts")?),
        silence: silence
            .map(|bytes| Sealed::stored(&DisclosureRow::SILENCE, Subject::House, id.bytes(), bytes)),
    })
}

/// The number after the last.
pub(super) async fn next_number(cx: &mut Ctx) -> Result<i64, Fault> {
    cx.one("SELECT COALESCE(MAX(number), 0) + 1 AS next FROM yard_disclosure", vec![]).await?.get("next")
}

/// A case to be written.
pub(super) struct New<'a> {
    pub id: DisclosureId,
    pub number: i64,
    pub kind: Kind,
    pub ground: Option<&'a str>,
    pub identity_case: Option<&'a str>,
    pub fields: &'a [Category],
    pub opened_by: PersonId,
    pub facts: &'a Sealed<Facts>,
}

/// Writes a case.
pub(super) async fn add(cx: &mut Ctx, new: New<'_>) -> Result<(), Fault> {
    let now = cx.now();
    let fields: Vec<&str> = new.fields.iter().map(|category| category.id()).collect();
    cx.run(
        "INSERT INTO yard_disclosure (id, number, kind, ground, state, fields, opened_by, opened_at, facts, \
         identity_case) VALUES ($1, $2, $3, $4, 'open', $5, $6, $7, $8, $9)",
        values![
            new.id,
            new.number,
            new.kind.word(),
            new.ground.map(str::to_owned),
            fields.join(" "),
            new.opened_by,
            now,
            new.facts,
            new.identity_case.map(str::to_owned)
        ],
    )
    .await?;
    Ok(())
}

/// Writes one of its people.
pub(super) async fn add_person(cx: &mut Ctx, id: DisclosureId, person: PersonId) -> Result<(), Fault> {
    let row = ground::ids::fresh_bytes(cx.now());
    cx.run(
        "INSERT INTO yard_disclosure_person (id, disclosure, person) VALUES ($1, $2, $3)",
        values![row, id, person],
    )
    .await?;
    Ok(())
}

/// Whether somebody has an account.
pub(super) async fn has_account(cx: &mut Ctx, person: PersonId) -> Result<bool, Fault> {
    Ok(cx.opt("SELECT 1 AS found FROM yard_person WHERE id = $1", values![person]).await?.is_some())
}

/// Cases, newest first.
pub(super) async fn list(view: &mut View, limit: u32) -> Result<Vec<DisclosureRow>, Fault> {
    let rows = view.all(select("ORDER BY number DESC LIMIT $1"), values![limit]).await?;
    rows.iter().map(case).collect()
}

/// Cases that name a person, newest first.
pub(super) async fn of_person(
    view: &mut View,
    person: PersonId,
    limit: u32,
) -> Result<Vec<DisclosureRow>, Fault> {
    let sql = "WHERE id IN (SELECT disclosure FROM yard_disclosure_person WHERE person = $1) \
               ORDER BY number DESC LIMIT $2";
    let rows = view.all(select(sql), values![person, limit]).await?;
    rows.iter().map(case).collect()
}

/// A case.
pub(super) async fn find(view: &mut View, id: DisclosureId) -> Result<Option<DisclosureRow>, Fault> {
    let row = view.opt(select("WHERE id = $1"), values![id]).await?;
    row.as_ref().map(case).transpose()
}

/// A case to be changed.
pub(super) async fn lock(cx: &mut Ctx, id: DisclosureId) -> Result<Option<DisclosureRow>, Fault> {
    let row = cx.opt(select("WHERE id = $1"), values![id]).await?;
    row.as_ref().map(case).transpose()
}

fn person_row(row: &Row) -> Result<PersonRow, Fault> {
    let (id, person): ([u8; 16], PersonId) = (row.get("id")?, row.get("person")?);
    let package: Option<Vec<u8>> = row.get("package")?;
    Ok(PersonRow {
        id,
        person,
        agreed_at: row.get("agreed_at")?,
        told_at: row.get("told_at")?,
        package: package.map(|bytes| Sealed::stored(&PersonRow::PACKAGE, Subject::Person(person), id, bytes)),
    })
}

const PEOPLE: &str = "SELECT id, person, agreed_at, told_at, package FROM yard_disclosure_person \
                      WHERE disclosure = $1 ORDER BY id";

/// The people of a case.
pub(super) async fn people(view: &mut View, id: DisclosureId) -> Result<Vec<PersonRow>, Fault> {
    view.all(PEOPLE, values![id]).await?.iter().map(person_row).collect()
}

/// The same within a unit of work.
pub(super) async fn people_now(cx: &mut Ctx, id: DisclosureId) -> Result<Vec<PersonRow>, Fault> {
    cx.all(PEOPLE, values![id]).await?.iter().map(person_row).collect()
}

/// Notes that somebody agreed; `false` where he had.
pub(super) async fn agree(cx: &mut Ctx, id: DisclosureId, person: PersonId) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_disclosure_person SET agreed_at = $1 \
               WHERE disclosure = $2 AND person = $3 AND agreed_at IS NULL";
    Ok(cx.run(sql, values![now, id, person]).await? == 1)
}

/// Notes that somebody was told.
pub(super) async fn told(cx: &mut Ctx, id: DisclosureId, person: PersonId) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_disclosure_person SET told_at = $1 WHERE disclosure = $2 AND person = $3";
    cx.run(sql, values![now, id, person]).await?;
    Ok(())
}

/// Keeps what was released of somebody.
pub(super) async fn pack(cx: &mut Ctx, row: [u8; 16], package: &Sealed<String>) -> Result<(), Fault> {
    cx.run("UPDATE yard_disclosure_person SET package = $1 WHERE id = $2", values![package, row]).await?;
    Ok(())
}

/// Files a paper.
pub(super) async fn add_paper(
    cx: &mut Ctx,
    (id, paper): (DisclosureId, PaperId),
    by: PersonId,
    content: &Sealed<Vec<u8>>,
) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_disclosure_paper (id, disclosure, filed_by, filed_at, content) VALUES ($1, $2, $3, $4, $5)",
        values![paper, id, by, now, content],
    )
    .await?;
    Ok(())
}

/// How many papers lie in a case.
pub(super) async fn count_papers(cx: &mut Ctx, id: DisclosureId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS papers FROM yard_disclosure_paper WHERE disclosure = $1";
    cx.one(sql, values![id]).await?.get("papers")
}

/// The papers of a case.
pub(super) async fn papers(view: &mut View, id: DisclosureId) -> Result<Vec<PaperRow>, Fault> {
    let sql = "SELECT id, filed_at, content FROM yard_disclosure_paper WHERE disclosure = $1 ORDER BY id";
    let paper = |row: &Row| {
        let id: PaperId = row.get("id")?;
        let content = Sealed::stored(&PaperRow::CONTENT, Subject::House, id.bytes(), row.get("content")?);
        Ok(PaperRow { id, filed_at: row.get("filed_at")?, content })
    };
    view.all(sql, values![id]).await?.iter().map(paper).collect()
}

/// Notes the review.
pub(super) async fn reviewed(
    cx: &mut Ctx,
    id: DisclosureId,
    by: PersonId,
    state: State,
) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "UPDATE yard_disclosure SET state = $1, reviewed_by = $2, reviewed_at = $3 WHERE id = $4",
        values![state.word(), by, now, id],
    )
    .await?;
    Ok(())
}

/// Notes the release.
pub(super) async fn released(cx: &mut Ctx, id: DisclosureId, by: PersonId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "UPDATE yard_disclosure SET state = 'released', released_by = $1, released_at = $2 WHERE id = $3",
        values![by, now, id],
    )
    .await?;
    Ok(())
}

/// Closes a case: its people were told, or nobody was and this is why.
pub(super) async fn close(
    cx: &mut Ctx,
    id: DisclosureId,
    by: PersonId,
    silence: Option<&Sealed<String>>,
) -> Result<(), Fault> {
    let (now, told) = (cx.now(), silence.is_none());
    cx.run(
        "UPDATE yard_disclosure SET state = 'closed', closed_by = $1, closed_at = $2, told = $3, silence = $4 \
         WHERE id = $5",
        values![by, now, told, silence, id],
    )
    .await?;
    Ok(())
}

/// Whether there is a case at all.
pub(super) async fn any(view: &mut View) -> Result<bool, Fault> {
    Ok(view.opt("SELECT 1 AS found FROM yard_disclosure LIMIT 1", vec![]).await?.is_some())
}

/// Whether some case names a person.
pub(super) async fn is_in_any(view: &mut View, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM yard_disclosure_person WHERE person = $1 LIMIT 1";
    Ok(view.opt(sql, values![person]).await?.is_some())
}

/// Whether a case that was reviewed, and not yet released, names this person and this field.
pub(super) async fn is_open_for(view: &mut View, person: PersonId, field: Category) -> Result<bool, Fault> {
    let cases = of_person(view, person, 500).await?;
    Ok(cases.iter().any(|case| case.state == State::Reviewed && case.fields.contains(&field)))
}

/// Removes cases that were closed before an instant.
pub(super) async fn sweep(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_disclosure WHERE closed_at < $1", values![before]).await?;
    Ok(())
}

/// What somebody wishes for afterwards; the law, where he said nothing.
pub(super) async fn wish(view: &mut View, person: PersonId) -> Result<AfterMe, Fault> {
    let row = view.opt("SELECT wish FROM yard_after_me WHERE person = $1", values![person]).await?;
    let Some(row) = row else { return Ok(AfterMe::default()) };
    AfterMe::from_word(&row.get::<String>("wish")?).because("an unknown wish for afterwards")
}

/// Writes a wish for afterwards.
pub(super) async fn save_wish(cx: &mut Ctx, person: PersonId, wish: AfterMe) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_after_me (person, wish, at) VALUES ($1, $2, $3) \
         ON CONFLICT (person) DO UPDATE SET wish = $2, at = $3",
        values![person, wish.word(), now],
    )
    .await?;
    Ok(())
}

/// The wish of somebody who is erased.
pub(super) fn erase_wish<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM yard_after_me WHERE person = $1", values![person]).await?) })
}
