//! What those of a home do: see whom it expects, invite, take a visit into their calendar, end it.

use ground::{Caller, Ctx, Person, Timestamp, View};
use policy::{Lang, Purpose};
use yard::account::store as accounts;
use yard::notice::{self, Notice};
use yard::{House, token};

use super::rules::{self, Hours, Kind, Said, Way};
use super::store::Found;
use super::views::{self, Shown};
use super::{LINK, Refusal, Visit, VisitId, store};
use crate::household::{self, Resident, store as households};
use crate::opening::sees;
use crate::pass::{self, Doors, New, PassId};
use crate::place::{DoorId, HomeId, store as places};
use crate::vehicle::calendar;

/// The people of a home and the caller's own place among them.
async fn look(view: &mut View, who: Person, home: HomeId) -> Result<(Vec<Resident>, usize), Refusal> {
    let (people, now) = (households::of_home(view, home).await?, view.now());
    let own = own(&people, who, now)?;
    view.permit(who, "home.read", &household::resource(home, &people, now))?;
    Ok((people, own))
}

/// The same within a unit of work.
async fn begin(house: &House, who: Person, home: HomeId) -> Result<(Ctx, Vec<Resident>, usize), Refusal> {
    let mut cx = house.db.begin().await?;
    let (people, now) = (households::of_home_now(&mut cx, home).await?, cx.now());
    let own = own(&people, who, now)?;
    cx.permit(who, "home.read", &household::resource(home, &people, now))?;
    Ok((cx, people, own))
}

fn own(people: &[Resident], who: Person, now: Timestamp) -> Result<usize, Refusal> {
    people.iter().position(|one| one.person == Some(who.person) && one.lives(now)).ok_or(Refusal::Home)
}

/// Whether the caller sees a visit: what he entered, and what those entered whose comings and goings he sees.
fn is_seen(own: &Resident, people: &[Resident], found: &Found) -> bool {
    let by = people.iter().find(|one| Some(one.id) == found.row.resident);
    by.is_some_and(|by| sees(own, by, people))
}

/// Whom a home expects, as far as the caller may know.
pub(super) async fn list(house: &House, who: Person, home: HomeId) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    let (people, own) = look(&mut view, who, home).await?;
    let own = &people[own];
    let mut rows = store::of_home(&mut view, home).await?;
    rows.retain(|found| is_seen(own, &people, found));
    drop(view);
    views::shown(house, &Caller::from(who), rows).await
}

/// What is entered of a visit.
pub(super) struct Wish<'a> {
    pub kind: Kind,
    pub name: &'a str,
    pub phone: Option<&'a str>,
    pub reason: Option<&'a str>,
    pub from: Option<Timestamp>,
    pub until: Timestamp,
    pub uses: Option<u32>,
    pub week: &'a [Hours],
    /// Which doors; where there are none, those of the home.
    pub doors: &'a [DoorId],
    pub way: Way,
}

/// A visit that was entered, with what is shown this once.
pub(super) struct Made {
    pub id: VisitId,
    /// What stands in the link.
    pub token: Option<String>,
    pub pin: Option<String>,
}

/// A wish that was read.
pub(super) struct Read {
    pub said: Said,
    pub span: (Timestamp, Timestamp),
    pub uses: Option<u32>,
    pub week: Vec<::pass::Span>,
}

impl Wish<'_> {
    /// Reads it.
    pub(super) fn read(&self, is_property: bool, now: Timestamp) -> Result<Read, Refusal> {
        let is_long = is_property || self.kind == Kind::Helper;
        if self.doors.len() > rules::DOORS_MAX {
            return Err(Refusal::Door);
        }
        Ok(Read {
            said: rules::said(self.name, self.phone, self.reason)?,
            span: rules::window(is_long, (self.from, self.until), now)?,
            uses: match self.uses {
                None if is_property => None,
                wished => rules::uses(self.kind, wished)?,
            },
            week: rules::week(self.week)?,
        })
    }
}

/// Invites: the pass, the row and what is shown once.
pub(super) async fn invite(
    house: &House,
    who: Person,
    home: HomeId,
    wish: Wish<'_>,
) -> Result<Made, Refusal> {
    let mut view = house.db.view().await?;
    let (people, own) = look(&mut view, who, home).await?;
    if !people[own].rights.invite {
        return Err(Refusal::Rights);
    }
    let read = wish.read(false, view.now())?;
    let doors = pass::store::doors_of_home(&mut view, home).await?;
    if wish.doors.iter().any(|named| doors.iter().all(|door| door.id != *named)) {
        return Err(Refusal::Door);
    }
    drop(view);
    let (mut cx, people, own) = begin(house, who, home).await?;
    let own = &people[own];
    // His rights may have become less meanwhile.
    if !own.rights.invite {
        return Err(Refusal::Rights);
    }
    if accounts::count(&mut cx, rules::OF_DAY, who.person.bytes()).await? > i64::from(rules::OF_DAY.most) {
        return Err(Refusal::TooMany);
    }
    if store::of_home_now(&mut cx, home).await?.len() >= rules::OF_HOME {
        return Err(Refusal::Many);
    }
    let by = views::By { org: own.org, home: Some(home), resident: Some(own.id), person: Some(who.person) };
    let made = made(house, &mut cx, by, (&wish, read)).await?;
    told(house, &mut cx, (own, &people), wish.until).await?;
    cx.commit().await?;
    Ok(made)
}

/// Gives the pass and keeps the row, in the unit of work of whoever may.
pub(super) async fn made(
    house: &House,
    cx: &mut Ctx,
    by: views::By,
    (wish, read): (&Wish<'_>, Read),
) -> Result<Made, Refusal> {
    let pin = (wish.way == Way::Pin).then(pass::drawn_pin);
    let link = match wish.way {
        Way::Code => Some(token::fresh(house, &LINK)?),
        Way::Pin => None,
    };
    let doors = match (by.home, wish.doors) {
        (Some(home), []) => Doors::Home(home),
        (Some(home), doors) => Doors::Of(home, doors),
        (None, doors) => Doors::Named(doors),
    };
    let new = New {
        org: by.org,
        holder: wish.kind.holder(),
        person: None,
        resident: by.resident,
        doors,
        kind: if pin.is_some() { pass::Kind::Pin } else { pass::Kind::Code },
        secret: pin.as_deref(),
        span: (Some(read.span.0), Some(read.span.1)),
        week: read.week,
        uses: read.uses,
    };
    // A card alone is taken by somebody else.
    let pass: PassId = pass::issue(house, cx, new).await?.ok_or(Refusal::Unknown)?;
    let row = views::sealed(house, (&by, pass, wish.kind), read.said, (read.span, cx.now())).await?;
    store::add(cx, &row, link.as_ref().map(|(_, verifier)| *verifier)).await?;
    Ok(Made { id: row.id, token: link.map(|(token, _)| token), pin })
}

/// Tells the others of the home that may let people in, and see what the caller does.
async fn told(
    house: &House,
    cx: &mut Ctx,
    (own, people): (&Resident, &[Resident]),
    until: Timestamp,
) -> Result<(), Refusal> {
    let home = places::find_now(cx, own.home).await?.map(|home| home.number).unwrap_or_default();
    let now = cx.now();
    let others = people.iter().filter(|one| one.id != own.id && one.lives(now) && one.rights.invite);
    for one in others.filter(|one| sees(one, own, people)) {
        let told =
            Notice::new("visitor.invited").about("home", home.as_str()).with("until", notice::instant(until));
        if let Some(person) = one.person {
            notice::tell(cx, house, person, &told).await?;
        }
    }
    Ok(())
}

/// Ends a visit at once: whoever entered it, or anybody of the home where he enters people himself.
pub(super) async fn end(house: &House, who: Person, (home, id): (HomeId, VisitId)) -> Result<(), Refusal> {
    let (mut cx, people, own) = begin(house, who, home).await?;
    let own = &people[own];
    let found = store::of_home_now(&mut cx, home).await?.into_iter().find(|found| found.row.id == id);
    let may = |found: &Found| {
        found.row.person == Some(who.person) || own.rights.add && is_seen(own, &people, found)
    };
    let found = found.filter(may).ok_or(Refusal::Unknown)?;
    pass::end_pass(&mut cx, found.row.org, found.row.pass).await?;
    Ok(cx.commit().await?)
}

/// A visit as an entry for the calendar of whoever expects it.
pub(super) async fn into_calendar(
    house: &House,
    who: Person,
    (home, id): (HomeId, VisitId),
    lang: Lang,
) -> Result<String, Refusal> {
    let mut view = house.db.view().await?;
    let (people, own) = look(&mut view, who, home).await?;
    let own = &people[own];
    let found = store::of_home(&mut view, home).await?.into_iter().find(|found| found.row.id == id);
    let Visit { org, name, from_at, until_at, .. } =
        found.filter(|found| is_seen(own, &people, found)).ok_or(Refusal::Unknown)?.row;
    let community = places::of(&mut view, org).await?.ok_or(Refusal::Home)?;
    let number = places::find(&mut view, home).await?.ok_or(Refusal::Home)?.number;
    let now = view.now();
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::VisitKeeping).act("visit.calendar");
    let name = look.open(&name).await.map_err(|no| no.or(Refusal::Unknown))?;
    let what = if lang == Lang::ZhCn { "访客" } else { "Visitor:" };
    let visit = calendar::Visit {
        id: id.to_string(),
        what: &format!("{what} {}", name.as_str()),
        place: &format!("{} {number}, {}", community.name, community.address),
        from: from_at,
        until: until_at,
        now,
    };
    Ok(calendar::entry(&visit))
}
