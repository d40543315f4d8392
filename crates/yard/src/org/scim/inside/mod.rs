//! The rows of groups, and of what is in them.

pub(super) mod store;
