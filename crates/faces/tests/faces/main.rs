//! What the tool sees and decides.

mod gaze;
mod golden;
mod wire;
