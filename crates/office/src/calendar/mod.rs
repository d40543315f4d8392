//! Calendars: what somebody has before him, whom he invites, and what an organisation plans in common.
//!
//! - Everybody has a calendar of his own; it is there with his first event. Organisations have shared ones, which their members
//!   fill, and rooms, in which one thing happens at a time.
//! - An event is local time in a zone of the IANA's list, or whole days; it may recur by a rule of RFC 5545. Of a series one time,
//!   the rest from one on, or all can be changed or taken out.
//! - Whoever is invited accepts, declines, may come, or proposes another time; whoever invited sees it. When the time changes,
//!   all are asked anew.
//! - People outside are invited by mail ([`outside`]).
//! - Reminders are each person's own, and reach him as his notices do.
//! - What is written is sealed under the key of whoever organises, or of the organisation whose calendar it stands in.
//!
//! Tables: `office_calendar`, `office_event`, `office_guest`, `office_reminder`, `office_subscription`. Tells, as notices, `calendar.invited`,
//! `calendar.changed`, `calendar.cancelled`, `calendar.accepted`, `calendar.declined`, `calendar.tentative`, `calendar.proposed`,
//! `calendar.reminder`. Jobs: `calendar.remind`, `calendar.tell`. Decision: `docs/adr/0044-calendar.md`.

mod actions;
mod answering;
mod booking;
mod changing;
mod desk;
pub(crate) mod device;
mod ending;
pub(crate) mod entering;
mod feed;
mod file_http;
mod foreign;
mod grounds;
mod guest;
mod held;
mod http;
pub(crate) mod ical;
pub(crate) mod ics;
mod importing;
mod jobs;
mod lines;
pub(crate) mod outside;
pub mod recurrence;
pub mod rule;
pub(crate) mod rules;
mod series_http;
mod shared;
pub(crate) mod store;
pub(crate) mod subscribed;
mod telling;
mod unread;
mod views;
mod when;
mod zones;

pub(crate) use ending::{end_some, erase, erase_guest, erase_reminder, parts};
pub(crate) use feed::router;
pub(crate) use grounds::known;
pub(crate) use held::held;
pub(crate) use jobs::jobs;

use aide::axum::ApiRouter;
use ground::{Attr, Erasure, Export, Fault, OrgId, PersonId, Problem, Resource, TableDecl, Timestamp};
use policy::Personal;
use vault::{Sealed, Subject};
use yard::House;

use rules::{Kind, When};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    http::routes()
        .merge(series_http::routes())
        .merge(file_http::routes())
        .merge(desk::routes())
        .merge(feed::routes())
        .merge(subscribed::routes())
        .merge(outside::routes())
}

ground::id! {
    /// A calendar of an organisation: a shared one, or a room.
    pub struct CalendarId => "calendar"
}
ground::id! {
    /// An event, or a series of it.
    pub struct EventId => "event"
}

const fn table(
    name: &'static str,
    (owner, lifetime): (&'static str, &'static str),
    (export, erasure): (Export, Erasure),
    plain: &'static [&'static str],
    sealed: &'static [&'static str],
) -> TableDecl {
    TableDecl { name, owner, lifetime, export, erasure, plain, sealed }
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    table(
        "office_calendar",
        ("org", "until it is removed or its organisation ends; calendar.remove, erasure.end_org"),
        (Export::None, Erasure::Nothing),
        &["id", "org", "kind", "made_at"],
        &["name"],
    ),
    table(
        "office_event",
        (
            "person",
            "until it is removed, whoever organises leaves, or its organisation ends; event.remove, erasure.end_org",
        ),
        (Export::Person, Erasure::Rows),
        &[
            "id",
            "person",
            "org",
            "calendar",
            "room",
            "zone",
            "begins",
            "minutes",
            "all_day",
            "rule",
            "extra",
            "gone",
            "series",
            "instead",
            "from_at",
            "until_at",
            "is_private",
            "is_free",
            "uid_index",
            "sequence",
            "made_at",
            "changed_at",
        ],
        &["title", "place", "notes", "uid"],
    ),
    table(
        "office_guest",
        ("person", "as long as its event"),
        (Export::Person, Erasure::Rows),
        &["event", "person", "reply", "proposed", "answered_at", "made_at"],
        &[],
    ),
    table(
        "office_reminder",
        ("person", "as long as its event"),
        (Export::Person, Erasure::Rows),
        &["event", "person", "minutes", "next_at"],
        &[],
    ),
    subscribed::TABLE,
    outside::TABLE,
    outside::REFUSALS,
];

/// A row of `office_calendar`.
#[derive(Personal)]
#[personal(table = "office_calendar")]
pub(crate) struct Calendar {
    /// Which.
    pub id: CalendarId,
    /// Of which organisation.
    pub org: OrgId,
    /// What it is.
    pub kind: Kind,
    /// How it is called.
    #[personal(category = "calendar-entry")]
    pub name: Sealed<String>,
    /// Since when.
    pub made_at: Timestamp,
}

/// A row of `office_event`.
#[derive(Personal)]
#[personal(table = "office_event")]
pub(crate) struct Event {
    /// Which.
    pub id: EventId,
    /// Who organises it; nobody in a shared calendar.
    pub person: Option<PersonId>,
    /// For which organisation it is, where it is in its calendar or one of its rooms, or others are invited.
    pub org: Option<OrgId>,
    /// In which shared calendar.
    pub calendar: Option<CalendarId>,
    /// In which room.
    pub room: Option<CalendarId>,
    /// What it is.
    #[personal(category = "calendar-entry")]
    pub title: Sealed<String>,
    /// Where.
    #[personal(category = "calendar-entry")]
    pub place: Option<Sealed<String>>,
    /// What else is to be known.
    #[personal(category = "calendar-entry")]
    pub notes: Option<Sealed<String>>,
    /// When.
    pub when: When,
    /// When it first begins, and when all of it is over: what the rows are found by.
    pub bounds: rules::Bounds,
    /// Of which series it is one time, and which.
    pub instead: Option<(EventId, jiff::civil::DateTime)>,
    /// Whether others who may see all see that there is something and no more.
    pub is_private: bool,
    /// Whether its person is free meanwhile.
    pub is_free: bool,
    /// By what name another calendar knows it from which it came; what was entered here is known by its id.
    #[personal(category = "calendar-entry")]
    pub uid: Option<Sealed<String>>,
    /// The same to find it by.
    pub uid_index: Option<[u8; 16]>,
    /// How often its time was changed.
    pub sequence: i64,
    /// Since when.
    pub made_at: Timestamp,
    /// Changed when.
    pub changed_at: Timestamp,
}

impl Event {
    /// Under whose key it is: of whoever organises, or of the organisation in whose calendar it stands.
    fn subject(person: Option<PersonId>, org: Option<OrgId>) -> Result<Subject, Fault> {
        match (person, org) {
            (Some(person), _) => Ok(Subject::Person(person)),
            (None, Some(org)) => Ok(Subject::Org(org)),
            (None, None) => Err(Fault::new("an event of nobody")),
        }
    }

    /// The series that it belongs to: itself, or that of which it is one time.
    pub(crate) fn root(&self) -> EventId {
        self.instead.map_or(self.id, |(series, _)| series)
    }

    /// As the policies see it, with who is invited.
    pub(crate) fn resource(&self, guests: &[PersonId]) -> Resource {
        entry(self.id.to_string(), self.person, self.org.filter(|_| self.person.is_none()), guests)
    }
}

/// Something of somebody that others take part in, as the policies see it.
pub(crate) fn entry(
    id: String,
    owner: Option<PersonId>,
    org: Option<OrgId>,
    people: &[PersonId],
) -> Resource {
    let word = |id: Option<String>| Attr::Id(id.unwrap_or_default());
    let attrs = vec![
        ("owner", word(owner.map(|owner| owner.to_string()))),
        ("org", word(org.map(|org| org.to_string()))),
        ("people", Attr::Ids(people.iter().map(ToString::to_string).collect())),
    ];
    Resource { kind: "Entry", id, attrs }
}

/// An organisation as the policies see it.
pub(crate) fn of_org(org: OrgId) -> Resource {
    Resource { kind: "Org", id: org.to_string(), attrs: vec![("org", Attr::Id(org.to_string()))] }
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such event, or it is not the caller's to know of.
    #[error("there is no such event")]
    Unknown,
    /// There is no such calendar or room.
    #[error("there is no such calendar or room")]
    Calendar,
    /// The series has no such time.
    #[error("this series has no such time")]
    At,
    /// No title.
    #[error("a title has 1 to 120 characters")]
    Title,
    /// No place.
    #[error("a place has at most 200 characters")]
    Place,
    /// No notes.
    #[error("notes have at most 4000 characters")]
    Notes,
    /// No time.
    #[error("an event ends after it begins, within a year")]
    Time,
    /// No zone.
    #[error("this is no zone of the IANA's list")]
    Zone,
    /// No rule.
    #[error("this is no rule by which days recur, or it names none")]
    Rule,
    /// The rule does not name when it begins.
    #[error("the rule does not name the day on which this begins")]
    Begins,
    /// Of one time of a series.
    #[error("people are invited to all of a series; change it for all")]
    OneGuests,
    /// Too much to look at.
    #[error("more than 2000 events, or 20000 times of them, lie within this stretch; look at a shorter one")]
    Narrower,
    /// Somebody else changed it meanwhile.
    #[error("this event was changed a moment ago; look at it again")]
    Stale,
    /// He was told of often enough.
    #[error("that was often for one day; go on tomorrow")]
    Often {
        /// Seconds until the next day.
        after_s: u64,
    },
    /// No reminders.
    #[error("at most five reminders, up to four weeks before")]
    Reminders,
    /// Not these people.
    #[error("at most 200 people, each of whom is in an organisation with you")]
    Guests,
    /// In a shared calendar nobody is invited.
    #[error("in a calendar of an organisation all its members see it; invite from your own")]
    Shared,
    /// The room is taken.
    #[error("the room is taken at that time")]
    Taken,
    /// Too long.
    #[error("look at up to 400 days, from the earlier to the later")]
    Stretch,
    /// As many as there may be.
    #[error("there are as many as there may be")]
    Many,
    /// No answer.
    #[error("say whether you come; another time is local time of the event")]
    Reply,
    /// No file of a calendar.
    #[error("this is no calendar file, or it has more than 1000 events or one MiB")]
    File,
    /// The organisation has not opened it.
    #[error(transparent)]
    Shut(#[from] yard::org::Shut),
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::not_found("calendar.unknown", refusal),
            Refusal::Calendar => Self::not_found("calendar.calendar", refusal),
            Refusal::At => Self::field("calendar.at", "at", refusal),
            Refusal::Title => Self::field("calendar.title", "title", refusal),
            Refusal::Place => Self::field("calendar.place", "place", refusal),
            Refusal::Notes => Self::field("calendar.notes", "notes", refusal),
            Refusal::Time => Self::field("calendar.time", "ends", refusal),
            Refusal::Zone => Self::field("calendar.zone", "zone", refusal),
            Refusal::Rule => Self::field("calendar.rule", "rule", refusal),
            Refusal::Begins => Self::field("calendar.begins", "rule", refusal),
            Refusal::OneGuests => Self::field("calendar.one_guests", "guests", refusal),
            Refusal::Narrower => Self::conflict("calendar.narrower", refusal),
            Refusal::Stale => Self::conflict("calendar.stale", refusal),
            Refusal::Often { after_s } => Self::too_many("calendar.often", refusal, after_s),
            Refusal::Reminders => Self::field("calendar.reminders", "reminders", refusal),
            Refusal::Guests => Self::field("calendar.guests", "guests", refusal),
            Refusal::Shared => Self::field("calendar.shared", "guests", refusal),
            Refusal::Taken => Self::conflict("calendar.taken", refusal),
            Refusal::Stretch => Self::invalid("calendar.stretch", refusal),
            Refusal::Many => Self::conflict("calendar.many", refusal),
            Refusal::Reply => Self::field("calendar.reply", "reply", refusal),
            Refusal::File => Self::field("calendar.file", "file", refusal),
            Refusal::Shut(shut) => Self::forbidden("org.service_shut", shut),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
