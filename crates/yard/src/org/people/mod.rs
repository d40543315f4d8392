//! The people of an organisation as a list that can be long: found by how they are called and by what their records show.
//!
//! - Names and records are sealed; what is searched is a projection in memory, built anew when somebody came, went, moved, was
//!   renamed or a record was written, and dropped on erasure with the stamp it has.
//! - By what one may not see one finds nobody.
//! - A page is opened for whoever looks, as one act with one leaf.
//!
//! Owns no table.

mod actions;
mod fields;
mod http;
mod projection;
mod sound;

use ground::OrgId;
use tokio::sync::{Mutex, MutexGuard};

pub(in crate::org) use http::routes;
pub use projection::{Entry, Members, of};
pub use sound::{Sound, folded};

/// Turns of those who build; organisations share them by their ids.
static TURNS: [Mutex<()>; 16] = [const { Mutex::const_new(()) }; 16];

/// Waits for whoever builds what is searched of an organisation: many who look at once build it once.
async fn turn(org: OrgId) -> MutexGuard<'static, ()> {
    let [.., last] = org.bytes();
    TURNS[usize::from(last) % TURNS.len()].lock().await
}
