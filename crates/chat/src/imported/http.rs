//! The wire: what I brought along.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, NoStore, Path, Query, SignedIn};

use super::ImportedId;
use super::actions::{self, Shown};
use super::rules::{CONTENT_MAX, Line, Signed};

/// A body is the content, whose quotation marks are written twice, and a little beside it.
const BODY_MAX: usize = 2 * CONTENT_MAX;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/imported-conversations",
            post_with(take, |op| {
                op.id("imported.take").summary("Bring along a conversation that a house gave out.")
            })
            .get_with(list, |op| {
                op.id("imported.list")
                    .summary("Conversations that I brought along.")
                    .response::<200, Json<ImportedList>>()
            }),
        )
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .api_route(
            "/imported-conversations/search",
            post_with(search, |op| {
                op.id("imported.search")
                    .summary("Search what I brought along.")
                    .response::<200, Json<FoundList>>()
            }),
        )
        .api_route(
            "/imported-conversations/{imported}",
            get_with(part, |op| {
                op.id("imported.read")
                    .summary("A part of a conversation that I brought along.")
                    .response::<200, Json<LineList>>()
            })
            .delete_with(remove, |op| {
                op.id("imported.remove").summary("Remove what I brought along.").response::<204, ()>()
            }),
        )
}

/// A conversation as a house gave it out (`conversation.archive`).
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ImportedWish {
    /// `courtyard-conversation-1`.
    format: String,
    /// The content, as the exact bytes that were signed.
    content: String,
    /// The signature, base64.
    signature: String,
    /// The key of the house that signed it, base64.
    key: String,
}

/// What was taken in.
#[derive(Serialize, JsonSchema)]
struct ImportedMade {
    /// Under which id.
    id: ImportedId,
}

async fn take(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(ImportedWish { format, content, signature, key }): Json<ImportedWish>,
) -> Result<Json<ImportedMade>, Problem> {
    let signed = Signed { format: &format, content: &content, signature: &signature, key: &key };
    let id = actions::take(&house, who, &signed).await?;
    Ok(Json(ImportedMade { id }))
}

/// Conversations that I brought along.
#[derive(Serialize, JsonSchema)]
struct ImportedList {
    /// The newest first; 50 at most.
    items: Vec<ImportedView>,
}

/// A conversation that I brought along.
#[derive(Serialize, JsonSchema)]
struct ImportedView {
    /// Which.
    id: ImportedId,
    /// When I brought it.
    taken_at: Timestamp,
    /// Messages in it.
    lines: i64,
    /// Parts of a hundred messages in which it is read, from 0 on.
    parts: i64,
    /// What it is called there; null for one of two.
    name: Option<String>,
    /// What the house that gave it out calls itself. Nobody vouches for that.
    house: String,
    /// When it was given out.
    made_at: String,
}

impl From<Shown> for ImportedView {
    fn from(Shown { id, taken_at, lines, parts, head }: Shown) -> Self {
        Self { id, taken_at, lines, parts, name: head.name, house: head.house, made_at: head.made_at }
    }
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<ImportedList>), Problem> {
    let items = actions::list(&house, who).await?.into_iter().map(ImportedView::from).collect();
    Ok((NoStore, Json(ImportedList { items })))
}

/// A message of it.
#[derive(Serialize, JsonSchema)]
struct LineView {
    /// Its number there.
    seq: i64,
    /// What whoever wrote it was called there; null where nobody was by that time.
    by: Option<String>,
    /// When.
    at: String,
    /// What it says; null where it was gone.
    text: Option<String>,
    /// What its files were called. They did not come along.
    files: Vec<String>,
}

impl From<Line> for LineView {
    fn from(Line { seq, by, at, text, files }: Line) -> Self {
        Self { seq, by, at, text, files }
    }
}

/// Messages.
#[derive(Serialize, JsonSchema)]
struct LineList {
    /// In order.
    items: Vec<LineView>,
}

/// One that I brought along.
#[derive(Deserialize, JsonSchema)]
struct ImportedPath {
    /// Which.
    imported: ImportedId,
}

/// Which part.
#[derive(Deserialize, JsonSchema)]
struct Of {
    /// Its number, from 0 on.
    part: Option<i64>,
}

async fn part(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ImportedPath>,
    Query(of): Query<Of>,
) -> Result<(NoStore, Json<LineList>), Problem> {
    let lines = actions::part(&house, who, (at.imported, of.part.unwrap_or(0))).await?;
    Ok((NoStore, Json(LineList { items: lines.into_iter().map(LineView::from).collect() })))
}

/// What to search for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SearchImported {
    /// 1 to 100 characters.
    text: String,
}

/// What was found.
#[derive(Serialize, JsonSchema)]
struct FoundList {
    /// 50 at most.
    items: Vec<FoundLine>,
}

/// A message that has the words.
#[derive(Serialize, JsonSchema)]
struct FoundLine {
    /// In what I brought along.
    imported: ImportedId,
    /// The message.
    line: LineView,
}

async fn search(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<SearchImported>,
) -> Result<(NoStore, Json<FoundList>), Problem> {
    let found = actions::search(&house, who, &wish.text).await?;
    let items = found.into_iter().map(|(imported, line)| FoundLine { imported, line: line.into() }).collect();
    Ok((NoStore, Json(FoundList { items })))
}

async fn remove(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ImportedPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, at.imported).await?;
    Ok(StatusCode::NO_CONTENT)
}
