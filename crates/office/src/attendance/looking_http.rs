//! The wire: a group's days and months, as those see them who look after it.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State as Of;
use axum::http::{HeaderName, StatusCode, header};
use ground::{OrgId, PersonId, Problem, Timestamp};
use policy::Lang;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sheet::Form;
use yard::House;
use yard::wire::{InOrg, Json, NoStore, Path, Query};

use super::GroupId;
use super::http::DayView;
use super::looking::{self, Page};
use super::reckoning::Totals;

/// The routes of those who look after groups.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/attendance/groups/{group}/days/{day}",
            get_with(day, |op| {
                op.id("attendance.day")
                    .summary("A day of a group; each look is recorded.")
                    .response::<200, Json<AttendancePage>>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/groups/{group}/months/{month}",
            get_with(month, |op| {
                op.id("attendance.month")
                    .summary("A month of a group; each look is recorded.")
                    .response::<200, Json<AttendancePage>>()
            })
            .post_with(close, |op| {
                op.id("attendance.month.close")
                    .summary("Close a month that is over; later changes stand beside it.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/groups/{group}/months/{month}/sheet",
            get_with(sheet, |op| {
                op.id("attendance.sheet")
                    .summary("The month as a sheet (XLSX or CSV).")
                    .response::<200, Vec<u8>>()
            }),
        )
}

/// A day of a group.
#[derive(Deserialize, JsonSchema)]
struct GroupDayPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which group.
    group: GroupId,
    /// Which day, as `2026-12-21`.
    day: String,
}

/// A month of a group.
#[derive(Deserialize, JsonSchema)]
struct GroupMonthPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which group.
    group: GroupId,
    /// Which month, as `2026-12`.
    month: String,
}

/// Which page.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AfterQuery {
    /// After whom; the first page where it is absent.
    #[serde(default)]
    after: Option<PersonId>,
}

/// People of a group with their days.
#[derive(Serialize, JsonSchema)]
struct AttendancePage {
    /// At most fifty.
    items: Vec<AttendanceOf>,
    /// After whom the next page begins.
    next: Option<PersonId>,
    /// When the month was closed.
    closed_at: Option<Timestamp>,
}

/// Somebody of a group.
#[derive(Serialize, JsonSchema)]
struct AttendanceOf {
    /// Who.
    person: PersonId,
    /// The name; null where he left.
    name: Option<String>,
    /// The days.
    days: Vec<DayView>,
    /// What they come to.
    totals: TotalsView,
    /// What they came to when the month was closed; null where it is open.
    closed: Option<TotalsView>,
}

/// What days come to, as far as they are over.
#[derive(Serialize, JsonSchema)]
struct TotalsView {
    /// Days to work.
    work_days: u32,
    /// Days on which he was there.
    there_days: u32,
    /// How often late.
    late_times: u32,
    /// Minutes late.
    late_min: u32,
    /// How often early.
    early_times: u32,
    /// Minutes early.
    early_min: u32,
    /// Clockings that are not there.
    missing: u32,
    /// Spans in which he was not there.
    absent_spans: u32,
    /// Days on which he was not there at all.
    absent_days: u32,
    /// Minutes worked.
    worked_min: u32,
    /// Minutes beyond.
    overtime_min: u32,
    /// Clockings outside.
    outside: u32,
    /// Clockings with something strange.
    doubts: u32,
    /// Hundredths of days away with leave.
    leave: u32,
    /// Of these the paid ones.
    leave_paid: u32,
    /// Minutes of leave by the hour.
    leave_min: u32,
}

impl From<Totals> for TotalsView {
    fn from(sum: Totals) -> Self {
        Self {
            work_days: sum.work_days,
            there_days: sum.there_days,
            late_times: sum.late_times,
            late_min: sum.late_min,
            early_times: sum.early_times,
            early_min: sum.early_min,
            missing: sum.missing,
            absent_spans: sum.absent_spans,
            absent_days: sum.absent_days,
            worked_min: sum.worked_min,
            overtime_min: sum.overtime_min,
            outside: sum.outside,
            doubts: sum.doubts,
            leave: sum.leave,
            leave_paid: sum.leave_paid,
            leave_min: sum.leave_min,
        }
    }
}

impl From<Page> for AttendancePage {
    fn from(page: Page) -> Self {
        let of = |one: looking::Of| AttendanceOf {
            person: one.person,
            name: one.name,
            days: one.days.into_iter().map(DayView::from).collect(),
            totals: one.totals.into(),
            closed: one.closed.map(TotalsView::from),
        };
        Self { items: page.of.into_iter().map(of).collect(), next: page.next, closed_at: page.closed_at }
    }
}

async fn day(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<GroupDayPath>,
    Query(page): Query<AfterQuery>,
) -> Result<(NoStore, Json<AttendancePage>), Problem> {
    Ok((NoStore, Json(looking::day(&house, who, (at.group, &at.day), page.after).await?.into())))
}

async fn month(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<GroupMonthPath>,
    Query(page): Query<AfterQuery>,
) -> Result<(NoStore, Json<AttendancePage>), Problem> {
    Ok((NoStore, Json(looking::month(&house, who, (at.group, &at.month), page.after).await?.into())))
}

async fn close(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<GroupMonthPath>,
) -> Result<StatusCode, Problem> {
    looking::close(&house, who, (at.group, &at.month)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// In which form.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SheetQuery {
    /// `xlsx` (the default) or `csv`.
    #[serde(default)]
    form: Option<String>,
    /// `zh-CN` (the default) or `en`.
    #[serde(default)]
    lang: Option<String>,
}

async fn sheet(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<GroupMonthPath>,
    Query(read): Query<SheetQuery>,
) -> Result<(NoStore, [(HeaderName, &'static str); 2], Vec<u8>), Problem> {
    let lang = read.lang.as_deref().and_then(Lang::from_tag).unwrap_or(Lang::ZhCn);
    let (form, kind, name) = if read.form.as_deref() == Some("csv") {
        (Form::Text, "text/csv; charset=utf-8", "attachment; filename=\"attendance.csv\"")
    } else {
        (
            Form::Workbook,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment; filename=\"attendance.xlsx\"",
        )
    };
    let bytes = looking::sheet(&house, who, (at.group, &at.month), (form, lang)).await?;
    Ok((NoStore, [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], bytes))
}
