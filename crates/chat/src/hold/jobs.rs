//! What happens by itself: a hold ends with its time, and those who were held are told; what no hold is over any longer is destroyed, and a hold is forgotten a year after its end.

use ground::jobs::Jobs;
use ground::{Ctx, Fault, Job, OrgId, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

use super::{store, telling};
use crate::file;

/// So long whoever was held can see that he was.
const KEPT: Duration = Duration::from_secs(365 * 86_400);
/// Bodies, and files, that one unit of work destroys; another goes on.
const AT_ONCE: i64 = 500;
/// Holds that one run ends: each is told to everybody who was held; the next goes on.
const LAPSE_AT_ONCE: i64 = 20;

/// Removes holds that are long over, and those to which nobody agreed.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "hold.sweep";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let before = cx.now().minus(KEPT);
        Ok(store::sweep(cx, before).await?)
    }
}

/// Destroys what was withheld and is held no longer.
#[derive(Serialize, Deserialize)]
struct Release(());

impl Job<House> for Release {
    const NAME: &'static str = "hold.release";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let bodies = store::release(cx, AT_ONCE).await?;
        let files = file::release(cx, AT_ONCE).await?;
        let most = u64::try_from(AT_ONCE).unwrap_or(u64::MAX);
        if bodies.max(files) >= most {
            release_later(cx).await?;
        }
        Ok(())
    }
}

/// Ends the holds whose time is over, and tells whoever was held, and who placed them.
#[derive(Serialize, Deserialize)]
struct Lapse(());

impl Job<House> for Lapse {
    const NAME: &'static str = "hold.lapse";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        for hold in store::lapsed(cx, LAPSE_AT_ONCE).await? {
            store::end(cx, hold.id, hold.ends_at).await?;
            telling::over(cx, house, &hold).await?;
        }
        Ok(())
    }
}

/// Ends some of an organisation that is no more, and tells whoever was held; `true` where none is left. What nobody may ask for any
/// longer is kept for nobody.
pub(crate) async fn end_some(cx: &mut Ctx, house: &House, org: OrgId) -> Result<bool, Fault> {
    let some = store::open_of_org(cx, org, LAPSE_AT_ONCE).await?;
    for hold in &some {
        let now = cx.now();
        store::end(cx, hold.id, now).await?;
        if hold.stands_at.is_some() {
            telling::over(cx, house, hold).await?;
        }
    }
    if !some.is_empty() {
        release_later(cx).await?;
    }
    Ok(i64::try_from(some.len()).unwrap_or(i64::MAX) < LAPSE_AT_ONCE)
}

/// Leaves word that something may be held no longer.
pub(super) async fn release_later(cx: &mut Ctx) -> Result<(), Fault> {
    cx.later(Release::NAME, &Release(())).await
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    let jobs = jobs.every::<Sweep>(Duration::from_secs(86_400));
    jobs.every::<Lapse>(Duration::from_secs(900)).every::<Release>(Duration::from_secs(900))
}
