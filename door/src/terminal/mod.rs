//! A terminal with a library of its own: cards, PINs and faces of those whom the list of this door names, and of nobody else
//! (ADR 0043).
//!
//! - The list is the authority. Whoever is not in it is removed before anything else is done, and the house hears so when the
//!   terminal, asked anew, does not know him any more.
//! - What is in the library is what the terminal says of it. It is looked through as the program starts, each day, and whenever the
//!   terminal was out of reach; so a cut of power half way leaves nothing that is not found.
//! - Nobody opens there longer than this door would let him: his time is written so, and written anew as the house vouches.
//! - What it decides by itself is an entry of the log, once, under the pass by which it did.
//! - Numbers of cards, digits and photos pass through the memory of this program and lie on no disk of the box.

mod dahua;
mod device;
mod events;
mod hikvision;
mod keeping;
mod looking;

pub use dahua::records;
pub use device::{Device, Event, Found, New, Shown, Taken};
pub use hikvision::events;
pub use keeping::{Asked, Keeper, QUEUE, Wires};
