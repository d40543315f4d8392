//! The wire: the record of a meeting.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;
use yard::House;
use yard::wire::{Json, Path};

use super::actions::{self, Line};
use crate::meeting::{MeetingPath, RoleView};
use crate::wire::Someone;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/meetings/{id}/record",
        get_with(record, |op| {
            op.id("meeting.record").summary("Who was there from when to when, for the host.")
        }),
    )
}

/// The record of a meeting.
#[derive(Serialize, JsonSchema)]
struct RecordList {
    /// The meeting's number.
    number: String,
    /// What it was called; empty where it has no name.
    title: String,
    /// When it began.
    started_at: Timestamp,
    /// When it ended; null while it goes on.
    ended_at: Option<Timestamp>,
    /// Who was there, in the order of admission.
    items: Vec<RecordItem>,
}

/// One who was there.
#[derive(Serialize, JsonSchema)]
struct RecordItem {
    /// The name; empty where it is erased, or he left the organisation.
    name: String,
    /// How the organisation's records call somebody who left it; null of everybody else.
    pseudonym: Option<String>,
    /// What it was there.
    role: RoleView,
    /// When it first came.
    joined_at: Timestamp,
    /// When it last went; null while it is there.
    left_at: Option<Timestamp>,
    /// How long it was there in all, in milliseconds; time away does not count.
    present_ms: u64,
    /// Each stay.
    stays: Vec<StayView>,
}

/// One stay.
#[derive(Serialize, JsonSchema)]
struct StayView {
    /// From when.
    joined_at: Timestamp,
    /// Until when; null while it goes on.
    left_at: Option<Timestamp>,
}

async fn record(
    State(house): State<House>,
    Someone(caller): Someone,
    Path(at): Path<MeetingPath>,
) -> Result<Json<RecordList>, Problem> {
    let record = actions::record(&house, &caller, at.id).await?;
    let ended_at = record.meeting.ended_at;
    Ok(Json(RecordList {
        number: record.meeting.number.to_string(),
        title: record.title,
        started_at: record.meeting.started_at,
        ended_at,
        items: record.lines.into_iter().map(|line| item(line, ended_at)).collect(),
    }))
}

fn item(line: Line, ended_at: Option<Timestamp>) -> RecordItem {
    let stays =
        line.spans.iter().map(|span| StayView { joined_at: span.came, left_at: span.went.or(ended_at) });
    RecordItem {
        role: line.role.into(),
        joined_at: line.presence.came,
        left_at: line.presence.went,
        present_ms: u64::try_from(line.presence.total.as_millis()).unwrap_or(u64::MAX),
        stays: stays.collect(),
        name: line.name,
        pseudonym: line.pseudonym,
    }
}
