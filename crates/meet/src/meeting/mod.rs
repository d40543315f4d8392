//! Meetings: somebody starts one, others enter by its number, the host directs it until it ends.
//!
//! - A number of nine random digits names at most one open meeting; guessing is limited per address and in the house.
//! - Who was admitted has one identity in the meeting, opaque and for good: who falls out comes back as the same.
//! - Who was removed does not come back, neither as a person nor as a guest from the same browser, until the host lets
//!   him; a locked meeting takes nobody new; a guest enters only where the host allows.
//! - A passcode is compared by its keyed fingerprint, never stored, and its fingerprint goes when the meeting ends.
//! - A meeting ends when its host says so, or when nobody was in it for ten minutes.
//!
//! Tables: `meet_meeting`, `meet_participant`. Tells: `meeting.started`, `meeting.joined`, `meeting.removed`,
//! `meeting.readmitted`, `meeting.ended`. Knows nothing of what is said or written in a meeting.

mod actions;
mod deeds;
mod grounds;
mod http;
mod jobs;
pub(crate) mod kept;
mod limits;
mod marks;
mod rules;
mod sharing;
pub(crate) mod store;
mod views;

pub use actions::open;
pub(crate) use deeds::deeds;
pub(crate) use grounds::shares_a_meeting;
pub use http::routes;
pub(crate) use http::{MeetingPath, RoleView};
pub(crate) use jobs::jobs;
pub(crate) use rules::{Number, Title};
pub(crate) use views::{held, sealed_names, see};

use ground::{
    Attr, DeviceId, Erasure, Export, Fault, Guarded, MeetingId, OrgId, PersonId, Problem, Resource,
    TableDecl, Timestamp,
};
use policy::{Category, Personal};
use vault::{Field, Sealed, Subject};
use yard::account::Name;

use crate::media::Closed;

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "meet_meeting",
        owner: "person",
        lifetime: "passcode until the end; title as retention says of meeting-title, removed by retention.sweep",
        export: Export::Person,
        erasure: Erasure::Keys,
        plain: &["id", "number", "host", "org", "guests", "locked", "started_at", "empty_since", "ended_at"],
        sealed: &["title", "passcode_index"],
    },
    TableDecl {
        name: "meet_participant",
        owner: "person",
        lifetime: "as retention says of meeting-participation, names of guests of guest-name, marks until the end of the \
            meeting; removed by retention.sweep and meet.sweep",
        export: Export::Person,
        erasure: Erasure::Keys,
        plain: &[
            "id",
            "meeting",
            "person",
            "identity",
            "role",
            "device",
            "admitted_at",
            "removed_at",
            "former",
        ],
        sealed: &["name", "door_mark", "key_mark", "own_mark"],
    },
];

/// The column of a passcode's keyed fingerprint; the passcode itself is stored nowhere.
pub(crate) const PASSCODE: Field<String> =
    Field::declare("meet_meeting", "passcode_index", Category::MeetingPasscode);

/// A meeting.
#[derive(Personal)]
#[personal(table = "meet_meeting")]
pub(crate) struct Meeting {
    /// Its id.
    pub id: MeetingId,
    /// How people find it.
    pub number: Number,
    /// Who directs it.
    pub host: PersonId,
    /// The organisation in whose name it is held.
    pub org: Option<OrgId>,
    /// What it is called.
    #[personal(category = "meeting-title")]
    pub title: Option<Sealed<Title>>,
    /// The keyed fingerprint of its passcode.
    pub passcode: Option<[u8; 16]>,
    /// Whether people without an account may enter.
    pub guests: bool,
    /// Whether nobody new may enter.
    pub locked: bool,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

impl Meeting {
    /// Whose the title is: the organisation's in whose name the meeting is held, else the host's.
    pub(crate) fn subject(host: PersonId, org: Option<OrgId>) -> Subject {
        org.map_or(Subject::Person(host), Subject::Org)
    }
}

/// What somebody is in a meeting.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// Directs it.
    Host,
    /// Takes part, with an account.
    Participant,
    /// Takes part without one.
    Guest,
}

impl Role {
    const fn word(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Participant => "participant",
            Self::Guest => "guest",
        }
    }

    fn from_word(word: &str) -> Result<Self, Fault> {
        [Self::Host, Self::Participant, Self::Guest]
            .into_iter()
            .find(|role| role.word() == word)
            .ok_or_else(|| Fault::new("a participant's role is none"))
    }
}

/// Somebody who was admitted to a meeting.
#[derive(Personal)]
#[personal(table = "meet_participant")]
pub(crate) struct Participant {
    /// The row.
    pub id: [u8; 16],
    /// The meeting.
    pub meeting: MeetingId,
    /// Who; a guest's id exists in this meeting alone.
    pub person: PersonId,
    /// Who it is to the others and to the media engine.
    pub identity: String,
    /// What it is here.
    pub role: Role,
    /// What a guest calls himself.
    #[personal(category = "guest-name")]
    pub name: Option<Sealed<Name>>,
    /// A guest's session.
    pub device: Option<DeviceId>,
    /// When the host put it out.
    pub removed_at: Option<Timestamp>,
}

/// A meeting as the policies see it, for one who asks.
pub(crate) struct Seen {
    /// The meeting.
    pub meeting: Meeting,
    /// Who asks, where he is admitted and not removed.
    pub present: Option<PersonId>,
}

impl Seen {
    /// The meeting, where it has not ended.
    fn open(self) -> Result<Meeting, Refusal> {
        if self.meeting.ended_at.is_some() { Err(Refusal::Ended) } else { Ok(self.meeting) }
    }
}

impl Guarded for Seen {
    fn resource(&self) -> Resource {
        let org = self.meeting.org.map(|org| org.to_string()).unwrap_or_default();
        let attrs = vec![
            ("host", Attr::Id(self.meeting.host.to_string())),
            ("org", Attr::Id(org)),
            ("guests", Attr::Bool(self.meeting.guests)),
            ("present", Attr::Ids(self.present.iter().map(ToString::to_string).collect())),
        ];
        Resource { kind: "Meeting", id: self.meeting.id.to_string(), attrs }
    }
}

/// How meetings say no.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such meeting, or none to know of.
    #[error("there is no such meeting")]
    Unknown,
    /// There is no such participant.
    #[error("there is nobody of this identity in the meeting")]
    ParticipantUnknown,
    /// It is over.
    #[error("the meeting has ended")]
    Ended,
    /// It has a passcode, and this is not it.
    #[error("the passcode is not right")]
    PasscodeWrong,
    /// The host has locked it.
    #[error("the meeting is locked")]
    Locked,
    /// The host wants people with an account.
    #[error("this meeting is not open to guests; sign in first")]
    GuestsClosed,
    /// The host has put this person out.
    #[error("the host has removed you from this meeting")]
    Removed,
    /// Only the host may.
    #[error("only the host of the meeting may do this")]
    NotHost,
    /// A program named nobody who directs the meeting.
    #[error("a meeting that a program starts needs a host who belongs to the organisation")]
    HostMissing,
    /// Somebody else was named as host.
    #[error("whoever starts a meeting is its host; only a program names another")]
    HostNotYours,
    /// The host does not belong to the organisation.
    #[error("there is no such member")]
    HostUnknown,
    /// The host cannot be removed.
    #[error("the host cannot be removed; end the meeting instead")]
    HostStays,
    /// Too many guesses.
    #[error("too many numbers or passcodes were tried")]
    GuessLimit {
        /// Seconds after which to try again.
        after_s: u64,
    },
    /// Too many meetings or self-tests were started.
    #[error("too many were started")]
    StartLimit {
        /// Seconds after which to try again.
        after_s: u64,
    },
    /// The title cannot be one.
    #[error("a title has at most 100 characters and no control characters")]
    TitleWrong,
    /// The passcode cannot be one.
    #[error("a passcode has 4 to 32 characters without blanks")]
    PasscodeShape,
    /// There is no such organisation of one's own.
    #[error("there is no such organisation, or it is not yours")]
    OrgUnknown,
    /// A long silent number was opened by SMS alone.
    #[error("this number was silent for long: prove in a second way that it is you")]
    SecondProof,
    /// The media engine takes nobody.
    #[error(transparent)]
    Media(#[from] Closed),
    /// What a guest calls himself cannot be a name.
    #[error(transparent)]
    Name(yard::account::Refusal),
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
            Refusal::Unknown => Self::not_found("meeting.unknown", refusal),
            Refusal::ParticipantUnknown => Self::not_found("meeting.participant_unknown", refusal),
            Refusal::Ended => Self::new(axum::http::StatusCode::GONE, "meeting.ended", refusal),
            Refusal::PasscodeWrong => Self::forbidden("meeting.passcode_wrong", refusal),
            Refusal::Locked => Self::forbidden("meeting.locked", refusal),
            Refusal::GuestsClosed => Self::forbidden("meeting.guests_closed", refusal),
            Refusal::Removed => Self::forbidden("meeting.removed", refusal),
            Refusal::NotHost => Self::forbidden("meeting.not_host", refusal),
            Refusal::HostMissing => Self::field("meeting.host_missing", "host", refusal),
            Refusal::HostNotYours => Self::forbidden("meeting.host_not_yours", refusal),
            Refusal::HostUnknown => Self::not_found("org.member_unknown", refusal),
            Refusal::HostStays => Self::conflict("meeting.host_stays", refusal),
            Refusal::GuessLimit { after_s } => Self::too_many("meeting.guess_limit", refusal, after_s),
            Refusal::StartLimit { after_s } => Self::too_many("meeting.start_limit", refusal, after_s),
            Refusal::TitleWrong => Self::field("meeting.title_wrong", "title", refusal),
            Refusal::PasscodeShape => Self::field("meeting.passcode_shape", "passcode", refusal),
            Refusal::OrgUnknown => Self::not_found("org.unknown", refusal),
            Refusal::SecondProof => Self::forbidden("session.second_proof_needed", refusal),
            Refusal::Media(closed) => {
                let code = if closed == Closed::Full { "meeting.full" } else { "media.stopped" };
                Self::new(axum::http::StatusCode::SERVICE_UNAVAILABLE, code, closed)
            }
            Refusal::Name(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
