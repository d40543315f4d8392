//! The wire of the pages: the machines of an organisation, whom their numbers mean, and who authorised which.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with, put_with};
use axum::extract::State as Of;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{InOrg, Json, NoStore, Path};

use super::super::http::InPath;
use super::actions::{self, Made, Wish};
use super::own::{self, Offer};
use super::{Machine, MachineId, MachineKind, wire};

/// Seconds after which a machine that is not heard of is silent.
const SILENT_S: u64 = 3_600;

/// The routes of this room.
pub(in crate::attendance) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/attendance/machines",
            get_with(list, |op| {
                op.id("attendance.machine.list").summary("The machines and programs that bring clockings, and how each is.")
            })
            .post_with(make, |op| {
                op.id("attendance.machine.make")
                    .summary("Let a machine or a program in; its token is told this once.")
                    .response::<200, Json<MachineToken>>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/machines/{machine}",
            delete_with(end, |op| {
                op.id("attendance.machine.end")
                    .summary("End one; what it brought stays.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/machines/{machine}/renew",
            post_with(renew, |op| {
                op.id("attendance.machine.renew")
                    .summary("Give it a new token, told this once.")
                    .response::<200, Json<MachineToken>>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/machines/{machine}/pair",
            post_with(pair, |op| {
                op.id("attendance.machine.pair")
                    .summary("Let the machine with its serial number in that comes from its network within a quarter of an hour.")
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/machine-numbers",
            get_with(numbers, |op| {
                op.id("attendance.machine.numbers")
                    .summary("By which numbers machines mean whom; each look is one at the people.")
                    .response::<200, Json<ClockNumberList>>()
            })
            .put_with(put_numbers, |op| {
                op.id("attendance.machine.number.put")
                    .summary("Write down by which number machines mean somebody; null takes it away.")
                    .response::<204, ()>()
            }),
        )
        .merge(own_routes())
}

/// What each person does.
fn own_routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/attendance/mine/machines",
            get_with(mine, |op| {
                op.id("attendance.machine.mine")
                    .summary("Which machines could bring what I clock, and which I authorised.")
                    .response::<200, Json<MyMachines>>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/mine/machines/{machine}",
            put_with(agree, |op| {
                op.id("attendance.machine.agree")
                    .summary("Authorise one to bring what I clock; my consent comes first.")
                    .response::<204, ()>()
            })
            .delete_with(refuse, |op| {
                op.id("attendance.machine.refuse")
                    .summary("Take that back; from now on nothing of me is taken from it.")
                    .response::<204, ()>()
            }),
        )
}

/// Machines.
#[derive(Serialize, JsonSchema)]
struct MachineList {
    /// The oldest first.
    items: Vec<MachineView>,
}

/// A machine, as those see it who look after it.
#[derive(Serialize, JsonSchema)]
struct MachineView {
    /// Which.
    id: MachineId,
    /// What it is called.
    name: String,
    /// Of which kind.
    kind: MachineKind,
    /// Where it stands.
    place: String,
    /// The zone of times that it tells without one.
    zone: String,
    /// Its serial number; null of a program.
    serial: Option<String>,
    /// From where alone it is taken; null where it has a secret address or a token.
    network: Option<String>,
    /// Since when it is here.
    made_at: Timestamp,
    /// Until when its token is good.
    ends_at: Timestamp,
    /// Until when the next one with its serial number is let in; null where none is awaited.
    pairing_until: Option<Timestamp>,
    /// Since when it is paired; null where it is not, or needs no pairing.
    paired_at: Option<Timestamp>,
    /// When it was heard of last, to within a minute.
    heard_at: Option<Timestamp>,
    /// A machine that was not heard of for an hour. Programs come when they like.
    silent: bool,
    /// Lines that were taken.
    taken: i64,
    /// Lines that were refused since nobody had authorised them. Of whom they were is kept nowhere.
    refused: i64,
    /// Lines that were refused for what they say: no number, no time, ahead of the clock or too old.
    unread: i64,
    /// By how many seconds its clock was ahead of the house's, as seen last.
    skew_s: Option<i64>,
}

impl MachineView {
    fn of(one: Machine, now: Timestamp) -> Self {
        let is_late = |at: Timestamp| now.since(at).as_secs() >= SILENT_S;
        let silent = one.kind == MachineKind::Zkteco && is_late(one.heard_at.unwrap_or(one.made_at));
        Self {
            id: one.id,
            name: one.name,
            kind: one.kind,
            place: one.place,
            zone: one.zone,
            serial: one.serial,
            network: one.network,
            made_at: one.made_at,
            ends_at: one.ends_at,
            pairing_until: one.pairing_until.filter(|until| *until > now),
            paired_at: one.paired_at,
            heard_at: one.heard_at,
            silent,
            taken: one.taken,
            refused: one.refused,
            unread: one.unread,
            skew_s: one.skew_s,
        }
    }
}

async fn list(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<MachineList>, Problem> {
    let now = house.clock.now();
    let items = actions::list(&house, who).await?;
    Ok(Json(MachineList { items: items.into_iter().map(|one| MachineView::of(one, now)).collect() }))
}

/// A machine that is to be let in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MachineWish {
    /// What it is called: 1 to 60 characters.
    name: String,
    /// Of which kind.
    kind: MachineKind,
    /// Where it stands, or who runs it: 1 to 60 characters.
    place: String,
    /// The zone of times that it tells without one, such as `Asia/Shanghai`.
    zone: String,
    /// The serial number of a machine; none of a program.
    #[serde(default)]
    serial: Option<String>,
    /// For a machine that can have no secret address: the network from which it comes, of 24 bits at least (56 of IPv6).
    #[serde(default)]
    network: Option<String>,
    /// For how many days its token is good: 1 to 366.
    days: u64,
}

/// A token.
#[derive(Serialize, JsonSchema)]
struct MachineToken {
    /// Of which machine.
    id: MachineId,
    /// The token, told this once.
    token: String,
    /// What stands after the house's address where a machine is told its server, told this once; null of a program.
    path: Option<String>,
    /// Until when it is good.
    ends_at: Timestamp,
}

impl From<Made> for MachineToken {
    fn from(Made { id, kind, token, ends_at }: Made) -> Self {
        let path = (kind == MachineKind::Zkteco).then(|| wire::path(&token));
        Self { id, token, path, ends_at }
    }
}

async fn make(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<MachineWish>,
) -> Result<(NoStore, Json<MachineToken>), Problem> {
    let wish = Wish {
        name: &wish.name,
        kind: wish.kind,
        place: &wish.place,
        zone: &wish.zone,
        serial: wish.serial.as_deref(),
        network: wish.network.as_deref(),
        days: wish.days,
    };
    Ok((NoStore, Json(actions::make(&house, who, &wish).await?.into())))
}

/// A machine of the organisation.
#[derive(Deserialize, JsonSchema)]
struct MachinePath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    machine: MachineId,
}

/// For how long.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MachineRenewal {
    /// For how many days the token is good: 1 to 366.
    days: u64,
}

async fn renew(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<MachinePath>,
    Json(wish): Json<MachineRenewal>,
) -> Result<(NoStore, Json<MachineToken>), Problem> {
    Ok((NoStore, Json(actions::renew(&house, who, at.machine, wish.days).await?.into())))
}

/// It is awaited.
#[derive(Serialize, JsonSchema)]
struct MachineAwaited {
    /// Until when.
    until: Timestamp,
}

async fn pair(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<MachinePath>,
) -> Result<Json<MachineAwaited>, Problem> {
    Ok(Json(MachineAwaited { until: actions::pair(&house, who, at.machine).await? }))
}

async fn end(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<MachinePath>,
) -> Result<StatusCode, Problem> {
    actions::end(&house, who, at.machine).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Numbers.
#[derive(Serialize, JsonSchema)]
struct ClockNumberList {
    /// Of whom each is.
    items: Vec<ClockNumberView>,
}

/// A number.
#[derive(Serialize, JsonSchema)]
struct ClockNumberView {
    /// Whose.
    person: PersonId,
    /// At which machine; null where it is the same at all of them.
    machine: Option<MachineId>,
    /// The number.
    number: String,
}

async fn numbers(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<(NoStore, Json<ClockNumberList>), Problem> {
    let items = actions::numbers(&house, who).await?;
    let view = |one: actions::Numbered| ClockNumberView {
        person: one.person,
        machine: one.machine,
        number: one.number,
    };
    Ok((NoStore, Json(ClockNumberList { items: items.into_iter().map(view).collect() })))
}

/// Numbers that are written down.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ClockNumbersWish {
    /// At which machine; null where they are the same at all of them, as staff numbers are.
    #[serde(default)]
    machine: Option<MachineId>,
    /// At most 500.
    numbers: Vec<ClockNumberWish>,
}

/// A number of somebody.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ClockNumberWish {
    /// Whose.
    person: PersonId,
    /// The number: 1 to 64 letters, digits or signs of `-_.:/`; null takes it away.
    number: Option<String>,
}

async fn put_numbers(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<ClockNumbersWish>,
) -> Result<StatusCode, Problem> {
    let wishes: Vec<_> = wish.numbers.into_iter().map(|one| (one.person, one.number)).collect();
    actions::put_numbers(&house, who, wish.machine, &wishes).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Machines that could bring what I clock.
#[derive(Serialize, JsonSchema)]
struct MyMachines {
    /// The oldest first; none where my group takes none.
    items: Vec<MyMachine>,
}

/// One of them, as I read it before I authorise it.
#[derive(Serialize, JsonSchema)]
struct MyMachine {
    /// Which.
    id: MachineId,
    /// What it is called.
    name: String,
    /// Of which kind.
    kind: MachineKind,
    /// Where it stands, or who runs it.
    place: String,
    /// What it brings of me, and nothing else.
    brings: Vec<MachineBrings>,
    /// By which number it means me; null where none was written down.
    number: Option<String>,
    /// Since when I authorise it; null where I do not.
    agreed_at: Option<Timestamp>,
}

/// What a machine brings.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum MachineBrings {
    /// When I clocked.
    Time,
    /// Whether I came or went, where it says so.
    Direction,
}

impl From<Offer> for MyMachine {
    fn from(Offer { machine, number, agreed_at }: Offer) -> Self {
        Self {
            id: machine.id,
            name: machine.name,
            kind: machine.kind,
            place: machine.place,
            brings: vec![MachineBrings::Time, MachineBrings::Direction],
            number,
            agreed_at,
        }
    }
}

async fn mine(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<(NoStore, Json<MyMachines>), Problem> {
    let items = own::mine(&house, who).await?.into_iter().map(MyMachine::from).collect();
    Ok((NoStore, Json(MyMachines { items })))
}

async fn agree(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<MachinePath>,
) -> Result<StatusCode, Problem> {
    own::agree(&house, who, at.machine).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn refuse(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<MachinePath>,
) -> Result<StatusCode, Problem> {
    own::take_back(&house, who, at.machine).await?;
    Ok(StatusCode::NO_CONTENT)
}
