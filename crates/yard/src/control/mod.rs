//! The control list: which controls of the classified protection scheme this house fulfils now, seen by its own state.
//!
//! - A control holds where every check of it holds. A check looks at what is, never at what was meant: the log is verified,
//!   the newest backup has an age, a keeper has a second factor or has not.
//! - What a check cannot find out does not hold.
//! - For keepers, and for inspectors, whose look is written down as every look of theirs.
//!
//! Owns no table. The list is `policy/controls.toml`.

mod actions;
mod http;
mod rules;
mod store;

pub use http::routes;
