//! What is kept of a meeting that is over, and how each of it goes: its title, the names of its guests, who was there, and by
//! what somebody was known at the door.

pub(crate) mod store;
