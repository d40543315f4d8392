//! The test kit: a whole house in a box, for tests only.

pub mod proofs;

pub use proofs::proved;
