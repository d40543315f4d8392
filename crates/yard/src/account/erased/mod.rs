//! What becomes of an account's rows when somebody is erased.

pub(super) mod store;
