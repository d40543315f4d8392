//! The calendars of an organisation: which there are, what stands in them, and who makes them.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Caller, Fault, Member, OrgId, Problem, Timestamp};
use policy::Purpose;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use vault::Subject;
use yard::House;
use yard::seal;
use yard::wire::{InOrg, Json, NoStore, Path, Query};

use super::http::{EventList, Stretch, TimeView};
use super::rules::{self, Kind};
use super::shared::store as calendars;
use super::{Calendar, CalendarId, Refusal, of_org, store, views};

/// Signs of a name.
const NAME_MAX: usize = 60;

/// The routes of an organisation's calendars.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/calendars",
            get_with(list, |op| {
                op.id("calendar.shared")
                    .summary("The shared calendars and rooms of an organisation.")
                    .response::<200, Json<CalendarList>>()
            })
            .post_with(make, |op| {
                op.id("calendar.make")
                    .with(seal::mark)
                    .summary("Make a shared calendar, or enter a room or a piece of equipment.")
                    .response::<200, Json<CalendarMade>>()
            }),
        )
        .api_route(
            "/orgs/{org}/calendars/{calendar}",
            delete_with(remove, |op| {
                op.id("calendar.remove")
                    .summary("Remove a shared calendar with what stands in it, or a room.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/calendar",
            get_with(span, |op| {
                op.id("calendar.planned")
                    .summary(
                        "What stands in the shared calendars within a stretch, and when rooms are taken.",
                    )
                    .response::<200, Json<EventList>>()
            }),
        )
}

/// An organisation.
#[derive(Deserialize, JsonSchema)]
struct InPath {
    /// Which.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
}

/// Calendars.
#[derive(Serialize, JsonSchema)]
struct CalendarList {
    /// The oldest first.
    items: Vec<CalendarView>,
}

/// A calendar of an organisation.
#[derive(Serialize, JsonSchema)]
struct CalendarView {
    /// Which.
    id: CalendarId,
    /// A shared calendar or a room.
    kind: Kind,
    /// How it is called.
    name: String,
}

async fn list(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<(NoStore, Json<CalendarList>), Problem> {
    Ok((NoStore, Json(CalendarList { items: listed(&house, who).await? })))
}

async fn listed(house: &House, who: Member) -> Result<Vec<CalendarView>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "calendar.plan", &of_org(who.org))?;
    let rows = calendars::calendars(&mut view, who.org).await?;
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Calendar).act("calendar.shared");
    let names = look.open_present(rows.iter().map(|row| &row.name)).await;
    let names = names.map_err(|no| Fault::caused("opening the names of calendars", no))?;
    let view = |(row, name): (Calendar, Option<String>)| CalendarView {
        id: row.id,
        kind: row.kind,
        name: name.unwrap_or_default(),
    };
    Ok(rows.into_iter().zip(names).map(view).collect())
}

/// A calendar to be made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CalendarWish {
    /// A shared calendar or a room.
    kind: Kind,
    /// How it is called: 1 to 60 characters.
    name: String,
}

/// It was made.
#[derive(Serialize, JsonSchema)]
struct CalendarMade {
    /// Which.
    id: CalendarId,
}

async fn make(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<CalendarWish>,
) -> Result<Json<CalendarMade>, Problem> {
    Ok(Json(CalendarMade { id: made(&house, who, &wish).await? }))
}

async fn made(house: &House, who: Member, wish: &CalendarWish) -> Result<CalendarId, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "org.administer", &of_org(who.org))?;
    drop(view);
    let name = rules::text(Some(&wish.name), NAME_MAX).flatten().ok_or(Refusal::Title)?;
    let id = CalendarId::fresh(&house.clock);
    let name = house.vault.seal(&Calendar::NAME, Subject::Org(who.org), id.bytes(), &name).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &of_org(who.org))?;
    let new = Calendar { id, org: who.org, kind: wish.kind, name, made_at: cx.now() };
    if !calendars::add_calendar(&mut cx, &new).await? {
        return Err(Refusal::Many);
    }
    cx.commit().await?;
    Ok(id)
}

/// One of them.
#[derive(Deserialize, JsonSchema)]
struct CalendarPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    calendar: CalendarId,
}

async fn remove(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<CalendarPath>,
) -> Result<StatusCode, Problem> {
    removed(&house, who, at.calendar).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn removed(house: &House, who: Member, id: CalendarId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &of_org(who.org))?;
    if !calendars::remove_calendar(&mut cx, who.org, id).await? {
        return Err(Refusal::Calendar);
    }
    Ok(cx.commit().await?)
}

async fn span(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Query(stretch): Query<Stretch>,
) -> Result<(NoStore, Json<EventList>), Problem> {
    Ok((NoStore, Json(EventList { items: planned(&house, who, (stretch.from, stretch.until)).await? })))
}

/// What stands in shared calendars, and of rooms that they are taken; what others do there is theirs to tell.
async fn planned(
    house: &House,
    who: Member,
    stretch: (Timestamp, Timestamp),
) -> Result<Vec<TimeView>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "calendar.plan", &of_org(who.org))?;
    let stretch = rules::stretch(stretch.0, stretch.1)?;
    let rows = store::of_org(&mut view, who.org, stretch).await?;
    drop(view);
    let (shared, rooms): (Vec<_>, Vec<_>) = rows.into_iter().partition(|event| event.calendar.is_some());
    let (mut taken, mut budget) = (Vec::new(), rules::Budget::whole());
    for event in &rooms {
        let times = budget.times(&event.when, stretch)?;
        taken.extend(times.into_iter().map(|time| TimeView::taken(event, time)));
    }
    let caller = Caller::from(who);
    let shown =
        views::times(house, (&caller, "calendar.planned"), shared, (stretch, &HashMap::new())).await?;
    Ok(shown.into_iter().map(TimeView::from).chain(taken).collect())
}
