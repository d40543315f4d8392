//! Me: what I am called, my devices, what is held about me, and who looked.
//!
//! Owns no table: it shows what other features hold.

mod flows;
mod http;

pub use http::routes;
