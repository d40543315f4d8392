//! Things: devices that speak MQTT, as the house understands them.
//!
//! - Nothing here connects, reads a clock or knows people: packets, announcements and payloads come in as bytes, and what is to
//!   be said goes out as a topic and a payload.
//! - What a device announces of itself, in whichever convention, becomes [`Part`]s: one thing that can be read or set each.
//! - All that comes in was written by strangers: sizes, counts, templates and the work of a template have bounds.

mod abbreviations;
pub mod broker;
mod command;
mod discovery;
pub mod packet;
mod part;
mod state;
mod tasmota;
mod template;
pub mod tuya;

pub use command::{Command, Said, Unsupported};
pub use discovery::{Announced, announced};
pub use part::{Form, Kind, Map, Of, PARTS_MAX, Part, Reach, Read, Write};
pub use state::{Heard, State, is_up};
pub use tasmota::{tasmota, tasmota_sensors};

/// The longest payload that is read, in bytes; longer ones are not looked at.
pub const PAYLOAD_MAX: usize = 64 * 1024;
/// The longest topic, in bytes.
pub const TOPIC_MAX: usize = 256;

/// Cuts a text to so many characters, without control characters.
pub(crate) fn short(text: &str, most: usize) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(most).collect::<String>().trim().to_owned()
}
