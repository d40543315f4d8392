//! How incidents look on the wire.

use ground::{PersonId, Timestamp};
use policy::{IncidentRules, Lang};
use schemars::JsonSchema;
use serde::Serialize;

use super::actions::Known;
use super::bulletin::Bulletin;
use super::facts::Facts;
use super::locks::Turned;
use super::report::Filed;
use super::rules::{Reach, Scope};
use super::store::IncidentRow;
use super::touched::store::Touched;
use super::{IncidentId, ReportId};

/// An incident without what is said of it.
#[derive(Serialize, JsonSchema)]
pub(super) struct IncidentBrief {
    /// The incident.
    pub id: IncidentId,
    /// Its number.
    pub number: i64,
    /// True for a drill.
    pub drill: bool,
    /// How grave: `general`, `large`, `major`, `extreme`.
    pub severity: String,
    /// When it was found.
    pub found_at: Timestamp,
    /// Until when a report is due.
    pub report_due: Timestamp,
    /// Until when people are told.
    pub notice_due: Timestamp,
    /// When it was known who is touched.
    pub assessed_at: Option<Timestamp>,
    /// When everyone was told who can be.
    pub told_at: Option<Timestamp>,
    /// True where people were not told in time.
    pub notice_breached: bool,
    /// Since when a public notice hangs.
    pub public_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// True while nothing is swept.
    pub frozen: bool,
}

impl IncidentBrief {
    pub(super) fn new(row: &IncidentRow, now: Timestamp) -> Self {
        Self {
            id: row.id,
            number: row.number,
            drill: row.drill,
            severity: row.severity.clone(),
            found_at: row.found_at,
            report_due: row.report_due,
            notice_due: row.notice_due,
            assessed_at: row.assessed_at,
            told_at: row.told_at,
            notice_breached: row.told_at.unwrap_or(now) > row.notice_due,
            public_at: row.public_at,
            closed_at: row.closed_at,
            frozen: row.frozen,
        }
    }
}

/// An incident with everything that is known.
#[derive(Serialize, JsonSchema)]
pub(super) struct IncidentView {
    #[serde(flatten)]
    brief: IncidentBrief,
    /// What is said of it.
    facts: Facts,
    /// Who registered it, and when.
    registered_by: PersonId,
    /// When.
    registered_at: Timestamp,
    /// Whom it touches.
    scope: Scope,
    /// From when the log is read.
    from: Timestamp,
    /// Until when.
    until: Timestamp,
    /// Whose openings count; null for everybody's.
    suspect: Option<String>,
    /// Which act counts; null for every.
    act: Option<String>,
    /// Who receives the report, in the reader's language.
    report_to: Vec<String>,
    /// People who wait to be told.
    waiting: i64,
    /// People who were told.
    told: i64,
    /// People who cannot be reached.
    unreached: i64,
    /// Leaves of the access log when it was registered.
    log_size: i64,
    /// Their root, in hex.
    log_root: String,
    /// What was done, in order.
    steps: Vec<StepView>,
    /// Reports that were filed.
    reports: Vec<ReportView>,
}

/// Something that was done.
#[derive(Serialize, JsonSchema)]
struct StepView {
    /// What: `registered`, `frozen`, `locked`, `assessed`, `told`, `report_overdue` …
    act: String,
    /// Who; null for what happens by itself.
    person: Option<PersonId>,
    /// When.
    at: Timestamp,
}

/// A report that was filed.
#[derive(Serialize, JsonSchema)]
struct ReportView {
    /// The report.
    id: ReportId,
    /// To whom.
    authority: String,
    /// The authority's own number.
    reference: String,
    /// When.
    filed_at: Timestamp,
    /// By whom.
    filed_by: PersonId,
    /// What it said.
    content: String,
}

impl IncidentView {
    pub(super) fn new(known: Known, filed: Vec<Filed>, lang: Lang, now: Timestamp) -> Self {
        let Known { row, facts, counts: [waiting, told, unreached], steps } = known;
        let severity = IncidentRules::built_in().severity(&row.severity);
        let report = |Filed { row, content }| ReportView {
            id: row.id,
            authority: row.authority,
            reference: row.reference,
            filed_at: row.filed_at,
            filed_by: row.filed_by,
            content,
        };
        Self {
            brief: IncidentBrief::new(&row, now),
            facts,
            registered_by: row.registered_by,
            registered_at: row.registered_at,
            scope: row.scope,
            from: row.span_from,
            until: row.span_until,
            suspect: row.suspect,
            act: row.act,
            report_to: severity.map(|one| one.to(lang).to_vec()).unwrap_or_default(),
            waiting,
            told,
            unreached,
            log_size: row.log_size,
            log_root: row.log_root.iter().map(|byte| format!("{byte:02x}")).collect(),
            steps: steps
                .into_iter()
                .map(|step| StepView { act: step.act, person: step.person, at: step.at })
                .collect(),
            reports: filed.into_iter().map(report).collect(),
        }
    }
}

/// Somebody who is touched.
#[derive(Serialize, JsonSchema)]
pub(super) struct TouchedView {
    /// Who: an id, never a name.
    person: PersonId,
    /// How often something of his was opened; 0 where everything was lost.
    openings: i64,
    /// `waiting`, `told` or `unreached`.
    state: Reach,
    /// By which ways he was told: `app`, `sms`.
    channels: Vec<String>,
    /// When.
    told_at: Option<Timestamp>,
}

impl From<Touched> for TouchedView {
    fn from(row: Touched) -> Self {
        let channels = row.channels.split(',').filter(|way| !way.is_empty()).map(str::to_owned).collect();
        Self { person: row.person, openings: row.openings, state: row.told, channels, told_at: row.told_at }
    }
}

/// What was locked, or would be in a drill.
#[derive(Serialize, JsonSchema)]
pub(super) struct LockedView {
    /// Sessions that ended, one's own with them.
    sessions: i64,
    /// Links and codes that open nothing any longer.
    links: i64,
    /// Other locks, by name.
    others: Vec<String>,
}

impl From<Turned> for LockedView {
    fn from(turned: Turned) -> Self {
        let others = turned.others.into_iter().map(str::to_owned).collect();
        Self { sessions: turned.sessions, links: turned.links, others }
    }
}

/// A public notice.
#[derive(Serialize, JsonSchema)]
pub(super) struct BulletinView {
    /// What it says, for programs.
    code: String,
    /// Its title.
    title: String,
    /// Its text.
    text: String,
    /// Since when it hangs.
    at: Timestamp,
}

impl From<Bulletin> for BulletinView {
    fn from(bulletin: Bulletin) -> Self {
        let Bulletin { code, title, text, at } = bulletin;
        Self { code, title, text, at }
    }
}
