//! The wire: stations of a community, for those who run it.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{InOrg, Json, NoStore, Path, Query};

use super::actions::{self, Seen, Wish};
use super::{Place, Station, StationId};
use crate::intercom::Intercom;
use crate::place::{DoorId, HomeId};

/// Stations on a page.
const PAGE: u32 = 200;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/stations",
            get_with(list, |op| {
                op.id("station.list").summary("Door stations and indoor phones, and whether they are there.")
            })
            .post_with(add, |op| {
                op.id("station.add")
                    .with(seal::mark)
                    .summary("Enter a door station or an indoor phone; its password is told once.")
                    .response::<200, Json<StationMade>>()
            }),
        )
        .api_route(
            "/orgs/{org}/stations/{station}",
            delete_with(remove, |op| {
                op.id("station.remove").summary("Remove a station; it is gone at once.").response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/stations/{station}/turn",
            post_with(turn, |op| {
                op.id("station.turn")
                    .with(seal::mark)
                    .summary("Make a station's password anew; the old one ends.")
                    .response::<200, Json<StationMade>>()
            }),
        )
}

/// The community.
#[derive(Deserialize, JsonSchema)]
struct InPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
}

/// A station of the community.
#[derive(Deserialize, JsonSchema)]
struct StationPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// The station.
    station: StationId,
}

/// Which page.
#[derive(Deserialize, JsonSchema)]
struct StationPage {
    /// `next` of the page before.
    after: Option<StationId>,
}

/// Stations.
#[derive(Serialize, JsonSchema)]
struct StationList {
    /// The oldest first.
    items: Vec<StationView>,
    /// What comes after; null on the last page.
    next: Option<StationId>,
}

/// A station.
#[derive(Serialize, JsonSchema)]
struct StationView {
    /// Which.
    id: StationId,
    /// Its name.
    name: String,
    /// At which door; null where it is a phone.
    door: Option<DoorId>,
    /// In which home; null where it is at a door or at the desk.
    home: Option<HomeId>,
    /// Whether it is at the duty desk.
    desk: bool,
    /// The account that it registers with.
    account: String,
    /// The key by which it opens its own lock in a call; null where it has none.
    opens: Option<String>,
    /// Whether it knows MD5 alone.
    old: bool,
    /// Since when it is entered.
    made_at: Timestamp,
    /// Whether it is registered now.
    registered: bool,
}

impl From<Seen> for StationView {
    fn from(Seen { row, is_there }: Seen) -> Self {
        let (door, home) = match row.place {
            Place::Door(door) => (Some(door), None),
            Place::Home(home) => (None, Some(home)),
            Place::Desk => (None, None),
        };
        Self {
            id: row.id,
            name: row.name,
            door,
            home,
            desk: row.place == Place::Desk,
            account: row.account,
            opens: row.opens.map(String::from),
            old: row.is_old,
            made_at: row.made_at,
            registered: is_there,
        }
    }
}

async fn list(
    State(house): State<House>,
    Extension(intercom): Extension<Intercom>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Query(page): Query<StationPage>,
) -> Result<Json<StationList>, Problem> {
    let seen = actions::list(&house, &intercom, who, page.after, PAGE).await?;
    let next = seen.last().filter(|_| seen.len() >= PAGE as usize).map(|seen| seen.row.id);
    Ok(Json(StationList { items: seen.into_iter().map(StationView::from).collect(), next }))
}

/// A station to be entered: at a door, in a home or at the desk.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StationWish {
    /// 40 characters at most.
    name: String,
    /// At which door.
    #[serde(default)]
    door: Option<DoorId>,
    /// In which home.
    #[serde(default)]
    home: Option<HomeId>,
    /// The key by which it opens its own lock in a call: 0 to 9, * or #.
    #[serde(default)]
    opens: Option<String>,
    /// At the duty desk.
    #[serde(default)]
    desk: bool,
    /// It knows MD5 alone, as devices do that were made before 2020: it is not asked by SHA-256, at which such a device gives up.
    #[serde(default)]
    old: bool,
}

/// What is typed into the station. It is told this once.
#[derive(Serialize, JsonSchema)]
struct StationMade {
    /// Which.
    id: StationId,
    /// Its account.
    account: String,
    /// Its password.
    password: String,
    /// What the account is for, where the station asks.
    realm: String,
}

fn made(house: &House, (station, password): (Station, String)) -> (NoStore, Json<StationMade>) {
    let realm = house.config.sip.realm.clone();
    (NoStore, Json(StationMade { id: station.id, account: station.account, password, realm }))
}

async fn add(
    State(house): State<House>,
    Extension(intercom): Extension<Intercom>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<StationWish>,
) -> Result<(NoStore, Json<StationMade>), Problem> {
    let StationWish { name, door, home, opens, desk, old } = wish;
    let wish = Wish { name: &name, door, home, opens: opens.as_deref(), desk, old };
    Ok(made(&house, actions::add(&house, &intercom, who, wish).await?))
}

async fn turn(
    State(house): State<House>,
    Extension(intercom): Extension<Intercom>,
    InOrg(who): InOrg,
    Path(at): Path<StationPath>,
) -> Result<(NoStore, Json<StationMade>), Problem> {
    Ok(made(&house, actions::turn(&house, &intercom, who, at.station).await?))
}

async fn remove(
    State(house): State<House>,
    Extension(intercom): Extension<Intercom>,
    InOrg(who): InOrg,
    Path(at): Path<StationPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, &intercom, who, at.station).await?;
    Ok(StatusCode::NO_CONTENT)
}
