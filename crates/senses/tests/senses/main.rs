//! What the house hears, from outside: the wire and the converter of models.

mod convert;
mod wire;
