//! The wire: four digits, typed by people who stand together.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::Extension;
use axum::extract::State;
use ground::{PersonId, Problem, Timestamp};
use policy::Lang;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Address, Json, Reads, SignedIn};

use super::actions;
use crate::conversation::ConversationId;
use crate::log::Chat;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/nearby",
        post_with(enter, |op| {
            op.id("nearby.enter")
                .summary("Type four digits beside others who type the same: one group for all.")
        }),
    )
}

/// What I type.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NearbyEnter {
    /// Four digits on which we agreed.
    digits: String,
}

/// Who stands here.
#[derive(Serialize, JsonSchema)]
struct NearbyView {
    /// Myself among them; the first is the first who typed.
    people: Vec<NearView>,
    /// The group, as soon as two are here.
    conversation: Option<ConversationId>,
    /// Until when others may come.
    until: Timestamp,
}

/// Somebody who stands here.
#[derive(Serialize, JsonSchema)]
struct NearView {
    /// Who.
    person: PersonId,
    /// The name; null where the account is closed.
    name: Option<String>,
}

async fn enter(
    State(house): State<House>,
    Extension(chat): Extension<Chat>,
    SignedIn(who): SignedIn,
    Address(from): Address,
    Reads(lang): Reads,
    Json(wish): Json<NearbyEnter>,
) -> Result<Json<NearbyView>, Problem> {
    let name = match lang {
        Lang::En => "Face to face",
        Lang::ZhCn => "面对面建群",
    };
    let standing = actions::enter(&house, &chat, who, &wish.digits, (from, name)).await?;
    let people = standing.people.into_iter().map(|(person, name)| NearView { person, name }).collect();
    Ok(Json(NearbyView { people, conversation: standing.conversation, until: standing.until }))
}
