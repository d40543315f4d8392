//! Organisations alone.
#![expect(missing_docs, reason = "x")]
#[path = "house/org.rs"]
mod org;
