//! Me: what I am called, my devices, what is held about me, and who looked.
//!
//! Owns no table: it shows what other features hold. Tells: `flows.stray`.

mod basics;
mod flows;
mod http;
mod jobs;

pub use http::routes;
pub use jobs::jobs;
