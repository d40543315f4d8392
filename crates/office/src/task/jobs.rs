//! What happens by itself: somebody is reminded of what he is to do.

use ground::jobs::{Errand, Jobs};
use ground::{Because, Caller, Ctx, Job, Stop};
use policy::Purpose;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;
use yard::notice::{self, Notice};

use super::{TaskId, store};

/// Tasks of one run.
const STEP: i64 = 500;

/// Finds the tasks of which somebody is to be reminded.
#[derive(Serialize, Deserialize)]
struct Remind(());

impl Job<House> for Remind {
    const NAME: &'static str = "task.remind";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        for task in store::due(cx, STEP).await? {
            cx.later(<Tell as Errand<House>>::NAME, &Tell(task.id)).await?;
        }
        Ok(())
    }
}

/// Tells those who are to do it.
#[derive(Serialize, Deserialize)]
struct Tell(TaskId);

impl Errand<House> for Tell {
    const NAME: &'static str = "task.tell";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let mut view = house.db.view().await?;
        let Some(task) = store::find(&mut view, self.0).await? else { return Ok(()) };
        let mut people: Vec<_> =
            store::doers(&mut view, &[self.0]).await?.into_iter().map(|(_, person)| person).collect();
        drop(view);
        if task.done_at.is_some() {
            return Ok(());
        }
        if people.is_empty() {
            people.push(task.person);
        }
        let program = Caller::Program(Self::NAME);
        let look = house.vault.look(&program, Purpose::Calendar).act(Self::NAME);
        let title = look.open_present([&task.title]).await.because("opening a task to remind of it")?;
        let Some(title) = title.into_iter().next().flatten() else { return Ok(()) };
        let notice = Notice::new("task.reminder").about("what", title);
        let mut cx = house.db.begin().await?;
        for person in people {
            notice::tell(&mut cx, house, person, &notice).await?;
        }
        Ok(cx.commit().await?)
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Remind>(Duration::from_secs(20)).on_errand::<Tell>()
}
