//! Organisations: a company registers, names its administrators, and has members.
//!
//! - Without particulars of creator and company there is no organisation; its creator is its first administrator.
//! - There is always an administrator: the last one can neither leave nor step back.
//! - Nobody becomes a member without accepting an [`invitation`].
//! - Who does not belong to an organisation does not learn that it exists.
//!
//! Tables: `yard_org`, `yard_member`; the rooms in it own theirs. Tells: `org.created`,
//! `org.joined`, `org.member_joined`, `org.role_changed`, `org.left`, `org.member_left`. Knows nothing of what an
//! organisation does.

mod act;
mod actions;
mod administrator;
mod briefs;
mod certificate;
mod charge;
mod closing;
mod colleague;
pub mod department;
mod grounds;
mod http;
pub mod invitation;
pub mod leaver;
mod leaving;
mod moving;
mod opened;
mod page;
pub mod people;
mod personnel;
pub mod policy;
pub mod record;
mod refusal;
mod rules;
pub mod scim;
pub mod store;
mod upload;

pub(crate) use act::note as note_act;
pub(crate) use administrator::{Administrator, administering};
pub use briefs::{OrgBrief, briefs, held};
pub use grounds::{checks, many_checks};
pub(crate) use http::OrgPath;
pub use invitation::{Basis, is_invited};
pub use leaving::{erasers, sweepers};
pub(crate) use leaving::{leave_all, number_given_up, number_taken, would_orphan};
pub(crate) use opened::served;
pub use opened::{Serves, Service, Shut, is_open, is_open_now, open_since};
pub use refusal::Refusal;
pub use rules::{CreditCode, Line, Role};
pub(crate) use store::administers;
pub use store::{MemberRow, OrgRow, membership};

use aide::axum::ApiRouter;
use ground::{Attr, Ctx, Erasure, Export, Fault, OrgId, PersonId, Resource, TableDecl};
use std::future::Future;
use std::pin::Pin;

use crate::House;

/// What follows in a wing when somebody leaves an organisation, within the unit of work that ends his membership. The wings know
/// the yard, and not the other way round: the gate brings theirs along.
pub type Parting =
    for<'a> fn(&'a mut Ctx, OrgId, PersonId) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + 'a>>;

/// One step of what follows in a wing when an organisation ended with its last member, while its keys are still there; `true`
/// where nothing is left to be done. The organisation itself is gone.
pub type Ending = for<'a> fn(
    &'a House,
    &'a mut Ctx,
    OrgId,
) -> Pin<Box<dyn Future<Output = Result<bool, Fault>> + Send + 'a>>;

/// The routes of organisations, their departments and their invitations.
pub fn routes() -> ApiRouter<House> {
    http::routes()
        .merge(department::routes())
        .merge(invitation::routes())
        .merge(moving::routes())
        .merge(policy::routes())
        .merge(act::routes())
        .merge(charge::routes())
        .merge(record::routes())
        .merge(people::routes())
        .merge(upload::routes())
        .merge(certificate::routes())
        .merge(closing::routes())
        .merge(personnel::routes())
        .merge(opened::routes())
        .merge(scim::routes())
}

ground::id! {
    /// One membership: a person in an organisation.
    pub struct MembershipId => "membership"
}

/// The jobs of organisations.
pub fn jobs(jobs: ground::jobs::Jobs<House>) -> ground::jobs::Jobs<House> {
    closing::jobs(invitation::jobs(jobs))
}

/// The tables of organisations, their departments and their invitations.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "yard_org",
        owner: "org",
        lifetime: "until the organisation is closed",
        export: Export::Org,
        erasure: Erasure::Keys,
        plain: &["id", "creator", "created_at", "changed_at"],
        sealed: &["legal_name", "credit_code", "address", "creator_name"],
    },
    TableDecl {
        name: "yard_member",
        owner: "org",
        lifetime: "until the member leaves, or the account or the organisation is closed",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id", "org", "person", "role", "department", "position_upload", "joined_at", "basis"],
        sealed: &["position", "external_id", "external_index"],
    },
    department::TABLE,
    invitation::TABLE,
    leaver::TABLE,
    policy::TABLES[0],
    policy::TABLES[1],
    act::TABLE,
    charge::TABLE,
    record::TABLES[0],
    record::TABLES[1],
    record::TABLES[2],
    upload::TABLES[0],
    upload::TABLES[1],
    upload::TABLES[2],
    certificate::TABLE,
    closing::TABLE,
    personnel::TABLE,
    opened::TABLE,
    scim::TABLES[0],
    scim::TABLES[1],
    scim::TABLES[2],
    scim::TABLES[3],
];

/// An organisation as the policies see it.
pub(crate) fn resource(org: OrgId) -> Resource {
    Resource { kind: "Org", id: org.to_string(), attrs: vec![("org", Attr::Id(org.to_string()))] }
}
