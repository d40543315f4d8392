//! What the house hears and reads: speech, and identity cards, made text by models of the operator's own.
//!
//! - The recogniser is a program of its own, `courtyard-senses`, so that what crashes or runs away there never harms the
//!   house. It reaches no network and keeps nothing; [`wire`] is all that the house knows of it.
//! - [`convert`] writes a model in the form that the recogniser reads, from the form in which models are handed about.
//! - [`card`] reads the side of an identity card that has the portrait, by plain Rust (ADR 0042).
//! - The recogniser of speech is C++ and is built only with the feature `whisper` (ADR 0025).

pub mod apart;
pub mod card;
pub mod convert;
#[cfg(feature = "whisper")]
pub mod decode;
#[cfg(feature = "whisper")]
pub mod hear;
pub mod wire;
