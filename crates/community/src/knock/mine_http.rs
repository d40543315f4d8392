//! The wire: who waits for my homes.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::KnockId;
use super::answering::{self, Asked};
use super::http::AnswerWish;
use crate::place::HomeId;

/// The routes of those of a home.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/knocks",
            get_with(mine, |op| {
                op.id("knock.mine")
                    .summary("Who waits at the gate for a home of mine.")
                    .response::<200, Json<AskedList>>()
            }),
        )
        .api_route(
            "/homes/{home}/knocks/{knock}",
            put_with(answer, |op| {
                op.id("knock.answer")
                    .summary("Say whether he may come in; the first answer counts.")
                    .response::<204, ()>()
            }),
        )
}

/// Who waits.
#[derive(Serialize, JsonSchema)]
struct AskedList {
    /// The newest first.
    items: Vec<AskedView>,
}

/// Somebody who waits for a home of mine.
#[derive(Serialize, JsonSchema)]
struct AskedView {
    /// Which.
    id: KnockId,
    /// For which home.
    home: HomeId,
    /// Its number.
    number: String,
    /// In which community.
    community: String,
    /// At which door he stands, where that is known.
    door: Option<String>,
    /// How he says he is called.
    name: Option<String>,
    /// Why he says he comes.
    reason: Option<String>,
    /// When he came.
    at: Timestamp,
    /// Until when an answer counts.
    until: Timestamp,
}

impl From<Asked> for AskedView {
    fn from(one: Asked) -> Self {
        Self {
            id: one.row.id,
            home: one.home,
            number: one.number,
            community: one.community,
            door: one.door,
            name: one.name,
            reason: one.reason,
            at: one.row.made_at,
            until: one.until,
        }
    }
}

async fn mine(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<AskedList>), Problem> {
    let items = answering::mine(&house, who).await?.into_iter().map(AskedView::from).collect();
    Ok((NoStore, Json(AskedList { items })))
}

/// Somebody who waits for a home of mine.
#[derive(Deserialize, JsonSchema)]
struct AskedPath {
    /// For which home.
    home: HomeId,
    /// Who.
    knock: KnockId,
}

async fn answer(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<AskedPath>,
    Json(wish): Json<AnswerWish>,
) -> Result<StatusCode, Problem> {
    answering::answer(&house, who, (at.home, at.knock), wish.yes).await?;
    Ok(StatusCode::NO_CONTENT)
}
