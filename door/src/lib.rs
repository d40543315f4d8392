//! The agent at a gate: it holds the passes of its door, decides by itself, and tells the house.
//!
//! - Nothing opens that is not in the log first, on the disk.
//! - A cut of power at any moment loses nothing that was answered.
//! - Without the house everything goes on; the house is told later, once.
//!
//! One thread (`warden`) owns everything that is decided upon. Readers, the relay and the link are tasks that ask it over
//! bounded queues. The rules stand in `pass` and in `docs/adr/0031-doors.md`.

pub mod air;
pub mod ask;
pub mod bus;
pub mod disk;
pub mod eyes;
pub mod identity;
pub mod journal;
pub mod link;
pub mod nets;
pub mod pairing;
pub mod reader;
pub mod relay;
pub mod run;
pub mod settings;
pub mod store;
pub mod terminal;
pub mod time;
pub mod voice;
pub mod warden;
