//! What a client says when it connects: by query parameters, or by a compressed request inside one of them.

use std::collections::HashMap;
use std::io::Read as _;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use livekit_protocol::{self as proto, wrapped_join_request};
use prost::Message as _;

use crate::token::Bearer;

/// The largest join request after it was inflated, in bytes.
pub const JOIN_BYTES_MAX: usize = 1024 * 1024;

/// Clients pad or do not pad; both are read.
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// One connection for both ways, or one for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// `/rtc/v1`: the client offers, one connection carries all.
    Single,
    /// `/rtc`: the server offers what is subscribed on a second connection.
    Dual,
}

/// A join, as the engine takes it.
#[derive(Clone, Debug)]
pub struct JoinParams {
    /// Who, found true by its token.
    pub bearer: Bearer,
    /// One connection or two.
    pub mode: Mode,
    /// Whether every track is received unless said otherwise.
    pub auto_subscribe: bool,
    /// Whether an earlier session is to be resumed.
    pub reconnect: bool,
    /// The session to resume.
    pub participant_sid: String,
    /// The client's protocol version, 0 where it did not say.
    pub protocol: i32,
    /// The first offer, where it came with the join.
    pub offer: Option<proto::SessionDescription>,
    /// Tracks announced with the join.
    pub add_tracks: Vec<proto::AddTrackRequest>,
    /// Attributes the client gives itself, where it may.
    pub attributes: HashMap<String, String>,
    /// Metadata the client gives itself, where it may.
    pub metadata: String,
    /// What a resuming client knows.
    pub sync: Option<proto::SyncState>,
}

/// Why a join could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JoinRefusal {
    /// The parameter is not what it should be.
    #[error("malformed join request")]
    Malformed,
    /// It is too large once inflated.
    #[error("join request too large")]
    TooLarge,
}

impl JoinParams {
    /// A plain join of this bearer.
    #[must_use]
    pub fn new(bearer: Bearer, mode: Mode) -> JoinParams {
        JoinParams {
            bearer,
            mode,
            auto_subscribe: true,
            reconnect: false,
            participant_sid: String::new(),
            protocol: 0,
            offer: None,
            add_tracks: Vec::new(),
            attributes: HashMap::new(),
            metadata: String::new(),
            sync: None,
        }
    }

    /// A join from its query parameters.
    ///
    /// # Errors
    /// When `join_request` is there and cannot be read.
    pub fn from_query(
        bearer: Bearer,
        mode: Mode,
        query: &HashMap<String, String>,
    ) -> Result<JoinParams, JoinRefusal> {
        let mut join = JoinParams::new(bearer, mode);
        let flag = |name: &str| query.get(name).map(|v| matches!(v.as_str(), "1" | "true"));
        join.auto_subscribe = flag("auto_subscribe").unwrap_or(true);
        join.reconnect = flag("reconnect").unwrap_or(false);
        join.protocol = query.get("protocol").and_then(|v| v.parse().ok()).unwrap_or(0);
        join.participant_sid = query.get("sid").cloned().unwrap_or_default();
        if let Some(text) = query.get("join_request") {
            join.read_request(text)?;
        }
        Ok(join)
    }

    fn read_request(&mut self, text: &str) -> Result<(), JoinRefusal> {
        let request = unwrap(text)?;
        if let Some(settings) = request.connection_settings {
            self.auto_subscribe = settings.auto_subscribe;
        }
        self.reconnect |= request.reconnect;
        if !request.participant_sid.is_empty() {
            self.participant_sid = request.participant_sid;
        }
        if let Some(client) = request.client_info {
            self.protocol = client.protocol;
        }
        self.offer = request.publisher_offer.filter(|offer| !offer.sdp.is_empty());
        self.add_tracks = request.add_track_requests;
        self.attributes = request.participant_attributes;
        self.metadata = request.metadata;
        self.sync = request.sync_state;
        Ok(())
    }
}

/// Reads `join_request`; its inflated size is bounded, because a stranger wrote it.
fn unwrap(text: &str) -> Result<proto::JoinRequest, JoinRefusal> {
    if text.len() > JOIN_BYTES_MAX {
        return Err(JoinRefusal::TooLarge);
    }
    let bytes = URL_SAFE.decode(text).map_err(|_| JoinRefusal::Malformed)?;
    let wrapped = proto::WrappedJoinRequest::decode(&bytes[..]).map_err(|_| JoinRefusal::Malformed)?;
    let plain = if wrapped.compression == wrapped_join_request::Compression::Gzip as i32 {
        let mut plain = Vec::new();
        let mut limited =
            flate2::read::GzDecoder::new(&wrapped.join_request[..]).take(JOIN_BYTES_MAX as u64 + 1);
        limited.read_to_end(&mut plain).map_err(|_| JoinRefusal::Malformed)?;
        plain
    } else {
        wrapped.join_request
    };
    if plain.len() > JOIN_BYTES_MAX {
        return Err(JoinRefusal::TooLarge);
    }
    proto::JoinRequest::decode(&plain[..]).map_err(|_| JoinRefusal::Malformed)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn wrapped(plain: &[u8]) -> String {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(plain).unwrap();
        let wrapped = proto::WrappedJoinRequest {
            compression: wrapped_join_request::Compression::Gzip as i32,
            join_request: gzip.finish().unwrap(),
        };
        base64::engine::general_purpose::URL_SAFE.encode(wrapped.encode_to_vec())
    }

    #[test]
    fn a_small_bomb_is_not_inflated() {
        let bomb = wrapped(&vec![0; JOIN_BYTES_MAX * 4]);
        assert!(bomb.len() < 20_000);
        assert_eq!(unwrap(&bomb).unwrap_err(), JoinRefusal::TooLarge);
    }

    #[test]
    fn a_request_is_read() {
        let request =
            proto::JoinRequest { participant_sid: "PA_1".into(), reconnect: true, ..Default::default() };
        assert_eq!(unwrap(&wrapped(&request.encode_to_vec())).unwrap(), request);
        assert_eq!(unwrap("!!").unwrap_err(), JoinRefusal::Malformed);
    }
}
