//! The wire: who was asked to delete, and what was acknowledged by hand.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{RecallId, actions};
use crate::House;
use crate::wire::{Json, NoStore, Path, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/desk/recalls",
            get_with(list, |op| {
                op.id("recall.list")
                    .response::<200, Json<RecallList>>()
                    .summary("Who was asked to delete what he received.")
            }),
        )
        .api_route(
            "/desk/recalls/{recall}",
            get_with(read, |op| {
                op.id("recall.read")
                    .response::<200, Json<AnswerView>>()
                    .summary("What a recipient acknowledged.")
            }),
        )
        .api_route(
            "/desk/recalls/{recall}/acknowledge",
            post_with(note, |op| {
                op.id("recall.acknowledge")
                    .summary("Note what a recipient acknowledged by hand.")
                    .response::<204, ()>()
            }),
        )
}

/// A request to a recipient; it names nobody.
#[derive(Serialize, JsonSchema)]
struct RecallView {
    /// Its id.
    id: RecallId,
    /// Who received something.
    recipient: String,
    /// `waiting`, `asked` or `acknowledged`.
    state: String,
    /// When the account was closed.
    begun_at: Timestamp,
    /// When the recipient answered a request.
    asked_at: Option<Timestamp>,
    /// When it acknowledged.
    acknowledged_at: Option<Timestamp>,
}

/// Requests.
#[derive(Serialize, JsonSchema)]
struct RecallList {
    /// The newest first.
    items: Vec<RecallView>,
}

/// One request.
#[derive(Deserialize, JsonSchema)]
struct RecallPath {
    /// Its id.
    recall: RecallId,
}

/// What was acknowledged.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NoteWish {
    /// The number of the letter, or its words.
    reference: String,
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<RecallList>), Problem> {
    let rows = actions::list(&house, who).await?;
    let items = rows.into_iter().map(|row| RecallView {
        id: row.id,
        recipient: row.recipient,
        state: row.state,
        begun_at: row.begun_at,
        asked_at: row.asked_at,
        acknowledged_at: row.acknowledged_at,
    });
    Ok((NoStore, Json(RecallList { items: items.collect() })))
}

/// An acknowledgement.
#[derive(Serialize, JsonSchema)]
struct AnswerView {
    /// In the recipient's words, where there is one.
    answer: Option<String>,
}

async fn read(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<RecallPath>,
) -> Result<(NoStore, Json<AnswerView>), Problem> {
    Ok((NoStore, Json(AnswerView { answer: actions::answer(&house, who, at.recall).await? })))
}

async fn note(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<RecallPath>,
    Json(wish): Json<NoteWish>,
) -> Result<StatusCode, Problem> {
    actions::note(&house, who, at.recall, &wish.reference).await?;
    Ok(StatusCode::NO_CONTENT)
}
