//! The handle by which the house speaks to its media node.

use std::sync::Arc;

use tokio::sync::broadcast;

use crate::engine::SeatSends;
use crate::node::{Inner, Seat};
use crate::token::{Grant, Source};

/// A way to a running [`crate::Node`]; cheap to clone. After the node has stopped, every wish is refused.
#[derive(Clone)]
pub struct Handle {
    pub(crate) inner: Arc<Inner>,
}

/// What happened in a room. Slow receivers lose the oldest ones (see [`broadcast`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A participant entered.
    Joined {
        /// The room's name.
        room: String,
        /// Who.
        identity: String,
        /// When, in milliseconds since 1970.
        at_unix_ms: i64,
    },
    /// A participant is gone for good: left, was removed, or did not come back in time.
    Left {
        /// The room's name.
        room: String,
        /// Who.
        identity: String,
        /// When, in milliseconds since 1970.
        at_unix_ms: i64,
        /// Whether it was removed by the house or the API.
        removed: bool,
    },
    /// The room is no more.
    RoomEnded {
        /// The room's name.
        room: String,
    },
}

/// How a room is kept.
#[derive(Clone, Copy, Debug, Default)]
pub struct RoomOptions {
    /// Seconds an empty room waits for its first participant; 0 means five minutes.
    pub empty_timeout_s: u32,
    /// The largest number of participants; 0 means the node's setting.
    pub max_participants: u32,
}

/// A room as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomInfo {
    /// Its name.
    pub name: String,
    /// Its id of this life; a room of the same name made later has another.
    pub sid: String,
    /// How many are in it.
    pub participants: u32,
    /// When it was made, in milliseconds since 1970.
    pub created_at_unix_ms: i64,
}

/// Sound, picture or data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrackKind {
    /// Sound.
    Audio,
    /// Picture.
    Video,
}

/// A published track as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackInfo {
    /// Its id.
    pub sid: String,
    /// Sound or picture.
    pub kind: TrackKind,
    /// Camera, microphone, screen.
    pub source: Source,
    /// Whether it is muted.
    pub muted: bool,
}

/// A participant as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParticipantInfo {
    /// The identity of its token.
    pub identity: String,
    /// Its id of this session.
    pub sid: String,
    /// What it publishes.
    pub tracks: Vec<TrackInfo>,
    /// When it entered, in milliseconds since 1970.
    pub joined_at_unix_ms: i64,
}

/// What is lost of somebody's sound and pictures, in shares between 0 and 1; `None` where nothing flows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Losses {
    /// Of the sound.
    pub audio: Option<f32>,
    /// Of the pictures.
    pub video: Option<f32>,
}

/// How a participant's sound and pictures fare now. Numbers alone, and none of them is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct ParticipantQuality {
    /// The identity of its token.
    pub identity: String,
    /// How loud it is: 0 dBov is the loudest, -127 silence; `None` where no sound comes.
    pub volume_dbov: Option<i16>,
    /// What is lost of what it sends, before we get it.
    pub sends: Losses,
    /// What is lost of what it receives, as it reports: with the sound that had not come as far as us.
    pub receives: Losses,
}

/// Why a wish was not granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such room.
    #[error("unknown room")]
    UnknownRoom,
    /// There is no such participant in that room.
    #[error("unknown participant")]
    UnknownParticipant,
    /// There is no such track in that room.
    #[error("unknown track")]
    UnknownTrack,
    /// The room or the node takes no more.
    #[error("full")]
    Full,
    /// The message or name is too long.
    #[error("too long")]
    TooLong,
    /// The node has stopped.
    #[error("the media node has stopped")]
    Stopped,
}

/// Passes over that whatever was to change is gone already; what else went wrong is logged as `what`.
pub fn unless_gone(outcome: Result<(), Refusal>, what: &'static str) {
    match outcome {
        Ok(()) | Err(Refusal::UnknownRoom | Refusal::UnknownParticipant | Refusal::UnknownTrack) => {}
        Err(refusal) => tracing::warn!(%refusal, "{what}"),
    }
}

/// Sixteen random bytes in hex: who somebody is within one room, and nowhere else. `None` where the system gives no
/// randomness.
#[must_use]
pub fn fresh_identity() -> Option<String> {
    let mut bytes = [0; 16];
    aws_lc_rs::rand::fill(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Handle {
    /// A token of the house. It stays good over a restart when the internal secret is kept.
    #[must_use]
    pub fn token(&self, grant: &Grant) -> String {
        self.inner.keys.sign(grant, self.inner.unix_s())
    }

    /// Signs tokens with another secret from now on, and ends every room: whoever was in one, or had a token for one, has
    /// to ask the house again.
    ///
    /// # Errors
    /// `Stopped`.
    pub async fn turn_lock(&self, secret: &str) -> Result<(), Refusal> {
        self.inner.keys.turn(secret);
        for room in self.rooms().await? {
            match self.delete_room(&room.name).await {
                Ok(()) | Err(Refusal::UnknownRoom) => {}
                Err(refusal) => return Err(refusal),
            }
        }
        Ok(())
    }

    /// Makes a room, or finds it: an existing room keeps its participants and takes the new options.
    ///
    /// # Errors
    /// `Full`, `TooLong`, `Stopped`.
    pub async fn create_room(&self, name: &str, options: RoomOptions) -> Result<RoomInfo, Refusal> {
        let room = name.to_owned();
        self.inner.ask(name, move |engine, now| engine.create_room(now, &room, options)).await?
    }

    /// Ends a room; everybody in it is told.
    ///
    /// # Errors
    /// `UnknownRoom`, `Stopped`.
    pub async fn delete_room(&self, name: &str) -> Result<(), Refusal> {
        let room = name.to_owned();
        self.inner.ask(name, move |engine, now| engine.delete_room(now, &room)).await?
    }

    /// All rooms of the node.
    ///
    /// # Errors
    /// `Stopped`.
    pub async fn rooms(&self) -> Result<Vec<RoomInfo>, Refusal> {
        let mut rooms = Vec::new();
        for worker in 0..self.inner.workers() {
            rooms.extend(self.inner.ask_worker(worker, |engine, _| engine.rooms()).await?);
        }
        Ok(rooms)
    }

    /// Who is in a room now; empty when there is no such room.
    ///
    /// # Errors
    /// `Stopped`.
    pub async fn participants(&self, room: &str) -> Result<Vec<ParticipantInfo>, Refusal> {
        let name = room.to_owned();
        self.inner.ask(room, move |engine, _| engine.participants(&name)).await
    }

    /// How loud everybody in a room is and what is lost; empty when there is no such room.
    ///
    /// # Errors
    /// `Stopped`.
    pub async fn quality(&self, room: &str) -> Result<Vec<ParticipantQuality>, Refusal> {
        let name = room.to_owned();
        self.inner.ask(room, move |engine, now| engine.quality(now, &name)).await
    }

    /// Removes a participant. Tokens made up to now no longer open this room for it while the room lives.
    ///
    /// # Errors
    /// `UnknownRoom`, `UnknownParticipant`, `Stopped`.
    pub async fn remove(&self, room: &str, identity: &str) -> Result<(), Refusal> {
        let (name, identity) = (room.to_owned(), identity.to_owned());
        self.inner.ask(room, move |engine, now| engine.remove(now, &name, &identity)).await?
    }

    /// Mutes a track, or lets it be heard again. The publisher is told.
    ///
    /// # Errors
    /// `UnknownRoom`, `UnknownTrack`, `Stopped`.
    pub async fn mute(&self, room: &str, track_sid: &str, muted: bool) -> Result<(), Refusal> {
        let (name, track) = (room.to_owned(), track_sid.to_owned());
        self.inner.ask(room, move |engine, now| engine.mute(now, &name, &track, muted)).await?
    }

    /// Changes what a participant may do; what it may no longer publish ends at once.
    ///
    /// # Errors
    /// `UnknownRoom`, `UnknownParticipant`, `Stopped`.
    pub async fn set_permission(
        &self,
        room: &str,
        identity: &str,
        permission: Permission,
    ) -> Result<(), Refusal> {
        let (name, identity) = (room.to_owned(), identity.to_owned());
        self.inner
            .ask(room, move |engine, now| engine.set_permission(now, &name, &identity, permission))
            .await?
    }

    /// Takes the house's own seat in a room that was made, and speaks there from outside WebRTC.
    ///
    /// # Errors
    /// `UnknownRoom`; `Full` where its seat is taken; `TooLong`, `Stopped`.
    pub async fn seat(&self, room: &str, identity: &str, sends: SeatSends) -> Result<Seat, Refusal> {
        self.inner.seat(room, identity, sends).await
    }

    /// What happens from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.inner.events.subscribe()
    }
}

/// What a participant may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// May publish tracks.
    pub can_publish: bool,
    /// May receive tracks.
    pub can_subscribe: bool,
    /// May send data.
    pub can_publish_data: bool,
    /// Sources that may be published; empty means all.
    pub sources: Vec<Source>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_opaque_and_never_the_same() {
        let (one, other) = (fresh_identity().unwrap(), fresh_identity().unwrap());
        assert_eq!(one.len(), 32);
        assert_ne!(one, other);
    }
}
