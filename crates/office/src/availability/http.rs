//! The wire: who sees how much of my calendar, what a colleague shows of his, and when several are free.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{InOrg, Json, NoStore, Path, Query, SignedIn};

use super::actions;
use super::rules::{Block, Level};
use super::store::Viewer;

/// The routes of this feature.
pub(crate) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/calendar/shares",
            get_with(shares, |op| {
                op.id("calendar.shares")
                    .summary("Who may see how much of my calendar.")
                    .response::<200, Json<ShareList>>()
            })
            .put_with(share, |op| {
                op.id("calendar.share")
                    .summary("Say who may see how much of my calendar; whom I do not name sees nothing.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/people/{person}/calendar",
            get_with(colleague, |op| {
                op.id("calendar.colleague")
                    .summary("What a colleague shows of his calendar.")
                    .response::<200, Json<ColleagueView>>()
            }),
        )
        .api_route(
            "/orgs/{org}/calendar/free",
            post_with(free, |op| {
                op.id("calendar.free")
                    .summary("When several people are busy, and times that suit all.")
                    .response::<200, Json<FreeView>>()
            }),
        )
}

/// Who sees how much.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ShareList {
    /// Colleagues and organisations.
    items: Vec<Share>,
}

/// How much a colleague or an organisation sees.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Share {
    /// A colleague; or an organisation.
    #[serde(default)]
    person: Option<PersonId>,
    /// An organisation of mine; or a colleague.
    #[serde(default)]
    org: Option<OrgId>,
    /// How much.
    level: Level,
}

async fn shares(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<ShareList>), Problem> {
    let share = |(viewer, level)| match viewer {
        Viewer::Person(person) => Share { person: Some(person), org: None, level },
        Viewer::Org(org) => Share { person: None, org: Some(org), level },
    };
    let items = actions::shares(&house, who).await?.into_iter().map(share).collect();
    Ok((NoStore, Json(ShareList { items })))
}

async fn share(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<ShareList>,
) -> Result<StatusCode, Problem> {
    let shares = wish.items.into_iter().map(|one| (one.person, one.org, one.level)).collect();
    actions::share(&house, who, shares).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A colleague.
#[derive(Deserialize, JsonSchema)]
struct ColleaguePath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Who.
    person: PersonId,
}

/// From when to when.
#[derive(Deserialize, JsonSchema)]
struct Look {
    /// From this instant on.
    from: Timestamp,
    /// Before this one; 400 days later at most.
    until: Timestamp,
}

/// What a colleague shows.
#[derive(Serialize, JsonSchema)]
struct ColleagueView {
    /// How much I see.
    level: Level,
    /// When he is busy.
    items: Vec<BusyView>,
}

/// When somebody is busy.
#[derive(Serialize, JsonSchema)]
struct BusyView {
    /// From when on.
    from: Timestamp,
    /// Before when.
    until: Timestamp,
    /// What it is; null where no more is told than that he is busy.
    title: Option<String>,
    /// Where.
    place: Option<String>,
}

async fn colleague(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<ColleaguePath>,
    Query(look): Query<Look>,
) -> Result<(NoStore, Json<ColleagueView>), Problem> {
    let (level, seen) = actions::colleague(&house, who, at.person, (look.from, look.until)).await?;
    let view = |one: actions::Seen| BusyView {
        from: one.time.from,
        until: one.time.until,
        title: one.title,
        place: one.place,
    };
    Ok((NoStore, Json(ColleagueView { level, items: seen.into_iter().map(view).collect() })))
}

/// An organisation.
#[derive(Deserialize, JsonSchema)]
struct InPath {
    /// Which.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
}

/// Whose times, and how long.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FreeWish {
    /// Who: 1 to 20 members.
    people: Vec<PersonId>,
    /// From this instant on.
    from: Timestamp,
    /// Before this one.
    until: Timestamp,
    /// How long it takes.
    minutes: u32,
    /// Where I am: a zone of the IANA's list, for the hours of work.
    zone: String,
}

/// When people are busy, and what suits all.
#[derive(Serialize, JsonSchema)]
struct FreeView {
    /// Each of them.
    people: Vec<PersonBusy>,
    /// The first times that suit all who show whether they are busy; on working days from nine to six.
    slots: Vec<Slot>,
}

/// When somebody is busy, as far as he shows it.
#[derive(Serialize, JsonSchema)]
struct PersonBusy {
    /// Who.
    person: PersonId,
    /// How much I see; of `nothing` no times are known.
    level: Level,
    /// When he is busy.
    busy: Vec<Slot>,
}

/// A stretch of time.
#[derive(Serialize, JsonSchema)]
struct Slot {
    /// From when on.
    from: Timestamp,
    /// Before when.
    until: Timestamp,
}

impl From<Block> for Slot {
    fn from((from, until): Block) -> Self {
        Self { from, until }
    }
}

async fn free(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<FreeWish>,
) -> Result<(NoStore, Json<FreeView>), Problem> {
    let asked = ((wish.from, wish.until), wish.minutes, wish.zone.as_str());
    let found = actions::free(&house, who, &wish.people, asked).await?;
    let person = |(person, level, busy): (PersonId, Level, Vec<Block>)| PersonBusy {
        person,
        level,
        busy: busy.into_iter().map(Slot::from).collect(),
    };
    Ok((
        NoStore,
        Json(FreeView {
            people: found.people.into_iter().map(person).collect(),
            slots: found.slots.into_iter().map(Slot::from).collect(),
        }),
    ))
}
