//! What was done about an incident, step by step, and what was reported.

pub(super) mod store;
