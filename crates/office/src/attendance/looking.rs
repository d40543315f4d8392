//! What whoever runs the organisation or looks after a group sees: its day, its month, both as a sheet; and closing a month.

use ground::{Caller, Fault, Member, PersonId, Timestamp, View};
use policy::{Lang, Purpose};
use std::collections::{BTreeMap, HashMap};
use yard::House;
use yard::account;
use yard::org::store as orgs;

use super::belonging::store as belonging;
use super::plan::store::{self as plans, Group};
use super::reckoning::{self, Clocked, DayOf, Found, Loaded, Places, Totals};
use super::zone::Day;
use super::{GroupId, Refusal, records};
use crate::leave::{Away, Seen, written};

/// People of one page.
const PAGE: usize = 50;
const FIRST: PersonId = PersonId::from_bytes([0; 16]);

/// The group, where the caller may see its records.
pub(super) async fn may(view: &mut View, who: Member, id: GroupId) -> Result<Group, Refusal> {
    let group = plans::group_of(view, who.org, id).await?.ok_or(Refusal::Unknown)?;
    let managers = plans::managers(view, id).await?;
    view.permit(who, "attendance.look", &records(who.org, &managers)).map_err(|_| Refusal::Unknown)?;
    Ok(group)
}

/// Somebody of a group for a stretch of days.
pub(super) struct Of {
    pub person: PersonId,
    /// Nothing of somebody who is a member no longer.
    pub name: Option<String>,
    pub days: Vec<DayOf>,
    pub totals: Totals,
    /// What they were when the month was closed, where it was.
    pub closed: Option<Totals>,
}

/// A page.
pub(super) struct Page {
    pub of: Vec<Of>,
    /// After whom the next begins; nothing where this is the last.
    pub next: Option<PersonId>,
    pub closed_at: Option<Timestamp>,
}

/// A view, and the group where the caller may see its records.
async fn begin(house: &House, who: Member, group: GroupId) -> Result<(View, Group), Refusal> {
    let mut view = house.db.view().await?;
    let group = may(&mut view, who, group).await?;
    Ok((view, group))
}

/// A page of who belonged to a group within a stretch of days, and after whom the next begins; nothing where this is the last.
pub(super) async fn people_of(
    view: &mut View,
    group: GroupId,
    stretch: (Day, Day),
    after: Option<PersonId>,
) -> Result<(Vec<PersonId>, Option<PersonId>), Fault> {
    let within = (after.unwrap_or(FIRST), PAGE + 1);
    let mut people = belonging::people(view, group, stretch, within).await?;
    let has_more = people.len() > PAGE;
    people.truncate(PAGE);
    let next = if has_more { people.last().copied() } else { None };
    Ok((people, next))
}

/// Some people of a group with their days, and the places that are wanted.
async fn page(
    house: &House,
    who: Member,
    (mut view, group): (View, &Group),
    (days, act, wanted): (Vec<Day>, &'static str, Places),
    after: Option<PersonId>,
) -> Result<Page, Refusal> {
    let (Some(first), Some(last)) = (days.first().copied(), days.last().copied()) else {
        return Err(Refusal::Day);
    };
    let (people, next) = people_of(&mut view, group.id, (first, last), after).await?;
    let closed_at = plans::closed_at(&mut view, group.id, &first.month()).await?;
    // Who was taken out of the group is there still; who left the organisation is not.
    let present: Vec<PersonId> =
        orgs::members_among(&mut view, who.org, &people).await?.into_iter().collect();
    let loaded = reckoning::load(&mut view, (who.org, Some(group.id), wanted), people, days).await?;
    drop(view);
    let caller = Caller::from(who);
    let (clocked, away, lines) = loaded.opened(house, &caller, act).await?;
    let names = account::names_of(house, &caller, Purpose::Attendance, &present).await?;
    let before = closed_at.map(|at| closed(&loaded, (&clocked, &away), at)).unwrap_or_default();
    let of = lines.into_iter().map(|(person, days)| Of {
        person,
        name: names.get(&person).map(|name| name.as_str().to_owned()),
        totals: reckoning::totals(&days),
        closed: before.get(&person).copied(),
        days,
    });
    Ok(Page { of: of.collect(), next, closed_at })
}

/// What a month came to when it was closed: of the rows that there were then.
fn closed(loaded: &Loaded, (clocked, away): (&Found, &Seen), at: Timestamp) -> HashMap<PersonId, Totals> {
    let then = |(person, all): (&PersonId, &Vec<Clocked>)| {
        (*person, all.iter().filter(|one| one.made_at <= at).cloned().collect())
    };
    let then: Found = clocked.iter().map(then).collect();
    loaded
        .days(&then, |person| away.of(person, Some(at)))
        .into_iter()
        .map(|(person, days)| (person, reckoning::totals(&days)))
        .collect()
}

/// A day of a group; each look is one at its people. From where they signed in from outside is a look of its own.
pub(super) async fn day(
    house: &House,
    who: Member,
    (group, day): (GroupId, &str),
    after: Option<PersonId>,
) -> Result<Page, Refusal> {
    let (view, group) = begin(house, who, group).await?;
    let days = vec![Day::read(day).ok_or(Refusal::Day)?];
    page(house, who, (view, &group), (days, "attendance.day", Places::OfClockings), after).await
}

/// A month of a group: sums and days, without any exact place.
pub(super) async fn month(
    house: &House,
    who: Member,
    (group, month): (GroupId, &str),
    after: Option<PersonId>,
) -> Result<Page, Refusal> {
    let (view, group) = begin(house, who, group).await?;
    let days = Day::of_month(month).ok_or(Refusal::Day)?;
    page(house, who, (view, &group), (days, "attendance.month", Places::Untouched), after).await
}

/// Closes a month that is over; from now on what is put right stands beside it.
pub(super) async fn close(
    house: &House,
    who: Member,
    (group, month): (GroupId, &str),
) -> Result<(), Refusal> {
    let (mut view, group) = begin(house, who, group).await?;
    let last = Day::of_month(month).and_then(|days| days.last().copied()).ok_or(Refusal::Day)?;
    // Over everywhere on earth: the last day's night shift, too.
    let is_over = view.now().day() > last.0 + 2;
    let managers = plans::managers(&mut view, group.id).await?;
    drop(view);
    if !is_over {
        return Err(Refusal::Closed);
    }
    let mut cx = house.db.begin().await?;
    cx.permit(who, "attendance.look", &records(who.org, &managers)).map_err(|_| Refusal::Unknown)?;
    if !plans::close(&mut cx, &group, month, who.person).await? {
        return Err(Refusal::Closed);
    }
    Ok(cx.commit().await?)
}

/// A month as a sheet: one row a person, then one row a person and day.
pub(super) async fn sheet(
    house: &House,
    who: Member,
    (group, month): (GroupId, &str),
    (form, lang): (sheet::Form, Lang),
) -> Result<Vec<u8>, Refusal> {
    let (mut view, group) = begin(house, who, group).await?;
    let days = Day::of_month(month).ok_or(Refusal::Day)?;
    let mut all = Vec::new();
    let mut after = None;
    for _ in 0..=belonging::PEOPLE_MAX / PAGE {
        let what = (days.clone(), "attendance.sheet", Places::All);
        let page = page(house, who, (view, &group), what, after).await?;
        all.extend(page.of);
        after = page.next;
        if after.is_none() {
            break;
        }
        // Each page is a look of its own, and asks anew whether he may.
        (view, _) = begin(house, who, group.id).await?;
    }
    let lines = lines(&all, lang);
    Ok(sheet::written(&lines, form).map_err(|no| Fault::caused("writing a sheet of attendance", no))?)
}

const HEAD: [(&str, &str); 19] = [
    ("姓名", "name"),
    ("日期", "date"),
    ("班次", "shift"),
    ("打卡", "clocked"),
    ("地点", "place"),
    ("结果", "result"),
    ("应出勤天数", "days to work"),
    ("出勤天数", "days there"),
    ("迟到(分钟)", "late (minutes)"),
    ("早退(分钟)", "early (minutes)"),
    ("缺卡", "missing"),
    ("旷工天数", "days absent"),
    ("工作(分钟)", "worked (minutes)"),
    ("加班(分钟)", "overtime (minutes)"),
    ("异常标记", "flags"),
    ("请假(天)", "leave (days)"),
    ("其中带薪(天)", "of it paid (days)"),
    ("请假(分钟)", "leave (minutes)"),
    ("请假类型", "kinds of leave"),
];

fn lines(all: &[Of], lang: Lang) -> Vec<Vec<String>> {
    let of = |(zh, en): &(&str, &str)| (*if lang == Lang::ZhCn { zh } else { en }).to_owned();
    let mut lines = vec![HEAD.iter().map(of).collect::<Vec<String>>()];
    for one in all {
        let name = one.name.clone().unwrap_or_else(|| of(&("(已离开)", "(left)")));
        lines.push(sum_line(&name, one));
        lines.extend(one.days.iter().map(|day| day_line(&name, day, lang)));
    }
    lines
}

/// Leave as the sheet says it: days, of these the paid ones, minutes, and the kinds with how much of each.
fn leave<'a>(away: impl Iterator<Item = &'a Away>, sum: &Totals) -> [String; 4] {
    let mut kinds: BTreeMap<&str, i64> = BTreeMap::new();
    for one in away {
        *kinds.entry(one.kind.as_str()).or_default() += one.amount;
    }
    let said = kinds.iter().map(|(kind, amount)| match amount {
        0 => (*kind).to_owned(),
        amount => format!("{kind} {}", written(*amount)),
    });
    let said = said.collect::<Vec<String>>().join("; ");
    [written(sum.leave.into()), written(sum.leave_paid.into()), sum.leave_min.to_string(), said]
}

fn sum_line(name: &str, one: &Of) -> Vec<String> {
    let sum = &one.totals;
    let numbers = [
        sum.work_days,
        sum.there_days,
        sum.late_min,
        sum.early_min,
        sum.missing,
        sum.absent_days,
        sum.worked_min,
        sum.overtime_min,
        sum.outside + sum.doubts,
    ];
    let blank = std::iter::repeat_n(String::new(), 5);
    let numbers = numbers.map(|number| number.to_string());
    let over = one.days.iter().filter(|day| !day.outcome.is_open);
    let leave = leave(over.flat_map(|day| &day.away), sum);
    std::iter::once(name.to_owned()).chain(blank).chain(numbers).chain(leave).collect()
}

/// The words of a result in a sheet.
fn said(mark: super::rules::Mark, lang: Lang) -> &'static str {
    use super::rules::Mark;
    if lang != Lang::ZhCn {
        return mark.word();
    }
    match mark {
        Mark::Rest => "休息",
        Mark::OnTime => "正常",
        Mark::Late => "迟到",
        Mark::Early => "早退",
        Mark::Missing => "缺卡",
        Mark::Absent => "旷工",
        Mark::Overtime => "加班",
        Mark::Leave => "请假",
        Mark::Open => "进行中",
    }
}

/// Where somebody clocked, as far as the record says: the site and the room that the organisation named, and what he agreed to
/// tell besides. Of what was put right nothing is known.
fn place(one: &Clocked, lang: Lang) -> String {
    let spot = one.place.as_ref().map(|place| place.spot.to_string());
    let address = one.place.as_ref().and_then(|place| place.address.clone());
    let found = one.place.as_ref().and_then(|place| place.found.clone());
    let parts = [one.site.clone(), one.room.clone(), address, found, spot];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match (parts.is_empty(), one.verdict, lang) {
        (false, ..) => parts.join(" "),
        (true, super::Verdict::Outside, Lang::ZhCn) => "范围外".to_owned(),
        (true, super::Verdict::Outside, _) => "outside".to_owned(),
        (true, ..) => "—".to_owned(),
    }
}

fn day_line(name: &str, day: &DayOf, lang: Lang) -> Vec<String> {
    let zone = super::zone::Zone::named(&day.zone);
    let clock = |one: &Clocked| zone.as_ref().map(|zone| zone.clock(one.at)).unwrap_or_default();
    let counted = day.clocked.iter().filter(|one| one.verdict != super::Verdict::Refused);
    let (clocked, places): (Vec<String>, Vec<String>) =
        counted.map(|one| (clock(one), place(one, lang))).unzip();
    let marks: Vec<&str> = day.outcome.marks().into_iter().map(|mark| said(mark, lang)).collect();
    let out = &day.outcome;
    let is_absent = out.is_absent();
    let flags =
        day.clocked.iter().filter(|one| one.verdict == super::Verdict::Outside || !one.doubts.is_empty());
    let numbers = [
        u32::from(out.is_work),
        u32::from(out.is_work && !is_absent && out.leave < 100),
        out.late_min,
        out.early_min,
        out.missing,
        u32::from(is_absent),
        out.worked_min,
        out.overtime_min,
        u32::try_from(flags.count()).unwrap_or(u32::MAX),
    ];
    let words = [
        name.to_owned(),
        day.day.to_string(),
        day.shift.clone().unwrap_or_default(),
        clocked.join(" "),
        places.join("; "),
        marks.join(" "),
    ];
    let leave = leave(day.away.iter(), &reckoning::totals(std::slice::from_ref(day)));
    words.into_iter().chain(numbers.map(|number| number.to_string())).chain(leave).collect()
}
