//! The wire: people outside at an event of mine.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::going::Outward;
use super::rules::Why;
use super::views::Open;
use super::{Outsider, OutsiderId, actions};
use crate::calendar::EventId;
use crate::calendar::http::EventPath;
use crate::calendar::rules::{Reply, written};

/// The routes of whoever organises.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/events/{event}/outside",
            get_with(list, |op| {
                op.id("event.outside")
                    .summary("Who outside is invited to an event of mine by mail, and what they said.")
                    .response::<200, Json<Outsiders>>()
            })
            .post_with(invite, |op| {
                op.id("event.outside.invite")
                    .with(seal::mark)
                    .summary("Invite somebody outside to an event of mine, by mail.")
                    .response::<200, Json<OutsiderMade>>()
            }),
        )
        .api_route(
            "/me/events/{event}/outside/{outsider}",
            delete_with(remove, |op| {
                op.id("event.outside.remove")
                    .summary("Invite somebody outside no longer; he is told by mail.")
                    .response::<204, ()>()
            }),
        )
}

/// People outside.
#[derive(Serialize, JsonSchema)]
struct Outsiders {
    /// Whether somebody outside can be invited, and why not.
    outward: Outward,
    /// In the order of their invitation.
    items: Vec<OutsiderView>,
}

/// Somebody outside.
#[derive(Serialize, JsonSchema)]
struct OutsiderView {
    /// Which.
    id: OutsiderId,
    /// Where the mail goes; null where it cannot be shown.
    address: Option<String>,
    /// What I call him.
    name: Option<String>,
    /// What he said.
    reply: Reply,
    /// Another time that he proposed: local time of the event.
    proposed: Option<String>,
    /// When the last mail left.
    told_at: Option<Timestamp>,
    /// Why the last one did not.
    why: Option<Why>,
}

impl OutsiderView {
    fn of((row, open): (Outsider, Option<Open>)) -> Self {
        let (address, name) = open.map(|open| (open.address, open.name)).unzip();
        Self {
            id: row.id,
            address,
            name: name.flatten(),
            reply: row.reply,
            proposed: row.proposed.map(written),
            told_at: row.told_at,
            why: row.why,
        }
    }
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<EventPath>,
) -> Result<(NoStore, Json<Outsiders>), Problem> {
    let (outward, rows) = actions::list(&house, who, at.event).await?;
    let items = rows.into_iter().map(OutsiderView::of).collect();
    Ok((NoStore, Json(Outsiders { outward, items })))
}

/// Somebody outside to be invited.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OutsiderWish {
    /// A mail address.
    address: String,
    /// What I call him: up to 60 characters.
    #[serde(default)]
    name: Option<String>,
}

/// He is invited.
#[derive(Serialize, JsonSchema)]
struct OutsiderMade {
    /// Which.
    id: OutsiderId,
}

async fn invite(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<EventPath>,
    Json(wish): Json<OutsiderWish>,
) -> Result<Json<OutsiderMade>, Problem> {
    let id = actions::invite(&house, who, at.event, (&wish.address, wish.name.as_deref())).await?;
    Ok(Json(OutsiderMade { id }))
}

/// Somebody outside at an event.
#[derive(Deserialize, JsonSchema)]
struct OutsiderPath {
    /// At which.
    event: EventId,
    /// Who.
    outsider: OutsiderId,
}

async fn remove(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<OutsiderPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, (at.event, at.outsider)).await?;
    Ok(StatusCode::NO_CONTENT)
}
