//! Tasks as the to-do list of a device has them, and what it brings back.
//!
//! - A device makes and changes tasks of one's own; a check-list and who is to do it stay as the page has them.
//! - Whoever is to do what another made says from his device that it is done, and no more.

use aws_lc_rs::digest;
use ground::{Caller, Ctx, Person, PersonId, Timestamp, View};
use std::collections::HashMap;
use yard::House;
use yard::access::account_of;

use super::actions::{self, Wish};
use super::views::{self, Shown};
use super::{Refusal, Task, TaskId, store};
use crate::calendar::device::short;

pub(crate) use super::actions::Ready;
pub(crate) use super::rules::{NOTES_MAX, TITLE_MAX};

/// A task with who is to do it.
pub(crate) struct Thing {
    pub task: Task,
    pub doers: Vec<PersonId>,
}

impl Thing {
    /// What is another whenever anything is another that a device is shown.
    pub(crate) fn mark(&self) -> [u8; 16] {
        let mut all = digest::Context::new(&digest::SHA256);
        let task = &self.task;
        for text in [Some(&task.title), task.notes.as_ref(), task.steps.as_ref()] {
            let bytes: &[u8] = text.map_or(&[][..], |text| text.bytes());
            all.update(&bytes.len().to_be_bytes());
            all.update(bytes);
        }
        all.update(format!("{:?}|{:?}|{:?}", task.due_at, task.remind_at, task.done_at).as_bytes());
        self.doers.iter().for_each(|person| all.update(&person.bytes()));
        short(all)
    }

    /// The same row once more.
    fn again(&self) -> (Task, Vec<PersonId>) {
        let task = &self.task;
        let copy =
            Task { title: task.title.clone(), notes: task.notes.clone(), steps: task.steps.clone(), ..*task };
        (copy, self.doers.clone())
    }
}

/// A task as a device has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Todo {
    pub title: String,
    pub notes: Option<String>,
    pub due: Option<Timestamp>,
    pub remind: Option<Timestamp>,
    pub done: Option<Timestamp>,
    pub made_at: Timestamp,
}

/// All that somebody made or is to do.
pub(crate) async fn all(view: &mut View, who: Person) -> Result<Vec<Thing>, Refusal> {
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    let rows = store::all_of(view, who.person).await?;
    let ids: Vec<TaskId> = rows.iter().map(|task| task.id).collect();
    let mut doers: HashMap<TaskId, Vec<PersonId>> = HashMap::new();
    for (task, person) in store::doers(view, &ids).await? {
        doers.entry(task).or_default().push(person);
    }
    Ok(rows
        .into_iter()
        .map(|task| Thing { doers: doers.remove(&task.id).unwrap_or_default(), task })
        .collect())
}

async fn shown(house: &House, who: Person, things: &[&Thing]) -> Result<Vec<Shown>, Refusal> {
    let rows = things.iter().map(|thing| thing.again()).collect();
    Ok(views::shown(house, (&Caller::from(who), "task.dav"), rows).await?)
}

/// These in the open.
pub(crate) async fn todos(house: &House, who: Person, things: &[&Thing]) -> Result<Vec<Todo>, Refusal> {
    let todo = |shown: Shown| Todo {
        title: shown.said.title,
        notes: shown.said.notes,
        due: shown.task.due_at,
        remind: shown.task.remind_at,
        done: shown.task.done_at,
        made_at: shown.task.made_at,
    };
    Ok(shown(house, who, things).await?.into_iter().map(todo).collect())
}

/// Reads what a device brought of a task, new or one's own: its check-list and who is to do it stay.
pub(crate) async fn ready(
    house: &House,
    who: Person,
    (before, todo): (Option<&Thing>, &Todo),
) -> Result<Ready, Refusal> {
    let known = match before {
        Some(before) => shown(house, who, &[before]).await?.pop(),
        None => None,
    };
    let steps = known.map(|known| known.said.steps).unwrap_or_default();
    let wish = Wish {
        title: &todo.title,
        notes: todo.notes.as_deref(),
        steps: &steps,
        org: before.and_then(|before| before.task.org),
        doers: before.map_or(&[], |before| &before.doers),
        due: todo.due,
        // A reminder that has come is no reminder.
        remind: todo.remind.filter(|at| *at > house.clock.now()),
    };
    actions::ready(house, who, (before.map(|before| before.task.id), wish)).await
}

/// Keeps it within a unit of work, unless it is another than the device was answered; and whether it is done.
pub(crate) async fn keep(
    cx: &mut Ctx,
    house: &House,
    who: Person,
    (before, ready, is_done): (Option<&Thing>, Ready, bool),
) -> Result<(), Refusal> {
    if let Some(before) = before {
        as_seen(cx, before).await?;
    }
    let id = actions::keep(cx, house, who, ready).await?;
    let at = is_done.then_some(cx.now());
    store::done(cx, id, at).await?;
    Ok(())
}

/// Refused where it is another now than the device was answered.
async fn as_seen(cx: &mut Ctx, before: &Thing) -> Result<(), Refusal> {
    let task = store::find_now(cx, before.task.id).await?.ok_or(Refusal::Unknown)?;
    let doers = store::doers_now(cx, task.id).await?;
    if (Thing { task, doers }).mark() == before.mark() { Ok(()) } else { Err(Refusal::Ticked) }
}

/// Says that it is done, or that it is not.
pub(crate) async fn done(house: &House, who: Person, id: TaskId, is_done: bool) -> Result<(), Refusal> {
    actions::done(house, who, id, is_done).await
}

/// Removes one that is as the device was answered.
pub(crate) async fn remove(house: &House, who: Person, thing: &Thing) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "task.change", &thing.task.resource(&thing.doers))?;
    as_seen(&mut cx, thing).await?;
    store::remove(&mut cx, thing.task.id).await?;
    Ok(cx.commit().await?)
}
