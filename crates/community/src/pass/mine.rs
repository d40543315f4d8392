//! What somebody does with the doors of his home: see them, show a code, open, set a PIN, give up a card.

use ground::{Ctx, Fault, Person, Scope, Timestamp, View};
use policy::Purpose;
use std::time::Duration;
use yard::House;
use yard::account::{Bound, store as accounts};
use yard::consent::store as consent;

use super::handed::{self, Code};
use super::issuing::{self, New};
use super::store::{self, Door};
use super::{Kind, PassId, Refusal, Row, at_doors, rules, views};
use crate::agent::{self, NotOpened};
use crate::household::{self, Resident, store as households};
use crate::place::{DoorId, Home, HomeId, store as places};

/// How long a door has to answer an order.
const WITHIN: Duration = Duration::from_secs(5);
/// A pass that was given a moment ago may not have reached its door yet: how often an order is said again, and after how long.
const AGAIN: (u32, Duration) = (6, Duration::from_millis(500));
/// Orders of one person.
const OPENS: Bound = Bound { kind: "door.open.person", span_s: 600, most: 60 };
/// PINs that one person sets within a day.
const PINS: Bound = Bound { kind: "pass.pin.person", span_s: 86_400, most: 20 };

/// The caller's row in a home whose doors he may open.
async fn may(view: &mut View, who: Person, home: HomeId) -> Result<Resident, Refusal> {
    let people = households::of_home(view, home).await?;
    let now = view.now();
    let asked = view.permit(who, "home.open", &household::resource(home, &people, now));
    Ok(household::opener(people, who, now, asked)?)
}

/// The same within a unit of work.
pub(super) async fn may_now(cx: &mut Ctx, who: Person, home: HomeId) -> Result<Resident, Refusal> {
    let people = households::of_home_now(cx, home).await?;
    let now = cx.now();
    let asked = cx.permit(who, "home.open", &household::resource(home, &people, now));
    Ok(household::opener(people, who, now, asked)?)
}

/// The doors of a home, and how its caller opens them.
pub(super) struct Ways {
    pub doors: Vec<Door>,
    /// Since when there is a PIN.
    pub pin_since: Option<Timestamp>,
    pub telephone: bool,
    /// Cards: which, the last digits, since when.
    pub cards: Vec<(PassId, String, Timestamp)>,
    /// Whether the house hears what is said to a door.
    pub hears: bool,
}

/// Looks at them.
pub(super) async fn ways(house: &House, who: Person, home: HomeId) -> Result<Ways, Refusal> {
    let mut view = house.db.view().await?;
    let own = may(&mut view, who, home).await?;
    let doors = store::doors_of_home(&mut view, home).await?;
    let rows: Vec<Row> = store::of_resident(&mut view, own.id).await?;
    let telephone = store::by_telephone(&mut view, own.id, who.person).await?;
    drop(view);
    let rows: Vec<Row> = rows.into_iter().filter(|row| row.person == Some(who.person)).collect();
    let has = |kind: Kind| rows.iter().find(|row| row.kind == kind);
    Ok(Ways {
        doors,
        pin_since: has(Kind::Pin).map(|row| row.made_at),
        telephone,
        cards: views::cards(house, &who.into(), &rows).await?,
        hears: house.config.speech.model.is_some(),
    })
}

/// Hands the key of the caller's codes to his phone, with a slip of this moment.
pub(super) async fn code(house: &House, who: Person, home: HomeId) -> Result<Code, Refusal> {
    let mut view = house.db.view().await?;
    let own = may(&mut view, who, home).await?;
    let mut doors = store::doors_of_home(&mut view, home).await?;
    doors.truncate(rules::OF_CODE);
    let news = store::news(&mut view, own.org).await?;
    let kept = |rows: Vec<Row>| {
        rows.into_iter().find(|row| row.kind == Kind::Code && row.person == Some(who.person))
    };
    let mut row = kept(store::of_resident(&mut view, own.id).await?);
    drop(view);
    if row.is_none() {
        let mut cx = house.db.begin().await?;
        let own = may_now(&mut cx, who, home).await?;
        issuing::ensured(house, &mut cx, &own, Kind::Code).await?;
        row = kept(store::of_resident_now(&mut cx, own.id).await?);
        cx.commit().await?;
    }
    let row = row.ok_or_else(|| Fault::new("a code that was just given is gone"))?;
    let secret = views::key(house, &who.into(), &row).await?;
    let until = house.clock.now().plus(rules::SLIP_FOR);
    let span = (own.from_at, own.until_at.map_or(until, |last| last.min(until)));
    Ok(handed::code(house, &row, secret, (doors, news), span).await?)
}

/// Opens a door of the caller's home: he holds the button, and the house orders it in his name.
pub(super) async fn open(house: &House, who: Person, (home, door): (HomeId, DoorId)) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let own = may_now(&mut cx, who, home).await?;
    if accounts::count(&mut cx, OPENS, who.person.bytes()).await? > i64::from(OPENS.most) {
        return Err(Refusal::TooMany);
    }
    let (pass, _) = issuing::ensured(house, &mut cx, &own, Kind::App).await?;
    cx.commit().await?;
    let doors = store::doors_of_home(&mut house.db.view().await?, home).await?;
    if doors.iter().all(|one| one.id != door) {
        return Err(Refusal::Door);
    }
    Ok(ordered(house, door, pass, ::pass::By::App).await?)
}

/// Orders a door to open in the name of a pass. Whoever orders has asked for permission before.
pub(crate) async fn ordered(
    house: &House,
    door: DoorId,
    pass: PassId,
    by: ::pass::By,
) -> Result<(), NotOpened> {
    let (mut left, wait) = AGAIN;
    loop {
        match agent::order(house, door, at_doors(pass), by, WITHIN).await {
            Err(NotOpened::Refused(::pass::Reason::Unknown)) if left > 0 => left -= 1,
            other => return other,
        }
        tokio::time::sleep(wait).await;
    }
}

/// Sets the caller's PIN in the place of the one before.
pub(super) async fn set_pin(house: &House, who: Person, home: HomeId, typed: &str) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let own = may_now(&mut cx, who, home).await?;
    let pin = rules::pin(typed)?;
    if accounts::count(&mut cx, PINS, who.person.bytes()).await? > i64::from(PINS.most) {
        return Err(Refusal::TooMany);
    }
    end_own(&mut cx, &own, |row| row.kind == Kind::Pin).await?;
    issuing::issue(house, &mut cx, New::of_resident(&own, Kind::Pin, Some(&pin))).await?;
    Ok(cx.commit().await?)
}

/// Ends passes of somebody's own; how many they were.
async fn end_own(cx: &mut Ctx, own: &Resident, which: impl Fn(&Row) -> bool) -> Result<usize, Fault> {
    let mut ended = 0;
    for row in store::of_resident_now(cx, own.id).await? {
        if row.person == own.person && which(&row) {
            issuing::end(cx, &row).await?;
            ended += 1;
        }
    }
    Ok(ended)
}

/// Gives up the caller's PIN.
pub(super) async fn drop_pin(house: &House, who: Person, home: HomeId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let own = may_now(&mut cx, who, home).await?;
    end_own(&mut cx, &own, |row| row.kind == Kind::Pin).await?;
    Ok(cx.commit().await?)
}

/// Lets the caller's telephone be called at the doors of his home and open there, or not. It needs his consent to be called.
pub(super) async fn set_telephone(
    house: &House,
    who: Person,
    (home, opens): (HomeId, bool),
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    may(&mut view, who, home).await?;
    if opens && !consent::stands(&mut view, who.person, Purpose::DoorByPhone).await? {
        return Err(Refusal::NoConsent);
    }
    drop(view);
    let mut cx = house.db.begin().await?;
    let own = may_now(&mut cx, who, home).await?;
    if opens {
        issuing::ensured(house, &mut cx, &own, Kind::Telephone).await?;
    } else {
        end_own(&mut cx, &own, |row| row.kind == Kind::Telephone).await?;
    }
    Ok(cx.commit().await?)
}

/// A card, or the phone with the codes, is lost: nothing opens by it any more. The next code has another key.
pub(super) async fn lost(house: &House, who: Person, (home, id): (HomeId, PassId)) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let own = may_now(&mut cx, who, home).await?;
    match end_own(&mut cx, &own, |row| row.id == id).await? {
        0 => Err(Refusal::Unknown),
        _ => Ok(cx.commit().await?),
    }
}

/// All codes of the caller's phone for a home end, and the next has another key: for a phone that was stolen.
pub(super) async fn renew_code(house: &House, who: Person, home: HomeId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let own = may_now(&mut cx, who, home).await?;
    end_own(&mut cx, &own, |row| row.kind == Kind::Code).await?;
    issuing::ensured(house, &mut cx, &own, Kind::Code).await?;
    Ok(cx.commit().await?)
}

/// A door that is near.
pub(super) struct Near {
    pub home: Home,
    pub door: Door,
}

/// Which doors that the caller may open are beside these access points. What was heard is compared here and is neither kept nor
/// logged.
pub(super) async fn near(house: &House, who: Person, heard: &[String]) -> Result<Vec<Near>, Refusal> {
    let mut view = house.db.view().await?;
    let Scope::Own(person) = view.scope(who, "home.list")? else { return Ok(Vec::new()) };
    let heard = rules::scan(heard)?;
    let now = view.now();
    let mut near = Vec::new();
    for one in households::of_person(&mut view, person).await? {
        if !one.lives(now) || !one.rights.open {
            continue;
        }
        let Some(home) = places::find(&mut view, one.home).await? else { continue };
        for door in store::doors_of_home(&mut view, one.home).await? {
            if door.points.iter().any(|point| heard.contains(point)) {
                near.push(Near { home: home.clone(), door });
            }
        }
    }
    Ok(near)
}
