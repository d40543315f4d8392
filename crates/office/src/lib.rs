//! The wing `office`: the working day of an organisation.
//!
//! - An organisation is the controller of what its members do here for work; the house acts as the organisation says.
//! - When a member leaves, what he was as a member goes in the time of the profile; when the organisation ends, all of it.

use aide::axum::ApiRouter;
use ground::TableDecl;
use ground::db::Migration;
use ground::jobs::Jobs;
use policy::Purpose;
use yard::erasure::Eraser;
use yard::retention::Sweeper;
use yard::{HeldSource, House, ManyCheck};

/// All routes of the wing, below `/api/v1`; where the doorplate has no such wing, nothing is there.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().layer(axum::middleware::from_fn(|wings, request, next| {
        yard::wing::door("office", wings, request, next)
    }))
}

/// The wing's work for after the answer.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs
}

/// The migrations of the wing's tables.
pub fn migrations() -> Vec<Migration> {
    ground::migrations![]
}

/// The wing's tables.
pub fn tables() -> Vec<TableDecl> {
    Vec::new()
}

/// Where the wing holds something about a person.
pub fn held() -> Vec<HeldSource> {
    Vec::new()
}

/// What follows here when an organisation ends with its last member.
pub fn endings() -> Vec<yard::org::Ending> {
    Vec::new()
}

/// What becomes of the wing's tables when somebody is erased.
pub fn erasers() -> Vec<Eraser> {
    Vec::new()
}

/// What removes the wing's categories when their time is over.
pub fn sweepers() -> Vec<Sweeper> {
    Vec::new()
}

/// Who may open what is about another, for the wing's purposes.
pub fn many_grounds() -> Vec<(Purpose, ManyCheck)> {
    Vec::new()
}
