//! The wire: the ways to reach people, and a test of each.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use ground::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions;
use super::rules::{Set, Stands, Way};
use crate::House;
use crate::wire::{Json, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/house/ways",
            get_with(list, |op| op.id("house.ways").summary("How this house reaches people; keepers only.")),
        )
        .api_route(
            "/house/ways/test",
            post_with(test, |op| {
                op.id("house.ways.test").summary("Send me a test; keepers only, twenty a day.")
            }),
        )
}

/// How the house reaches people.
#[derive(Serialize, JsonSchema)]
struct WaysView {
    /// Text messages and mail.
    items: Vec<WayView>,
}

/// One way.
#[derive(Serialize, JsonSchema)]
struct WayView {
    /// Which.
    way: Way,
    /// Whether it stands.
    state: Stands,
    /// Who carries it: the provider's word, or name and port of the relay.
    carrier: Option<String>,
    /// Under which signature or address.
    sender: Option<String>,
    /// The settings that make it stand, by their names in the configuration.
    settings: Vec<String>,
}

impl From<Set> for WayView {
    fn from(set: Set) -> Self {
        let Set { way, stands, carrier, sender, settings } = set;
        let settings = settings.iter().map(|setting| (*setting).to_owned()).collect();
        Self { way, state: stands, carrier, sender, settings }
    }
}

async fn list(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<WaysView>, Problem> {
    let ways = actions::look(&house, who).await?;
    Ok(Json(WaysView { items: ways.into_iter().map(WayView::from).collect() }))
}

/// A test to be sent.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TestWish {
    /// By which way.
    way: Way,
    /// A number or an address. Without it, my own number, or the address of the house's contact card.
    to: Option<String>,
}

/// What became of a test.
#[derive(Serialize, JsonSchema)]
struct TestedView {
    /// `sent`, `outbox`, `unreachable`, `elsewhere`, or why it was not taken: `busy`, `unreadable`, `too_often`,
    /// `addressee`, `content`, `key`, `encryption`, `clock`, `account`, `sender`, `template`, `unknown`.
    outcome: String,
    /// The provider's own word, to look up or to ask it about.
    said: Option<String>,
}

async fn test(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<TestWish>,
) -> Result<Json<TestedView>, Problem> {
    let outcome = actions::test(&house, who, wish.way, wish.to.as_deref()).await?;
    Ok(Json(TestedView { outcome: outcome.word.to_owned(), said: outcome.said }))
}
