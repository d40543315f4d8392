//! What a member does: see how he clocks and what is asked of him, let his device sign for him, clock, and look at his month.

use ground::{Caller, Member, PersonId, Timestamp, View};
use std::net::IpAddr;
use std::time::Duration;
use vault::Subject;
use yard::House;
use yard::account::{Bound, store as accounts};

use super::agreeing::{AgreedTo, agrees, store as agreements};
use super::belonging::store as belonging;
use super::plan::store::{self as plans, Group};
use super::plan::{Outside, Plan, Way};
use super::proof::{self, Challenge, Said};
use super::reckoning::{self, DayOf, Places};
use super::zone::Day;
use super::{
    ClockKey, ClockKeyId, Doubt, Exact, Punch, PunchId, Record, Refusal, Verdict, finding, resource, store,
};

/// Times that one person clocks within a day, and keys that he gives.
pub(super) const OF_DAY: Bound = Bound { kind: "attendance.punch.person", span_s: 86_400, most: 100 };
const KEYS_OF_DAY: Bound = Bound { kind: "attendance.key.person", span_s: 86_400, most: 20 };
/// For how long a key that took another's place is noted with what it signs.
pub(super) const NEW_FOR: Duration = Duration::from_secs(86_400);

/// Where somebody stands today.
pub(super) struct Today {
    pub group: Group,
    pub plan: Plan,
    pub day: Day,
}

/// A view for a member of the organisation.
pub(super) async fn look(house: &House, who: Member) -> Result<View, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "attendance.clock", &resource(who.org))?;
    Ok(view)
}

/// The group to which the caller belongs today, by the day of that group's zone.
pub(super) async fn today(view: &mut View, who: Member) -> Result<Today, Refusal> {
    view.permit(who, "attendance.clock", &resource(who.org))?;
    let now = view.now();
    for time in belonging::times_of(view, who.org, who.person).await?.into_iter().rev() {
        let Some(group) = plans::group_of(view, who.org, time.group).await? else { continue };
        let day = group.day(now)?;
        if !time.is_on(day) {
            continue;
        }
        let plan = plans::plan_at(view, group.id, day).await?.ok_or(Refusal::NoGroup)?;
        return Ok(Today { group, plan, day });
    }
    Err(Refusal::NoGroup)
}

/// What somebody sees before he clocks.
pub(super) struct Mine {
    pub today: Today,
    /// The mark of the key that signs for him.
    pub key: Option<(ClockKeyId, Timestamp)>,
    /// Whether he agreed to exact places, and to signing in from outside.
    pub agreed: (bool, bool),
    /// Whether he agreed that the geocoder is asked; nothing where the house has none.
    pub address_agreed: Option<bool>,
    pub day: Option<DayOf>,
    /// Who may put right what he asks.
    pub approvers: Vec<PersonId>,
}

/// Shows it, of somebody in a group; and the groups that he looks after.
pub(super) async fn mine(
    house: &House,
    who: Member,
) -> Result<(Option<Mine>, Vec<(super::GroupId, String)>), Refusal> {
    let mut view = look(house, who).await?;
    let manages = plans::managed(&mut view, who.org, who.person).await?;
    let today = match today(&mut view, who).await {
        Ok(today) => today,
        Err(Refusal::NoGroup) => return Ok((None, manages)),
        Err(refusal) => return Err(refusal),
    };
    let key = store::key_of(&mut view, who.org, who.person).await?.map(|key| (key.id, key.since));
    let agreed = (
        agrees(house, &mut view, (who, &today.plan), AgreedTo::ClockPlace).await?,
        agrees(house, &mut view, (who, &today.plan), AgreedTo::FieldSignIn).await?,
    );
    let address_agreed = finding::agreed(house, &mut view, who.person).await?;
    let mut approvers = plans::managers(&mut view, today.group.id).await?;
    approvers.retain(|one| *one != who.person);
    let of = (who.org, None, Places::All);
    let loaded = reckoning::load(&mut view, of, vec![who.person], vec![today.day]).await?;
    drop(view);
    let (_, _, lines) = loaded.opened(house, &Caller::from(who), "attendance.mine").await?;
    let day = lines.into_iter().flat_map(|(_, days)| days).next();
    Ok((Some(Mine { today, key, agreed, address_agreed, day, approvers }), manages))
}

/// Lets a device sign for the caller; the one before does no longer.
pub(super) async fn put_key(house: &House, who: Member, key: &[u8]) -> Result<ClockKeyId, Refusal> {
    let mut view = look(house, who).await?;
    today(&mut view, who).await?;
    drop(view);
    if !proof::is_key(key) {
        return Err(Refusal::NoKey);
    }
    let id = ClockKeyId::fresh(&house.clock);
    let subject = Subject::Person(who.person);
    let device_key = house.vault.seal(&ClockKey::DEVICE_KEY, subject, id.bytes(), &key.to_vec()).await?;
    let (org, person, since) = (who.org, who.person, house.clock.now());
    let new = ClockKey { id, org, person, device_key, since, replaced: false };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "attendance.clock", &resource(who.org))?;
    if accounts::count(&mut cx, KEYS_OF_DAY, who.person.bytes()).await? > i64::from(KEYS_OF_DAY.most) {
        return Err(Refusal::TooMany);
    }
    store::put_key(&mut cx, &new).await?;
    cx.commit().await?;
    Ok(id)
}

/// Puts a question to the caller's device.
pub(super) async fn challenge(house: &House, who: Member) -> Result<Challenge, Refusal> {
    look(house, who).await?.permit(who, "attendance.clock", &resource(who.org))?;
    Ok(proof::challenge(house, (who.org, who.person))?)
}

/// What came of clocking.
pub(super) struct Done {
    pub id: PunchId,
    pub at: Timestamp,
    pub verdict: Verdict,
}

/// Clocks. What the device says of its place is its word; the time, the network and the code are the house's.
pub(super) async fn punch(
    house: &House,
    who: Member,
    said: Said<'_>,
    (signature, from): (&str, IpAddr),
) -> Result<Done, Refusal> {
    let mut view = look(house, who).await?;
    let today = today(&mut view, who).await?;
    if !today.plan.ways.contains(&said.way) || matches!(said.way, Way::Field | Way::Face | Way::Machine) {
        return Err(Refusal::Way);
    }
    let agrees = agrees(house, &mut view, (who, &today.plan), AgreedTo::ClockPlace).await?;
    if said.place.is_some() && !(agrees && said.way == Way::Place) {
        return Err(Refusal::PlaceUnasked);
    }
    let screen = said.code.and_then(|code| proof::shown(house, code));
    let is_shown = match screen {
        Some(screen) => plans::has_screen(&mut view, today.group.id, screen).await?,
        None => false,
    };
    let key = store::key_of(&mut view, who.org, who.person).await?.ok_or(Refusal::Key)?;
    drop(view);
    let nonce = proof::proven(house, who, &said, (&key, signature)).await?;
    let is_inside = match said.way {
        Way::Place => said.place.map_or(Some(said.is_inside), |spot| Some(today.plan.nearest(spot)?.0)),
        Way::Network => Some(today.plan.is_network(from)),
        Way::Code => Some(is_shown),
        Way::Wifi | Way::Beacon | Way::Field | Way::Face | Way::Machine => Some(said.is_inside),
    };
    let is_mock = said.doubts.contains(&Doubt::Mock);
    let verdict = match (is_mock, is_inside.unwrap_or(false)) {
        (true, _) => Verdict::Refused,
        (false, true) => Verdict::Counts,
        // A code that no screen shows is no place where one could be.
        (false, false) if today.plan.outside == Outside::Refuse || said.way == Way::Code => {
            return Err(Refusal::Outside);
        }
        (false, false) => Verdict::Outside,
    };
    let site = today.plan.site(said.way, (said.place, from)).filter(|_| is_inside == Some(true));
    let site = site.map(str::to_owned);
    // What only the coordinates say is kept beside them, and goes with them.
    let (apart, site) =
        if said.place.is_some() && today.plan.sites.len() > 1 { (site, None) } else { (None, site) };
    let place = said.place.map(|spot| Exact { spot, site: apart });
    let record = Record { site, ..record(&today.plan, &said, verdict, is_new(&key, house.clock.now())) };
    let done = keep(house, who, (nonce, &record, place)).await?;
    if is_mock { Err(Refusal::Mock) } else { Ok(done) }
}

pub(super) fn is_new(key: &ClockKey, now: Timestamp) -> bool {
    key.replaced && now.since(key.since) < NEW_FOR
}

fn record(plan: &Plan, said: &Said<'_>, verdict: Verdict, is_new: bool) -> Record {
    let mut doubts = said.doubts.to_vec();
    // What the house finds itself no device says.
    doubts.retain(|one| matches!(one, Doubt::Mock | Doubt::Motion));
    if is_new {
        doubts.push(Doubt::NewDevice);
    }
    doubts.sort_unstable();
    doubts.dedup();
    // A room is one that the organisation named; nothing else is taken for one.
    let mut rooms = plan.sites.iter().flat_map(|site| &site.heard);
    let room = said.room.filter(|room| rooms.any(|heard| heard.room == *room && heard.way == said.way));
    let room = room.map(str::to_owned);
    Record { way: Some(said.way), verdict, doubts, by: None, room, site: None, brought: None }
}

/// Keeps one row.
async fn keep(
    house: &House,
    who: Member,
    (nonce, record, place): ([u8; 16], &Record, Option<Exact>),
) -> Result<Done, Refusal> {
    let id = PunchId::fresh(&house.clock);
    let subject = Subject::Person(who.person);
    let sealed = house.vault.seal(&Punch::RECORD, subject, id.bytes(), record).await?;
    let place = match place {
        Some(exact) => Some(house.vault.seal(&Punch::PLACE, subject, id.bytes(), &exact).await?),
        None => None,
    };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "attendance.clock", &resource(who.org))?;
    if accounts::count(&mut cx, OF_DAY, who.person.bytes()).await? > i64::from(OF_DAY.most) {
        return Err(Refusal::TooMany);
    }
    let (at, org, person) = (cx.now(), who.org, who.person);
    // It may have been taken back since it was asked.
    let agreed = AgreedTo::ClockPlace.purpose();
    if place.is_some() && !agreements::hold(&mut cx, (org, person), agreed).await? {
        return Err(Refusal::PlaceUnasked);
    }
    let new = Punch { id, org, person, at, made_at: at, nonce, record: sealed, place };
    if !store::add(&mut cx, &new).await? {
        return Err(Refusal::Again);
    }
    cx.commit().await?;
    Ok(Done { id, at, verdict: record.verdict })
}

/// A month of one's own.
pub(super) async fn month(house: &House, who: Member, month: &str) -> Result<Vec<DayOf>, Refusal> {
    let mut view = look(house, who).await?;
    let days = Day::of_month(month).ok_or(Refusal::Day)?;
    let of = (who.org, None, Places::All);
    let loaded = reckoning::load(&mut view, of, vec![who.person], days).await?;
    drop(view);
    let (_, _, lines) = loaded.opened(house, &Caller::from(who), "attendance.mine.month").await?;
    Ok(lines.into_iter().flat_map(|(_, days)| days).collect())
}
