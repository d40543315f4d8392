//! Ground: what everything stands on.
//!
//! Ids, the clock, faults and problems, the database on two engines, jobs, the per-person event
//! stream, the bus, blobs and the configuration. Knows nothing of people beyond their ids.

pub mod access;
pub mod archive;
pub mod blobs;
pub mod bus;
pub mod caller;
pub mod clock;
pub mod config;
mod contract;
pub mod db;
pub mod fault;
pub mod ids;
pub mod jobs;
pub mod limits;
pub mod log;
pub mod metrics;
pub mod network;
pub mod noise;
pub mod problem;
pub mod stream;
pub mod tables;
mod task;

pub use access::{Access, Attr, Denied, Guarded, Resource, Scope};
pub use bus::Bus;
pub use caller::{Caller, Guest, Member, Owner, Person, Service, ServiceScope};
pub use clock::{Clock, Timestamp, monotonic};
pub use db::{Cell, Ctx, Db, DbError, Row, Value, View};
pub use fault::{Because, Fault};
pub use ids::{DeviceId, MeetingId, OrgId, PersonId, ServiceId};
pub use jobs::{Errand, Job, LongJob, Stop};
pub use problem::Problem;
pub use tables::{Erasure, Export, TableDecl};
pub use task::OwnedTask;

#[doc(hidden)]
pub use {schemars, serde, uuid};

/// The migrations of ground's own tables.
pub fn migrations() -> Vec<db::Migration> {
    migrations![2026112201 => "ground"]
}
