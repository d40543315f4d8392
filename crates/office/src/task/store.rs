//! Rows of tasks and of who does them.

use ground::db::{Assembled, places};
use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, Value, View, values};
use vault::{Sealed, Subject};

use super::{Refusal, Task, TaskId};

/// Rows of one list.
const LIST_MAX: i64 = 1_000;
/// Tasks that one person made and that are kept.
pub(super) const TASKS_MAX: i64 = 10_000;

macro_rules! tasks {
    ($($rest:expr),+) => {
        concat!(
            "SELECT t.id, t.person, t.org, t.title, t.notes, t.steps, t.due_at, t.remind_at, t.done_at, t.made_at \
             FROM office_task t ",
            $($rest),+
        )
    };
}

fn task(row: &Row) -> Result<Task, Fault> {
    let (id, person): (TaskId, PersonId) = (row.get("id")?, row.get("person")?);
    let (subject, at) = (Subject::Person(person), id.bytes());
    let (notes, steps): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get("notes")?, row.get("steps")?);
    Ok(Task {
        id,
        person,
        org: row.get("org")?,
        title: Sealed::stored(&Task::TITLE, subject, at, row.get("title")?),
        notes: notes.map(|bytes| Sealed::stored(&Task::NOTES, subject, at, bytes)),
        steps: steps.map(|bytes| Sealed::stored(&Task::STEPS, subject, at, bytes)),
        due_at: row.get("due_at")?,
        remind_at: row.get("remind_at")?,
        done_at: row.get("done_at")?,
        made_at: row.get("made_at")?,
    })
}

/// What somebody made or is to do, what is open first; nothing of an organisation that shut its tasks.
pub(super) async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<Task>, Fault> {
    let sql = tasks!(
        "WHERE (t.person = $1 OR t.id IN (SELECT d.task FROM office_doer d WHERE d.person = $1)) AND ",
        yard::opened!("t", "tasks"),
        " ORDER BY CASE WHEN t.done_at IS NULL THEN 0 ELSE 1 END, COALESCE(t.due_at, 9223372036854775807), t.id LIMIT $2"
    );
    view.all(sql, values![person, LIST_MAX]).await?.iter().map(task).collect()
}

/// All that somebody made or is to do, the oldest first; nothing of an organisation that shut its tasks. More than a device can have is
/// refused, never cut off: what is not told would be told as gone.
pub(super) async fn all_of(view: &mut View, person: PersonId) -> Result<Vec<Task>, Refusal> {
    let sql = tasks!(
        "WHERE (t.person = $1 OR t.id IN (SELECT d.task FROM office_doer d WHERE d.person = $1)) AND ",
        yard::opened!("t", "tasks"),
        " ORDER BY t.id LIMIT $2"
    );
    let rows = view.all(sql, values![person, 2 * TASKS_MAX + 1]).await?;
    if i64::try_from(rows.len()).unwrap_or(i64::MAX) > 2 * TASKS_MAX {
        return Err(Refusal::Many);
    }
    Ok(rows.iter().map(task).collect::<Result<_, Fault>>()?)
}

/// A page of what somebody made, after one of them.
pub(super) async fn made_by(
    view: &mut View,
    person: PersonId,
    (after, limit): (Option<TaskId>, i64),
) -> Result<Vec<Task>, Fault> {
    let after = after.map_or([0; 16], |id| id.bytes());
    let sql = tasks!("WHERE t.person = $1 AND t.id > $2 ORDER BY t.id LIMIT $3");
    view.all(sql, values![person, after, limit]).await?.iter().map(task).collect()
}

/// A page of what somebody is to do that another made, after one of them, with when it was made.
pub(super) async fn to_do_of(
    view: &mut View,
    person: PersonId,
    (after, limit): (Option<TaskId>, i64),
) -> Result<Vec<(TaskId, Timestamp)>, Fault> {
    let after = after.map_or([0; 16], |id| id.bytes());
    let sql = "SELECT d.task, t.made_at FROM office_doer d JOIN office_task t ON t.id = d.task \
               WHERE d.person = $1 AND t.person <> $1 AND d.task > $2 ORDER BY d.task LIMIT $3";
    let rows = view.all(sql, values![person, after, limit]).await?;
    rows.iter().map(|row| Ok((row.get("task")?, row.get("made_at")?))).collect()
}

/// One of them; none of an organisation that shut its tasks.
pub(super) async fn find(view: &mut View, id: TaskId) -> Result<Option<Task>, Fault> {
    let sql = tasks!("WHERE t.id = $1 AND ", yard::opened!("t", "tasks"));
    view.opt(sql, values![id]).await?.as_ref().map(task).transpose()
}

/// The same within a unit of work; whoever changes it besides waits.
pub(super) async fn find_now(cx: &mut Ctx, id: TaskId) -> Result<Option<Task>, Fault> {
    cx.run("UPDATE office_task SET made_at = made_at WHERE id = $1", values![id]).await?;
    cx.opt(tasks!("WHERE t.id = $1"), values![id]).await?.as_ref().map(task).transpose()
}

/// Who is to do each of these.
pub(super) async fn doers(view: &mut View, tasks: &[TaskId]) -> Result<Vec<(TaskId, PersonId)>, Fault> {
    let mut found = Vec::new();
    for tasks in tasks.chunks(400) {
        let places = places(1, tasks.len());
        let sql =
            format!("SELECT task, person FROM office_doer WHERE task IN ({places}) ORDER BY task, person");
        let values: Vec<Value> = tasks.iter().map(|task| (*task).into()).collect();
        for row in view.all(Assembled(sql), values).await? {
            found.push((row.get("task")?, row.get("person")?));
        }
    }
    Ok(found)
}

/// Who is to do one.
pub(super) async fn doers_now(cx: &mut Ctx, task: TaskId) -> Result<Vec<PersonId>, Fault> {
    let sql = "SELECT person FROM office_doer WHERE task = $1 ORDER BY person";
    cx.all(sql, values![task]).await?.iter().map(|row| row.get("person")).collect()
}

/// How many somebody made.
pub(super) async fn count(cx: &mut Ctx, person: PersonId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM office_task WHERE person = $1";
    cx.one(sql, values![person]).await?.get("found")
}

/// Keeps one, new or changed, with who is to do it.
pub(super) async fn put(cx: &mut Ctx, task: &Task, doers: &[PersonId]) -> Result<(), Fault> {
    let sql = "INSERT INTO office_task (id, person, org, title, notes, steps, due_at, remind_at, done_at, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO UPDATE SET org = excluded.org, \
               title = excluded.title, notes = excluded.notes, steps = excluded.steps, due_at = excluded.due_at, \
               remind_at = excluded.remind_at";
    let values = values![
        task.id,
        task.person,
        task.org,
        &task.title,
        task.notes.as_ref(),
        task.steps.as_ref(),
        task.due_at,
        task.remind_at,
        task.done_at,
        task.made_at
    ];
    cx.run(sql, values).await?;
    cx.run("DELETE FROM office_doer WHERE task = $1", values![task.id]).await?;
    for person in doers {
        cx.run("INSERT INTO office_doer (task, person) VALUES ($1, $2)", values![task.id, *person]).await?;
    }
    Ok(())
}

/// Its steps as they are ticked off from now on.
pub(super) async fn tick(cx: &mut Ctx, id: TaskId, steps: Option<&Sealed<String>>) -> Result<(), Fault> {
    cx.run("UPDATE office_task SET steps = $2 WHERE id = $1", values![id, steps]).await?;
    Ok(())
}

/// It is done since then, or not yet; `false` where it was so before.
pub(super) async fn done(cx: &mut Ctx, id: TaskId, at: Option<Timestamp>) -> Result<bool, Fault> {
    let sql = match at {
        Some(_) => "UPDATE office_task SET done_at = $2 WHERE id = $1 AND done_at IS NULL",
        None => "UPDATE office_task SET done_at = $2 WHERE id = $1 AND done_at IS NOT NULL",
    };
    Ok(cx.run(sql, values![id, at]).await? == 1)
}

/// Removes one.
pub(super) async fn remove(cx: &mut Ctx, id: TaskId) -> Result<(), Fault> {
    cx.run("DELETE FROM office_task WHERE id = $1", values![id]).await?;
    Ok(())
}

/// Those of which somebody is to be reminded by now, which are so no longer.
pub(super) async fn due(cx: &mut Ctx, most: i64) -> Result<Vec<Task>, Fault> {
    let now = cx.now();
    let sql = tasks!("WHERE t.remind_at <= $1 ORDER BY t.remind_at, t.id LIMIT $2");
    let due: Vec<Task> = cx.all(sql, values![now, most]).await?.iter().map(task).collect::<Result<_, _>>()?;
    for task in &due {
        cx.run("UPDATE office_task SET remind_at = NULL WHERE id = $1", values![task.id]).await?;
    }
    Ok(due)
}

/// Whether the first is to do something that the second made.
///
/// # Errors
/// What the database says.
pub(crate) async fn works_for(view: &mut View, one: PersonId, other: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM office_doer d JOIN office_task t ON t.id = d.task \
               WHERE d.person = $1 AND t.person = $2 LIMIT 1";
    Ok(view.opt(sql, values![one, other]).await?.is_some())
}

/// Whether both are to do one task.
///
/// # Errors
/// What the database says.
pub(crate) async fn work_together(view: &mut View, one: PersonId, other: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM office_doer a JOIN office_doer b ON b.task = a.task \
               WHERE a.person = $1 AND b.person = $2 LIMIT 1";
    Ok(view.opt(sql, values![one, other]).await?.is_some())
}

/// Somebody left: what he asked others of this organisation to do goes, and what he was to do there is his no longer.
pub(super) async fn leaves(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM office_task WHERE org = $1 AND person = $2", values![org, person]).await?;
    let sql =
        "DELETE FROM office_doer WHERE person = $2 AND task IN (SELECT id FROM office_task WHERE org = $1)";
    cx.run(sql, values![org, person]).await?;
    Ok(())
}

/// What is of an organisation that ended goes, at most so much; `true` where nothing is left.
///
/// # Errors
/// What the database says.
pub(crate) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let sql = "DELETE FROM office_task WHERE id IN (SELECT id FROM office_task WHERE org = $1 ORDER BY id LIMIT $2)";
    Ok(cx.run(sql, values![org, most]).await? == 0)
}

/// What somebody made who is erased.
pub(super) async fn erase(cx: &mut Ctx, person: PersonId, most: i64) -> Result<u64, Fault> {
    let sql = "DELETE FROM office_task WHERE id IN (SELECT id FROM office_task WHERE person = $1 LIMIT $2)";
    Ok(cx.run(sql, values![person, most]).await?)
}

/// What he was to do.
pub(super) async fn erase_doer(cx: &mut Ctx, person: PersonId, most: i64) -> Result<u64, Fault> {
    let sql = "DELETE FROM office_doer WHERE person = $1 AND task IN \
               (SELECT task FROM office_doer WHERE person = $1 LIMIT $2)";
    Ok(cx.run(sql, values![person, most]).await?)
}
