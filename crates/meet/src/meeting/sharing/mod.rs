//! Who is in one meeting with whom: what people there see of one another.

pub(super) mod store;
