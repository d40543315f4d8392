//! Who belongs to an organisation, asked within a unit of work by the rooms of the wing.

pub(crate) mod store;
