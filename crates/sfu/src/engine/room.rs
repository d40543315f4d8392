//! A room: its participants, its options, and those who were put out of it.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use livekit_protocol as proto;

use super::seat::SeatSound;
use super::timers::Timer;
use super::{Engine, PeerKey, RoomKey, limits};
use crate::handle::{Event, Refusal, RoomOptions};

/// How long a room waits for its first participant.
const EMPTY_S: u32 = 300;

/// How long a room outlives its last participant.
const DEPARTURE: Duration = Duration::from_secs(20);

/// The regular round of a room.
pub(crate) const ROUND: Duration = Duration::from_millis(200);

/// A room.
pub(crate) struct Room {
    pub(crate) name: String,
    pub(crate) sid: String,
    pub(crate) metadata: String,
    pub(crate) peers: Vec<PeerKey>,
    pub(crate) by_identity: HashMap<String, PeerKey>,
    /// The house's own participant, and the codec that it hears.
    pub(crate) seat: Option<(PeerKey, Option<SeatSound>)>,
    pub(crate) max_participants: u32,
    pub(crate) empty_timeout_s: u32,
    pub(crate) created_ms: i64,
    /// When the room ends if it stays empty.
    pub(crate) ends_at: Option<Instant>,
    /// Identities put out, with the second until which their tokens are dead.
    pub(crate) removed: HashMap<String, i64>,
    /// What was last said about who speaks, by track owner.
    pub(crate) speaking: HashMap<PeerKey, f32>,
    pub(crate) round: u64,
}

impl Room {
    pub(crate) fn proto(&self) -> proto::Room {
        proto::Room {
            sid: self.sid.clone(),
            name: self.name.clone(),
            empty_timeout: self.empty_timeout_s,
            departure_timeout: u32::try_from(DEPARTURE.as_secs()).unwrap_or(20),
            max_participants: self.max_participants,
            creation_time: self.created_ms / 1000,
            creation_time_ms: self.created_ms,
            metadata: self.metadata.clone(),
            num_participants: u32::try_from(self.peers.len()).unwrap_or(u32::MAX),
            enabled_codecs: codecs(),
            ..proto::Room::default()
        }
    }
}

/// The codecs that are forwarded.
pub(crate) fn codecs() -> Vec<proto::Codec> {
    ["audio/opus", "video/VP8", "video/H264", "video/VP9", "video/AV1"]
        .into_iter()
        .map(|mime| proto::Codec { mime: mime.to_owned(), fmtp_line: String::new() })
        .collect()
}

/// A random id with LiveKit's prefix, such as `PA_`.
pub(crate) fn sid(prefix: &str) -> String {
    let random = str0m::IceCreds::new();
    let letters: String = random.pass.chars().filter(char::is_ascii_alphanumeric).take(14).collect();
    format!("{prefix}_{letters}")
}

impl Engine {
    pub(crate) fn room_key(&self, name: &str) -> Option<RoomKey> {
        self.names.get(name).copied()
    }

    /// Finds the room or makes it.
    pub(crate) fn open_room(
        &mut self,
        now: Instant,
        name: &str,
        options: Option<RoomOptions>,
    ) -> Result<RoomKey, Refusal> {
        if name.is_empty() || name.len() > limits::NAME_BYTES {
            return Err(Refusal::TooLong);
        }
        let wanted = options.unwrap_or_default();
        if let Some(key) = self.room_key(name) {
            if let (Some(options), Some(room)) = (options, self.rooms.get_mut(key)) {
                room.max_participants = options.max_participants;
                if options.empty_timeout_s > 0 {
                    room.empty_timeout_s = options.empty_timeout_s;
                }
            }
            return Ok(key);
        }
        if self.rooms.len() >= limits::ROOMS {
            return Err(Refusal::Full);
        }
        let empty_timeout_s = if wanted.empty_timeout_s == 0 { EMPTY_S } else { wanted.empty_timeout_s };
        let created_ms = self.unix_ms(now);
        let key = self.rooms.insert(Room {
            name: name.to_owned(),
            sid: sid("RM"),
            metadata: String::new(),
            peers: Vec::new(),
            by_identity: HashMap::new(),
            seat: None,
            max_participants: wanted.max_participants,
            empty_timeout_s,
            created_ms,
            ends_at: Some(now + Duration::from_secs(u64::from(empty_timeout_s))),
            removed: HashMap::new(),
            speaking: HashMap::new(),
            round: 0,
        });
        self.names.insert(name.to_owned(), key);
        self.timers.push(now + ROUND, Timer::Room(key));
        Ok(key)
    }

    /// Ends an empty room, or one whose people were told already.
    pub(crate) fn end_room(&mut self, key: RoomKey) {
        if let Some(room) = self.rooms.remove(key) {
            self.names.remove(&room.name);
            self.tell(Event::RoomEnded { room: room.name });
        }
    }

    /// Starts the time after which an empty room ends.
    pub(crate) fn room_left(&mut self, now: Instant, key: RoomKey) {
        if let Some(room) = self.rooms.get_mut(key)
            && room.peers.is_empty()
        {
            room.ends_at = Some(now + DEPARTURE);
        }
    }
}
