//! Who is invited to an event and what he said, and of what each is reminded: their rows alone.

pub(super) mod store;
