//! The wire: an organisation has a conversation kept, and those who are held see it.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{InOrg, Json, Path, SignedIn};

use super::actions::{self, Wish};
use super::{Hold, HoldId, Why};
use crate::conversation::ConversationId;
use crate::directory::InPath;
use crate::log::ConversationPath;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/conversation-holds",
            get_with(of_org, |op| {
                op.id("hold.list").summary("What my organisation has kept of its conversations.")
            })
            .post_with(place, |op| {
                op.id("hold.place").summary("Have a conversation of my organisation kept as evidence.")
            }),
        )
        .api_route(
            "/orgs/{org}/conversation-holds/{hold}",
            delete_with(end, |op| {
                op.id("hold.end").summary("End it: what was kept by it is destroyed.").response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/conversation-holds/{hold}/agreement",
            post_with(agree, |op| {
                op.id("hold.agree")
                    .summary("Agree to what another administrator asked.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/conversation-holds/{hold}/prolonging",
            post_with(prolong, |op| {
                op.id("hold.prolong")
                    .summary("Have it stand longer; another administrator agrees, where there is one.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/conversations/{conversation}/holds",
            get_with(of, |op| {
                op.id("conversation.holds")
                    .summary("Whether what is said here, or what I say, is kept as evidence.")
            }),
        )
}

/// Holds.
#[derive(Serialize, JsonSchema)]
struct HoldList {
    /// The newest first; 200 at most.
    items: Vec<HoldView>,
}

/// That a conversation is kept.
#[derive(Serialize, JsonSchema)]
struct HoldView {
    /// Which.
    id: HoldId,
    /// The conversation.
    conversation: ConversationId,
    /// The organisation that has it kept.
    org: OrgId,
    /// Whose part alone is kept; null where all of it is.
    person: Option<PersonId>,
    /// What for.
    why: Why,
    /// Who asked for it; null where his account is gone.
    given_by: Option<PersonId>,
    /// When.
    given_at: Timestamp,
    /// The administrator who agreed last; null where none did, or none had to, or his account is gone.
    agreed_by: Option<PersonId>,
    /// From when on it stands; null while another administrator is waited for.
    stands_at: Option<Timestamp>,
    /// When it ends by itself.
    ends_at: Timestamp,
    /// When it was ended before.
    ended_at: Option<Timestamp>,
    /// Who waits for another administrator's word, at the beginning or to have it prolonged; null where nobody does.
    asked_by: Option<PersonId>,
    /// For how many days from that word on.
    asked_days: Option<u32>,
    /// Messages that were taken back, or were over, and are kept.
    kept: i64,
}

impl From<Hold> for HoldView {
    fn from(hold: Hold) -> Self {
        let Hold { id, conversation, org, person, why, given_by, given_at, .. } = hold;
        let Hold { agreed_by, stands_at, ends_at, ended_at, asked, kept, .. } = hold;
        let (asked_by, asked_days) = asked.unzip();
        Self {
            id,
            conversation,
            org,
            person,
            why,
            given_by,
            given_at,
            agreed_by,
            stands_at,
            ends_at,
            ended_at: ended_at.filter(|at| *at < ends_at),
            asked_by,
            asked_days,
            kept,
        }
    }
}

fn listed(holds: Vec<Hold>) -> Json<HoldList> {
    Json(HoldList { items: holds.into_iter().map(HoldView::from).collect() })
}

async fn of_org(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<HoldList>, Problem> {
    Ok(listed(actions::of_org(&house, who).await?))
}

/// What is to be kept.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct HoldWish {
    /// A conversation that the organisation holds; not a sealed one.
    conversation: ConversationId,
    /// Whose part alone; without it all of the conversation.
    person: Option<PersonId>,
    /// What for.
    why: Why,
    /// For how long: 1 to 180 days from the word on by which it stands.
    days: u32,
}

async fn place(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(HoldWish { conversation, person, why, days }): Json<HoldWish>,
) -> Result<Json<HoldView>, Problem> {
    Ok(Json(actions::place(&house, who, Wish { conversation, person, why, days }).await?.into()))
}

/// A hold of an organisation.
#[derive(Deserialize, JsonSchema)]
struct HoldPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// The hold.
    hold: HoldId,
}

async fn end(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<HoldPath>,
) -> Result<StatusCode, Problem> {
    actions::end(&house, who, at.hold).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn agree(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<HoldPath>,
) -> Result<StatusCode, Problem> {
    actions::agree(&house, who, at.hold).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How much longer.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ProlongWish {
    /// For how long from the word on by which it is prolonged: 1 to 180 days, and beyond its present end.
    days: u32,
}

async fn prolong(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<HoldPath>,
    Json(wish): Json<ProlongWish>,
) -> Result<StatusCode, Problem> {
    actions::prolong(&house, who, at.hold, wish.days).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn of(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<Json<HoldList>, Problem> {
    Ok(listed(actions::of(&house, who, at.conversation).await?))
}
