//! The vault in a folder of its own: what is sealed, who opens it, what the log proves.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

mod blobs;
mod door;
mod fuzz_sealed;
mod keys;
mod log;
mod place;
mod rest;
mod store;
mod tampered;
