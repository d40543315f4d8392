//! Rows of papers.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use vault::{Sealed, Subject};
use yard::House;
use yard::erasure::Working;

use super::{Document, DocumentId};
use crate::application::ApplicationId;

fn document(row: &Row) -> Result<Document, Fault> {
    let (id, person): (DocumentId, PersonId) = (row.get("id")?, row.get("person")?);
    let file = Sealed::stored(&Document::FILE, Subject::Person(person), id.bytes(), row.get("file")?);
    Ok(Document { id, person, file, put_at: row.get("put_at")? })
}

/// Keeps a new one.
pub(super) async fn add(cx: &mut Ctx, application: ApplicationId, new: &Document) -> Result<(), Fault> {
    let sql =
        "INSERT INTO community_document (id, application, person, file, put_at) VALUES ($1, $2, $3, $4, $5)";
    cx.run(sql, values![new.id, application, new.person, &new.file, new.put_at]).await?;
    Ok(())
}

/// How many an application has.
pub(super) async fn count(cx: &mut Ctx, application: ApplicationId) -> Result<usize, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM community_document WHERE application = $1";
    let found: i64 = cx.one(sql, values![application]).await?.get("found")?;
    Ok(usize::try_from(found).unwrap_or(usize::MAX))
}

/// Which an application has, in the order in which they came.
pub(crate) async fn of_application(
    view: &mut View,
    application: ApplicationId,
) -> Result<Vec<DocumentId>, Fault> {
    let sql = "SELECT id FROM community_document WHERE application = $1 ORDER BY id";
    view.all(sql, values![application]).await?.iter().map(|row| row.get("id")).collect()
}

/// Those of an application of a community.
pub(super) async fn of_org(
    view: &mut View,
    org: OrgId,
    application: ApplicationId,
) -> Result<Vec<Document>, Fault> {
    let sql = "SELECT d.id, d.person, d.file, d.put_at FROM community_document d JOIN community_application a \
               ON a.id = d.application WHERE a.org = $1 AND a.id = $2 ORDER BY d.id";
    view.all(sql, values![org, application]).await?.iter().map(document).collect()
}

/// Those of a person.
pub(super) async fn of_person(
    view: &mut View,
    person: PersonId,
) -> Result<Vec<(DocumentId, Timestamp)>, Fault> {
    let sql = "SELECT id, put_at FROM community_document WHERE person = $1 ORDER BY id LIMIT 1000";
    let rows = view.all(sql, values![person]).await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("put_at")?))).collect()
}

/// Takes one away; `false` where there is none.
pub(super) async fn remove(
    cx: &mut Ctx,
    person: PersonId,
    application: ApplicationId,
    id: DocumentId,
) -> Result<bool, Fault> {
    let sql = "DELETE FROM community_document WHERE person = $1 AND application = $2 AND id = $3";
    Ok(cx.run(sql, values![person, application, id]).await? == 1)
}

/// The application is decided.
pub(crate) async fn drop_of(cx: &mut Ctx, application: ApplicationId) -> Result<(), Fault> {
    cx.run("DELETE FROM community_document WHERE application = $1", values![application]).await?;
    Ok(())
}

/// Those of somebody who is erased go.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM community_document WHERE id IN \
                   (SELECT id FROM community_document WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
