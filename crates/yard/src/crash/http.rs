//! The wire: the published list, a report, and the keeper's page of what broke.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use policy::Lang;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CrashId;
use super::actions::{self, Example, Seen};
use super::fields::FIELDS;
use super::rules::{Kind, Report};
use crate::House;
use crate::house::InLanguage;
use crate::seal;
use crate::wire::{Json, NoStore, Path, Query, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/crashes/fields",
            get_with(fields, |op| {
                op.id("crash.fields").summary("What a crash report may say: the closed list.")
            }),
        )
        .api_route(
            "/crashes",
            post_with(report, |op| {
                op.id("crash.report")
                    .summary("Tell the house what broke, where I agreed to.")
                    .with(seal::mark)
            }),
        )
        .api_route(
            "/desk/crashes",
            get_with(list, |op| {
                op.id("crash.list")
                    .summary("What broke, grouped, for keepers.")
                    .response::<200, Json<CrashList>>()
            }),
        )
        .api_route(
            "/desk/crashes/{crash}",
            get_with(open, |op| {
                op.id("crash.open").summary("One group with an example.").response::<200, Json<CrashSheet>>()
            }),
        )
        .api_route(
            "/desk/crashes/{crash}/resolve",
            post_with(resolve, |op| op.id("crash.resolve").summary("Say that a group is mended.")),
        )
}

/// The closed list.
#[derive(Serialize, JsonSchema)]
struct FieldList {
    /// In the order in which they are shown.
    items: Vec<FieldView>,
}

/// One field.
#[derive(Serialize, JsonSchema)]
struct FieldView {
    /// Its name.
    name: String,
    /// What it is.
    title: String,
}

async fn fields(Query(query): Query<InLanguage>) -> Json<FieldList> {
    let title = |field: &super::fields::Field| match query.lang() {
        Lang::En => field.en.to_owned(),
        Lang::ZhCn => field.zh.to_owned(),
    };
    let items = FIELDS.iter().map(|field| FieldView { name: field.name.to_owned(), title: title(field) });
    Json(FieldList { items: items.collect() })
}

async fn report(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(report): Json<Report>,
) -> Result<StatusCode, Problem> {
    actions::report(&house, who, report).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What broke.
#[derive(Serialize, JsonSchema)]
struct CrashList {
    /// The newest first.
    items: Vec<CrashView>,
}

/// Crashes that are alike.
#[derive(Serialize, JsonSchema)]
struct CrashView {
    /// Which.
    id: CrashId,
    /// What happened.
    kind: Kind,
    /// The name of the error and where it came from.
    title: String,
    /// How often it was reported.
    reports: i64,
    /// From how many installations, of the reports that are kept.
    installations: i64,
    /// When first.
    first_at: Timestamp,
    /// When last.
    last_at: Timestamp,
    /// In which versions, of the reports that are kept.
    versions: Vec<String>,
    /// Since when it is said to be mended.
    resolved_at: Option<Timestamp>,
}

/// One group with an example.
#[derive(Serialize, JsonSchema)]
struct CrashSheet {
    /// The group.
    crash: CrashView,
    /// The newest report that may be opened; null where there is none.
    example: Option<ExampleView>,
}

/// A report.
#[derive(Serialize, JsonSchema)]
struct ExampleView {
    /// When it came.
    at: Timestamp,
    /// What it says; the installation is not shown.
    report: Report,
}

fn crash((group, versions): Seen) -> CrashView {
    CrashView {
        id: group.id,
        kind: group.kind,
        title: group.title,
        reports: group.reports,
        installations: group.installations,
        first_at: group.first_at,
        last_at: group.last_at,
        versions,
        resolved_at: group.resolved_at,
    }
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<CrashList>), Problem> {
    let items = actions::list(&house, who).await?.into_iter().map(crash).collect();
    Ok((NoStore, Json(CrashList { items })))
}

/// A group.
#[derive(Deserialize, JsonSchema)]
struct CrashPath {
    /// Which.
    crash: CrashId,
}

async fn open(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<CrashPath>,
) -> Result<(NoStore, Json<CrashSheet>), Problem> {
    let (group, example) = actions::open(&house, who, at.crash).await?;
    let example = example.map(|Example { at, report }| ExampleView { at, report });
    Ok((NoStore, Json(CrashSheet { crash: crash(group), example })))
}

async fn resolve(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<CrashPath>,
) -> Result<StatusCode, Problem> {
    actions::resolve(&house, who, at.crash).await?;
    Ok(StatusCode::NO_CONTENT)
}
