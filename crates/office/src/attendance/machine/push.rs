//! The wire of programs: one clocking, or many at once, with the token of a machine.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State as Of;
use axum::http::{HeaderMap, header};
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Address, Json, NoStore};

use super::super::Refusal as Attendance;
use super::super::zone::Zone;
use super::rules::{self, Taken};
use super::taking::{self, LINES_MAX, Line};
use super::{Direction, Machine, MachineKind, Refusal, entering};

/// By how many seconds a clock may be off to be told as that; beyond it is another day or a clock that was never set.
const SKEW_MAX_S: i64 = 366 * 86_400;

/// The routes of programs.
pub(in crate::attendance) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/attendance/clocking",
            post_with(push, |op| {
                op.id("attendance.push")
                    .summary("A program brings one clocking, by the bearer token of its machine; 403 where its person did not authorise it.")
                    .response::<200, Json<Pushed>>()
            }),
        )
        .api_route(
            "/attendance/clockings",
            post_with(push_many, |op| {
                op.id("attendance.push.batch")
                    .summary("A program brings up to 500 clockings; each is answered by itself.")
                    .response::<200, Json<PushedMany>>()
            }),
        )
}

/// A clocking that is brought.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ClockingBrought {
    /// By which number the program means somebody: 1 to 64 letters, digits or signs of `-_.:/`.
    number: String,
    /// When: an instant such as `2026-12-21T08:59:03+08:00`, or without a zone as the clock of the machine shows it.
    at: String,
    /// Whether he came or went.
    #[serde(default)]
    direction: Direction,
    /// By what the program knows it again; what comes twice counts once.
    id: String,
}

/// One, with what the program's own clock shows.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PushWish {
    /// What is brought.
    clocking: ClockingBrought,
    /// What the program's clock shows as it sends this; how far it is off is shown to those who run the organisation.
    #[serde(default)]
    sent_at: Option<Timestamp>,
}

/// Many, with what the program's own clock shows.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PushManyWish {
    /// One to 500.
    clockings: Vec<ClockingBrought>,
    /// What the program's clock shows as it sends this; how far it is off is shown to those who run the organisation.
    #[serde(default)]
    sent_at: Option<Timestamp>,
}

/// What came of a clocking.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum PushOutcome {
    /// It counts.
    Taken,
    /// It came before, and counts once.
    Again,
    /// Nobody whom this number means authorised it; nothing was kept.
    Unauthorised,
    /// It lies ahead of the house's clock.
    Future,
    /// It is older than 31 days.
    Late,
    /// More than 400 came of one person within a day.
    Often,
    /// It is no clocking: its number, its time or its id is none.
    Unread,
}

impl From<Taken> for PushOutcome {
    fn from(taken: Taken) -> Self {
        match taken {
            Taken::Kept => Self::Taken,
            Taken::Again => Self::Again,
            Taken::Unauthorised => Self::Unauthorised,
            Taken::Future => Self::Future,
            Taken::Late => Self::Late,
            Taken::Often => Self::Often,
        }
    }
}

/// It was taken.
#[derive(Serialize, JsonSchema)]
struct Pushed {
    /// Whether now or before.
    outcome: PushOutcome,
}

/// What came of each.
#[derive(Serialize, JsonSchema)]
struct PushedMany {
    /// In the order in which they were brought.
    outcomes: Vec<PushOutcome>,
}

/// The machine whose token is sent, where it has some left of its minute.
async fn comes(house: &House, (headers, Address(from)): (&HeaderMap, Address)) -> Result<Machine, Refusal> {
    let line = headers.get(header::AUTHORIZATION).and_then(|line| line.to_str().ok());
    let token =
        line.and_then(|line| line.split_once(' ')).filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer"));
    let token = token.map(|(_, token)| token).unwrap_or_default();
    let machine = entering::by_token(house, from, (token, MachineKind::Program)).await?;
    entering::counted(house, &machine).await?;
    Ok(machine)
}

/// Its zone, and by how many seconds its clock is ahead.
fn clock(
    house: &House,
    machine: &Machine,
    sent_at: Option<Timestamp>,
) -> Result<(Zone, Option<i64>), Refusal> {
    let zone = Zone::named(&machine.zone).ok_or(Attendance::Zone)?;
    let ahead = |at: Timestamp| at.seconds().saturating_sub(house.clock.now().seconds());
    Ok((zone, sent_at.map(ahead).filter(|skew| skew.abs() <= SKEW_MAX_S)))
}

fn line(brings: &ClockingBrought, zone: &Zone) -> Result<Line, Refusal> {
    if !rules::is_mark(&brings.number) || !rules::is_mark(&brings.id) {
        return Err(Refusal::Mark);
    }
    let at = rules::time(&brings.at, zone).ok_or(Refusal::Time)?;
    let (number, direction, mark) = (brings.number.clone(), brings.direction, brings.id.clone());
    Ok(Line { number, at, direction, mark })
}

async fn push(
    Of(house): Of<House>,
    headers: HeaderMap,
    address: Address,
    Json(wish): Json<PushWish>,
) -> Result<(NoStore, Json<Pushed>), Problem> {
    let machine = comes(&house, (&headers, address)).await?;
    let (zone, skew) = clock(&house, &machine, wish.sent_at)?;
    let line = line(&wish.clocking, &zone)?;
    let told = taking::take(&house, &machine, &[line], (0, skew)).await.map_err(Refusal::from)?;
    let outcome = match told.first().copied().unwrap_or(Taken::Unauthorised) {
        Taken::Unauthorised => return Err(Refusal::Unauthorised.into()),
        Taken::Future => return Err(Refusal::Future.into()),
        Taken::Late => return Err(Refusal::Late.into()),
        Taken::Often => return Err(Attendance::TooMany.into()),
        taken @ (Taken::Kept | Taken::Again) => taken.into(),
    };
    Ok((NoStore, Json(Pushed { outcome })))
}

async fn push_many(
    Of(house): Of<House>,
    headers: HeaderMap,
    address: Address,
    Json(wish): Json<PushManyWish>,
) -> Result<(NoStore, Json<PushedMany>), Problem> {
    let machine = comes(&house, (&headers, address)).await?;
    if !(1..=LINES_MAX).contains(&wish.clockings.len()) {
        return Err(Refusal::Many.into());
    }
    let (zone, skew) = clock(&house, &machine, wish.sent_at)?;
    let read: Vec<Option<Line>> = wish.clockings.iter().map(|one| line(one, &zone).ok()).collect();
    let unread = read.iter().filter(|one| one.is_none()).count();
    let is_read: Vec<bool> = read.iter().map(Option::is_some).collect();
    let lines: Vec<Line> = read.into_iter().flatten().collect();
    let told = taking::take(&house, &machine, &lines, (unread, skew)).await.map_err(Refusal::from)?;
    let mut told = told.into_iter();
    let next = |is_read: bool| if is_read { told.next().map(PushOutcome::from) } else { None };
    let outcomes = is_read.into_iter().map(next).map(|one| one.unwrap_or(PushOutcome::Unread)).collect();
    Ok((NoStore, Json(PushedMany { outcomes })))
}
