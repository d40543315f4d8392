//! One list of a person as a device sees it: its items by name, what changed of them and in which step, and what went.
//!
//! Names that devices gave are found by their blind index; only those of which something is answered are opened.

use axum::http::StatusCode;
use ground::{Caller, Fault, Person, PersonId, Timestamp};
use policy::Purpose;
use std::collections::{HashMap, HashSet};
use tokio::sync::{Mutex, MutexGuard};
use vault::Sealed;
use yard::House;

use super::{List, Listed, Refusal, Which, store};
use crate::{calendar, task};

/// How often a list is looked at again where another device asks at the same time.
const TRIES: u32 = 8;

/// Steps that one unit of work takes: others wait for it.
const SETTLED_AT_ONCE: usize = 500;
/// What went of one list that is remembered, at most.
const GONE_MAX: usize = 10_000;

/// Turns of those whose lists are read; people share them by their ids.
static TURNS: [Mutex<()>; 64] = [const { Mutex::const_new(()) }; 64];

/// Waits until no other list of this person is read: of one person's programs one at a time costs memory and work.
async fn turn(person: PersonId) -> MutexGuard<'static, ()> {
    let [.., last] = person.bytes();
    TURNS[usize::from(last) % TURNS.len()].lock().await
}

/// What an item is.
pub(super) enum Thing {
    Event(Box<calendar::device::Thing>),
    Task(Box<task::device::Thing>),
}

/// By which name devices know an item, or knew one that went.
pub(super) struct Called {
    /// The name that a device gave it.
    given: Option<Sealed<String>>,
    /// The name that it has where none did.
    own: String,
}

/// What went, and in which step.
pub(super) struct Gone {
    pub called: Called,
    pub step: i64,
}

/// An item of a list.
pub(super) struct Item {
    pub called: Called,
    /// What is another whenever it is another.
    pub mark: [u8; 16],
    /// In which step it was seen to be another.
    pub step: i64,
    /// The number by which other calendars know it, to find it by.
    pub uid_index: Option<[u8; 16]>,
    /// The number of a task, where a device gave it one.
    pub uid: Option<Sealed<String>>,
    pub thing: Thing,
}

impl Item {
    /// Its entity tag.
    pub(super) fn tag(&self) -> String {
        let hex: String = self.mark.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("\"{hex}\"")
    }

    pub(super) fn changed_at(&self) -> Timestamp {
        match &self.thing {
            Thing::Event(event) => event.changed_at(),
            Thing::Task(task) => task.task.made_at,
        }
    }

    /// Whether somebody made it himself: what others made he answers, or does.
    pub(super) fn is_of(&self, person: PersonId) -> bool {
        match &self.thing {
            Thing::Event(event) => event.root.person == Some(person),
            Thing::Task(task) => task.task.person == person,
        }
    }

    /// The number that the house gave it.
    pub(super) fn own_uid(&self) -> String {
        match &self.thing {
            Thing::Event(event) => event.root.id.to_string(),
            Thing::Task(task) => task.task.id.to_string(),
        }
    }
}

/// A list.
pub(super) struct Shelf {
    pub which: Which,
    pub items: Vec<Item>,
    /// What went.
    pub gone: Vec<Gone>,
    /// The last step.
    pub step: i64,
    /// Up to which step nothing is known of what went.
    pub swept: i64,
    /// What a device calls it.
    pub name: Option<Sealed<String>>,
    pub colour: Option<String>,
    /// Where the items stand: by the index of the name that a device gave, the others by what they are.
    given: HashMap<[u8; 16], usize>,
    own: HashMap<[u8; 16], usize>,
}

impl Shelf {
    /// The item of a name.
    pub(super) fn find(&self, house: &House, name: &str) -> Option<&Item> {
        let own = || self.own.get(&self.which.item(name)?);
        let at = self.given.get(&house.vault.index(&Listed::NAME, name)).or_else(own)?;
        self.items.get(*at)
    }

    /// What a device sends to hear what changed since (RFC 6578, 4).
    pub(super) fn token(&self, step: i64) -> String {
        format!("urn:courtyard:sync:{}:{step}:{}", self.which.word(), self.swept)
    }

    /// The step of a token; nothing where it is none, or so old that what went since is not known. Whoever is brought the list in parts
    /// may stand before what was swept, as long as nothing was swept since he began.
    pub(super) fn since(&self, token: &str) -> Option<i64> {
        let rest = token.strip_prefix(&format!("urn:courtyard:sync:{}:", self.which.word()))?;
        let (step, swept) = rest.split_once(':')?;
        let (step, swept): (i64, i64) = (step.parse().ok()?, swept.parse().ok()?);
        let is_known = step >= self.swept || swept == self.swept;
        (is_known && (0..=self.step).contains(&step)).then_some(step)
    }
}

/// An item before it has a name.
struct Found {
    id: [u8; 16],
    mark: [u8; 16],
    uid_index: Option<[u8; 16]>,
    thing: Thing,
}

async fn found(view: &mut ground::View, who: Person, which: Which) -> Result<Vec<Found>, Refusal> {
    let event = |thing: calendar::device::Thing, names: &_| Found {
        id: thing.root.id.bytes(),
        mark: thing.mark_with(names),
        uid_index: thing.root.uid_index,
        thing: Thing::Event(Box::new(thing)),
    };
    let task = |thing: task::device::Thing| Found {
        id: thing.task.id.bytes(),
        mark: thing.mark(),
        uid_index: None,
        thing: Thing::Task(Box::new(thing)),
    };
    Ok(match which {
        Which::Events => {
            let all = calendar::device::all(view, who).await?;
            let names = calendar::device::names(view, &all).await?;
            all.into_iter().map(|thing| event(thing, &names)).collect()
        }
        Which::Tasks => task::device::all(view, who).await?.into_iter().map(task).collect(),
    })
}

/// A list as it is now. What is seen to be another than last time takes a step on.
pub(super) async fn shelf(house: &House, who: Person, which: Which) -> Result<Shelf, Refusal> {
    let _turn = turn(who.person).await;
    for _ in 0..TRIES {
        let mut view = house.db.view().await?;
        let found = found(&mut view, who, which).await?;
        let mut rows = store::of(&mut view, who.person, which).await?;
        let mut list = store::list(&mut view, who.person, which).await?;
        drop(view);
        if rows.len() >= store::ROWS_MAX {
            // What went longest ago was not read, and is told no longer.
            let first = rows.iter().filter(|row| row.is_gone).map(|row| row.step).min();
            list.swept = list.swept.max(first.unwrap_or(list.step));
        }
        if settle(house, (who.person, which), &found, (&mut rows, &mut list)).await? {
            return Ok(laid(which, found, rows, list));
        }
    }
    Err(Refusal::Status(StatusCode::SERVICE_UNAVAILABLE))
}

/// What was found, with what is known of it.
fn laid(which: Which, found: Vec<Found>, rows: Vec<Listed>, list: List) -> Shelf {
    let own = |id: [u8; 16]| which.own_name(id);
    let (gone, known): (Vec<Listed>, Vec<Listed>) = rows.into_iter().partition(|row| row.is_gone);
    let gone = gone.into_iter();
    let gone =
        gone.map(|row| Gone { called: Called { given: row.name, own: own(row.item) }, step: row.step });
    let mut known: HashMap<[u8; 16], Listed> = known.into_iter().map(|row| (row.item, row)).collect();
    let List { step, swept, name, colour } = list;
    let mut shelf = Shelf {
        which,
        items: Vec::with_capacity(found.len()),
        gone: gone.collect(),
        step,
        swept,
        name,
        colour,
        given: HashMap::new(),
        own: HashMap::new(),
    };
    for (at, found) in found.into_iter().enumerate() {
        let row = known.remove(&found.id);
        match row.as_ref().and_then(|row| row.name_index) {
            Some(index) => shelf.given.insert(index, at),
            None => shelf.own.insert(found.id, at),
        };
        let uid_index = found.uid_index.or_else(|| row.as_ref().and_then(|row| row.uid_index));
        let step = row.as_ref().map_or(0, |row| row.step);
        let (given, uid) = row.map_or((None, None), |row| (row.name, row.uid));
        shelf.items.push(Item {
            called: Called { given, own: own(found.id) },
            mark: found.mark,
            step,
            uid_index,
            uid,
            thing: found.thing,
        });
    }
    shelf
}

/// What takes a step.
enum Change<'a> {
    /// It is another than it was when last seen.
    Seen(&'a Found),
    Gone([u8; 16]),
}

/// What is another than it was when last seen, then what is gone.
fn changes<'a>(found: &'a [Found], rows: &[Listed]) -> Vec<Change<'a>> {
    let known: HashMap<[u8; 16], &Listed> = rows.iter().map(|row| (row.item, row)).collect();
    let there: HashSet<[u8; 16]> = found.iter().map(|one| one.id).collect();
    let is_same = |one: &&Found| {
        known.get(&one.id).is_some_and(|row| row.mark == one.mark && !row.is_gone && row.step > 0)
    };
    let seen = found.iter().filter(|one| !is_same(one)).map(Change::Seen);
    let gone = rows.iter().filter(|row| !row.is_gone && !there.contains(&row.item));
    seen.chain(gone.map(|row| Change::Gone(row.item))).collect()
}

/// Takes a step for each item that is another than it was when last seen, and for each that is gone; a unit of work writes only so many.
/// `false` where another device took a step meanwhile: then it is looked at again, so that no token passes over what nobody was told.
async fn settle(
    house: &House,
    (person, which): (PersonId, Which),
    found: &[Found],
    (rows, list): (&mut Vec<Listed>, &mut List),
) -> Result<bool, Refusal> {
    let known: HashMap<[u8; 16], usize> = rows.iter().enumerate().map(|(at, row)| (row.item, at)).collect();
    for some in changes(found, rows).chunks(SETTLED_AT_ONCE) {
        let many = i64::try_from(some.len()).unwrap_or(i64::MAX);
        let mut cx = house.db.begin().await?;
        let before = list.step;
        list.step = store::go_on(&mut cx, person, which, many).await?;
        if list.step != before.saturating_add(many) {
            return Ok(false);
        }
        for (step, change) in (before + 1..).zip(some) {
            match change {
                Change::Seen(one) => {
                    store::seen(&mut cx, (person, which), (one.id, one.mark, step)).await?;
                    match known.get(&one.id).and_then(|at| rows.get_mut(*at)) {
                        Some(row) => (row.mark, row.step, row.is_gone) = (one.mark, step, false),
                        None => rows.push(Listed::seen(one.id, (one.mark, step))),
                    }
                }
                Change::Gone(item) => {
                    store::gone(&mut cx, person, (*item, step)).await?;
                    if let Some(row) = known.get(item).and_then(|at| rows.get_mut(*at)) {
                        (row.step, row.is_gone) = (step, true);
                    }
                }
            }
        }
        cx.commit().await?;
    }
    forgotten(house, (person, which), (rows, list)).await?;
    Ok(true)
}

/// Of what went only so much is remembered: whoever makes and removes without end does not fill the house.
async fn forgotten(
    house: &House,
    (person, which): (PersonId, Which),
    (rows, list): (&mut Vec<Listed>, &mut List),
) -> Result<(), Refusal> {
    let mut gone: Vec<i64> = rows.iter().filter(|row| row.is_gone).map(|row| row.step).collect();
    if gone.len() < GONE_MAX + SETTLED_AT_ONCE {
        return Ok(());
    }
    gone.sort_unstable();
    let last = gone.len().checked_sub(GONE_MAX + 1).and_then(|at| gone.get(at)).copied();
    let Some(last) = last else { return Ok(()) };
    let mut cx = house.db.begin().await?;
    store::forget(&mut cx, (person, which), last).await?;
    cx.commit().await?;
    rows.retain(|row| !row.is_gone || row.step > last);
    list.swept = list.swept.max(last);
    Ok(())
}

/// Texts that devices gave, in the open, each in its place.
pub(super) async fn opened(
    house: &House,
    who: Person,
    texts: &[Option<&Sealed<String>>],
) -> Result<Vec<Option<String>>, Fault> {
    let caller = Caller::from(who);
    let shut = |no: vault::OpenRefused| Fault::caused("opening what a device named", no);
    let look = house.vault.look(&caller, Purpose::Calendar).act("calendar.dav").delivery();
    let given: Vec<&Sealed<String>> = texts.iter().copied().flatten().collect();
    let plain = look.open_present(given).await.map_err(shut)?;
    let mut plain = plain.into_iter();
    Ok(texts.iter().map(|text| text.and_then(|_| plain.next().flatten())).collect())
}

/// By which names devices know these, each in its place.
pub(super) async fn names(house: &House, who: Person, all: &[&Called]) -> Result<Vec<String>, Fault> {
    let given: Vec<_> = all.iter().map(|one| one.given.as_ref()).collect();
    let plain = opened(house, who, &given).await?;
    Ok(plain.into_iter().zip(all).map(|(name, one)| name.unwrap_or_else(|| one.own.clone())).collect())
}

/// What a device calls a list; nothing where none does.
pub(super) async fn called(house: &House, who: Person, shelf: &Shelf) -> Result<Option<String>, Fault> {
    Ok(opened(house, who, &[shelf.name.as_ref()]).await?.pop().flatten())
}
