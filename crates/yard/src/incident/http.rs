//! The wire: the keepers' desk for incidents, and the public notices.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Found};
use super::facts::Facts;
use super::report::{self, Filing};
use super::rules::{Scope, Times};
use super::views::{BulletinView, IncidentBrief, IncidentView, LockedView, TouchedView};
use super::{IncidentId, ReportId, bulletin};
use crate::House;
use crate::house::InLanguage;
use crate::wire::{Json, Path, Query, SignedIn};

/// People on a page that says nothing else, and at most.
const USUAL: u32 = 100;
const MOST: u32 = 500;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/house/notices",
            get_with(hanging, |op| op.id("house.notices").summary("Public notices that hang now.")),
        )
        .api_route(
            "/desk/incidents",
            get_with(list, |op| op.id("incident.list").summary("All incidents."))
                .post_with(register, |op| op.id("incident.register").summary("Register an incident.")),
        )
        .api_route(
            "/desk/incidents/{incident}",
            get_with(read, |op| op.id("incident.read").summary("One incident."))
                .put_with(state, |op| op.id("incident.state").summary("Say what is known of it.")),
        )
        .merge(acts())
}

fn acts() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/desk/incidents/{incident}/severity",
            put_with(grade, |op| op.id("incident.grade").summary("Change how grave it is.")),
        )
        .api_route(
            "/desk/incidents/{incident}/freeze",
            put_with(freeze, |op| op.id("incident.freeze").summary("Freeze the evidence, or let go.")),
        )
        .api_route(
            "/desk/incidents/{incident}/lock",
            post_with(lock, |op| op.id("incident.lock").summary("Turn every lock.")),
        )
        .api_route(
            "/desk/incidents/{incident}/touched",
            get_with(touched, |op| op.id("incident.touched").summary("Whom it touches.")),
        )
        .api_route(
            "/desk/incidents/{incident}/notify",
            post_with(notify, |op| op.id("incident.notify").summary("Tell everyone it touches.")),
        )
        .api_route(
            "/desk/incidents/{incident}/report",
            get_with(text, |op| {
                op.id("incident.report").summary("The text of the report to the authorities.")
            })
            .post_with(file, |op| op.id("incident.report.file").summary("Record that a report was filed.")),
        )
        .api_route(
            "/desk/incidents/{incident}/close",
            post_with(close, |op| op.id("incident.close").summary("Close it.")),
        )
}

/// What hangs now.
#[derive(Serialize, JsonSchema)]
struct BulletinList {
    /// Newest first.
    items: Vec<BulletinView>,
}

async fn hanging(
    State(house): State<House>,
    Query(query): Query<InLanguage>,
) -> Result<Json<BulletinList>, Problem> {
    let hanging = bulletin::hanging(&house, query.lang()).await?;
    Ok(Json(BulletinList { items: hanging.into_iter().map(BulletinView::from).collect() }))
}

/// All incidents.
#[derive(Serialize, JsonSchema)]
struct IncidentList {
    /// Newest first.
    items: Vec<IncidentBrief>,
}

async fn list(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<IncidentList>, Problem> {
    let (rows, now) = (actions::list(&house, who).await?, house.clock.now());
    Ok(Json(IncidentList { items: rows.iter().map(|row| IncidentBrief::new(row, now)).collect() }))
}

/// An incident that was found.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RegisterWish {
    /// How grave: `general`, `large`, `major`, `extreme`.
    severity: String,
    /// True for a drill.
    #[serde(default)]
    drill: bool,
    /// When it was found, RFC 3339 in UTC.
    #[schemars(with = "String")]
    found_at: Timestamp,
    /// When it began.
    #[schemars(with = "String")]
    from: Timestamp,
    /// When it ended; now where it goes on.
    #[schemars(with = "Option<String>")]
    until: Option<Timestamp>,
    /// Whom it touches: `log` or `everyone`.
    scope: Scope,
    /// Whose openings count: the id of a person or a device, or the name of a program.
    suspect: Option<String>,
    /// Which act counts: `ticket.open`.
    act: Option<String>,
    /// False where sweeps go on; true where it is absent.
    freeze: Option<bool>,
    /// What is known of it.
    facts: Facts,
}

/// It is registered.
#[derive(Serialize, JsonSchema)]
struct Registered {
    /// The incident.
    id: IncidentId,
}

async fn register(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<RegisterWish>,
) -> Result<Json<Registered>, Problem> {
    let until = wish.until.unwrap_or_else(|| house.clock.now());
    let found = Found {
        severity: &wish.severity,
        drill: wish.drill,
        times: Times { from: wish.from, until, found: wish.found_at },
        scope: wish.scope,
        suspect: wish.suspect.as_deref(),
        act: wish.act.as_deref(),
        freeze: wish.freeze.unwrap_or(true),
        facts: wish.facts,
    };
    Ok(Json(Registered { id: actions::register(&house, who, found).await? }))
}

/// One incident.
#[derive(Deserialize, JsonSchema)]
struct IncidentPath {
    /// The incident.
    incident: IncidentId,
}

async fn read(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<IncidentPath>,
    Query(query): Query<InLanguage>,
) -> Result<Json<IncidentView>, Problem> {
    let known = actions::read(&house, who, at.incident).await?;
    let filed = report::filed(&house, who, at.incident).await?;
    Ok(Json(IncidentView::new(known, filed, query.lang(), house.clock.now())))
}

async fn state(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<IncidentPath>,
    Json(facts): Json<Facts>,
) -> Result<StatusCode, Problem> {
    actions::state(&house, who, at.incident, &facts).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How grave it is.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GradeWish {
    /// `general`, `large`, `major` or `extreme`.
    severity: String,
}

async fn grade(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<IncidentPath>,
    Json(wish): Json<GradeWish>,
) -> Result<StatusCode, Problem> {
    actions::grade(&house, who, at.incident, &wish.severity).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether the evidence is frozen.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FreezeWish {
    /// True to freeze, false to let go.
    frozen: bool,
}

async fn freeze(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<IncidentPath>,
    Json(wish): Json<FreezeWish>,
) -> Result<StatusCode, Problem> {
    actions::freeze(&house, who, at.incident, wish.frozen).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn lock(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<IncidentPath>,
) -> Result<Json<LockedView>, Problem> {
    Ok(Json(actions::lock(&house, who, at.incident).await?.into()))
}

/// Which of those who are touched.
#[derive(Deserialize, JsonSchema)]
struct TouchedPage {
    /// `next` of the page before; the first page where it is absent.
    after: Option<PersonId>,
    /// People on the page: 100 where it is absent, 500 at most.
    limit: Option<u32>,
}

/// Whom it touches.
#[derive(Serialize, JsonSchema)]
struct TouchedList {
    /// In the order of their ids.
    items: Vec<TouchedView>,
    /// To be given as `after` for the next page; null on the last.
    next: Option<PersonId>,
}

async fn touched(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<IncidentPath>,
    Query(page): Query<TouchedPage>,
) -> Result<Json<TouchedList>, Problem> {
    let limit = page.limit.unwrap_or(USUAL).clamp(1, MOST);
    let rows = actions::people(&house, who, at.incident, page.after, limit).await?;
    let full = u32::try_from(rows.len()).unwrap_or(u32::MAX) >= limit;
    let next = rows.last().filter(|_| full).map(|row| row.person);
    Ok(Json(TouchedList { items: rows.into_iter().map(TouchedView::from).collect(), next }))
}

async fn notify(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<IncidentPath>,
) -> Result<StatusCode, Problem> {
    actions::notify(&house, who, at.incident).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The text of a report.
#[derive(Serialize, JsonSchema)]
struct ReportText {
    /// In Markdown.
    text: String,
}

async fn text(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<IncidentPath>,
    Query(query): Query<InLanguage>,
) -> Result<Json<ReportText>, Problem> {
    Ok(Json(ReportText { text: report::text(&house, who, at.incident, query.lang()).await? }))
}

/// A report that was handed in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FileWish {
    /// To whom.
    authority: String,
    /// The authority's own number, or how it was handed in.
    reference: String,
    /// What it said.
    content: String,
}

/// It is recorded.
#[derive(Serialize, JsonSchema)]
struct FiledId {
    /// The report.
    id: ReportId,
}

async fn file(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<IncidentPath>,
    Json(wish): Json<FileWish>,
) -> Result<Json<FiledId>, Problem> {
    let filing = Filing { authority: &wish.authority, reference: &wish.reference, content: &wish.content };
    Ok(Json(FiledId { id: report::file(&house, who, at.incident, &filing).await? }))
}

async fn close(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<IncidentPath>,
) -> Result<StatusCode, Problem> {
    actions::close(&house, who, at.incident).await?;
    Ok(StatusCode::NO_CONTENT)
}
