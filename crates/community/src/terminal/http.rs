//! The wire: the terminal at a door, for the desk; and those that have something of mine.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State as Of;
use axum::http::StatusCode;
use ground::{OrgId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{InOrg, Json, NoStore, Path, SignedIn};

use super::Place;
use super::actions::{self, AtDesk, Mine};
use super::rules::{Kind, Maker, State};
use crate::place::{DoorId, HomeId};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/doors/{door}/terminal",
            get_with(get, |op| {
                op.id("door.terminal.get")
                    .summary("The terminal at a door: how it is, what is in its library, and what is gone from it.")
                    .response::<200, Json<TerminalView>>()
            })
            .put_with(set, |op| {
                op.id("door.terminal.set")
                    .summary("Set the terminal at a door, and whether faces go into its library.")
                    .response::<204, ()>()
            })
            .delete_with(remove, |op| {
                op.id("door.terminal.remove")
                    .summary("Take the terminal of a door away: its library is emptied.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/homes/{home}/terminals",
            get_with(mine, |op| {
                op.id("home.terminals")
                    .summary("The terminals at the doors of a home of mine, and what of mine is in their libraries.")
                    .response::<200, Json<MyTerminals>>()
            }),
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

/// The terminal at a door.
#[derive(Serialize, JsonSchema)]
struct TerminalView {
    /// Who made it; null where none is set.
    maker: Option<Maker>,
    /// Whether faces go into its library.
    faces: bool,
    /// Since when it is set.
    set_at: Option<Timestamp>,
    /// Makers that whoever runs the house allows.
    makers: Vec<Maker>,
    /// Whether the maker that is set is one of them.
    allowed: bool,
    /// Whether the agent at the door is linked now.
    linked: bool,
    /// The maker of the terminal that the agent has; null where it has none.
    agent_maker: Option<Maker>,
    /// Since when the terminal is reached; null where it cannot be.
    reached_at: Option<Timestamp>,
    /// Since when it cannot be reached; null where it is.
    lost_at: Option<Timestamp>,
    /// How many are in its library.
    people: u32,
    /// How many were removed from it who were in no list.
    removed: u32,
    /// What is in it.
    counts: Vec<TerminalCount>,
    /// How much ended and is not confirmed to be gone.
    waiting: u64,
    /// Since when the oldest of it.
    waiting_since: Option<Timestamp>,
    /// What ended, the newest first.
    ended: Vec<TerminalPlace>,
}

/// How much of a kind is in a library.
#[derive(Serialize, JsonSchema)]
struct TerminalCount {
    /// Which kind.
    kind: Kind,
    /// How much.
    count: u64,
}

/// Something that is or was in the library of a terminal.
#[derive(Serialize, JsonSchema)]
struct TerminalPlace {
    /// What it is.
    kind: Kind,
    /// What the terminal made of it.
    state: State,
    /// When it was handed over.
    handed_at: Timestamp,
    /// Since when it should be gone; null where it may be there.
    ended_at: Option<Timestamp>,
    /// Since when it is gone: the terminal, asked for it, did not know it any more.
    gone_at: Option<Timestamp>,
}

impl From<Place> for TerminalPlace {
    fn from(Place { kind, state, handed_at, ended_at, gone_at, .. }: Place) -> Self {
        Self { kind, state, handed_at, ended_at, gone_at }
    }
}

impl From<AtDesk> for TerminalView {
    fn from(at: AtDesk) -> Self {
        let counts = at.counts.into_iter().map(|(kind, count)| TerminalCount { kind, count }).collect();
        let known = at.known.as_ref();
        Self {
            maker: at.set.map(|set| set.maker),
            faces: at.set.is_some_and(|set| set.faces),
            set_at: at.set.map(|set| set.set_at),
            makers: at.makers,
            allowed: at.is_allowed,
            linked: at.is_linked,
            agent_maker: known.map(|known| known.maker),
            reached_at: known.and_then(|known| known.reached_at),
            lost_at: known.and_then(|known| known.lost_at),
            people: known.map_or(0, |known| known.people),
            removed: known.map_or(0, |known| known.removed),
            counts,
            waiting: at.waiting.0,
            waiting_since: at.waiting.1,
            ended: at.ended.into_iter().map(TerminalPlace::from).collect(),
        }
    }
}

async fn get(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<DoorPath>,
) -> Result<(NoStore, Json<TerminalView>), Problem> {
    Ok((NoStore, Json(TerminalView::from(actions::get(&house, who, at.door).await?))))
}

/// What is to be set.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TerminalWish {
    /// Who made it.
    maker: Maker,
    /// Whether faces go into its library.
    faces: bool,
}

async fn set(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<DoorPath>,
    Json(wish): Json<TerminalWish>,
) -> Result<StatusCode, Problem> {
    actions::set(&house, who, at.door, (wish.maker, wish.faces)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<DoorPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, at.door).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A home of mine.
#[derive(Deserialize, JsonSchema)]
struct HomePath {
    /// Which.
    home: HomeId,
}

/// The terminals at the doors of a home of mine.
#[derive(Serialize, JsonSchema)]
struct MyTerminals {
    /// In the order of the doors, the nearest first.
    items: Vec<MyTerminal>,
}

/// A terminal at a door of mine.
#[derive(Serialize, JsonSchema)]
struct MyTerminal {
    /// Which door.
    door: DoorId,
    /// Its name.
    name: String,
    /// Who made the terminal; null where it was taken away, and something of mine is not said to be gone from it.
    maker: Option<Maker>,
    /// Its maker as a recipient, for my consent to passing my photo on.
    recipient: Option<String>,
    /// Whether faces go into its library.
    faces: bool,
    /// Whether I agreed that mine does.
    agreed: bool,
    /// Since when it cannot be reached; null where it is, or was never heard of.
    lost_at: Option<Timestamp>,
    /// What of mine is in its library or was, the newest first.
    places: Vec<TerminalPlace>,
}

impl From<Mine> for MyTerminal {
    fn from(one: Mine) -> Self {
        Self {
            door: one.door,
            name: one.name,
            maker: one.set.map(|(set, _)| set.maker),
            recipient: one.set.map(|(_, recipient)| recipient.id().to_owned()),
            faces: one.set.is_some_and(|(set, _)| set.faces),
            agreed: one.has_agreed,
            lost_at: one.known.and_then(|known| known.lost_at),
            places: one.places.into_iter().map(TerminalPlace::from).collect(),
        }
    }
}

async fn mine(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
) -> Result<(NoStore, Json<MyTerminals>), Problem> {
    let items = actions::mine(&house, who, at.home).await?.into_iter().map(MyTerminal::from).collect();
    Ok((NoStore, Json(MyTerminals { items })))
}
