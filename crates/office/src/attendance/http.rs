//! The wire: what a member does.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with, put_with};
use axum::extract::State as Of;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::{OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::wire::{Address, InOrg, Json, NoStore, Path};
use yard::{House, seal};

use super::actions::{self, Done, Mine};
use super::agreeing::{self, AgreedTo};
use super::machine::{Brought, Direction, MachineId};
use super::plan::{Shift, Site, Spot, Way};
use super::proof::{Challenge, Said};
use super::reckoning::{Clocked, DayOf};
use super::rules::Mark;
use super::zone::Zone;
use super::{ClockKeyId, CorrectionId, Doubt, GroupId, PunchId, Standing, Verdict};

/// Doubts that a device may have.
const DOUBTS_MAX: usize = 4;

/// The routes of members.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/attendance/mine",
            get_with(mine, |op| {
                op.id("attendance.mine")
                    .summary("How I clock, what is asked of my device, and how today stands.")
                    .response::<200, Json<AttendanceMine>>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/mine/{month}",
            get_with(month, |op| {
                op.id("attendance.mine.month")
                    .summary("A month of mine, day by day.")
                    .response::<200, Json<AttendanceDays>>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/key",
            put_with(put_key, |op| {
                op.id("attendance.key.put")
                    .summary("Let this device sign for me; the one before does no longer.")
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/agreement",
            put_with(agree, |op| {
                op.id("attendance.agree")
                    .summary("Agree to exact places, or to signing in from outside, in this organisation.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/challenge",
            post_with(challenge, |op| {
                op.id("attendance.challenge")
                    .summary("A question that my device answers within a minute, once.")
                    .response::<200, Json<Challenge>>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/punches",
            post_with(punch, |op| op.id("attendance.punch").with(seal::mark).summary("Clock.")),
        )
}

/// An organisation of mine.
#[derive(Deserialize, JsonSchema)]
pub(super) struct InPath {
    /// Which.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
}

/// How I clock.
#[derive(Serialize, JsonSchema)]
pub(super) struct AttendanceMine {
    /// My group; null where I belong to none.
    group: Option<MyGroup>,
    /// The key that signs for me; null where no device does.
    key: Option<KeyView>,
    /// Today; null where I belong to no group.
    today: Option<DayView>,
    /// Who may put right what I ask, besides those who run the organisation.
    approvers: Vec<PersonId>,
    /// Groups that I look after.
    manages: Vec<ManagedGroup>,
}

/// A group that I look after.
#[derive(Serialize, JsonSchema)]
struct ManagedGroup {
    id: GroupId,
    name: String,
}

/// My group.
#[derive(Serialize, JsonSchema)]
struct MyGroup {
    /// Which.
    id: GroupId,
    /// Its name.
    name: String,
    /// Its zone.
    zone: String,
    /// The ways that it chose.
    ways: Vec<Way>,
    /// The sites, for my device to compare with; what it finds stays there.
    sites: Vec<Site>,
    /// What exact places are needed for, as the organisation wrote it; null where they are not asked for.
    exact: Option<String>,
    /// Whether I agreed to exact places, for this reason and in this organisation.
    exact_agreed: bool,
    /// Whether I agreed to signing in from outside in this organisation.
    field_agreed: bool,
    /// Whether I agreed that the house's geocoder is asked for addresses of where I sign in; null where it has none.
    address_agreed: Option<bool>,
}

/// A key.
#[derive(Serialize, JsonSchema)]
struct KeyView {
    /// Which; the device that has it knows its number.
    id: ClockKeyId,
    /// Since when.
    since: Timestamp,
}

/// A day.
#[derive(Serialize, JsonSchema)]
pub(super) struct DayView {
    /// Which, as `2026-12-21`.
    day: String,
    /// The zone in which it is lived.
    zone: String,
    /// The name of its shift; null on a day of rest.
    shift: Option<String>,
    /// From when to when that is, or how long; null on a day of rest.
    hours: Option<Shift>,
    /// What it comes to, the gravest first.
    marks: Vec<Mark>,
    /// Minutes late.
    late_min: u32,
    /// Minutes early.
    early_min: u32,
    /// Clockings that are not there.
    missing: u32,
    /// Minutes worked.
    worked_min: u32,
    /// Minutes beyond.
    overtime_min: u32,
    /// With what leave he was away.
    away: Vec<AwayView>,
    /// When I clocked, the earliest first.
    clocked: Vec<ClockedView>,
}

/// Leave on a day.
#[derive(Serialize, JsonSchema)]
struct AwayView {
    /// What its kind is called.
    kind: String,
    /// In hundredths of a day; 0 where it is by the hour.
    amount: i64,
}

/// One clocking.
#[derive(Serialize, JsonSchema)]
struct ClockedView {
    /// When.
    at: Timestamp,
    /// The time on the wall there.
    wall: String,
    /// By which way; null where it was put right.
    way: Option<Way>,
    /// What came of it.
    verdict: Verdict,
    /// What is strange about it.
    doubts: Vec<Doubt>,
    /// The room whose transmitter was the nearest.
    room: Option<String>,
    /// The site, where it is known which of them it was.
    site: Option<String>,
    /// Where exactly, where that was agreed to; null where it was not, or was taken back, and in a look that needs no place.
    place: Option<ClockedPlace>,
    /// What put it right.
    by: Option<CorrectionId>,
    /// When it was put right; null where it was clocked.
    corrected_at: Option<Timestamp>,
    /// Whether exact coordinates were kept with it.
    exact: bool,
    /// What brought it; null where it was clocked with a device of one's own.
    brought: Option<BroughtView>,
}

/// What brought a clocking.
#[derive(Serialize, JsonSchema)]
struct BroughtView {
    /// Which.
    machine: MachineId,
    /// What it was called.
    name: String,
    /// Whether it says that he came or went.
    direction: Direction,
    /// When it came.
    at: Timestamp,
    /// Since when its person authorised that: the ground on which it was taken.
    agreed_at: Timestamp,
}

impl BroughtView {
    fn of(Brought { machine, name, direction, agreed_at }: Brought, at: Timestamp) -> Self {
        Self { machine, name, direction, at, agreed_at }
    }
}

/// Where somebody clocked.
#[derive(Serialize, JsonSchema)]
struct ClockedPlace {
    /// The coordinates.
    spot: Spot,
    /// Metres to the nearest site, of a signing in from outside.
    from_site_m: Option<u32>,
    /// The place in words, as he wrote it.
    address: Option<String>,
    /// The address that the house's geocoder says of it; null where none was asked or none is known there.
    found: Option<String>,
}

impl From<Standing> for ClockedPlace {
    fn from(Standing { spot, from_site_m, address, found }: Standing) -> Self {
        Self { spot, from_site_m, address, found }
    }
}

impl From<DayOf> for DayView {
    fn from(day: DayOf) -> Self {
        let zone = Zone::named(&day.zone);
        let clocked = |one: Clocked| ClockedView {
            wall: zone.as_ref().map(|zone| zone.clock(one.at)).unwrap_or_default(),
            at: one.at,
            way: one.way,
            verdict: one.verdict,
            doubts: one.doubts,
            room: one.room,
            site: one.site,
            place: one.place.map(ClockedPlace::from),
            corrected_at: one.by.map(|_| one.made_at),
            by: one.by,
            exact: one.has_place,
            brought: one.brought.map(|brought| BroughtView::of(brought, one.made_at)),
        };
        Self {
            day: day.day.to_string(),
            marks: day.outcome.marks(),
            late_min: day.outcome.late_min,
            early_min: day.outcome.early_min,
            missing: day.outcome.missing,
            worked_min: day.outcome.worked_min,
            overtime_min: day.outcome.overtime_min,
            away: day.away.into_iter().map(|one| AwayView { kind: one.kind, amount: one.amount }).collect(),
            shift: day.shift,
            hours: day.hours,
            clocked: day.clocked.into_iter().map(clocked).collect(),
            zone: day.zone,
        }
    }
}

impl AttendanceMine {
    fn of(mine: Mine, manages: Vec<ManagedGroup>) -> Self {
        let (exact_agreed, field_agreed) = mine.agreed;
        let plan = mine.today.plan;
        let group = MyGroup {
            id: mine.today.group.id,
            name: mine.today.group.name,
            zone: mine.today.group.zone,
            ways: plan.ways,
            sites: plan.sites,
            exact: plan.exact,
            exact_agreed,
            field_agreed,
            address_agreed: mine.address_agreed,
        };
        Self {
            group: Some(group),
            key: mine.key.map(|(id, since)| KeyView { id, since }),
            today: mine.day.map(DayView::from),
            approvers: mine.approvers,
            manages,
        }
    }
}

async fn mine(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<(NoStore, Json<AttendanceMine>), Problem> {
    let (mine, manages) = actions::mine(&house, who).await?;
    let manages = manages.into_iter().map(|(id, name)| ManagedGroup { id, name }).collect();
    let mine = match mine {
        Some(mine) => AttendanceMine::of(mine, manages),
        None => AttendanceMine { group: None, key: None, today: None, approvers: Vec::new(), manages },
    };
    Ok((NoStore, Json(mine)))
}

/// A month of mine.
#[derive(Deserialize, JsonSchema)]
struct MonthPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which, as `2026-12`.
    month: String,
}

/// Days.
#[derive(Serialize, JsonSchema)]
struct AttendanceDays {
    /// In their order.
    items: Vec<DayView>,
}

async fn month(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<MonthPath>,
) -> Result<(NoStore, Json<AttendanceDays>), Problem> {
    let items = actions::month(&house, who, &at.month).await?.into_iter().map(DayView::from).collect();
    Ok((NoStore, Json(AttendanceDays { items })))
}

/// A key.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct KeyWish {
    /// A point of P-256 in 65 bytes, in base64url.
    key: String,
}

/// It signs from now on.
#[derive(Serialize, JsonSchema)]
struct KeyMade {
    /// Its number.
    id: ClockKeyId,
}

async fn put_key(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<KeyWish>,
) -> Result<Json<KeyMade>, Problem> {
    let key = URL_SAFE_NO_PAD.decode(&wish.key).unwrap_or_default();
    Ok(Json(KeyMade { id: actions::put_key(&house, who, &key).await? }))
}

/// To what I agree here, besides my consent.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AgreementWish {
    /// To what.
    to: AgreedTo,
    /// The reason for exact places, as I read it.
    #[serde(default)]
    reason: Option<String>,
}

async fn agree(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<AgreementWish>,
) -> Result<StatusCode, Problem> {
    agreeing::agree(&house, who, (wish.to, wish.reason.as_deref())).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn challenge(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<(NoStore, Json<Challenge>), Problem> {
    Ok((NoStore, Json(actions::challenge(&house, who).await?)))
}

/// What my device answers. There is no field for what is near it or on it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PunchWish {
    /// The question.
    challenge: Challenge,
    /// By which way.
    way: Way,
    /// Whether I am within; of ways that the house judges itself it is passed over.
    inside: bool,
    /// What the device found strange.
    #[serde(default)]
    doubts: Vec<Doubt>,
    /// Where exactly; only where that is asked for and I agreed.
    #[serde(default)]
    place: Option<Spot>,
    /// The room whose transmitter is the nearest, as the organisation named it.
    #[serde(default)]
    room: Option<String>,
    /// The code of a screen.
    #[serde(default)]
    code: Option<String>,
    /// The signature of the device over all of this, in base64url.
    signature: String,
}

/// It counts.
#[derive(Serialize, JsonSchema)]
pub(super) struct PunchMade {
    /// Which.
    pub id: PunchId,
    /// The instant that counts.
    pub at: Timestamp,
    /// What came of it.
    pub verdict: Verdict,
}

async fn punch(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Address(from): Address,
    Json(wish): Json<PunchWish>,
) -> Result<Json<PunchMade>, Problem> {
    let said = Said {
        challenge: &wish.challenge,
        way: wish.way,
        is_inside: wish.inside,
        doubts: wish.doubts.get(..DOUBTS_MAX).unwrap_or(&wish.doubts),
        place: wish.place.filter(|spot| spot.is_sound()),
        room: wish.room.as_deref(),
        code: wish.code.as_deref(),
        pictures: None,
    };
    let Done { id, at, verdict } = actions::punch(&house, who, said, (&wish.signature, from)).await?;
    Ok(Json(PunchMade { id, at, verdict }))
}
