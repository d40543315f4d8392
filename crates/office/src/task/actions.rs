//! What people do with tasks: make, see, change, tick off, remove.

use ground::{Caller, Ctx, OrgId, Person, PersonId, Timestamp};
use std::collections::HashMap;
use yard::House;
use yard::access::account_of;
use yard::org::{Service, Shut};

use super::rules::{self, Step};
use super::views::{self, Shown};
use super::{Refusal, Task, TaskId, store, telling};

/// What is wished of a task.
pub(super) struct Wish<'a> {
    pub title: &'a str,
    pub notes: Option<&'a str>,
    pub steps: &'a [Step],
    pub org: Option<OrgId>,
    pub doers: &'a [PersonId],
    pub due: Option<Timestamp>,
    pub remind: Option<Timestamp>,
}

/// What somebody made or is to do.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    let rows = store::of_person(&mut view, who.person).await?;
    let ids: Vec<TaskId> = rows.iter().map(|task| task.id).collect();
    let mut doers: HashMap<TaskId, Vec<PersonId>> = HashMap::new();
    for (task, person) in store::doers(&mut view, &ids).await? {
        doers.entry(task).or_default().push(person);
    }
    drop(view);
    let rows = rows.into_iter().map(|task| (doers.remove(&task.id).unwrap_or_default(), task));
    let rows = rows.map(|(doers, task)| (task, doers)).collect();
    Ok(views::shown(house, (&Caller::from(who), "task.list"), rows).await?)
}

/// A task that was read and sealed, and is kept next.
pub(crate) struct Ready {
    task: Task,
    title: String,
    doers: Vec<PersonId>,
    /// Who was to do it before; nothing where it is new.
    known: Option<Vec<PersonId>>,
}

impl Ready {
    /// The task that it is, or will be.
    pub(crate) const fn id(&self) -> TaskId {
        self.task.id
    }
}

/// Makes a task, or changes one that somebody made; those who are to do it and were not before are told.
pub(super) async fn put(
    house: &House,
    who: Person,
    (id, wish): (Option<TaskId>, Wish<'_>),
) -> Result<TaskId, Refusal> {
    let ready = ready(house, who, (id, wish)).await?;
    let mut cx = house.db.begin().await?;
    let id = keep(&mut cx, house, who, ready).await?;
    cx.commit().await?;
    Ok(id)
}

/// Reads what is wished of a task and seals it.
pub(super) async fn ready(
    house: &House,
    who: Person,
    (id, wish): (Option<TaskId>, Wish<'_>),
) -> Result<Ready, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    let before = match id {
        Some(id) => {
            let (task, doers) = views::load(&mut view, who, id).await?;
            view.permit(who, "task.change", &task.resource(&doers))?;
            Some((task, doers))
        }
        None => None,
    };
    let said = rules::said(wish.title, wish.notes, wish.steps)?;
    let doers = rules::doers(wish.doers)?;
    let remind = match &before {
        Some((task, _)) if task.remind_at == wish.remind => wish.remind,
        _ => rules::reminder(wish.remind, view.now())?,
    };
    let org = views::in_common(&mut view, who, wish.org, &doers).await?;
    if let Some(org) = org
        && !yard::org::is_open(&mut view, org, Service::Tasks).await?
    {
        return Err(Shut.into());
    }
    let now = view.now();
    drop(view);
    let id = id.unwrap_or_else(|| TaskId::fresh(&house.clock));
    let (title, notes, steps) = views::sealed(house, (who.person, id), &said).await?;
    let task = Task {
        id,
        person: who.person,
        org,
        title,
        notes,
        steps,
        due_at: wish.due,
        remind_at: remind,
        done_at: None,
        made_at: before.as_ref().map_or(now, |(task, _)| task.made_at),
    };
    Ok(Ready { task, title: said.title, doers, known: before.map(|(_, doers)| doers) })
}

/// Keeps it within a unit of work.
pub(super) async fn keep(cx: &mut Ctx, house: &House, who: Person, ready: Ready) -> Result<TaskId, Refusal> {
    let Ready { task, title, doers, known } = ready;
    cx.permit(who, "task.change", &task.resource(&doers))?;
    if let Some(org) = task.org
        && !yard::org::is_open_now(cx, org, Service::Tasks).await?
    {
        return Err(Shut.into());
    }
    if known.is_some() {
        // It may have been removed meanwhile.
        store::find_now(cx, task.id).await?.ok_or(Refusal::Unknown)?;
    } else if store::count(cx, who.person).await? >= store::TASKS_MAX {
        return Err(Refusal::Many);
    }
    store::put(cx, &task, &doers).await?;
    let known = known.unwrap_or_default();
    let is_news = |one: &PersonId| *one != who.person && !known.contains(one);
    let others: Vec<PersonId> = doers.into_iter().filter(is_news).collect();
    telling::tell(cx, house, (who.person, &others), ("task.given", &title)).await?;
    Ok(task.id)
}

/// Says which steps are done, of those that the caller saw.
pub(super) async fn tick(
    house: &House,
    who: Person,
    id: TaskId,
    (seen, steps): (&[Step], &[Step]),
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (task, doers) = views::load(&mut view, who, id).await?;
    view.permit(who, "task.tick", &task.resource(&doers))?;
    drop(view);
    let (seen, mut steps) = (rules::steps(seen)?, rules::steps(steps)?);
    let person = task.person;
    let before = task.steps.as_ref().map(|steps| steps.bytes().to_vec());
    let shown = views::shown(house, (&Caller::from(who), "task.tick"), vec![(task, doers)]).await?;
    // Whoever does a task ticks off what stands in it, and writes nothing into it.
    for one in &shown {
        steps = rules::ticked(&one.said.steps, &seen, steps)?;
    }
    let sealed = views::sealed_steps(house, (person, id), &steps).await?;
    let mut cx = house.db.begin().await?;
    let now = store::find_now(&mut cx, id).await?.ok_or(Refusal::Unknown)?;
    let doers = store::doers_now(&mut cx, id).await?;
    cx.permit(who, "task.tick", &now.resource(&doers)).map_err(|_| Refusal::Unknown)?;
    if now.steps.as_ref().map(|steps| steps.bytes()) != before.as_deref() {
        return Err(Refusal::Ticked);
    }
    store::tick(&mut cx, id, sealed.as_ref()).await?;
    Ok(cx.commit().await?)
}

/// Says that it is done, or that it is not yet; whoever made it is told that it is.
pub(super) async fn done(house: &House, who: Person, id: TaskId, is_done: bool) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (task, doers) = views::load(&mut view, who, id).await?;
    view.permit(who, "task.tick", &task.resource(&doers))?;
    drop(view);
    let maker = task.person;
    let mut shown = views::shown(house, (&Caller::from(who), "task.done"), vec![(task, doers)]).await?;
    let title = shown.pop().map(|one| one.said.title).unwrap_or_default();
    let mut cx = house.db.begin().await?;
    let now = store::find_now(&mut cx, id).await?.ok_or(Refusal::Unknown)?;
    let doers = store::doers_now(&mut cx, id).await?;
    cx.permit(who, "task.tick", &now.resource(&doers)).map_err(|_| Refusal::Unknown)?;
    let at = is_done.then_some(cx.now());
    let is_news = store::done(&mut cx, id, at).await?;
    if is_news && is_done && maker != who.person {
        telling::tell(&mut cx, house, (who.person, &[maker]), ("task.done", &title)).await?;
    }
    Ok(cx.commit().await?)
}

/// Removes a task.
pub(super) async fn remove(house: &House, who: Person, id: TaskId) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (task, doers) = views::load(&mut view, who, id).await?;
    view.permit(who, "task.change", &task.resource(&doers))?;
    drop(view);
    let mut cx = house.db.begin().await?;
    cx.permit(who, "task.change", &task.resource(&doers))?;
    store::remove(&mut cx, id).await?;
    Ok(cx.commit().await?)
}
