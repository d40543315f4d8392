//! The wire: the log of a home for those who live there, and of a community for its desk.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use ground::{OrgId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{InOrg, Json, NoStore, Path, Query, SignedIn};

use super::OpeningId;
use super::actions::{self, Log, Logged, Ordered, Seen};
use super::rules::Done;
use crate::place::http::InPath;
use crate::place::{DoorId, HomeId};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/homes/{home}/openings",
            get_with(mine, |op| {
                op.id("opening.mine")
                    .summary("What opened by the rights of my home.")
                    .response::<200, Json<DoorEntryList>>()
            }),
        )
        .api_route(
            "/orgs/{org}/openings",
            get_with(log, |op| {
                op.id("opening.log")
                    .summary("What the doors of the community did, with masked names.")
                    .response::<200, Json<DoorLog>>()
            }),
        )
        .api_route(
            "/orgs/{org}/openings/{entry}/look",
            post_with(look, |op| {
                op.id("opening.look")
                    .with(seal::mark)
                    .summary("The whole name behind an entry, with a reason that its holder reads.")
                    .response::<200, Json<EntryNameView>>()
            }),
        )
}

/// A home of mine.
#[derive(Deserialize, JsonSchema)]
struct HomePath {
    /// Which.
    home: HomeId,
}

/// Which page.
#[derive(Deserialize, JsonSchema)]
struct OwnPage {
    /// `next` of the page before.
    before: Option<OpeningId>,
}

/// The log of my home.
#[derive(Serialize, JsonSchema)]
struct DoorEntryList {
    /// The latest first.
    items: Vec<DoorEntryView>,
    /// What comes after; null on the last page.
    next: Option<OpeningId>,
}

/// An entry.
#[derive(Serialize, JsonSchema)]
struct DoorEntryView {
    /// Which.
    id: OpeningId,
    /// The name of the door.
    door: String,
    /// When, by the door's clock.
    at: Timestamp,
    /// Whether the door was sure of the time.
    sure: bool,
    /// What it did.
    what: Done,
    /// Which way was shown.
    way: Option<String>,
    /// Why it stayed shut.
    reason: Option<String>,
    /// Whether it was I.
    own: bool,
}

impl From<Seen> for DoorEntryView {
    fn from(Seen { row, door, is_own }: Seen) -> Self {
        Self {
            id: row.id,
            door,
            at: row.at,
            sure: row.is_sure,
            what: row.what,
            way: row.way,
            reason: row.reason,
            own: is_own,
        }
    }
}

async fn mine(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
    Query(page): Query<OwnPage>,
) -> Result<(NoStore, Json<DoorEntryList>), Problem> {
    let (seen, next) = actions::mine(&house, who, (at.home, page.before)).await?;
    let items = seen.into_iter().map(DoorEntryView::from).collect();
    Ok((NoStore, Json(DoorEntryList { items, next })))
}

/// Which page of the log.
#[derive(Deserialize, JsonSchema)]
struct LogPage {
    /// Of which door; of all where it is absent.
    door: Option<DoorId>,
    /// `next` of the page before.
    before: Option<OpeningId>,
}

/// The log of the doors.
#[derive(Serialize, JsonSchema)]
struct DoorLog {
    /// The latest first.
    items: Vec<LogView>,
    /// What the desk ordered, the latest first.
    orders: Vec<DeskOrderView>,
    /// What comes after; null on the last page.
    next: Option<OpeningId>,
}

/// An entry.
#[derive(Serialize, JsonSchema)]
struct LogView {
    /// Which.
    id: OpeningId,
    /// The name of the door.
    door: String,
    /// When, by the door's clock.
    at: Timestamp,
    /// Whether the door was sure of the time.
    sure: bool,
    /// What it did.
    what: Done,
    /// Which way was shown.
    way: Option<String>,
    /// Why it stayed shut.
    reason: Option<String>,
    /// The public number of the home.
    home: Option<String>,
    /// The first sign of the name; null where nobody's name stands behind it, or no longer.
    name: Option<String>,
}

impl From<Logged> for LogView {
    fn from(Logged { row, door, home, masked }: Logged) -> Self {
        Self {
            id: row.id,
            door,
            at: row.at,
            sure: row.is_sure,
            what: row.what,
            way: row.way,
            reason: row.reason,
            home,
            name: masked,
        }
    }
}

/// An order of the desk.
#[derive(Serialize, JsonSchema)]
struct DeskOrderView {
    /// The name of the door.
    door: String,
    /// Who of the desk; null where his account is closed.
    by: Option<String>,
    /// Why.
    reason: Option<String>,
    /// When.
    at: Timestamp,
}

impl From<Ordered> for DeskOrderView {
    fn from(Ordered { door, by, reason, at }: Ordered) -> Self {
        Self { door, by, reason, at }
    }
}

async fn log(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Query(page): Query<LogPage>,
) -> Result<(NoStore, Json<DoorLog>), Problem> {
    let Log { entries, orders, next } = actions::log(&house, who, (page.door, page.before)).await?;
    let items = entries.into_iter().map(LogView::from).collect();
    let orders = orders.into_iter().map(DeskOrderView::from).collect();
    Ok((NoStore, Json(DoorLog { items, orders, next })))
}

/// An entry of the community.
#[derive(Deserialize, JsonSchema)]
struct EntryPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// The entry.
    entry: OpeningId,
}

/// Why I look.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EntryLookWish {
    /// 2 to 200 characters; whoever it is reads them.
    #[serde(default)]
    reason: Option<String>,
}

/// The whole name.
#[derive(Serialize, JsonSchema)]
struct EntryNameView {
    /// The name, as it was entered.
    name: String,
}

async fn look(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<EntryPath>,
    Json(wish): Json<EntryLookWish>,
) -> Result<(NoStore, Json<EntryNameView>), Problem> {
    let name = actions::look_closer(&house, who, (at.entry, wish.reason.as_deref())).await?;
    Ok((NoStore, Json(EntryNameView { name })))
}
