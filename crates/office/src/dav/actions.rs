//! What devices change: an item comes, is changed, or goes; a list is called otherwise.

use axum::http::StatusCode;
use ground::{DbError, Person};
use vault::Subject;
use yard::access::account_of;
use yard::{House, realname};

use super::component::{Component, Part};
use super::shelf::{Item, Shelf, Thing};
use super::{List, Listed, Refusal, UNFIT, Which, data, store, todo};
use crate::calendar::{self, ical};
use crate::task;

/// Signs of a name that a device gives a list, and of the colour in which it shows it.
const NAME_MAX: usize = 60;

/// What is no calendar file.
const NO_FILE: Refusal = Refusal::Condition(StatusCode::FORBIDDEN, "C:valid-calendar-data");
/// Another item has this number, or the item had another.
const UID: Refusal = Refusal::Condition(StatusCode::CONFLICT, "C:no-uid-conflict");
/// What is not of this list.
const KIND: Refusal = Refusal::Condition(StatusCode::FORBIDDEN, "C:supported-calendar-component");

/// Keeps what a device brought under a name; whether it is new.
pub(super) async fn put(
    house: &House,
    who: Person,
    (shelf, name): (&Shelf, &str),
    file: &str,
) -> Result<bool, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    drop(view);
    let read = Component::read(file).ok_or(NO_FILE)?;
    if read.find("METHOD").is_some() {
        return Err(UNFIT);
    }
    let kinds = read.inner.iter().map(|one| one.name.as_str()).filter(|name| *name != "VTIMEZONE");
    if kinds.clone().count() == 0 {
        return Err(UNFIT);
    }
    if kinds.clone().any(|kind| kind != shelf.which.component()) {
        return Err(KIND);
    }
    let known = shelf.find(house, name);
    match shelf.which {
        Which::Events => {
            if !read.is_numbered_within() {
                return Err(UNFIT);
            }
            put_event(house, who, (shelf, known, name), &read.written(&Part::default())).await?;
        }
        Which::Tasks => put_task(house, who, (shelf, known, name), &read).await?,
    }
    Ok(known.is_none())
}

/// The item that is known by this number besides that of the name.
fn is_taken(shelf: &Shelf, known: Option<&Item>, (index, uid): ([u8; 16], &str)) -> bool {
    let is_it =
        |item: &&Item| item.uid_index == Some(index) || item.uid_index.is_none() && item.own_uid() == uid;
    match known {
        // An item keeps the number that it has.
        Some(known) => !is_it(&known),
        None => shelf.items.iter().any(|item| is_it(&item)),
    }
}

/// A row for what is new, with the name that a device gave it sealed.
async fn listed(
    house: &House,
    who: Person,
    item: [u8; 16],
    (name, uid): (&str, Option<&str>),
) -> Result<Listed, Refusal> {
    let subject = Subject::Person(who.person);
    let sealed = house.vault.seal(&Listed::NAME, subject, item, &name.to_owned()).await?;
    let mut row = Listed::seen(item, ([0; 16], 0));
    row.name = Some(sealed);
    row.name_index = Some(house.vault.index(&Listed::NAME, name));
    if let Some(uid) = uid {
        row.uid = Some(house.vault.seal(&Listed::UID, subject, item, &uid.to_owned()).await?);
        row.uid_index = Some(house.vault.index(&Listed::UID, uid));
    }
    Ok(row)
}

/// A name that another device gave to another item meanwhile is taken.
fn new_name(kept: Result<(), DbError>) -> Result<(), Refusal> {
    match kept {
        Err(error) if error.is_unique_on("office_dav") => {
            Err(Refusal::Status(StatusCode::PRECONDITION_FAILED))
        }
        other => Ok(other?),
    }
}

async fn put_event(
    house: &House,
    who: Person,
    (shelf, known, name): (&Shelf, Option<&Item>, &str),
    file: &str,
) -> Result<(), Refusal> {
    let before = match known.map(|item| &item.thing) {
        Some(Thing::Event(event)) => Some(event.as_ref()),
        _ => None,
    };
    let (entries, left) = ical::read(file, calendar::device::home(before)).ok_or(NO_FILE)?;
    let uid = entries.first().map(|entry| entry.uid.clone()).ok_or(UNFIT)?;
    if !left.is_empty() || entries.iter().any(|entry| entry.uid != uid) {
        return Err(UNFIT);
    }
    let index = house.vault.index(&calendar::Event::UID, &uid);
    if is_taken(shelf, known, (index, &uid)) {
        return Err(UID);
    }
    if let (Some(item), Some(event)) = (known, before)
        && event.root.person != Some(who.person)
    {
        let Some(data::Said::Event(shown)) = data::said(house, who, &[item]).await?.pop() else {
            return Err(UNFIT);
        };
        let wishes = calendar::device::wishes(house, who, (event, &shown), &entries).await?;
        // What wants a verified name on the page wants it from a device.
        if wishes.reply.is_some() {
            realname::ask(house, "event.answer", who).await?;
        }
        if !wishes.reminders.is_empty() {
            realname::ask(house, "event.remind", who).await?;
        }
        return Ok(calendar::device::answered(house, who, event, wishes).await?);
    }
    let ready = calendar::device::ready(house, who, before, &entries).await?;
    let named = match before {
        None => Some(listed(house, who, ready.id().bytes(), (name, None)).await?),
        Some(_) => None,
    };
    let mut cx = house.db.begin().await?;
    if known.is_none() {
        // One device after the other: what another brought meanwhile has its number by now.
        store::go_on(&mut cx, who.person, Which::Events, 0).await?;
        if calendar::device::knows(&mut cx, who, (index, &uid)).await? {
            return Err(UID);
        }
    }
    calendar::device::keep(&mut cx, house, who, ready).await?;
    if let Some(named) = named {
        new_name(
            store::name(&mut cx, (who.person, Which::Events), (&named, Which::Events.item(name))).await,
        )?;
    }
    Ok(cx.commit().await?)
}

async fn put_task(
    house: &House,
    who: Person,
    (shelf, known, name): (&Shelf, Option<&Item>, &str),
    read: &Component,
) -> Result<(), Refusal> {
    let (uid, todo) = todo::read(read, house.clock.now()).ok_or(UNFIT)?;
    let index = house.vault.index(&Listed::UID, &uid);
    if is_taken(shelf, known, (index, &uid)) {
        return Err(UID);
    }
    let before = match known.map(|item| &item.thing) {
        Some(Thing::Task(task)) => Some(task.as_ref()),
        _ => None,
    };
    match before {
        Some(task) if task.task.person != who.person => {
            let shown = task::device::todos(house, who, &[task]).await?;
            // Whoever is to do what another made changes nothing but that it is done. What was sent is read as what comes back is.
            let shown = shown.first().and_then(|shown| Component::read(&todo::write(&uid, shown)));
            let shown = shown.and_then(|shown| todo::read(&shown, house.clock.now()));
            let bare = |todo: &task::device::Todo| (todo.title.clone(), todo.notes.clone(), todo.due);
            if shown.is_none_or(|(_, shown)| bare(&shown) != bare(&todo)) {
                return Err(ground::Denied.into());
            }
            if task.task.done_at.is_some() != todo.done.is_some() {
                realname::ask(house, "task.done", who).await?;
                task::device::done(house, who, task.task.id, todo.done.is_some()).await?;
            }
            Ok(())
        }
        _ => {
            let ready = task::device::ready(house, who, (before, &todo)).await?;
            let named = match before {
                None => Some(listed(house, who, ready.id().bytes(), (name, Some(&uid))).await?),
                Some(_) => None,
            };
            let mut cx = house.db.begin().await?;
            if known.is_none() {
                store::go_on(&mut cx, who.person, Which::Tasks, 0).await?;
                if store::has_uid(&mut cx, (who.person, Which::Tasks), index).await? {
                    return Err(UID);
                }
            }
            task::device::keep(&mut cx, house, who, (before, ready, todo.done.is_some())).await?;
            if let Some(named) = named {
                new_name(
                    store::name(&mut cx, (who.person, Which::Tasks), (&named, Which::Tasks.item(name))).await,
                )?;
            }
            Ok(cx.commit().await?)
        }
    }
}

/// An item goes: what others organise is declined.
pub(super) async fn remove(house: &House, who: Person, item: &Item) -> Result<(), Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    drop(view);
    match &item.thing {
        Thing::Event(event) => Ok(calendar::device::remove(house, who, event).await?),
        Thing::Task(task) => Ok(task::device::remove(house, who, task).await?),
    }
}

/// How a list is called and in which colour it is shown, as a device says; nothing where that is as before or too long.
pub(super) async fn dress(
    house: &House,
    who: Person,
    which: Which,
    (name, colour): (Option<&str>, Option<&str>),
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    let list = store::list(&mut view, who.person, which).await?;
    drop(view);
    let at = which.row(who.person);
    let sealed = match name {
        Some(name) if name.trim().is_empty() => None,
        Some(name) => {
            Some(house.vault.seal(&List::NAME, Subject::Person(who.person), at, &name.to_owned()).await?)
        }
        None => list.name,
    };
    let colour = colour.or(list.colour.as_deref());
    let mut cx = house.db.begin().await?;
    cx.permit(who, "calendar.keep", &account_of(who.person))?;
    store::dress(&mut cx, (who.person, which), (sealed.as_ref(), colour)).await?;
    Ok(cx.commit().await?)
}

/// A name that a list can have.
pub(super) fn is_name(text: &str) -> bool {
    text.chars().count() <= NAME_MAX && !text.chars().any(char::is_control)
}

/// A colour as devices write it: `#RRGGBB`, and maybe how much shines through.
pub(super) fn is_colour(text: &str) -> bool {
    let hex = text.strip_prefix('#').unwrap_or_default();
    [6, 8].contains(&hex.len()) && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}
