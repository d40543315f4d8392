//! Incidents: data leaked, were changed or lost, or may have been. Keepers find out who is touched, tell them, and report.
//!
//! - Registering one freezes the evidence unless that is not wished: every sweep asks [`frozen`] and deletes nothing until the
//!   last incident lets go. The state of the access log is noted at that moment.
//! - Each has two clocks: the report to the authorities, by its severity (`policy/incidents.toml`), and the notice to people,
//!   by the policy (`incident-notice`, thirty natural days at most). Keepers are warned at four fifths and told at the end.
//! - Who was touched is read from the access log, not guessed; each of them can see that it was read.
//! - A notice that lacks one of its four parts is not sent. Whoever cannot be reached is told by a public notice.
//! - It is not closed before people were told and a report was filed.
//! - One act turns every lock: sessions of everyone, codes, links, and what the gate hangs in as [`Lock`].
//! - A drill does all this but for the locks, which it only counts; what it sends says that it is one.
//!
//! Tables: `yard_incident`, `yard_incident_touched`, `yard_incident_step`, `yard_incident_report`, `yard_public_notice`.
//! Jobs: `incident.touch`, `incident.tell`, `incident.clocks`, `incident.sweep`.

mod actions;
mod bulletin;
mod facts;
mod grounds;
mod http;
mod jobs;
mod locks;
mod record;
mod refusal;
mod report;
mod rules;
mod store;
mod touched;
mod views;

pub(crate) use bulletin::{hang_out, take_down};
pub use grounds::checks;
pub use http::routes;
pub use jobs::jobs;
pub use locks::Lock;
pub(crate) use locks::turn_within as turn_locks;
pub use refusal::Refusal;
pub use store::frozen;

use ground::{Erasure, Export, Resource, TableDecl};

ground::id! {
    /// One incident.
    pub struct IncidentId => "incident"
}
ground::id! {
    /// One report to an authority.
    pub struct ReportId => "report"
}

/// An incident as the policies see it.
fn resource(id: IncidentId) -> Resource {
    Resource { kind: "Incident", id: id.to_string(), attrs: Vec::new() }
}

const fn decl(
    name: &'static str,
    lifetime: &'static str,
    plain: &'static [&'static str],
    sealed: &'static [&'static str],
) -> TableDecl {
    let (export, erasure) = (Export::None, Erasure::Nothing);
    TableDecl { name, owner: "house", lifetime, export, erasure, plain, sealed }
}

/// What becomes of the word that somebody was touched, when he is erased.
pub fn erasers() -> Vec<crate::erasure::Eraser> {
    use crate::erasure::{Eraser, Work};
    vec![Eraser { table: "yard_incident_touched", work: Work::AtEnd(touched::store::erase) }]
}

/// What removes incidents when their time is over.
pub fn sweepers() -> Vec<crate::retention::Sweeper> {
    use crate::retention::{How, Sweeper};
    let how = How::Job("incident.sweep");
    vec![Sweeper { category: policy::Category::IncidentRecord, event: "incident-closed", how }]
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[
    decl(
        "yard_incident",
        "as `incident-record` in policy/retention.toml, removed by incident.sweep",
        &[
            "id",
            "number",
            "drill",
            "severity",
            "found_at",
            "registered_at",
            "registered_by",
            "scope",
            "span_from",
            "span_until",
            "suspect",
            "act",
            "report_due",
            "notice_due",
            "assessed_at",
            "told_at",
            "public_at",
            "closed_at",
            "frozen",
            "log_size",
            "log_root",
        ],
        &["facts"],
    ),
    TableDecl {
        name: "yard_incident_touched",
        owner: "person",
        lifetime: "as its incident",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["incident", "person", "openings", "state", "channels", "told_at"],
        sealed: &[],
    },
    decl("yard_incident_step", "as its incident", &["id", "incident", "act", "person", "at"], &[]),
    decl(
        "yard_incident_report",
        "as its incident",
        &["id", "incident", "authority", "reference", "filed_at", "filed_by"],
        &["content"],
    ),
    decl(
        "yard_public_notice",
        "until its last day, removed by incident.sweep",
        &["id", "code", "args", "at", "until"],
        &[],
    ),
];
