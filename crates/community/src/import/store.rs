//! Rows of lists that were brought in.

use ground::{Ctx, Fault, OrgId, Row, View, values};

use super::{Import, ImportId};

/// Lists that are shown.
const LIST_MAX: i64 = 100;

macro_rules! imports {
    ($rest:literal) => {
        concat!(
            "SELECT id, made_at, (SELECT COUNT(*) FROM community_import_place place \
             JOIN community_home home ON home.id = place.place \
             WHERE place.import = community_import.id AND place.kind = 'home') AS homes FROM community_import ",
            $rest
        )
    };
}

fn import(row: &Row) -> Result<Import, Fault> {
    Ok(Import { id: row.get("id")?, made_at: row.get("made_at")?, homes: row.get("homes")? })
}

/// Keeps a new one.
pub(super) async fn add(cx: &mut Ctx, org: OrgId, id: ImportId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("INSERT INTO community_import (id, org, made_at) VALUES ($1, $2, $3)", values![id, org, now])
        .await?;
    Ok(())
}

/// Keeps that it made a place.
pub(super) async fn made(cx: &mut Ctx, import: ImportId, kind: &str, place: [u8; 16]) -> Result<(), Fault> {
    let sql = "INSERT INTO community_import_place (import, kind, place) VALUES ($1, $2, $3)";
    cx.run(sql, values![import, kind, place]).await?;
    Ok(())
}

/// The lists of a community, the last first.
pub(super) async fn of_org(view: &mut View, org: OrgId) -> Result<Vec<Import>, Fault> {
    let sql = imports!("WHERE org = $1 ORDER BY id DESC LIMIT $2");
    view.all(sql, values![org, LIST_MAX]).await?.iter().map(import).collect()
}

/// One of them.
pub(super) async fn find(view: &mut View, org: OrgId, id: ImportId) -> Result<Option<Import>, Fault> {
    let sql = imports!("WHERE org = $1 AND id = $2");
    view.opt(sql, values![org, id]).await?.as_ref().map(import).transpose()
}

/// Places of one kind that it made, some at once, after one of them.
pub(super) async fn places(
    view: &mut View,
    id: ImportId,
    kind: &str,
    (after, most): ([u8; 16], i64),
) -> Result<Vec<[u8; 16]>, Fault> {
    let sql = "SELECT place FROM community_import_place WHERE import = $1 AND kind = $2 AND place > $3 \
               ORDER BY place LIMIT $4";
    let rows = view.all(sql, values![id, kind, after, most]).await?;
    rows.iter().map(|row| row.get("place")).collect()
}

/// Forgets one.
pub(super) async fn remove(cx: &mut Ctx, id: ImportId) -> Result<(), Fault> {
    cx.run("DELETE FROM community_import_place WHERE import = $1", values![id]).await?;
    cx.run("DELETE FROM community_import WHERE id = $1", values![id]).await?;
    Ok(())
}

/// Forgets those of an organisation that is no more, some at once; `true` where none is left.
pub(crate) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let sql = "DELETE FROM community_import_place WHERE (import, kind, place) IN (SELECT place.import, place.kind, \
               place.place FROM community_import_place place JOIN community_import ON community_import.id = \
               place.import WHERE community_import.org = $1 LIMIT $2)";
    if i64::try_from(cx.run(sql, values![org, most]).await?).unwrap_or(i64::MAX) >= most {
        return Ok(false);
    }
    cx.run("DELETE FROM community_import WHERE org = $1", values![org]).await?;
    Ok(true)
}
