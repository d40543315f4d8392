//! Where the pictures and voice clips of tickets stand in the database.

pub(super) mod store;
