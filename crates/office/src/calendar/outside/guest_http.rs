//! The wire: an invitation, for whoever holds the link of its mail.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{Address, Json, NoStore};

use super::Refusal;
use super::guest::{self, Seen};
use crate::calendar::rules::{Reply, written};

/// The routes of those without an account.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/invited/look",
            post_with(look, |op| {
                op.id("invited.look")
                    .with(seal::mark)
                    .summary("What I am invited to, by the link of my mail.")
                    .response::<200, Json<InvitedView>>()
            }),
        )
        .api_route(
            "/invited/answer",
            post_with(answer, |op| {
                op.id("invited.answer")
                    .with(seal::mark)
                    .summary("Accept, decline, say that I may come, or propose another time, by the link of my mail.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/invited/calendar",
            post_with(calendar, |op| {
                op.id("invited.calendar")
                    .summary("What I am invited to for my calendar (iCalendar), by the link of my mail.")
                    .response::<200, String>()
            }),
        )
        .api_route(
            "/invited/forget",
            post_with(forget, |op| {
                op.id("invited.forget")
                    .with(seal::mark)
                    .summary("Have all that is held of my address forgotten, and get no invitations again.")
                    .response::<204, ()>()
            }),
        )
}

/// What stands in my link.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct InvitedLink {
    /// The part behind the `#`.
    token: String,
}

/// What I am invited to.
#[derive(Serialize, JsonSchema)]
struct InvitedView {
    /// Who invites.
    organiser: String,
    /// What it is.
    title: String,
    /// Where.
    place: Option<String>,
    /// What else is to be known.
    notes: Option<String>,
    /// In which zone its times are.
    zone: String,
    /// When it, or its series, begins: local time.
    begins: String,
    /// How long it lasts.
    minutes: i64,
    /// Of whole days.
    all_day: bool,
    /// How it recurs: a rule of RFC 5545.
    rule: Option<String>,
    /// Whether some of its times differ; they stand in the file.
    differs: bool,
    /// The time of it that is not over: from when on. Null where all of it is.
    from: Option<Timestamp>,
    /// Before when.
    until: Option<Timestamp>,
    /// My address.
    address: String,
    /// What whoever invites calls me.
    name: Option<String>,
    /// What I said.
    reply: Reply,
    /// Another time that I proposed: local time of the event.
    proposed: Option<String>,
    /// Under which number I was told of it: an answer is to that.
    sequence: i64,
}

impl InvitedView {
    fn of(seen: Seen) -> Result<Self, Refusal> {
        let event = seen.event()?.clone();
        let differs = seen.entries.len() > 1;
        let length = std::time::Duration::from_secs(event.when.minutes.unsigned_abs() * 60);
        let next = event.when.after(seen.now.minus(length));
        Ok(Self {
            organiser: seen.organiser,
            title: event.title,
            place: event.place,
            notes: event.notes,
            begins: written(event.when.begins),
            zone: event.when.zone,
            minutes: event.when.minutes,
            all_day: event.when.all_day,
            rule: event.when.rule,
            differs,
            from: next.as_ref().map(|one| one.from),
            until: next.as_ref().map(|one| one.until),
            address: seen.open.address,
            name: seen.open.name,
            reply: seen.row.reply,
            proposed: seen.row.proposed.map(written),
            sequence: seen.row.sequence,
        })
    }
}

async fn look(
    State(house): State<House>,
    Address(from): Address,
    Json(link): Json<InvitedLink>,
) -> Result<(NoStore, Json<InvitedView>), Problem> {
    let seen = guest::behind(&house, (from, "invited.look"), &link.token).await?;
    Ok((NoStore, Json(InvitedView::of(seen)?)))
}

/// What I answer.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct InvitedAnswer {
    /// The part behind the `#`.
    token: String,
    /// Under which number I was told of it.
    sequence: i64,
    /// Whether I come.
    reply: Reply,
    /// Another time that would suit me: local time of the event.
    #[serde(default)]
    proposed: Option<String>,
}

async fn answer(
    State(house): State<House>,
    Address(from): Address,
    Json(said): Json<InvitedAnswer>,
) -> Result<StatusCode, Problem> {
    let seen = (said.token.as_str(), said.sequence);
    guest::answer(&house, from, seen, (said.reply, said.proposed.as_deref())).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn calendar(
    State(house): State<House>,
    Address(from): Address,
    Json(link): Json<InvitedLink>,
) -> Result<Response, Problem> {
    let file = guest::into_calendar(&house, from, &link.token).await?;
    let named = "attachment; filename=\"invitation.ics\"";
    let kind = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CONTENT_DISPOSITION, named)];
    Ok((NoStore, kind, file).into_response())
}

async fn forget(
    State(house): State<House>,
    Address(from): Address,
    Json(link): Json<InvitedLink>,
) -> Result<StatusCode, Problem> {
    guest::forget(&house, from, &link.token).await?;
    Ok(StatusCode::NO_CONTENT)
}
