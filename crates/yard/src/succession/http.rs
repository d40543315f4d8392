//! The wire: announcing who takes over, calling it off, and the successor's answer.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions;
use crate::House;
use crate::seal;
use crate::wire::{Anyone, Json, NoStore, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/desk/succession",
            get_with(last, |op| {
                op.id("succession.last")
                    .response::<200, Json<SuccessionView>>()
                    .summary("Who takes the house over, and how far it is.")
            })
            .post_with(announce, |op| {
                op.id("succession.announce")
                    .response::<200, Json<SuccessionCode>>()
                    .summary("Announce who takes the house over.")
            })
            .delete_with(call_off, |op| {
                op.id("succession.call_off").summary("Call it off.").response::<204, ()>()
            }),
        )
        .api_route(
            "/succession/accept",
            post_with(accept, |op| {
                op.id("succession.accept")
                    .with(seal::mark)
                    .summary("As the successor: take over the promises of the version in force.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/succession/decline",
            post_with(decline, |op| {
                op.id("succession.decline")
                    .with(seal::mark)
                    .summary("As the successor: not take them over; everybody is asked anew.")
                    .response::<204, ()>()
            }),
        )
}

/// Why the house goes to somebody else.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Cause {
    /// A merger.
    Merger,
    /// An acquisition, or a transfer of assets.
    Acquisition,
    /// A bankruptcy.
    Bankruptcy,
}

impl Cause {
    const fn word(self) -> &'static str {
        match self {
            Self::Merger => "merger",
            Self::Acquisition => "acquisition",
            Self::Bankruptcy => "bankruptcy",
        }
    }
}

/// Who takes over.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SuccessionWish {
    /// Why.
    cause: Cause,
    /// The name of the company.
    successor: String,
    /// How it is reached.
    contact: String,
}

/// It is announced.
#[derive(Serialize, JsonSchema)]
struct SuccessionCode {
    /// What the successor answers with; told this once.
    code: String,
}

/// A handing over.
#[derive(Serialize, JsonSchema)]
struct SuccessionView {
    /// The last one, where there is one.
    last: Option<SuccessionState>,
}

/// How far it is.
#[derive(Serialize, JsonSchema)]
struct SuccessionState {
    /// Why.
    cause: String,
    /// Who takes over.
    successor: String,
    /// How he is reached.
    contact: String,
    /// The version whose promises go over.
    version: String,
    /// `announced`, `accepted`, `anew` (everybody is asked anew) or `called_off`.
    state: String,
    /// When it was announced.
    announced_at: Timestamp,
    /// When it was decided.
    decided_at: Option<Timestamp>,
}

/// The successor takes over.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AcceptWish {
    /// The code that was told him.
    code: String,
    /// The version whose promises he takes over.
    version: String,
}

/// The successor does not.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DeclineWish {
    /// The code that was told him.
    code: String,
}

async fn last(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<SuccessionView>), Problem> {
    let last = actions::last(&house, who).await?.map(|row| SuccessionState {
        cause: row.cause,
        successor: row.successor,
        contact: row.contact,
        version: row.version,
        state: row.state,
        announced_at: row.announced_at,
        decided_at: row.decided_at,
    });
    Ok((NoStore, Json(SuccessionView { last })))
}

async fn announce(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<SuccessionWish>,
) -> Result<(NoStore, Json<SuccessionCode>), Problem> {
    let code = actions::announce(&house, who, wish.cause.word(), &wish.successor, &wish.contact).await?;
    Ok((NoStore, Json(SuccessionCode { code })))
}

async fn call_off(State(house): State<House>, SignedIn(who): SignedIn) -> Result<StatusCode, Problem> {
    actions::call_off(&house, who).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn accept(
    State(house): State<House>,
    Anyone(caller): Anyone,
    Json(wish): Json<AcceptWish>,
) -> Result<StatusCode, Problem> {
    actions::answer(&house, caller, &wish.code, Some(&wish.version)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn decline(
    State(house): State<House>,
    Anyone(caller): Anyone,
    Json(wish): Json<DeclineWish>,
) -> Result<StatusCode, Problem> {
    actions::answer(&house, caller, &wish.code, None).await?;
    Ok(StatusCode::NO_CONTENT)
}
