//! The wire: what a member sees of his leave.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State as Of;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use yard::House;
use yard::wire::{InOrg, Json, NoStore, Path};

use super::actions::{self, Shown};
use super::rules::{self, Standing};
use super::{Balance, Deed, Entry, Kind, LeaveEntryId, LeaveKindId, Unit, Why};

/// Lines of one look, the newest.
const LINES_SHOWN: usize = 500;

/// The routes of members.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/leave/mine",
            get_with(mine, |op| {
                op.id("leave.mine")
                    .summary("What leave I have, and every line that made it so.")
                    .response::<200, Json<LeaveOf>>()
            }),
        )
        .api_route(
            "/orgs/{org}/leave/mine/{leaveentry}/back",
            post_with(give_back, |op| {
                op.id("leave.give_back")
                    .summary("Give back leave of mine that has not begun.")
                    .response::<204, ()>()
            }),
        )
}

/// An organisation of mine.
#[derive(Deserialize, JsonSchema)]
pub(super) struct InPath {
    /// Which.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
}

/// A line of mine.
#[derive(Deserialize, JsonSchema)]
struct MinePath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    leaveentry: LeaveEntryId,
}

/// The leave of somebody. Amounts are in hundredths of a day, or of an hour where a kind is asked for in hours.
#[derive(Serialize, JsonSchema)]
pub(super) struct LeaveOf {
    /// Who.
    pub person: PersonId,
    /// The name, where another looks.
    pub name: Option<String>,
    /// Since when he works at all, as `2016-12-21`.
    pub work: Option<String>,
    /// Since when here.
    pub hired: Option<String>,
    /// How it stands with each kind.
    pub balances: Vec<LeaveBalance>,
    /// The lines, the newest first; in a list of people none.
    pub entries: Vec<LeaveEntryView>,
}

/// How it stands with a kind.
#[derive(Serialize, JsonSchema)]
pub(super) struct LeaveBalance {
    /// Which kind.
    kind: LeaveKindId,
    /// What it is called.
    name: String,
    /// In what it is asked for.
    unit: Unit,
    /// Whether it is paid.
    paid: bool,
    /// What may be taken now; null where there is no balance. Less than nothing where more was taken than there was.
    left: Option<i64>,
    /// What may be taken later and not yet.
    coming: i64,
    /// What was taken this year and not given back.
    taken: i64,
    /// What of it ends, the first first.
    ends: Vec<LeaveEnd>,
}

/// What ends.
#[derive(Serialize, JsonSchema)]
struct LeaveEnd {
    /// The last day on which it may be taken.
    until: String,
    /// How much.
    amount: i64,
}

/// A line.
#[derive(Serialize, JsonSchema)]
pub(super) struct LeaveEntryView {
    /// Which.
    id: LeaveEntryId,
    /// Its place in the ledger, from 1.
    number: u32,
    /// When it was written.
    at: Timestamp,
    /// By whom; null where a rule or a case wrote it.
    by: Option<PersonId>,
    /// Of which kind; null where it concerns the person.
    kind: Option<LeaveKindId>,
    /// `since`, `grant`, `use`, `back`, `expire` or `correct`.
    deed: &'static str,
    /// What it adds, or takes away.
    amount: i64,
    /// The first day that it concerns.
    from: Option<String>,
    /// The last.
    until: Option<String>,
    /// Of a grant, why: `year`, `hand`, `opening` or `overtime`.
    why: Option<&'static str>,
    /// Which line it concerns.
    of: Option<u32>,
    /// By how much it was more than there was.
    short: i64,
    /// How much of what it took was not given back.
    open: i64,
    /// Why, in the words of whoever wrote it.
    reason: Option<String>,
    /// Months that were closed already when it was written.
    late: Vec<String>,
}

impl LeaveEntryView {
    fn of(entry: &Entry, standings: &Standings) -> Self {
        let days = |from: crate::attendance::Day| Some(from.to_string());
        let (mut from, mut until, mut why, mut of, mut short) = (None, None, None, None, 0);
        let deed = match &entry.line.deed {
            Deed::Since { work, hired } => {
                (from, until) = (days(*work), days(*hired));
                "since"
            }
            Deed::Grant { from: first, until: last, why: by, .. } => {
                (from, until) = (days(*first), last.and_then(days));
                why = Some(match by {
                    Why::Year(_) => "year",
                    Why::Hand => "hand",
                    Why::Opening => "opening",
                    Why::Overtime { .. } => "overtime",
                });
                "grant"
            }
            Deed::Use { days: taken, short: over, .. } => {
                short = *over;
                from = taken.first().and_then(|(day, _)| days(*day));
                until = taken.last().and_then(|(day, _)| days(*day));
                "use"
            }
            Deed::Back { of: line, from: first, .. } => {
                (of, from) = (Some(*line), days(*first));
                "back"
            }
            Deed::Expire { of: line, .. } => {
                of = Some(*line);
                "expire"
            }
            Deed::Correct { .. } => "correct",
        };
        Self {
            id: entry.id,
            number: entry.number,
            at: entry.at,
            by: entry.by,
            kind: entry.line.kind,
            deed,
            amount: rules::amount(&entry.line),
            from,
            until,
            why,
            of,
            short,
            open: open(entry, standings),
            reason: entry.line.reason.clone(),
            late: entry.line.late.clone(),
        }
    }
}

/// How it stands with each kind of which there are lines.
type Standings = BTreeMap<LeaveKindId, Standing>;

fn standings(entries: &[Entry]) -> Standings {
    let mut all = Standings::new();
    for entry in entries {
        if let Some(kind) = entry.line.kind {
            all.entry(kind).or_default().write(entry.number, &entry.line.deed);
        }
    }
    all
}

/// How much of what a line took was not given back.
fn open(entry: &Entry, standings: &Standings) -> i64 {
    match (&entry.line.deed, entry.line.kind) {
        (Deed::Use { days, .. }, Some(kind)) => {
            let taken = days.first().zip(standings.get(&kind));
            taken.map_or(0, |((day, _), standing)| standing.open(entry.number, *day))
        }
        _ => 0,
    }
}

fn balance(kind: &Kind, shown: &Shown, standings: &Standings) -> LeaveBalance {
    let none = Standing::default();
    let standing = standings.get(&kind.id).unwrap_or(&none);
    let (this, ..) = shown.today.parts();
    let is_kept = kind.arranged.balance != Balance::None;
    let mut lots: Vec<_> = standing
        .lots
        .iter()
        .filter(|lot| lot.left > 0 && lot.from <= shown.today)
        .filter_map(|lot| Some((lot.until.filter(|until| *until >= shown.today)?, lot.left)))
        .collect();
    lots.sort_unstable();
    LeaveBalance {
        kind: kind.id,
        name: kind.arranged.name.clone(),
        unit: kind.arranged.unit,
        paid: kind.arranged.paid,
        left: is_kept.then(|| standing.left(shown.today)),
        coming: standing.coming(shown.today),
        taken: standing.days().filter(|(_, day, _)| day.parts().0 == this).map(|(_, _, amount)| amount).sum(),
        ends: lots.into_iter().map(|(until, amount)| LeaveEnd { until: until.to_string(), amount }).collect(),
    }
}

impl LeaveOf {
    /// Somebody with his balances, and his lines where they are wanted.
    pub(super) fn of(shown: &Shown, name: Option<String>, has_lines: bool) -> Self {
        let since = rules::since(&shown.entries);
        let standings = standings(&shown.entries);
        let has_some = |kind: &&Kind| {
            !kind.has_ended || shown.entries.iter().any(|entry| entry.line.kind == Some(kind.id))
        };
        let kinds = shown.kinds.iter().filter(has_some);
        let lines = shown.entries.iter().rev().take(if has_lines { LINES_SHOWN } else { 0 });
        Self {
            person: shown.person,
            name,
            work: since.map(|(work, _)| work.to_string()),
            hired: since.map(|(_, hired)| hired.to_string()),
            balances: kinds.map(|kind| balance(kind, shown, &standings)).collect(),
            entries: lines.map(|entry| LeaveEntryView::of(entry, &standings)).collect(),
        }
    }
}

async fn mine(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<(NoStore, Json<LeaveOf>), Problem> {
    let shown = actions::mine(&house, who).await?;
    Ok((NoStore, Json(LeaveOf::of(&shown, None, true))))
}

async fn give_back(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<MinePath>,
) -> Result<StatusCode, Problem> {
    actions::give_back(&house, who, at.leaveentry).await?;
    Ok(StatusCode::NO_CONTENT)
}
