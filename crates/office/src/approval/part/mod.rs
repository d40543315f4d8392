//! Who takes part in cases, beyond one case.

pub(super) mod store;
