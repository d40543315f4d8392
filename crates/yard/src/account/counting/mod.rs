//! How often something was done within a span of time, held against a [`Bound`](super::Bound): a row for each window, which goes some
//! time after it is over.

pub(super) mod store;
