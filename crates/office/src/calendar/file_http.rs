//! The wire: how a calendar goes out as a file, and how the events of a file are looked at, taken in and taken back.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use ground::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, NoStore, SignedIn};

use super::ical::EVENTS_MAX;
use super::importing::{self, Becomes, Seen};
use super::rules::written;
use super::unread::{Unread, Why};
use super::{EventId, Refusal, ics};

/// Bytes of a request with a file: every sign of it may be written as two.
const BODY_MAX: usize = 2 << 20;
/// Events of a file that are shown before it is taken in, and of those that are left out.
const SHOWN_MAX: usize = 100;

/// The routes.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/calendar/file",
            get_with(export, |op| {
                op.id("calendar.export")
                    .summary("My calendar as a file (iCalendar).")
                    .response::<200, String>()
            })
            .post_with(import, |op| {
                op.id("calendar.import")
                    .summary("Take the events of a calendar file into mine; what is there by its number is changed.")
                    .response::<200, Json<Imported>>()
            }),
        )
        .api_route(
            "/me/calendar/file/look",
            post_with(look, |op| {
                op.id("calendar.import.look")
                    .summary("What would become of the events of a calendar file; nothing is kept.")
                    .response::<200, Json<ImportView>>()
            }),
        )
        .api_route(
            "/me/calendar/file/undo",
            post_with(undo, |op| {
                op.id("calendar.import.undo")
                    .summary("Take back what came from a calendar file.")
                    .response::<200, Json<Undone>>()
            }),
        )
        .layer(DefaultBodyLimit::max(BODY_MAX))
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

/// What would become of a file.
#[derive(Serialize, JsonSchema)]
struct ImportView {
    /// Events that would be new.
    taken: usize,
    /// Events that are there and would be changed.
    changed: usize,
    /// Events that are there as they are in the file.
    known: usize,
    /// Those that would be new or changed: the first hundred, in the order of the file.
    items: Vec<ImportEvent>,
    /// Events that would be left out.
    left: usize,
    /// Which, and why: the first hundred.
    unread: Vec<ImportUnread>,
}

/// An event of a file.
#[derive(Serialize, JsonSchema)]
struct ImportEvent {
    /// What it is.
    title: String,
    /// When it first begins: local time.
    begins: String,
    /// Of whole days.
    all_day: bool,
    /// In which zone.
    zone: String,
    /// Whether it recurs.
    recurs: bool,
    /// What would become of it.
    becomes: Becomes,
}

/// An event of a file that is left out.
#[derive(Serialize, JsonSchema)]
struct ImportUnread {
    /// What it is called in the file.
    title: String,
    /// Why.
    why: Why,
}

async fn look(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<CalendarFile>,
) -> Result<(NoStore, Json<ImportView>), Problem> {
    let (seen, unread) = importing::look(&house, who, &wish.file).await?;
    let count = |becomes| seen.iter().filter(|one| one.becomes == becomes).count();
    let (taken, changed, known) = (count(Becomes::New), count(Becomes::Changed), count(Becomes::Same));
    let left = unread.len();
    let event = |one: Seen| ImportEvent {
        title: one.title,
        begins: written(one.begins),
        all_day: one.all_day,
        zone: one.zone,
        recurs: one.recurs,
        becomes: one.becomes,
    };
    let unread = unread.into_iter().take(SHOWN_MAX);
    let unread =
        unread.map(|Unread { title, why }| ImportUnread { title: title.chars().take(120).collect(), why });
    let unread = unread.collect();
    let items =
        seen.into_iter().filter(|one| one.becomes != Becomes::Same).take(SHOWN_MAX).map(event).collect();
    Ok((NoStore, Json(ImportView { taken, changed, known, items, left, unread })))
}

/// It is taken in.
#[derive(Serialize, JsonSchema)]
struct Imported {
    /// Events, and times of them that differ, that are new.
    taken: usize,
    /// Events that were there and were changed.
    changed: usize,
    /// Events that were there already as they are in the file.
    known: usize,
    /// Events that were left out.
    left: usize,
    /// What takes it back; null where nothing was done, or where it was more than a file may be.
    undo: Option<ImportUndo>,
}

/// What takes back what came from a file.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ImportUndo {
    /// The events that were new.
    made: Vec<EventId>,
    /// By which marks those that were changed are known as the file left them; what was changed since has another, and stays.
    #[serde(default)]
    marks: Vec<String>,
    /// Those that were changed, as they were: a calendar file.
    #[serde(default)]
    before: Option<String>,
}

async fn import(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<CalendarFile>,
) -> Result<Json<Imported>, Problem> {
    let done = importing::take(&house, who, &wish.file).await?;
    let undo = done.undo.map(|undo| ImportUndo { made: undo.made, marks: undo.marks, before: undo.before });
    let importing::Done { taken, changed, known, left, .. } = done;
    Ok(Json(Imported { taken, changed, known, left, undo }))
}

/// It is taken back.
#[derive(Serialize, JsonSchema)]
struct Undone {
    /// Events that went; those that were changed since stay.
    gone: usize,
    /// Events that are as they were.
    restored: usize,
}

async fn undo(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<ImportUndo>,
) -> Result<Json<Undone>, Problem> {
    if wish.made.len() > EVENTS_MAX || wish.marks.len() > EVENTS_MAX {
        return Err(Refusal::File.into());
    }
    let (gone, restored) =
        importing::undo(&house, who, (&wish.made, wish.before.as_deref(), &wish.marks)).await?;
    Ok(Json(Undone { gone, restored }))
}
