//! What a client asks over its WebSocket.

use std::time::Instant;

use livekit_protocol::{
    self as proto, DisconnectReason, leave_request, request_response, signal_request,
    signal_response::Message,
};

use super::{At, ConnId, Engine, PeerKey, limits};

impl Engine {
    pub(crate) fn on_request(&mut self, now: Instant, conn: ConnId, request: signal_request::Message) {
        use signal_request::Message as Ask;
        let Some(key) = self.conns.get(&conn).copied() else { return };
        self.at = At::Peer(key);
        if !self.spend(now, key) {
            return self.offence(now, key);
        }
        match request {
            Ask::Offer(offer) => self.on_offer(now, key, &offer),
            Ask::Answer(answer) => self.on_answer(now, key, &answer),
            Ask::AddTrack(request) => self.add_track(now, key, request),
            Ask::Mute(wish) => self.on_mute(now, key, &wish),
            Ask::Subscription(update) => self.on_subscription(now, key, &update),
            Ask::TrackSetting(settings) => self.on_settings(now, key, &settings),
            Ask::SubscriptionPermission(wish) => self.on_audience(now, key, &wish),
            Ask::UpdateMetadata(wish) => self.on_metadata(key, wish),
            Ask::SyncState(state) => self.on_sync(now, key, &state),
            Ask::UpdateAudioTrack(update) => self.on_audio_features(key, &update),
            Ask::Ping(at) => self.signal(key, Message::Pong(at)),
            Ask::PingReq(ping) => {
                let timestamp = self.unix_ms(now);
                self.signal(
                    key,
                    Message::PongResp(proto::Pong { last_ping_timestamp: ping.timestamp, timestamp }),
                );
            }
            Ask::Leave(wish) => self.on_leave(now, key, &wish),
            Ask::PublishDataTrackRequest(request) => {
                let request = request_response::Request::PublishDataTrack(request);
                self.answer_request(key, 0, request_response::Reason::UnsupportedType, Some(request));
            }
            // The server is ICE-lite and finds the client's addresses by its checks; the rest concerns
            // features that are not offered.
            _ => {}
        }
    }

    /// Takes one request from the allowance.
    fn spend(&mut self, now: Instant, key: PeerKey) -> bool {
        let Some(peer) = self.peers.get_mut(key) else { return false };
        let passed = now.saturating_duration_since(peer.tokens_at).as_millis();
        let earned = passed.saturating_mul(u128::from(limits::REQUESTS_PER_SECOND)) / 1000;
        if earned > 0 {
            let earned = u32::try_from(earned).unwrap_or(u32::MAX);
            peer.tokens = peer.tokens.saturating_add(earned).min(limits::REQUESTS_BURST);
            peer.tokens_at = now;
        }
        if peer.tokens == 0 {
            return false;
        }
        peer.tokens -= 1;
        true
    }

    /// Counts something over the limits; who does it too often is put out.
    pub(crate) fn offence(&mut self, now: Instant, key: PeerKey) {
        self.counters.refused += 1;
        let Some(peer) = self.peers.get_mut(key) else { return };
        peer.offences += 1;
        if peer.offences >= limits::OFFENCES {
            self.put_out(now, key, DisconnectReason::StateMismatch, leave_request::Action::Disconnect);
        }
    }

    fn answer_request(
        &mut self,
        key: PeerKey,
        request_id: u32,
        reason: request_response::Reason,
        request: Option<request_response::Request>,
    ) {
        let response =
            proto::RequestResponse { request_id, reason: reason as i32, message: String::new(), request };
        self.signal(key, Message::RequestResponse(response));
    }

    fn on_mute(&mut self, now: Instant, key: PeerKey, wish: &proto::MuteTrackRequest) {
        let Some(peer) = self.peers.get(key) else { return };
        let own =
            peer.tracks.iter().copied().find(|t| self.tracks.get(*t).is_some_and(|t| t.info.sid == wish.sid));
        match own {
            Some(track) => self.set_muted(now, track, wish.muted),
            None => self.mute_announced(key, &wish.sid, wish.muted),
        }
    }

    fn on_metadata(&mut self, key: PeerKey, wish: proto::UpdateParticipantMetadata) {
        let Some(peer) = self.peers.get_mut(key) else { return };
        let size: usize = wish.attributes.iter().map(|(k, v)| k.len() + v.len()).sum();
        let reason = if !peer.permission.can_update_metadata {
            request_response::Reason::NotAllowed
        } else if wish.metadata.len() + size > limits::METADATA_BYTES || wish.name.len() > limits::NAME_BYTES
        {
            request_response::Reason::LimitExceeded
        } else {
            request_response::Reason::Ok
        };
        let id = wish.request_id;
        if reason == request_response::Reason::Ok {
            self.apply_metadata(key, wish.name, wish.metadata, wish.attributes);
        }
        self.answer_request(key, id, reason, None);
    }

    /// Changes what others see of a participant; empty texts leave what is, empty attributes are removed.
    pub(crate) fn apply_metadata(
        &mut self,
        key: PeerKey,
        name: String,
        metadata: String,
        attributes: std::collections::HashMap<String, String>,
    ) {
        let Some(peer) = self.peers.get_mut(key) else { return };
        if !name.is_empty() {
            peer.name = name;
        }
        if !metadata.is_empty() {
            peer.metadata = metadata;
        }
        for (word, value) in attributes {
            if value.is_empty() {
                peer.attributes.remove(&word);
            } else {
                peer.attributes.insert(word, value);
            }
        }
        self.announce_peer(key);
    }

    /// What a resumed client still knows: its subscriptions and paused tracks.
    fn on_sync(&mut self, now: Instant, key: PeerKey, state: &proto::SyncState) {
        if let Some(update) = &state.subscription {
            // With auto-subscription this lists what was given up, otherwise what is wanted.
            self.on_subscription(now, key, update);
        }
        let disabled = proto::UpdateTrackSettings {
            track_sids: state.track_sids_disabled.clone(),
            disabled: true,
            ..proto::UpdateTrackSettings::default()
        };
        if !disabled.track_sids.is_empty() {
            self.on_settings(now, key, &disabled);
        }
    }

    fn on_audio_features(&mut self, key: PeerKey, update: &proto::UpdateLocalAudioTrack) {
        let Some(peer) = self.peers.get(key) else { return };
        let own = peer.tracks.clone();
        for track in own {
            if let Some(track) = self.tracks.get_mut(track)
                && track.info.sid == update.track_sid
            {
                track.info.audio_features = update.features.iter().copied().take(16).collect();
            }
        }
    }

    fn on_leave(&mut self, now: Instant, key: PeerKey, wish: &proto::LeaveRequest) {
        // A client that is about to reconnect says so; everybody else is gone for good.
        if wish.action == leave_request::Action::Disconnect as i32 {
            self.drop_peer(now, key, DisconnectReason::ClientInitiated);
        }
    }
}
