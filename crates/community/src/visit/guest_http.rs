//! The wire: a visit, for whoever holds its link.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{Address, Json, NoStore, Reads};

use super::guest::{self, Seen};
use super::rules::{Hours, Kind, hours};
use crate::pass::OwnCode;

/// The routes of those without an account.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/visits/look",
            post_with(look, |op| {
                op.id("visit.look")
                    .with(seal::mark)
                    .summary("Where and when I am expected, and what my phone makes codes of, by my link.")
                    .response::<200, Json<GuestVisit>>()
            }),
        )
        .api_route(
            "/visits/calendar",
            post_with(calendar, |op| {
                op.id("visit.guest.calendar")
                    .summary("My visit for my calendar (iCalendar), by my link.")
                    .response::<200, String>()
            }),
        )
}

/// What stands in my link.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GuestLink {
    /// The part behind the `#`.
    token: String,
}

/// A visit, for the visitor.
#[derive(Serialize, JsonSchema)]
struct GuestVisit {
    /// The community.
    community: String,
    /// Where it is.
    address: String,
    /// The number of the home; null for couriers of the property.
    home: Option<String>,
    /// As what I come.
    kind: Kind,
    /// The doors that open for me.
    doors: Vec<String>,
    /// From when on.
    from: Timestamp,
    /// Before when.
    until: Timestamp,
    /// When in the week; always where there is nothing.
    week: Vec<Hours>,
    /// How often doors open altogether; null means as often as I wish.
    uses: Option<u32>,
    /// What my phone makes codes of.
    code: Option<OwnCode>,
}

impl From<Seen> for GuestVisit {
    fn from(seen: Seen) -> Self {
        let row = &seen.found.row;
        Self {
            kind: row.kind,
            from: row.from_at,
            until: row.until_at,
            week: hours(&seen.found.week),
            uses: seen.found.uses,
            community: seen.community.name,
            address: seen.community.address,
            home: seen.home,
            doors: seen.doors,
            code: seen.code,
        }
    }
}

async fn look(
    State(house): State<House>,
    Address(from): Address,
    Json(link): Json<GuestLink>,
) -> Result<(NoStore, Json<GuestVisit>), Problem> {
    Ok((NoStore, Json(guest::look(&house, from, &link.token).await?.into())))
}

async fn calendar(
    State(house): State<House>,
    Address(from): Address,
    Reads(lang): Reads,
    Json(link): Json<GuestLink>,
) -> Result<Response, Problem> {
    let entry = guest::into_calendar(&house, from, &link.token, lang).await?;
    let named = "attachment; filename=\"visit.ics\"";
    let kind = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CONTENT_DISPOSITION, named)];
    Ok((NoStore, kind, entry).into_response())
}
