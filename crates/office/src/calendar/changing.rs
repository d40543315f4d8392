//! How an event is changed or taken out: one of its times, the rest from one on, or all.

use ground::{Ctx, OrgId, Person, PersonId};
use jiff::civil::DateTime;
use yard::House;

use super::actions::{self, Read, Wish};
use super::device::{Thing, as_seen};
use super::rules::{self, ENTRIES_MAX, EXCEPTIONS_MAX, When, Which};
use super::telling::{self, Told};
use super::views::{self, Loaded};
use super::{Event, EventId, Refusal, booking, outside, store};

/// Which times of a series an act is about: one of them is named by its local time.
pub(super) struct At<'a> {
    pub which: Which,
    pub at: Option<&'a str>,
}

/// What an act is about, after it was looked at.
struct Target {
    loaded: Loaded,
    /// The row that is changed on its own: what is no series, or one time that differs.
    is_single: bool,
    which: Which,
    at: Option<DateTime>,
}

/// Loads what the act is about; of a time that differs, the series, unless it is about that time alone.
async fn target(house: &House, who: Person, id: EventId, wished: &At<'_>) -> Result<Target, Refusal> {
    let mut view = house.db.view().await?;
    let mut loaded = views::load(&mut view, who, id).await?;
    view.permit(loaded.caller.clone(), "event.change", &loaded.event.resource(&[]))?;
    let mut at = wished.at.map(|at| rules::read_local(at).ok_or(Refusal::At)).transpose()?;
    if let Some((series, instead)) = loaded.event.instead {
        if wished.which == Which::One {
            return Ok(Target { loaded, is_single: true, which: Which::One, at: None });
        }
        loaded = views::load(&mut view, who, series).await?;
        at = Some(instead);
        return Ok(Target { loaded, is_single: false, which: wished.which, at });
    }
    drop(view);
    let when = &loaded.event.when;
    let is_single = when.rule.is_none() && when.extra.is_empty();
    let which = if is_single { Which::All } else { wished.which };
    if which != Which::All && !at.is_some_and(|at| when.names(at)) {
        return Err(Refusal::At);
    }
    // From its first time on, that is all of it.
    let which = if which == Which::Following && at == Some(when.begins) { Which::All } else { which };
    Ok(Target { loaded, is_single, which, at })
}

/// Begins the unit of work, and finds the row as it is now.
async fn begin(house: &House, loaded: &Loaded) -> Result<(Ctx, Event), Refusal> {
    let mut cx = house.db.begin().await?;
    let event = store::find_now(&mut cx, loaded.event.id).await?.ok_or(Refusal::Unknown)?;
    cx.permit(loaded.caller.clone(), "event.change", &event.resource(&[]))?;
    Ok((cx, event))
}

/// Changes an event.
pub(super) async fn change(
    house: &House,
    who: Person,
    (id, wished): (EventId, At<'_>),
    wish: Wish<'_>,
) -> Result<EventId, Refusal> {
    let target = target(house, who, id, &wished).await?;
    let mut view = house.db.view().await?;
    let read = actions::read(&mut view, who, &wish).await?;
    drop(view);
    if wish.placed.calendar != target.loaded.event.calendar {
        return Err(Refusal::Calendar);
    }
    match (target.is_single, target.which) {
        (false, Which::One) => one(house, who, target, &wish, read).await,
        (false, Which::Following) => following(house, who, target, &wish, read).await,
        _ => all(house, who, target, &wish, read).await,
    }
}

/// Where an event begins as it is wished, whatever its rule says.
fn begins(wish: &Wish<'_>) -> Result<DateTime, Refusal> {
    let at = rules::read_local(wish.time.0).ok_or(Refusal::Time)?;
    Ok(if wish.all_day { at.date().at(0, 0, 0, 0) } else { at })
}

/// A row with what is wished of it.
fn wishes(event: &mut Event, wish: &Wish<'_>, read: &Read) {
    event.room = wish.placed.room;
    event.is_private = wish.is_private;
    event.is_free = wish.is_free;
    event.org = read.org;
}

/// The room and the guests of one time of a series are of those of the series: in its organisation, and all of them.
fn of_series(loaded: &Loaded, wish: &Wish<'_>, read: &Read) -> Result<Option<OrgId>, Refusal> {
    let (mut wished, mut invited) = (read.guests.clone(), loaded.people());
    wished.sort_unstable();
    invited.sort_unstable();
    if wished != invited {
        return Err(Refusal::OneGuests);
    }
    match (wish.placed.room, loaded.event.org) {
        (None, org) => Ok(org),
        (Some(_), None) => Ok(read.org),
        (Some(_), Some(org)) if read.org == Some(org) => Ok(Some(org)),
        (Some(_), Some(_)) => Err(Refusal::Calendar),
    }
}

/// Refused where somebody, or an organisation in its shared calendars, has as much as there may be.
pub(super) async fn has_place(cx: &mut Ctx, event: &Event) -> Result<(), Refusal> {
    let many = store::count(cx, event.person, event.org).await? >= ENTRIES_MAX;
    if many { Err(Refusal::Many) } else { Ok(()) }
}

/// One time of a series becomes a row of its own.
async fn one(
    house: &House,
    who: Person,
    target: Target,
    wish: &Wish<'_>,
    mut read: Read,
) -> Result<EventId, Refusal> {
    let (loaded, at) = (&target.loaded, target.at.ok_or(Refusal::At)?);
    let org = of_series(loaded, wish, &read)?;
    // The rule of a series names its first time; this one is where it was wished.
    read.when = When { rule: None, begins: begins(wish)?, ..read.when };
    let mut new = booking::fresh(house, (loaded.event.person, org), wish, &read).await?;
    new.instead = Some((loaded.event.id, at));
    let (mut cx, mut series) = begin(house, loaded).await?;
    if !series.when.names(at) {
        return Err(Refusal::At);
    }
    gone(&mut series, at)?;
    has_place(&mut cx, &new).await?;
    new.sequence = series.sequence.saturating_add(1);
    series.changed_at = cx.now();
    store::save(&mut cx, &series).await?;
    store::add(&mut cx, &new).await?;
    booking::reminded_of(&mut cx, series.id, &new).await?;
    let before = booking::nexts(cx.now(), &new, &read.reminders);
    store::remind(&mut cx, (new.id, who.person), &before).await?;
    booking::reminded_anew(&mut cx, &series).await?;
    booking::booked(&mut cx, &new).await?;
    let told = Told { what: &read.said.title, when: &new.when.told(new.when.begins) };
    tell_all(&mut cx, house, (who, loaded), ("calendar.changed", &told)).await?;
    cx.commit().await?;
    Ok(new.id)
}

/// A time of a series that is there no longer.
fn gone(series: &mut Event, at: DateTime) -> Result<(), Refusal> {
    if series.when.extra.contains(&at) {
        series.when.extra.retain(|one| *one != at);
    }
    if series.when.gone.len() >= EXCEPTIONS_MAX {
        return Err(Refusal::Many);
    }
    series.when.gone.push(at);
    Ok(())
}

async fn tell_all(
    cx: &mut Ctx,
    house: &House,
    (who, loaded): (Person, &Loaded),
    told: (&'static str, &Told<'_>),
) -> Result<(), Refusal> {
    let others: Vec<PersonId> = loaded.people().into_iter().filter(|one| *one != who.person).collect();
    telling::counted(cx, who.person, &others).await?;
    telling::tell(cx, house, &others, told).await?;
    telling::hint(cx, &others).await?;
    Ok(telling::hint(cx, &[who.person]).await?)
}

/// A series ends before a time of it, and another begins there.
async fn following(
    house: &House,
    who: Person,
    target: Target,
    wish: &Wish<'_>,
    mut read: Read,
) -> Result<EventId, Refusal> {
    let (loaded, at) = (&target.loaded, target.at.ok_or(Refusal::At)?);
    let (head, tail) = loaded.event.when.split(at).ok_or(Refusal::At)?;
    // A rule that was not touched goes on with what is left of it.
    let is_same = wish.rule.is_some() && same_rule(&loaded.event.when, wish.rule);
    if is_same {
        read.when = When { rule: None, begins: begins(wish)?, ..read.when };
        read.when = read.when.recurring(tail.as_deref())?;
    }
    if read.when.begins != begins(wish)? && at != begins(wish)? {
        return Err(Refusal::Begins);
    }
    let bounds = head.bounds().ok_or(Refusal::Time)?;
    let new = booking::fresh(house, (loaded.event.person, read.org), wish, &read).await?;
    let going = outside::going_on(house, loaded, &new).await?;
    let (mut cx, mut series) = begin(house, loaded).await?;
    if series.when != loaded.event.when {
        return Err(Refusal::At);
    }
    has_place(&mut cx, &new).await?;
    (series.when, series.bounds) = (head, bounds);
    series.changed_at = cx.now();
    store::save(&mut cx, &series).await?;
    store::drop_differing(&mut cx, series.id, Some(at)).await?;
    store::add(&mut cx, &new).await?;
    for person in &read.guests {
        store::invite(&mut cx, new.id, *person).await?;
    }
    outside::goes_on(&mut cx, going).await?;
    booking::reminded_of(&mut cx, series.id, &new).await?;
    booking::reminded_anew(&mut cx, &series).await?;
    let before = booking::nexts(cx.now(), &new, &read.reminders);
    for person in read.guests.iter().chain([&who.person]) {
        store::remind(&mut cx, (new.id, *person), &before).await?;
    }
    booking::booked(&mut cx, &new).await?;
    let told = Told { what: &read.said.title, when: &new.when.told(new.when.begins) };
    tell_all(&mut cx, house, (who, loaded), ("calendar.changed", &told)).await?;
    cx.commit().await?;
    Ok(new.id)
}

/// Whether a rule is that of the series, as both are written.
fn same_rule(when: &When, rule: Option<&str>) -> bool {
    let plain = When { rule: None, ..when.clone() };
    plain.recurring(rule).is_ok_and(|read| read.rule == when.rule)
}

/// The whole of it: a time that is named moves where it is wished, and all others with it.
async fn all(
    house: &House,
    who: Person,
    target: Target,
    wish: &Wish<'_>,
    read: Read,
) -> Result<EventId, Refusal> {
    let loaded = &target.loaded;
    let is_differing = loaded.event.instead.is_some();
    let mut when = read.when.clone();
    if is_differing {
        when = When { rule: None, begins: begins(wish)?, ..when };
    } else if let Some(at) = target.at.filter(|_| !target.is_single) {
        when = when.shifted(loaded.event.when.begins, (at, begins(wish)?), wish.rule)?;
    } else if when.begins != begins(wish)? {
        return Err(Refusal::Begins);
    }
    let bounds = when.bounds().ok_or(Refusal::Time)?;
    let mut new = views::copy(&loaded.event);
    wishes(&mut new, wish, &read);
    if is_differing {
        new.org = of_series(loaded, wish, &read)?;
    }
    views::seal(house, &mut new, &read.said).await?;
    let (mut cx, now) = begin(house, loaded).await?;
    let is_moved = moved(&now.when, &when);
    if is_moved {
        (new.when, new.bounds) = (when, bounds);
        new.sequence = now.sequence.saturating_add(1);
    } else {
        (new.when, new.bounds) = (now.when, now.bounds);
    }
    new.changed_at = cx.now();
    store::save(&mut cx, &new).await?;
    if is_moved {
        store::drop_differing(&mut cx, new.id, None).await?;
    }
    if is_differing {
        differs(&mut cx, house, (who, &new), (loaded, &read, is_moved)).await?;
    } else {
        invited(&mut cx, house, (who, &new), (loaded, &read, is_moved)).await?;
    }
    booking::reminded_anew(&mut cx, &new).await?;
    booking::booked(&mut cx, &new).await?;
    telling::hint(&mut cx, &[who.person]).await?;
    cx.commit().await?;
    Ok(new.id)
}

/// Whether two times differ, apart from what was put into a series or taken out of it.
pub(super) fn moved(one: &When, other: &When) -> bool {
    let bare = |when: &When| When { extra: Vec::new(), gone: Vec::new(), ..when.clone() };
    bare(one) != bare(other)
}

/// One time of a series was changed again: its guests are told where its time changed, and whoever did it is reminded as he wishes.
async fn differs(
    cx: &mut Ctx,
    house: &House,
    (who, event): (Person, &Event),
    (loaded, read, is_moved): (&Loaded, &Read, bool),
) -> Result<(), Refusal> {
    let before = booking::nexts(cx.now(), event, &read.reminders);
    store::remind(cx, (event.id, who.person), &before).await?;
    if !is_moved {
        return Ok(telling::hint(cx, &loaded.people()).await?);
    }
    let told = Told { what: &read.said.title, when: &event.when.told(event.when.begins) };
    tell_all(cx, house, (who, loaded), ("calendar.changed", &told)).await
}

/// Who is invited from now on: those who come new are asked, those who stay as well where the time changed, the others are told.
async fn invited(
    cx: &mut Ctx,
    house: &House,
    (who, event): (Person, &Event),
    (loaded, read, is_moved): (&Loaded, &Read, bool),
) -> Result<(), Refusal> {
    let told = Told { what: &read.said.title, when: &event.when.told(event.when.begins) };
    let reminders = booking::nexts(cx.now(), event, &read.reminders);
    let before = loaded.people();
    let (stay, out): (Vec<PersonId>, Vec<PersonId>) =
        before.iter().partition(|person| read.guests.contains(person));
    let new: Vec<PersonId> = read.guests.iter().copied().filter(|one| !before.contains(one)).collect();
    for person in &out {
        store::uninvite(cx, event.id, *person).await?;
    }
    for person in &new {
        store::invite(cx, event.id, *person).await?;
        store::remind(cx, (event.id, *person), &reminders).await?;
    }
    store::remind(cx, (event.id, who.person), &reminders).await?;
    let told_now = if is_moved { &stay[..] } else { &[] };
    telling::counted(cx, who.person, &[&out, &new, told_now].concat()).await?;
    telling::tell(cx, house, &out, ("calendar.cancelled", &told)).await?;
    telling::tell(cx, house, &new, ("calendar.invited", &told)).await?;
    if is_moved {
        store::ask_anew(cx, event.id).await?;
        telling::tell(cx, house, &stay, ("calendar.changed", &told)).await?;
    }
    telling::hint(cx, &stay).await?;
    Ok(telling::hint(cx, &out).await?)
}

/// Takes an event out, or some of its times; where it is said what was seen of it, only if it is still that.
pub(super) async fn remove(
    house: &House,
    who: Person,
    (id, wished): (EventId, At<'_>),
    seen: Option<&Thing>,
) -> Result<(), Refusal> {
    let target = target(house, who, id, &wished).await?;
    let said = views::said(house, &target.loaded, "event.remove").await?;
    let loaded = &target.loaded;
    let head = match (target.is_single, target.which, target.at) {
        (false, Which::Following, Some(at)) => {
            let (head, _) = loaded.event.when.split(at).ok_or(Refusal::At)?;
            Some((head.bounds().ok_or(Refusal::Time)?, head))
        }
        _ => None,
    };
    let (mut cx, mut event) = begin(house, loaded).await?;
    if let Some(seen) = seen {
        as_seen(&mut cx, who, seen).await?;
    }
    let first = target.at.unwrap_or(event.when.begins);
    let when = event.when.told(first);
    match (target.is_single, target.which, target.at) {
        (false, Which::One, Some(at)) => gone(&mut event, at)?,
        (false, Which::Following, Some(at)) => {
            // Where it was changed meanwhile, it is looked at again first.
            let head = head.filter(|_| event.when == loaded.event.when);
            (event.bounds, event.when) = head.ok_or(Refusal::At)?;
            store::drop_differing(&mut cx, event.id, Some(at)).await?;
        }
        _ => store::remove(&mut cx, event.id).await?,
    }
    if !target.is_single && target.which != Which::All {
        event.changed_at = cx.now();
        store::save(&mut cx, &event).await?;
        booking::reminded_anew(&mut cx, &event).await?;
    }
    let told = Told { what: &said.title, when: &when };
    tell_all(&mut cx, house, (who, loaded), ("calendar.cancelled", &told)).await?;
    Ok(cx.commit().await?)
}
