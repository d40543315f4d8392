//! The quality of a meeting while it goes on: how loud somebody is, and what of his sound and pictures is lost.
//!
//! - Numbers alone: nothing here has heard or seen what they are about (JJB-013).
//! - They are asked of the media engine at the moment they are wanted, and are written down nowhere.
//! - The host sees everybody's, everybody else his own.
//!
//! No table. Tells nothing. Knows no names: who an identity is, `meeting.participants` says.

mod http;
mod rules;
mod views;

pub use http::routes;
