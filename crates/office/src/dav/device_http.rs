//! The wire of the page: which devices of mine keep my calendar in step, and the password of a new one.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use ground::{DeviceId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::account::serving;
use yard::seal;
use yard::wire::{Json, NoStore, SignedIn};

use super::props::ROOT;

/// What is typed as the user name. The password says whose it is; a program only wants something there.
const USER: &str = "courtyard";

/// The routes of this feature.
pub(crate) fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/me/calendar/devices",
        get_with(list, |op| {
            op.id("calendar.devices")
                .summary("My devices whose calendar is kept in step, and where they begin.")
                .response::<200, Json<CalendarDevices>>()
        })
        .post_with(add, |op| {
            op.id("calendar.device.add")
                .with(seal::mark)
                .summary("Make a password for the calendar of a device; it is ended as any device.")
                .response::<200, Json<CalendarDeviceMade>>()
        }),
    )
}

/// My devices whose calendar is kept in step.
#[derive(Serialize, JsonSchema)]
struct CalendarDevices {
    /// The path at which a calendar program begins, at the address of the house.
    path: String,
    /// What is typed as the user name.
    user: String,
    /// The newest first.
    items: Vec<CalendarDevice>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
struct CalendarDevice {
    /// The device; it is ended by `me.devices.close`.
    id: DeviceId,
    /// What I call it.
    label: String,
    /// Since when.
    since: Timestamp,
    /// When its program last came, to within five minutes; null where it never did.
    used: Option<Timestamp>,
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<CalendarDevices>), Problem> {
    let all = serving::list(&house, who, serving::CALENDARS).await?;
    let device = |one: serving::Served| CalendarDevice {
        id: one.id,
        label: one.label,
        since: one.created_at,
        used: Some(one.seen_at).filter(|at| *at != one.created_at),
    };
    let items = all.into_iter().map(device).collect();
    Ok((NoStore, Json(CalendarDevices { path: ROOT.to_owned(), user: USER.to_owned(), items })))
}

/// A device whose calendar is to be kept in step.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CalendarDeviceWish {
    /// What I call it: 1 to 64 characters.
    label: String,
}

/// Its password.
#[derive(Serialize, JsonSchema)]
struct CalendarDeviceMade {
    /// The device.
    id: DeviceId,
    /// The password, told this once.
    password: String,
}

async fn add(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<CalendarDeviceWish>,
) -> Result<(NoStore, Json<CalendarDeviceMade>), Problem> {
    let made = serving::add(&house, who, (serving::CALENDARS, &wish.label)).await?;
    Ok((NoStore, Json(CalendarDeviceMade { id: made.device, password: made.password })))
}
