//! SIP and RTP for door stations and telephones: a registrar and a B2BUA that knows no people.
//!
//! - An account is an opaque text. Who may use it says [`Accounts`], which gives hashes and never passwords.
//! - [`Node`] listens, registers, and tells of calls as [`Event`]s; whoever holds it decides what becomes of each call.
//! - Sound and pictures are passed on as they come: no transcoding. Every queue is bounded and drops its oldest. Where several
//!   speak with one another, [`mix`] adds their sound up.
//! - [`digest`], [`sdp`], [`rtp`], [`dtmf`], [`g711`], [`h264`], [`mix`], [`registrar`], [`session`], [`still`] are plain values without sockets
//!   and clocks; [`node`] gives them those.
//!
//! The log of `rsipstack` shows whole messages at `info`, with credentials, and addresses at `warn`: whoever starts
//! this keeps it at `error`.

pub mod digest;
pub mod dtmf;
pub mod g711;
pub mod h264;
pub mod limits;
pub mod mix;
pub mod node;
pub mod registrar;
pub mod rtp;
pub mod rtsp;
pub mod sdp;
pub mod session;
pub mod still;

pub use dtmf::Digit;
pub use node::{
    Account, Accounts, Booth, CallId, Caller, Certificate, Dial, Ending, Event, Events, Failure, Listen,
    MediaPacket, Node, Offered, Queue, Refusal, Settings, Target, Trunk,
};
pub use registrar::Transport;
