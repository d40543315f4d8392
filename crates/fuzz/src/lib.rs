//! Drives a test with what strangers could send: seeds of the right shape, changed a little or a lot.
//!
//! - The same seed gives the same run, as long as the driven code answers the same.
//! - An input with an outcome not seen before is kept and changed further, so a run finds its way inwards.
//! - What brings a test down lies in the corpus of its crate afterwards, and is tried first from then on.

mod change;
mod dice;
mod run;
mod shape;

pub use change::Change;
pub use dice::Dice;
pub use run::Fuzz;
pub use shape::sample;
