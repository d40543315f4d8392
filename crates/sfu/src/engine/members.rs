//! Participants: how one enters, resumes a broken session, leaves or is put out.

use std::collections::HashMap;
use std::time::Instant;

use livekit_protocol::{
    self as proto, DisconnectReason, ParticipantPermission, leave_request, participant_info,
    signal_response::Message,
};

use super::publish::{Announced, Unbound};
use super::room::{codecs, sid};
use super::seat::{SeatHeard, SeatId};
use super::{At, ConnId, Engine, LinkKey, Output, PeerKey, RoomKey, TrackKey, limits};
use crate::handle::Event;
use crate::signal::{JoinParams, Mode};
use crate::token::Bearer;

/// Seconds between a client's pings, and after how many without answer it gives the connection up.
const PING_INTERVAL_S: i32 = 5;
const PING_TIMEOUT_S: i32 = 12;

/// The version we tell; clients choose by it what they may ask.
const SERVER_VERSION: &str = "1.9.0";

/// The protocol we speak.
const PROTOCOL: i32 = 16;

/// A participant.
pub(crate) struct Peer {
    pub(crate) room: RoomKey,
    pub(crate) identity: String,
    pub(crate) sid: String,
    pub(crate) name: String,
    pub(crate) metadata: String,
    pub(crate) attributes: HashMap<String, String>,
    pub(crate) permission: ParticipantPermission,
    pub(crate) conn: Option<ConnId>,
    pub(crate) mode: Mode,
    /// Where it publishes, and where it receives: the same link in single mode.
    pub(crate) publish: LinkKey,
    pub(crate) subscribe: LinkKey,
    pub(crate) active: bool,
    pub(crate) joined_ms: i64,
    pub(crate) joined_at: Instant,
    pub(crate) version: u32,
    pub(crate) auto_subscribe: bool,
    /// When a broken session is given up.
    pub(crate) expires: Option<Instant>,
    pub(crate) tracks: Vec<TrackKey>,
    pub(crate) announced: Vec<Announced>,
    pub(crate) unbound: Vec<Unbound>,
    /// Tracks to receive for which no section was found yet.
    pub(crate) wants: Vec<TrackKey>,
    /// Sections asked of a client in single mode and not offered yet: sound, picture; and when.
    pub(crate) asked: (u32, u32),
    pub(crate) asked_at: Option<Instant>,
    pub(crate) settings: HashMap<String, proto::UpdateTrackSettings>,
    pub(crate) unsubscribed: Vec<String>,
    /// Who may receive what; `None` is everybody.
    pub(crate) audience: Option<Vec<proto::TrackPermission>>,
    pub(crate) last_sequence: u32,
    pub(crate) offences: u32,
    pub(crate) tokens: u32,
    pub(crate) tokens_at: Instant,
    pub(crate) quality: super::quality::Quality,
}

impl Peer {
    pub(crate) fn may_publish(&self, source: i32) -> bool {
        let allowed = &self.permission;
        allowed.can_publish
            && (allowed.can_publish_sources.is_empty() || allowed.can_publish_sources.contains(&source))
    }
}

/// What a token allows, in the protocol's words.
pub(crate) fn permission_of(bearer: &Bearer) -> ParticipantPermission {
    let video = &bearer.claims.video;
    let can_publish = video.can_publish.unwrap_or(true);
    ParticipantPermission {
        can_subscribe: video.can_subscribe.unwrap_or(true),
        can_publish,
        can_publish_data: video.can_publish_data.unwrap_or(can_publish),
        can_publish_sources: video.sources(),
        hidden: video.hidden,
        can_update_metadata: video.can_update_own_metadata.unwrap_or(false),
        ..ParticipantPermission::default()
    }
}

impl Engine {
    pub(crate) fn on_join(&mut self, now: Instant, conn: ConnId, join: JoinParams) {
        let claims = &join.bearer.claims;
        let (name, identity) = (claims.video.room.clone(), claims.sub.clone());
        if identity.len() > limits::NAME_BYTES || claims.metadata.len() > limits::METADATA_BYTES {
            return self.refuse(conn, DisconnectReason::JoinFailure, leave_request::Action::Disconnect);
        }
        if join.reconnect && self.resume(now, conn, &name, &identity, &join) {
            return;
        }
        if join.reconnect {
            return self.refuse(conn, DisconnectReason::StateMismatch, leave_request::Action::Reconnect);
        }
        let Ok(room) = self.open_room(now, &name, None) else {
            return self.refuse(conn, DisconnectReason::JoinFailure, leave_request::Action::Disconnect);
        };
        if !self.admits(room, &join.bearer) {
            return self.refuse(
                conn,
                DisconnectReason::ParticipantRemoved,
                leave_request::Action::Disconnect,
            );
        }
        let earlier = self.rooms.get(room).and_then(|r| r.by_identity.get(&identity)).copied();
        if let Some(earlier) = earlier {
            self.put_out(
                now,
                earlier,
                DisconnectReason::DuplicateIdentity,
                leave_request::Action::Disconnect,
            );
        } else if self.is_full(room) {
            return self.refuse(conn, DisconnectReason::JoinFailure, leave_request::Action::Disconnect);
        }
        self.admit(now, conn, room, join);
    }

    /// Whether this bearer was not put out of the room after its token was made.
    fn admits(&self, room: RoomKey, bearer: &Bearer) -> bool {
        let claims = &bearer.claims;
        let made = claims.nbf.max(claims.iat);
        self.rooms.get(room).and_then(|r| r.removed.get(&claims.sub)).is_none_or(|until| made > *until)
    }

    fn is_full(&self, room: RoomKey) -> bool {
        let Some(room) = self.rooms.get(room) else { return true };
        let max =
            if room.max_participants == 0 { self.config.participants_max } else { room.max_participants };
        room.peers.len() >= usize::try_from(max).unwrap_or(usize::MAX)
    }

    fn admit(&mut self, now: Instant, conn: ConnId, room: RoomKey, join: JoinParams) {
        let key = self.insert_peer(now, conn, room, &join);
        self.at = At::Peer(key);
        let (publish, subscribe) = match join.mode {
            Mode::Single => {
                let link = self.open_link(now, key);
                (link, link)
            }
            Mode::Dual => (self.open_link(now, key), self.open_link(now, key)),
        };
        if let Some(peer) = self.peers.get_mut(key) {
            (peer.publish, peer.subscribe) = (publish, subscribe);
        }
        self.conns.insert(conn, key);
        let identity = join.bearer.claims.sub.clone();
        let mut name = String::new();
        if let Some(room) = self.rooms.get_mut(room) {
            room.peers.push(key);
            room.by_identity.insert(identity.clone(), key);
            room.ends_at = None;
            name.clone_from(&room.name);
        }
        let response = self.join_response(key, join.mode);
        self.signal(key, Message::Join(response));
        for request in join.add_tracks {
            self.add_track(now, key, request);
        }
        if let Some(offer) = join.offer {
            self.on_offer(now, key, &offer);
        }
        if join.mode == Mode::Dual {
            self.open_channels(now, key);
        }
        self.announce_peer(key);
        self.subscribe_to_all(now, key);
        self.unsettled.push(key);
        let at_unix_ms = self.unix_ms(now);
        self.tell(Event::Joined { room: name, identity, at_unix_ms });
    }

    pub(crate) fn insert_peer(
        &mut self,
        now: Instant,
        conn: ConnId,
        room: RoomKey,
        join: &JoinParams,
    ) -> PeerKey {
        let claims = &join.bearer.claims;
        let permission = permission_of(&join.bearer);
        let own = permission.can_update_metadata;
        let mut attributes = claims.attributes.clone();
        if own && join.attributes.len() <= 64 {
            attributes.extend(join.attributes.clone());
        }
        let metadata = if own && !join.metadata.is_empty() && join.metadata.len() <= limits::METADATA_BYTES {
            join.metadata.clone()
        } else {
            claims.metadata.clone()
        };
        self.peers.insert(Peer {
            room,
            identity: claims.sub.clone(),
            sid: sid("PA"),
            name: claims.name.clone(),
            metadata,
            attributes,
            permission,
            conn: Some(conn),
            mode: join.mode,
            publish: LinkKey::default(),
            subscribe: LinkKey::default(),
            active: false,
            joined_ms: self.unix_ms(now),
            joined_at: now,
            version: 1,
            auto_subscribe: join.auto_subscribe,
            expires: None,
            tracks: Vec::new(),
            announced: Vec::new(),
            unbound: Vec::new(),
            wants: Vec::new(),
            asked: (0, 0),
            asked_at: None,
            settings: HashMap::new(),
            unsubscribed: Vec::new(),
            audience: None,
            last_sequence: 0,
            offences: 0,
            tokens: limits::REQUESTS_BURST,
            tokens_at: now,
            quality: super::quality::Quality::default(),
        })
    }

    fn join_response(&self, key: PeerKey, mode: Mode) -> proto::JoinResponse {
        let room = self.peers.get(key).and_then(|p| self.rooms.get(p.room));
        let others = room.map(|r| r.peers.as_slice()).unwrap_or_default();
        proto::JoinResponse {
            room: room.map(super::room::Room::proto),
            participant: self.participant(key),
            other_participants: others
                .iter()
                .filter(|other| **other != key && self.visible(**other))
                .filter_map(|other| self.participant(*other))
                .collect(),
            server_version: SERVER_VERSION.to_owned(),
            subscriber_primary: mode == Mode::Dual,
            ping_timeout: PING_TIMEOUT_S,
            ping_interval: PING_INTERVAL_S,
            server_info: Some(server_info()),
            enabled_publish_codecs: codecs(),
            fast_publish: true,
            ..proto::JoinResponse::default()
        }
    }

    /// Gives a returning client its session back; `false` when there is none to give.
    fn resume(&mut self, now: Instant, conn: ConnId, room: &str, identity: &str, join: &JoinParams) -> bool {
        let found = self.room_key(room).and_then(|r| self.rooms.get(r)?.by_identity.get(identity).copied());
        let Some(key) = found else { return false };
        let Some(peer) = self.peers.get_mut(key) else { return false };
        let same = join.participant_sid.is_empty() || peer.sid == join.participant_sid;
        if !same || peer.mode != join.mode {
            return false;
        }
        self.at = At::Peer(key);
        if let Some(old) = peer.conn.replace(conn) {
            self.conns.remove(&old);
            self.outbox.push_back(Output::Close { conn: old });
        }
        peer.expires = None;
        peer.asked = (0, 0);
        let last_message_seq = peer.last_sequence;
        let (mode, subscribe) = (peer.mode, peer.subscribe);
        self.conns.insert(conn, key);
        let response = proto::ReconnectResponse {
            server_info: Some(server_info()),
            last_message_seq,
            ..proto::ReconnectResponse::default()
        };
        self.signal(key, Message::Reconnect(response));
        let others: Vec<_> =
            self.others_of(key).into_iter().filter_map(|other| self.participant(other)).collect();
        self.signal(key, Message::Update(proto::ParticipantUpdate { participants: others }));
        if mode == Mode::Dual {
            if let Some(link) = self.links.get_mut(subscribe) {
                link.pending = None;
                link.wants_restart = true;
            }
            self.unsettled.push(key);
        }
        if let Some(offer) = &join.offer {
            self.on_offer(now, key, offer);
        }
        true
    }

    /// A WebSocket is gone: the session waits for its client to come back.
    pub(crate) fn on_gone(&mut self, now: Instant, conn: ConnId) {
        let Some(key) = self.conns.remove(&conn) else { return };
        let resume_for = self.config.resume_for;
        if let Some(peer) = self.peers.get_mut(key)
            && peer.conn == Some(conn)
        {
            peer.conn = None;
            peer.expires = Some(now + resume_for);
        }
    }

    fn refuse(&mut self, conn: ConnId, reason: DisconnectReason, action: leave_request::Action) {
        let frame = crate::signal::encode(leave(reason, action));
        self.outbox.push_back(Output::Signal { conn, frame });
        self.outbox.push_back(Output::Close { conn });
    }

    /// Ends a session because of a fault of ours or its; the client starts anew by itself.
    pub(crate) fn restart_peer(&mut self, now: Instant, key: PeerKey) {
        self.put_out(now, key, DisconnectReason::MediaFailure, leave_request::Action::Reconnect);
    }

    /// Ends a session and tells its client why.
    pub(crate) fn put_out(
        &mut self,
        now: Instant,
        key: PeerKey,
        reason: DisconnectReason,
        action: leave_request::Action,
    ) {
        self.signal(key, leave(reason, action));
        self.drop_peer(now, key, reason);
    }

    /// Ends a session.
    pub(crate) fn drop_peer(&mut self, now: Instant, key: PeerKey, reason: DisconnectReason) {
        let Some(peer) = self.peers.get(key) else { return };
        let (room, publish, subscribe) = (peer.room, peer.publish, peer.subscribe);
        if let Some(conn) = peer.conn {
            self.conns.remove(&conn);
            self.outbox.push_back(Output::Close { conn });
        }
        for track in peer.tracks.clone() {
            self.remove_track(track);
        }
        self.leave_all_tracks(key);
        let gone = self.participant(key).map(|info| proto::ParticipantInfo {
            state: participant_info::State::Disconnected as i32,
            tracks: Vec::new(),
            disconnect_reason: reason as i32,
            ..info
        });
        let visible = self.visible(key);
        let Some(peer) = self.peers.remove(key) else { return };
        self.close_link(now, publish);
        if subscribe != publish {
            self.close_link(now, subscribe);
        }
        let mut name = String::new();
        if let Some(room) = self.rooms.get_mut(room) {
            room.peers.retain(|other| *other != key);
            room.speaking.remove(&key);
            if let Some((seat, _)) = room.seat.take_if(|(seat, _)| *seat == key) {
                self.outbox.push_back(Output::Seat { seat: SeatId(seat), heard: SeatHeard::Over });
            }
            if room.by_identity.get(&peer.identity) == Some(&key) {
                room.by_identity.remove(&peer.identity);
            }
            name.clone_from(&room.name);
        }
        if let Some(info) = gone.filter(|_| visible) {
            self.broadcast(
                room,
                None,
                Message::Update(proto::ParticipantUpdate { participants: vec![info] }),
            );
        }
        let removed = matches!(reason, DisconnectReason::ParticipantRemoved | DisconnectReason::RoomDeleted);
        let at_unix_ms = self.unix_ms(now);
        self.tell(Event::Left { room: name, identity: peer.identity, at_unix_ms, removed });
        self.room_left(now, room);
    }

    pub(crate) fn visible(&self, key: PeerKey) -> bool {
        self.peers.get(key).is_some_and(|p| !p.permission.hidden)
    }

    /// Everybody else of the room that may be seen.
    pub(crate) fn others_of(&self, key: PeerKey) -> Vec<PeerKey> {
        let room = self.peers.get(key).and_then(|p| self.rooms.get(p.room));
        let all = room.map(|r| r.peers.as_slice()).unwrap_or_default();
        all.iter().copied().filter(|other| *other != key && self.visible(*other)).collect()
    }

    pub(crate) fn participant(&self, key: PeerKey) -> Option<proto::ParticipantInfo> {
        let peer = self.peers.get(key)?;
        let state =
            if peer.active { participant_info::State::Active } else { participant_info::State::Joined };
        Some(proto::ParticipantInfo {
            sid: peer.sid.clone(),
            identity: peer.identity.clone(),
            state: state as i32,
            tracks: peer.tracks.iter().filter_map(|t| self.tracks.get(*t)).map(|t| t.info.clone()).collect(),
            metadata: peer.metadata.clone(),
            joined_at: peer.joined_ms / 1000,
            joined_at_ms: peer.joined_ms,
            name: peer.name.clone(),
            version: peer.version,
            permission: Some(peer.permission.clone()),
            is_publisher: !peer.tracks.is_empty(),
            attributes: peer.attributes.clone(),
            ..proto::ParticipantInfo::default()
        })
    }

    /// Tells everybody what a participant is like now.
    pub(crate) fn announce_peer(&mut self, key: PeerKey) {
        let Some(peer) = self.peers.get_mut(key) else { return };
        peer.version += 1;
        let (room, hidden) = (peer.room, peer.permission.hidden);
        let Some(info) = self.participant(key) else { return };
        let update = Message::Update(proto::ParticipantUpdate { participants: vec![info] });
        if hidden {
            self.signal(key, update);
        } else {
            self.broadcast(room, None, update);
        }
    }
}

pub(crate) fn leave(reason: DisconnectReason, action: leave_request::Action) -> Message {
    Message::Leave(proto::LeaveRequest {
        can_reconnect: action != leave_request::Action::Disconnect,
        reason: reason as i32,
        action: action as i32,
        regions: None,
    })
}

fn server_info() -> proto::ServerInfo {
    proto::ServerInfo {
        version: SERVER_VERSION.to_owned(),
        protocol: PROTOCOL,
        ..proto::ServerInfo::default()
    }
}
