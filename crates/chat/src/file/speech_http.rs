//! The wire of a voice message that becomes text.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Extension;
use axum::extract::State;
use ground::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::hearing::Ears;
use yard::wire::{Json, NoStore, Path, Query, SignedIn};

use super::http::FilePath;
use super::speech;

pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/conversations/{conversation}/files/{file}/speech",
        get_with(words, |op| {
            op.id("file.speech")
                .summary("What is said in a voice message, as this machine recognises it; kept nowhere.")
                .response::<200, Json<Words>>()
        }),
    )
}

/// How the words are wanted.
#[derive(Deserialize, JsonSchema)]
struct Wanted {
    /// What the listener reads (ISO 639-1), such as `zh`: a hint where more than one tongue is likely.
    tongue: Option<String>,
}

/// What was recognised.
#[derive(Serialize, JsonSchema)]
struct Words {
    /// By a machine; it may be wrong, and empty where nothing was said.
    text: String,
}

async fn words(
    State(house): State<House>,
    Extension(ears): Extension<Ears>,
    SignedIn(who): SignedIn,
    Path(at): Path<FilePath>,
    Query(wanted): Query<Wanted>,
) -> Result<(NoStore, Json<Words>), Problem> {
    let is_tongue =
        |tongue: &String| tongue.len() == 2 && tongue.bytes().all(|sign| sign.is_ascii_lowercase());
    let tongue = wanted.tongue.filter(is_tongue).unwrap_or_default();
    let text = speech::words(&house, who, at.place(), (&ears, tongue)).await?;
    Ok((NoStore, Json(Words { text })))
}
