//! What happens after the answer: a picture that is shown no longer goes.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};

use crate::House;

/// Removes a file that no row names any longer. Its name is random and says nothing.
#[derive(Serialize, Deserialize)]
pub(super) struct RemoveFile {
    pub name: String,
}

impl Job<House> for RemoveFile {
    const NAME: &'static str = "avatar.remove_file";

    async fn run(self, house: &House, _: &mut Ctx) -> Result<(), Stop> {
        Ok(house.blobs.delete(&self.name).await?)
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on::<RemoveFile>()
}
