//! What is done with the log: agents hand it over, those of a home look at theirs, the desk at all of it.

use ground::{Caller, Ctx, Fault, Member, OrgId, Person, PersonId, Timestamp, View};
use policy::Purpose;
use serde_json::json;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use yard::House;
use yard::account;
use yard::org::Line;

use super::rules::{self, Done};
use super::store::{self, Before, FIRST};
use super::{Opening, OpeningId, Order, Refusal, Taken};
use crate::household::{self, Resident, ResidentId, store as households};
use crate::pass::{PassId, store as passes};
use crate::place::{DoorId, HomeId, resource, store as places};
use crate::{homecoming, lift, visit};

/// Entries on a page.
pub(super) const PAGE: u32 = 50;

/// An entry as it is kept; nothing for what only the agent's own health is told by. A clock that runs ahead makes no entry that
/// is kept longer than others.
fn taken(door: DoorId, entry: &::pass::Entry, now: Timestamp) -> Option<Taken> {
    use ::pass::What;
    let word =
        |by: ::pass::By| serde_json::to_value(by).ok().and_then(|word| word.as_str().map(str::to_owned));
    let (what, pass, by, reason) = match &entry.what {
        What::Opened { pass, by, .. } => (Done::Opened, Some(*pass), Some(*by), None),
        What::Refused { pass, by, reason } => (Done::Refused, *pass, Some(*by), Some(*reason)),
        What::Terminal { pass, by, opened: true, .. } => (Done::Opened, *pass, Some(*by), None),
        // Which of its reasons it had no terminal says.
        What::Terminal { pass, by, opened: false, .. } => {
            (Done::Refused, *pass, Some(*by), Some(::pass::Reason::Unknown))
        }
        What::Stuck { .. } => (Done::Stuck, None, None, None),
        What::Unwritten { .. } => (Done::Unwritten, None, None, None),
        What::Started { .. } | What::Listed { .. } | What::Carried { .. } => return None,
    };
    // The terminal's own log says when; a clock of its that runs ahead makes no entry that is kept longer.
    let at = match &entry.what {
        What::Terminal { seen, .. } => (*seen).min(entry.at),
        _ => entry.at,
    };
    Some(Taken {
        door,
        mark: *entry.digest().bytes(),
        at: Timestamp::from_micros(at.micros()).min(now),
        is_sure: entry.trust == ::pass::Trust::Sure,
        what,
        way: by.and_then(word),
        reason: reason.map(crate::pass::reason_word),
        pass: pass.map(|pass| PassId::from_bytes(*pass.bytes())),
    })
}

/// Takes over what an agent tells, in its unit of work; what was told before changes nothing.
///
/// # Errors
/// What the database says.
pub async fn take(cx: &mut Ctx, org: OrgId, door: DoorId, entries: &[::pass::Entry]) -> Result<(), Fault> {
    let (mut homes, now): (Vec<HomeId>, Timestamp) = (Vec::new(), cx.now());
    for new in entries.iter().filter_map(|entry| taken(door, entry, now)) {
        let whose = match new.pass {
            Some(pass) => passes::whose_now(cx, org, pass).await?.unwrap_or_default(),
            None => (None, None),
        };
        let is_new = store::add(cx, org, &new, whose).await?;
        if let (true, Done::Opened, (Some(resident), Some(home))) = (is_new, new.what, whose) {
            lift::opened(cx, (org, door), (resident, home), new.at).await?;
        }
        if let (true, Done::Opened, Some(pass)) = (is_new, new.what, new.pass) {
            visit::came(cx, pass, new.at).await?;
        }
        if let (true, Done::Opened, Some(resident)) = (is_new, new.what, whose.0) {
            homecoming::opened(cx, resident, &new).await?;
        }
        homes.extend(whose.1.filter(|home| is_new && !homes.contains(home)));
    }
    for home in homes {
        for one in households::of_home_now(cx, home).await? {
            let Some(person) = one.person else { continue };
            cx.tell(person, "home", "home.changed", &json!({ "home": home })).await?;
        }
    }
    Ok(())
}

/// An entry that somebody of the home sees.
pub(super) struct Seen {
    pub row: Opening,
    pub door: String,
    /// Whether it was he himself.
    pub is_own: bool,
}

/// Where the page before ended.
async fn from(view: &mut View, org: OrgId, before: Option<OpeningId>) -> Result<Before, Refusal> {
    match before {
        None => Ok(FIRST),
        Some(id) => store::before(view, org, id).await?.ok_or(Refusal::Unknown),
    }
}

/// What opened by the rights of the caller's home since he lives there, and where the next page begins.
pub(super) async fn mine(
    house: &House,
    who: Person,
    (home, before): (HomeId, Option<OpeningId>),
) -> Result<(Vec<Seen>, Option<OpeningId>), Refusal> {
    let mut view = house.db.view().await?;
    let (people, now) = (households::of_home(&mut view, home).await?, view.now());
    let own = people.iter().find(|one| one.person == Some(who.person) && one.lives(now));
    let own = own.ok_or(Refusal::Home)?;
    view.permit(who, "home.read", &household::resource(home, &people, now))?;
    let page = (from(&mut view, own.org, before).await?, PAGE);
    let rows = store::of_home(&mut view, home, own.from_at, page).await?;
    let next = rows.last().filter(|_| rows.len() >= PAGE as usize).map(|last| last.id);
    let names = places::door_names(&mut view, own.org).await?;
    let others = |row: &Opening| {
        let Some(of) = row.resident else { return false };
        people.iter().find(|one| one.id == of).is_some_and(|other| rules::sees(own, other, &people))
    };
    let shown = rows.into_iter().filter(others).map(|row| Seen {
        is_own: row.resident == Some(own.id),
        door: names.get(&row.door).cloned().unwrap_or_default(),
        row,
    });
    Ok((shown.collect(), next))
}

/// An entry as the desk sees it.
pub(super) struct Logged {
    pub row: Opening,
    pub door: String,
    /// The public number of the home.
    pub home: Option<String>,
    /// The first sign of the name.
    pub masked: Option<String>,
}

/// An order as the desk sees it.
pub(super) struct Ordered {
    pub door: String,
    pub by: Option<String>,
    pub reason: Option<String>,
    pub at: Timestamp,
}

/// The log of a community, one page of it.
pub(super) struct Log {
    pub entries: Vec<Logged>,
    pub orders: Vec<Ordered>,
    pub next: Option<OpeningId>,
}

async fn look(house: &House, who: Member) -> Result<View, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    Ok(view)
}

/// What the doors of the community did, with masked names; one look for all names of the page.
pub(super) async fn log(
    house: &House,
    who: Member,
    (door, before): (Option<DoorId>, Option<OpeningId>),
) -> Result<Log, Refusal> {
    let mut view = look(house, who).await?;
    let page = (from(&mut view, who.org, before).await?, PAGE);
    let rows = store::of_org(&mut view, who.org, door, page).await?;
    let next = rows.last().filter(|_| rows.len() >= PAGE as usize).map(|last| last.id);
    let doors = places::door_names(&mut view, who.org).await?;
    let orders = store::orders(&mut view, who.org, PAGE).await?;
    let (mut homes, mut people): (HashMap<HomeId, String>, HashMap<ResidentId, Resident>) =
        Default::default();
    for row in &rows {
        if let Some(home) = row.home.filter(|home| !homes.contains_key(home)) {
            homes.extend(places::find(&mut view, home).await?.map(|there| (home, there.number)));
        }
        if let Some(of) = row.resident.filter(|of| !people.contains_key(of)) {
            people.extend(households::find(&mut view, of).await?.map(|one| (of, one)));
        }
    }
    drop(view);
    let names = names(house, who, people.values().collect()).await?;
    let name = |door: DoorId| doors.get(&door).cloned().unwrap_or_default();
    let logged = |row: Opening| Logged {
        door: name(row.door),
        home: row.home.and_then(|home| homes.get(&home).cloned()),
        masked: row.resident.and_then(|of| names.get(&of)).map(|name| rules::masked(name)),
        row,
    };
    let entries = rows.into_iter().map(logged).collect();
    Ok(Log { entries, orders: ordered(house, who, orders, name).await?, next })
}

/// The names of those of homes; a leaf of the access log for each.
async fn names(
    house: &House,
    who: Member,
    people: Vec<&Resident>,
) -> Result<HashMap<ResidentId, String>, Refusal> {
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::DoorKeeping).act("opening.log");
    let names = look.open_present(people.iter().map(|one| &one.name)).await;
    let names = names.map_err(|no| Fault::caused("opening the names of a log", no))?;
    let named = people.iter().zip(names).filter_map(|(one, name)| Some((one.id, name?.as_str().to_owned())));
    Ok(named.collect())
}

/// Orders with who gave them and why.
async fn ordered(
    house: &House,
    who: Member,
    orders: Vec<Order>,
    door: impl Fn(DoorId) -> String,
) -> Result<Vec<Ordered>, Refusal> {
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::DoorKeeping).act("opening.log");
    let reasons = look.open_present(orders.iter().map(|order| &order.reason)).await;
    let reasons = reasons.map_err(|no| Fault::caused("opening the orders of a desk", no))?;
    let mut by: HashMap<PersonId, Option<String>> = HashMap::new();
    for order in &orders {
        if let Entry::Vacant(free) = by.entry(order.person) {
            let name = account::name_if_permitted(house, &caller, Purpose::DoorKeeping, order.person).await?;
            free.insert(name.map(|name| name.as_str().to_owned()));
        }
    }
    let each = orders.into_iter().zip(reasons).map(|(order, reason)| Ordered {
        door: door(order.door),
        by: by.get(&order.person).cloned().flatten(),
        reason: reason.map(|line: Line| line.as_str().to_owned()),
        at: order.at,
    });
    Ok(each.collect())
}

/// Opens the whole name behind an entry: a leaf of the access log that says why.
pub(super) async fn look_closer(
    house: &House,
    who: Member,
    (id, why): (OpeningId, Option<&str>),
) -> Result<String, Refusal> {
    let mut view = look(house, who).await?;
    let row = store::find(&mut view, who.org, id).await?.ok_or(Refusal::Unknown)?;
    let one = match row.resident {
        Some(of) => households::find(&mut view, of).await?,
        None => None,
    };
    drop(view);
    let why = Line::reason(why).ok_or(Refusal::Reason)?;
    let one = one.ok_or(Refusal::Nameless)?;
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::DoorKeeping).act("opening.look");
    let name = look.reason(why.as_str()).open(&one.name).await;
    Ok(name.map_err(|no| no.or(Refusal::Nameless))?.as_str().to_owned())
}
