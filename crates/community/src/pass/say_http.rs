//! The wire: what is said to a door.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::Extension;
use axum::extract::{DefaultBodyLimit, State};
use ground::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::hearing::Ears;
use yard::wire::{Json, NoStore, Path, Query, SignedIn};

use super::Refusal;
use super::say::{self, Heard, SOUND_MAX, Said};
use super::store::Door;
use crate::place::{DoorId, HomeId};

/// The route of what is said.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/homes/{home}/doors/say",
            post_with(say, |op| {
                op.id("door.say")
                    .summary("Open a door of my home by saying so; heard on this machine and kept nowhere.")
                    .response::<200, Json<HeardView>>()
            }),
        )
        .layer(DefaultBodyLimit::max(SOUND_MAX))
}

/// A home of mine.
#[derive(Deserialize, JsonSchema)]
struct HomePath {
    /// Which.
    home: HomeId,
}

/// How it is heard.
#[derive(Deserialize, JsonSchema)]
struct HowHeard {
    /// What I read (ISO 639-1), such as `zh`: a hint.
    tongue: Option<String>,
    /// The door that I last chose, where I name none.
    door: Option<DoorId>,
}

/// What came of it. What was heard is not said, so that no answer holds it.
#[derive(Serialize, JsonSchema)]
struct HeardView {
    /// `opened`; `which`: one of these doors may be meant; `nothing`: that was no wish to open.
    outcome: &'static str,
    /// The door that is open, or those to choose from.
    doors: Vec<HeardDoor>,
}

/// A door of my home.
#[derive(Serialize, JsonSchema)]
struct HeardDoor {
    /// Which.
    id: DoorId,
    /// Its name.
    name: String,
}

impl From<Heard> for HeardView {
    fn from(heard: Heard) -> Self {
        let view = |door: Door| HeardDoor { id: door.id, name: door.name };
        let (outcome, doors) = match heard {
            Heard::Opened(door) => ("opened", vec![door]),
            Heard::Which(doors) => ("which", doors),
            Heard::Nothing => ("nothing", Vec::new()),
        };
        Self { outcome, doors: doors.into_iter().map(view).collect() }
    }
}

yard::upload!(Recording, Refusal::Sound, ["audio/webm", "audio/mp4"]);

async fn say(
    State(house): State<House>,
    Extension(ears): Extension<Ears>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
    Query(how): Query<HowHeard>,
    Recording(sound): Recording,
) -> Result<(NoStore, Json<HeardView>), Problem> {
    let is_tongue =
        |tongue: &String| tongue.len() == 2 && tongue.bytes().all(|sign| sign.is_ascii_lowercase());
    let tongue = how.tongue.filter(is_tongue).unwrap_or_default();
    let said = Said { sound, tongue, beside: how.door };
    Ok((NoStore, Json(say::say(&house, who, at.home, (&ears, said)).await?.into())))
}
