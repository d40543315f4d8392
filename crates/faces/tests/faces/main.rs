//! What the tool sees and decides.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may end")]

mod gaze;
mod golden;
mod wire;
