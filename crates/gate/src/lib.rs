//! The gate: configuration, composition, the HTTP router, the command line and the client's files.
//!
//! The only place that sees all floors. It holds no rule and no query.

mod api;
mod ca;
mod cards;
mod carriers;
mod child;
pub mod cli;
mod compose;
mod dev;
mod events;
mod eyes;
mod guard;
mod keys;
mod locks;
mod places;
mod plates;
mod push_file;
mod receipt;
mod serve;
mod speech;
mod telephones;
mod web;
mod words;

pub use api::document;
pub use compose::{Running, Start, all_tables, erasers, migrations, tables};
pub use events::events;
pub use receipt::receipt_holds;
pub use serve::serve;
