//! The media engine in virtual time: real str0m clients, a network that delays, loses and narrows.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may end")]

mod bad_input;
mod behaviour;
mod client;
mod fuzz_engine;
mod fuzz_wire;
mod munging;
mod network;
mod quality;
mod rooms;
mod seats;
mod tokens;
mod world;
