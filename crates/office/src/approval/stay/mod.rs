//! How long cases stay at their steps: ids and times, nobody's name, for those who run the organisation.
//!
//! Table: `office_approval_stay`.

pub(super) mod store;
