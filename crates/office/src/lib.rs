//! The wing `office`: the working day of an organisation.
//!
//! - An organisation is the controller of what its members do here for work; the house acts as the organisation says.
//! - When a member leaves, what he was as a member goes in the time of the profile; when the organisation ends, all of it.

pub mod approval;
mod ending;

use aide::axum::ApiRouter;
use ground::TableDecl;
use ground::db::Migration;
use ground::jobs::Jobs;
use policy::{Category, Purpose};
use yard::erasure::{Eraser, Work};
use yard::retention::{How, Sweeper};
use yard::{HeldSource, House, ManyCheck};

/// All routes of the wing, below `/api/v1`; where the doorplate has no such wing, nothing is there.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().merge(approval::routes()).layer(axum::middleware::from_fn(|wings, request, next| {
        yard::wing::door("office", wings, request, next)
    }))
}

/// The wing's work for after the answer.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    approval::jobs(jobs)
}

/// The migrations of the wing's tables.
pub fn migrations() -> Vec<Migration> {
    ground::migrations![
        2026121801 => "approval",
    ]
}

/// The wing's tables.
pub fn tables() -> Vec<TableDecl> {
    [approval::TABLES].concat()
}

/// Where the wing holds something about a person.
pub fn held() -> Vec<HeldSource> {
    vec![approval::held]
}

/// What follows here when somebody leaves an organisation.
pub fn partings() -> Vec<yard::org::Parting> {
    vec![approval::parts()]
}

/// What follows here when an organisation ends with its last member.
pub fn endings() -> Vec<yard::org::Ending> {
    vec![ending::ends]
}

/// What becomes of the wing's tables when somebody is erased.
pub fn erasers() -> Vec<Eraser> {
    vec![
        Eraser { table: "office_approval_part", work: Work::AtOnce(approval::erase_parts) },
        Eraser { table: "office_approval_file", work: Work::AtOnce(approval::erase_files) },
        Eraser { table: "office_approval_absence", work: Work::AtOnce(approval::erase_absences) },
    ]
}

/// What ends with an organisation: the yard's job asks [`endings`].
const ENDED: How = How::Job("erasure.end_org");

/// What removes the wing's categories when their time is over.
pub fn sweepers() -> Vec<Sweeper> {
    vec![
        Sweeper { category: Category::ApprovalForm, event: "organisation-closed", how: ENDED },
        Sweeper { category: Category::ApprovalCase, event: "unsent", how: How::Job("approval.sweep") },
        Sweeper { category: Category::ApprovalCase, event: "decided", how: How::Job("approval.sweep") },
        Sweeper { category: Category::ApprovalCase, event: "organisation-closed", how: ENDED },
    ]
}

/// Who may open what is about another, for the wing's purposes.
pub fn many_grounds() -> Vec<(Purpose, ManyCheck)> {
    vec![(Purpose::Approval, approval::known)]
}
