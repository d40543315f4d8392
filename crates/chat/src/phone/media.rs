//! What telephones want of the media engine: a room for a call, a seat in it, a token for somebody at a page.

use sfu::{Grant, Handle, Permission, Refusal, RoomOptions, Seat, SeatSends, SeatSound, Source, unless_gone};
use std::time::Duration;

use super::PhoneId;
use super::rules::PEOPLE_MAX;

/// A token opens its room for so long: longer than any call.
const TOKEN_LIFE: Duration = Duration::from_secs(5 * 3_600);
/// Who the telephones are in the room.
pub(super) const SEAT: &str = "telephone";
/// What telephones and browsers both speak.
const SPOKEN: SeatSends = SeatSends { sound: Some(SeatSound::Pcma), picture: false };

/// The media engine as telephones use it.
pub(super) struct Media(Handle);

fn room_of(id: PhoneId) -> String {
    format!("phone_{}", ground::uuid::Uuid::from_bytes(id.bytes()).as_hyphenated())
}

impl Media {
    pub(super) const fn new(handle: Handle) -> Self {
        Self(handle)
    }

    /// Makes the call's room and takes its seat.
    ///
    /// # Errors
    /// The engine takes no more, or has stopped.
    pub(super) async fn open(&self, id: PhoneId) -> Result<Seat, Refusal> {
        let people = u32::try_from(PEOPLE_MAX).unwrap_or(u32::MAX);
        let options = RoomOptions { max_participants: people + 2, ..RoomOptions::default() };
        self.0.create_room(&room_of(id), options).await?;
        self.0.seat(&room_of(id), SEAT, SPOKEN).await
    }

    /// A token by which this identity enters the call's room, to be heard where it speaks. It carries no name.
    pub(super) fn token(&self, id: PhoneId, identity: &str, speaks: bool) -> String {
        self.0.token(&Grant {
            ttl: TOKEN_LIFE,
            can_publish: speaks,
            sources: vec![Source::Microphone],
            ..Grant::full(room_of(id), identity)
        })
    }

    /// Changes whether somebody in the room may be heard. Nobody there is no error.
    pub(super) async fn allow(&self, id: PhoneId, identity: &str, speaks: bool) {
        let permission = Permission {
            can_publish: speaks,
            can_subscribe: true,
            can_publish_data: false,
            sources: vec![Source::Microphone],
        };
        let set = self.0.set_permission(&room_of(id), identity, permission).await;
        unless_gone(set, "changing whether somebody is heard by telephones");
    }

    /// Puts somebody out of the call's room. Nobody there is no error.
    pub(super) async fn remove(&self, id: PhoneId, identity: &str) {
        unless_gone(self.0.remove(&room_of(id), identity).await, "putting somebody out of a telephone call");
    }

    /// Who is in the call's room at a page.
    pub(super) async fn present(&self, id: PhoneId) -> Vec<String> {
        let there = self.0.participants(&room_of(id)).await.unwrap_or_default();
        there.into_iter().map(|one| one.identity).filter(|identity| identity != SEAT).collect()
    }

    /// Ends the call's room. No such room is no error.
    pub(super) async fn close(&self, id: PhoneId) {
        unless_gone(self.0.delete_room(&room_of(id)).await, "closing the room of a telephone call");
    }
}
