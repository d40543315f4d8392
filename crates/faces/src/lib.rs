//! What a camera sees, at a door or where somebody clocks: faces found in a picture, templates of them, and whether somebody is known.
//!
//! - [`sight`] finds faces and makes templates, by nets of the operator's own. It belongs into a process of its own, [`program`]; [`wire`] is
//!   all that whoever starts it knows of it.
//! - [`gaze`] decides over several pictures whether somebody known stands there: plain values in, a word out.
//! - [`models`] opens the nets that the list of models names, and no others.
//! - What this can and cannot tell: `docs/adr/0039-faces.md`, and `docs/adr/0050-attendance-faces.md` where somebody clocks.

mod align;
mod buffer;
mod detect;
pub mod gaze;
mod layers;
pub mod models;
mod net;
pub mod picture;
pub mod program;
pub mod sight;
mod tensor;
pub mod wire;

pub use sight::{Box4, Marks, Seen, Template};
