//! Passes from outside: what a door decides, what it takes for a list, and what strangers may say to it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod cards;
mod codes;
mod decisions;
mod fuzz_wire;
mod lists;
mod logs;
mod talk;
mod world;
