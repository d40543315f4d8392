//! What opens the door: a relay of the board, an output of a reader, a door station, or a file that counts clicks.

mod board;
pub mod digest;
pub mod output;
mod station;
pub(crate) mod web;

use std::io::Write as _;
use std::path::PathBuf;

use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use crate::ask::{Ask, Asking};
use crate::settings::RelaySettings;

pub use station::{Maker, StationRelay};

/// A relay that did not do what it was told, and what it said.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the relay: {0}")]
pub struct Stuck(pub String);

/// Anything that opens a door once when told.
pub trait Relay: Send {
    /// Opens, for the entry of the log with this number.
    fn click(&mut self, opening: u64) -> BoxFuture<'_, Result<(), Stuck>>;
}

/// The relay of these settings.
///
/// # Errors
/// When it cannot be had: the board has no such line, or the password of the station cannot be read.
pub fn of(settings: &RelaySettings, switch: output::Switch) -> Result<Box<dyn Relay>, Stuck> {
    Ok(match settings {
        RelaySettings::File { path } => Box::new(Lines { path: path.clone() }),
        RelaySettings::Gpio { chip, line, active_low, milliseconds } => {
            Box::new(board::Line::of(chip, *line, *active_low, *milliseconds)?)
        }
        RelaySettings::Osdp(settings) => Box::new(output::Output::of(settings, switch)),
        RelaySettings::TwoN(station) => Box::new(StationRelay::of(Maker::TwoN, station)?),
        RelaySettings::Akuvox(station) => Box::new(StationRelay::of(Maker::Akuvox, station)?),
        RelaySettings::Hikvision(station) => Box::new(StationRelay::of(Maker::Hikvision, station)?),
        RelaySettings::Dahua(station) => Box::new(StationRelay::of(Maker::Dahua, station)?),
    })
}

/// A file that gets the number of the entry for each click.
struct Lines {
    path: PathBuf,
}

impl Relay for Lines {
    fn click(&mut self, opening: u64) -> BoxFuture<'_, Result<(), Stuck>> {
        Box::pin(async move {
            let file = std::fs::OpenOptions::new().create(true).append(true).open(&self.path);
            let written = file.and_then(|mut file| file.write_all(format!("{opening}\n").as_bytes()));
            written.map_err(|error| Stuck(error.to_string()))
        })
    }
}

/// Has the relay click once for each entry, and tells when it does not.
pub async fn drive(
    mut relay: Box<dyn Relay>,
    patience: std::time::Duration,
    mut clicks: mpsc::Receiver<u64>,
    asking: Asking,
) {
    while let Some(opening) = clicks.recv().await {
        let done = tokio::time::timeout(patience, relay.click(opening)).await;
        let said = match done {
            Ok(Ok(())) => continue,
            Ok(Err(stuck)) => stuck.to_string(),
            Err(_) => "the relay: no answer".to_owned(),
        };
        tracing::error!(opening, "{said}");
        if asking.send(Ask::Stuck { opening }).await.is_err() {
            return;
        }
    }
}
