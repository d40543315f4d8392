//! What happens after the answer: a picture that is shown no longer goes.

use ground::jobs::Jobs;

use crate::House;

crate::removes_file!("avatar.remove_file");

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on::<RemoveFile>()
}
