//! What is to be put right: a person asks, whoever he names decides, for as long as that one may; then whoever looks after the
//! group does. Those who run the organisation always may. Approvals may decide it in their place one day: they call [`decide`]
//! with whoever decided.

use ground::{Caller, Fault, Member, OrgId, PersonId, Timestamp, View};
use policy::Purpose;
use std::collections::HashMap;
use vault::Subject;
use yard::House;
use yard::account::{Bound, store as accounts};
use yard::notice::{self, Notice};
use yard::org::{Line, Role, store as orgs};

use super::belonging::store as belonging;
use super::plan::store as plans;
use super::zone::{DAY_MIN, Day};
use super::{
    Correction, CorrectionId, GroupId, Punch, PunchId, Record, Refusal, State, Verdict, actions, records,
    resource, store,
};

/// Of one person, at most so many wait.
const WAITING_MAX: i64 = 30;
/// What one person asks within a day: whoever is asked is told of each, also of one that is taken back.
const ASKED_OF_DAY: Bound = Bound { kind: "attendance.correction.person", span_s: 86_400, most: 60 };
/// How many days back something may be put right.
const DAYS_BACK: i64 = 62;

/// What somebody asks.
pub(super) struct Wish<'a> {
    pub day: &'a str,
    /// The minute on the wall, from the midnight with which the day begins.
    pub minute: u16,
    pub approver: PersonId,
    pub reason: Option<&'a str>,
}

/// Asks that a clocking be entered.
pub(super) async fn ask(house: &House, who: Member, wish: Wish<'_>) -> Result<CorrectionId, Refusal> {
    let mut view = actions::look(house, who).await?;
    let today = actions::today(&mut view, who).await?;
    let day = Day::read(wish.day).ok_or(Refusal::Day)?;
    // A day of before is of the group that he was in then: its zone says what the wall showed, its managers decide.
    let of = belonging::group_on(&mut view, who.org, who.person, day).await?.unwrap_or(today.group.id);
    let group = plans::group_of(&mut view, who.org, of).await?.unwrap_or(today.group);
    let is_manager = plans::managers(&mut view, group.id).await?.contains(&wish.approver);
    let role = orgs::role_of(&mut view, who.org, wish.approver).await?;
    drop(view);
    let may_decide = role == Some(Role::Administrator) || is_manager && role.is_some();
    if !may_decide || wish.approver == who.person {
        return Err(Refusal::Approver);
    }
    let zone = group.zone()?;
    let now = house.clock.now();
    let is_near = day <= today.day && today.day.0 - day.0 <= DAYS_BACK && wish.minute < 2 * DAY_MIN;
    let at = zone.at(day, wish.minute).filter(|at| is_near && *at <= now).ok_or(Refusal::Day)?;
    let reason = Line::reason(wish.reason).ok_or(Refusal::Reason)?;
    let id = CorrectionId::fresh(&house.clock);
    let subject = Subject::Person(who.person);
    let new = Correction {
        id,
        org: who.org,
        person: who.person,
        approver: Some(wish.approver),
        day,
        at,
        state: State::Waiting,
        reason: house.vault.seal(&Correction::REASON, subject, id.bytes(), &reason).await?,
        asked_at: now,
        decided_by: None,
        decided_at: None,
    };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "attendance.clock", &resource(who.org))?;
    if accounts::count(&mut cx, ASKED_OF_DAY, who.person.bytes()).await? > i64::from(ASKED_OF_DAY.most) {
        return Err(Refusal::TooMany);
    }
    if store::waiting_of(&mut cx, who.org, who.person).await? >= WAITING_MAX {
        return Err(Refusal::Many);
    }
    store::add_correction(&mut cx, &new).await?;
    let told = Notice::new("attendance.asked").with("day", day.to_string());
    notice::tell(&mut cx, house, wish.approver, &told).await?;
    cx.commit().await?;
    Ok(id)
}

/// One of them in the open.
pub(super) struct Shown {
    pub row: Correction,
    pub reason: Option<String>,
    /// Its time on the wall is lived in this zone.
    pub zone: String,
}

async fn shown(
    house: &House,
    who: Member,
    act: &'static str,
    rows: Vec<(Correction, String)>,
) -> Result<Vec<Shown>, Refusal> {
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Attendance).act(act);
    let reasons = look.open_present(rows.iter().map(|(row, _)| &row.reason)).await;
    let reasons = reasons.map_err(|no| Fault::caused("opening what is to be put right", no))?;
    let one = |((row, zone), reason): ((Correction, String), Option<Line>)| Shown {
        row,
        reason: reason.map(|line| line.as_str().to_owned()),
        zone,
    };
    Ok(rows.into_iter().zip(reasons).map(one).collect())
}

/// What the caller asked, the newest first.
pub(super) async fn mine(house: &House, who: Member) -> Result<Vec<Shown>, Refusal> {
    let mut view = actions::look(house, who).await?;
    let zone = match actions::today(&mut view, who).await {
        Ok(today) => today.group.zone,
        Err(Refusal::NoGroup) => "UTC".to_owned(),
        Err(refusal) => return Err(refusal),
    };
    let rows = store::asked_by(&mut view, who.org, who.person).await?;
    drop(view);
    let rows = rows.into_iter().map(|row| (row, zone.clone())).collect();
    shown(house, who, "attendance.correction.list", rows).await
}

/// What waits for the caller, the longest first: of those who run the organisation all that others ask; of a manager what he
/// decides now.
pub(super) async fn waiting(house: &House, who: Member) -> Result<Vec<Shown>, Refusal> {
    let mut view = actions::look(house, who).await?;
    let within = if who.administrator { None } else { Some(who.person) };
    let rows = store::waiting(&mut view, who.org, within).await?;
    let mut known = HashMap::new();
    let mut zoned = Vec::new();
    for (row, group) in rows.into_iter().filter(|(row, _)| row.person != who.person) {
        let (managers, zone) = match group {
            Some(group) => looked_after(&mut view, (who.org, group), &mut known).await?,
            None => (Vec::new(), "UTC".to_owned()),
        };
        if who.administrator || deciders(&mut view, &row, managers).await?.contains(&who.person) {
            zoned.push((row, zone));
        }
    }
    drop(view);
    shown(house, who, "attendance.correction.waiting", zoned).await
}

/// Who manages a group now, and in which zone it lives.
type LookedAfter = (Vec<PersonId>, String);

/// The same, read once for each group.
async fn looked_after(
    view: &mut View,
    (org, group): (OrgId, GroupId),
    known: &mut HashMap<GroupId, LookedAfter>,
) -> Result<LookedAfter, Fault> {
    if let Some(found) = known.get(&group) {
        return Ok(found.clone());
    }
    let zone = plans::group_of(view, org, group).await?.map_or_else(|| "UTC".to_owned(), |one| one.zone);
    let found = (plans::managers(view, group).await?, zone);
    known.insert(group, found.clone());
    Ok(found)
}

/// Who decides something, besides those who run the organisation, given who manages the group now: whoever was named, for as long
/// as he may; where he may no longer, each of them.
async fn deciders(
    view: &mut View,
    row: &Correction,
    mut managers: Vec<PersonId>,
) -> Result<Vec<PersonId>, Fault> {
    managers.retain(|one| *one != row.person);
    let Some(named) = row.approver else { return Ok(managers) };
    if managers.contains(&named) {
        return Ok(vec![named]);
    }
    let runs = orgs::role_of(view, row.org, named).await? == Some(Role::Administrator);
    Ok(if runs { Vec::new() } else { managers })
}

/// Takes one's own back while it waits.
pub(super) async fn withdraw(house: &House, who: Member, id: CorrectionId) -> Result<(), Refusal> {
    let mut view = actions::look(house, who).await?;
    let row = store::correction_of(&mut view, who.org, id).await?.filter(|row| row.person == who.person);
    drop(view);
    row.ok_or(Refusal::Unknown)?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "attendance.clock", &resource(who.org))?;
    if !store::decide(&mut cx, id, State::Withdrawn, who.person).await? {
        return Err(Refusal::Decided);
    }
    Ok(cx.commit().await?)
}

/// Decides. What is granted is a clocking of its own, which says that it was put right; in a closed month it stands beside it.
///
/// # Errors
/// Where it is not the caller's to decide, or was decided.
pub(crate) async fn decide(
    house: &House,
    who: Member,
    id: CorrectionId,
    grants: bool,
) -> Result<(), Refusal> {
    let mut view = actions::look(house, who).await?;
    let row = store::correction_of(&mut view, who.org, id).await?.ok_or(Refusal::Unknown)?;
    let managers = match belonging::group_on(&mut view, who.org, row.person, row.day).await? {
        Some(group) => plans::managers(&mut view, group).await?,
        None => Vec::new(),
    };
    let by = deciders(&mut view, &row, managers).await?;
    view.permit(who, "attendance.decide", &records(who.org, &by)).map_err(|_| Refusal::Unknown)?;
    drop(view);
    // Nobody decides his own, whatever else he may.
    if row.person == who.person {
        return Err(Refusal::Approver);
    }
    let punch = granted(house, &row).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "attendance.decide", &records(who.org, &by)).map_err(|_| Refusal::Unknown)?;
    let state = if grants { State::Granted } else { State::Declined };
    if !store::decide(&mut cx, id, state, who.person).await? {
        return Err(Refusal::Decided);
    }
    if grants && !store::add(&mut cx, &punch).await? {
        return Err(Refusal::Decided);
    }
    let told = Notice::new("attendance.decided").with("day", row.day.to_string());
    notice::tell(&mut cx, house, row.person, &told).await?;
    Ok(cx.commit().await?)
}

/// The clocking that a correction becomes. Its nonce is the correction's own number: it becomes one once.
async fn granted(house: &House, row: &Correction) -> Result<Punch, Fault> {
    let id = PunchId::fresh(&house.clock);
    let made_at: Timestamp = house.clock.now();
    let (verdict, doubts, by) = (Verdict::Counts, Vec::new(), Some(row.id));
    let record = Record { way: None, verdict, doubts, by, room: None, site: None, brought: None };
    let (org, person, at) = (row.org, row.person, row.at);
    let record = house.vault.seal(&Punch::RECORD, Subject::Person(person), id.bytes(), &record).await?;
    Ok(Punch { id, org, person, at, made_at, nonce: row.id.bytes(), record, place: None })
}
