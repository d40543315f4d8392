//! Colleagues: who of some people belongs to an organisation, or shares one with somebody. Reads the rows of members alone.

pub(super) mod store;
