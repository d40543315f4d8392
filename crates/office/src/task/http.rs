//! The wire: what I have to do, and what I asked others to do.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::TaskId;
use super::actions::{self, Wish};
use super::rules::Step;
use super::views::Shown;

/// The routes of this feature.
pub(crate) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/tasks",
            get_with(list, |op| {
                op.id("task.list")
                    .summary("What I have to do, and what I asked others to do.")
                    .response::<200, Json<TaskList>>()
            })
            .post_with(add, |op| {
                op.id("task.add").with(seal::mark).summary("Make a task.").response::<200, Json<TaskMade>>()
            }),
        )
        .api_route(
            "/me/tasks/{task}",
            put_with(change, |op| {
                op.id("task.change").with(seal::mark).summary("Change a task of mine.").response::<204, ()>()
            })
            .delete_with(remove, |op| {
                op.id("task.remove").summary("Remove a task of mine.").response::<204, ()>()
            }),
        )
        .api_route(
            "/me/tasks/{task}/steps",
            put_with(tick, |op| {
                op.id("task.tick").with(seal::mark).summary("Say which steps are done.").response::<204, ()>()
            }),
        )
        .api_route(
            "/me/tasks/{task}/done",
            put_with(done, |op| {
                op.id("task.done").summary("Say that it is done, or not yet.").response::<204, ()>()
            }),
        )
}

/// Tasks.
#[derive(Serialize, JsonSchema)]
struct TaskList {
    /// What is open first, in the order in which it is due.
    items: Vec<TaskView>,
}

/// A task.
#[derive(Serialize, JsonSchema)]
struct TaskView {
    /// Which.
    id: TaskId,
    /// What is to be done.
    title: String,
    /// What else is to be known.
    notes: Option<String>,
    /// Step by step.
    steps: Vec<Step>,
    /// For which organisation.
    org: Option<OrgId>,
    /// Whether I made it.
    own: bool,
    /// Who made it.
    maker: Option<String>,
    /// Who is to do it.
    doers: Vec<DoerView>,
    /// Until when.
    due: Option<Timestamp>,
    /// When those who are to do it are reminded.
    remind: Option<Timestamp>,
    /// Since when it is done.
    done: Option<Timestamp>,
}

/// Somebody who is to do it.
#[derive(Serialize, JsonSchema)]
struct DoerView {
    /// Who.
    person: PersonId,
    /// How he is called; null where his account rests.
    name: Option<String>,
}

impl TaskView {
    fn of(shown: Shown, who: PersonId) -> Self {
        let Shown { task, said, doers, maker } = shown;
        Self {
            id: task.id,
            title: said.title,
            notes: said.notes,
            steps: said.steps,
            org: task.org,
            own: task.person == who,
            maker,
            doers: doers.into_iter().map(|(person, name)| DoerView { person, name }).collect(),
            due: task.due_at,
            remind: task.remind_at,
            done: task.done_at,
        }
    }
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<TaskList>), Problem> {
    let shown = actions::list(&house, who).await?;
    let items = shown.into_iter().map(|one| TaskView::of(one, who.person)).collect();
    Ok((NoStore, Json(TaskList { items })))
}

/// A task as it is wished.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TaskWish {
    /// What is to be done: 1 to 200 characters.
    title: String,
    /// What else is to be known.
    #[serde(default)]
    notes: Option<String>,
    /// Step by step; 50 at most.
    #[serde(default)]
    steps: Vec<Step>,
    /// In which organisation those are who are to do it.
    #[serde(default)]
    org: Option<OrgId>,
    /// Who is to do it; myself where nobody is named.
    #[serde(default)]
    doers: Vec<PersonId>,
    /// Until when.
    #[serde(default)]
    due: Option<Timestamp>,
    /// When those who are to do it are reminded.
    #[serde(default)]
    remind: Option<Timestamp>,
}

impl TaskWish {
    fn wish(&self) -> Wish<'_> {
        Wish {
            title: &self.title,
            notes: self.notes.as_deref(),
            steps: &self.steps,
            org: self.org,
            doers: &self.doers,
            due: self.due,
            remind: self.remind,
        }
    }
}

/// It is made.
#[derive(Serialize, JsonSchema)]
struct TaskMade {
    /// Which.
    id: TaskId,
}

async fn add(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<TaskWish>,
) -> Result<Json<TaskMade>, Problem> {
    Ok(Json(TaskMade { id: actions::put(&house, who, (None, wish.wish())).await? }))
}

/// A task.
#[derive(Deserialize, JsonSchema)]
struct TaskPath {
    /// Which.
    task: TaskId,
}

async fn change(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<TaskPath>,
    Json(wish): Json<TaskWish>,
) -> Result<StatusCode, Problem> {
    actions::put(&house, who, (Some(at.task), wish.wish())).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<TaskPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, at.task).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The steps of a task, as they are now.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TaskSteps {
    /// All of them, in their order.
    steps: Vec<Step>,
    /// All of them as I saw them: where somebody else ticked meanwhile, nothing is changed.
    seen: Vec<Step>,
}

async fn tick(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<TaskPath>,
    Json(wish): Json<TaskSteps>,
) -> Result<StatusCode, Problem> {
    actions::tick(&house, who, at.task, (&wish.seen, &wish.steps)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether it is done.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TaskDone {
    /// It is.
    done: bool,
}

async fn done(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<TaskPath>,
    Json(wish): Json<TaskDone>,
) -> Result<StatusCode, Problem> {
    actions::done(&house, who, at.task, wish.done).await?;
    Ok(StatusCode::NO_CONTENT)
}
