//! What the wing wants of the media engine, in the wing's words: a room for a meeting, a token for somebody admitted.

use ground::MeetingId;
use sfu::{
    Event, Grant, Handle, ParticipantInfo, ParticipantQuality, Permission, Refusal, RoomOptions, Source,
    TrackKind, unless_gone,
};
use std::time::Duration;
use tokio::sync::broadcast;

use crate::sending::Sending;

/// Rooms of meetings are named so, with the id's UUID behind.
const ROOM: &str = "meet_";
/// Rooms of self-tests are named so. They are no meetings.
const SELFTEST: &str = "meet_selftest_";
/// A token opens its room for so long: longer than any meeting.
const TOKEN_LIFE: Duration = Duration::from_secs(12 * 3_600);
/// A self-test is over after so long.
pub(crate) const SELFTEST_LIFE: Duration = Duration::from_secs(180);

/// The media engine as meetings use it. Clones share it.
#[derive(Clone)]
pub struct Media(Handle);

/// What of somebody's is muted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Muted {
    /// All sound.
    Audio,
    /// All pictures.
    Video,
    /// Both.
    All,
}

impl Muted {
    const fn is(self, kind: TrackKind) -> bool {
        matches!(
            (self, kind),
            (Self::All, _) | (Self::Audio, TrackKind::Audio) | (Self::Video, TrackKind::Video)
        )
    }
}

/// The engine takes nobody more, or has stopped.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum Closed {
    /// No more rooms or participants.
    #[error("the media engine is full")]
    Full,
    /// The house is stopping.
    #[error("the media engine has stopped")]
    Stopped,
}

/// The room of a meeting.
pub(crate) fn room_of(meeting: MeetingId) -> String {
    format!("{ROOM}{}", ground::uuid::Uuid::from_bytes(meeting.bytes()).as_hyphenated())
}

/// The meeting of a room; `None` for rooms that are none of a meeting.
pub(crate) fn meeting_of(room: &str) -> Option<MeetingId> {
    let id = room.strip_prefix(ROOM)?;
    format!("{}_{id}", MeetingId::PREFIX).parse().ok()
}

impl Media {
    /// Meetings over this engine.
    pub const fn new(handle: Handle) -> Self {
        Self(handle)
    }

    /// Makes the meeting's room, or finds it.
    pub(crate) async fn open(&self, meeting: MeetingId) -> Result<(), Closed> {
        match self.0.create_room(&room_of(meeting), RoomOptions::default()).await {
            Ok(_) => Ok(()),
            Err(Refusal::Stopped) => Err(Closed::Stopped),
            Err(_) => Err(Closed::Full),
        }
    }

    /// A token by which this identity enters the meeting's room and sends what it may. It carries no name.
    pub(crate) fn token(&self, meeting: MeetingId, identity: &str, sending: &Sending) -> String {
        let (can_publish, sources) = granted(sending);
        self.0.token(&Grant {
            ttl: TOKEN_LIFE,
            can_publish,
            sources,
            ..Grant::full(room_of(meeting), identity)
        })
    }

    /// Changes what somebody in the room may send; what he sends and may no longer ends at once. Nobody there is no
    /// error.
    pub(crate) async fn allow(&self, meeting: MeetingId, identity: &str, sending: &Sending) {
        let (can_publish, sources) = granted(sending);
        let permission = Permission { can_publish, can_subscribe: true, can_publish_data: true, sources };
        let set = self.0.set_permission(&room_of(meeting), identity, permission).await;
        unless_gone(set, "changing what a participant may send");
    }

    /// Ends the meeting's room; everybody in it is told. No such room is no error.
    pub(crate) async fn close(&self, meeting: MeetingId) {
        unless_gone(self.0.delete_room(&room_of(meeting)).await, "closing a room");
    }

    /// Puts somebody out of the meeting's room. Nobody there is no error.
    pub(crate) async fn remove(&self, meeting: MeetingId, identity: &str) {
        unless_gone(self.0.remove(&room_of(meeting), identity).await, "removing a participant");
    }

    /// Mutes what somebody publishes now. Only its publisher can make it heard again.
    pub(crate) async fn mute(&self, meeting: MeetingId, identity: &str, what: Muted) {
        let room = room_of(meeting);
        let tracks = self.present(meeting).await.into_iter().filter(|one| one.identity == identity);
        for track in tracks.flat_map(|one| one.tracks).filter(|track| !track.muted && what.is(track.kind)) {
            unless_gone(self.0.mute(&room, &track.sid, true).await, "muting a track");
        }
    }

    /// Who is in the meeting's room now.
    pub(crate) async fn present(&self, meeting: MeetingId) -> Vec<ParticipantInfo> {
        self.0.participants(&room_of(meeting)).await.unwrap_or_default()
    }

    /// How everybody's sound and pictures fare in the meeting's room now.
    pub(crate) async fn quality(&self, meeting: MeetingId) -> Vec<ParticipantQuality> {
        self.0.quality(&room_of(meeting)).await.unwrap_or_default()
    }

    /// What happens from now on.
    pub(crate) fn events(&self) -> broadcast::Receiver<Event> {
        self.0.events()
    }

    /// A room of its own for a self-test, and the token into it.
    pub(crate) async fn selftest(&self, name: &str) -> Result<String, Closed> {
        let room = format!("{SELFTEST}{name}");
        let options = RoomOptions { empty_timeout_s: 60, max_participants: 2 };
        self.0.create_room(&room, options).await.map_err(|refusal| match refusal {
            Refusal::Stopped => Closed::Stopped,
            _ => Closed::Full,
        })?;
        Ok(self.0.token(&Grant { ttl: SELFTEST_LIFE, ..Grant::full(room, name) }))
    }

    /// Ends the rooms of self-tests that were made before this instant (milliseconds since 1970 of the engine's clock).
    pub(crate) async fn end_selftests(&self, before_unix_ms: i64) {
        for room in self.0.rooms().await.unwrap_or_default() {
            if room.name.starts_with(SELFTEST) && room.created_at_unix_ms < before_unix_ms {
                unless_gone(self.0.delete_room(&room.name).await, "ending a self-test");
            }
        }
    }
}

/// The engine takes no sources for all of them.
fn granted(sending: &Sending) -> (bool, Vec<Source>) {
    match sending {
        Sending::Everything => (true, Vec::new()),
        Sending::Only(sources) => (!sources.is_empty(), sources.clone()),
    }
}

/// Whether nothing of this participant is heard.
pub(crate) fn is_silent(participant: &ParticipantInfo) -> bool {
    participant.tracks.iter().all(|track| track.muted || track.source != Source::Microphone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_names_its_meeting_and_no_other_room_does() {
        let id = MeetingId::fresh(&ground::Clock::system());
        assert_eq!(meeting_of(&room_of(id)), Some(id));
        assert_eq!(meeting_of("meet_selftest_00"), None);
        assert_eq!(meeting_of("call_01890000-0000-7000-8000-000000000000"), None);
    }
}
