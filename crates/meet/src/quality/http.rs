//! The wire: how a meeting's sound and pictures fare.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Extension;
use axum::extract::State;
use ground::Problem;
use schemars::JsonSchema;
use serde::Serialize;
use sfu::{Losses, ParticipantQuality};
use std::collections::BTreeMap;
use yard::House;
use yard::wire::{Json, NoStore, Path};

use super::{rules, views};
use crate::media::Media;
use crate::meeting::MeetingPath;
use crate::wire::Someone;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/meetings/{id}/quality",
        get_with(quality, |op| {
            op.id("meeting.quality")
                .summary("How loud people are, and what of sound and picture is lost.")
                .response::<200, Json<MeetingQuality>>()
        }),
    )
}

/// How sound and pictures fare in a meeting.
#[derive(Serialize, JsonSchema)]
struct MeetingQuality {
    /// By identity: everybody who is there for the host, oneself for everybody else.
    items: BTreeMap<String, QualityView>,
}

/// Somebody's figures: numbers alone.
#[derive(Serialize, JsonSchema)]
struct QualityView {
    /// How loud it is in dBov, from 0, the loudest, to -127, silence; null where no sound comes.
    volume: Option<i16>,
    /// What is lost on the way from it.
    sends: LossView,
    /// What is lost on the way to it.
    receives: LossView,
}

/// Packets lost of late, in percent.
#[derive(Serialize, JsonSchema)]
struct LossView {
    /// Of the sound; null where none flows.
    audio: Option<f64>,
    /// Of the pictures; null where none flow.
    video: Option<f64>,
}

impl From<Losses> for LossView {
    fn from(losses: Losses) -> Self {
        Self { audio: rules::percent(losses.audio), video: rules::percent(losses.video) }
    }
}

impl From<ParticipantQuality> for QualityView {
    fn from(one: ParticipantQuality) -> Self {
        Self { volume: one.volume_dbov, sends: one.sends.into(), receives: one.receives.into() }
    }
}

async fn quality(
    State(house): State<House>,
    Extension(media): Extension<Media>,
    Someone(caller): Someone,
    Path(at): Path<MeetingPath>,
) -> Result<(NoStore, Json<MeetingQuality>), Problem> {
    let figures = views::quality(&house, &media, &caller, at.id).await?;
    let items = figures.into_iter().map(|one| (one.identity.clone(), one.into())).collect();
    Ok((NoStore, Json(MeetingQuality { items })))
}
