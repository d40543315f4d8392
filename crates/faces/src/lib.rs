//! What a box at a door sees: faces found in a picture, templates of them, and whether somebody is known.
//!
//! - [`sight`] finds faces and makes templates, by nets of the operator's own. It belongs into a process of its own; [`wire`] is
//!   all that the agent knows of it.
//! - [`gaze`] decides over several pictures whether somebody known stands there: plain values in, a word out.
//! - [`models`] opens the nets that the list of models names, and no others.
//! - What this can and cannot tell: `docs/adr/0039-faces.md`.

mod align;
mod buffer;
mod detect;
pub mod gaze;
mod layers;
pub mod models;
mod net;
pub mod picture;
pub mod sight;
mod tensor;
pub mod wire;

pub use sight::{Box4, Marks, Seen, Template};
