//! SIP and RTP as plain values, what strangers could send, and a node that is spoken to over its sockets.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may end")]

mod calls;
mod cameras;
mod connections;
mod descriptions;
mod digests;
mod fuzz_wire;
mod keys;
mod limits;
mod packets;
mod raw;
mod registrations;
mod sessions;
mod stills;
