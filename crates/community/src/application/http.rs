//! The wire: apply for a home, and see what came of it.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::extract::State as Of;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::actions::{self, Own, Wish};
use super::{ApplicationId, State};
use crate::document::DocumentId;
use crate::household::Relation;

/// The routes of this feature.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/homes/applications",
            post_with(apply, |op| op.id("home.apply").with(seal::mark).summary("Apply for a home.")),
        )
        .api_route(
            "/me/home-applications",
            get_with(mine, |op| {
                op.id("home.application.mine")
                    .summary("My applications, and what came of them.")
                    .response::<200, Json<OwnApplications>>()
            }),
        )
        .api_route(
            "/me/home-applications/{application}",
            delete_with(withdraw, |op| {
                op.id("home.application.withdraw")
                    .summary("Withdraw one, with all that stands in it.")
                    .response::<204, ()>()
            }),
        )
}

/// What I write.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApplicationWish {
    /// The public number of the community.
    community: String,
    /// The public number of the home in it.
    home: String,
    /// As what I live there.
    relation: Relation,
    /// My name: 64 characters at most.
    name: String,
    /// My number.
    phone: String,
    /// The number of my identity card; only with the consent `home-identity`.
    #[serde(default)]
    identity: Option<String>,
}

/// It waits.
#[derive(Serialize, JsonSchema)]
struct ApplicationMade {
    /// Which.
    id: ApplicationId,
}

async fn apply(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<ApplicationWish>,
) -> Result<Json<ApplicationMade>, Problem> {
    let wish = Wish {
        community: &wish.community,
        home: &wish.home,
        relation: wish.relation,
        name: &wish.name,
        phone: &wish.phone,
        identity: wish.identity.as_deref(),
    };
    Ok(Json(ApplicationMade { id: actions::apply(&house, who, wish).await? }))
}

/// My applications.
#[derive(Serialize, JsonSchema)]
struct OwnApplications {
    /// The newest first.
    items: Vec<OwnApplication>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
struct OwnApplication {
    /// Which.
    id: ApplicationId,
    /// The name of the community.
    community: String,
    /// The public number of the home.
    home: String,
    /// As what I live there.
    relation: Relation,
    /// How far it is.
    state: State,
    /// The name I gave.
    name: Option<String>,
    /// The first and last sign of the number of the identity card, where it is still kept.
    identity: Option<String>,
    /// Why it was refused.
    reason: Option<String>,
    /// Papers that I added.
    documents: Vec<DocumentId>,
    /// When I applied.
    made_at: Timestamp,
    /// When it was decided.
    decided_at: Option<Timestamp>,
}

impl From<Own> for OwnApplication {
    fn from(Own { row, community, name, identity_masked, reason, documents }: Own) -> Self {
        Self {
            id: row.id,
            community,
            home: row.home_number,
            relation: row.relation,
            state: row.state,
            name,
            identity: identity_masked,
            reason,
            documents,
            made_at: row.made_at,
            decided_at: row.decided_at,
        }
    }
}

async fn mine(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<OwnApplications>), Problem> {
    let items = actions::mine(&house, who).await?.into_iter().map(OwnApplication::from).collect();
    Ok((NoStore, Json(OwnApplications { items })))
}

/// One of mine.
#[derive(Deserialize, JsonSchema)]
struct OwnPath {
    /// Which.
    application: ApplicationId,
}

async fn withdraw(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<OwnPath>,
) -> Result<StatusCode, Problem> {
    actions::withdraw(&house, who, at.application).await?;
    Ok(StatusCode::NO_CONTENT)
}
