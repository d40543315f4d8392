//! Data messages: stamped with who sent them, given to whom they are meant for.
#![expect(deprecated, reason = "older clients still read and write these fields")]

use std::time::Instant;

use bytes::Bytes;
use livekit_protocol::{DataPacket, DisconnectReason, data_packet, leave_request};
use prost::Message as _;
use str0m::channel::ChannelId;

use super::{Engine, LinkKey, PeerKey, RoomKey, limits};
use crate::handle::Refusal;

/// Below this many waiting bytes a slow receiver gets more.
const LOW_BYTES: usize = 128 * 1024;

/// Who gets a message.
pub(crate) struct Destination {
    pub(crate) but: Option<PeerKey>,
    pub(crate) identities: Vec<String>,
    pub(crate) sids: Vec<String>,
    pub(crate) reliable: bool,
}

impl Engine {
    pub(crate) fn on_channel(&mut self, key: LinkKey, id: ChannelId, label: &str) {
        let Some(link) = self.links.get_mut(key) else { return };
        let slot = match label {
            "_reliable" => &mut link.reliable,
            "_lossy" => &mut link.lossy,
            _ => return,
        };
        *slot = Some(id);
        if let Some(mut channel) = link.rtc.channel(id) {
            channel.set_buffered_amount_low_threshold(LOW_BYTES);
        }
        self.touch(key);
    }

    pub(crate) fn on_data(&mut self, now: Instant, key: LinkKey, channel: ChannelId, bytes: &[u8]) {
        let Some(link) = self.links.get(key) else { return };
        let (peer_key, reliable) = (link.peer, link.reliable == Some(channel));
        if !reliable && link.lossy != Some(channel) {
            return;
        }
        if bytes.len() > limits::DATA_BYTES {
            return self.offence(now, peer_key);
        }
        let Ok(packet) = DataPacket::decode(bytes) else { return self.offence(now, peer_key) };
        let Some(peer) = self.peers.get_mut(peer_key) else { return };
        let speaks_for_server = matches!(packet.value, Some(data_packet::Value::Speaker(_)) | None);
        if !peer.permission.can_publish_data || speaks_for_server {
            return self.offence(now, peer_key);
        }
        if reliable && packet.sequence > 0 {
            if packet.sequence <= peer.last_sequence {
                return; // sent again after a resume, and already passed on
            }
            peer.last_sequence = packet.sequence;
        }
        let room = peer.room;
        let (packet, to) = stamp(packet, peer_key, &peer.sid, &peer.identity, reliable);
        self.pass_on(now, room, &packet, &to);
    }

    /// Gives a message to everybody it is meant for.
    pub(crate) fn pass_on(&mut self, now: Instant, room: RoomKey, packet: &DataPacket, to: &Destination) {
        let bytes = Bytes::from(packet.encode_to_vec());
        let everybody = self.rooms.get(room).map(|r| r.peers.clone()).unwrap_or_default();
        for key in everybody {
            let Some(peer) = self.peers.get(key) else { continue };
            let addressed = (to.identities.is_empty() && to.sids.is_empty())
                || to.identities.contains(&peer.identity)
                || to.sids.contains(&peer.sid);
            if Some(key) != to.but && addressed && peer.permission.can_subscribe {
                self.send_data(now, key, &bytes, to.reliable);
            }
        }
    }

    fn send_data(&mut self, now: Instant, key: PeerKey, bytes: &Bytes, reliable: bool) {
        let Some(link_key) = self.peers.get(key).map(|p| p.subscribe) else { return };
        let Some(link) = self.links.get_mut(link_key) else { return };
        if reliable && !link.backlog.is_empty() {
            return self.keep_for_later(now, key, link_key, bytes.clone());
        }
        let id = if reliable { link.reliable } else { link.lossy };
        let written = id
            .and_then(|id| link.rtc.channel(id))
            .is_some_and(|mut channel| channel.write(true, bytes).unwrap_or(false));
        if written {
            self.touch(link_key);
        } else if reliable {
            self.keep_for_later(now, key, link_key, bytes.clone());
        }
    }

    /// Keeps reliable messages for a slow receiver; one that stays slow starts anew.
    fn keep_for_later(&mut self, now: Instant, key: PeerKey, link: LinkKey, bytes: Bytes) {
        let Some(link) = self.links.get_mut(link) else { return };
        link.backlog_bytes += bytes.len();
        link.backlog.push_back(bytes);
        if link.backlog_bytes > limits::DATA_BACKLOG_BYTES {
            self.put_out(now, key, DisconnectReason::StateMismatch, leave_request::Action::Reconnect);
        }
    }

    /// A slow receiver has room again, or its channel has just opened.
    pub(crate) fn on_channel_low(&mut self, key: LinkKey) {
        let Some(link) = self.links.get_mut(key) else { return };
        let Some(id) = link.reliable else { return };
        let mut wrote = false;
        while let Some(bytes) = link.backlog.front() {
            let Some(mut channel) = link.rtc.channel(id) else { break };
            if !channel.write(true, bytes).unwrap_or(false) {
                break;
            }
            link.backlog_bytes = link.backlog_bytes.saturating_sub(bytes.len());
            link.backlog.pop_front();
            wrote = true;
        }
        if wrote {
            self.touch(key);
        }
    }

    /// A message of the house or the API to a room.
    ///
    /// # Errors
    /// `UnknownRoom`, `TooLong`.
    pub fn send_message(
        &mut self,
        now: Instant,
        room: &str,
        packet: &DataPacket,
        sids: Vec<String>,
    ) -> Result<(), Refusal> {
        let key = self.room_key(room).ok_or(Refusal::UnknownRoom)?;
        if packet.encoded_len() > limits::DATA_BYTES {
            return Err(Refusal::TooLong);
        }
        let to = Destination {
            but: None,
            identities: packet.destination_identities.clone(),
            sids,
            reliable: packet.kind == data_packet::Kind::Reliable as i32,
        };
        self.pass_on(now, key, packet, &to);
        Ok(())
    }
}

/// Writes into a message who sent it, whatever the sender wrote there, and reads whom it is meant for.
fn stamp(
    mut packet: DataPacket,
    key: PeerKey,
    sid: &str,
    identity: &str,
    reliable: bool,
) -> (DataPacket, Destination) {
    sid.clone_into(&mut packet.participant_sid);
    identity.clone_into(&mut packet.participant_identity);
    let kind = if reliable { data_packet::Kind::Reliable } else { data_packet::Kind::Lossy };
    let mut to = Destination {
        but: Some(key),
        identities: packet.destination_identities.clone(),
        sids: Vec::new(),
        reliable,
    };
    {
        packet.kind = kind as i32;
        if let Some(data_packet::Value::User(user)) = &mut packet.value {
            sid.clone_into(&mut user.participant_sid);
            identity.clone_into(&mut user.participant_identity);
            to.identities.extend(user.destination_identities.iter().cloned());
            to.sids.extend(user.destination_sids.iter().cloned());
        }
    }
    (packet, to)
}
