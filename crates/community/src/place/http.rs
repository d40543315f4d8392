//! The wire: communities, and what stands in one.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{InOrg, Json, Path, Query, SignedIn};

use super::actions::{self, HomeWritten, Plan, What, Written};
use super::{BuildingId, Community, DoorId, Home, HomeId, UnitId, rules};

/// Homes on a page.
const PAGE: u32 = 500;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/communities",
            get_with(list, |op| {
                op.id("community.list").summary("The communities of this house, with where they are.")
            }),
        )
        .api_route(
            "/orgs/{org}/community",
            get_with(plan, |op| {
                op.id("community.plan").summary("What stands in the community, for its property.")
            })
            .put_with(put, |op| {
                op.id("community.put").summary("Open the community of an organisation, or change it.")
            }),
        )
        .merge(of_buildings())
        .api_route(
            "/orgs/{org}/homes",
            get_with(homes, |op| op.id("home.list").summary("The homes of the community."))
                .post_with(add_home, |op| op.id("home.add").summary("Add a home.")),
        )
        .api_route(
            "/orgs/{org}/homes/{home}",
            put_with(change_home, |op| op.id("home.change").summary("Change a home.").response::<204, ()>())
                .delete_with(remove_home, |op| {
                    op.id("home.remove").summary("Remove a home in which nobody lives.").response::<204, ()>()
                }),
        )
}

fn of_buildings() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/buildings",
            post_with(add_building, |op| op.id("building.add").summary("Add a building.")),
        )
        .api_route(
            "/orgs/{org}/buildings/{building}",
            delete_with(remove_building, |op| {
                op.id("building.remove").summary("Remove an empty building.").response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/units",
            post_with(add_unit, |op| op.id("unit.add").summary("Add a unit to a building.")),
        )
        .api_route(
            "/orgs/{org}/units/{unit}",
            delete_with(remove_unit, |op| {
                op.id("unit.remove").summary("Remove an empty unit.").response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/doors",
            post_with(add_door, |op| {
                op.id("door.add").summary("Add a door to the community, a building or a unit.")
            }),
        )
        .api_route(
            "/orgs/{org}/doors/{door}",
            delete_with(remove_door, |op| {
                op.id("door.remove").summary("Remove a door.").response::<204, ()>()
            }),
        )
}

/// An organisation of mine.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct InPath {
    /// Which.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
}

/// The communities of the house.
#[derive(Serialize, JsonSchema)]
struct CommunityList {
    /// By name. Which one is near is found on the device that asks.
    items: Vec<CommunityView>,
}

/// A community.
#[derive(Serialize, JsonSchema)]
struct CommunityView {
    /// The organisation that it is.
    org: OrgId,
    /// Its public number.
    number: String,
    /// Its name.
    name: String,
    /// Its address.
    address: String,
    /// Degrees north; null where its property gave no point.
    latitude: Option<f64>,
    /// Degrees east.
    longitude: Option<f64>,
}

impl From<Community> for CommunityView {
    fn from(one: Community) -> Self {
        let Community { org, number, name, address, point } = one;
        let (north, east) = point.unzip();
        Self {
            org,
            number,
            name,
            address,
            latitude: north.map(rules::degrees),
            longitude: east.map(rules::degrees),
        }
    }
}

async fn list(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<CommunityList>, Problem> {
    let items = actions::list(&house, who).await?.into_iter().map(CommunityView::from).collect();
    Ok(Json(CommunityList { items }))
}

/// What is written of a community.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CommunityWish {
    /// Its name: 60 characters at most.
    name: String,
    /// Its address: 200 characters at most.
    address: String,
    /// Degrees north, from -90 to 90; with the longitude or not at all.
    #[serde(default)]
    latitude: Option<f64>,
    /// Degrees east, from -180 to 180.
    #[serde(default)]
    longitude: Option<f64>,
}

async fn put(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<CommunityWish>,
) -> Result<Json<CommunityView>, Problem> {
    let CommunityWish { name, address, latitude, longitude } = wish;
    let written = Written { name: &name, address: &address, latitude, longitude };
    Ok(Json(actions::put(&house, who, written).await?.into()))
}

/// What stands in a community.
#[derive(Serialize, JsonSchema)]
struct PlanView {
    /// The community.
    community: CommunityView,
    /// Its buildings, by name.
    buildings: Vec<BuildingView>,
    /// Their units.
    units: Vec<UnitView>,
    /// Its doors.
    doors: Vec<DoorView>,
}

/// A building.
#[derive(Serialize, JsonSchema)]
struct BuildingView {
    /// Which.
    id: BuildingId,
    /// Its name.
    name: String,
}

/// A unit.
#[derive(Serialize, JsonSchema)]
struct UnitView {
    /// Which.
    id: UnitId,
    /// Of which building.
    building: BuildingId,
    /// Its name.
    name: String,
}

/// A door.
#[derive(Serialize, JsonSchema)]
struct DoorView {
    /// Which.
    id: DoorId,
    /// Of which building; null where it is one of the whole community.
    building: Option<BuildingId>,
    /// Of which unit; null where it is one of the whole building.
    unit: Option<UnitId>,
    /// Its name.
    name: String,
}

impl From<Plan> for PlanView {
    fn from(Plan { community, buildings, units, doors }: Plan) -> Self {
        Self {
            community: community.into(),
            buildings: buildings.into_iter().map(|(id, name)| BuildingView { id, name }).collect(),
            units: units.into_iter().map(|(id, building, name)| UnitView { id, building, name }).collect(),
            doors: doors
                .into_iter()
                .map(|door| DoorView {
                    id: door.id,
                    building: door.building,
                    unit: door.unit,
                    name: door.name,
                })
                .collect(),
        }
    }
}

async fn plan(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<PlanView>, Problem> {
    Ok(Json(actions::plan(&house, who).await?.into()))
}

/// A name.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BuildingWish {
    /// 40 characters at most.
    name: String,
}

/// Something that there is now.
#[derive(Serialize, JsonSchema)]
struct BuildingMade {
    /// Which.
    id: BuildingId,
}

async fn add_building(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<BuildingWish>,
) -> Result<Json<BuildingMade>, Problem> {
    Ok(Json(BuildingMade { id: actions::add_building(&house, who, &wish.name).await? }))
}

/// A unit to be added.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UnitWish {
    /// To which building.
    building: BuildingId,
    /// 40 characters at most.
    name: String,
}

/// A unit that there is now.
#[derive(Serialize, JsonSchema)]
struct UnitMade {
    /// Which.
    id: UnitId,
}

async fn add_unit(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<UnitWish>,
) -> Result<Json<UnitMade>, Problem> {
    Ok(Json(UnitMade { id: actions::add_unit(&house, who, wish.building, &wish.name).await? }))
}

/// A door to be added.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DoorWish {
    /// Of which building; of the whole community where both are absent.
    #[serde(default)]
    building: Option<BuildingId>,
    /// Of which unit.
    #[serde(default)]
    unit: Option<UnitId>,
    /// 40 characters at most.
    name: String,
}

/// A door that there is now.
#[derive(Serialize, JsonSchema)]
struct DoorMade {
    /// Which.
    id: DoorId,
}

async fn add_door(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<DoorWish>,
) -> Result<Json<DoorMade>, Problem> {
    let id = actions::add_door(&house, who, (wish.building, wish.unit), &wish.name).await?;
    Ok(Json(DoorMade { id }))
}

/// Which page of the homes.
#[derive(Deserialize, JsonSchema)]
struct HomePage {
    /// `next` of the page before.
    after: Option<HomeId>,
}

/// Homes.
#[derive(Serialize, JsonSchema)]
struct HomeList {
    /// The oldest first.
    items: Vec<HomeView>,
    /// What comes after; null on the last page.
    next: Option<HomeId>,
}

/// A home.
#[derive(Serialize, JsonSchema)]
struct HomeView {
    /// Which.
    id: HomeId,
    /// In which unit.
    unit: UnitId,
    /// Its public number.
    number: String,
    /// The room.
    room: String,
    /// The floor.
    floor: Option<i64>,
}

impl From<Home> for HomeView {
    fn from(home: Home) -> Self {
        let Home { id, org: _, unit, number, room, floor } = home;
        Self { id, unit, number, room, floor }
    }
}

async fn homes(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Query(page): Query<HomePage>,
) -> Result<Json<HomeList>, Problem> {
    let homes = actions::homes(&house, who, page.after, PAGE).await?;
    let next = homes.last().filter(|_| homes.len() >= PAGE as usize).map(|home| home.id);
    Ok(Json(HomeList { items: homes.into_iter().map(HomeView::from).collect(), next }))
}

/// What is written of a home.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct HomeWish {
    /// In which unit.
    unit: UnitId,
    /// Its public number in the community, such as `3-1-502`: 20 characters at most.
    number: String,
    /// The room: 20 characters at most.
    room: String,
    /// The floor, from -20 to 200.
    #[serde(default)]
    floor: Option<i64>,
}

impl HomeWish {
    fn written(&self) -> HomeWritten<'_> {
        HomeWritten { unit: self.unit, number: &self.number, room: &self.room, floor: self.floor }
    }
}

/// A home that there is now.
#[derive(Serialize, JsonSchema)]
struct HomeMade {
    /// Which.
    id: HomeId,
}

async fn add_home(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<HomeWish>,
) -> Result<Json<HomeMade>, Problem> {
    Ok(Json(HomeMade { id: actions::add_home(&house, who, wish.written()).await? }))
}

/// A home of the community.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct HomeInPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// The home.
    pub(crate) home: HomeId,
}

async fn change_home(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<HomeInPath>,
    Json(wish): Json<HomeWish>,
) -> Result<StatusCode, Problem> {
    actions::change_home(&house, who, at.home, wish.written()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove_home(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<HomeInPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, What::Home(at.home)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A building of the community.
#[derive(Deserialize, JsonSchema)]
struct BuildingPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// The building.
    building: BuildingId,
}

async fn remove_building(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<BuildingPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, What::Building(at.building)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A unit of the community.
#[derive(Deserialize, JsonSchema)]
struct UnitPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// The unit.
    unit: UnitId,
}

async fn remove_unit(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<UnitPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, What::Unit(at.unit)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A door of the community.
#[derive(Deserialize, JsonSchema)]
struct DoorPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// The door.
    door: DoorId,
}

async fn remove_door(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<DoorPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, What::Door(at.door)).await?;
    Ok(StatusCode::NO_CONTENT)
}
