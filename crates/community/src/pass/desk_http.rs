//! The wire: passes and doors at the property's desk.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{InOrg, Json, NoStore, Path, Query};

use super::desk::{self, Gift, Setting};
use super::rules::CardForm;
use super::store::Door;
use super::views::Holding;
use super::{Holder, Kind, PassId};
use crate::household::ResidentId;
use crate::place::http::HomeInPath;
use crate::place::{DoorId, HomeId};

/// The routes of the desk.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/doors/{door}/settings",
            get_with(door, |op| op.id("door.settings").summary("What is set at a door of the community."))
                .put_with(set, |op| {
                    op.id("door.set")
                        .summary("Close a door to most or open it again; its cards and access points.")
                        .response::<204, ()>()
                }),
        )
        .api_route(
            "/orgs/{org}/doors/{door}/order",
            post_with(order, |op| {
                op.id("door.order")
                    .with(seal::mark)
                    .summary("Open a door, with a reason that is kept.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/doors/{door}/passes",
            get_with(at_door, |op| {
                op.id("pass.at_door")
                    .summary("Who has passes at a door; each look is recorded.")
                    .response::<200, Json<PassList>>()
            }),
        )
        .api_route(
            "/orgs/{org}/homes/{home}/passes",
            get_with(of_home, |op| {
                op.id("pass.of_home")
                    .summary("The passes of a home; each look is recorded.")
                    .response::<200, Json<PassList>>()
            }),
        )
        .api_route(
            "/orgs/{org}/homes/{home}/residents/{resident}/passes",
            post_with(give, |op| {
                op.id("pass.give")
                    .with(seal::mark)
                    .summary("Give somebody of a home a card or a PIN.")
                    .response::<200, Json<PassGiven>>()
            }),
        )
        .api_route(
            "/orgs/{org}/passes/{pass}",
            delete_with(end, |op| op.id("pass.end").summary("End a pass at once.").response::<204, ()>()),
        )
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

/// Somebody of a home of the community.
#[derive(Deserialize, JsonSchema)]
struct ResidentPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// The home.
    home: HomeId,
    /// To whom.
    resident: ResidentId,
}

/// A pass of the community.
#[derive(Deserialize, JsonSchema)]
struct PassPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// The pass.
    pass: PassId,
}

/// What is set at a door.
#[derive(Serialize, JsonSchema)]
struct DoorSettings {
    /// Which.
    id: DoorId,
    /// Its name.
    name: String,
    /// Whether it is closed to all but the desk and rescue.
    closed: bool,
    /// How many bits of a card's number count: 24 or 32.
    card_bits: u8,
    /// Access points beside it.
    points: Vec<String>,
}

async fn door(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<DoorPath>,
) -> Result<Json<DoorSettings>, Problem> {
    let Door { id, name, closed, card_bits, points, .. } = desk::door(&house, who, at.door).await?;
    Ok(Json(DoorSettings { id, name, closed, card_bits, points }))
}

/// What is to be set.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DoorSetting {
    /// True closes it to all but the desk and rescue.
    closed: bool,
    /// 24 or 32.
    card_bits: u8,
    /// Access points beside it (`aa:bb:cc:dd:ee:ff`), eight at most.
    #[serde(default)]
    points: Vec<String>,
}

async fn set(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<DoorPath>,
    Json(wish): Json<DoorSetting>,
) -> Result<StatusCode, Problem> {
    let setting = Setting { closed: wish.closed, card_bits: wish.card_bits, points: &wish.points };
    desk::set(&house, who, at.door, setting).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Why the desk opens.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DoorOrderWish {
    /// 2 to 200 characters.
    #[serde(default)]
    reason: Option<String>,
}

async fn order(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<DoorPath>,
    Json(wish): Json<DoorOrderWish>,
) -> Result<StatusCode, Problem> {
    desk::order(&house, who, at.door, wish.reason.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which page.
#[derive(Deserialize, JsonSchema)]
struct PassPage {
    /// `next` of the page before.
    after: Option<PassId>,
}

/// Passes.
#[derive(Serialize, JsonSchema)]
struct PassList {
    /// The oldest first.
    items: Vec<PassView>,
    /// What comes after; null on the last page.
    next: Option<PassId>,
}

/// A pass.
#[derive(Serialize, JsonSchema)]
struct PassView {
    /// Which.
    id: PassId,
    /// Who holds it.
    holder: Holder,
    /// Which way in.
    way: Kind,
    /// The public number of the home by whose right it opens.
    home: Option<String>,
    /// The name of whom it is of that home; null where his account rests, or where it is the desk's.
    name: Option<String>,
    /// Since when.
    since: Timestamp,
    /// From when.
    from: Option<Timestamp>,
    /// Before when.
    until: Option<Timestamp>,
}

impl From<Holding> for PassView {
    fn from(Holding { row, home, name, .. }: Holding) -> Self {
        Self {
            id: row.id,
            holder: row.holder,
            way: row.kind,
            home,
            name,
            since: row.made_at,
            from: row.from_at,
            until: row.until_at,
        }
    }
}

fn listed(holdings: Vec<Holding>, next: Option<PassId>) -> (NoStore, Json<PassList>) {
    (NoStore, Json(PassList { items: holdings.into_iter().map(PassView::from).collect(), next }))
}

async fn at_door(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<DoorPath>,
    Query(page): Query<PassPage>,
) -> Result<(NoStore, Json<PassList>), Problem> {
    let holdings = desk::at_door(&house, who, (at.door, page.after)).await?;
    let next = holdings.last().filter(|_| holdings.len() >= desk::PAGE as usize).map(|last| last.row.id);
    Ok(listed(holdings, next))
}

async fn of_home(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<HomeInPath>,
) -> Result<(NoStore, Json<PassList>), Problem> {
    Ok(listed(desk::of_home(&house, who, at.home).await?, None))
}

/// What is given.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PassGiftWish {
    /// The number of a card as a reader gives it; absent for a PIN that the house draws.
    #[serde(default)]
    number: Option<String>,
    /// How the reader writes it; `decimal` where it is absent.
    #[serde(default)]
    form: Option<CardForm>,
}

/// What was given.
#[derive(Serialize, JsonSchema)]
struct PassGiven {
    /// Which pass.
    id: PassId,
    /// The PIN, shown this once; null for a card.
    pin: Option<String>,
}

async fn give(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<ResidentPath>,
    Json(wish): Json<PassGiftWish>,
) -> Result<(NoStore, Json<PassGiven>), Problem> {
    let gift = match &wish.number {
        Some(number) => Gift::Card(number, wish.form.unwrap_or(CardForm::Decimal)),
        None => Gift::Pin,
    };
    let given = desk::give(&house, who, (at.home, at.resident), gift).await?;
    Ok((NoStore, Json(PassGiven { id: given.id, pin: given.pin })))
}

async fn end(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<PassPath>,
) -> Result<StatusCode, Problem> {
    desk::end(&house, who, at.pass).await?;
    Ok(StatusCode::NO_CONTENT)
}
