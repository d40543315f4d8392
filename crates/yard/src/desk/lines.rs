//! What the page and the evidence say: counts and dates, nobody's data.

use ground::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// A request that somebody made about his data.
#[derive(Serialize, JsonSchema)]
pub struct RequestLine {
    /// The end of its number.
    pub number: String,
    /// What was asked.
    pub kind: String,
    /// When.
    pub opened_at: Timestamp,
    /// When it was proved who asks; the clock starts then.
    pub verified_at: Option<Timestamp>,
    /// By when it is answered.
    pub due_at: Option<Timestamp>,
    /// When its time was over without an answer.
    pub overdue_at: Option<Timestamp>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// `granted` or `refused`.
    pub outcome: Option<String>,
    /// The ground of a refusal.
    pub ground: Option<String>,
}

/// Tickets of one kind in one state.
#[derive(Serialize, JsonSchema)]
pub struct TicketLine {
    /// What for.
    pub kind: String,
    /// Where they stand.
    pub state: String,
    /// How many.
    pub count: i64,
    /// How many of them were not answered in time.
    pub overdue: i64,
}

/// An incident or a drill.
#[derive(Serialize, JsonSchema)]
pub struct IncidentLine {
    /// Its number.
    pub number: i64,
    /// True for a drill.
    pub drill: bool,
    /// How grave.
    pub severity: String,
    /// When it was found.
    pub found_at: Timestamp,
    /// By when it is reported.
    pub report_due: Timestamp,
    /// By when people are told.
    pub notice_due: Timestamp,
    /// When it was known whom it touches.
    pub assessed_at: Option<Timestamp>,
    /// When people were told.
    pub told_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// How many people it touches.
    pub touched: i64,
    /// Reports that were filed.
    pub reports: i64,
}

/// A version of the policy.
#[derive(Serialize, JsonSchema)]
pub struct VersionLine {
    /// Date and fingerprint.
    pub version: String,
    /// Where it stands.
    pub state: String,
    /// When it was published for objections.
    pub published_at: Option<Timestamp>,
    /// When people were told.
    pub notified_at: Option<Timestamp>,
    /// From when it is the policy.
    pub in_force_at: Option<Timestamp>,
    /// How many agreed.
    pub agreed: i64,
    /// How many objected.
    pub objected: i64,
}

/// A purpose that rests on consent.
#[derive(Serialize, JsonSchema)]
pub struct ConsentLine {
    /// The purpose.
    pub purpose: String,
    /// Its name.
    pub title: String,
    /// How many people's last word is yes.
    pub standing: i64,
    /// How many people's last word is no.
    pub withdrawn: i64,
}

/// How long something is kept.
#[derive(Serialize, JsonSchema)]
pub struct KeepLine {
    /// The kind of data.
    pub category: String,
    /// Its name.
    pub title: String,
    /// The event it is counted from, in words.
    pub from: String,
    /// What the policy promises.
    pub promised: String,
    /// What a keeper set instead, where it is shorter.
    pub own: Option<String>,
}

/// What left the house, and to whom.
#[derive(Serialize, JsonSchema)]
pub struct SentLine {
    /// To whom.
    pub recipient: String,
    /// Its name.
    pub title: String,
    /// What for.
    pub purpose: String,
    /// Its name.
    pub purpose_title: String,
    /// `sent`, `refused`, `failed`, `leaving` or `outbox`.
    pub outcome: String,
    /// How often.
    pub count: i64,
}

/// How often an inspector looked.
#[derive(Serialize, JsonSchema)]
pub struct LookLine {
    /// The number of his appointment.
    pub inspector: i64,
    /// From when he may look.
    pub from_at: Timestamp,
    /// Until when.
    pub until_at: Timestamp,
    /// Where a keeper ended it before.
    pub ended_at: Option<Timestamp>,
    /// How often he looked.
    pub looks: i64,
    /// When last.
    pub looked_at: Option<Timestamp>,
}

/// The state of the access log.
#[derive(Serialize, JsonSchema)]
pub struct LogLine {
    /// Leaves.
    pub leaves: u64,
    /// Entries that can be read by whom they are about.
    pub entries: u64,
    /// Entries removed on purpose: erasure, or the end of their time.
    pub forgotten: u64,
    /// Signed checkpoints it was held against.
    pub checkpoints: usize,
    /// Leaves after the newest checkpoint.
    pub unsigned: u64,
    /// What is wrong; empty where nothing is.
    pub findings: Vec<String>,
    /// The newest checkpoint, as it is signed.
    pub checkpoint: Option<String>,
}

/// The whole page.
#[derive(Serialize, JsonSchema)]
pub struct Overview {
    /// When it was put together.
    pub at: Timestamp,
    /// The doorplate.
    pub profile: String,
    /// The policy in force.
    pub policy_version: String,
    /// How many accounts there are.
    pub people: i64,
    /// Requests, the newest first; 500 at most.
    pub requests: Vec<RequestLine>,
    /// Tickets.
    pub tickets: Vec<TicketLine>,
    /// Incidents and drills, the newest first.
    pub incidents: Vec<IncidentLine>,
    /// Versions of the policy, the newest first.
    pub versions: Vec<VersionLine>,
    /// Consents.
    pub consents: Vec<ConsentLine>,
    /// Periods.
    pub retention: Vec<KeepLine>,
    /// What left within three years.
    pub egress: Vec<SentLine>,
    /// The access log.
    pub log: LogLine,
    /// Inspectors and their looks.
    pub inspectors: Vec<LookLine>,
}
