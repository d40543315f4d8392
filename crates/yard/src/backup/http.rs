//! The wire: how backups stand, and one now.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::actions::{self, Status};
use super::store::Done;
use crate::House;
use crate::wire::{Json, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/house/backups",
        get_with(look, |op| op.id("backup.read").summary("How backups stand, for keepers."))
            .post_with(ask, |op| {
                op.id("backup.ask").summary("Make a backup now, for keepers.").response::<202, ()>()
            }),
    )
}

/// How backups stand.
#[derive(Serialize, JsonSchema)]
struct StatusView {
    /// True where a place is configured.
    has_target: bool,
    /// True where the newest backup is older than `backup.alarm_hours`.
    late: bool,
    /// The newest backup that succeeded.
    backup: Option<DoneView>,
    /// The newest that was tried, where it failed.
    failed: Option<DoneView>,
    /// The newest rehearsal of a restore that succeeded.
    rehearsal: Option<DoneView>,
    /// The newest rehearsal that was tried, where it failed.
    rehearsal_failed: Option<DoneView>,
    /// True where no rehearsal succeeded for a week longer than `backup.rehearsal_days`.
    rehearsal_late: bool,
}

/// A backup or a rehearsal.
#[derive(Serialize, JsonSchema)]
struct DoneView {
    /// The name of the data archive; empty where it failed.
    archive: String,
    /// The instant of the snapshot.
    at: Timestamp,
    /// When it ended.
    ended_at: Timestamp,
    /// Bytes of the archives.
    bytes: u64,
    /// Rows in them.
    rows: u64,
    /// Files in them.
    files: u64,
    /// Why it failed, for whoever runs the machine; empty where it did not.
    why: String,
}

impl From<Done> for DoneView {
    fn from(done: Done) -> Self {
        let Done { began_at, ended_at, archive, bytes, held, files, why, .. } = done;
        Self { archive, at: began_at, ended_at, bytes, rows: held, files, why }
    }
}

async fn look(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<StatusView>, Problem> {
    let status = actions::look(&house, who).await?;
    let Status { has_target, backup, newest, rehearsal, rehearsed, is_late, is_rehearsal_late } = status;
    Ok(Json(StatusView {
        has_target,
        late: is_late,
        backup: backup.map(Into::into),
        failed: newest.filter(|done| !done.is_done).map(Into::into),
        rehearsal: rehearsal.map(Into::into),
        rehearsal_failed: rehearsed.filter(|done| !done.is_done).map(Into::into),
        rehearsal_late: is_rehearsal_late,
    }))
}

async fn ask(State(house): State<House>, SignedIn(who): SignedIn) -> Result<StatusCode, Problem> {
    actions::ask(&house, who).await?;
    Ok(StatusCode::ACCEPTED)
}
