//! The wire: what those who run the organisation arrange.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, put_with};
use axum::Extension;
use axum::extract::State as Of;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{InOrg, Json, Path, Query};

use super::desk::{self, Arranged, Entry, Wish};
use super::face::Eyes;
use super::http::InPath;
use super::plan::store::Named;
use super::plan::{DayKind, Plan, Shift};
use super::{GroupId, ShiftId, roster_http};

/// The routes of those who run it.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new().merge(shift_routes()).merge(group_routes())
}

fn shift_routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/attendance/shifts",
            get_with(shifts, |op| op.id("attendance.shift.list").summary("The shifts of the organisation."))
                .post_with(make_shift, |op| op.id("attendance.shift.make").summary("Make a shift.")),
        )
        .api_route(
            "/orgs/{org}/attendance/shifts/{shift}",
            delete_with(end_shift, |op| {
                op.id("attendance.shift.end")
                    .summary("End a shift; plans that name it keep it.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/days",
            get_with(days, |op| op.id("attendance.days.list").summary("Days that the organisation set."))
                .put_with(put_day, |op| {
                    op.id("attendance.days.put")
                        .summary("Set a day off or on, or take that back.")
                        .response::<204, ()>()
                }),
        )
}

fn group_routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/attendance/groups",
            get_with(groups, |op| {
                op.id("attendance.group.list").summary("The groups of the organisation, as they are now.")
            })
            .post_with(make_group, |op| op.id("attendance.group.make").summary("Make a group.")),
        )
        .api_route(
            "/orgs/{org}/attendance/groups/{group}",
            put_with(change_group, |op| {
                op.id("attendance.group.change")
                    .summary("Arrange a group anew from today on.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/groups/{group}/people",
            put_with(put_people, |op| {
                op.id("attendance.group.people")
                    .summary("Say who belongs to a group from today on.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/groups/{group}/roster",
            get_with(roster_http::sheet, |op| {
                op.id("attendance.roster")
                    .summary("What the roster of a group says of a stretch of days.")
                    .response::<200, Json<roster_http::RosterSheet>>()
            })
            .put_with(put_roster, |op| {
                op.id("attendance.roster.put").summary("Write days into rosters.").response::<204, ()>()
            }),
        )
}

/// Shifts.
#[derive(Serialize, JsonSchema)]
struct ShiftList {
    /// The oldest first.
    items: Vec<ShiftView>,
}

/// A shift.
#[derive(Serialize, JsonSchema)]
struct ShiftView {
    /// Which.
    id: ShiftId,
    /// Its name.
    name: String,
    /// What is to be done.
    shift: Shift,
    /// Whether it ended.
    ended: bool,
}

impl From<Named> for ShiftView {
    fn from(one: Named) -> Self {
        Self { id: one.id, name: one.name, shift: one.shift, ended: one.has_ended }
    }
}

async fn shifts(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<ShiftList>, Problem> {
    let items = desk::shifts(&house, who).await?.into_iter().map(ShiftView::from).collect();
    Ok(Json(ShiftList { items }))
}

/// A new shift.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ShiftWish {
    /// Its name.
    name: String,
    /// What is to be done.
    shift: Shift,
}

/// It is there.
#[derive(Serialize, JsonSchema)]
struct ShiftMade {
    /// Which.
    id: ShiftId,
}

async fn make_shift(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<ShiftWish>,
) -> Result<Json<ShiftMade>, Problem> {
    Ok(Json(ShiftMade { id: desk::make_shift(&house, who, &wish.name, wish.shift).await? }))
}

/// A shift of the organisation.
#[derive(Deserialize, JsonSchema)]
struct ShiftPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    shift: ShiftId,
}

async fn end_shift(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<ShiftPath>,
) -> Result<StatusCode, Problem> {
    desk::end_shift(&house, who, at.shift).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Groups.
#[derive(Serialize, JsonSchema)]
struct AttendanceGroups {
    /// The oldest first, at most fifty.
    items: Vec<GroupView>,
    /// After which the next page begins.
    next: Option<GroupId>,
}

/// Which page.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GroupsQuery {
    /// After which; the first page where it is absent.
    #[serde(default)]
    after: Option<GroupId>,
}

/// A group.
#[derive(Serialize, JsonSchema)]
struct GroupView {
    /// Which.
    id: GroupId,
    /// Its name.
    name: String,
    /// Its zone.
    zone: String,
    /// How it is arranged now.
    plan: Option<Plan>,
    /// Who looks after it.
    managers: Vec<PersonId>,
    /// Who belongs to it today.
    people: Vec<PersonId>,
}

impl From<Arranged> for GroupView {
    fn from(one: Arranged) -> Self {
        let Arranged { group, plan, managers, people } = one;
        Self { id: group.id, name: group.name, zone: group.zone, plan, managers, people }
    }
}

async fn groups(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Query(page): Query<GroupsQuery>,
) -> Result<Json<AttendanceGroups>, Problem> {
    let (groups, next) = desk::groups(&house, who, page.after).await?;
    Ok(Json(AttendanceGroups { items: groups.into_iter().map(GroupView::from).collect(), next }))
}

/// A new group.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewGroup {
    /// Its name.
    name: String,
    /// Its zone, such as `Asia/Shanghai`; it stays.
    zone: String,
    /// How it is arranged.
    plan: Plan,
    /// Who looks after it.
    #[serde(default)]
    managers: Vec<PersonId>,
}

/// It is there.
#[derive(Serialize, JsonSchema)]
struct GroupMade {
    /// Which.
    id: GroupId,
}

async fn make_group(
    Of(house): Of<House>,
    Extension(eyes): Extension<Eyes>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<NewGroup>,
) -> Result<Json<GroupMade>, Problem> {
    let NewGroup { name, zone, plan, managers } = wish;
    let id =
        desk::make_group(&house, who, &zone, Wish { name, plan, managers, knows_faces: eyes.are_there() })
            .await?;
    Ok(Json(GroupMade { id }))
}

/// A group of the organisation.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GroupPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    pub(super) group: GroupId,
}

/// How a group is arranged anew.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GroupWish {
    /// Its name.
    name: String,
    /// How it is arranged.
    plan: Plan,
    /// Who looks after it.
    #[serde(default)]
    managers: Vec<PersonId>,
}

async fn change_group(
    Of(house): Of<House>,
    Extension(eyes): Extension<Eyes>,
    InOrg(who): InOrg,
    Path(at): Path<GroupPath>,
    Json(wish): Json<GroupWish>,
) -> Result<StatusCode, Problem> {
    let GroupWish { name, plan, managers } = wish;
    desk::change_group(&house, who, at.group, Wish { name, plan, managers, knows_faces: eyes.are_there() })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// People.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PeopleWish {
    /// Members of the organisation, each once.
    people: Vec<PersonId>,
}

async fn put_people(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<GroupPath>,
    Json(wish): Json<PeopleWish>,
) -> Result<StatusCode, Problem> {
    desk::put_people(&house, who, at.group, &wish.people).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Days of rosters.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RosterWish {
    /// At most two thousand.
    entries: Vec<RosterEntry>,
}

/// What a roster says of a day.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "what", rename_all = "kebab-case", deny_unknown_fields)]
enum RosterEntry {
    /// This shift.
    Shift {
        /// Whose.
        person: PersonId,
        /// Which day.
        day: String,
        /// Which shift.
        shift: ShiftId,
    },
    /// A day of rest.
    Rest {
        /// Whose.
        person: PersonId,
        /// Which day.
        day: String,
    },
    /// As the plan says.
    Plan {
        /// Whose.
        person: PersonId,
        /// Which day.
        day: String,
    },
}

impl From<RosterEntry> for Entry {
    fn from(entry: RosterEntry) -> Self {
        match entry {
            RosterEntry::Shift { person, day, shift } => Self { person, day, shift: Some(Some(shift)) },
            RosterEntry::Rest { person, day } => Self { person, day, shift: Some(None) },
            RosterEntry::Plan { person, day } => Self { person, day, shift: None },
        }
    }
}

async fn put_roster(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<GroupPath>,
    Json(wish): Json<RosterWish>,
) -> Result<StatusCode, Problem> {
    let entries = wish.entries.into_iter().map(Entry::from).collect();
    desk::put_roster(&house, who, at.group, entries).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Days that the organisation set.
#[derive(Serialize, JsonSchema)]
struct SetDays {
    /// In their order.
    items: Vec<SetDay>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
struct SetDay {
    /// Which.
    day: String,
    /// What it is.
    kind: DayKind,
}

async fn days(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<SetDays>, Problem> {
    let days = desk::days(&house, who).await?;
    let items = days.into_iter().map(|(day, kind)| SetDay { day: day.to_string(), kind }).collect();
    Ok(Json(SetDays { items }))
}

/// A day to be set.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DayWish {
    /// Which, as `2026-12-21`.
    day: String,
    /// What it is; null takes back what was set.
    kind: Option<DayKind>,
}

async fn put_day(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<DayWish>,
) -> Result<StatusCode, Problem> {
    desk::put_day(&house, who, &wish.day, wish.kind).await?;
    Ok(StatusCode::NO_CONTENT)
}
