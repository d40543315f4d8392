//! What the intercom wants of the media engine: a room for a call, and a token for somebody in it.

use sfu::{Grant, Handle, Refusal, RoomOptions, Seat, SeatSends, Source, unless_gone};
use std::time::Duration;

use super::IntercomId;

/// Rooms of calls from doors are named so, with the id's UUID behind.
const ROOM: &str = "door_";
/// A token opens its room for so long: longer than any call.
const TOKEN_LIFE: Duration = Duration::from_secs(900);
/// The station, and those of a home.
const PEOPLE_MAX: u32 = 64;

/// The media engine as the intercom uses it.
pub(super) struct Media(Handle);

/// The room of a call.
pub(super) fn room_of(call: IntercomId) -> String {
    format!("{ROOM}{}", ground::uuid::Uuid::from_bytes(call.bytes()).as_hyphenated())
}

impl Media {
    pub(super) const fn new(handle: Handle) -> Self {
        Self(handle)
    }

    /// Takes the seat of a call's room.
    pub(super) async fn seat(
        &self,
        call: IntercomId,
        identity: &str,
        sends: SeatSends,
    ) -> Result<Seat, Refusal> {
        self.0.seat(&room_of(call), identity, sends).await
    }

    /// Makes the call's room; `false` where the engine takes no more.
    pub(super) async fn open(&self, call: IntercomId) -> bool {
        let options = RoomOptions { max_participants: PEOPLE_MAX, ..RoomOptions::default() };
        self.0.create_room(&room_of(call), options).await.is_ok()
    }

    /// A token by which somebody sees the visitor; with `speaks` he is heard. It carries no name.
    pub(super) fn token(&self, call: IntercomId, identity: &str, speaks: bool) -> String {
        self.0.token(&Grant {
            ttl: TOKEN_LIFE,
            can_publish: speaks,
            sources: vec![Source::Microphone],
            ..Grant::full(room_of(call), identity)
        })
    }

    /// Ends the call's room. No such room is no error.
    pub(super) async fn close(&self, call: IntercomId) {
        unless_gone(self.0.delete_room(&room_of(call)).await, "closing the room of a call from a door");
    }
}
