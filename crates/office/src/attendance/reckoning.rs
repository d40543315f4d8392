//! From rows to days: loads what is needed of some people for a stretch of days, opens it in one look and reckons.

use ground::{Caller, Fault, OrgId, PersonId, Timestamp, View};
use policy::Purpose;
use std::collections::{BTreeMap, HashMap, HashSet};
use vault::Sealed;
use yard::House;

use super::belonging::store as belonging;
use super::belonging::store::Attendee;
use super::finding::store as finding;
use super::machine::Brought;
use super::plan::store::{self as plans, Named};
use super::plan::{DayKind, Plan, Shift, Way, shift_of};
use super::rules::{self, Case, Outcome};
use super::zone::{Day, Zone};
use super::{
    CorrectionId, Doubt, Exact, GroupId, Punch, PunchId, Refusal, ShiftId, Standing, Verdict, store,
};
use crate::leave::{Away, Leaves, Part, Seen};

/// Which exact places are opened of what is shown; of what is not shown none ever is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Places {
    /// None: sums are all that is looked at.
    Untouched,
    /// Those that were sent with clockings; signings in from outside are looked at by themselves.
    OfClockings,
    /// Those from which people signed in, too.
    All,
}

/// One clocking in the open.
#[derive(Clone, Debug)]
pub(super) struct Clocked {
    pub id: PunchId,
    pub at: Timestamp,
    pub made_at: Timestamp,
    pub way: Option<Way>,
    pub verdict: Verdict,
    pub doubts: Vec<Doubt>,
    pub room: Option<String>,
    pub by: Option<CorrectionId>,
    /// What brought it.
    pub brought: Option<Brought>,
    /// The name of the site, where it is known which of them it was; from coordinates alone only where these are open.
    pub site: Option<String>,
    /// Whether coordinates were kept with it.
    pub has_place: bool,
    /// Where exactly, where that was agreed and is agreed to still.
    pub place: Option<Standing>,
}

/// A day of a person.
#[derive(Clone, Debug)]
pub(super) struct DayOf {
    pub day: Day,
    /// The zone in which it is lived.
    pub zone: String,
    pub shift: Option<String>,
    /// What is to be done of it.
    pub hours: Option<Shift>,
    pub outcome: Outcome,
    pub clocked: Vec<Clocked>,
    /// With what leave he was away.
    pub away: Vec<Away>,
}

/// Some people, each with what he clocked, the earliest first.
pub(super) type Found = HashMap<PersonId, Vec<Clocked>>;

/// Some people, each with his days.
pub(super) type Lines = Vec<(PersonId, Vec<DayOf>)>;

/// A group's zone, what it is called, and the plans with the days from which they hold.
type Lived = (Zone, String, Vec<(Day, Plan)>);

/// What was loaded; nothing of it is open yet.
pub(super) struct Loaded {
    /// The group whose days alone are shown; nothing where somebody looks at his own.
    only: Option<GroupId>,
    wanted: Places,
    days: Vec<Day>,
    people: Vec<PersonId>,
    times: Vec<Attendee>,
    shifts: HashMap<ShiftId, Named>,
    arranged: HashMap<GroupId, Lived>,
    rosters: HashMap<(PersonId, Day), Option<ShiftId>>,
    own: HashMap<Day, DayKind>,
    punches: Vec<Punch>,
    /// From where people signed in from outside: who, when and where.
    outside: Vec<(PersonId, Timestamp, Sealed<Standing>)>,
    leaves: Leaves,
    now: Timestamp,
}

/// The first of these days and the last.
fn ends(days: &[Day]) -> Result<(Day, Day), Refusal> {
    days.first().copied().zip(days.last().copied()).ok_or(Refusal::Day)
}

/// Loads what was arranged for these people for these days, which follow one another: nothing of what they clocked or took.
pub(super) async fn planned(
    view: &mut View,
    org: OrgId,
    people: Vec<PersonId>,
    days: Vec<Day>,
) -> Result<Loaded, Refusal> {
    let (first, last) = ends(&days)?;
    // The days before and after bound what is of the first and the last.
    let stretch = (first.plus(-1), last.plus(1));
    let times = belonging::times(view, org, &people).await?;
    let mut arranged = HashMap::new();
    for one in &times {
        if !arranged.contains_key(&one.group)
            && let Some(group) = plans::group_of(view, org, one.group).await?
        {
            let zone = group.zone()?;
            arranged.insert(one.group, (zone, group.zone, plans::plans(view, one.group, stretch).await?));
        }
    }
    let shifts = plans::shifts(view, org).await?.into_iter().map(|one| (one.id, one)).collect();
    let rosters = belonging::rosters(view, org, &people, stretch).await?;
    let own = plans::days(view, org, stretch).await?;
    Ok(Loaded {
        only: None,
        wanted: Places::Untouched,
        days,
        people,
        times,
        shifts,
        arranged,
        rosters,
        own,
        punches: Vec::new(),
        outside: Vec::new(),
        leaves: Leaves::default(),
        now: view.now(),
    })
}

/// Loads what is needed of these people for these days, which follow one another. Of a group, what was clocked while somebody
/// belonged to another is not of it: it is neither shown nor opened. Nor is any place that is not wanted.
pub(super) async fn load(
    view: &mut View,
    (org, only, wanted): (OrgId, Option<GroupId>, Places),
    people: Vec<PersonId>,
    days: Vec<Day>,
) -> Result<Loaded, Refusal> {
    let (first, last) = ends(&days)?;
    let planned = planned(view, org, people, days).await?;
    let (people, times) = (&planned.people, &planned.times);
    // Two days around, so that every zone's first and last are within.
    let span = (first.plus(-2).midnight(), last.plus(3).midnight());
    let mut punches = store::of_people(view, org, people, span).await?;
    punches.retain(|punch| is_of(times, only, (punch.person, punch.at)));
    let mut outside = match wanted {
        Places::All => finding::from_outside(view, org, people, span).await?,
        Places::Untouched | Places::OfClockings => Vec::new(),
    };
    outside.retain(|(person, at, _)| is_of(times, only, (*person, *at)));
    let leaves = Leaves::load(view, org, people).await?;
    Ok(Loaded { only, wanted, punches, outside, leaves, ..planned })
}

/// Whether a clocking may be of a day that somebody had in this group. A zone, and a night, reach a day further.
fn is_of(times: &[Attendee], only: Option<GroupId>, (person, at): (PersonId, Timestamp)) -> bool {
    let Some(group) = only else { return true };
    let day = Day(at.day());
    let is_near = |one: &Attendee| (-2..=1).any(|later| one.is_on(day.plus(later)));
    times.iter().any(|one| one.person == person && one.group == group && is_near(one))
}

impl Loaded {
    /// Whether a day of somebody is of what is looked at.
    fn shows(&self, person: PersonId, day: Day) -> bool {
        let is_of = |one: &Attendee| one.person == person && Some(one.group) == self.only && one.is_on(day);
        self.only.is_none() || self.times.iter().any(is_of)
    }

    fn group_on(&self, person: PersonId, day: Day) -> Option<&Lived> {
        let of = self.times.iter().find(|one| one.person == person && one.is_on(day))?;
        self.arranged.get(&of.group)
    }

    fn shift_on(&self, person: PersonId, day: Day) -> Option<&Named> {
        let (_, _, plans) = self.group_on(person, day)?;
        let plan = plan_on(plans, day)?;
        let rostered = self.rosters.get(&(person, day)).copied();
        let shift = shift_of(plan, day, rostered, self.own.get(&day).copied())?;
        self.shifts.get(&shift)
    }

    /// Whether somebody's group took a way on the day in which an instant is where it works.
    pub(super) fn takes(&self, (person, at): (PersonId, Timestamp), way: Way) -> bool {
        let takes = |one: &Attendee| {
            let Some((zone, _, plans)) = self.arranged.get(&one.group) else { return false };
            let Some((day, _)) = zone.wall(at) else { return false };
            one.is_on(day) && plan_on(plans, day).is_some_and(|plan| plan.ways.contains(&way))
        };
        self.times.iter().filter(|one| one.person == person).any(takes)
    }

    /// How many minutes somebody works on a day by what his group arranged; `None` where he is in none.
    pub(super) fn works(&self, person: PersonId, day: Day) -> Option<u16> {
        let (_, _, plans) = self.group_on(person, day)?;
        plan_on(plans, day)?;
        Some(self.shift_on(person, day).map_or(0, |one| one.shift.work_min()))
    }

    fn day(&self, person: PersonId, day: Day, (clocked, away): (&[Clocked], &[Away])) -> Option<DayOf> {
        let (zone, named, plans) = self.group_on(person, day)?;
        let plan = plan_on(plans, day)?;
        let shift = self.shift_on(person, day);
        let takes = if shift.is_some() { rules::extent } else { rules::reach };
        let near = |day: Day| takes(zone, day, &self.shift_on(person, day)?.shift);
        let around = (near(day.plus(-1)).map(|(_, end)| end), near(day.plus(1)).map(|(begin, _)| begin));
        let counted: Vec<Timestamp> =
            clocked.iter().filter(|one| one.verdict != Verdict::Refused).map(|one| one.at).collect();
        // What is not to be worked for leave is not missed.
        let half = away.iter().find_map(|one| match one.part {
            Part::Morning => Some(true),
            Part::Afternoon => Some(false),
            Part::Whole | Part::Minutes(_) => None,
        });
        let rest = shift.and_then(|one| Some(one.shift.without(half?)));
        let case = Case {
            zone,
            day,
            shift: rest.as_ref().or(shift.map(|one| &one.shift)),
            around,
            tolerance: plan.tolerance,
            clocked: &counted,
            now: self.now,
        };
        let (from, until) = rules::window(&case)?;
        let outcome = rules::excused(&case, shift.map(|one| &one.shift), away)?;
        let here = clocked.iter().filter(|one| (from..until).contains(&one.at)).cloned().collect();
        Some(DayOf {
            day,
            zone: named.clone(),
            shift: shift.map(|one| one.name.clone()),
            hours: shift.map(|one| one.shift.clone()),
            outcome,
            clocked: here,
            away: away.to_vec(),
        })
    }

    /// Opens what was loaded: what each person clocked, and his days by it; in these the places that are wanted, of the days that are
    /// shown alone.
    pub(super) async fn opened(
        &self,
        house: &House,
        caller: &Caller,
        act: &'static str,
    ) -> Result<(Found, Seen, Lines), Fault> {
        let look = house.vault.look(caller, Purpose::Attendance).act(act);
        let records = look.open_present(self.punches.iter().map(|one| &one.record)).await;
        let records = records.map_err(|no| Fault::caused("opening what was clocked", no))?;
        let mut found = Found::new();
        for (punch, record) in self.punches.iter().zip(records) {
            let Some(record) = record else { continue };
            found.entry(punch.person).or_default().push(Clocked {
                id: punch.id,
                at: punch.at,
                made_at: punch.made_at,
                way: record.way,
                verdict: record.verdict,
                doubts: record.doubts,
                room: record.room,
                site: record.site,
                by: record.by,
                brought: record.brought,
                has_place: punch.place.is_some(),
                place: None,
            });
        }
        let away = self.leaves.opened(house, (caller, act)).await?;
        let mut lines = self.days(&found, |person| away.of(person, None));
        if self.wanted != Places::Untouched {
            self.place(house, (caller, act), &mut lines).await?;
        }
        Ok((found, away, lines))
    }

    /// Puts to what is shown where it was.
    async fn place(
        &self,
        house: &House,
        by: (&Caller, &'static str),
        lines: &mut [(PersonId, Vec<DayOf>)],
    ) -> Result<(), Fault> {
        let of = |(person, days): &(PersonId, Vec<DayOf>)| {
            let clocked = days.iter().flat_map(|day| &day.clocked);
            clocked.map(|one| (one.id, (*person, one.at))).collect::<Vec<_>>()
        };
        let (ids, instants): (HashSet<PunchId>, HashSet<(PersonId, Timestamp)>) =
            lines.iter().flat_map(of).unzip();
        let exact = self.exact(house, by, &ids).await?;
        let outside = self.outside(house, by, &instants).await?;
        for (person, days) in lines {
            for one in days.iter_mut().flat_map(|day| &mut day.clocked) {
                // A signing in has the instant of its clocking.
                if one.way == Some(Way::Field) {
                    one.place = outside.get(&(*person, one.at)).cloned();
                } else if let Some(Exact { spot, site }) = exact.get(&one.id).cloned() {
                    one.site = one.site.take().or(site);
                    one.place = Some(Standing { spot, from_site_m: None, address: None, found: None });
                }
            }
        }
        Ok(())
    }

    /// Where people were when they clocked, as far as they agreed that it is seen.
    async fn exact(
        &self,
        house: &House,
        (caller, act): (&Caller, &'static str),
        shown: &HashSet<PunchId>,
    ) -> Result<HashMap<PunchId, Exact>, Fault> {
        let (ids, sealed): (Vec<PunchId>, Vec<&Sealed<Exact>>) = self
            .punches
            .iter()
            .filter(|one| shown.contains(&one.id))
            .filter_map(|one| Some((one.id, one.place.as_ref()?)))
            .unzip();
        // Where nothing was agreed to nothing is looked at, also not behind a doorplate that knows no such purpose.
        if sealed.is_empty() {
            return Ok(HashMap::new());
        }
        let look = house.vault.look(caller, Purpose::ClockPlace).act(act);
        let spots = look.open_present(sealed).await;
        let spots = spots.map_err(|no| Fault::caused("opening where somebody clocked", no))?;
        Ok(ids.into_iter().zip(spots).filter_map(|(id, exact)| Some((id, exact?))).collect())
    }

    /// From where they signed in from outside, and when.
    async fn outside(
        &self,
        house: &House,
        (caller, act): (&Caller, &'static str),
        shown: &HashSet<(PersonId, Timestamp)>,
    ) -> Result<HashMap<(PersonId, Timestamp), Standing>, Fault> {
        let is_shown = |(person, at, _): &&(PersonId, Timestamp, _)| shown.contains(&(*person, *at));
        let seen: Vec<_> = self.outside.iter().filter(is_shown).collect();
        if seen.is_empty() {
            return Ok(HashMap::new());
        }
        let look = house.vault.look(caller, Purpose::FieldSignIn).act(act);
        let places = look.open_present(seen.iter().map(|(_, _, place)| place)).await;
        let places = places.map_err(|no| Fault::caused("opening from where somebody signed in", no))?;
        let whose = seen.iter().map(|(person, at, _)| (*person, *at));
        Ok(whose.zip(places).filter_map(|(whose, place)| Some((whose, place?))).collect())
    }

    /// The days of each person, in the order in which they were asked for; days on which he belonged to no group, or to another
    /// than the one that is looked at, are not there.
    pub(super) fn days(&self, clocked: &Found, away: impl Fn(PersonId) -> BTreeMap<Day, Vec<Away>>) -> Lines {
        let none = Vec::new();
        let of = |person: &PersonId| {
            let clocked = clocked.get(person).unwrap_or(&none);
            let away = away(*person);
            let on = |day: &Day| away.get(day).map_or(&[][..], Vec::as_slice);
            let days = self.days.iter().filter(|day| self.shows(*person, **day));
            let days = days.filter_map(|day| self.day(*person, *day, (clocked, on(day)))).collect();
            (*person, days)
        };
        self.people.iter().map(of).collect()
    }
}

/// The plan that holds on a day.
pub(super) fn plan_on(plans: &[(Day, Plan)], day: Day) -> Option<&Plan> {
    plans.iter().rev().find(|(from, _)| *from <= day).map(|(_, plan)| plan)
}

/// What a month comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Totals {
    pub work_days: u32,
    pub there_days: u32,
    pub late_times: u32,
    pub late_min: u32,
    pub early_times: u32,
    pub early_min: u32,
    pub missing: u32,
    pub absent_spans: u32,
    pub absent_days: u32,
    pub worked_min: u32,
    pub overtime_min: u32,
    pub outside: u32,
    pub doubts: u32,
    /// Hundredths of days away with leave, and of these the paid ones; minutes of leave by the hour.
    pub leave: u32,
    pub leave_paid: u32,
    pub leave_min: u32,
}

/// Adds up days that are over.
pub(super) fn totals(days: &[DayOf]) -> Totals {
    let mut sum = Totals::default();
    for day in days.iter().filter(|day| !day.outcome.is_open) {
        let out = &day.outcome;
        let is_absent = out.is_work && out.is_absent();
        sum.work_days += u32::from(out.is_work);
        sum.there_days += u32::from(out.is_work && !is_absent && out.leave < 100);
        // Of a day no more is taken than there is of it.
        let mut rest = 100;
        for one in &day.away {
            let amount = u32::try_from(one.amount).unwrap_or(0).min(rest);
            rest -= amount;
            sum.leave += amount;
            sum.leave_paid += if one.paid { amount } else { 0 };
            sum.leave_min += if let Part::Minutes(minutes) = one.part { minutes } else { 0 };
        }
        sum.absent_days += u32::from(is_absent);
        sum.absent_spans += out.absent.0;
        sum.late_times += out.late_times;
        sum.late_min += out.late_min;
        sum.early_times += out.early_times;
        sum.early_min += out.early_min;
        sum.missing += out.missing;
        sum.worked_min += out.worked_min;
        sum.overtime_min += out.overtime_min;
        for one in &day.clocked {
            sum.outside += u32::from(one.verdict == Verdict::Outside);
            sum.doubts += u32::from(!one.doubts.is_empty());
        }
    }
    sum
}
