//! Rows of lists that a directory keeps in step.

pub(in crate::org) mod store;
