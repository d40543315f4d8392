//! What happens by itself: everybody is told, and a notified version comes into force at its time.

use std::time::Duration;

use ground::jobs::Jobs;
use ground::{Ctx, Fault, Job, PersonId, Stop};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::rules::{State, Version};
use super::{PolicyVersionId, settle, store, terms};
use crate::House;

/// People told in one run; the next run goes on after the last.
const AT_ONCE: i64 = 500;

/// Tells everybody of a version.
#[derive(Serialize, Deserialize)]
struct Tell {
    version: PolicyVersionId,
    kind: String,
    after: Option<PersonId>,
}

/// Leaves it to the jobs to tell everybody.
pub(super) async fn tell(cx: &mut Ctx, version: &Version, kind: &str) -> Result<(), Fault> {
    cx.later(Tell::NAME, &Tell { version: version.id, kind: kind.to_owned(), after: None }).await
}

impl Job<House> for Tell {
    const NAME: &'static str = "policy.tell";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let Some(version) = store::lock(cx, self.version).await? else { return Ok(()) };
        let body = json!({
            "policy": version.id,
            "version": version.version,
            "major": version.major(),
            "objections_until": version.times.objections_until,
            "in_force_at": version.times.in_force_at,
        });
        let people = store::people_after(cx, self.after, AT_ONCE).await?;
        for person in &people {
            cx.tell(*person, "account", &self.kind, &body).await?;
        }
        if let Some(last) =
            people.last().filter(|_| i64::try_from(people.len()).is_ok_and(|many| many == AT_ONCE))
        {
            cx.later(Self::NAME, &Tell { after: Some(*last), ..self }).await?;
        }
        Ok(())
    }
}

/// Puts a notified version into force when its time has come; the one before it is replaced.
#[derive(Serialize, Deserialize)]
struct Effect(());

impl Job<House> for Effect {
    const NAME: &'static str = "policy.effect";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let versions = store::versions_now(cx).await?;
        let now = cx.now();
        let due = versions.iter().find(|version| terms::is_over(version, now));
        let Some(due) = due else {
            // Another run's commit, or a restart, may have come between: memory follows the table.
            settle::load(house).await?;
            return Ok(());
        };
        for old in versions.iter().filter(|version| version.state == State::InForce) {
            let mut old = old.clone();
            old.state = State::Replaced;
            old.times.ended_at = Some(now);
            store::save(cx, &old).await?;
        }
        let mut due = due.clone();
        due.state = State::InForce;
        store::save(cx, &due).await?;
        tell(cx, &due, "policy.in_force").await?;
        Ok(())
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on::<Tell>().every::<Effect>(Duration::from_secs(60))
}
