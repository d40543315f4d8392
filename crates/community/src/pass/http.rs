//! The wire: the doors of my home.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::PassId;
use super::handed::Code;
use super::mine::{self, Near, Ways};
use super::store::{Door, Of};
use crate::place::{DoorId, HomeId};

/// The routes of one's own.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/homes/{home}/doors",
            get_with(ways, |op| {
                op.id("door.mine")
                    .summary("The doors of my home, and how I open them.")
                    .response::<200, Json<OwnWays>>()
            }),
        )
        .api_route(
            "/homes/{home}/doors/{door}/open",
            post_with(open, |op| {
                op.id("door.open")
                    .summary("Open a door of my home: a button that I hold.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/me/doors/near",
            post_with(near, |op| {
                op.id("door.near")
                    .summary("Which of my doors are beside these access points; what was heard is not kept.")
                    .response::<200, Json<NearDoors>>()
            }),
        )
        .merge(of_passes())
}

fn of_passes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/homes/{home}/code",
            post_with(code, |op| {
                op.id("pass.code")
                    .with(seal::mark)
                    .summary("What my phone makes codes of by itself.")
                    .response::<200, Json<OwnCode>>()
            })
            .delete_with(renew, |op| {
                op.id("pass.code.renew")
                    .summary("My phone is lost: no code of it opens any more.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/homes/{home}/pin",
            put_with(set_pin, |op| {
                op.id("pass.pin.set").with(seal::mark).summary("Set my PIN.").response::<204, ()>()
            })
            .delete_with(drop_pin, |op| {
                op.id("pass.pin.remove").summary("Give up my PIN.").response::<204, ()>()
            }),
        )
        .api_route(
            "/homes/{home}/telephone",
            put_with(telephone, |op| {
                op.id("pass.telephone").summary("Let my telephone open, or not.").response::<204, ()>()
            }),
        )
        .api_route(
            "/homes/{home}/passes/{pass}",
            delete_with(lost, |op| {
                op.id("pass.lost").summary("A card is lost: it opens nothing any more.").response::<204, ()>()
            }),
        )
}

/// A home of mine.
#[derive(Deserialize, JsonSchema)]
struct HomePath {
    /// Which.
    home: HomeId,
}

/// A door of a home of mine.
#[derive(Deserialize, JsonSchema)]
struct DoorPath {
    /// Which home.
    home: HomeId,
    /// Which door.
    door: DoorId,
}

/// A pass of mine.
#[derive(Deserialize, JsonSchema)]
struct PassPath {
    /// Of which home.
    home: HomeId,
    /// Which.
    pass: PassId,
}

/// What a door belongs to.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum DoorOf {
    /// One staircase.
    Unit,
    /// One building.
    Building,
    /// The whole community.
    Community,
}

impl From<Of> for DoorOf {
    fn from(of: Of) -> Self {
        match of {
            Of::Unit => Self::Unit,
            Of::Building => Self::Building,
            Of::Community => Self::Community,
        }
    }
}

/// A door of my home.
#[derive(Serialize, JsonSchema)]
struct OwnDoor {
    /// Which.
    id: DoorId,
    /// Its name.
    name: String,
    /// What it belongs to.
    of: DoorOf,
    /// Whether it is closed to most at this moment.
    closed: bool,
}

impl From<Door> for OwnDoor {
    fn from(door: Door) -> Self {
        Self { id: door.id, name: door.name, of: door.of.into(), closed: door.closed }
    }
}

/// A card of mine.
#[derive(Serialize, JsonSchema)]
struct OwnCard {
    /// Which pass.
    id: PassId,
    /// The last digits of its number.
    number: String,
    /// Since when.
    since: Timestamp,
}

/// The doors of my home, and my ways.
#[derive(Serialize, JsonSchema)]
struct OwnWays {
    /// The nearest first: of the staircase, the building, the community.
    doors: Vec<OwnDoor>,
    /// Since when I have a PIN; null where I have none.
    pin_since: Option<Timestamp>,
    /// Whether my telephone opens with '#'.
    telephone: bool,
    /// My cards.
    cards: Vec<OwnCard>,
    /// Whether I may say which door: this house turns speech into text.
    hears: bool,
}

async fn ways(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
) -> Result<(NoStore, Json<OwnWays>), Problem> {
    let Ways { doors, pin_since, telephone, cards, hears } = mine::ways(&house, who, at.home).await?;
    let cards = cards.into_iter().map(|(id, number, since)| OwnCard { id, number, since }).collect();
    let doors = doors.into_iter().map(OwnDoor::from).collect();
    Ok((NoStore, Json(OwnWays { doors, pin_since, telephone, cards, hears })))
}

async fn open(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<DoorPath>,
) -> Result<StatusCode, Problem> {
    mine::open(&house, who, (at.home, at.door)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What my phone heard.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct HeardPoints {
    /// Access points by their numbers (`aa:bb:cc:dd:ee:ff`), sixty-four at most.
    points: Vec<String>,
}

/// Doors that are near.
#[derive(Serialize, JsonSchema)]
struct NearDoors {
    /// Those that I may open.
    items: Vec<NearDoor>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
struct NearDoor {
    /// Of which home.
    home: HomeId,
    /// Its public number.
    number: String,
    /// Which door.
    door: DoorId,
    /// Its name.
    name: String,
}

async fn near(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(heard): Json<HeardPoints>,
) -> Result<(NoStore, Json<NearDoors>), Problem> {
    let view = |Near { home, door }: Near| NearDoor {
        home: home.id,
        number: home.number,
        door: door.id,
        name: door.name,
    };
    let items = mine::near(&house, who, &heard.points).await?.into_iter().map(view).collect();
    Ok((NoStore, Json(NearDoors { items })))
}

/// A door of a code.
#[derive(Serialize, JsonSchema)]
struct CodeDoor {
    /// Its number at its agent: sixteen bytes in base64url.
    number: String,
    /// Its name.
    name: String,
}

/// What my phone makes codes of, each half minute and without the house.
#[derive(Serialize, JsonSchema)]
pub(crate) struct OwnCode {
    /// The number of the pass: sixteen bytes in base64url.
    pass: String,
    /// Its key: thirty-two bytes in base64url. It is kept in memory only.
    secret: String,
    /// The doors, sixteen at most.
    doors: Vec<CodeDoor>,
    /// The house's word that the pass is good, to be laid behind each code; null before the first door is paired.
    slip: Option<String>,
    /// The house's time, so that a phone whose clock is wrong makes codes that are right.
    now: Timestamp,
}

impl From<Code> for OwnCode {
    fn from(code: Code) -> Self {
        // `::pass` writes a key as base64url where it is serialised, and nowhere else.
        let secret = serde_json::to_value(&code.secret).ok();
        let secret = secret.and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default();
        let door = |door: Door| CodeDoor {
            number: ::pass::DoorId::new(door.id.bytes()).to_string(),
            name: door.name,
        };
        Self {
            pass: code.pass.to_string(),
            secret,
            doors: code.doors.into_iter().map(door).collect(),
            slip: code.slip,
            now: code.now,
        }
    }
}

/// Nothing is asked but the answer, which is sealed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OwnCodeWish {}

async fn code(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
    Json(OwnCodeWish {}): Json<OwnCodeWish>,
) -> Result<(NoStore, Json<OwnCode>), Problem> {
    Ok((NoStore, Json(mine::code(&house, who, at.home).await?.into())))
}

async fn renew(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
) -> Result<StatusCode, Problem> {
    mine::renew_code(&house, who, at.home).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// My PIN.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PinWish {
    /// Six to eight digits that are not easily guessed.
    pin: String,
}

async fn set_pin(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
    Json(wish): Json<PinWish>,
) -> Result<StatusCode, Problem> {
    mine::set_pin(&house, who, at.home, &wish.pin).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn drop_pin(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
) -> Result<StatusCode, Problem> {
    mine::drop_pin(&house, who, at.home).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether my telephone opens.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TelephoneWish {
    /// True: whoever is called for me opens with '#'.
    opens: bool,
}

async fn telephone(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
    Json(wish): Json<TelephoneWish>,
) -> Result<StatusCode, Problem> {
    mine::set_telephone(&house, who, (at.home, wish.opens)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn lost(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<PassPath>,
) -> Result<StatusCode, Problem> {
    mine::lost(&house, who, (at.home, at.pass)).await?;
    Ok(StatusCode::NO_CONTENT)
}
