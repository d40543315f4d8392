//! The wire: the page of numbers, and exports.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use ground::Problem;
use policy::StatisticRules;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Made};
use super::rules::monday;
use super::store::Cell;
use crate::House;
use crate::org::{Administrator, OrgPath};
use crate::wire::{Json, NoStore, Path, Query, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/statistics",
            get_with(of_house, |op| {
                op.id("statistic.house")
                    .summary("Numbers of the house, week by week, for keepers.")
                    .response::<200, Json<Statistics>>()
            }),
        )
        .api_route(
            "/orgs/{org}/statistics",
            get_with(of_org, |op| {
                op.id("statistic.org")
                    .summary("Numbers of an organisation, week by week, for its administrators.")
                    .response::<200, Json<Statistics>>()
            }),
        )
        .api_route(
            "/statistics/export",
            post_with(export, |op| {
                op.id("statistic.export")
                    .summary("An anonymised export of a week, where nobody can be told from it.")
            }),
        )
        .api_route(
            "/statistics/devices",
            get_with(joined, |op| {
                op.id("statistic.devices")
                    .summary("People and their devices in a week, under pseudonyms of this answer.")
                    .response::<200, Json<PairList>>()
            }),
        )
}

/// Numbers, week by week.
#[derive(Serialize, JsonSchema)]
struct Statistics {
    /// People behind a number, at least.
    group: u32,
    /// Newest first.
    weeks: Vec<WeekView>,
}

/// The numbers of one week.
#[derive(Serialize, JsonSchema)]
struct WeekView {
    /// Its number, for an export.
    week: i64,
    /// Its Monday.
    monday: String,
    /// Its numbers.
    cells: Vec<CellView>,
}

/// One number.
#[derive(Serialize, JsonSchema)]
struct CellView {
    /// `members`, `active`, `meetings` or `minutes`.
    name: String,
    /// The number with its noise; null where too few people stand behind it.
    value: Option<i64>,
    /// The scale of the noise: most of it stays within three times this.
    scale: i64,
}

fn statistics(cells: Vec<Cell>) -> Statistics {
    let mut weeks: Vec<WeekView> = Vec::new();
    for Cell { week, cell, value, scale } in cells {
        if weeks.last().is_none_or(|last| last.week != week) {
            weeks.push(WeekView { week, monday: monday(week), cells: Vec::new() });
        }
        if let Some(last) = weeks.last_mut() {
            last.cells.push(CellView { name: cell, value, scale });
        }
    }
    Statistics { group: StatisticRules::built_in().group, weeks }
}

async fn of_house(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<Statistics>), Problem> {
    Ok((NoStore, Json(statistics(actions::of_house(&house, who).await?))))
}

async fn of_org(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
) -> Result<(NoStore, Json<Statistics>), Problem> {
    Ok((NoStore, Json(statistics(actions::of_org(&house, who).await?))))
}

/// What an export is made of.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ExportWish {
    /// A week that is over, by its number.
    week: i64,
    /// What people are split by: `devices`, `meetings`, `minutes`, each once.
    by: Vec<String>,
}

/// An anonymised export.
#[derive(Serialize, JsonSchema)]
struct ExportView {
    /// The Monday of the week.
    monday: String,
    /// What people are split by.
    by: Vec<String>,
    /// One row for each group; none stands for fewer than the least number of people.
    rows: Vec<ExportRow>,
    /// The scale of the noise.
    scale: i64,
    /// What may still be told of this week, in thousandths of epsilon.
    left_milli: i64,
}

/// One group.
#[derive(Serialize, JsonSchema)]
struct ExportRow {
    /// Its bands, in the order of `by`.
    bands: Vec<String>,
    /// How many people, with noise; null where the noise made it look small.
    people: Option<i64>,
}

async fn export(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<ExportWish>,
) -> Result<Json<ExportView>, Problem> {
    let Made { by, lines, scale, left_milli } = actions::export(&house, who, wish.week, &wish.by).await?;
    let rows = lines.into_iter().map(|line| ExportRow { bands: line.bands, people: line.people }).collect();
    let by = by.into_iter().map(str::to_owned).collect();
    Ok(Json(ExportView { monday: monday(wish.week), by, rows, scale, left_milli }))
}

/// Which week.
#[derive(Deserialize, JsonSchema)]
struct OfWeek {
    /// By its number.
    week: i64,
}

/// People and their devices.
#[derive(Serialize, JsonSchema)]
struct PairList {
    /// One for each device.
    items: Vec<PairView>,
}

/// One device of somebody.
#[derive(Serialize, JsonSchema)]
struct PairView {
    /// Who, by a pseudonym of this answer.
    who: String,
    /// Which device, by a pseudonym of this answer.
    device: String,
}

async fn joined(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Query(of): Query<OfWeek>,
) -> Result<(NoStore, Json<PairList>), Problem> {
    let hex = |bytes: [u8; 16]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let pairs = actions::joined(&house, who, of.week).await?;
    let items = pairs.into_iter().map(|pair| PairView { who: hex(pair.who), device: hex(pair.device) });
    Ok((NoStore, Json(PairList { items: items.collect() })))
}
