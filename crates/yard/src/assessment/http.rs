//! The wire: storing an assessment, and reading them.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AssessmentId, actions};
use crate::House;
use crate::policy_version::PolicyVersionId;
use crate::wire::{Json, NoStore, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/desk/assessments",
        get_with(list, |op| {
            op.id("assessment.list").response::<200, Json<AssessmentList>>().summary("Impact assessments.")
        })
        .post_with(make, |op| op.id("assessment.make").summary("Store an impact assessment.")),
    )
}

/// How much a use may do to people.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Level {
    /// Little.
    Low,
    /// Something.
    Medium,
    /// Much: a major change of the policy by itself.
    High,
}

impl Level {
    const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// What was found.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AssessmentWish {
    /// The version that brings the use.
    policy: PolicyVersionId,
    /// The purpose.
    purpose: String,
    /// How much it may do to people.
    risk: Level,
    /// What was found: is it needed, what may it do to people.
    finding: String,
    /// What is done about it.
    measures: String,
}

/// It is stored.
#[derive(Serialize, JsonSchema)]
struct AssessmentMade {
    /// Its id.
    id: AssessmentId,
}

/// An assessment.
#[derive(Serialize, JsonSchema)]
struct AssessmentView {
    /// Its id.
    id: AssessmentId,
    /// The version that brings the use.
    policy: PolicyVersionId,
    /// The purpose.
    purpose: String,
    /// `low`, `medium` or `high`.
    risk: String,
    /// What was found.
    finding: String,
    /// What is done about it.
    measures: String,
    /// By whom.
    made_by: PersonId,
    /// When.
    made_at: Timestamp,
}

/// Assessments.
#[derive(Serialize, JsonSchema)]
struct AssessmentList {
    /// The newest first.
    items: Vec<AssessmentView>,
}

async fn make(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<AssessmentWish>,
) -> Result<Json<AssessmentMade>, Problem> {
    let found = actions::Found {
        version: wish.policy,
        purpose: &wish.purpose,
        risk: wish.risk.word(),
        finding: &wish.finding,
        measures: &wish.measures,
    };
    Ok(Json(AssessmentMade { id: actions::make(&house, who, found).await? }))
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<AssessmentList>), Problem> {
    let items = actions::list(&house, who).await?.into_iter().map(|row| AssessmentView {
        id: row.id,
        policy: row.version,
        purpose: row.purpose,
        risk: row.risk,
        finding: row.finding,
        measures: row.measures,
        made_by: row.made_by,
        made_at: row.made_at,
    });
    Ok((NoStore, Json(AssessmentList { items: items.collect() })))
}
