//! What the house hears, from outside: the wire and the converter of models.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod convert;
mod plates;
mod wire;
