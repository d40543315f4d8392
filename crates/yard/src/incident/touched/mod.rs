//! Whom an incident touches, and how each of them was told.

pub(super) mod store;
