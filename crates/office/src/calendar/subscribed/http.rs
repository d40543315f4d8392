//! The wire: to which calendars elsewhere I subscribe, and what stands in them.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{Json, NoStore, Path, Query, SignedIn};

use super::SubscriptionId;
use super::actions::{self, Shown, Time};
use super::rules::{Tone, Why};
use crate::calendar::http::Stretch;
use crate::calendar::rules::written;

/// The routes of this feature.
pub(in crate::calendar) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/calendar/subscriptions",
            get_with(list, |op| {
                op.id("calendar.subscriptions")
                    .summary("The calendars elsewhere that I subscribe to.")
                    .response::<200, Json<SubscriptionList>>()
            })
            .post_with(subscribe, |op| {
                op.id("calendar.subscribe")
                    .with(seal::mark)
                    .summary("Subscribe to a calendar elsewhere; the house asks for it from now on.")
                    .response::<200, Json<Subscribed>>()
            }),
        )
        .api_route(
            "/me/calendar/subscriptions/{subscription}",
            delete_with(end, |op| {
                op.id("calendar.subscription.end")
                    .summary("End a subscription; its address and what was brought are gone.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/me/calendar/subscriptions/{subscription}/again",
            post_with(again, |op| {
                op.id("calendar.subscription.again")
                    .summary("Have a calendar that I subscribe to asked for now.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/me/calendar/subscribed",
            get_with(times, |op| {
                op.id("calendar.subscribed")
                    .summary("What stands within a stretch in the calendars that I subscribe to.")
                    .response::<200, Json<SubscribedTimes>>()
            }),
        )
}

/// Calendars elsewhere.
#[derive(Serialize, JsonSchema)]
struct SubscriptionList {
    /// Whether this house asks for any.
    here: bool,
    /// The oldest first.
    items: Vec<SubscriptionView>,
}

/// A calendar elsewhere.
#[derive(Serialize, JsonSchema)]
struct SubscriptionView {
    /// Which.
    id: SubscriptionId,
    /// What I call it.
    name: String,
    /// At which site it is; null where the house does not ask there any longer.
    host: Option<String>,
    /// In which colour it is shown.
    tone: Tone,
    /// When it was last brought, or found to be as it was; null where it never was.
    brought: Option<Timestamp>,
    /// Why it was not brought the last time; null where it was.
    why: Option<Why>,
    /// When it is asked for next by itself; null where it failed for too long.
    next: Option<Timestamp>,
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<SubscriptionList>), Problem> {
    let view = |Shown { row, name, host }: Shown| SubscriptionView {
        id: row.id,
        name,
        host,
        tone: row.tone,
        brought: row.brought_at,
        why: row.why,
        next: row.next_at,
    };
    let items = actions::list(&house, who).await?.into_iter().map(view).collect();
    Ok((NoStore, Json(SubscriptionList { here: house.egress.asks_for_calendars(), items })))
}

/// A calendar to subscribe to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SubscriptionWish {
    /// Where it stands: `https://` or `webcal://`.
    address: String,
    /// What I call it: 1 to 60 characters.
    name: String,
    /// In which colour it is shown.
    tone: Tone,
}

/// It is subscribed to.
#[derive(Serialize, JsonSchema)]
struct Subscribed {
    /// Which.
    id: SubscriptionId,
}

async fn subscribe(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<SubscriptionWish>,
) -> Result<Json<Subscribed>, Problem> {
    let id = actions::subscribe(&house, who, (&wish.address, &wish.name, wish.tone)).await?;
    Ok(Json(Subscribed { id }))
}

/// One of them.
#[derive(Deserialize, JsonSchema)]
struct SubscriptionPath {
    /// Which.
    subscription: SubscriptionId,
}

async fn end(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<SubscriptionPath>,
) -> Result<StatusCode, Problem> {
    actions::end(&house, who, at.subscription).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn again(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<SubscriptionPath>,
) -> Result<StatusCode, Problem> {
    actions::again(&house, who, at.subscription).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Times of events in calendars elsewhere.
#[derive(Serialize, JsonSchema)]
struct SubscribedTimes {
    /// In their order.
    items: Vec<SubscribedTime>,
}

/// One time of an event in a calendar elsewhere.
#[derive(Serialize, JsonSchema)]
struct SubscribedTime {
    /// In which.
    subscription: SubscriptionId,
    /// In which colour it is shown.
    tone: Tone,
    /// What it is.
    title: String,
    /// Where.
    place: Option<String>,
    /// What else is said of it.
    notes: Option<String>,
    /// By which local time it is known.
    at: String,
    /// From when on.
    from: Timestamp,
    /// Before when.
    until: Timestamp,
    /// Whether it is one of several times.
    recurs: bool,
    /// Of whole days: `from` and `until` are those days in its zone.
    all_day: bool,
    /// In which zone it was entered.
    zone: String,
}

async fn times(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Query(stretch): Query<Stretch>,
) -> Result<(NoStore, Json<SubscribedTimes>), Problem> {
    let times = actions::times(&house, who, (stretch.from, stretch.until)).await?;
    let view = |Time { of, tone, entry, time }: Time| SubscribedTime {
        subscription: of,
        tone,
        title: entry.title.clone(),
        place: entry.place.clone(),
        notes: entry.notes.clone(),
        at: written(time.at),
        from: time.from,
        until: time.until,
        recurs: entry.when.rule.is_some() || entry.instead.is_some(),
        all_day: entry.when.all_day,
        zone: entry.when.zone.clone(),
    };
    Ok((NoStore, Json(SubscribedTimes { items: times.into_iter().map(view).collect() })))
}
