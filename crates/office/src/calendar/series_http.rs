//! The wire: how an event or some of its times are changed and taken out, and how a calendar goes out and comes in as a file.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ground::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::changing::{self, At};
use super::http::{EventMade, EventPath, EventWish};
use super::ics;
use super::rules::Which;

/// Bytes of a request with a file: every sign of it may be written as two.
const BODY_MAX: usize = 2 << 20;

/// The routes.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/events/{event}/change",
            post_with(change, |op| {
                op.id("event.change")
                    .with(seal::mark)
                    .summary("Change an event: one of its times, the rest from one on, or all.")
                    .response::<200, Json<EventMade>>()
            }),
        )
        .api_route(
            "/me/events/{event}/remove",
            post_with(remove, |op| {
                op.id("event.remove")
                    .summary("Take an event out: one of its times, the rest from one on, or all.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/me/calendar/file",
            get_with(export, |op| {
                op.id("calendar.export")
                    .summary("My calendar as a file (iCalendar).")
                    .response::<200, String>()
            })
            .post_with(import, |op| {
                op.id("calendar.import")
                    .summary("Take the events of a calendar file into mine.")
                    .response::<200, Json<Imported>>()
            }),
        )
        .layer(DefaultBodyLimit::max(BODY_MAX))
}

/// A change.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EventChange {
    /// Which of its times; without a series always all.
    which: Which,
    /// Of a series the time that it is about, as the list says it.
    #[serde(default)]
    at: Option<String>,
    /// How it is from now on.
    event: EventWish,
}

async fn change(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<EventPath>,
    Json(wish): Json<EventChange>,
) -> Result<Json<EventMade>, Problem> {
    let which = At { which: wish.which, at: wish.at.as_deref() };
    let id = changing::change(&house, who, (at.event, which), wish.event.wish()).await?;
    Ok(Json(EventMade { id }))
}

/// What is taken out.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EventRemoval {
    /// Which of its times.
    which: Which,
    /// Of a series the time that it is about.
    #[serde(default)]
    at: Option<String>,
}

async fn remove(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<EventPath>,
    Json(wish): Json<EventRemoval>,
) -> Result<StatusCode, Problem> {
    let which = At { which: wish.which, at: wish.at.as_deref() };
    changing::remove(&house, who, (at.event, which), None).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn export(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Response, Problem> {
    let file = ics::export(&house, who).await?;
    let named = "attachment; filename=\"calendar.ics\"";
    let kind = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CONTENT_DISPOSITION, named)];
    Ok((NoStore, kind, file).into_response())
}

/// A file to be taken in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CalendarFile {
    /// The text of the file: one MiB at most.
    file: String,
}

/// It is taken in.
#[derive(Serialize, JsonSchema)]
struct Imported {
    /// Events that are new.
    taken: u32,
    /// Events that were there already.
    known: u32,
    /// Events that could not be read: they recur within a day, or have no time.
    left: u32,
}

async fn import(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<CalendarFile>,
) -> Result<Json<Imported>, Problem> {
    let (taken, known, left) = ics::import(&house, who, &wish.file).await?;
    Ok(Json(Imported { taken, known, left }))
}
