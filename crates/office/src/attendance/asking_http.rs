//! The wire: asking for what is to be put right, and deciding it.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with};
use axum::extract::State as Of;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::wire::{InOrg, Json, NoStore, Path};
use yard::{House, seal};

use super::asking::{self, Shown};
use super::http::InPath;
use super::zone::Zone;
use super::{CorrectionId, State};

/// The routes of corrections.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/attendance/corrections",
            get_with(asked, |op| {
                op.id("attendance.correction.list")
                    .summary("What I asked to be put right.")
                    .response::<200, Json<CorrectionList>>()
            })
            .post_with(ask, |op| {
                op.id("attendance.correction.ask")
                    .with(seal::mark)
                    .summary("Ask that a clocking be entered; whoever I name decides.")
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/corrections/waiting",
            get_with(waiting, |op| {
                op.id("attendance.correction.waiting")
                    .summary("What waits for my decision; each look is recorded.")
                    .response::<200, Json<CorrectionList>>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/corrections/{correction}",
            delete_with(withdraw, |op| {
                op.id("attendance.correction.withdraw").summary("Take mine back.").response::<204, ()>()
            })
            .post_with(decide, |op| {
                op.id("attendance.correction.decide").summary("Decide it.").response::<204, ()>()
            }),
        )
}

/// What is to be put right.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CorrectionWish {
    /// Which day, as `2026-12-21`.
    day: String,
    /// The minute on the wall, from the midnight with which the day begins; from 1440 on it is the next day.
    minute: u16,
    /// Who is to decide.
    approver: PersonId,
    /// Why, in 2 to 200 characters; whoever decides reads it.
    #[serde(default)]
    reason: Option<String>,
}

/// It waits.
#[derive(Serialize, JsonSchema)]
struct CorrectionMade {
    /// Which.
    id: CorrectionId,
}

async fn ask(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<CorrectionWish>,
) -> Result<Json<CorrectionMade>, Problem> {
    let CorrectionWish { day, minute, approver, reason } = wish;
    let wish = asking::Wish { day: &day, minute, approver, reason: reason.as_deref() };
    Ok(Json(CorrectionMade { id: asking::ask(&house, who, wish).await? }))
}

/// Things to be put right.
#[derive(Serialize, JsonSchema)]
struct CorrectionList {
    /// Mine the newest first; what waits for me the longest first.
    items: Vec<CorrectionView>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
struct CorrectionView {
    /// Which.
    id: CorrectionId,
    /// Whose day.
    person: PersonId,
    /// Which day.
    day: String,
    /// When he says that he came or went.
    at: Timestamp,
    /// The same on the wall there.
    wall: String,
    /// How it stands.
    state: State,
    /// Why.
    reason: Option<String>,
    /// Since when.
    asked_at: Timestamp,
    /// When it was decided.
    decided_at: Option<Timestamp>,
    /// Who is to decide.
    approver: Option<PersonId>,
    /// Who decided.
    decided_by: Option<PersonId>,
}

impl From<Shown> for CorrectionView {
    fn from(Shown { row, reason, zone }: Shown) -> Self {
        Self {
            id: row.id,
            person: row.person,
            day: row.day.to_string(),
            at: row.at,
            wall: Zone::named(&zone).map(|zone| zone.clock(row.at)).unwrap_or_default(),
            state: row.state,
            reason,
            asked_at: row.asked_at,
            decided_at: row.decided_at,
            approver: row.approver,
            decided_by: row.decided_by,
        }
    }
}

async fn asked(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<(NoStore, Json<CorrectionList>), Problem> {
    let items = asking::mine(&house, who).await?.into_iter().map(CorrectionView::from).collect();
    Ok((NoStore, Json(CorrectionList { items })))
}

async fn waiting(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<(NoStore, Json<CorrectionList>), Problem> {
    let items = asking::waiting(&house, who).await?.into_iter().map(CorrectionView::from).collect();
    Ok((NoStore, Json(CorrectionList { items })))
}

/// One of them.
#[derive(Deserialize, JsonSchema)]
struct CorrectionPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    correction: CorrectionId,
}

async fn withdraw(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<CorrectionPath>,
) -> Result<StatusCode, Problem> {
    asking::withdraw(&house, who, at.correction).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A decision.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Decision {
    /// Whether it is granted.
    grants: bool,
}

async fn decide(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<CorrectionPath>,
    Json(wish): Json<Decision>,
) -> Result<StatusCode, Problem> {
    asking::decide(&house, who, at.correction, wish.grants).await?;
    Ok(StatusCode::NO_CONTENT)
}
