//! What happens by itself: a photo without a consent goes, and so does the file of one that ended.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

use super::{FaceId, actions, ending, store};

/// Faces of one step.
const STEP: i64 = 200;

yard::removes_file!("face.remove_file");

/// Ends what is kept of people whose consent is gone, and forgets which boxes had what ended long ago.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "face.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        store::sweep(cx).await?;
        let mut after = FaceId::from_bytes([0; 16]);
        loop {
            let mut view = house.db.view().await?;
            let some = store::after(&mut view, after, STEP).await?;
            let Some(last) = some.last() else { return Ok(()) };
            after = last.id;
            let mut without = Vec::new();
            for one in some {
                if !actions::agreed(&mut view, one.person).await? {
                    without.push(one);
                }
            }
            drop(view);
            for one in without {
                crate::pass::end_faces(cx, one.org, one.person).await?;
                ending::passless(cx, one.org, one.person).await?;
            }
        }
    }
}

/// The jobs of this feature. What was taken back is gone from the doors within a minute.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on::<RemoveFile>().every::<Sweep>(Duration::from_secs(30))
}
