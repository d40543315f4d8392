//! LiveKit's signalling on the wire: protobuf messages and the parameters of a join.

mod join;

pub use join::{JoinParams, JoinRefusal, Mode};

use bytes::Bytes;
use livekit_protocol::{SignalRequest, SignalResponse, signal_request, signal_response};
use prost::Message as _;

/// The longest signalling message that is read, in bytes.
pub const MESSAGE_BYTES_MAX: usize = 1024 * 1024;

/// A response as it goes over the WebSocket.
#[must_use]
pub fn encode(message: signal_response::Message) -> Bytes {
    Bytes::from(SignalResponse { message: Some(message) }.encode_to_vec())
}

/// A request as it came over the WebSocket, in protobuf; anything else is `None`.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<signal_request::Message> {
    if bytes.len() > MESSAGE_BYTES_MAX {
        return None;
    }
    SignalRequest::decode(bytes).ok()?.message
}

/// A request in the JSON form of the protocol.
#[must_use]
pub fn decode_json(text: &str) -> Option<signal_request::Message> {
    if text.len() > MESSAGE_BYTES_MAX {
        return None;
    }
    serde_json::from_str::<SignalRequest>(text).ok()?.message
}
