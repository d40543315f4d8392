//! What the intercom wants of the media engine: a room for a call, and a token for somebody in it.

use sfu::{Grant, Handle, Refusal, RoomOptions, Seat, SeatSends, Source, unless_gone};
use std::time::Duration;

use super::{DutyId, IntercomId};
use crate::thing::LookId;

/// A token opens its room for so long: longer than any call.
const TOKEN_LIFE: Duration = Duration::from_secs(900);
/// The station, and those of a home.
const PEOPLE_MAX: u32 = 64;

/// The media engine as the intercom uses it.
pub(crate) struct Media(Handle);

/// The room of a call: named by what it is, with the UUID behind.
pub(crate) struct Room(String);

impl Room {
    fn of(kind: &str, id: [u8; 16]) -> Self {
        Self(format!("{kind}_{}", ground::uuid::Uuid::from_bytes(id).as_hyphenated()))
    }
}

impl From<IntercomId> for Room {
    fn from(id: IntercomId) -> Self {
        Self::of("door", id.bytes())
    }
}

impl From<DutyId> for Room {
    fn from(id: DutyId) -> Self {
        Self::of("duty", id.bytes())
    }
}

impl From<LookId> for Room {
    fn from(id: LookId) -> Self {
        Self::of("look", id.bytes())
    }
}

impl Media {
    pub(super) const fn new(handle: Handle) -> Self {
        Self(handle)
    }

    /// Takes the seat of a call's room.
    pub(crate) async fn seat(
        &self,
        call: impl Into<Room>,
        identity: &str,
        sends: SeatSends,
    ) -> Result<Seat, Refusal> {
        self.0.seat(&call.into().0, identity, sends).await
    }

    /// Makes the call's room; `false` where the engine takes no more.
    pub(crate) async fn open(&self, call: impl Into<Room>) -> bool {
        let options = RoomOptions { max_participants: PEOPLE_MAX, ..RoomOptions::default() };
        self.0.create_room(&call.into().0, options).await.is_ok()
    }

    /// A token by which somebody sees the visitor, and hears who is there; with `speaks` he is heard. It carries no name.
    pub(crate) fn token(&self, call: impl Into<Room>, identity: &str, speaks: bool) -> String {
        self.signed((call.into(), identity), speaks, TOKEN_LIFE)
    }

    /// The same to see what ends by itself, for as long as that lasts.
    pub(crate) fn token_for(&self, call: impl Into<Room>, identity: &str, lasts: Duration) -> String {
        self.signed((call.into(), identity), false, lasts)
    }

    fn signed(&self, (room, identity): (Room, &str), speaks: bool, ttl: Duration) -> String {
        self.0.token(&Grant {
            ttl,
            can_publish: speaks,
            sources: vec![Source::Microphone],
            ..Grant::full(room.0, identity)
        })
    }

    /// Puts somebody out of a room, which his token opens no more. That he is not there is no error.
    pub(crate) async fn put_out(&self, call: impl Into<Room>, identity: &str) {
        unless_gone(self.0.remove(&call.into().0, identity).await, "putting somebody out of a room");
    }

    /// Ends the call's room. No such room is no error.
    pub(crate) async fn close(&self, call: impl Into<Room>) {
        unless_gone(self.0.delete_room(&call.into().0).await, "closing the room of a call");
    }
}
