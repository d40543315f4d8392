//! Packages that are fetched and unpacked, and those that are not.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod fetch;
mod packed;
mod take;
