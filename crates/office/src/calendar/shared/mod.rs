//! Shared calendars and rooms of an organisation: their rows alone. What stands in them are events as any other.

pub(super) mod store;
