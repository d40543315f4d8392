//! The media engine: it forwards sound, pictures and data between the participants of a room.
//!
//! - It speaks LiveKit's signalling, so that unmodified LiveKit clients join, publish and subscribe.
//! - It knows no people: an identity is an opaque text that whoever makes the token has chosen.
//! - A room is owned by one worker; what one peer sends never disturbs another room.
//! - [`engine`] is a state machine without sockets, threads or clocks; [`node`] gives it those.

pub mod engine;
mod handle;
pub mod node;
pub mod sdp;
mod settings;
pub mod signal;
pub mod token;

pub use engine::{SeatHeard, SeatPacket, SeatSends, SeatSound};
pub use handle::{
    Event, Handle, Losses, ParticipantInfo, ParticipantQuality, Permission, Refusal, RoomInfo, RoomOptions,
    TrackInfo, TrackKind, fresh_identity, unless_gone,
};
pub use node::{Node, Seat};
pub use settings::Settings;
pub use token::{Grant, Source};

/// LiveKit's protocol messages, as its own crate defines them.
pub use livekit_protocol as proto;
