//! What calls want of the media engine, in the wing's words: a room for a call, a token for somebody in it.

use sfu::{Event, Grant, Handle, Permission, RoomOptions, Source, unless_gone};
use std::time::Duration;
use tokio::sync::broadcast;

use super::CallId;
use super::rules::PEOPLE_MAX;

/// Rooms of calls are named so, with the id's UUID behind.
const ROOM: &str = "call_";
/// A token opens its room for so long: longer than any call.
const TOKEN_LIFE: Duration = Duration::from_secs(12 * 3_600);

/// What is sent in a call.
const SOURCES: [Source; 2] = [Source::Microphone, Source::Camera];

/// The media engine as calls use it. Clones share it.
#[derive(Clone)]
pub(super) struct Media(Handle);

/// The room of a call.
pub(super) fn room_of(call: CallId) -> String {
    format!("{ROOM}{}", ground::uuid::Uuid::from_bytes(call.bytes()).as_hyphenated())
}

/// The call of a room; `None` for rooms that are none of a call.
pub(super) fn call_of(room: &str) -> Option<CallId> {
    let id = room.strip_prefix(ROOM)?;
    format!("{}_{id}", CallId::PREFIX).parse().ok()
}

impl Media {
    /// Calls over this engine.
    pub(super) const fn new(handle: Handle) -> Self {
        Self(handle)
    }

    /// Makes the call's room, or finds it; `false` where the engine takes no more, or has stopped.
    pub(super) async fn open(&self, call: CallId) -> bool {
        let most = u32::try_from(PEOPLE_MAX).unwrap_or(u32::MAX);
        let options = RoomOptions { max_participants: most, ..RoomOptions::default() };
        self.0.create_room(&room_of(call), options).await.is_ok()
    }

    /// A token by which this identity enters the call's room, with microphone and camera where it may send. It carries no
    /// name.
    pub(super) fn token(&self, call: CallId, identity: &str, may_send: bool) -> String {
        self.0.token(&Grant {
            ttl: TOKEN_LIFE,
            can_publish: may_send,
            sources: SOURCES.to_vec(),
            ..Grant::full(room_of(call), identity)
        })
    }

    /// Changes whether somebody in the room may send; what he sends and may no longer ends at once. Nobody there is no
    /// error.
    pub(super) async fn allow(&self, call: CallId, identity: &str, may_send: bool) {
        let permission = Permission {
            can_publish: may_send,
            can_subscribe: true,
            can_publish_data: true,
            sources: SOURCES.to_vec(),
        };
        let set = self.0.set_permission(&room_of(call), identity, permission).await;
        unless_gone(set, "changing what somebody in a call may send");
    }

    /// Ends the call's room. No such room is no error.
    pub(super) async fn close(&self, call: CallId) {
        unless_gone(self.0.delete_room(&room_of(call)).await, "closing the room of a call");
    }

    /// Puts somebody out of the call's room. Nobody there is no error.
    pub(super) async fn remove(&self, call: CallId, identity: &str) {
        unless_gone(self.0.remove(&room_of(call), identity).await, "putting somebody out of a call");
    }

    /// Who is in the call's room now.
    pub(super) async fn present(&self, call: CallId) -> Vec<String> {
        let there = self.0.participants(&room_of(call)).await.unwrap_or_default();
        there.into_iter().map(|one| one.identity).collect()
    }

    /// The calls that have a room now.
    pub(super) async fn rooms(&self) -> Vec<CallId> {
        self.0.rooms().await.unwrap_or_default().iter().filter_map(|room| call_of(&room.name)).collect()
    }

    /// What happens from now on.
    pub(super) fn events(&self) -> broadcast::Receiver<Event> {
        self.0.events()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_names_its_call_and_no_other_room_does() {
        let id = CallId::fresh(&ground::Clock::system());
        assert_eq!(call_of(&room_of(id)), Some(id));
        assert_eq!(call_of("meet_01890000-0000-7000-8000-000000000000"), None);
    }
}
