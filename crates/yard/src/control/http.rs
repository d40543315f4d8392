//! One operation: the list as it stands now.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::actions::{self, Held, Seen};
use crate::House;
use crate::house::InLanguage;
use crate::wire::{Json, NoStore, Query, SignedIn};

/// The routes of this feature, below `/api/v1`.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/desk/controls",
        get_with(list, |op| {
            op.id("control.list")
                .summary("Which controls of GB/T 22239-2019 hold now, for keepers and inspectors.")
                .response::<200, Json<ControlList>>()
        }),
    )
}

/// A check, as it was found just now.
#[derive(Serialize, JsonSchema)]
struct CheckView {
    /// Its name.
    id: &'static str,
    /// What it asks.
    title: &'static str,
    /// Whether it holds.
    holds: bool,
    /// The number that its title speaks of.
    figure: Option<u64>,
}

/// A control.
#[derive(Serialize, JsonSchema)]
struct ControlView {
    /// Its name.
    id: &'static str,
    /// The clause of GB/T 22239-2019.
    clause: &'static str,
    /// What it is called.
    title: &'static str,
    /// Whether it concerns how data are stored.
    storage: bool,
    /// Whether all of its checks hold.
    holds: bool,
    /// The checks that this house made.
    checks: Vec<CheckView>,
    /// The tests that are run against every build.
    tests: Vec<&'static str>,
}

/// The list.
#[derive(Serialize, JsonSchema)]
struct ControlList {
    /// When it was made.
    at: Timestamp,
    /// The controls.
    items: Vec<ControlView>,
}

impl From<&Seen> for CheckView {
    fn from(seen: &Seen) -> Self {
        Self { id: seen.id, title: seen.title, holds: seen.found.holds, figure: seen.found.figure }
    }
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Query(query): Query<InLanguage>,
) -> Result<(NoStore, Json<ControlList>), Problem> {
    let lang = query.lang();
    let view = |held: &Held| ControlView {
        id: &held.control.id,
        clause: &held.control.clause,
        title: held.control.title(lang),
        storage: held.control.storage,
        holds: held.holds(),
        checks: held.checks.iter().map(CheckView::from).collect(),
        tests: held.control.tests.iter().map(String::as_str).collect(),
    };
    let list = actions::list(&house, who, lang).await?;
    Ok((NoStore, Json(ControlList { at: house.clock.now(), items: list.iter().map(view).collect() })))
}
