//! One list of a person as a device sees it: its items by name, what changed of them and in which step, and what went.

use axum::http::StatusCode;
use ground::{Caller, Fault, Person, PersonId, Timestamp};
use policy::Purpose;
use std::collections::{HashMap, HashSet};
use yard::House;

use super::{List, Listed, Refusal, Which, store};
use crate::calendar::{self, EventId};
use crate::task::{self, TaskId};

/// How often a list is looked at again where another device asks at the same time.
const TRIES: u32 = 8;

/// What an item is.
pub(super) enum Thing {
    Event(calendar::device::Thing),
    Task(task::device::Thing),
}

/// An item of a list.
pub(super) struct Item {
    /// By which name devices know it.
    pub name: String,
    /// What is another whenever it is another.
    pub mark: [u8; 16],
    /// In which step it was seen to be another.
    pub step: i64,
    /// The number by which other calendars know it, to find it by.
    pub uid_index: Option<[u8; 16]>,
    /// The number of a task, where a device gave it one.
    pub uid: Option<String>,
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
    /// What went, by its name, and in which step.
    pub gone: Vec<(String, i64)>,
    /// The last step.
    pub step: i64,
    /// Up to which step nothing is known of what went.
    pub swept: i64,
    /// What a device calls it.
    pub name: Option<String>,
    pub colour: Option<String>,
}

impl Shelf {
    /// The item of a name.
    pub(super) fn find(&self, name: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.name == name)
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
    named: String,
    mark: [u8; 16],
    uid_index: Option<[u8; 16]>,
    thing: Thing,
}

async fn found(view: &mut ground::View, who: Person, which: Which) -> Result<Vec<Found>, Refusal> {
    let event = |thing: calendar::device::Thing| Found {
        id: thing.root.id.bytes(),
        named: format!("{}.ics", thing.root.id),
        mark: thing.mark(),
        uid_index: thing.root.uid_index,
        thing: Thing::Event(thing),
    };
    let task = |thing: task::device::Thing| Found {
        id: thing.task.id.bytes(),
        named: format!("{}.ics", thing.task.id),
        mark: thing.mark(),
        uid_index: None,
        thing: Thing::Task(thing),
    };
    Ok(match which {
        Which::Events => calendar::device::all(view, who).await?.into_iter().map(event).collect(),
        Which::Tasks => task::device::all(view, who).await?.into_iter().map(task).collect(),
    })
}

/// A list as it is now. What is seen to be another than last time takes a step on.
pub(super) async fn shelf(house: &House, who: Person, which: Which) -> Result<Shelf, Refusal> {
    let mut seen = None;
    for _ in 0..TRIES {
        let mut view = house.db.view().await?;
        let found = found(&mut view, who, which).await?;
        let mut rows = store::of(&mut view, who.person, which).await?;
        let mut list = store::list(&mut view, who.person, which).await?;
        drop(view);
        if settle(house, (who.person, which), &found, (&mut rows, &mut list)).await? {
            seen = Some((found, rows, list));
            break;
        }
    }
    let (found, rows, list) = seen.ok_or(Refusal::Status(StatusCode::SERVICE_UNAVAILABLE))?;
    let (mut names, mut uids, name) = opened(house, who, &rows, &list).await?;
    let known: HashMap<[u8; 16], &Listed> = rows.iter().map(|row| (row.item, row)).collect();
    let called = |id: [u8; 16]| match which {
        Which::Events => format!("{}.ics", EventId::from_bytes(id)),
        Which::Tasks => format!("{}.ics", TaskId::from_bytes(id)),
    };
    let gone = rows.iter().filter(|row| row.is_gone);
    let gone = gone
        .map(|row| (names.get(&row.item).cloned().unwrap_or_else(|| called(row.item)), row.step))
        .collect();
    let item = |found: Found| {
        let row = known.get(&found.id);
        Item {
            name: names.remove(&found.id).unwrap_or(found.named),
            step: row.map_or(0, |row| row.step),
            uid_index: found.uid_index.or_else(|| row.and_then(|row| row.uid_index)),
            uid: uids.remove(&found.id),
            mark: found.mark,
            thing: found.thing,
        }
    };
    let items = found.into_iter().map(item).collect();
    let List { step, swept, colour, .. } = list;
    Ok(Shelf { which, items, gone, step, swept, name, colour })
}

/// Takes a step for each item that is another than it was when last seen, and for each that is gone. `false` where another device
/// took a step meanwhile: then it is looked at again, so that no token passes over what nobody was told.
async fn settle(
    house: &House,
    (person, which): (PersonId, Which),
    found: &[Found],
    (rows, list): (&mut Vec<Listed>, &mut List),
) -> Result<bool, Refusal> {
    let known: HashMap<[u8; 16], usize> = rows.iter().enumerate().map(|(at, row)| (row.item, at)).collect();
    let there: HashSet<[u8; 16]> = found.iter().map(|one| one.id).collect();
    let row = |id: &[u8; 16]| known.get(id).and_then(|at| rows.get(*at));
    let is_same =
        |one: &&Found| row(&one.id).is_some_and(|row| row.mark == one.mark && !row.is_gone && row.step > 0);
    let changed: Vec<&Found> = found.iter().filter(|one| !is_same(one)).collect();
    let gone: Vec<[u8; 16]> =
        rows.iter().filter(|row| !row.is_gone && !there.contains(&row.item)).map(|row| row.item).collect();
    let many = i64::try_from(changed.len() + gone.len()).unwrap_or(i64::MAX);
    if many == 0 {
        return Ok(true);
    }
    let mut cx = house.db.begin().await?;
    let before = list.step;
    list.step = store::go_on(&mut cx, person, which, many).await?;
    if list.step != before.saturating_add(many) {
        return Ok(false);
    }
    let mut step = list.step - many;
    for one in &changed {
        step += 1;
        store::seen(&mut cx, (person, which), (one.id, one.mark, step)).await?;
        match known.get(&one.id).and_then(|at| rows.get_mut(*at)) {
            Some(row) => (row.mark, row.step, row.is_gone) = (one.mark, step, false),
            None => rows.push(Listed {
                item: one.id,
                name: None,
                name_index: None,
                uid: None,
                uid_index: None,
                mark: one.mark,
                step,
                is_gone: false,
            }),
        }
    }
    for item in gone {
        step += 1;
        store::gone(&mut cx, person, (item, step)).await?;
        if let Some(row) = known.get(&item).and_then(|at| rows.get_mut(*at)) {
            (row.step, row.is_gone) = (step, true);
        }
    }
    cx.commit().await?;
    Ok(true)
}

type Texts = HashMap<[u8; 16], String>;

/// The names and numbers that devices gave, in the open.
async fn opened(
    house: &House,
    who: Person,
    rows: &[Listed],
    list: &List,
) -> Result<(Texts, Texts, Option<String>), Fault> {
    let caller = Caller::from(who);
    let shut = |no: vault::OpenRefused| Fault::caused("opening what a device named", no);
    let look = || house.vault.look(&caller, Purpose::Calendar).act("calendar.dav").delivery();
    let texts = [|row: &Listed| row.name.clone(), |row: &Listed| row.uid.clone()];
    let mut plain = Vec::with_capacity(texts.len());
    for text in texts {
        let sealed: Vec<_> = rows.iter().filter_map(|row| Some((row.item, text(row)?))).collect();
        let opened = look().open_present(sealed.iter().map(|(_, text)| text)).await.map_err(shut)?;
        let both = sealed.iter().zip(opened);
        plain.push(both.filter_map(|((item, _), text)| Some((*item, text?))).collect::<Texts>());
    }
    let name = look().open_present(list.name.as_ref()).await.map_err(shut)?;
    let (uids, names) = (plain.pop().unwrap_or_default(), plain.pop().unwrap_or_default());
    Ok((names, uids, name.into_iter().next().flatten()))
}
