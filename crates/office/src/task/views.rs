//! Tasks sealed as they are entered, and in the open for those who do them.

use ground::{Because, Caller, Fault, Person, PersonId, View};
use policy::Purpose;
use std::collections::HashMap;
use vault::{Sealed, Subject};
use yard::House;
use yard::account::names_of;

use super::rules::{Said, Step};
use super::{Refusal, Task, TaskId, store};

/// A task with what is said of it.
pub(super) struct Shown {
    pub task: Task,
    pub said: Said,
    pub doers: Vec<(PersonId, Option<String>)>,
    pub maker: Option<String>,
}

/// Steps, sealed for a row.
pub(super) async fn sealed_steps(
    house: &House,
    (person, id): (PersonId, TaskId),
    steps: &[Step],
) -> Result<Option<Sealed<String>>, Fault> {
    if steps.is_empty() {
        return Ok(None);
    }
    let text = serde_json::to_string(steps).because("writing the steps of a task")?;
    Ok(Some(house.vault.seal(&Task::STEPS, Subject::Person(person), id.bytes(), &text).await?))
}

/// What is said of a task, sealed for its row.
pub(super) async fn sealed(
    house: &House,
    (person, id): (PersonId, TaskId),
    said: &Said,
) -> Result<(Sealed<String>, Option<Sealed<String>>, Option<Sealed<String>>), Fault> {
    let (subject, at) = (Subject::Person(person), id.bytes());
    let title = house.vault.seal(&Task::TITLE, subject, at, &said.title).await?;
    let notes = match &said.notes {
        Some(notes) => Some(house.vault.seal(&Task::NOTES, subject, at, notes).await?),
        None => None,
    };
    Ok((title, notes, sealed_steps(house, (person, id), &said.steps).await?))
}

/// Loads a task as far as the caller may know of it, with who is to do it.
pub(super) async fn load(view: &mut View, who: Person, id: TaskId) -> Result<(Task, Vec<PersonId>), Refusal> {
    let task = store::find(view, id).await?.ok_or(Refusal::Unknown)?;
    let doers: Vec<PersonId> =
        store::doers(view, &[id]).await?.into_iter().map(|(_, person)| person).collect();
    view.permit(who, "task.read", &task.resource(&doers)).map_err(|_| Refusal::Unknown)?;
    Ok((task, doers))
}

/// Whether somebody and all of these people belong to an organisation; without people there is none.
pub(super) async fn in_common(
    view: &mut View,
    who: Person,
    org: Option<ground::OrgId>,
    people: &[PersonId],
) -> Result<Option<ground::OrgId>, Refusal> {
    if people.iter().all(|person| *person == who.person) {
        return Ok(None);
    }
    let org = org.ok_or(Refusal::Doers)?;
    yard::org::membership(view, &who, org).await?.ok_or(Refusal::Doers)?;
    for person in people {
        yard::org::store::role_of(view, org, *person).await?.ok_or(Refusal::Doers)?;
    }
    Ok(Some(org))
}

/// Opens what is said of these tasks, and how those are called who do them.
pub(super) async fn shown(
    house: &House,
    (caller, act): (&Caller, &'static str),
    rows: Vec<(Task, Vec<PersonId>)>,
) -> Result<Vec<Shown>, Fault> {
    let look = || house.vault.look(caller, Purpose::Calendar).act(act).delivery();
    let titles =
        look().open_present(rows.iter().map(|(task, _)| &task.title)).await.because("opening tasks")?;
    let notes = look().open_present(rows.iter().filter_map(|(task, _)| task.notes.as_ref())).await;
    let mut notes = notes.because("opening the notes of tasks")?.into_iter();
    let steps = look().open_present(rows.iter().filter_map(|(task, _)| task.steps.as_ref())).await;
    let mut steps = steps.because("opening the steps of tasks")?.into_iter();
    let mut people: Vec<PersonId> =
        rows.iter().flat_map(|(task, doers)| doers.iter().copied().chain([task.person])).collect();
    people.sort_unstable();
    people.dedup();
    let mut names = HashMap::new();
    for some in people.chunks(200) {
        names.extend(names_of(house, caller, Purpose::Calendar, some).await?);
    }
    let name = |person: &PersonId| names.get(person).map(|name| name.as_str().to_owned());
    let mut all = Vec::with_capacity(rows.len());
    for ((task, doers), title) in rows.into_iter().zip(titles) {
        let notes = if task.notes.is_some() { notes.next().flatten() } else { None };
        let steps = if task.steps.is_some() { steps.next().flatten() } else { None };
        let steps = steps.map(|text| serde_json::from_str(&text).because("reading the steps of a task"));
        let said =
            Said { title: title.unwrap_or_default(), notes, steps: steps.transpose()?.unwrap_or_default() };
        let maker = name(&task.person);
        let doers = doers.iter().map(|person| (*person, name(person))).collect();
        all.push(Shown { task, said, doers, maker });
    }
    Ok(all)
}
