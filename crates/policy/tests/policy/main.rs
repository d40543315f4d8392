//! The policy of this repository: its answers, its texts, and the mistakes it finds.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

mod answers;
mod change;
mod mistakes;
mod published;
mod texts;
