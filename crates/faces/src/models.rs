//! The nets, as the list of models names them (`crates/models`). Anything else is refused.

use ::models::{NoModel, held, named};
use std::path::Path;

use crate::sight::Sight;

/// Why there are no nets.
#[derive(Debug, thiserror::Error)]
pub enum NoNets {
    /// One is missing or another one.
    #[error(transparent)]
    Model(#[from] NoModel),
    /// They cannot be run.
    #[error("the nets cannot be run")]
    Unreadable,
}

/// Reads the nets of a folder: three that find faces, one that makes templates.
///
/// # Errors
/// Where one is missing, is another one, or cannot be run.
pub fn open(folder: &Path) -> Result<Sight, NoNets> {
    let model = named("eyes").map_err(|_| NoNets::Unreadable)?;
    let nets = held(&model, folder)?;
    let nets: Vec<&[u8]> = nets.iter().map(Vec::as_slice).collect();
    let nets = nets.try_into().map_err(|_| NoNets::Unreadable)?;
    Sight::of(nets).ok_or(NoNets::Unreadable)
}
