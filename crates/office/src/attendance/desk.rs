//! What those who run the organisation arrange: shifts, groups with their plans and people, rosters, days that differ.

use ground::{Ctx, Member, PersonId, View};
use std::collections::HashSet;
use yard::House;
use yard::org::{Line, store as orgs};

use super::belonging::store as belonging;
use super::plan::store::{self as plans, Group, Named};
use super::plan::{DayKind, Plan, Shift, Way};
use super::zone::{Day, Zone};
use super::{GroupId, Refusal, ShiftId, records, resource};

/// Days of a roster in one request.
pub(super) const ENTRIES_MAX: usize = 2_000;
/// How far back and ahead something is arranged, in days.
const REACH: i64 = 400;

pub(super) async fn look(house: &House, who: Member) -> Result<View, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    Ok(view)
}

pub(super) async fn begin(house: &House, who: Member) -> Result<Ctx, Refusal> {
    let cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    Ok(cx)
}

/// The group, where the caller says who of it works when: whoever runs the organisation, and whoever looks after the group.
pub(super) async fn may_arrange(view: &mut View, who: Member, id: GroupId) -> Result<Group, Refusal> {
    let group = plans::group_of(view, who.org, id).await?.ok_or(Refusal::Unknown)?;
    let managers = plans::managers(view, id).await?;
    view.permit(who, "attendance.arrange", &records(who.org, &managers))?;
    Ok(group)
}

fn name(typed: &str) -> Result<String, Refusal> {
    Line::read(typed, 60).map(|line| line.as_str().to_owned()).map_err(|_| Refusal::Name)
}

/// The shifts of the organisation.
pub(super) async fn shifts(house: &House, who: Member) -> Result<Vec<Named>, Refusal> {
    let mut view = house.db.view().await?;
    // Whoever looks after a group says who works which of them.
    let is_managing = !plans::managed(&mut view, who.org, who.person).await?.is_empty();
    let managers = if is_managing { vec![who.person] } else { Vec::new() };
    view.permit(who, "attendance.arrange", &records(who.org, &managers))?;
    Ok(plans::shifts(&mut view, who.org).await?)
}

/// Makes a shift. It never changes: another is another one.
pub(super) async fn make_shift(
    house: &House,
    who: Member,
    typed: &str,
    shift: Shift,
) -> Result<ShiftId, Refusal> {
    let mut cx = begin(house, who).await?;
    if !shift.is_sound() {
        return Err(Refusal::Shift);
    }
    let new = Named { id: ShiftId::fresh(&house.clock), name: name(typed)?, shift, has_ended: false };
    let there = plans::shifts_now(&mut cx, who.org).await?;
    let is_full = i64::try_from(there.len()).unwrap_or(i64::MAX) >= plans::SHIFTS_KEPT_MAX;
    if is_full || there.iter().filter(|one| !one.has_ended).count() >= plans::SHIFTS_MAX {
        return Err(Refusal::Many);
    }
    plans::add_shift(&mut cx, who.org, &new).await?;
    cx.commit().await?;
    Ok(new.id)
}

/// Ends a shift; what names it keeps it.
pub(super) async fn end_shift(house: &House, who: Member, id: ShiftId) -> Result<(), Refusal> {
    let mut cx = begin(house, who).await?;
    if !plans::end_shift(&mut cx, who.org, id).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// A group with how it is arranged now.
pub(super) struct Arranged {
    pub group: Group,
    pub plan: Option<Plan>,
    pub managers: Vec<PersonId>,
    pub people: Vec<PersonId>,
}

/// A page of the organisation's groups, and after which the next begins.
pub(super) async fn groups(
    house: &House,
    who: Member,
    after: Option<GroupId>,
) -> Result<(Vec<Arranged>, Option<GroupId>), Refusal> {
    let mut view = look(house, who).await?;
    let mut all = Vec::new();
    let mut page = plans::groups(&mut view, who.org, after.unwrap_or(GroupId::from_bytes([0; 16]))).await?;
    let has_more = page.len() > plans::GROUPS_PAGE;
    page.truncate(plans::GROUPS_PAGE);
    let next = page.last().filter(|_| has_more).map(|one| one.id);
    for group in page {
        let day = group.day(view.now())?;
        let plan = plans::plan_at(&mut view, group.id, day).await?;
        let managers = plans::managers(&mut view, group.id).await?;
        let people = belonging::all_on(&mut view, group.id, day).await?;
        all.push(Arranged { group, plan, managers, people });
    }
    Ok((all, next))
}

/// How a group is to be arranged.
pub(super) struct Wish {
    pub name: String,
    pub plan: Plan,
    pub managers: Vec<PersonId>,
    /// Whether this house knows faces.
    pub knows_faces: bool,
}

/// Whether a group may be arranged so. A shift that ended stays where the plan of before has it, and comes into no other.
async fn checked(
    cx: &mut Ctx,
    who: Member,
    (wish, before): (&Wish, Option<&Plan>),
) -> Result<String, Refusal> {
    cx.permit(who, "org.administer", &resource(who.org))?;
    let name = name(&wish.name)?;
    if let Some(flaw) = wish.plan.flaw() {
        return Err(Refusal::Plan(flaw));
    }
    if wish.plan.ways.contains(&Way::Face) && !wish.knows_faces {
        return Err(Refusal::FaceAbsent);
    }
    if wish.plan.is_alone(Way::Face) {
        return Err(Refusal::FaceAlone);
    }
    if wish.plan.is_alone(Way::Machine) {
        return Err(Refusal::MachineAlone);
    }
    let shifts = plans::shifts_now(cx, who.org).await?;
    let was = |id: &ShiftId| before.is_some_and(|plan| plan.week.contains(&Some(*id)));
    let is_there = |id: &ShiftId| shifts.iter().any(|one| one.id == *id && (!one.has_ended || was(id)));
    if !wish.plan.week.iter().flatten().all(is_there) {
        return Err(Refusal::Plan("week"));
    }
    if wish.managers.len() > plans::MANAGERS_MAX {
        return Err(Refusal::Many);
    }
    Ok(name)
}

/// Whether all of these are members.
async fn are_members(house: &House, who: Member, people: &[PersonId]) -> Result<(), Refusal> {
    let mut view = look(house, who).await?;
    let members = orgs::members_among(&mut view, who.org, people).await?;
    let distinct: HashSet<&PersonId> = people.iter().collect();
    if distinct.len() == people.len() && people.iter().all(|one| members.contains(one)) {
        Ok(())
    } else {
        Err(Refusal::People)
    }
}

/// Makes a group. Its plan holds for all days: before it there was none.
pub(super) async fn make_group(
    house: &House,
    who: Member,
    zone: &str,
    wish: Wish,
) -> Result<GroupId, Refusal> {
    are_members(house, who, &wish.managers).await?;
    let mut cx = begin(house, who).await?;
    Zone::named(zone).ok_or(Refusal::Zone)?;
    let name = checked(&mut cx, who, (&wish, None)).await?;
    if plans::count_groups(&mut cx, who.org).await? >= plans::GROUPS_MAX {
        return Err(Refusal::Many);
    }
    let new = Group { id: GroupId::fresh(&house.clock), org: who.org, name, zone: zone.to_owned() };
    let today = new.day(cx.now())?;
    plans::add_group(&mut cx, &new).await?;
    plans::put_plan(&mut cx, new.id, today.plus(-REACH), &wish.plan).await?;
    plans::put_managers(&mut cx, &new, &wish.managers).await?;
    cx.commit().await?;
    Ok(new.id)
}

/// Changes a group from today on; what was before stays reckoned as it was.
pub(super) async fn change_group(house: &House, who: Member, id: GroupId, wish: Wish) -> Result<(), Refusal> {
    let mut view = look(house, who).await?;
    let known = plans::group_of(&mut view, who.org, id).await?.ok_or(Refusal::Unknown)?;
    let now = known.day(view.now())?;
    let plan = plans::plan_at(&mut view, id, now).await?;
    drop(view);
    are_members(house, who, &wish.managers).await?;
    let mut cx = begin(house, who).await?;
    let before = plans::group_now(&mut cx, who.org, id).await?.ok_or(Refusal::Unknown)?;
    let name = checked(&mut cx, who, (&wish, plan.as_ref())).await?;
    let group = Group { name, ..before };
    let today = group.day(cx.now())?;
    plans::rename(&mut cx, &group).await?;
    plans::put_plan(&mut cx, id, today, &wish.plan).await?;
    plans::put_managers(&mut cx, &group, &wish.managers).await?;
    Ok(cx.commit().await?)
}

/// Says who belongs to a group from today on; whoever is not named belongs to it no longer.
pub(super) async fn put_people(
    house: &House,
    who: Member,
    id: GroupId,
    people: &[PersonId],
) -> Result<(), Refusal> {
    let mut view = look(house, who).await?;
    let group = plans::group_of(&mut view, who.org, id).await?.ok_or(Refusal::Unknown)?;
    let today = group.day(view.now())?;
    let there = belonging::all_on(&mut view, id, today).await?;
    drop(view);
    if people.len() > belonging::PEOPLE_MAX {
        return Err(Refusal::Many);
    }
    are_members(house, who, people).await?;
    let (named, there): (HashSet<PersonId>, HashSet<PersonId>) =
        (people.iter().copied().collect(), there.into_iter().collect());
    let mut cx = begin(house, who).await?;
    for gone in there.difference(&named) {
        belonging::put_attendee(&mut cx, who.org, *gone, (None, today)).await?;
    }
    for new in named.difference(&there) {
        belonging::put_attendee(&mut cx, who.org, *new, (Some(id), today)).await?;
    }
    Ok(cx.commit().await?)
}

/// What a roster says of a day of somebody.
pub(super) struct Entry {
    pub person: PersonId,
    pub day: String,
    /// Nothing takes it back; no shift is a day of rest.
    pub shift: Option<Option<ShiftId>>,
}

/// Writes days into rosters, in groups whose month is not closed.
pub(super) async fn put_roster(
    house: &House,
    who: Member,
    id: GroupId,
    entries: Vec<Entry>,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let group = may_arrange(&mut view, who, id).await?;
    let today = group.day(view.now())?;
    if entries.len() > ENTRIES_MAX {
        return Err(Refusal::Many);
    }
    let people: HashSet<PersonId> = entries.iter().map(|one| one.person).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let times = belonging::times(&mut view, who.org, &people).await?;
    drop(view);
    let mut cx = house.db.begin().await?;
    let managers = plans::managers_now(&mut cx, id).await?;
    cx.permit(who, "attendance.arrange", &records(who.org, &managers))?;
    let shifts = plans::shifts_now(&mut cx, who.org).await?;
    for entry in entries {
        let day = Day::read(&entry.day).filter(|day| (day.0 - today.0).abs() <= REACH).ok_or(Refusal::Day)?;
        let is_there = |id: ShiftId| shifts.iter().any(|one| one.id == id && !one.has_ended);
        if entry.shift.flatten().is_some_and(|id| !is_there(id)) {
            return Err(Refusal::Shift);
        }
        // Of a day that he had in another group, that group says what it was, and whether its month is closed.
        if !times.iter().any(|one| one.person == entry.person && one.group == id && one.is_on(day)) {
            return Err(Refusal::People);
        }
        if plans::is_closed_now(&mut cx, id, &day.month()).await? {
            return Err(Refusal::Closed);
        }
        belonging::put_roster(&mut cx, who.org, (entry.person, day), entry.shift).await?;
    }
    Ok(cx.commit().await?)
}

/// Days that the organisation set, of the year around today.
pub(super) async fn days(house: &House, who: Member) -> Result<Vec<(Day, DayKind)>, Refusal> {
    let mut view = look(house, who).await?;
    let today = Day(view.now().day());
    let found = plans::days(&mut view, who.org, (today.plus(-REACH), today.plus(REACH))).await?;
    let mut days: Vec<(Day, DayKind)> = found.into_iter().collect();
    days.sort_unstable_by_key(|(day, _)| *day);
    Ok(days)
}

/// Sets a day for the whole organisation, or takes it back, in months that no group closed.
pub(super) async fn put_day(
    house: &House,
    who: Member,
    day: &str,
    kind: Option<DayKind>,
) -> Result<(), Refusal> {
    let mut cx = begin(house, who).await?;
    let today = cx.now().day();
    let day = Day::read(day).filter(|day| (day.0 - today).abs() <= REACH).ok_or(Refusal::Day)?;
    if plans::any_closed_now(&mut cx, who.org, &day.month()).await? {
        return Err(Refusal::Closed);
    }
    plans::put_day(&mut cx, who.org, day, kind).await?;
    Ok(cx.commit().await?)
}
