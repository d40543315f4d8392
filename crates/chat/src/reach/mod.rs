//! Reaching who is away: whoever has not read what was written, and has no page open, has his devices woken.
//!
//! The writer leaves word at once, and then once a second for each conversation; who is to be woken is looked up afterwards, by the
//! page.
//! What wakes him says that something was written, and nothing else. Jobs: `message.reach`.

mod jobs;
mod store;

pub(crate) use jobs::{Lately, Reach, jobs};
