//! What people do: look at what was told, and ask for an export.

use ground::{Ctx, Member, Person};
use policy::StatisticRules;
use std::collections::BTreeSet;

use super::gather::dataset;
use super::release::{Count, release};
use super::rules::{self, Fact};
use super::store::{self, Cell};
use super::{HOUSE, Refusal};
use crate::House;
use crate::access::the_house;
use crate::alias::Alias;
use crate::org;

/// Weeks that a page shows.
const SHOWN_WEEKS: i64 = 13;

/// What was told of the whole house.
pub(super) async fn of_house(house: &House, who: Person) -> Result<Vec<Cell>, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "statistic.read", &the_house())?;
    shown(&mut cx, HOUSE).await
}

/// What was told of an organisation, to its administrators.
pub(super) async fn of_org(house: &House, who: Member) -> Result<Vec<Cell>, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &org::resource(who.org))?;
    let mut cells = shown(&mut cx, &dataset(who.org)).await?;
    // A week of which nothing is told is no week.
    let told: BTreeSet<i64> =
        cells.iter().filter(|cell| cell.value.is_some()).map(|cell| cell.week).collect();
    cells.retain(|cell| told.contains(&cell.week));
    Ok(cells)
}

async fn shown(cx: &mut Ctx, dataset: &str) -> Result<Vec<Cell>, Refusal> {
    let since = rules::week_of(cx.now()) - SHOWN_WEEKS;
    let mut cells = store::cells_since(cx, dataset, since).await?;
    cells.retain(|cell| !cell.cell.starts_with(EXPORT));
    Ok(cells)
}

const EXPORT: &str = "export:";

/// One row of an export: the bands, and how many people have them, with noise.
pub(super) struct Line {
    pub bands: Vec<String>,
    pub people: Option<i64>,
}

/// An export of a week, and what is left of the week's budget.
pub(super) struct Made {
    pub by: Vec<&'static str>,
    pub lines: Vec<Line>,
    pub scale: i64,
    pub left_milli: i64,
}

/// Makes an export of a week: the groups of which enough people seem to be, and of the others not even that there are.
pub(super) async fn export(house: &House, who: Person, week: i64, by: &[String]) -> Result<Made, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "statistic.export", &the_house())?;
    let by = rules::splits(by)?;
    let facts: Vec<_> = store::facts(&mut cx, week).await?.into_iter().map(|(fact, _)| fact).collect();
    if facts.is_empty() {
        return Err(Refusal::NoWeek);
    }
    let rules = StatisticRules::built_in();
    let groups = rules::groups(&facts, &by);
    let name = |bands: &[String]| format!("{EXPORT}{}:{}", by.join("+"), bands.join("|"));
    let counts: Vec<Count> =
        groups.iter().map(|(bands, people)| Count::people(name(bands), *people)).collect();
    // Everybody stands in one group alone.
    release(&mut cx, (HOUSE, week), &counts, true).await?;
    let told = store::cells(&mut cx, HOUSE, week).await?;
    let spent = store::spent(&mut cx, HOUSE, week).await?;
    cx.commit().await?;
    let find = |bands: &[String]| told.iter().find(|cell| cell.cell == name(bands));
    let lines: Vec<Line> = groups
        .keys()
        .map(|bands| Line { people: find(bands).and_then(|cell| cell.value), bands: bands.clone() })
        .filter(|line| line.people.is_some())
        .collect();
    if lines.is_empty() {
        return Err(Refusal::GroupSmall { least: rules.group });
    }
    let scale = told.iter().find(|cell| cell.cell.starts_with(EXPORT)).map_or(0, |cell| cell.scale);
    Ok(Made { lines, by, scale, left_milli: i64::from(rules.budget_milli) - spent })
}

/// One device of somebody, both under keys of this answer alone.
pub(super) struct Pair {
    pub who: [u8; 16],
    pub device: [u8; 16],
}

/// Joins people with their devices in a week. Nobody authorised more, so what comes is pseudonyms, drawn anew for this
/// answer: two answers cannot be laid side by side.
pub(super) async fn joined(house: &House, who: Person, week: i64) -> Result<Vec<Pair>, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "statistic.export", &the_house())?;
    let facts = store::facts(&mut cx, week).await?;
    if facts.is_empty() {
        return Err(Refusal::NoWeek);
    }
    let alias = Alias::fresh()?;
    let pair =
        |(fact, device): &(Fact, [u8; 16])| Pair { who: alias.of(&fact.who), device: alias.of(device) };
    let mut pairs: Vec<Pair> = facts.iter().map(pair).collect();
    pairs.sort_by_key(|pair| (pair.who, pair.device));
    Ok(pairs)
}
