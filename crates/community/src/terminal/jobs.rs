//! What happens by itself: a photo whose owner agrees to the maker no longer leaves its library, and what ended long ago is forgotten.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

use super::{store, teaching};
use crate::agent;
use crate::place::DoorId;

/// Faces of one step.
const STEP: i64 = 200;

/// Ends faces in libraries to whose makers their owners agree no longer, and wakes the doors.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "terminal.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        store::sweep(cx).await?;
        let mut after = ([0; 16], DoorId::from_bytes([0; 16]));
        loop {
            let mut view = house.db.view().await?;
            let some = store::faces(&mut view, after, STEP).await?;
            let Some(last) = some.last() else { return Ok(()) };
            after = (last.item, last.door);
            let mut without = Vec::new();
            for one in some {
                let stands = match one.maker {
                    Some(maker) => teaching::agreed(&mut view, one.person, maker.recipient()).await?,
                    None => false,
                };
                if !stands {
                    without.push((one.item, one.door));
                }
            }
            drop(view);
            for (item, door) in without {
                store::end_one(cx, item, door).await?;
                agent::wake(cx, &[door]);
            }
        }
    }
}

/// The jobs of this feature. What was taken back is gone from the terminals within a minute.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(30))
}
