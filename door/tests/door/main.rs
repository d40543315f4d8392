//! The agent from outside: a disk whose power is cut, a house that comes and goes, a process that is killed, stations that ask for proof.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod agent;
mod ahead;
mod air;
mod blind;
mod day;
mod fuzz_agent;
mod house;
mod kills;
mod meeting;
mod output;
mod power;
mod serial;
mod stations;
