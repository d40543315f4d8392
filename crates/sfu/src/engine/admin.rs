//! What the house and the API may do with rooms.

use std::collections::HashMap;
use std::time::Instant;

use livekit_protocol::{
    self as proto, DisconnectReason, ParticipantPermission, TrackType, leave_request,
    signal_response::Message,
};

use super::room::Room;
use super::{Engine, PeerKey, RoomKey, TrackKey, limits};
use crate::handle::{ParticipantInfo, Permission, Refusal, RoomInfo, RoomOptions, TrackInfo, TrackKind};
use crate::token::Source;

impl Engine {
    /// Makes a room, or finds it and takes the new options.
    ///
    /// # Errors
    /// `Full`, `TooLong`.
    pub fn create_room(
        &mut self,
        now: Instant,
        name: &str,
        options: RoomOptions,
    ) -> Result<RoomInfo, Refusal> {
        let key = self.open_room(now, name, Some(options))?;
        self.rooms.get(key).map(info).ok_or(Refusal::UnknownRoom)
    }

    /// Ends a room; everybody in it is told.
    ///
    /// # Errors
    /// `UnknownRoom`.
    pub fn delete_room(&mut self, now: Instant, name: &str) -> Result<(), Refusal> {
        let key = self.room_key(name).ok_or(Refusal::UnknownRoom)?;
        let peers = self.rooms.get(key).map(|r| r.peers.clone()).unwrap_or_default();
        for peer in peers {
            self.put_out(now, peer, DisconnectReason::RoomDeleted, leave_request::Action::Disconnect);
        }
        self.end_room(key);
        Ok(())
    }

    /// All rooms.
    #[must_use]
    pub fn rooms(&self) -> Vec<RoomInfo> {
        self.rooms.values().map(info).collect()
    }

    /// All rooms, in the protocol's words; with names, only those.
    #[must_use]
    pub fn rooms_proto(&self, names: &[String]) -> Vec<proto::Room> {
        let wanted = |room: &&Room| names.is_empty() || names.contains(&room.name);
        self.rooms.values().filter(wanted).map(Room::proto).collect()
    }

    /// Who is in a room.
    #[must_use]
    pub fn participants(&self, room: &str) -> Vec<ParticipantInfo> {
        let room = self.room_key(room).and_then(|r| self.rooms.get(r));
        let peers = room.map(|r| r.peers.as_slice()).unwrap_or_default();
        peers.iter().filter_map(|key| self.participant_info(*key)).collect()
    }

    fn participant_info(&self, key: PeerKey) -> Option<ParticipantInfo> {
        let peer = self.peers.get(key)?;
        let track = |key: &TrackKey| {
            let track = self.tracks.get(*key)?;
            let audio = track.info.r#type == TrackType::Audio as i32;
            Some(TrackInfo {
                sid: track.info.sid.clone(),
                kind: if audio { TrackKind::Audio } else { TrackKind::Video },
                source: Source::from_number(track.info.source),
                muted: track.info.muted,
            })
        };
        Some(ParticipantInfo {
            identity: peer.identity.clone(),
            sid: peer.sid.clone(),
            tracks: peer.tracks.iter().filter_map(track).collect(),
            joined_at_unix_ms: peer.joined_ms,
        })
    }

    /// Who is in a room, in the protocol's words.
    ///
    /// # Errors
    /// `UnknownRoom`.
    pub fn participants_proto(&self, room: &str) -> Result<Vec<proto::ParticipantInfo>, Refusal> {
        let room = self.room_key(room).and_then(|r| self.rooms.get(r)).ok_or(Refusal::UnknownRoom)?;
        Ok(room.peers.iter().filter_map(|key| self.participant(*key)).collect())
    }

    fn find(&self, room: &str, identity: &str) -> Result<(RoomKey, PeerKey), Refusal> {
        let key = self.room_key(room).ok_or(Refusal::UnknownRoom)?;
        let room = self.rooms.get(key).ok_or(Refusal::UnknownRoom)?;
        let peer = room.by_identity.get(identity).copied().ok_or(Refusal::UnknownParticipant)?;
        Ok((key, peer))
    }

    /// One participant, in the protocol's words.
    ///
    /// # Errors
    /// `UnknownRoom`, `UnknownParticipant`.
    pub fn participant_proto(&self, room: &str, identity: &str) -> Result<proto::ParticipantInfo, Refusal> {
        let (_, peer) = self.find(room, identity)?;
        self.participant(peer).ok_or(Refusal::UnknownParticipant)
    }

    /// Removes a participant; its tokens made up to now open the room no more while the room lives.
    ///
    /// # Errors
    /// `UnknownRoom`, `UnknownParticipant`.
    pub fn remove(&mut self, now: Instant, room: &str, identity: &str) -> Result<(), Refusal> {
        let until = self.unix_ms(now) / 1000;
        let key = self.room_key(room).ok_or(Refusal::UnknownRoom)?;
        let room = self.rooms.get_mut(key).ok_or(Refusal::UnknownRoom)?;
        if room.removed.len() >= limits::REMOVED
            && let Some(oldest) =
                room.removed.iter().min_by_key(|(_, until)| **until).map(|(who, _)| who.clone())
        {
            room.removed.remove(&oldest);
        }
        room.removed.insert(identity.to_owned(), until);
        let peer = room.by_identity.get(identity).copied().ok_or(Refusal::UnknownParticipant)?;
        self.put_out(now, peer, DisconnectReason::ParticipantRemoved, leave_request::Action::Disconnect);
        Ok(())
    }

    /// Mutes a track or lets it be heard again.
    ///
    /// # Errors
    /// `UnknownRoom`, `UnknownTrack`.
    pub fn mute(&mut self, now: Instant, room: &str, track_sid: &str, muted: bool) -> Result<(), Refusal> {
        let key = self.room_key(room).ok_or(Refusal::UnknownRoom)?;
        let track = self.track_by_sid(key, track_sid).ok_or(Refusal::UnknownTrack)?;
        let owner = self.tracks.get(track).map(|t| t.peer).ok_or(Refusal::UnknownTrack)?;
        let request = proto::MuteTrackRequest { sid: track_sid.to_owned(), muted };
        self.signal(owner, Message::Mute(request));
        self.set_muted(now, track, muted);
        Ok(())
    }

    /// A track's owner and description.
    ///
    /// # Errors
    /// `UnknownRoom`, `UnknownTrack`.
    pub fn track_proto(&self, room: &str, track_sid: &str) -> Result<proto::TrackInfo, Refusal> {
        let key = self.room_key(room).ok_or(Refusal::UnknownRoom)?;
        let track = self.track_by_sid(key, track_sid).ok_or(Refusal::UnknownTrack)?;
        self.tracks.get(track).map(|t| t.info.clone()).ok_or(Refusal::UnknownTrack)
    }

    /// Changes what a participant may do.
    ///
    /// # Errors
    /// `UnknownRoom`, `UnknownParticipant`.
    pub fn set_permission(
        &mut self,
        now: Instant,
        room: &str,
        identity: &str,
        permission: Permission,
    ) -> Result<(), Refusal> {
        let (_, peer) = self.find(room, identity)?;
        let before = self.peers.get(peer).map(|p| p.permission.clone()).unwrap_or_default();
        let changed = ParticipantPermission {
            can_publish: permission.can_publish,
            can_subscribe: permission.can_subscribe,
            can_publish_data: permission.can_publish_data,
            can_publish_sources: permission.sources.into_iter().map(Source::number).collect(),
            ..before
        };
        self.apply_permission(now, peer, changed);
        Ok(())
    }

    /// Applies a permission: what may no longer be published or received ends.
    fn apply_permission(&mut self, now: Instant, key: PeerKey, permission: ParticipantPermission) {
        let Some(peer) = self.peers.get_mut(key) else { return };
        let received = peer.permission.can_subscribe;
        peer.permission = permission;
        let receives = peer.permission.can_subscribe;
        let own = peer.tracks.clone();
        for track in own {
            let source = self.tracks.get(track).map_or(0, |t| t.info.source);
            if self.peers.get(key).is_some_and(|p| !p.may_publish(source)) {
                let track_sid = self.tracks.get(track).map(|t| t.info.sid.clone()).unwrap_or_default();
                self.remove_track(track);
                let told = proto::TrackUnpublishedResponse { track_sid };
                self.signal(key, Message::TrackUnpublished(told));
            }
        }
        self.announce_peer(key);
        if receives && !received {
            self.subscribe_to_all(now, key);
        } else if received && !receives {
            let held = self.peers.get(key).and_then(|p| self.links.get(p.subscribe));
            let tracks: Vec<_> =
                held.map(|l| l.sections.iter().filter_map(|s| s.assigned).collect()).unwrap_or_default();
            for track in tracks {
                self.unwant(key, track);
            }
        }
    }

    /// Changes name, texts and permission of a participant, as the API words it.
    ///
    /// # Errors
    /// `UnknownRoom`, `UnknownParticipant`, `TooLong`.
    pub fn update_participant(
        &mut self,
        now: Instant,
        request: proto::UpdateParticipantRequest,
    ) -> Result<proto::ParticipantInfo, Refusal> {
        let (_, peer) = self.find(&request.room, &request.identity)?;
        let size: usize = request.attributes.iter().map(|(k, v)| k.len() + v.len()).sum();
        if request.metadata.len() + size > limits::METADATA_BYTES || request.name.len() > limits::NAME_BYTES {
            return Err(Refusal::TooLong);
        }
        if let Some(permission) = request.permission {
            self.apply_permission(now, peer, permission);
        }
        if !request.name.is_empty() || !request.metadata.is_empty() || !request.attributes.is_empty() {
            let attributes: HashMap<_, _> = request.attributes.into_iter().collect();
            self.apply_metadata(peer, request.name, request.metadata, attributes);
        }
        self.participant(peer).ok_or(Refusal::UnknownParticipant)
    }

    /// Changes the text of a room.
    ///
    /// # Errors
    /// `UnknownRoom`, `TooLong`.
    pub fn update_room(&mut self, name: &str, metadata: &str) -> Result<proto::Room, Refusal> {
        if metadata.len() > limits::METADATA_BYTES {
            return Err(Refusal::TooLong);
        }
        let key = self.room_key(name).ok_or(Refusal::UnknownRoom)?;
        let room = self.rooms.get_mut(key).ok_or(Refusal::UnknownRoom)?;
        metadata.clone_into(&mut room.metadata);
        let room = room.proto();
        self.broadcast(key, None, Message::RoomUpdate(proto::RoomUpdate { room: Some(room.clone()) }));
        Ok(room)
    }

    /// Changes what a participant receives.
    ///
    /// # Errors
    /// `UnknownRoom`, `UnknownParticipant`.
    pub fn update_subscriptions(
        &mut self,
        now: Instant,
        room: &str,
        identity: &str,
        update: &proto::UpdateSubscription,
    ) -> Result<(), Refusal> {
        let (_, peer) = self.find(room, identity)?;
        self.on_subscription(now, peer, update);
        Ok(())
    }

    /// Tells every client that the server goes away; they come back by themselves.
    pub fn shut_down(&mut self, now: Instant) {
        let peers: Vec<PeerKey> = self.peers.keys().collect();
        for peer in peers {
            self.put_out(now, peer, DisconnectReason::ServerShutdown, leave_request::Action::Reconnect);
        }
    }
}

fn info(room: &Room) -> RoomInfo {
    RoomInfo {
        name: room.name.clone(),
        sid: room.sid.clone(),
        participants: u32::try_from(room.peers.len()).unwrap_or(u32::MAX),
        created_at_unix_ms: room.created_ms,
    }
}
